// SPDX-License-Identifier: AGPL-3.0-or-later
// What a visitor does: chooses hours, changes language, prints.
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { watch } from '../lib/browser.mjs';
import { request } from '../lib/http.mjs';
import { axeProblems, setView } from './pages.mjs';

export const SEVENTH = '/rencontres/2021-economie-de-l-alliance';
const PROGRAMME = `${SEVENTH}/programme`;
const squeeze = (s) => s.replace(/[\s\u00a0\u202f]+/g, ' ').trim();

async function fresh(browser, options, step) {
  const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris', viewport: { width: 1280, height: 900 }, ...options });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    return await step(page, context);
  } finally {
    await context.close();
  }
}

const expectText = (problems, what, text, pattern) => {
  if (!pattern.test(text)) problems.push(`${what}: expected ${pattern}, found “${squeeze(text).slice(0, 160)}”`);
};

async function when(page, title) {
  const row = page.locator('.session', { hasText: title }).first();
  return squeeze(await row.locator('.when').innerText());
}

async function choose(page, zone) {
  const details = page.locator('details:has(select[name=fuseau])');
  if (!(await details.evaluate((d) => d.open))) await details.locator('summary').click();
  await page.selectOption('details select[name=fuseau]', zone);
  await Promise.all([page.waitForNavigation(), page.locator('details form[data-zone] button').click()]);
}

const OPENING = 'Propos introductifs';
const AFTERNOON = 'Les avancées en un an';

async function zones(browser, base, js) {
  const problems = [];
  await fresh(browser, { javaScriptEnabled: js }, async (page) => {
    const seen = watch(page, base);
    await page.goto(base + PROGRAMME);
    expectText(problems, 'Paris hours at first', await when(page, OPENING), /^9 h\b/);
    if (/Paris/.test(await when(page, OPENING))) problems.push('“à Paris” shows beside Paris hours');

    await choose(page, 'America/Guadeloupe');
    if (new URL(page.url()).pathname !== PROGRAMME) problems.push(`the choice leads to ${page.url()}, not back to the programme`);
    expectText(problems, 'Guadeloupe', await when(page, OPENING), /^3 h\b.*9 h à Paris/);
    expectText(problems, 'the zone line', squeeze(await page.locator('.zone').first().innerText()), /Guadeloupe.*Paris . ?6 h/);
    await page.reload();
    expectText(problems, 'Guadeloupe after a reload', await when(page, OPENING), /^3 h\b/);
    await page.locator('.session', { hasText: OPENING }).first().locator('a').first().click();
    await page.waitForURL(/\/programme\/[^/]+$/);
    expectText(problems, 'Guadeloupe on the session page', squeeze(await page.locator('.facts').first().innerText()), /3 h.*9 h à Paris/);
    await page.goto(base + SEVENTH);
    expectText(problems, 'Guadeloupe on the meeting page', squeeze(await page.locator('.glance').first().innerText()), /^3 h/);

    await page.goto(base + PROGRAMME);
    await choose(page, 'Pacific/Wallis');
    expectText(problems, 'Wallis, morning in Paris', await when(page, OPENING), /^19 h\b/);
    if (/lendemain|veille/.test(await when(page, OPENING))) problems.push('Wallis: 19 h of the same day is said to be another');
    expectText(problems, 'Wallis, afternoon in Paris', await when(page, AFTERNOON), /^0 h\b.*lendemain.*14 h à Paris/);
    await choose(page, 'Pacific/Tahiti');
    expectText(problems, 'Tahiti, morning in Paris', await when(page, OPENING), /^21 h\b.*veille.*9 h à Paris/);

    await page.goto(`${base}/fuseau?retour=${encodeURIComponent(PROGRAMME)}`);
    await page.selectOption('main select[name=fuseau]', 'Asia/Tokyo');
    await Promise.all([page.waitForNavigation(), page.locator('main form button').first().click()]);
    if (new URL(page.url()).pathname !== PROGRAMME) problems.push(`/fuseau leads to ${page.url()}, not back`);
    expectText(problems, 'Tokyo, from the whole list', await when(page, OPENING), /^16 h\b/);
    expectText(problems, 'the zone line', squeeze(await page.locator('.zone').first().innerText()), /Tokyo.*Paris \+ ?7 h/);
    const chosen = await page.locator('details select[name=fuseau]').evaluate((s) => s.value);
    if (chosen !== 'Asia/Tokyo') problems.push(`the list shows ${chosen} as chosen, not Asia/Tokyo`);
    await choose(page, 'Europe/Paris');
    expectText(problems, 'back to Paris', await when(page, OPENING), /^9 h\b/);

    await page.goto(`${base}/en${PROGRAMME}`);
    await choose(page, 'America/Guadeloupe');
    if (new URL(page.url()).pathname !== `/en${PROGRAMME}`) problems.push(`in English the choice leads to ${page.url()}`);
    expectText(problems, 'Guadeloupe in English', await when(page, OPENING), /^3(:00|\s?a\.?m)|^03:00/i);
    problems.push(...seen);
  });
  return problems;
}

