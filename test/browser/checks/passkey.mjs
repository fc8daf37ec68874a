// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys in a browser with a device of its own (CDP's virtual authenticator): added, used, suggested, renamed, removed; and
// what is shown where the browser has none, or no JavaScript.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { header, startRelay } from '../../relay/relay.mjs';
import { watch } from '../lib/browser.mjs';
import { request } from '../lib/http.mjs';
import { startServer } from '../lib/server.mjs';
import { cookieOf, looks, newLink } from './signin.mjs';

const WHO = 'organisation@demo.example';
const KEY = 'Téléphone de Camille';
const at = (page) => new URL(page.url()).pathname + new URL(page.url()).search;
const pause = (ms) => new Promise((r) => setTimeout(r, ms));
const moved = (page, step) => Promise.all([page.waitForNavigation(), step()]);

// A device that keeps keys and checks its owner, as a phone does.
async function device(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable', { enableUI: false });
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', { options: {
    protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true,
    isUserVerified: true, automaticPresenceSimulation: true } });
  return {
    keys: async () => (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials,
    forget: (credentialId) => cdp.send('WebAuthn.removeCredential', { authenticatorId, credentialId }),
    keep: (credential) => cdp.send('WebAuthn.addCredential', { authenticatorId, credential }),
    knowsOwner: (isUserVerified) => cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
  };
}

async function signInByLink(ctx, page) {
  await page.goto(newLink(ctx));
  await moved(page, () => page.getByRole('button', { name: 'Se connecter' }).click());
}

async function signOut(page) {
  await moved(page, () => page.locator('.account button').click());
}

async function addKey(page, name) {
  await page.getByLabel('Nom de la nouvelle clé').fill(name);
  await moved(page, () => page.getByRole('button', { name: 'Ajouter une clé d’accès' }).click());
}

async function letters(ctx, subject) {
  for (let i = 0; i < 150; i++) {
    const n = ctx.relay.lines().filter((l) => l.to[0] === WHO && header(l, 'subject').includes(subject)).length;
    if (n) return n;
    await pause(100);
  }
  return 0;
}

// `suggests` false: a browser that waits for the button, as the device here would answer a suggestion by itself.
async function withDevice(ctx, suggests, step) {
  const context = await ctx.browser.newContext({ locale: 'fr-FR', viewport: { width: 390, height: 800 } });
  if (!suggests) await context.addInitScript(() => { window.PublicKeyCredential.isConditionalMediationAvailable = async () => false; });
  const problems = [];
  const expect = (what, found, wanted) => { if (found !== wanted) problems.push(`${what}: ${found}, not ${wanted}`); };
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    await step(page, await device(page), expect, problems);
  } finally {
    await context.close();
  }
  return problems;
}

// Added, out, in by the button, renamed, removed; then it opens nothing any more.
function life(ctx) {
  return withDevice(ctx, false, async (page, phone, expect, problems) => {
    const seen = watch(page, ctx.base);
    await signInByLink(ctx, page);
    await page.goto(`${ctx.base}/mon-espace`);
    await addKey(page, KEY);
    expect('after adding', at(page), '/mon-espace');
    expect('keys listed', await page.getByRole('heading', { name: KEY }).count(), 1);
    expect('keys in the device', (await phone.keys()).length, 1);
    const [key] = await phone.keys();
    expect('the device’s key is one it finds by itself', key.isResidentCredential, true);
    expect('message that one was added', await letters(ctx, 'ajoutée'), 1);
    await page.getByRole('button', { name: 'Ajouter une clé d’accès' }).click();
    await page.getByText('a déjà une clé d’accès').waitFor();
    await signOut(page);

    await page.goto(`${ctx.base}/organisation/messages`);
    await moved(page, () => page.getByRole('button', { name: 'Entrer avec une clé d’accès' }).click());
    expect('in, and where one was going', at(page), '/organisation/messages');
    await page.goto(`${ctx.base}/mon-espace`);
    expect('its use is shown', await page.getByText('Dernière entrée le').count(), 1);
    problems.push(...seen.splice(0));

    await moved(page, () => page.getByRole('link', { name: 'Renommer ou retirer' }).click());
    await page.getByLabel('Nom de cette clé d’accès').fill('Clé du bureau');
    await moved(page, () => page.getByRole('button', { name: 'Enregistrer ce nom' }).click());
    expect('renamed', await page.getByRole('heading', { name: 'Clé du bureau' }).count(), 1);
    await moved(page, () => page.getByRole('link', { name: 'Renommer ou retirer' }).click());
    await moved(page, () => page.getByRole('button', { name: 'Retirer cette clé d’accès' }).click());
    expect('keys left', await page.getByRole('link', { name: 'Renommer ou retirer' }).count(), 0);
    expect('message that one was removed', await letters(ctx, 'retirée'), 1);
    await signOut(page);
    problems.push(...seen.splice(0));
    await page.goto(`${ctx.base}/connexion`);
    await moved(page, () => page.getByRole('button', { name: 'Entrer avec une clé d’accès' }).click());
    if (!(await page.getByText('n’ouvre rien ici').count())) problems.push(`a removed key: ${(await page.innerText('main')).slice(0, 200)}`);
    expect('still out', (await page.goto(`${ctx.base}/organisation`)).url(), `${ctx.base}/connexion?retour=/organisation`);
  });
}

