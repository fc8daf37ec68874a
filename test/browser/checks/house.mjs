// SPDX-License-Identifier: AGPL-3.0-or-later
// The house in a browser: an account is opened, a registration cancelled and undone from the journal, a colour refused; what is
// typed into the settings survives a closed tab, and meets what somebody else saved meanwhile.
import { execFileSync } from 'node:child_process';
import { watch } from '../lib/browser.mjs';
import { request } from '../lib/http.mjs';
import { looks } from './signin.mjs';

const DESK = '/organisation/rencontres/2021-economie-de-l-alliance';
const ADMIN = 'administration@demo.example';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const at = (page) => new URL(page.url()).pathname;
const verb = (ctx, ...args) => execFileSync(ctx.binary, ['user', ...args, '--data', ctx.server.data], { encoding: 'utf8' }).trim();

async function administrator(ctx) {
  if (!verb(ctx, 'list').includes(ADMIN)) verb(ctx, 'add', ADMIN, '--role', 'administrator', '--name', 'Dominique Exemple');
  const a = await request(ctx.base, new URL(verb(ctx, 'link', ADMIN)).pathname, { method: 'POST', body: '', headers: FORM });
  return a.headers['set-cookie'][0].split(';')[0];
}

async function browser(ctx, cookie, options, step) {
  const [name, value] = cookie.split(/=(.*)/);
  const context = await ctx.browser.newContext({ locale: 'fr-FR', reducedMotion: 'reduce', ...options });
  try {
    await context.addCookies([{ name, value, url: ctx.base.replace('http:', 'https:'), secure: true, httpOnly: true, sameSite: 'Lax' }]);
    const problems = [];
    const open = async (path, status = 200) => {
      const page = await context.newPage();
      page.setDefaultTimeout(8000);
      const seen = watch(page, ctx.base, { status });
      await page.goto(ctx.base + path);
      return { page, seen };
    };
    const expect = (what, found, wanted) => { if (found !== wanted) problems.push(`${what}: ${found}, not ${wanted}`); };
    await step({ open, expect, problems });
    return problems;
  } finally {
    await context.close();
  }
}

const press = (page, name) => Promise.all([page.waitForNavigation(), page.locator('main').getByRole('button', { name }).first().click()]);

function journal(ctx, cookie, js, width) {
  return browser(ctx, cookie, { javaScriptEnabled: js, viewport: { width, height: 800 } }, async ({ open, expect, problems }) => {
    const { page, seen } = await open(`${DESK}/inscriptions?etat=confirmed`);
    await page.locator('.rows tbody a').first().click();
    await page.waitForLoadState();
    const person = at(page);
    await press(page, 'Annuler l’inscription');
    await page.goto(`${ctx.base}/organisation/journal`);
    const first = page.locator('.journal li').first();
    if (!/Dominique Exemple a annulé l’inscription de/.test(await first.innerText())) problems.push('the journal does not begin with it');
    await first.locator('summary').click();
    if (!/Confirmée\s+Annulée/.test(await first.locator('.changes').innerText())) problems.push('before and after do not stand there');
    await press(page, 'Annuler cette action');
    if (!/C’est annulé/.test(await page.locator('main').innerText())) problems.push('undoing says nothing');
    await page.goto(ctx.base + person);
    expect('the registration afterwards', await page.locator('main').getAttribute('data-state'), 'confirmed');
    problems.push(...seen);
  });
}

function account(ctx, cookie, js) {
  const email = `lea-${js ? 'js' : 'sans'}@demo.example`;
  return browser(ctx, cookie, { javaScriptEnabled: js, viewport: { width: 390, height: 844 } }, async ({ open, expect, problems }) => {
    const { page, seen } = await open('/organisation/comptes');
    await page.getByLabel('Adresse électronique').fill(email);
    await page.getByRole('radio', { name: 'Organisation' }).check();
    await page.getByLabel('Membres', { exact: true }).check();
    await press(page, 'Ouvrir le compte');
    expect('its role', /Organisation/.test(await page.locator('dl').innerText()), true);
    expect('its part', await page.getByLabel('Membres', { exact: true }).isChecked(), true);
    expect('another part', await page.getByLabel('Rencontres', { exact: true }).isChecked(), false);
    await press(page, 'Désactiver ce compte');
    await press(page, 'Rouvrir le compte');
    problems.push(...seen);
  });
}