// zone.js: offers the device's hours once.
async function offer(browser, base) {
  const problems = [];
  const away = { timezoneId: 'America/Martinique' };
  await fresh(browser, away, async (page) => {
    const seen = watch(page, base);
    await page.goto(base + PROGRAMME);
    const box = page.locator('[data-zone-offer]');
    if (!(await box.isVisible())) problems.push('a device in Martinique is not offered its hours');
    else {
      expectText(problems, 'the offer', squeeze(await box.innerText()), /Martinique/);
      problems.push(...await axeProblems(page));
      for (const [width, scheme] of [[390, 'dark'], [320, 'light']]) {
        await setView(page, width, scheme);
        problems.push(...await axeProblems(page));
      }
      await box.getByRole('button', { name: 'Non merci' }).click();
      if (await box.isVisible()) problems.push('“Non merci” does not put the offer away');
      await page.reload();
      if (await box.isVisible()) problems.push('the offer comes back after “Non merci”');
    }
    problems.push(...seen);
  });
  await fresh(browser, away, async (page) => {
    await page.goto(base + PROGRAMME);
    await Promise.all([page.waitForNavigation(), page.locator('[data-zone-offer]').getByRole('button', { name: 'Afficher mes heures' }).click()]);
    expectText(problems, 'the offer taken', await when(page, OPENING), /^3 h\b.*9 h à Paris/);
    if (await page.locator('[data-zone-offer]').isVisible()) problems.push('the offer stays once taken');
  });
  await fresh(browser, { timezoneId: 'Europe/Brussels' }, async (page) => {
    await page.goto(base + PROGRAMME);
    if (await page.locator('[data-zone-offer]').isVisible()) problems.push('a device on the same hour (Brussels) is offered its hours');
  });
  await fresh(browser, { ...away, javaScriptEnabled: false }, async (page) => {
    await page.goto(base + PROGRAMME);
    if (await page.locator('[data-zone-offer]').isVisible()) problems.push('the offer shows without JavaScript');
    if (await page.locator('[data-print]').count() && await page.locator('[data-print]').first().isVisible())
      problems.push('the print button shows without JavaScript');
  });
  return problems;
}

async function languages(browser, base, js) {
  const problems = [];
  await fresh(browser, { javaScriptEnabled: js }, async (page) => {
    const seen = watch(page, base);
    for (const start of ['/', PROGRAMME, '/accessibilite']) {
      await page.goto(base + start);
      const french = await page.locator('h1').innerText();
      await Promise.all([page.waitForNavigation(), page.locator('a.lang').click()]);
      const here = new URL(page.url()).pathname;
      if (await page.locator('html').getAttribute('lang') !== 'en') problems.push(`${start}: the switch does not lead to English`);
      if (here.replace(/^\/en\/?/, '/') !== start) problems.push(`${start}: the switch leads to ${here}, another page`);
      await Promise.all([page.waitForNavigation(), page.locator('a.lang').click()]);
      if (await page.locator('html').getAttribute('lang') !== 'fr') problems.push(`${start}: no way back to French`);
      if (await page.locator('h1').innerText() !== french) problems.push(`${start}: the way back leads to another page`);
    }
    problems.push(...seen);
  });
  await fresh(browser, { javaScriptEnabled: js, locale: 'en-GB' }, async (page) => {
    await page.goto(`${base}/rencontres`);
    if (await page.locator('html').getAttribute('lang') !== 'en') problems.push('Accept-Language: en does not get English on /rencontres');
    await Promise.all([page.waitForNavigation(), page.locator('a.lang').click()]);
    if (await page.locator('html').getAttribute('lang') !== 'fr') problems.push('an English browser that chooses French does not get it');
    await page.goto(`${base}/`);
    if (await page.locator('html').getAttribute('lang') !== 'fr') problems.push('the choice of French is not remembered');
  });
  const en = await request(base, '/rencontres', { headers: { 'Accept-Language': 'en-GB,en;q=0.9,fr;q=0.5' } });
  if (!/accept-language/i.test(en.headers.vary ?? '')) problems.push(`the address without a language varies, but Vary is “${en.headers.vary ?? ''}”`);
  return problems;
}

