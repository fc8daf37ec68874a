// SPDX-License-Identifier: AGPL-3.0-or-later
// Text that wants to run: into every field of every form, as everyone there is, and through the command line; then every page,
// feed, export and message is read, and every page opened in a browser whose Content-Security-Policy is switched off, so that
// what our own escaping lets through is seen and not what the browser saves us from.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { encode, formsOf } from '../lib/forms.mjs';
import { references } from '../lib/html.mjs';
import { request } from '../lib/http.mjs';
import { PAYLOADS } from '../lib/payloads.mjs';
import { startServer } from '../lib/server.mjs';

const SLUG = '2021-economie-de-l-alliance';
const ATTACKED = 'attaque';
const MEMBER = 'attaque.membre@demo.example';
const WORKERS = 6;
const ALIKE = 6; // addresses of one kind that are followed and opened
const ENDS = /^(?:\/en)?\/(?:deconnexion|langue\/|mon-espace\/connexions|mon-espace\/donnees\/effacement|organisation\/comptes\/)/; // forms that end the sessions of this test

// A server that counts: nothing here may ask it for anything.
async function counter() {
  const hits = [];
  const server = http.createServer((req, res) => { hits.push(req.url); res.end('x'); });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  return { hits, address: `//127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

// ---- what an answer must not hold --------------------------------------------------------------------------------

const TAG = /<\/?([a-z][a-z0-9-]*)((?:\s+[^\s"'<>=/]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>`]+))?|\/|\s)*)>/gi;
const MAIL = /^(?:\/en)?\/organisation\/(?:messages\/\d+|.*\/apercu)\.html/; // a letter has its style within: a reader of mail asks for no other
// Our own: a letter in a frame that runs nothing.
const FRAME = /<iframe class="sheet" src="\/[^"<>]*\/apercu\.html[^"<>]*" title="[^"<>]*" sandbox="allow-popups allow-popups-to-escape-sandbox"><\/iframe>/g;
const STRANGE = /^(?:xss-probe|iframe|object|embed|base|math|mglyph|video|details-x|noscript|body-x|style)$/i;

