// SPDX-License-Identifier: AGPL-3.0-or-later
// A real server and a real provider: who gets in and who does not, keys that change, answers that are spoilt or do not come,
// another browser's state, linking, unlinking, signing out. Nothing leaves this machine.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startServer } from '../browser/lib/server.mjs';
import { header } from '../relay/relay.mjs';
import { Agent } from './agent.mjs';
import { CLIENT } from './provider.mjs';
import { instant, SLUG, startWorld } from './world.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const binary = path.resolve(process.env.MAILLAGE_BINARY ?? path.join(root, 'build/maillage'));
const only = process.argv[2];
const WHO = 'organisation@demo.example';
const folder = mkdtempSync(path.join(os.tmpdir(), 'maillage-oidc-'));
const pause = (ms) => new Promise((r) => setTimeout(r, ms));

let passed = 0;
let failed = 0;
const expect = (what, found, wanted) => {
  const good = wanted instanceof RegExp ? wanted.test(String(found)) : found === wanted;
  if (!good) throw new Error(`${what}: ${JSON.stringify(found)}, not ${wanted}`);
};
async function check(what, step) {
  if (only && !what.includes(only)) return;
  try {
    await step();
    passed++;
  } catch (e) {
    failed++;
    console.log(`FAILED oidc: ${what}\n    ${e.stack}`);
  }
}

const worlds = [];
process.on('exit', () => worlds.forEach((w) => w.kill()));

async function world(profile, args = []) {
  const w = await startWorld(binary, folder, profile, args);
  worlds.push(w);
  w.close = async () => check(`${profile}: the server stops without a fault`, async () => expect('faults', (await w.stop()).join('; '), ''));
  return w;
}

async function register(w, email) {
  const a = new Agent();
  await a.go(`${w.base}/rencontres/${SLUG}/inscription`);
  await a.submit('/inscription', { given_name: 'Essai', family_name: 'Membre', email, modality: 'remote' });
}

// From our sign-in page through the provider's own pages; where it leads back to, not opened when `stop`.
async function signIn(w, agent, login, { from = '/connexion', stop, part = '/connexion/fournisseur' } = {}) {
  await agent.go(w.base + from);
  await agent.submit(part, {}, stop);
  return throughProvider(w, agent, login, stop);
}

async function throughProvider(w, agent, login, stop) {
  if (/name="prompt" value="login"/.test(agent.html)) await agent.submit('/interaction/', { login, password: 'x' }, stop);
  if (/name="prompt" value="consent"/.test(agent.html)) await agent.submit('/interaction/', {}, stop);
  return agent;
}

async function codeTo(w, email) {
  for (let i = 0; i < 150; i++) {
    const line = w.relay.lines().filter((l) => l.to[0] === email && /\d{3}\D\d{3}/.test(header(l, 'subject'))).at(-1);
    if (line && line !== codeTo.last) return header(line, 'subject').replace(/\D/g, '').slice(0, 6);
    await pause(100);
  }
  throw new Error(`no code for ${email}`);
}

const operatorLink = (w) => execFileSync(binary, ['user', 'link', WHO, '--data', w.server.data], { encoding: 'utf8' }).trim();
async function organiser(w) {
  const a = new Agent();
  await a.go(operatorLink(w));
  return a.submit('/connexion/');
}
const inside = async (w, agent) => (await agent.go(`${w.base}/mon-espace`)).path.startsWith('/mon-espace');

