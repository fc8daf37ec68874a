// SPDX-License-Identifier: AGPL-3.0-or-later
// A supporter's logo in a browser: sent, refused, changed, shown; and the files in a backup that is restored elsewhere.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { meter, watch } from '../lib/browser.mjs';
import { request } from '../lib/http.mjs';
import { cookieOf, looks } from './signin.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const SLUG = '2021-economie-de-l-alliance';
const LIST = `/organisation/rencontres/${SLUG}/soutiens`;
const LOGO = path.join(root, 'web/icons/icon-512.png');
const BUDGET = 30 * 1024; // of a first visit, without pictures

async function contextOf(ctx, cookie, options) {
  const [name, value] = cookie.split(/=(.*)/);
  const context = await ctx.browser.newContext({ locale: 'fr-FR', ...options });
  await context.addCookies([{ name, value, url: ctx.base.replace('http:', 'https:'), secure: true, httpOnly: true, sameSite: 'Lax' }]);
  return context;
}

const submit = (page, name) => Promise.all([page.waitForNavigation(), page.getByRole('button', { name, exact: true }).press('Enter')]);

// Sent with a wrong file first: what was typed is still there, and the right file then does.
async function journey(ctx, cookie, js, width, supporter) {
  const problems = [];
  const expect = (what, found, wanted) => { if (found !== wanted) problems.push(`${what}: ${found}, not ${wanted}`); };
  const context = await contextOf(ctx, cookie, { javaScriptEnabled: js, viewport: { width, height: 800 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    await page.goto(ctx.base + LIST);
    await page.getByLabel('Nom du soutien').fill(supporter);
    await page.getByLabel('Adresse de son site').fill('https://fil.example/');
    await page.getByLabel('Texte qui remplace le logo').fill(`${supporter}, un fil`);
    await page.locator('#logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('<script>alert(1)</script>') });
    await submit(page, 'Ajouter ce soutien');
    expect('a page that is called a picture', await page.locator('#logo-erreur').count(), 1);
    expect('the name', await page.getByLabel('Nom du soutien').inputValue(), supporter);
    expect('the text', await page.getByLabel('Texte qui remplace le logo').inputValue(), `${supporter}, un fil`);
    const seen = watch(page, ctx.base);
    await page.locator('#logo').setInputFiles(LOGO);
    await submit(page, 'Ajouter ce soutien');
    expect('after the right one', new URL(page.url()).search, '?fait=ajoute');
    await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: `Modifier ${supporter}` }).click()]);
    expect('the logo on its page', await page.locator('.field .logo img').count(), 1);
    await page.goto(`${ctx.base}/rencontres/${SLUG}`);
    const logo = page.getByAltText(`${supporter}, un fil`);
    await logo.scrollIntoViewIfNeeded();
    await page.waitForFunction((e) => e.complete && e.naturalWidth > 0, await logo.elementHandle());
    expect('its height on the page', (await logo.boundingBox()).height, 72);
    problems.push(...seen);
  } finally {
    await context.close();
  }
  return problems;
}