// Whatever is French on an English page: frequent words of the interface that were left untranslated.
function untranslated(documents) {
  const problems = [];
  const words = /\b(Aller au contenu|Rubriques|Rencontres|Toutes les|Accessibilité|Mentions légales|Données personnelles|Ajouter à mon agenda|Heures de|changer|Afficher|Programme de|Juste avant|Juste après|Passée|Dans \d+ jours|À distance|Sur place|lundi|juillet|Imprimer|Démonstration|Erreur|séquence|heure de)\b/;
  const data = /RENCONTRE|Rencontre des pionniers|pionniers|Sequence|« /i;
  for (const { name, html, lang } of documents) {
    if (lang !== 'en') continue;
    const body = html.replace(/<script[\s\S]*?<\/script>/g, '');
    for (const [, text] of body.matchAll(/>([^<]+)</g)) {
      if (data.test(text)) continue;
      const hit = words.exec(text);
      if (hit) problems.push(`${name}: “${squeeze(text).slice(0, 90)}”`);
    }
  }
  return problems;
}

// The sheets of a printed page: { count, width, height in mm, text }.
function sheets(pdf) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'maillage-pdf-'));
  try {
    const file = path.join(dir, 'page.pdf');
    writeFileSync(file, pdf);
    const info = spawnSync('pdfinfo', [file], { encoding: 'utf8' });
    const texts = ['-layout', '-raw'].map((way) => spawnSync('pdftotext', [way, file, '-'], { encoding: 'utf8' }));
    if (info.error || info.status !== 0)
      return { count: (pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length, text: null };
    const [, w, h] = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(info.stdout) ?? [];
    return { count: Number(/Pages:\s+(\d+)/.exec(info.stdout)?.[1]), width: (w * 25.4) / 72, height: (h * 25.4) / 72,
      text: texts.every((t) => t.status === 0) ? texts.map((t) => t.stdout).join('\n') : null };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export function sheetProblems(pdf, most, titles = []) {
  const s = sheets(pdf);
  const problems = [];
  if (!(s.count >= 1 && s.count <= most)) problems.push(`${s.count} sheets, not 1 to ${most}`);
  if (s.width && (Math.abs(s.width - 210) > 1 || Math.abs(s.height - 297) > 1))
    problems.push(`sheets of ${s.width.toFixed(0)} × ${s.height.toFixed(0)} mm, not A4`);
  const letters = (text) => squeeze(text).replace(/[-\u2010\s]/g, '').replace(/’/g, "'").toLowerCase();
  const plain = s.text && letters(s.text);
  for (const t of titles) if (plain && !plain.includes(letters(t))) problems.push(`“${t}” is not on paper`);
  return problems;
}

export async function sessionTitles(page) {
  return page.locator('.session h3, .session h4').allInnerTexts();
}

async function printing(browser, base, shots) {
  const problems = [];
  for (const [prefix, scheme] of [['', 'light'], ['/en', 'dark']])
    await fresh(browser, { colorScheme: scheme }, async (page) => {
      await page.goto(base + prefix + PROGRAMME);
      const titles = await sessionTitles(page);
      if (titles.length < 8) problems.push(`only ${titles.length} titles in the programme`);
      const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: scheme === 'dark' });
      writeFileSync(path.join(shots, `print-programme${prefix.replace('/', '-')}.pdf`), pdf);
      problems.push(...sheetProblems(pdf, 2, titles).map((p) => `${prefix || '/fr'}: ${p}`));
      await page.emulateMedia({ media: 'print', colorScheme: scheme });
      const ink = await page.evaluate(() => ['h1', '.session h4', '.when'].map((q) => document.querySelector(q))
        .filter(Boolean).map((el) => getComputedStyle(el).color));
      for (const c of ink) if ((c.match(/[\d.]+/g) ?? []).slice(0, 3).some((v) => v > 130)) problems.push(`${scheme}: printed in the pale colour ${c}`);
    });
  return problems;
}