// Somebody whose address is known by a registration comes in, and is who the provider says.
async function members(w, profile) {
  await check(`${profile}: an address of nobody here`, async () => {
    const a = await signIn(w, new Agent(), 'inconnue');
    expect('status', a.status, 403);
    expect('title', a.title, 'Cette adresse n’est pas connue ici');
    expect('in', await inside(w, a), false);
  });
  await check(`${profile}: a registered address`, async () => {
    await register(w, 'noe.membre@demo.example');
    const a = await signIn(w, new Agent(), 'noe', { from: '/connexion?retour=/rencontres' });
    expect('where they were going', a.path, '/rencontres');
    await a.go(`${w.base}/mon-espace`);
    expect('their page', a.html, /Noé Membre/);
    expect('their siret', a.html, /SIRET 130\u00a0025\u00a0265\u00a000013/);
    const asked = w.provider.state.authorization;
    expect('PKCE', asked.code_challenge_method, 'S256');
    expect('state', asked.state, /^[\w-]{43}$/);
    expect('nonce', asked.nonce, /^[\w-]{43}$/);
    expect('levels', asked.acr_values, profile === 'proconnect' ? 'eidas1' : undefined);
  });
  await check(`${profile}: again, by what was tied`, async () => {
    const a = await signIn(w, new Agent(), 'noe');
    expect('home', a.path, '/mon-espace');
  });
  await check(`${profile}: in English, whatever the address that the provider knows`, async () => {
    const a = await signIn(w, new Agent(), 'noe', { from: '/en/connexion' });
    expect('home', a.path, '/en/mon-espace');
  });
  await check(`${profile}: an address that was not checked, or of which nothing is said, opens nothing`, async () => {
    for (const login of ['douteux', 'muet', 'sans-adresse']) {
      const a = await signIn(w, new Agent(), login);
      expect(`${login}: title`, a.title, 'Encore une étape');
      expect(`${login}: in`, await inside(w, a), false);
    }
  });
}

// The provider confirms an organiser's address: that is not enough, a code is.
async function proof(w) {
  await check('an organiser shows by a code that the account is theirs', async () => {
    const a = await signIn(w, new Agent(), 'camille');
    expect('title', a.title, 'Encore une étape');
    await a.submit('/connexion');
    expect('where the code is typed', a.path, '/connexion/code?retour=/connexion/fournisseur/lier');
    await a.submit('/connexion/code', { code: await codeTo(w, WHO) });
    expect('what is to be linked', a.title, 'Lier cette identité');
    expect('whose', a.html, /Camille Martin/);
    await a.submit('/connexion/fournisseur/lier');
    expect('linked', a.path, '/mon-espace');
    expect('listed', a.html, /Délier/);
    const b = await signIn(w, new Agent(), 'camille');
    expect('from now on', b.path, '/organisation');
  });
  await check('what waits is of one browser', async () => {
    const a = await signIn(w, new Agent(), 'sans-adresse');
    expect('title', a.title, 'Encore une étape');
    const b = await organiser(w);
    await b.go(`${w.base}/connexion/fournisseur/lier`);
    expect('in another browser', b.status, 410);
  });
}

async function linking(w) {
  await check('linked and unlinked from “Mon espace”', async () => {
    const a = await organiser(w);
    await signIn(w, a, 'seconde', { from: '/mon-espace', part: '/identites/lier' });
    expect('back', a.path, '/mon-espace');
    expect('listed', a.html, /seconde@demo\.example/);
    expect('a wrong SIRET is not kept', a.html.includes('13002526500014'), false);
    const b = await signIn(w, new Agent(), 'seconde');
    expect('it opens the account', b.path, '/organisation');
    await a.go(`${w.base}/mon-espace`);
    const line = /<li>(?:(?!<\/li>).)*seconde@demo.*?action="([^"]+)"/s.exec(a.html)[1];
    await a.submit(line);
    expect('no longer listed', a.html.includes('seconde@demo.example'), false);
    const c = await signIn(w, new Agent(), 'seconde');
    expect('it opens nothing', c.title, 'Cette adresse n’est pas connue ici');
  });
  await check('what one account asked for is not linked to the next', async () => {
    const a = await organiser(w);
    await signIn(w, a, 'tierce', { from: '/mon-espace', part: '/identites/lier', stop: `${w.base}/connexion/fournisseur/retour` });
    const b = await signIn(w, new Agent(), 'noe');
    a.jar(w.base).set('__Host-session', b.jar(w.base).get('__Host-session'));
    await a.go(a.next);
    expect('status', a.status, 410);
    await b.go(`${w.base}/mon-espace`);
    expect('linked', b.html.includes('tierce@demo.example'), false);
  });
  await check('an identity of another account', async () => {
    const a = await organiser(w);
    await signIn(w, a, 'noe', { from: '/mon-espace', part: '/identites/lier' });
    expect('status', a.status, 409);
    expect('title', a.title, 'Cette identité est déjà liée');
  });
  await check('a form without its token links and unlinks nothing', async () => {
    const a = await organiser(w);
    await a.once(`${w.base}/mon-espace/identites/lier`, { csrf: 'x' });
    expect('link', a.status, 403);
    await a.once(`${w.base}/mon-espace/identites/1/delier`, {});
    expect('unlink', a.status, 403);
  });
  await check('an account that is closed', async () => {
    await register(w, 'fermee@demo.example');
    await signIn(w, new Agent(), 'fermee');
    execFileSync(binary, ['user', 'disable', 'fermee@demo.example', '--data', w.server.data]);
    const a = await signIn(w, new Agent(), 'fermee');
    expect('title', a.title, 'Ce compte est fermé');
    expect('in', await inside(w, a), false);
  });
}

