// SPDX-License-Identifier: AGPL-3.0-or-later
// A meeting made in a browser: from a text, moved by arrows and by hand, two people at once, published.
import { signedIn } from './organiser.mjs';
import { cookieOf, looks } from './signin.mjs';

const DESK = '/organisation/rencontres/2021-economie-de-l-alliance';
const TEXT = 'Assemblée de printemps\n\nJeudi 21 mars 2030\n\n9h - 9h30 : Accueil café\n9h30 - 10h30 : Table ronde sur les communs\n'
  + '10h30 - 11h : Pause\n11h - 12h30 : Ateliers\n- Atelier 1 : financer\n- Atelier 2 : s’allier\n';

const rows = (page) => page.locator('.held > .hours, .held > .words .name a').allInnerTexts();
const order = async (page) => (await page.locator('.held > .words > .name').allInnerTexts()).join(' | ');
const hours = async (page, title) => (await page.locator('.held', { hasText: title }).locator('.hours').innerText()).replace(/\s+/g, ' ');

async function make(page, press, expect, ctx, theme) {
  await page.goto(`${ctx.base}/organisation`);
  await page.locator('main').getByRole('link', { name: 'Nouvelle rencontre' }).click();
  await page.fill('#titre', 'Assemblée de printemps');
  await page.fill('#theme', theme);
  await page.fill('#date', '21/03/2030');
  await press('Créer la rencontre');
  await expect('empty', /Le programme est à écrire/);
  await page.locator('.empty .button').click();
  await page.fill('#texte', TEXT);
  await press('Voir ce qui est compris');
  await expect('read', /6 temps/, '.ready');
  await press('Mettre ce programme à la place');
  await expect('a board', /Table ronde sur les communs/);
}

// From nothing to a public page, then withdrawn and deleted.
function whole(ctx, cookie, javaScriptEnabled) {
  return signedIn(ctx, cookie, { javaScriptEnabled }, async ({ page, expect, press, problems }) => {
    const theme = javaScriptEnabled ? 'Essais avec' : 'Essais sans';
    await make(page, press, expect, ctx, theme);
    const board = new URL(page.url()).pathname;
    await press('Monter : Table ronde sur les communs');
    if (!(await order(page)).startsWith('Table ronde')) problems.push(`after the arrow: ${await order(page)}`);
    if ((await hours(page, 'Accueil café')) !== '10:00 10:30') problems.push(`hours did not follow: ${await rows(page)}`);
    const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label')?.replace(/\s/g, ' '));
    if (focused !== 'Descendre : Table ronde sur les communs') problems.push(`the focus is at ${focused}`);
    await press('Annuler ce changement', '.notice');
    if (!(await order(page)).startsWith('Accueil')) problems.push(`not taken back: ${await order(page)}`);
    await page.locator('.held .name a', { hasText: 'Table ronde' }).click();
    await page.fill('#fin', '10:45');
    await page.check('#decaler');
    await page.fill('#intervenants', 'Ada Exemple\n2 à annoncer');
    await press('Enregistrer');
    if ((await hours(page, 'Pause')) !== '10:45 11:15') problems.push(`the rest did not move: ${await rows(page)}`);
    await page.locator('main').getByRole('link', { name: 'Publier une version…' }).click();
    await expect('what changes', /Ajouté/);
    await page.fill('#mot', 'Première version');
    await press('Publier cette version');
    await expect('published', /La version 1 est publiée/, '.notice');
    const slug = board.split('/')[3];
    const seen = await page.request.get(`${ctx.base}/rencontres/${slug}/programme`);
    if (seen.status() !== 200 || !(await seen.text()).includes('Ada Exemple')) problems.push(`the public page: ${seen.status()}`);
    await press('Ne plus la montrer au public');
    await page.locator('summary', { hasText: 'Supprimer cette rencontre' }).click();
    await press('Supprimer cette rencontre', '.remove form');
    if (new URL(page.url()).pathname !== '/organisation') problems.push(`deleted, and at ${page.url()}`);
  });
}