export async function run({ report, browser, base, documents, shots }) {
  const check = (what, step) => report.guard('behaviour', what, async () => report.check('behaviour', what, await step()));
  await Promise.all([
    check('hours of the visitor, JavaScript', () => zones(browser, base, true)),
    check('hours of the visitor, no JavaScript', () => zones(browser, base, false)),
  ]);
  await Promise.all([
    check('the offer of the device’s hours', () => offer(browser, base)),
    check('languages, JavaScript', () => languages(browser, base, true)),
    check('languages, no JavaScript', () => languages(browser, base, false)),
    check('no French left on English pages', async () => untranslated(documents)),
    check('the programme prints on two A4 sheets', () => printing(browser, base, shots)),
  ]);
}

// ---- the day itself: a server whose clock is at 9:20 ------------------------------------------

async function marked(page) {
  return page.evaluate(() => [...document.querySelectorAll('.session')].map((row) => ({
    now: row.getAttribute('aria-current') === 'time', past: row.classList.contains('past'), id: row.id,
    live: [...row.querySelectorAll('.live')].some((l) => l.checkVisibility()),
    title: row.querySelector('h3,h4,.brief')?.textContent.trim() ?? '',
    start: Date.parse(row.querySelectorAll('time')[0]?.dateTime), end: Date.parse(row.querySelectorAll('time')[1]?.dateTime),
  })));
}

export function nowProblems(rows, instant) {
  const problems = [];
  const now = rows.filter((r) => r.now);
  const expected = rows.filter((r) => r.start <= instant && instant < r.end);
  if (expected.length !== 1) problems.push(`${expected.length} sessions of the page run at that time`);
  if (now.length !== 1) problems.push(`${now.length} sessions are marked as running`);
  for (const r of rows) {
    if (r.now !== expected.includes(r)) problems.push(`“${r.title}” is ${r.now ? '' : 'not '}marked as running`);
    if (r.live !== r.now) problems.push(`“En ce moment” ${r.live ? 'shows' : 'is hidden'} at “${r.title}”`);
    if (r.past !== (r.end <= instant)) problems.push(`“${r.title}” is ${r.past ? '' : 'not '}shown as past`);
  }
  return problems;
}

export async function runToday({ report, browser, base }) {
  const at = (time) => Date.parse(`2021-07-12T${time}:30+02:00`);
  for (const js of [true, false])
    await report.guard('now', 'mark', () => fresh(browser, { javaScriptEnabled: js }, async (page) => {
      const seen = watch(page, base);
      const problems = [];
      await page.goto(base + PROGRAMME);
      problems.push(...nowProblems(await marked(page), at('09:20')));
      const rows = await marked(page);
      const link = page.locator('[data-now]');
      const hash = await link.evaluate((a) => a.hash).catch(() => '');
      const current = rows.find((r) => r.now);
      if (!current?.title.includes('international')) problems.push(`“${current?.title}” is marked, not “L’ODD 17 en direct de l’international”`);
      if (current && hash !== `#${current.id}`) problems.push(`“Aller au moment présent” leads to ${hash}, not #${current.id}`);
      await page.goto(`${base}/`);
      expectText(problems, 'the portal on the day', await page.locator('.hero').innerText(), /Aujourd.hui/i);
      if (current) {
        await page.goto(`${base}${PROGRAMME}/${current.id}`);
        expectText(problems, 'the session’s page', await page.locator('main').innerText(), /En ce moment/);
      }
      report.check('now', `at 9:20, ${js ? 'JavaScript' : 'no JavaScript'}`, [...problems, ...seen]);
    }));
  await report.guard('now', 'moves', () => fresh(browser, {}, async (page) => {
    await page.clock.install();
    await page.goto(base + PROGRAMME);
    const before = nowProblems(await marked(page), at('09:20'));
    await page.clock.fastForward('30:00');
    await page.clock.runFor(31000);
    const after = nowProblems(await marked(page), at('09:50'));
    const link = await page.locator('[data-now]').evaluate((a) => a.hash);
    const current = (await marked(page)).find((r) => r.now);
    if (link !== `#${current?.id}`) after.push(`“Aller au moment présent” stays at ${link}`);
    report.check('now', 'the mark moves while the page is open', [...before, ...after.map((p) => `half an hour later: ${p}`)]);
  }));
}