function faultsOf(where, a, hit) {
  const found = [];
  if (a.headers['x-injected']) found.push(`${where}: a header was injected`);
  if ((a.headers['set-cookie'] ?? []).some((c) => /injected/i.test(c))) found.push(`${where}: a cookie was injected`);
  if (a.status >= 500) found.push(`${where}: ${a.status}`);
  const text = a.text.replace(FRAME, '');
  if (/html|[/+]xml/.test(a.type)) {
    for (const [tag, name, rest] of text.matchAll(TAG)) {
      const attributes = [...rest.matchAll(/([^\s"'=/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+)))?/g)];
      if ((STRANGE.test(name) && !(name === 'style' && MAIL.test(where))) || attributes.some(([, n]) => /^on[a-z]+$/i.test(n) || (/^(?:style|srcdoc|http-equiv)$/i.test(n) && !MAIL.test(where))))
        found.push(`${where}: ${tag.slice(0, 160)}`);
      for (const [, n, x = '', y = '', z = ''] of attributes)
        if (/^(?:href|src|action|formaction|data)$/i.test(n) && (/^\s*(?:java\s*script|data|vbscript):/i.test(x + y + z) || (/html/.test(a.type) && (x + y + z).includes(hit))) && name !== 'a')
          found.push(`${where}: ${tag.slice(0, 160)}`);
    }
    if (/<script(?![^>]*(?:\bsrc="\/|application\/ld\+json))/i.test(text)) found.push(`${where}: an inline script`);
  }
  if (/json/.test(a.type)) {
    try { JSON.parse(text); } catch (e) { found.push(`${where}: ${e.message}`); }
  }
  if (/calendar/.test(a.type) && /^X-INJECTED/m.test(text)) found.push(`${where}: a line of a calendar was injected`);
  if (/csv/.test(a.type)) {
    for (const [, quoted = '', plain = ''] of text.matchAll(/(?:^|[;,\n])(?:"((?:[^"]|"")*)"|([^";,\r\n]*))/g))
      if (/^\s*[=@+]/.test(quoted + plain)) found.push(`${where}: a spreadsheet would run ${(quoted + plain).slice(0, 80)}`);
  }
  if (a.type && !a.headers['x-content-type-options']) found.push(`${where}: no nosniff`);
  return found;
}

// ---- everyone there is -----------------------------------------------------------------------------------------------

function command(ctx, ...words) {
  return execFileSync(ctx.binary, [...words, '--data', ctx.server.data], { encoding: 'utf8' });
}

async function sessionOf(ctx, email) {
  const link = new URL(command(ctx, 'user', 'link', email).trim()).pathname;
  const a = await request(ctx.base, link, { method: 'POST', body: '', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  return a.headers['set-cookie'][0].split(';')[0];
}

const get = (ctx, who, address) => request(ctx.base, address, { headers: who.cookie ? { Cookie: who.cookie } : {} });

async function send(ctx, who, form, pairs) {
  const { type, body } = encode(pairs, form.multipart);
  if (form.method === 'get') return get(ctx, who, `${form.action}?${body}`);
  return request(ctx.base, form.action, { method: 'POST', body,
    headers: { 'Content-Type': type, 'Sec-Fetch-Site': 'same-origin', ...(who.cookie ? { Cookie: who.cookie } : {}) } });
}

async function register(ctx, email) {
  const form = { action: `/rencontres/${SLUG}/inscription`, method: 'post' };
  const a = await send(ctx, {}, form, [['given_name', 'Noé'], ['family_name', 'Membre'], ['email', email], ['modality', 'remote']]);
  return a.headers.location;
}

async function invite(ctx, organiser, email) {
  const list = `/organisation/rencontres/${SLUG}/invitations`;
  const [form] = formsOf((await get(ctx, organiser, list)).text).filter((f) => f.fields.some((x) => x.name === 'liste'));
  const csrf = form.fields.find((f) => f.name === 'csrf').value;
  for (const acte of ['ajouter', 'inviter']) await send(ctx, organiser, form, [['csrf', csrf], ['acte', acte], ['liste', `e-mail\n${email}\n`]]);
  for (const id of [...(await get(ctx, organiser, '/organisation/messages')).text.matchAll(/href="\/organisation\/messages\/(\d+)"/g)].map((m) => m[1])) {
    const link = /\/invitations\/[\w-]{20,}/.exec((await get(ctx, organiser, `/organisation/messages/${id}`)).text);
    if (link) return link[0];
  }
  return null;
}

async function everyone(ctx) {
  command(ctx, 'user', 'add', 'attaque.admin@demo.example', '--role', 'administrator', '--name', `${ctx.payload(19)} Admin`);
  const token = await register(ctx, MEMBER);
  const organiser = { name: 'an organiser', cookie: await sessionOf(ctx, 'organisation@demo.example'), starts: ['/', '/organisation', `/organisation/rencontres/${SLUG}/format?remote=yes&onsite=yes`] };
  const invitation = await invite(ctx, organiser, 'attaque.invite@demo.example');
  return {
    invitation,
    list: [
      { name: 'a visitor', starts: ['/', '/en/', '/connexion', '/connexion/code', '/fuseau', `/rencontres/${ATTACKED}`, `/rencontres/${SLUG}/inscription`] },
      { name: 'who is registered', starts: [token, `${token}/modifier`, `${token}/participants`] },
      { name: 'who is invited', starts: invitation ? [invitation] : [] },
      organiser,
      { name: 'an administrator', cookie: await sessionOf(ctx, 'attaque.admin@demo.example'), starts: ['/mon-espace', '/organisation'] },
    ],
  };
}

// ---- the command line ----------------------------------------------------------------------------------------------

function importAttacks(ctx) {
  const events = PAYLOADS.map((_, i) => ({
    title: ctx.payload(i), subtitle: ctx.payload(i + 1), abstract: ctx.payload(i + 2), description: ctx.payload(i + 3), type: ctx.payload(i + 4),
    start: `${String(9 + Math.floor(i / 6)).padStart(2, '0')}:${String((i % 6) * 10).padStart(2, '0')}`, duration: '00:10', room: ctx.payload(i + 5),
    persons: [{ public_name: ctx.payload(i + 6) }, { public_name: ctx.payload(i + 7) }], links: [{ url: ctx.payload(i + 8), title: ctx.payload(i + 9) }],
  }));
  const schedule = { schedule: { version: ctx.payload(0), base_url: ctx.payload(30), conference: { title: `${ctx.payload(1)} Rencontre`, acronym: ctx.payload(2), start: '2021-09-13', end: '2021-09-13', daysCount: 1,
    days: [{ index: 1, date: '2021-09-13', rooms: { [ctx.payload(19)]: events } }] } } };
  const text = ['9e Rencontre <script>__xss(900)</script>', '12 octobre 2021', '', ...PAYLOADS.map((_, i) =>
    `${9 + Math.floor(i / 6)}h${String((i % 6) * 10).padStart(2, '0')} : ${ctx.payload(i).replace(/[\r\n\0]/g, ' ')}, ${ctx.payload(i + 11).replace(/[\r\n\0]/g, ' ')}`),
  '', 'Avec le soutien de :', ...PAYLOADS.slice(0, 20).map((_, i) => ctx.payload(i).replace(/[\r\n\0]/g, ' '))].join('\n');
  const problems = [];
  const json = JSON.stringify(schedule).replace(/\\u0000/g, ' '); // which JSON of ours refuses altogether
  for (const [name, content, slug] of [['attaque.json', json, ATTACKED], ['attaque.txt', text, `${ATTACKED}-texte`]]) {
    const file = path.join(ctx.server.data, name);
    writeFileSync(file, content);
    try { command(ctx, 'programme', 'import', '--event', slug, file); } catch (e) { problems.push(`${name}: ${e.stderr ?? e}`); }
  }
  const cell = (i) => `"${ctx.payload(i).replace(/"/g, '""').replace(/\0/g, ' ')}"`;
  const invited = ['prénom;nom;e-mail;structure;territoire', ...PAYLOADS.map((_, i) => `${cell(i)};${cell(i + 1)};invite${i}@demo.example;${cell(i + 2)};${cell(i + 3)}`)];
  const file = path.join(ctx.server.data, 'attaque.csv');
  writeFileSync(file, invited.join('\n'));
  try { command(ctx, 'invitation', 'import', '--event', SLUG, file); } catch (e) { problems.push(`attaque.csv: ${e.stderr ?? e}`); }
  return problems;
}

// ---- every form --------------------------------------------------------------------------------------------------------

const kindOf = (address) => address.replace(/\?.*/, '').replace(/^\/en\b/, '').replace(/[\w-]{20,}|\d+/g, '*')
  .replace(/^(\/rencontres\/[^/]+\/programme)\/[^/.]+/, '$1/*');

// What links reach for somebody, a few of each kind that nobody before them reached: Map(address → answer).
async function walk(ctx, who, faults, kinds) {
  const seen = new Map();
  let todo = [...who.starts];
  const queued = new Set(todo);
  const visit = async (address) => {
    const a = await get(ctx, who, address);
    seen.set(address, a);
    faults.push(...faultsOf(`${address} (${who.name})`, a, ctx.hit.address));
    const next = a.headers.location ? [a.headers.location] : a.type.startsWith('text/html') ? references(a.text).map((r) => r.href) : [];
    for (const href of next) {
      const url = URL.canParse(href, ctx.base + address) ? new URL(href, ctx.base + address) : null;
      const key = url && url.origin === ctx.base ? url.pathname + url.search : null;
      if (!key || queued.has(key) || key.startsWith('/a/') || ENDS.test(key)) continue;
      queued.add(key);
      const kind = kindOf(key);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
      if (kinds.get(kind) <= ALIKE) todo.push(key);
    }
  };
  while (todo.length) await Promise.all(todo.splice(0, WORKERS).map(visit));
  return seen;
}

const WORDS = new Set(['text', 'search', 'url', 'textarea', 'number', 'tel']);

// One form, once: `turn` decides which payload is where, and whether what was hidden or chosen is attacked as well.
function fill(ctx, who, form, turn) {
  const deep = turn % 4 === 3;
  const pairs = [];
  form.fields.forEach((f, k) => {
    const attack = ctx.payload(turn + k * 7);
    if (f.type === 'file') pairs.push([f.name, { file: turn % 3 ? attack : '', bytes: turn % 3 ? attack : '' }]);
    else if (['csrf', 'key', 'website', 'since'].includes(f.name)) // the last two are there for robots
      pairs.push([f.name, f.value]);
    else if (f.name === 'liste') pairs.push([f.name, `prénom;nom;e-mail;structure;territoire\n"${attack.replace(/"/g, '""')}";"${ctx.payload(turn + 3).replace(/"/g, '""')}";a${turn}@demo.example;"${ctx.payload(turn + 5).replace(/"/g, '""')}";"${ctx.payload(turn + 9).replace(/"/g, '""')}"`]);
    else if (f.type === 'email') pairs.push([f.name, turn % 3 === 2 ? `${attack}@demo.example` : `a${turn}.${who.name.length}@demo.example`]);
    else if (f.type === 'url') pairs.push([f.name, turn % 2 ? attack : `https://a.example/${turn}`]);
    else if (WORDS.has(f.type)) pairs.push([f.name, attack]);
    else if (f.type === 'hidden' || f.type === 'select') pairs.push([f.name, deep ? attack : /[23]$/.test(f.name) ? '' : f.value]); // a wish once
    else if (f.type === 'checkbox' || !pairs.some(([n]) => n === f.name)) pairs.push([f.name, deep ? attack : f.value]);
  });
  const button = form.buttons[turn % Math.max(form.buttons.length, 1)];
  if (button && button.name !== 'csrf') pairs.push([button.name, deep && turn % 8 === 7 ? ctx.payload(turn) : button.value]);
  return pairs;
}

const has = (form, field) => form.fields.some((f) => f.name === field);
const nameOf = (form) => `${form.method} ${kindOf(form.action).split('/').at(-1)} ${[...new Set(form.fields.map((f) => f.name.replace(/\d+/g, '*')))].join(' ')}`;

async function attackForm(ctx, who, address, wanted, faults) {
  let stored = 0;
  const turns = has(wanted, 'family_name') || wanted.multipart || has(wanted, 'liste') ? PAYLOADS.length : Math.ceil(PAYLOADS.length / 4);
  for (let turn = 0; turn < turns; turn++) {
    const page = await get(ctx, who, address);
    const form = formsOf(page.text).find((f) => nameOf(f) === nameOf(wanted));
    if (!form) return stored; // it did what it does once
    const a = await send(ctx, who, form, fill(ctx, who, form, turn));
    stored += a.status === 303;
    const where = `${form.method} ${form.action}, turn ${turn} (${who.name})`;
    faults.push(...faultsOf(where, a, ctx.hit.address));
    if (a.headers.location && !/^\/(?![/\\])/.test(a.headers.location)) faults.push(`${where}: leads to ${a.headers.location}`);
    if (a.headers.location?.startsWith('/')) faults.push(...faultsOf(`after ${where}`, await get(ctx, who, a.headers.location), ctx.hit.address));
  }
  return stored;
}

async function attackAll(ctx, people, faults) {
  const done = new Map();
  const kinds = new Map();
  for (const who of people.list) {
    for (const [address, a] of await walk(ctx, who, faults, kinds)) {
      if (a.status !== 200 || !a.type.startsWith('text/html')) continue;
      for (const form of formsOf(a.text)) {
        if (ENDS.test(form.action) || done.has(nameOf(form))) continue;
        done.set(nameOf(form), { action: form.action, stored: 0 });
        done.get(nameOf(form)).stored = await attackForm(ctx, who, address, form, faults);
      }
    }
  }
  return done;
}

// Every POST of the table of routes is reached by a form of some page.
function routesWithoutForm(ctx, done) {
  const posts = JSON.parse(command(ctx, 'routes', '--format', 'json')).filter((r) => r.method === 'POST' && !ENDS.test(r.pattern));
  const shape = (p) => new RegExp(`^${p.replace(/:[a-z]+/g, '[^/]+')}$`);
  // of the two: a link by hand and one by mail, whose forms take no text; a passkey is its device's; a refusal to lift needs a mailbox that refuses
  // a report by machine, a link by mail, a provider that is not there, a second step, what must have failed first
  const elsewhere = new RegExp(['^/connexion/|/cles/|refus/:id/lever|renvoyer|annulation|/place$|/modalite$|/refus$', '^/courrier/|/annonces$|/identites/',
    '/conservation/|/donnees/|/journal/:id/|/messages/:id/modifier$|/taches/'].join('|'));
  const actions = [...done].filter(([k]) => k.startsWith('post ')).map(([, f]) => f.action.replace(/^\/en\b/, ''));
  return posts.filter((r) => !elsewhere.test(r.pattern) && !actions.some((a) => shape(r.pattern).test(a))).map((r) => `no form leads to ${r.pattern}`);
}

// ---- in a browser ---------------------------------------------------------------------------------------------------------

// What a page would run, and what it has that ours never have.
const AUDIT = () => {
  const found = [];
  const all = document.evaluate("//@*[starts-with(name(), 'on')]", document, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null);
  for (let i = 0; i < all.snapshotLength; i++) found.push(`${all.snapshotItem(i).name}=${all.snapshotItem(i).value}`);
  for (const e of document.querySelectorAll('xss-probe, iframe:not(.sheet[sandbox="allow-popups allow-popups-to-escape-sandbox"]), object, embed, base, [srcdoc], meta[http-equiv=refresh], math, video'))
    found.push(e.outerHTML.slice(0, 120));
  for (const e of document.querySelectorAll('a[href], form[action], img[src], area[href]')) {
    const url = e.href ?? e.action ?? e.src;
    if (typeof url === 'string' && /^(?:javascript|data|vbscript|blob):/i.test(url)) found.push(e.outerHTML.slice(0, 120));
  }
  for (const e of document.scripts) if (!e.src && e.type !== 'application/ld+json') found.push(e.outerHTML.slice(0, 120));
  for (const e of document.querySelectorAll('script[type="application/ld+json"]')) try { JSON.parse(e.textContent); } catch (x) { found.push(`${x}`); }
  return found;
};

async function open(ctx, page, address, state) {
  state.where = address;
  await page.goto(ctx.base + address, { waitUntil: 'load', timeout: 8000 });
  for (const line of await page.evaluate(AUDIT)) state.found.push(`${address}: ${line}`);
}

async function browse(ctx, who, addresses, { change } = {}) {
  const context = await ctx.browser.newContext({ locale: 'fr-FR', bypassCSP: true });
  const state = { found: [], where: '' };
  if (who.cookie) {
    const [name, value] = who.cookie.split(/=(.*)/);
    await context.addCookies([{ name, value, url: ctx.base.replace('http:', 'https:'), secure: true, httpOnly: true, sameSite: 'Lax' }]);
  }
  await context.exposeBinding('__xss', (_, n) => { state.found.push(`payload ${n} ran on ${state.where}`); });
  if (change) await context.route(/./, change);
  const todo = [...addresses];
  const worker = async () => {
    const page = await context.newPage();
    page.on('dialog', (d) => { state.found.push(`${state.where}: a dialog`); d.dismiss().catch(() => {}); });
    page.on('download', (d) => d.cancel().catch(() => {}));
    for (let next = todo.shift(); next; next = todo.shift()) await open(ctx, page, next, state);
  };
  await Promise.all(Array.from({ length: 4 }, worker));
  await context.close();
  return state.found;
}

async function wellFormed(ctx, documents) {
  const page = await ctx.browser.newPage();
  const bad = await page.evaluate((list) => list.filter(([, xml]) =>
    new DOMParser().parseFromString(xml, 'application/xml').querySelector('parsererror')).map(([where]) => where), documents);
  await page.close();
  return bad.map((where) => `${where} is no XML any more`);
}

async function readEverything(ctx, people, faults) {
  const opened = [];
  let pages = 0;
  const xml = [];
  const kinds = new Map();
  for (const who of people.list) {
    const answers = await walk(ctx, who, faults, kinds);
    const mails = who.cookie ? [...answers.keys()].filter((k) => /^\/organisation\/messages\/\d+$/.test(k)).map((k) => `${k}.html`) : [];
    const html = [...answers].filter(([, a]) => a.status === 200 && a.type.startsWith('text/html')).map(([k]) => k);
    for (const [k, a] of answers) if (/[/+]xml/.test(a.type)) xml.push([k, a.text]);
    const list = [...new Set([...html, ...mails])];
    pages += list.length;
    opened.push(...await browse(ctx, who, list));
  }
  faults.push(...await wellFormed(ctx, xml));
  return { opened, pages };
}

// One field that is not escaped, as a careless template would print it: it must be seen both ways.
async function plantedFault(ctx, organiser) {
  const address = `/organisation/rencontres/${SLUG}/soutiens`;
  const clean = await get(ctx, organiser, address);
  if (!/&lt;(?:img|svg|script)/.test(clean.text)) return [`the page that was to be spoiled (${clean.status}) holds no payload: ${clean.text.slice(clean.text.indexOf('<main'), clean.text.indexOf('<main') + 3000)}`];
  const spoil = (text) => text.replace(/(<b lang="fr">)([^<]*&lt;[^<]*)(<\/b>)/g, (_, a, b, c) => a + b.replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&#34;/g, '"').replace(/&#39;/g, "'") + c);
  const seen = faultsOf('planted', { ...clean, text: spoil(clean.text) }, ctx.hit.address);
  const before = ctx.hit.hits.length;
  const ran = await browse(ctx, organiser, [address], { change: async (route) => {
    if (!route.request().isNavigationRequest() || route.request().url() !== ctx.base + address) return route.continue();
    const response = await route.fetch();
    return route.fulfill({ response, body: spoil(await response.text()) });
  } });
  const problems = [];
  if (!seen.length) problems.push('reading does not see it');
  if (!ran.some((l) => /ran on/.test(l))) problems.push('no browser ran it');
  ctx.hit.hits.length = before;
  return problems;
}

export async function run(outer) {
  const server = await startServer(outer.binary, { args: ['--smtp', 'smtp://127.0.0.1:9'] }); // nobody is there: messages wait
  const hit = await counter();
  const payload = (i) => PAYLOADS[i % PAYLOADS.length](i % PAYLOADS.length, hit.address);
  const ctx = { ...outer, server, base: server.base, hit, payload };
  const check = (what, step) => ctx.report.guard('attacks', what, async () => ctx.report.check('attacks', what, await step()));
  try {
    const faults = [];
    let people;
    let done = new Map();
    await check('programmes are imported whatever they hold', () => importAttacks(ctx));
    await check('every form is found and filled', async () => {
      people = await everyone(ctx);
      done = await attackAll(ctx, people, faults);
      console.log(`attacks: ${done.size} forms, ${PAYLOADS.length} payloads`);
      if (process.env.MAILLAGE_ATTACKS) for (const [k, f] of done) console.log(`    ${f.stored} stored: ${k}`);
      const registered = [...done].find(([k]) => k.startsWith('post inscription ') && k.includes('family_name'))?.[1].stored ?? 0;
      return [...routesWithoutForm(ctx, done), ...(registered > 20 ? [] : [`only ${registered} registrations were stored`])];
    });
    await check('nothing runs in any page, feed, export or message', async () => {
      const { opened, pages } = await readEverything(ctx, people, faults);
      console.log(`attacks: ${pages} pages opened`);
      return [...new Set([...faults, ...opened])].concat(hit.hits.map((u) => `asked for ${u}`), pages > 100 ? [] : [`only ${pages} pages`]);
    });
    await check('a field that is not escaped is found', () => plantedFault(ctx, people.list[3]));
  } finally {
    hit.stop();
    ctx.report.check('server', 'under attack', await server.stop());
  }
}