// A session taken by the mouse and dropped above another.
function drag(ctx, cookie) {
  return signedIn(ctx, cookie, {}, async ({ page, problems }) => {
    await page.goto(`${ctx.base}${DESK}/programme`);
    const held = (title) => page.locator('.held', { hasText: title }).first();
    await Promise.all([page.waitForNavigation(),
      held('L’actualité de l’ODD 17 en France').dragTo(held('L’ODD 17 en direct de l’international'), { sourcePosition: { x: 20, y: 20 }, targetPosition: { x: 30, y: 4 } })]);
    const now = await order(page);
    if (now.indexOf('L’actualité') > now.indexOf('en direct de l’international')) problems.push(`not dropped above: ${now}`);
    await Promise.all([page.waitForNavigation(), page.locator('.notice button').click()]);
  });
}

// Both save the same session: the second sees both, and nothing is lost.
async function conflict(ctx, cookie) {
  const problems = await signedIn(ctx, cookie, {}, async ({ page, expect, press, problems }) => {
    await page.goto(`${ctx.base}${DESK}/programme`);
    const form = await page.locator('.held .name a', { hasText: 'Propos introductifs' }).getAttribute('href');
    const other = await page.context().newPage();
    await page.goto(ctx.base + form);
    await other.goto(ctx.base + form);
    await other.fill('#salle', 'Agora');
    await Promise.all([other.waitForNavigation(), other.locator('main .send .button').click()]);
    await page.fill('#salle', 'Forum');
    await press('Enregistrer');
    await expect('both', /Quelqu’un d’autre y travaille/);
    await expect('theirs', /Agora/, '#salle-autre');
    if ((await page.inputValue('#salle')) !== 'Forum') problems.push('what was typed is lost');
    await page.screenshot({ path: `${ctx.shots}/conflit.jpg`, fullPage: true, type: 'jpeg', quality: 60 });
    await press('Enregistrer');
    await other.goto(`${ctx.base}${DESK}/programme/version`);
    await Promise.all([other.waitForNavigation(), other.getByRole('button', { name: 'Revenir avant' }).last().click()]);
    await other.close();
  });
  return problems.filter((p) => !/\b409\b/.test(p)); // what is expected
}

// A tab closed in the middle of a sentence: the sentence is there again, until it is saved.
function kept(ctx, cookie) {
  return signedIn(ctx, cookie, {}, async ({ page, press, problems }) => {
    const words = 'Au deuxième étage';
    await page.goto(`${ctx.base}${DESK}/programme/salles`);
    const tab = await page.context().newPage();
    await tab.goto(`${ctx.base}${DESK}/programme/salles`);
    await tab.fill('#mots-1', 'Forum');
    await tab.fill('#acces-1', words);
    const isKept = () => tab.evaluate(() => Object.keys(localStorage).some((k) => localStorage.getItem(k).includes('deuxième')));
    for (let i = 0; i < 50 && !(await isKept()); i++) await tab.waitForTimeout(100);
    await tab.close();
    await page.reload();
    if ((await page.inputValue('#acces-1')) !== words) problems.push(`what was typed is lost: “${await page.inputValue('#acces-1')}”`);
    await press('Enregistrer');
    await page.goto(`${ctx.base}${DESK}/programme/salles`);
    await page.fill('#mots-1', '');
    await page.fill('#acces-1', '');
    await press('Enregistrer');
    await page.goto(`${ctx.base}${DESK}/programme/salles`);
    if ((await page.inputValue('#mots-1')) !== '') problems.push('what was saved is not what is shown');
  });
}

export async function run(ctx) {
  const check = (what, step) => ctx.report.guard('planning', what, async () => ctx.report.check('planning', what, await step()));
  const cookie = await cookieOf(ctx);
  await check('a whole meeting, JavaScript', () => whole(ctx, cookie, true));
  await check('a whole meeting, no JavaScript', () => whole(ctx, cookie, false));
  await check('taken by hand', () => drag(ctx, cookie));
  await check('what is typed survives a closed tab', () => kept(ctx, cookie));
  await check('two people at once', () => conflict(ctx, cookie));
  const form = await signedInHref(ctx, cookie);
  await looks(ctx, cookie, ['/organisation/rencontres/nouvelle', `${DESK}/programme`, `${DESK}/programme/apercu`, form,
    `${DESK}/programme/sequences/nouveau`, `${DESK}/programme/salles`, `${DESK}/programme/texte`, `/en${DESK}/programme/version`]);
}

async function signedInHref(ctx, cookie) {
  let href;
  await signedIn(ctx, cookie, {}, async ({ page }) => {
    await page.goto(`${ctx.base}${DESK}/programme`);
    href = await page.locator('.held .name a').nth(1).getAttribute('href');
  });
  return href;
}
