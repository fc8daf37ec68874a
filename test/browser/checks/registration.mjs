// SPDX-License-Identifier: AGPL-3.0-or-later
// Somebody registers: with a mouse and without JavaScript, by the keyboard with suggestions, with faults; then their page.
import { watch } from '../lib/browser.mjs';
import { axeProblems, setView } from './pages.mjs';
import { SEVENTH } from './behaviour.mjs';

const FORM = `${SEVENTH}/inscription`;

async function fresh(ctx, options, step) {
  const context = await ctx.browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris', reducedMotion: 'reduce', ...options });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    return await step(page);
  } finally {
    await context.close();
  }
}

const state = (page) => page.locator('main').getAttribute('data-state');
const send = (page, name = 'S’inscrire') => Promise.all([page.waitForNavigation(), page.getByRole('button', { name, exact: true }).click()]);
const unique = (word) => `${word}${Math.random().toString(36).slice(2, 8)}`;

// The names by which a screen reader knows the fields.
async function fill(page, who) {
  await page.getByLabel(/^Prénom/).fill('Maïwenn');
  await page.getByLabel(/^Nom/).fill(who);
  await page.getByLabel(/^Adresse électronique/).fill(`${who}@exemple.example`);
  await page.getByLabel(/^À distance/).check();
}

async function journey(ctx, width, js) {
  const problems = [];
  const expect = (what, found, wanted) => { if (found !== wanted) problems.push(`${what}: ${found}, not ${wanted}`); };
  await fresh(ctx, { viewport: { width, height: 900 }, javaScriptEnabled: js }, async (page) => {
    const seen = watch(page, ctx.base);
    await page.goto(ctx.base + SEVENTH);
    await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'S’inscrire' }).click()]);
    expect('where “S’inscrire” leads', new URL(page.url()).pathname, FORM);
    const who = unique('Tanguy');
    await fill(page, who);
    await page.getByLabel(/^Premier vœu/).selectOption({ index: 1 });
    await page.locator('#territory').fill('97400');
    await page.getByLabel(/^J’accepte/).check();
    await send(page);
    if (!/^\/inscriptions\/[\w-]{32}$/.test(new URL(page.url()).pathname)) problems.push(`after sending: ${page.url()}`);
    expect('the state', await state(page), 'confirmed');
    const text = await page.locator('main').innerText();
    for (const word of [who, 'Saint-Denis', 'À distance'])
      if (!text.includes(word)) problems.push(`the page does not say ${word}`);
    const picture = await page.locator('img').first().evaluate((i) => i.complete && i.naturalWidth > 0);
    if (!picture) problems.push('the ticket’s code does not show');
    await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'Changer mes réponses' }).click()]);
    await page.getByLabel(/^Structure/).fill('Maison des alliances');
    await send(page, 'Enregistrer');
    if (!/Vos réponses sont enregistrées/.test(await page.locator('[role=status]').innerText())) problems.push('nothing says that the change was kept');
    await Promise.all([page.waitForNavigation(), page.getByRole('link', { name: 'Annuler mon inscription' }).click()]);
    await send(page, 'Annuler mon inscription');
    expect('the state once cancelled', await state(page), 'cancelled');
    problems.push(...seen);
  });
  return problems;
}

// A fault: summed up on top with a link to the field, said at the field, nothing lost.
async function faults(ctx, js) {
  const problems = [];
  await fresh(ctx, { viewport: { width: 390, height: 900 }, javaScriptEnabled: js }, async (page) => {
    await page.goto(ctx.base + FORM);
    await fill(page, unique('Faute'));
    await page.locator('form').evaluate((f) => { f.noValidate = true; });
    await page.getByLabel(/^Adresse électronique/).fill('pas une adresse');
    const answer = page.waitForResponse((r) => r.request().method() === 'POST');
    await send(page);
    if ((await answer).status() !== 422) problems.push(`status ${(await answer).status()}`);
    const email = page.getByLabel(/^Adresse électronique/);
    if (await email.inputValue() !== 'pas une adresse') problems.push('what was typed is lost');
    if (await email.getAttribute('aria-invalid') !== 'true') problems.push('the field is not marked invalid');
    const described = await email.evaluate((i) => i.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' '));
    if (!/n’est pas complète/.test(described)) problems.push(`the field is described as “${described}”`);
    await page.locator('#erreurs a').click();
    const focus = await page.evaluate(() => document.activeElement.id);
    if (js && focus !== 'email') problems.push(`the summary’s link leads to #${focus}`);
    if (js) problems.push(...await axeProblems(page));
  });
  return problems;
}

// By the keyboard alone: what is typed is suggested, the arrows choose.
async function suggestions(ctx) {
  const problems = [];
  await fresh(ctx, { viewport: { width: 1280, height: 900 } }, async (page) => {
    const seen = watch(page, ctx.base);
    await page.goto(ctx.base + FORM);
    const box = page.getByRole('combobox', { name: /^Territoire/ });
    await box.focus();
    await page.keyboard.type('st denis la reu', { delay: 15 });
    const options = page.locator('#territory-liste [role=option]');
    const first = options.first();
    await first.waitFor();
    if (!/Saint-Denis \(La Réunion/.test(await first.innerText())) problems.push(`the first suggestion is ${await first.innerText()}`);
    if (await box.getAttribute('aria-expanded') !== 'true') problems.push('the list is open and does not say so');
    problems.push(...await axeProblems(page));
    await page.keyboard.press('ArrowDown');
    if (!(await box.getAttribute('aria-activedescendant'))) problems.push('the arrow chooses nothing');
    await page.keyboard.press('Enter');
    if (!/Saint-Denis/.test(await box.inputValue())) problems.push(`chosen: ${await box.inputValue()}`);
    if (await options.first().isVisible()) problems.push('the list stays open');
    problems.push(...seen);
  });
  return problems;
}

async function looks(ctx) {
  const problems = [];
  await fresh(ctx, {}, async (page) => {
    await page.goto(ctx.base + FORM);
    await fill(page, unique('Vue'));
    await send(page);
    for (const [width, scheme] of [[390, 'light'], [390, 'dark'], [1280, 'light'], [1280, 'dark']]) {
      await setView(page, width, scheme);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (wide > 0) problems.push(`${width} px: ${wide} px too wide`);
      problems.push(...(await axeProblems(page)).map((p) => `${width} px, ${scheme}: ${p}`));
    }
  });
  return problems;
}

export async function run(ctx) {
  const { report } = ctx;
  for (const width of [390, 1280])
    for (const js of [true, false])
      await report.guard('registration', `registering, ${width} px, ${js ? 'JavaScript' : 'no JavaScript'}`, async () =>
        report.check('registration', `registering, ${width} px, ${js ? 'JavaScript' : 'no JavaScript'}`, await journey(ctx, width, js)));
  for (const js of [true, false])
    await report.guard('registration', 'faults', async () => report.check('registration', `faults, ${js ? 'JavaScript' : 'no JavaScript'}`, await faults(ctx, js)));
  await report.guard('registration', 'suggestions', async () => report.check('registration', 'suggestions by the keyboard', await suggestions(ctx)));
  await report.guard('registration', 'the private page', async () => report.check('registration', 'the private page in both widths and schemes', await looks(ctx)));
}