// The browser suggests the key in the field of the address, without a press.
function suggested(ctx) {
  return withDevice(ctx, true, async (page, phone, expect) => {
    await signInByLink(ctx, page);
    await page.goto(`${ctx.base}/mon-espace`);
    await addKey(page, 'Suggérée');
    await signOut(page);
    const [key] = await phone.keys();
    await phone.forget(key.credentialId);
    await page.goto(`${ctx.base}/connexion`);
    await page.locator('[autocomplete="username webauthn"]').waitFor();
    await phone.keep(key);
    await page.reload();
    for (let i = 0; i < 80 && at(page) === '/connexion'; i++) await pause(100);
    expect('in by a suggestion', at(page), '/organisation');
  });
}

// A device that cannot check its owner adds nothing; one that no longer does lets nobody in; a copy of a key is found out.
function refusals(ctx) {
  return withDevice(ctx, false, async (page, phone, expect, problems) => {
    await signInByLink(ctx, page);
    await page.goto(`${ctx.base}/mon-espace`);
    await phone.knowsOwner(false);
    await page.getByRole('button', { name: 'Ajouter une clé d’accès' }).click();
    await page.getByText('Rien n’a été fait').waitFor();
    expect('keys in the device', (await phone.keys()).length, 0);
    await phone.knowsOwner(true);
    await addKey(page, 'Copiée');
    await signOut(page);
    const press = async () => {
      await page.goto(`${ctx.base}/connexion`);
      await moved(page, () => page.getByRole('button', { name: 'Entrer avec une clé d’accès' }).click());
    };
    const [copy] = await phone.keys();
    for (let i = 0; i < 3; i++) {
      await press();
      expect('in', at(page), '/organisation');
      await signOut(page);
    }
    await phone.forget(copy.credentialId);
    await phone.keep({ ...copy, signCount: copy.signCount });
    await press();
    if (!(await page.getByText('son compteur est revenu en arrière').count())) problems.push(`a copied key: ${(await page.innerText('main')).slice(0, 300)}`);
  });
}

// Every sign-in becomes an hour older.
function age(ctx) {
  const sql = 'UPDATE auth_session SET created_at = created_at - 3600';
  execFileSync('python3', ['-c', 'import sqlite3, sys; c = sqlite3.connect(sys.argv[1], timeout=10); c.execute(sys.argv[2]); c.commit()',
    path.join(ctx.server.data, 'maillage.db'), sql]);
}

// An hour later a key is neither added nor removed before one has shown again who one is; what was open in another tab leads there too.
function confirmed(ctx) {
  return withDevice(ctx, false, async (page, phone, expect) => {
    await signInByLink(ctx, page);
    await page.goto(`${ctx.base}/mon-espace`);
    await addKey(page, 'Ancienne');
    age(ctx);
    await moved(page, () => page.getByRole('button', { name: 'Ajouter une clé d’accès' }).click());
    expect('adding, an hour later', at(page), '/mon-espace/confirmer');
    await moved(page, () => page.getByRole('button', { name: 'Entrer avec une clé d’accès' }).click());
    expect('confirmed by the key', at(page), '/mon-espace');
    expect('keys may be added again', await page.getByRole('button', { name: 'Ajouter une clé d’accès' }).count(), 1);
  });
}

// Without passkeys in the browser nothing is offered; without JavaScript a sentence says what it takes.
async function without(ctx) {
  const problems = [];
  const cookie = await cookieOf(ctx);
  const [name, value] = cookie.split(/=(.*)/);
  for (const javaScriptEnabled of [true, false]) {
    const context = await ctx.browser.newContext({ locale: 'fr-FR', javaScriptEnabled });
    await context.addInitScript(() => { delete window.PublicKeyCredential; });
    try {
      const page = await context.newPage();
      await page.goto(`${ctx.base}/connexion`);
      const say = async (what, wanted) => {
        const found = await page.getByRole('button', { name: 'clé d’accès' }).count();
        if (found) problems.push(`${what}: a button that can do nothing`);
        const told = await page.getByText('navigateur récent, avec JavaScript').isVisible();
        if (told !== wanted) problems.push(`${what}: the sentence on JavaScript is ${told ? '' : 'not '}shown`);
      };
      await say(`sign-in page, JavaScript ${javaScriptEnabled}`, !javaScriptEnabled);
      await context.addCookies([{ name, value, url: ctx.base.replace('http:', 'https:'), secure: true, httpOnly: true, sameSite: 'Lax' }]);
      await page.goto(`${ctx.base}/mon-espace`);
      await say(`own page, JavaScript ${javaScriptEnabled}`, !javaScriptEnabled);
    } finally {
      await context.close();
    }
  }
  return problems;
}

// The page of a key, by a session without a device.
async function keyPage(ctx, cookie) {
  const own = await request(ctx.base, '/mon-espace', { headers: { Cookie: cookie } });
  return /href="(\/mon-espace\/cles\/\d+)"/.exec(own.text)[1];
}

export async function run(outer) {
  const relay = await startRelay(path.join(outer.server.data, 'passkey.jsonl'));
  const server = await startServer(outer.binary, { args: ['--smtp', relay.url] });
  const ctx = { ...outer, server, base: server.base, relay };
  const check = (what, step) => ctx.report.guard('passkey', what, async () => ctx.report.check('passkey', what, await step()));
  try {
    await check('added, used, renamed, removed', () => life(ctx));
    await check('suggested by the browser', () => suggested(ctx));
    await check('who is not verified, and a copied key', () => refusals(ctx));
    await check('an old sign-in is confirmed', () => confirmed(ctx));
    await check('without passkeys, without JavaScript', () => without(ctx));
    const cookie = await cookieOf(ctx);
    await looks(ctx, cookie, ['/mon-espace', await keyPage(ctx, cookie)]);
    age(ctx);
    await looks(ctx, cookie, ['/mon-espace/confirmer', '/en/mon-espace/confirmer']);
  } finally {
    ctx.report.check('server', 'passkeys', await server.stop());
    relay.stop();
  }
}
