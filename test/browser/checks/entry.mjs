// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing in by e-mail in a browser, with what a real relay brought; "Mon espace"; the outbox with what could not leave.
import path from 'node:path';
import { header, startRelay } from '../../relay/relay.mjs';
import { watch } from '../lib/browser.mjs';
import { request } from '../lib/http.mjs';
import { startServer } from '../lib/server.mjs';
import { cookieOf, looks } from './signin.mjs';

const WHO = 'organisation@demo.example';
const SLUG = '2021-economie-de-l-alliance';
const pause = (ms) => new Promise((r) => setTimeout(r, ms));
const at = (page) => new URL(page.url()).pathname + new URL(page.url()).search;

// The latest message to somebody, of those that came after the first `n`.
async function message(ctx, to, n) {
  for (let i = 0; i < 150; i++) {
    const all = ctx.relay.lines().filter((l) => l.to[0] === to);
    if (all.length > n) return all.at(-1);
    await pause(100);
  }
  throw new Error(`no message for ${to}`);
}

const countFor = (ctx, to) => ctx.relay.lines().filter((l) => l.to[0] === to).length;
const codeOf = (line) => header(line, 'subject').replace(/\D/g, '').slice(0, 6);
const linkOf = (line) => /http:\/\/\S+\/connexion\/message\/\S+/.exec(line.parts[0].text)[0];

async function askFor(ctx, page, email) {
  const before = countFor(ctx, email);
  await page.getByLabel('Adresse électronique').fill(email);
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Recevoir un code' }).click()]);
  return message(ctx, email, before);
}

// From a closed page, by the code; and once more by the link, in the browser that asked and in another.
async function journey(ctx, js, width) {
  const problems = [];
  const expect = (what, found, wanted) => { if (found !== wanted) problems.push(`${what}: ${found}, not ${wanted}`); };
  const options = { locale: 'fr-FR', javaScriptEnabled: js, viewport: { width, height: 800 } };
  const context = await ctx.browser.newContext(options);
  const other = await ctx.browser.newContext(options);
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    const seen = watch(page, ctx.base);
    await page.goto(`${ctx.base}/organisation/messages`);
    const line = await askFor(ctx, page, WHO);
    expect('where the code is typed', at(page), '/connexion/code?retour=/organisation/messages');
    await page.getByLabel('Code à six chiffres').fill(`${codeOf(line).slice(0, 3)} ${codeOf(line).slice(3)}`);
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Se connecter' }).click()]);
    expect('in, and where one was going', at(page), '/organisation/messages');
    await Promise.all([page.waitForNavigation(), page.locator('.account button').click()]);
    problems.push(...seen);

    await page.goto(`${ctx.base}/connexion`);
    const link = linkOf(await askFor(ctx, page, WHO));
    const elsewhere = await other.newPage();
    expect('the link in another browser', (await elsewhere.goto(link)).status(), 410);
    expect('the link where it was asked for', (await page.goto(link)).status(), 200);
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Se connecter' }).click()]);
    expect('in by the link', at(page), '/organisation');
    expect('the link again', (await page.goto(link)).status(), 410);
    await page.goto(`${ctx.base}/mon-espace`);
    const others = page.getByRole('button', { name: 'Fermer toutes les autres' });
    if (await others.count()) await Promise.all([page.waitForNavigation(), others.click()]);
    expect('sessions left', await page.getByText('Ce navigateur').count(), 1);
  } finally {
    await context.close();
    await other.close();
  }
  return problems;
}

