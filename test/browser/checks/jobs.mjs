// SPDX-License-Identifier: AGPL-3.0-or-later
// What the site does by itself, in a browser: followed while it happens, with and without JavaScript; rules applied at once, with
// the numbers confirmed; delays changed; a copy that cannot be written, said and given up.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { watch } from '../lib/browser.mjs';
import { request } from '../lib/http.mjs';
import { looks } from './signin.mjs';

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const TASKS = '/organisation/taches';
const RULES = '/organisation/conservation';
const ADMIN = 'admin@demo.example';
const at = (page) => new URL(page.url()).pathname + new URL(page.url()).search;

function verb(ctx, ...words) {
  return execFileSync(ctx.binary, [...words, '--data', ctx.server.data], { encoding: 'utf8' });
}

async function cookieFor(ctx, email) {
  const link = new URL(verb(ctx, 'user', 'link', email).trim()).pathname;
  const a = await request(ctx.base, link, { method: 'POST', body: '', headers: FORM });
  return a.headers['set-cookie'][0].split(';')[0];
}

async function open(ctx, email, { js = true, width = 1280 } = {}) {
  const [name, value] = (await cookieFor(ctx, email)).split(/=(.*)/);
  const context = await ctx.browser.newContext({ locale: 'fr-FR', javaScriptEnabled: js, viewport: { width, height: 800 } });
  await context.addCookies([{ name, value, url: ctx.base.replace('http:', 'https:'), secure: true, httpOnly: true, sameSite: 'Lax' }]);
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  return { context, page, seen: watch(page, ctx.base) };
}

// A rule at once: its button, the page that names the number, and where one is sent.
async function applyRule(ctx, page) {
  const problems = [];
  await page.goto(`${ctx.base}${RULES}`);
  const rule = page.locator('.rules > li').filter({ hasText: 'Inscriptions aux rencontres passées' });
  if (!(await rule.innerText()).includes('350 lignes')) problems.push((await rule.innerText()).slice(0, 300));
  await Promise.all([page.waitForNavigation(), rule.getByRole('link').click()]);
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Exécuter maintenant : 350 lignes' }).click()]);
  if (at(page) !== `${TASKS}?fait=demande`) problems.push(`sent to ${at(page)}`);
  return problems;
}

// With JavaScript: what another person asks for shows by itself.
async function byItself(ctx) {
  const watching = await open(ctx, 'organisation@demo.example', { width: 390 });
  const acting = await open(ctx, ADMIN);
  try {
    const problems = [];
    let loads = 0;
    await watching.page.goto(`${ctx.base}${TASKS}`);
    watching.page.on('framenavigated', () => { loads++; });
    problems.push(...await applyRule(ctx, acting.page));
    await watching.page.getByText('Inscriptions aux rencontres passées : 350 lignes.').first().waitFor({ timeout: 20000 });
    if (loads) problems.push('the page was loaded anew');
    await acting.page.goto(`${ctx.base}${RULES}/inscriptions`);
    if (await acting.page.getByRole('button', { name: /^Exécuter/ }).count()) problems.push('there is a button although nothing is left');
    await acting.page.goto(`${ctx.base}/organisation/rencontres/2021-economie-de-l-alliance/inscriptions`);
    if (!(await acting.page.getByText('Les personnes ont été effacées').count())) problems.push('the list does not say that its people were erased');
    return [...problems, ...watching.seen, ...acting.seen];
  } finally {
    await watching.context.close();
    await acting.context.close();
  }
}

// A number that is out of bounds stays in its field; one that is not is kept.
async function delays(ctx) {
  const { context, page, seen } = await open(ctx, ADMIN, { width: 390 });
  const plain = await open(ctx, 'organisation@demo.example');
  try {
    const problems = [];
    await page.goto(`${ctx.base}${RULES}`);
    const field = page.getByLabel('Messages envoyés');
    await field.fill('99');
    const answered = page.waitForResponse((r) => r.request().method() === 'POST');
    await page.getByRole('button', { name: 'Enregistrer les délais' }).click();
    if ((await answered).status() !== 422) problems.push('99 months were taken');
    if ((await field.inputValue()) !== '99') problems.push('what was typed is gone');
    if (!(await page.getByText('Un nombre de 1 à 36.').count())) problems.push('the bounds are not said');
    await field.fill('6');
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Enregistrer les délais' }).click()]);
    if (at(page) !== `${RULES}?fait=delais`) problems.push(`sent to ${at(page)}`);
    if (!(await page.locator('.rules > li').filter({ hasText: 'Messages envoyés' }).innerText()).includes('6 mois')) problems.push('the delay is not shown');
    await plain.page.goto(`${ctx.base}${RULES}`);
    if (await plain.page.getByRole('button', { name: 'Enregistrer les délais' }).count()) problems.push('an organiser may change delays');
    return [...problems, ...seen.filter((s) => !/\b422\b/.test(s)), ...plain.seen];
  } finally {
    await context.close();
    await plain.context.close();
  }
}

// The folder is a file: the night's copy is put off with its reason, and somebody gives it up. Without JavaScript a link loads the
// page anew.
async function copyThatFails(ctx) {
  const { context, page, seen } = await open(ctx, 'organisation@demo.example', { js: false, width: 390 });
  try {
    const problems = [];
    await page.goto(`${ctx.base}${TASKS}`);
    for (let i = 0; i < 100 && !(await page.getByText('Not a directory').count()); i++) {
      await page.waitForTimeout(200);
      await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'Actualiser' }).click()]);
    }
    if (!(await page.getByText('Not a directory').count())) problems.push('the reason never shows');
    if (!(await page.getByText('Nouvel essai le').count())) problems.push('it does not say when it is tried again');
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Abandonner : Copie de la base' }).click()]);
    if (at(page) !== `${TASKS}?fait=abandon`) problems.push(`sent to ${at(page)}`);
    if (!(await page.getByText('Abandonnée').count())) problems.push('it does not show as given up');
    return [...problems, ...seen];
  } finally {
    await context.close();
  }
}

export async function run(ctx) {
  const check = (what, step) => ctx.report.guard('jobs', what, async () => ctx.report.check('jobs', what, await step()));
  writeFileSync(path.join(ctx.server.data, 'backups'), '');
  verb(ctx, 'user', 'add', ADMIN, '--role', 'administrator');
  const cookie = await cookieFor(ctx, ADMIN);
  await check('a copy that cannot be written', () => copyThatFails(ctx));
  await looks(ctx, cookie, [RULES, `${RULES}/inscriptions`]);
  await check('followed by itself', () => byItself(ctx));
  await check('delays', () => delays(ctx));
  await looks(ctx, cookie, [TASKS]);
}
