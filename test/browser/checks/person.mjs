// SPDX-License-Identifier: AGPL-3.0-or-later
// One's data in one's own hands, in a browser and with a real relay: signed in by a code, a copy that unzips, everything erased, a
// last message; and an organiser who answers somebody who asked. At both widths, with axe and the Nu checker.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { header, startRelay } from '../../relay/relay.mjs';
import { watch } from '../lib/browser.mjs';
import { request } from '../lib/http.mjs';
import { startServer } from '../lib/server.mjs';
import { nuProblems } from './nu.mjs';
import { axeProblems, SCHEMES, setView, WIDTHS } from './pages.mjs';
import { overflowProbe } from '../lib/probes.mjs';
import { cookieOf } from './signin.mjs';

const SLUG = '2021-economie-de-l-alliance';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };
const pause = (ms) => new Promise((r) => setTimeout(r, ms));
const at = (page) => new URL(page.url()).pathname;

async function message(ctx, to, n) {
  for (let i = 0; i < 200; i++) {
    const all = ctx.relay.lines().filter((l) => l.to[0] === to);
    if (all.length > n) return all.at(-1);
    await pause(100);
  }
  throw new Error(`message ${n + 1} to ${to} did not come`);
}
const countFor = (ctx, to) => ctx.relay.lines().filter((l) => l.to[0] === to).length;

async function register(ctx, email) {
  const body = new URLSearchParams({ given_name: 'Lou', family_name: 'Personne', email, modality: 'remote', consent_list: '1', access_needs: 'Une boucle' }).toString();
  const a = await request(ctx.base, `/rencontres/${SLUG}/inscription`, { method: 'POST', body, headers: FORM });
  await message(ctx, email, 0);
  return a.headers.location;
}

async function signIn(ctx, page, email) {
  const before = countFor(ctx, email);
  await page.goto(`${ctx.base}/connexion`);
  await page.getByLabel('Adresse électronique').fill(email);
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Recevoir un code' }).click()]);
  const line = await message(ctx, email, before);
  await page.locator('#code').fill(header(line, 'subject').replace(/\D/g, '').slice(0, 6));
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Se connecter' }).click()]);
}

// What the page that is open looks like: no fault at either width or scheme, and its HTML is kept for the Nu checker.
async function look(ctx, page, name) {
  const problems = [];
  for (const width of WIDTHS)
    for (const scheme of SCHEMES) {
      await setView(page, width, scheme);
      problems.push(...(await page.evaluate(overflowProbe)).map((p) => `${width} px: ${p}`));
      problems.push(...(await axeProblems(page)).map((p) => `${width} px, ${scheme}: ${p}`));
      await page.screenshot({ path: path.join(ctx.shots, `personne-${name}-${width}-${scheme}.jpg`), type: 'jpeg', quality: 85, fullPage: true });
    }
  ctx.html.push({ name: `personne-${name}`, html: await page.content() });
  ctx.report.check('person', `the page ${name}`, problems);
}

function unzip(file, name) {
  return execFileSync('python3', ['-c', 'import sys,zipfile;sys.stdout.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())', file, name], { encoding: 'utf8' });
}

// From Mon espace to the last message.
async function own(ctx, width, js) {
  const problems = [];
  const expect = (what, found, wanted) => { if (found !== wanted) problems.push(`${what}: ${found}, not ${wanted}`); };
  const email = `lou.${width}@demo.example`;
  const ticket = await register(ctx, email);
  const context = await ctx.browser.newContext({ locale: 'fr-FR', javaScriptEnabled: js, viewport: { width, height: 800 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    const seen = watch(page, ctx.base);
    await signIn(ctx, page, email);
    expect('a member comes to', at(page), '/mon-espace');
    expect('consents that can be withdrawn', await page.getByRole('button', { name: 'Retirer' }).count(), 2);
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Retirer' }).first().click()]);
    expect('consents withdrawn', await page.getByText('Accord retiré', { exact: true }).count(), 1);
    if (js) await look(ctx, page, `espace-${width}`);
    await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'Voir, copier ou effacer mes données' }).click()]);
    if (js) await look(ctx, page, `donnees-${width}`);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Télécharger' }).click()]);
    expect('the file', download.suggestedFilename(), 'mes-donnees.zip');
    const file = await download.path();
    const [mine] = JSON.parse(unzip(file, 'registrations.json'));
    expect('whose data', mine.email, email);
    if (!JSON.parse(unzip(file, 'consents.json')).some((c) => c.withdrawn_at)) problems.push('the copy does not say what was withdrawn');
    if (JSON.parse(unzip(file, 'messages.json')).length < 2) problems.push('the copy lacks messages');
    if (!unzip(file, 'LISEZMOI.txt').includes('registrations.json')) problems.push('LISEZMOI.txt names no file');
    rmSync(file);

    const before = countFor(ctx, email);
    await page.getByRole('checkbox').check();
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Effacer mes données' }).click()]);
    expect('afterwards', at(page), '/donnees-effacees');
    if (js) await look(ctx, page, `effacees-${width}`);
    const last = await message(ctx, email, before);
    if (!header(last, 'subject').includes('effacées')) problems.push(`the last message is “${header(last, 'subject')}”`);
    expect('messages after it', countFor(ctx, email), before + 1);
    problems.push(...seen.filter((p) => !p.includes('/donnees/copie net::ERR_ABORTED'))); // how Chromium calls a download
    expect('the private page', (await page.goto(ctx.base + ticket)).status(), 404);
    await page.goto(`${ctx.base}/mon-espace`);
    expect('Mon espace', at(page), '/connexion');
  } finally {
    await context.close();
  }
  return problems;
}