// A wrong code is said beside its field, and what is no address is too; the right one still works.
async function faults(ctx) {
  const problems = [];
  const context = await ctx.browser.newContext({ locale: 'fr-FR', javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    await page.goto(`${ctx.base}/connexion`);
    const line = await askFor(ctx, page, WHO);
    const wrong = codeOf(line) === '000000' ? '111111' : '000000';
    await page.locator('#code').fill(wrong);
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Se connecter' }).click()]);
    const said = await page.locator('#code-erreur').innerText();
    if (!said.includes('pas le code')) problems.push(`a wrong code is answered “${said}”`);
    if ((await page.locator('#code').getAttribute('aria-describedby')) !== 'code-erreur') problems.push('the field does not name its fault');
    await page.locator('#code').fill(codeOf(line));
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Se connecter' }).click()]);
    if (at(page) !== '/organisation') problems.push(`after the right code: ${at(page)}`);
  } finally {
    await context.close();
  }
  return problems;
}

// Who registered signs in by that address and finds the registration.
async function member(ctx) {
  const problems = [];
  const email = 'noe.membre@demo.example';
  const form = new URLSearchParams({ given_name: 'Noé', family_name: 'Membre', email, modality: 'remote' }).toString();
  const a = await request(ctx.base, `/rencontres/${SLUG}/inscription`, { method: 'POST', body: form, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  const ticket = await message(ctx, email, 0);
  if (!ticket.parts.some((p) => p.type === 'text/calendar' && p.params.method === 'PUBLISH')) problems.push('no calendar came with the seat');
  const context = await ctx.browser.newContext({ locale: 'fr-FR' });
  try {
    const page = await context.newPage();
    await page.goto(`${ctx.base}/connexion`);
    const line = await askFor(ctx, page, email);
    await page.locator('#code').fill(codeOf(line));
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Se connecter' }).click()]);
    if (at(page) !== '/mon-espace') problems.push(`a member comes to ${at(page)}`);
    const mine = await page.locator(`a[href="${a.headers.location}"]`).count();
    if (mine !== 1) problems.push(`their registration is listed ${mine} times`);
    const closed = await page.goto(`${ctx.base}/organisation`);
    if (closed.status() !== 403) problems.push(`a member on /organisation: ${closed.status()}`);
  } finally {
    await context.close();
  }
  return problems;
}

// An address that refuses: the outbox says why, its page sends the message again.
async function refused(ctx, cookie) {
  const problems = [];
  const form = new URLSearchParams({ given_name: 'Refus', family_name: 'Boîte', email: 'rejects@demo.example', modality: 'remote' }).toString();
  await request(ctx.base, `/rencontres/${SLUG}/inscription`, { method: 'POST', body: form, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  const [name, value] = cookie.split(/=(.*)/);
  const context = await ctx.browser.newContext({ locale: 'fr-FR' });
  await context.addCookies([{ name, value, url: ctx.base.replace('http:', 'https:'), secure: true, httpOnly: true, sameSite: 'Lax' }]);
  try {
    const page = await context.newPage();
    for (let i = 0; i < 100; i++) {
      await page.goto(`${ctx.base}/organisation/messages`);
      if (await page.getByText('n’a pas pu partir', { exact: false }).count()) break;
      await pause(100);
    }
    await Promise.all([page.waitForNavigation(), page.locator('li', { hasText: 'rejects@demo.example' }).first().locator('h2 a').click()]);
    ctx.failed = at(page);
    if (!(await page.getByText('550 5.1.1').count())) problems.push('the relay’s words are not shown');
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Renvoyer ce message' }).click()]);
    if (at(page) !== ctx.failed) problems.push(`sending again leads to ${at(page)}`);
    for (let i = 0; i < 100 && !(await page.getByText('550 5.1.1').count()); i++) {
      await pause(100);
      await page.reload();
    }
    if (!(await page.getByText('550 5.1.1').count())) problems.push('it was not tried again');
  } finally {
    await context.close();
  }
  return problems;
}

// An organiser invites; the reader of mail of one who is invited unsubscribes with one click, another declines on the page.
async function invited(ctx, cookie) {
  const problems = [];
  const list = `/organisation/rencontres/${SLUG}/invitations`;
  const headers = { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded' };
  const page = await request(ctx.base, list, { headers });
  const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)[1];
  const act = (fields) => request(ctx.base, list, { method: 'POST', headers, body: new URLSearchParams({ csrf, ...fields }).toString() });
  await act({ acte: 'ajouter', liste: 'e-mail;prénom\nclic@demo.example;Clic\nnon@demo.example;Non\n' });
  await act({ acte: 'inviter' });
  const [click, no] = [await message(ctx, 'clic@demo.example', 0), await message(ctx, 'non@demo.example', 0)];
  const address = (line) => new URL(/^<(.*)>$/.exec(header(line, 'list-unsubscribe'))[1]).pathname;
  if (header(click, 'list-unsubscribe-post') !== 'List-Unsubscribe=One-Click') problems.push('no one-click unsubscription is offered');
  const a = await request(ctx.base, address(click), { method: 'POST', body: 'List-Unsubscribe=One-Click', headers: { 'Content-Type': headers['Content-Type'] } });
  if (a.status !== 303) problems.push(`one click is answered ${a.status}`);
  const refused = await request(ctx.base, '/organisation/messages/refus', { headers });
  if (!refused.text.includes('clic@demo.example')) problems.push('who unsubscribed is not listed');
  const context = await ctx.browser.newContext({ locale: 'fr-FR', javaScriptEnabled: false });
  try {
    const tab = await context.newPage();
    await tab.goto(ctx.base + address(no));
    await Promise.all([tab.waitForNavigation(), tab.getByRole('button', { name: 'Je ne viendrai pas' }).click()]);
    if (!(await tab.getByText('C’est noté').count())) problems.push('declining is not acknowledged');
  } finally {
    await context.close();
  }
  if (!(await request(ctx.base, list, { headers })).text.includes('Décline')) problems.push('the organiser does not see who declined');
  ctx.declined = [address(click), address(no)];
  return problems;
}

// The page of the code, in a browser that asked.
async function codeCookie(ctx) {
  const a = await request(ctx.base, '/connexion', { method: 'POST', body: `email=${encodeURIComponent(WHO)}`, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  return a.headers['set-cookie'][0].split(';')[0];
}

export async function run(outer) {
  const relay = await startRelay(path.join(outer.server.data, 'taken.jsonl'));
  const server = await startServer(outer.binary, { args: ['--smtp', relay.url] });
  const ctx = { ...outer, server, base: server.base, relay };
  const check = (what, step) => ctx.report.guard('entry', what, async () => ctx.report.check('entry', what, await step()));
  try {
    await check('a code and a link, 390 px, JavaScript', () => journey(ctx, true, 390));
    await check('a code and a link, 1280 px, no JavaScript', () => journey(ctx, false, 1280));
    await check('a wrong code, then the right one', () => faults(ctx));
    await check('a member finds what they registered for', () => member(ctx));
    const cookie = await cookieOf(ctx);
    await check('what is refused is said and sent again', () => refused(ctx, cookie));
    await check('one declines, and one unsubscribes', () => invited(ctx, cookie));
    await looks(ctx, await codeCookie(ctx), ['/connexion/code', '/en/connexion/code']);
    await looks(ctx, cookie, ['/organisation/messages/refus', ...ctx.declined, '/mon-espace', '/en/mon-espace', ctx.failed]);
    await looks(ctx, 'langue=fr', ['/connexion', '/en/connexion?retour=/organisation']);
  } finally {
    ctx.report.check('server', '--smtp', await server.stop());
    relay.stop();
  }
}