function age(w) {
  execFileSync('python3', ['-c', 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=10); c.execute(sys.argv[2]); c.commit()',
    path.join(w.server.data, 'maillage.db'), 'UPDATE auth_session SET created_at = created_at - 3600']);
}

// The session before is closed, and the new one is another.
async function rotation(w) {
  await check('a session is new, and ends the one before', async () => {
    const a = await signIn(w, new Agent(), 'noe');
    const before = a.jar(w.base).get('__Host-session');
    age(w); // who came in an hour ago is asked again
    await a.go(`${w.base}/mon-espace/confirmer`);
    await a.submit('/connexion/fournisseur');
    await throughProvider(w, a, 'noe');
    const after = a.jar(w.base).get('__Host-session');
    expect('asked anew', w.provider.state.authorization.prompt, 'login');
    if (!before || !after || before === after) throw new Error(`${before} then ${after}`);
    a.jar(w.base).set('__Host-session', before);
    expect('the one before', await inside(w, a), false);
  });
}

async function strangers(w) {
  await check('another browser’s state', async () => {
    const mallory = await signIn(w, new Agent(), 'noe', { stop: `${w.base}/connexion/fournisseur/retour` });
    const victim = new Agent();
    await victim.go(mallory.next);
    expect('without a cookie', victim.status, 410);
    await signIn(w, victim, 'noe', { stop: `${w.base}/connexion/fournisseur/retour` });
    await victim.go(mallory.next);
    expect('with a cookie of its own', victim.status, 410);
    expect('in', await inside(w, victim), false);
    const code = new URL(mallory.next).searchParams.get('code');
    const mixed = new URL(victim.next);
    mixed.searchParams.set('code', code);
    await victim.go(mixed.href);
    expect('their own state, another’s code', victim.status, 502);
    expect('in', await inside(w, victim), false);
  });
  await check('an answer is good once', async () => {
    const a = await signIn(w, new Agent(), 'noe', { stop: `${w.base}/connexion/fournisseur/retour` });
    const cookie = a.jar(w.base).get('__Host-fournisseur');
    await a.go(a.next);
    expect('once', a.path, '/mon-espace');
    a.jar(w.base).set('__Host-fournisseur', cookie);
    await a.go(a.next);
    expect('twice', a.status, 410);
  });
  await check('a way back to another site', async () => {
    const a = new Agent();
    await a.once(`${w.base}/connexion/fournisseur`, { retour: '//mal.example/' });
    expect('status', a.status, 400);
    const b = new Agent();
    await b.once(`${w.base}/connexion/fournisseur`, { retour: 'https://mal.example/' });
    expect('status', b.status, 400);
  });
  await check('a form of another site does not begin it', async () => {
    const a = await fetch(`${w.base}/connexion/fournisseur`, { method: 'POST', headers: { 'Sec-Fetch-Site': 'cross-site', 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'a=1' });
    expect('status', a.status, 403);
  });
}

// What the provider says when it will not.
async function errors(w) {
  for (const [error, status, title] of [['access_denied', 403, /n’a pas eu lieu/], ['login_required', 403, /demande de vous identifier/], ['server_error', 503, /incident/],
    ['temporarily_unavailable', 503, /ne répond pas/], ['invalid_scope', 502, /refusé/]])
    await check(`the provider answers ${error}`, async () => {
      const a = new Agent();
      await a.go(`${w.base}/connexion`);
      await a.submit('/connexion/fournisseur', {}, `${w.provider.issuer}/auth`);
      const { state } = Object.fromEntries(new URL(a.next).searchParams);
      const words = `<script>alert(1)</script>${'é'.repeat(300)}`;
      const back = new URLSearchParams({ error, error_description: words, state, iss: w.provider.issuer });
      await a.go(`${w.base}/connexion/fournisseur/retour?${back}`);
      expect('status', a.status, status);
      expect('title', a.title, title);
      expect('its words are shown as text', a.html, /&lt;script/);
      if (a.html.includes('<script>alert')) throw new Error('its words are not escaped');
      expect('and short', a.html.match(/é{100,}/)[0].length < 200, true);
    });
  await check('the person cancels on the provider’s page', async () => {
    const b = new Agent();
    await b.go(`${w.base}/connexion`);
    await b.submit('/connexion/fournisseur');
    await b.go(new URL(/href="([^"]*\/abort)"/.exec(b.html)[1], b.url).href);
    expect('status', b.status, 403);
    expect('title', b.title, /n’a pas eu lieu/);
  });
}

const SPOILT = ['expired', 'endless', 'future', 'old', 'nonce', 'nonceless', 'audience', 'audiences', 'party', 'issuer', 'at-hash', 'nobody', 'none', 'public-key',
  'client-secret', 'forged', 'unknown-key', 'critical', 'garbage', 'huge', 'other-user', 'elsewhere'];
async function spoilt(w) {
  for (const fault of SPOILT)
    await check(`a spoilt answer: ${fault}`, async () => {
      const a = await signIn(w, new Agent(), 'noe', { stop: `${w.base}/connexion/fournisseur/retour` });
      w.provider.state.fault = fault;
      await a.go(a.next);
      w.provider.state.fault = '';
      expect('status', a.status, 502);
      expect('title', a.title, /n’est pas acceptable/);
      expect('in', await inside(w, a), false);
    });
  for (const fault of ['mix-up', 'no-issuer'])
    await check(`the issuer in the address: ${fault}`, async () => {
      w.provider.state.fault = fault;
      const a = await signIn(w, new Agent(), 'noe');
      w.provider.state.fault = '';
      expect('status', a.status, 410);
      expect('in', await inside(w, a), false);
    });
}

async function away(w) {
  await check('a provider that fails', async () => {
    const a = await signIn(w, new Agent(), 'noe', { stop: `${w.base}/connexion/fournisseur/retour` });
    w.provider.state.fault = 'down';
    await a.go(a.next);
    w.provider.state.fault = '';
    expect('status', a.status, 503);
    expect('title', a.title, /ne répond pas/);
  });
  await check('a provider that hangs takes four of us, for eight seconds, and nobody else waits', async () => {
    const stop = `${w.base}/connexion/fournisseur/retour`;
    const agents = [];
    for (let i = 0; i < 7; i++) agents.push(await signIn(w, new Agent(), 'noe', { stop }));
    w.provider.state.fault = 'hangs';
    const from = Date.now();
    const answers = agents.map((a) => a.go(a.next));
    await pause(300);
    const page = await fetch(`${w.base}/rencontres?${Date.now()}`);
    const others = Date.now() - from;
    await Promise.all(answers);
    const whole = Date.now() - from;
    w.provider.state.fault = '';
    expect('another page', page.status, 200);
    if (others > 5000) throw new Error(`another page waited ${others} ms`);
    if (whole > 10000 || whole < 6000) throw new Error(`they waited ${whole} ms`);
    const busy = agents.filter((a) => /Trop de monde/.test(a.title)).length;
    const late = agents.filter((a) => /ne répond pas/.test(a.title)).length;
    expect('busy and late', `${busy} ${late}`, '3 4');
  });
}

async function rotate(w) {
  await check('keys that change are asked for again, once a minute', async () => {
    await signIn(w, new Agent(), 'noe');
    const before = w.provider.state.asked.keys;
    await w.provider.rotate();
    const a = await signIn(w, new Agent(), 'noe');
    expect('in with the new keys', a.path, '/mon-espace');
    expect('asked', w.provider.state.asked.keys - before, 1);
    await w.provider.rotate();
    const b = await signIn(w, new Agent(), 'noe');
    expect('changed again within the minute', b.status, 502);
    expect('asked no more', w.provider.state.asked.keys - before, 1);
  });
}

async function leaving(w) {
  await check('signing out is told to the provider', async () => {
    const a = await signIn(w, new Agent(), 'noe');
    await a.submit('/deconnexion', {});
    expect('the provider’s page', a.url, new RegExp(`^${w.provider.issuer}/session/end`));
    const asked = new URL(a.trail.at(-1)).searchParams;
    expect('hint', asked.get('id_token_hint'), /^[\w-]+\.[\w-]+\.[\w-]+$/);
    expect('state', asked.get('state'), /^[\w-]{43}$/);
    await a.submit('/session/end/confirm', { logout: 'yes' });
    expect('back', a.path, /^\/deconnexion\/retour\?state=/);
    expect('said', a.title, 'Vous êtes hors connexion');
    expect('in', await inside(w, a), false);
    await a.go(`${w.base}/connexion`);
    await a.submit('/connexion/fournisseur');
    expect('the provider asks again', a.html, /name="prompt" value="login"/);
  });
  await check('a return that nobody asked for says nothing', async () => {
    const a = new Agent();
    await a.go(`${w.base}/deconnexion/retour?state=x`);
    expect('where', a.path, '/');
  });
  await check('with the provider away, one is out all the same', async () => {
    const a = await signIn(w, new Agent(), 'noe');
    await w.provider.stop();
    await a.submit('/deconnexion', {}, w.provider.issuer);
    expect('in', await inside(w, a), false);
    await a.go(`${w.base}/connexion`);
    const fresh = await startServer(binary, { args: ['--now', instant(), '--oidc', w.provider.issuer, '--oidc-client', CLIENT, '--oidc-secret-file', path.join(folder, 'secret-standard')] });
    const b = new Agent();
    await b.go(`${fresh.base}/connexion`);
    await b.submit('/connexion/fournisseur');
    expect('nobody there', `${b.status} ${b.title}`, /^503 .* ne répond pas$/);
    expect('faults', (await fresh.stop()).join('; '), '');
  });
}

// What an operator gets wrong is said at the start.
async function options() {
  const run = (...args) => {
    try {
      execFileSync(binary, ['serve', '--data', path.join(folder, 'rien'), '--listen', '127.0.0.1:0', ...args], { encoding: 'utf8', timeout: 5000, stdio: ['ignore', 'pipe', 'pipe'] });
      return '';
    } catch (e) {
      return String(e.stderr);
    }
  };
  const secret = path.join(folder, 'secret-ouvert');
  writeFileSync(secret, 'x\n');
  chmodSync(secret, 0o644);
  const rest = ['--oidc-client', 'a', '--oidc-secret-file', secret];
  for (const [what, args, words] of [
    ['plain http', ['--oidc', 'http://fournisseur.example', ...rest], /--oidc: .*https/],
    ['a query', ['--oidc', 'https://fournisseur.example/?a=1', ...rest], /--oidc: /],
    ['no client', ['--oidc', 'https://fournisseur.example'], /--oidc-client et --oidc-secret-file/],
    ['a client alone', ['--oidc-client', 'a'], /ne va pas sans --oidc/],
    ['a scope without openid', ['--oidc', 'https://fournisseur.example', ...rest, '--oidc-scope', 'email openid2'], /--oidc-scope/],
    ['a secret that all can read', ['--oidc', 'https://fournisseur.example', ...rest], /chmod 600/],
    ['no secret', ['--oidc', 'https://fournisseur.example', '--oidc-client', 'a', '--oidc-secret-file', `${secret}-absent`], /No such file|Aucun fichier/],
  ])
    await check(`option: ${what}`, async () => expect('said', run(...args), words));
}

process.on('unhandledRejection', (e) => {
  console.log(`FAILED oidc: ${e?.stack ?? e}\n${passed} passed, ${failed + 1} failed`);
  process.exit(1);
});
await options();
const standard = await world('standard');
await members(standard, 'standard');
await proof(standard);
await linking(standard);
await rotation(standard);
await strangers(standard);
await errors(standard);
await spoilt(standard);
await away(standard);
await leaving(standard);
await standard.close();
for (const profile of ['proconnect', 'ps256']) {
  const scope = profile === 'proconnect' ? ['--oidc-label', 'ProConnect', '--oidc-scope', 'openid given_name usual_name email siret uid'] : [];
  const w = await world(profile, scope);
  await members(w, profile);
  if (profile === 'ps256') await rotate(w);
  await w.close();
}
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
