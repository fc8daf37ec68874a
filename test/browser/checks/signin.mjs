// SPDX-License-Identifier: AGPL-3.0-or-later
// An organiser in a browser: the link, the organisers' pages, signing out, and what others get meanwhile.
import { execFileSync } from 'node:child_process';
import { watch } from '../lib/browser.mjs';
import { request } from '../lib/http.mjs';
import { crawl } from './links.mjs';
import { nuProblems } from './nu.mjs';
import { full, plain, withPage } from './pages.mjs';

const WHO = 'organisation@demo.example';
const COOKIE = '__Host-session';
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

// One line, a whole address: what an operator copies.
export function newLink(ctx) {
  const out = execFileSync(ctx.binary, ['user', 'link', WHO, '--data', ctx.server.data], { encoding: 'utf8' });
  if (!/^http:\/\/\S+\/connexion\/\S{43}\n$/.test(out)) throw new Error(`user link prints ${JSON.stringify(out)}`);
  return out.trim();
}

async function signIn(ctx, page, link = newLink(ctx)) {
  await page.goto(link);
  await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Se connecter' }).click()]);
}

const at = (page) => new URL(page.url()).pathname + new URL(page.url()).search;

// From a page that is closed to the link, in and out again.
async function journey(ctx, js) {
  const problems = [];
  const expect = (what, found, wanted) => { if (found !== wanted) problems.push(`${what}: ${found}, not ${wanted}`); };
  const context = await ctx.browser.newContext({ locale: 'fr-FR', javaScriptEnabled: js });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(8000);
    const seen = watch(page, ctx.base);
    await page.goto(`${ctx.base}/organisation`);
    expect('a visitor on /organisation', at(page), '/connexion?retour=/organisation');
    const link = newLink(ctx);
    await signIn(ctx, page, link);
    expect('signed in', at(page), '/organisation');
    const [cookie] = (await context.cookies()).filter((c) => c.name === COOKIE);
    if (!cookie?.httpOnly || !cookie.secure || cookie.sameSite !== 'Lax') problems.push(`the cookie is ${JSON.stringify(cookie)}`);
    await page.goto(`${ctx.base}/`);
    await Promise.all([page.waitForNavigation(), page.locator('.account a[href="/organisation"]').click()]);
    expect('the header’s link', at(page), '/organisation');
    await page.goto(`${ctx.base}/en/connexion`);
    expect('the English header', await page.locator('.account button').innerText(), 'Sign out');
    await page.goto(`${ctx.base}/organisation`);
    await Promise.all([page.waitForNavigation(), page.locator('.account button').click()]);
    expect('signed out', at(page), '/');
    expect('forms to sign out, once out', await page.locator('.account').count(), 0);
    await page.goBack();
    await page.goto(`${ctx.base}/organisation`);
    expect('out, on /organisation', at(page), '/connexion?retour=/organisation');
    problems.push(...seen);
    const again = await page.goto(link);
    expect('the link a second time', again.status(), 410);
  } finally {
    await context.close();
  }
  return problems;
}

// A cookie for requests without a browser.
export async function cookieOf(ctx) {
  const a = await request(ctx.base, new URL(newLink(ctx)).pathname, { method: 'POST', body: '', headers: FORM });
  return a.headers['set-cookie'][0].split(';')[0];
}

// A registration's page is like the next one, and so is each filter of a list.
const kindOf = (key) => (/\/organisation\/(rencontres|messages|journal|comptes|reglages)\b/.test(key) ? key.replace(/=[^&]*/g, '=').replace(/\d+/g, '#') : null);

async function whole(ctx, cookie) {
  const found = await crawl(ctx.base, { operator: ctx.operator, kindOf, get: (p) => request(ctx.base, p, { headers: { Cookie: cookie } }) });
  const problems = [...found.problems];
  if (!found.answers.has('/organisation')) problems.push('nothing leads to /organisation');
  for (const [address, a] of found.answers) {
    if (a.status !== 200 || !a.type.startsWith('text/html')) continue;
    if (a.headers['cache-control'] !== 'no-store') problems.push(`${address}: Cache-Control is “${a.headers['cache-control']}”`);
    const message = /^(\/en)?\/organisation\/(messages\/\d+|.*\/apercu)\.html(\?|$)/.test(address); // as a reader of mail shows it
    if (!message && !a.text.includes('name="csrf"')) problems.push(`${address} has no form of this session`);
    const visitor = await request(ctx.base, address);
    if (/csrf|deconnexion/.test(visitor.text)) problems.push(`${address}: a visitor gets the page of a session`);
  }
  return problems;
}

// Pages of a session, looked at like every other page.
export async function looks(ctx, cookie, paths) {
  const [name, value] = cookie.split(/=(.*)/);
  const titles = [];
  const specs = paths.map((path) => ({
    path, status: 200, lang: path.startsWith('/en') ? 'en' : 'fr',
    name: `session-${path.replace(/^\//, '').replace(/\/\S{43}$/, '-lien').replace(/[^\w-]+/g, '_')}`,
  }));
  for (const [javaScriptEnabled, step] of [[true, full], [false, plain]]) {
    const context = await ctx.browser.newContext({ locale: 'fr-FR', javaScriptEnabled });
    await context.addCookies([{ name, value, url: ctx.base.replace('http:', 'https:'), secure: true, httpOnly: true, sameSite: 'Lax' }]);
    for (const spec of specs)
      await ctx.report.guard('page', spec.name, () => withPage(context, (slot) => step({ ...ctx, titles }, slot, spec)));
    await context.close();
  }
  const message = name === COOKIE ? [{ path: '/organisation/messages/1.html', name: 'message' }] : [];
  const documents = await Promise.all([...specs, ...message].map(async (s) => ({ name: s.name,
    html: (await request(ctx.base, s.path, { headers: { Cookie: cookie } })).text })));
  for (const [page, problems] of await nuProblems(documents)) ctx.report.check('valid HTML', page, problems);
}

export async function run(ctx) {
  const check = (what, step) => ctx.report.guard('signin', what, async () => ctx.report.check('signin', what, await step()));
  await check('in and out, JavaScript', () => journey(ctx, true));
  await check('in and out, no JavaScript', () => journey(ctx, false));
  const cookie = await cookieOf(ctx);
  await check('every page with a session, and none of it for visitors', () => whole(ctx, cookie));
  await looks(ctx, cookie, ['/organisation', '/en/organisation', '/connexion', new URL(newLink(ctx)).pathname,
    '/organisation/messages', '/organisation/messages/1', '/organisation/rencontres/2021-economie-de-l-alliance/invitations']);
}
