// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing in by a real provider, through its own pages: by JavaScript or without, linked, unlinked, out here and there.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { header } from '../../relay/relay.mjs';
import { nuProblems } from './nu.mjs';
import { axeProblems } from './pages.mjs';
import { cookieOf, looks } from './signin.mjs';

const WHO = 'organisation@demo.example';
const FONTS = 'https://fonts.googleapis.com/**'; // of the provider's own pages: nothing is fetched from outside
const BUTTON = { name: 'S’identifier avec Compte d’essai' };
const pause = (ms) => new Promise((r) => setTimeout(r, ms));
const at = (page) => new URL(page.url()).pathname + new URL(page.url()).search;
const press = (page, name, exact = false) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name, exact }).click()]);

// A window whose requests go to us or to the provider.
async function open(ctx, { js = true, width = 1280, scheme = 'light', locale = 'fr-FR' } = {}) {
  const context = await ctx.browser.newContext({ locale, javaScriptEnabled: js, colorScheme: scheme, viewport: { width, height: 800 } });
  const page = await context.newPage();
  const seen = [];
  page.setDefaultTimeout(8000);
  await context.route(FONTS, (route) => route.abort());
  page.on('request', (r) => {
    if (![ctx.base, ctx.provider.issuer].some((b) => r.url().startsWith(`${b}/`)) && !r.url().startsWith('https://fonts.')) seen.push(`a request to ${r.url()}`);
  });
  page.on('console', (m) => {
    if (m.type() === 'error' && m.location().url.startsWith(ctx.base) && !/Failed to load resource/.test(m.text())) seen.push(`console: ${m.text()}`);
  });
  page.on('pageerror', (e) => seen.push(`uncaught: ${e.message}`));
  return { context, page, seen };
}

// Presses what leads to the provider, and comes to its own pages, or straight back.
const LEAVING = /^(\/en)?\/(connexion\/fournisseur|mon-espace\/identites\/lier)$/;
async function leave(ctx, page, button) {
  await press(page, button.name);
  await page.waitForURL((u) => !LEAVING.test(u.pathname) && u.pathname !== '/auth');
}

async function identify(ctx, page, login, button = BUTTON) {
  await leave(ctx, page, button);
  if (await page.getByPlaceholder('Enter any login').count()) {
    await page.getByPlaceholder('Enter any login').fill(login);
    await page.getByPlaceholder('and password').fill('x');
    await press(page, 'Sign-in');
  }
  if (page.url().startsWith(ctx.provider.issuer)) await press(page, 'Continue');
  await page.waitForURL(`${ctx.base}/**`);
}

async function lookAt(ctx, page, problems) {
  const scripted = await page.evaluate(() => true).catch(() => false);
  if (scripted) for (const p of await axeProblems(page)) problems.push(`${at(page)}: ${p}`);
  ctx.pages.push({ name: at(page), html: await page.content() });
}

async function codeFor(ctx, email, n) {
  const all = () => ctx.relay.lines().filter((l) => l.to[0] === email);
  for (let i = 0; i < 150 && all().length <= n; i++) await pause(100);
  return header(all().at(-1), 'subject').replace(/\D/g, '').slice(0, 6);
}

// An organiser for the first time: by the provider, a code, a link; then directly; out here and there; unlinked.
async function organiser(ctx, js, width, scheme) {
  const problems = [];
  const expect = (what, found, wanted) => { if (found !== wanted) problems.push(`${what}: ${found}, not ${wanted}`); };
  const { context, page, seen } = await open(ctx, { js, width, scheme });
  try {
    await page.goto(`${ctx.base}/organisation`);
    await identify(ctx, page, 'camille');
    expect('a first time', await page.locator('h1').innerText(), 'Encore une étape');
    if (js) await lookAt(ctx, page, problems);
    const before = ctx.relay.lines().filter((l) => l.to[0] === WHO).length;
    await press(page, 'Recevoir un code');
    await page.locator('#code').fill(await codeFor(ctx, WHO, before));
    await press(page, 'Se connecter');
    expect('what is linked', at(page), '/connexion/fournisseur/lier');
    if (js) await lookAt(ctx, page, problems);
    await press(page, 'Lier', true);
    expect('linked', at(page), '/mon-espace');
    expect('listed', await page.getByText('Camille Martin').count(), 1);
    if (js) await lookAt(ctx, page, problems);

    await page.locator('.account button').click();
    expect('signed out of a session by code', (await context.cookies(ctx.base)).filter((c) => c.name === '__Host-session').length, 0);
    await page.goto(`${ctx.base}/organisation/messages`);
    await identify(ctx, page, 'camille');
    expect('directly, where they were going', at(page), '/organisation/messages');

    await page.locator('.account button').click();
    await page.waitForURL(`${ctx.provider.issuer}/session/end**`);
    await Promise.all([page.waitForURL(`${ctx.base}/deconnexion/retour**`), page.getByRole('button', { name: 'Yes, sign me out' }).click()]);
    expect('out here and there', await page.locator('h1').innerText(), 'Vous êtes hors connexion');
    if (js) await lookAt(ctx, page, problems);
    await page.goto(`${ctx.base}/organisation`);
    expect('closed again', at(page), '/connexion?retour=/organisation');
    await leave(ctx, page, BUTTON);
    expect('the provider asks again', await page.getByPlaceholder('Enter any login').count(), 1);
    await page.goto(`${ctx.base}/connexion`);
    await identify(ctx, page, 'camille');

    await page.goto(`${ctx.base}/mon-espace`);
    await press(page, 'Délier');
    expect('unlinked', await page.getByText('Camille Martin').count(), 0);
    problems.push(...seen);
  } finally {
    await context.close();
  }
  return problems;
}