// A colour that cannot be read is refused with the nearest; that one is taken, and stands on the site's pages.
function colour(ctx, cookie) {
  return browser(ctx, cookie, {}, async ({ open, expect, problems }) => {
    const { page } = await open('/organisation/reglages', 422);
    const section = page.locator('#couleurs');
    const save = () => Promise.all([page.waitForNavigation(), section.getByRole('button').last().click()]);
    await section.getByLabel('Premier fil').first().fill('#88aacc');
    await save();
    const nearest = /qui convient\s:\s(#[0-9a-f]{6})/.exec(await section.innerText())?.[1];
    if (!nearest) return problems.push('no colour that passes is named');
    await section.getByLabel('Premier fil').first().fill(nearest);
    await save();
    const token = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--thread-1'));
    expect('the first thread', token.trim(), nearest);
    await section.getByLabel('Premier fil').first().fill('');
    await save();
    expect('an address of colours once they are the program’s', await page.locator('link[href^="/theme/"]').count(), 0);
  });
}

// Typed, closed, opened: the words are back. Meanwhile somebody saved: both are shown. Saved: nothing is kept.
function kept(ctx, cookie) {
  return browser(ctx, cookie, {}, async ({ open, expect, problems }) => {
    const label = 'Nom de l’expéditeur';
    const save = (page) => Promise.all([page.waitForNavigation(), page.locator('#courriel').getByRole('button').last().click()]);
    const one = await open('/organisation/reglages');
    await one.page.getByLabel(label).fill('Le mien');
    await one.page.waitForTimeout(450);
    await one.page.close();
    const two = await open('/organisation/reglages', 409);
    expect('after the tab was closed', await two.page.getByLabel(label).inputValue(), 'Le mien');
    expect('the note', await two.page.locator('#courriel [data-keep-note]').isVisible(), true);
    await browser(ctx, cookie, {}, async (other) => {
      const { page } = await other.open('/organisation/reglages');
      await page.getByLabel(label).fill('Le leur');
      await save(page);
    });
    await save(two.page);
    const text = await two.page.locator('#courriel').innerText();
    if (!/En place maintenant\s:\sLe leur/.test(text)) problems.push('what somebody else saved is not shown');
    expect('mine, in the field', await two.page.getByLabel(label).inputValue(), 'Le mien');
    await save(two.page);
    expect('saved', await two.page.getByLabel(label).inputValue(), 'Le mien');
    expect('nothing is kept then', await two.page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('maillage:')).length), 0);
    expect('no note then', await two.page.locator('#courriel [data-keep-note]').isVisible(), false);
    await two.page.getByLabel(label).fill('');
    await save(two.page);
  });
}

export async function run(ctx) {
  const check = (what, step) => ctx.report.guard('house', what, async () => ctx.report.check('house', what, await step()));
  const cookie = await administrator(ctx);
  await check('the journal, JavaScript', () => journal(ctx, cookie, true, 1280));
  await check('the journal, no JavaScript, 390 px', () => journal(ctx, cookie, false, 390));
  await check('an account, JavaScript', () => account(ctx, cookie, true));
  await check('an account, no JavaScript', () => account(ctx, cookie, false));
  await check('a colour', () => colour(ctx, cookie));
  await check('what is typed is kept', () => kept(ctx, cookie));
  await looks(ctx, cookie, ['/organisation/journal', '/en/organisation/journal?quoi=registration', '/organisation/comptes', '/organisation/comptes/1',
    '/organisation/reglages', '/en/organisation/reglages/pages/mentions-legales.fr']);
}
