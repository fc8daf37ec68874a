// SPDX-License-Identifier: AGPL-3.0-or-later
// The organiser's side of a meeting in a browser: finding, undoing, checking in from a phone, seats.
import { watch } from '../lib/browser.mjs';
import { request } from '../lib/http.mjs';
import { cookieOf, looks } from './signin.mjs';

const DESK = '/organisation/rencontres/2021-economie-de-l-alliance';
const PHONE = { width: 390, height: 844 };

export async function signedIn(ctx, cookie, options, step) {
  const [name, value] = cookie.split(/=(.*)/);
  const context = await ctx.browser.newContext({ locale: 'fr-FR', reducedMotion: 'reduce', ...options });
  try {
    await context.addCookies([{ name, value, url: ctx.base.replace('http:', 'https:'), secure: true, httpOnly: true, sameSite: 'Lax' }]);
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    const problems = [];
    const seen = watch(page, ctx.base);
    const expect = async (what, pattern, locator = 'main') => {
      const text = await page.locator(locator).first().innerText().catch(() => '');
      if (!pattern.test(text)) problems.push(`${what}: expected ${pattern}, found “${text.slice(0, 160)}”`);
    };
    const press = (label, within = 'main') => Promise.all([page.waitForNavigation(),
      page.locator(within).getByRole('button', { name: label }).first().click()]);
    await step({ page, expect, press, problems });
    return [...problems, ...seen];
  } finally {
    await context.close();
  }
}

const at = (page) => new URL(page.url()).pathname + new URL(page.url()).search;

// Search, open, cancel, undo; then back in the list as it was filtered.
function list(ctx, cookie, javaScriptEnabled) {
  return signedIn(ctx, cookie, { javaScriptEnabled }, async ({ page, expect, press, problems }) => {
    await page.goto(`${ctx.base}/organisation`);
    await page.locator('.events a', { hasText: 'Inscriptions' }).first().click();
    await page.waitForURL(`**${DESK}/inscriptions`);
    await page.fill('#q', 'benaissa');
    await press('Chercher');
    const filtered = at(page);
    if (!/[?&]q=benaissa/.test(filtered)) problems.push(`the address forgets the search: ${filtered}`);
    await expect('the list', /correspond/, '.matching');
    await page.locator('.rows th a').first().click();
    await page.waitForURL(/\/inscriptions\/\d+$/);
    await press('Annuler l’inscription');
    await expect('cancelled', /annulée/, '.notice');
    await press('Annuler cette action', '.notice');
    await expect('restored', /rétablie/, '.notice');
    await page.locator('.crumb a').click();
    await page.waitForURL(/\/inscriptions\?/);
    if (at(page) !== filtered) problems.push(`back at ${at(page)}, not ${filtered}`);
  });
}

function door(ctx, cookie, javaScriptEnabled) {
  return signedIn(ctx, cookie, { javaScriptEnabled, viewport: PHONE }, async ({ page, expect, press, problems }) => {
    await page.goto(`${ctx.base}${DESK}/accueil`);
    await page.fill('#q', 'Florence Blanchet');
    await press('Chercher');
    const box = await page.getByRole('button', { name: 'Pointer l’arrivée' }).first().boundingBox();
    if (!box || box.height < 56 || box.y + box.height > PHONE.height) problems.push(`the button is at ${JSON.stringify(box)}`);
    await press('Pointer l’arrivée');
    await expect('in', /Florence Blanchet est là/, '.notice');
    await expect('counted', /1\s+personne arrivée/, '.figures');
    await press('Annuler cette action', '.notice');
    await expect('undone', /effacée/, '.notice');
    await expect('counted again', /0\s+personne arrivée/, '.figures');
  });
}

function seats(ctx, cookie, javaScriptEnabled) {
  return signedIn(ctx, cookie, { javaScriptEnabled }, async ({ page, expect, press, problems }) => {
    await page.goto(`${ctx.base}${DESK}/places`);
    const before = await page.inputValue('#remote');
    await page.fill('#remote', '1500');
    await press('Enregistrer les places');
    await expect('saved', /Les places sont enregistrées/, '.notice');
    if ((await page.inputValue('#remote')) !== '1500') problems.push('the number is not kept');
    await page.fill('#remote', before);
    await press('Enregistrer les places');
  });
}

// A number that is none: the page of the fault is one of those looked at, so only its words here.
async function badSeats(ctx, cookie) {
  const form = await request(ctx.base, `${DESK}/places`, { headers: { Cookie: cookie } });
  const token = form.text.match(/name="csrf" value="([^"]+)"/)[1];
  const a = await request(ctx.base, `${DESK}/places`, { method: 'POST', body: `csrf=${encodeURIComponent(token)}&remote=douze`,
    headers: { Cookie: cookie, 'Content-Type': 'application/x-www-form-urlencoded' } });
  const problems = [];
  if (a.status !== 422) problems.push(`answers ${a.status}`);
  if (!/value="douze"/.test(a.text) || !/aria-invalid="true"/.test(a.text)) problems.push('what was typed, or its fault, is lost');
  return problems;
}

async function firstOf(ctx, cookie, query) {
  const a = await request(ctx.base, `${DESK}/inscriptions${query}`, { headers: { Cookie: cookie } });
  return a.text.match(/inscriptions\/(\d+)"/)[1];
}

async function ticketOf(ctx, cookie, id) {
  const a = await request(ctx.base, `${DESK}/inscriptions/${id}`, { headers: { Cookie: cookie } });
  return a.text.match(/class="code">([^<]+)</)[1].replace(' ', '');
}

export async function run(ctx) {
  const check = (what, step) => ctx.report.guard('organiser', what, async () => ctx.report.check('organiser', what, await step()));
  const cookie = await cookieOf(ctx);
  for (const js of [true, false]) {
    const with_ = js ? 'JavaScript' : 'no JavaScript';
    await check(`the list, ${with_}`, () => list(ctx, cookie, js));
    await check(`the door, ${with_}`, () => door(ctx, cookie, js));
    await check(`seats, ${with_}`, () => seats(ctx, cookie, js));
  }
  await check('a number that is none', () => badSeats(ctx, cookie));
  const waiting = await firstOf(ctx, cookie, '?etat=waiting');
  const cancelled = await firstOf(ctx, cookie, '?etat=cancelled');
  await looks(ctx, cookie, [`${DESK}/inscriptions`, `/en${DESK}/inscriptions?q=ma&etat=confirmed`, `${DESK}/inscriptions/${waiting}`,
    `${DESK}/accueil?q=an`, `${DESK}/places`, `${DESK}/format`, `/billets/${await ticketOf(ctx, cookie, cancelled)}`]);
}