async function organiser(ctx, width) {
  const problems = [];
  const expect = (what, found, wanted) => { if (found !== wanted) problems.push(`${what}: ${found}, not ${wanted}`); };
  const email = `demande.${width}@demo.example`;
  const ticket = await register(ctx, email);
  const [name, value] = (await cookieOf(ctx)).split(/=(.*)/);
  const context = await ctx.browser.newContext({ locale: 'fr-FR', viewport: { width, height: 800 } });
  await context.addCookies([{ name, value, url: ctx.base.replace('http:', 'https:'), secure: true, httpOnly: true, sameSite: 'Lax' }]);
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    await page.goto(`${ctx.base}/organisation/donnees`);
    await look(ctx, page, `demande-${width}`);
    await page.getByLabel('Adresse électronique de la personne').fill('personne@nulle-part.example');
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Voir ce qui est gardé' }).click()]);
    if (!(await page.locator('#email-erreur').innerText()).includes('Rien n’est gardé')) problems.push('an unknown address is not said to be unknown');
    await look(ctx, page, `inconnue-${width}`);
    await page.getByLabel('Adresse électronique de la personne').fill(email);
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Voir ce qui est gardé' }).click()]);
    await look(ctx, page, `trouvee-${width}`);
    await page.getByRole('checkbox').check();
    await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Effacer ses données' }).click()]);
    expect('said', await page.getByRole('status').innerText(), 'Ses données sont effacées.');
    expect('the private page', (await page.goto(ctx.base + ticket)).status(), 404);
  } finally {
    await context.close();
  }
  return problems;
}

// Nothing of either stands in a file of the server once it has stopped.
function left(server, words) {
  const out = execFileSync('python3', ['-c', `
import os,sys
for folder,_,files in os.walk(sys.argv[1]):
    for f in files:
        p=os.path.join(folder,f)
        if os.path.islink(p) or not os.path.isfile(p): continue
        d=open(p,'rb').read().lower()
        for w in sys.argv[2:]:
            if w.encode() in d: print(f,w)
`, server.data, ...words], { encoding: 'utf8' });
  return out.split('\n').filter(Boolean).map((l) => `still there: ${l}`);
}

export async function run(outer) {
  const relay = await startRelay(path.join(outer.server.data, 'person.jsonl'));
  const server = await startServer(outer.binary, { args: ['--smtp', relay.url] });
  const ctx = { ...outer, relay, server, base: server.base, html: [] };
  const { report } = ctx;
  try {
    await report.guard('person', 'one’s own, 390 px, JavaScript', async () => report.check('person', 'one’s own, 390 px, JavaScript', await own(ctx, 390, true)));
    await report.guard('person', 'one’s own, 1280 px, without', async () => report.check('person', 'one’s own, 1280 px, without', await own(ctx, 1280, false)));
    for (const width of WIDTHS)
      await report.guard('person', `an organiser, ${width} px`, async () => report.check('person', `an organiser, ${width} px`, await organiser(ctx, width)));
    for (const [name, problems] of await nuProblems(ctx.html)) report.check('valid HTML', name, problems);
    await pause(33000); // the server’s next half minute rewrites the files once the last messages have left
    report.check('person', 'the files', left(server, ['lou.390@', 'lou.1280@', 'demande.390@', 'demande.1280@']));
  } finally {
    report.check('server', 'person', await server.stop());
    relay.stop();
  }
}