// Linked from "Mon espace" and unlinked, in English.
async function linked(ctx, js, width) {
  const problems = [];
  const expect = (what, found, wanted) => { if (found !== wanted) problems.push(`${what}: ${found}, not ${wanted}`); };
  const { context, page, seen } = await open(ctx, { js, width, locale: 'en-GB' });
  try {
    await page.goto(execFileSync(ctx.binary, ['user', 'link', WHO, '--data', ctx.server.data], { encoding: 'utf8' }).trim());
    await press(page, 'Sign in');
    await page.goto(`${ctx.base}/en/mon-espace`);
    await identify(ctx, page, 'seconde', { name: 'Link my Compte d’essai identity' });
    expect('back', at(page), '/en/mon-espace');
    expect('listed', await page.getByText('seconde@demo.example').count(), 1);
    await press(page, 'Unlink');
    expect('unlinked', await page.getByText('seconde@demo.example').count(), 0);
    problems.push(...seen);
  } finally {
    await context.close();
  }
  return problems;
}

async function refusal(ctx) {
  const problems = [];
  const { context, page, seen } = await open(ctx, { width: 390, scheme: 'dark' });
  try {
    await page.goto(`${ctx.base}/connexion`);
    await leave(ctx, page, BUTTON);
    await Promise.all([page.waitForURL(`${ctx.base}/**`), page.getByRole('link', { name: 'Cancel' }).click()]);
    const said = await page.locator('h1').innerText();
    if (!said.includes('n’a pas eu lieu')) problems.push(`who cancels reads “${said}”`);
    await lookAt(ctx, page, problems);
    await page.goto(`${ctx.base}/connexion/fournisseur/retour?code=x&state=y`);
    if (!(await page.locator('h1').innerText()).includes('plus valable')) problems.push('a way back that nobody went is not refused');
    problems.push(...seen);
  } finally {
    await context.close();
  }
  return problems;
}

export async function run(outer) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'maillage-oidc-'));
  const { startWorld } = await import('../../oidc/world.mjs');
  const world = await startWorld(outer.binary, folder, 'proconnect', ['--oidc-label', 'Compte d’essai', '--oidc-scope', 'openid given_name usual_name email profile']);
  const ctx = { ...outer, ...world, pages: [] }; // pages: those that only a journey shows
  const check = (what, step) => ctx.report.guard('oidc', what, async () => ctx.report.check('oidc', what, await step()));
  try {
    await check('an organiser, 1280 px, JavaScript', () => organiser(ctx, true, 1280, 'light'));
    await check('an organiser, 390 px, no JavaScript', () => organiser(ctx, false, 390, 'dark'));
    await check('linked from “Mon espace”, JavaScript', () => linked(ctx, true, 390));
    await check('linked from “Mon espace”, no JavaScript', () => linked(ctx, false, 1280));
    await check('refused by the person, and a way back that nobody went', () => refusal(ctx));
    for (const [page, problems] of await nuProblems(ctx.pages)) ctx.report.check('valid HTML', page, problems);
    await looks(ctx, 'langue=fr', ['/connexion', '/en/connexion?retour=/organisation']);
    const cookie = await cookieOf(ctx);
    await looks(ctx, cookie, ['/mon-espace', '/en/mon-espace']);
  } finally {
    ctx.report.check('server', '--oidc', await world.stop());
    rmSync(folder, { recursive: true, force: true });
  }
}