// Room is kept for logos, they come when they are near, and what else the page weighs is as before.
async function lightly(ctx) {
  const problems = [];
  const context = await ctx.browser.newContext({ viewport: { width: 390, height: 640 } });
  try {
    const page = await context.newPage();
    const seen = await meter(await context.newCDPSession(page));
    await page.addInitScript(() => {
      window.shift = 0;
      new PerformanceObserver((l) => { for (const e of l.getEntries()) window.shift += e.value; }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(`${ctx.base}/rencontres/${SLUG}`);
    const first = await seen.settled();
    const bytes = first.filter((r) => r.type !== 'Image' || /\.svg$|\/a\//.test(r.url)).reduce((n, r) => n + r.bytes, 0);
    if (bytes > BUDGET) problems.push(`a first visit weighs ${bytes} bytes without pictures`);
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await page.waitForFunction(() => [...document.querySelectorAll('.backers img')].every((e) => e.complete && e.naturalWidth));
    const logos = (await seen.settled()).filter((r) => /\/fichiers\//.test(r.url));
    if (!logos.length) problems.push('no logo came');
    for (const l of logos) if (l.bytes > 12000) problems.push(`${l.url} weighs ${l.bytes} bytes`);
    const shift = await page.evaluate(() => window.shift);
    if (shift > 0.001) problems.push(`the page moved by ${shift}`);
  } finally {
    await context.close();
  }
  return problems;
}

// What is sent does not outlive a server that is killed, nor leave anything where it waited.
async function leavings(ctx, cookie) {
  const problems = [];
  const known = /^(?:maillage\.db(?:-wal|-shm|\.lock|\.sock|\.erasures)?|limits\.key|backups|files|taken\.jsonl|attaque\.\w+)$/;
  for (const f of readdirSync(ctx.server.data)) if (!known.test(f)) problems.push(`${f} was left in the data folder`);
  const tooMuch = await request(ctx.base, LIST, { method: 'POST', headers: { Cookie: cookie, 'Content-Length': '10737418240', 'Content-Type': 'multipart/form-data; boundary=x' } })
    .catch((e) => ({ status: String(e) }));
  if (tooMuch.status !== 413) problems.push(`10 GB are answered ${tooMuch.status}`);
  return problems;
}

const run1 = (ctx, ...words) => spawnSync(ctx.binary, words, { encoding: 'utf8' });

// One file holds everything; restored into an empty folder it serves the same logo; what is damaged is found.
async function copies(ctx) {
  const problems = [];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'maillage-copies-'));
  const [copy, there] = [path.join(folder, 'copie.db'), path.join(folder, 'ailleurs')];
  const list = (dir) => (existsSync(dir) ? readdirSync(dir, { recursive: true }).filter((f) => /\/[0-9a-f]{64}$/.test(f)).sort() : []);
  try {
    execFileSync(ctx.binary, ['backup', copy, '--data', ctx.server.data], { encoding: 'utf8' });
    execFileSync(ctx.binary, ['init', '--data', there], { encoding: 'utf8' });
    const restored = run1(ctx, 'restore', copy, '--data', there);
    if (restored.status !== 0) problems.push(`restore: ${restored.stderr}`);
    const [ours, theirs] = [list(path.join(ctx.server.data, 'files')), list(path.join(there, 'files'))];
    if (!ours.length || ours.join() !== theirs.join()) problems.push(`${ours.length} files went, ${theirs.length} came`);
    const good = run1(ctx, 'check', '--data', there);
    if (good.status !== 0) problems.push(`check: ${good.stderr}`);
    for (const f of ours) {
      const a = run1(ctx, 'request', 'GET', `/fichiers/${path.basename(f)}`, '--data', there);
      if (!/^200\nContent-Type: image\/webp\n/.test(a.stdout)) problems.push(`restored, ${f} answers ${a.stdout.slice(0, 40)}`);
    }
    const spoiled = path.join(there, 'files', ours[0]);
    const kept = readFileSync(spoiled);
    writeFileSync(spoiled, Buffer.concat([kept.subarray(0, 20), Buffer.from('X'), kept.subarray(21)]));
    if (run1(ctx, 'check', '--data', there).status !== 1) problems.push('a spoiled file is not found');
    rmSync(spoiled);
    const missing = run1(ctx, 'check', '--data', there);
    if (missing.status !== 1 || !missing.stderr.includes('manque')) problems.push(`a missing file: ${missing.stderr}`);
    // a copy that was tampered with is refused, and nothing of it is put in place
    const bad = path.join(folder, 'abimee.db');
    cpSync(copy, bad);
    const bytes = readFileSync(bad);
    const at = bytes.indexOf('WEBPVP8');
    bytes[at + 40] ^= 0xff;
    writeFileSync(bad, bytes);
    if (run1(ctx, 'restore', bad, '--data', there).status !== 1) problems.push('a copy with a spoiled file is restored');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return problems;
}

export async function run(ctx) {
  const check = (what, step) => ctx.report.guard('files', what, async () => ctx.report.check('files', what, await step()));
  const cookie = await cookieOf(ctx);
  await check('a logo, 390 px, JavaScript', () => journey(ctx, cookie, true, 390, 'Fondation du Fil'));
  await check('a logo, 1280 px, no JavaScript', () => journey(ctx, cookie, false, 1280, 'Région Trame'));
  await check('logos are light and move nothing', () => lightly(ctx));
  await check('nothing is left where files wait', () => leavings(ctx, cookie));
  await check('backup, restore, check', () => copies(ctx));
  const id = /\/soutiens\/(\d+)"/.exec((await request(ctx.base, LIST, { headers: { Cookie: cookie } })).text)[1];
  await looks(ctx, cookie, [LIST, `/en${LIST}`, `${LIST}/${id}`]);
}
