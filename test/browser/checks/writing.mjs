// SPDX-License-Identifier: AGPL-3.0-or-later
// Writing to people in a browser: from the list to the words, a fault at its field, the message as it will be received,
// planned, sent, paused, stopped; what was typed survives a closed tab.
import { watch } from '../lib/browser.mjs';
import { cookieOf, looks } from './signin.mjs';

const DESK = '/organisation/rencontres/2021-economie-de-l-alliance';
const WORDS = 'Bonjour {prenom},\n\nLa salle change : **salle B**. Tout est sur [votre page]({lien_personnel}).\n';

async function signedIn(ctx, cookie, options, step) {
  const [name, value] = cookie.split(/=(.*)/);
  const context = await ctx.browser.newContext({ locale: 'fr-FR', reducedMotion: 'reduce', ...options });
  try {
    await context.addCookies([{ name, value, url: ctx.base.replace('http:', 'https:'), secure: true, httpOnly: true, sameSite: 'Lax' }]);
    const problems = [];
    const open = async () => {
      const page = await context.newPage();
      page.setDefaultTimeout(8000);
      const seen = watch(page, ctx.base);
      return { page, seen };
    };
    const expect = async (page, what, pattern, locator = 'main') => {
      const text = await page.locator(locator).first().innerText().catch(() => '');
      if (!pattern.test(text)) problems.push(`${what}: expected ${pattern}, found “${text.slice(0, 160)}”`);
    };
    const press = (page, label) => Promise.all([page.waitForNavigation(), page.locator('main').getByRole('button', { name: label, exact: true }).first().click()]);
    await step({ open, expect, press, problems });
    return problems;
  } finally {
    await context.close();
  }
}

function journey(ctx, cookie, javaScriptEnabled, written) {
  return signedIn(ctx, cookie, { javaScriptEnabled }, async ({ open, expect, press, problems }) => {
    const { page, seen } = await open();
    await page.goto(`${ctx.base}${DESK}/inscriptions?participation=onsite&etat=confirmed`);
    await page.locator('.matching a', { hasText: 'Leur écrire' }).click();
    await page.waitForURL(/messages\/nouveau\?/);
    if ((await page.inputValue('#participation')) !== 'onsite') problems.push('the filter is lost on the way');
    await page.fill('#objet', 'La salle change, {prenon}');
    await page.fill('#texte', WORDS);
    await press(page, 'Enregistrer et relire');
    await expect(page, 'the fault', /vouliez-vous dire \{prenom\}/, '.summary');
    if (javaScriptEnabled && !(await page.evaluate(() => document.activeElement?.id === 'erreurs'))) problems.push('the fault is not shown at once');
    if ((await page.inputValue('#texte')) !== WORDS) problems.push('what was typed is lost');
    await page.fill('#objet', 'La salle change, {prenom}');
    await press(page, 'Enregistrer et relire');
    await expect(page, 'the count', /personnes le recevront/);
    written.push(new URL(page.url()).pathname);
    const frame = page.frameLocator('iframe.sheet');
    const text = await frame.locator('body').innerText();
    if (!/La salle change : salle B/.test(text) || /\{prenom\}/.test(text)) problems.push(`the preview reads “${text.slice(0, 120)}”`);
    await page.selectOption('#pour', { index: 3 });
    const chosen = await page.locator('#pour option').nth(3).innerText();
    await press(page, 'Voir');
    await expect(page, 'another reader', new RegExp(`La salle change, ${chosen.split(' ')[0]}`), 'h1');
    await press(page, 'M’envoyer un essai');
    await expect(page, 'the trial', /L’essai part/, '.notice');
    await page.locator('summary', { hasText: 'Envoyer plus tard' }).click();
    await page.fill('#date', '2021-07-01');
    await page.fill('#heure', '09:00');
    await press(page, 'Planifier l’envoi');
    await expect(page, 'a past hour', /Cette heure est passée/, '.wrong');
    await page.fill('#date', '2021-07-10');
    await press(page, 'Planifier l’envoi');
    await expect(page, 'planned', /Partira le samedi 10 juillet 2021, 9\s?h/);
    await press(page, 'Ne plus l’envoyer à cette heure');
    await press(page, 'Envoyer maintenant');
    await expect(page, 'begun', /Où en est l’envoi/);
    await press(page, 'Mettre en pause');
    await expect(page, 'paused', /en pause/, '.notice');
    await press(page, 'Reprendre l’envoi');
    await press(page, 'Arrêter pour de bon');
    await expect(page, 'stopped', /Arrêté/, '.badge');
    problems.push(...seen.filter((s) => !/422|409/.test(s)));
  });
}

// Typed, the tab closed, opened again: taken up again; saved: forgotten.
function kept(ctx, cookie) {
  return signedIn(ctx, cookie, {}, async ({ open, press, problems }) => {
    const first = (await open()).page;
    await first.goto(`${ctx.base}${DESK}/messages/nouveau`);
    await first.fill('#objet', 'Un long message');
    await first.fill('#texte', 'Qui n’est pas perdu');
    await first.waitForTimeout(900);
    await first.close();
    const { page } = await open();
    await page.goto(`${ctx.base}${DESK}/messages/nouveau`);
    await page.getByRole('button', { name: 'Le reprendre' }).click();
    if ((await page.inputValue('#texte')) !== 'Qui n’est pas perdu') problems.push('the text is not taken up again');
    await press(page, 'Enregistrer et relire');
    await page.goto(`${ctx.base}${DESK}/messages/nouveau`);
    if (await page.locator('[data-kept]').isVisible()) problems.push('what was saved is offered again');
  });
}

function texts(ctx, cookie, javaScriptEnabled) {
  return signedIn(ctx, cookie, { javaScriptEnabled }, async ({ open, expect, press, problems }) => {
    const { page, seen } = await open();
    await page.goto(`${ctx.base}/organisation/textes`);
    await page.locator('.entries a', { hasText: 'Français' }).first().click();
    await page.waitForURL(/textes\/registration\.received/);
    await page.fill('#intro', 'Quelle **joie**, {prenom}');
    await press(page, 'Voir ce que cela donne');
    await expect(page, 'the text', /Quelle joie, /, 'pre');
    await press(page, 'Enregistrer');
    await expect(page, 'saved', /Le texte est enregistré/, '.notice');
    await press(page, 'Revenir au texte d’origine');
    await expect(page, 'given back', /Le texte d’origine est revenu/, '.notice');
    problems.push(...seen);
  });
}

export async function run(ctx) {
  const check = (what, step) => ctx.report.guard('writing', what, async () => ctx.report.check('writing', what, await step()));
  const cookie = await cookieOf(ctx);
  const written = [];
  for (const js of [true, false]) {
    const with_ = js ? 'JavaScript' : 'no JavaScript';
    await check(`to a segment, ${with_}`, () => journey(ctx, cookie, js, written));
    await check(`texts, ${with_}`, () => texts(ctx, cookie, js));
  }
  await check('a closed tab', () => kept(ctx, cookie));
  const draft = written[0].replace(/\d+$/, (n) => String(Number(n) + 2)); // what kept() saved
  await looks(ctx, cookie, [`${DESK}/messages`, `/en${DESK}/messages/nouveau?participation=onsite&atelier=aucun`, draft, written[0],
    '/organisation/messages/nouveau', '/organisation/textes', '/en/organisation/textes/registration.received?langue=en']);
}
