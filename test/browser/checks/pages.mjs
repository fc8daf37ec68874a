// SPDX-License-Identifier: AGPL-3.0-or-later
// Every page in the browser: two widths, two schemes, with and without JavaScript, large text, keyboard.
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { note } from '../lib/audit.mjs';
import { meter, textSize, watch } from '../lib/browser.mjs';
import * as probes from '../lib/probes.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
const HEIGHT = 900;
export const WIDTHS = [390, 1280];
export const SCHEMES = ['light', 'dark'];
export const MOST_BYTES = 30 * 1024;
export const MOST_SCRIPT = 20 * 1024;
export const MOST_REQUESTS = 9; // of these, at most MOST_FILES are no pictures
export const MOST_FILES = 5;

export async function axeProblems(page, disabled = [], audit = null) {
  if (!(await page.evaluate(() => Boolean(window.axe)))) await page.evaluate(axeSource);
  const result = await page.evaluate(async ({ tags, rules }) => {
    const found = await window.axe.run(document, {
      runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'],
      rules: Object.fromEntries([['target-size', { enabled: true }], ...rules.map((r) => [r, { enabled: false }])]),
    });
    return { passes: found.passes.map((v) => v.id), incomplete: found.incomplete.map((v) => v.id),
      violations: found.violations.map((v) => ({ id: v.id, help: v.help,
        nodes: v.nodes.map((n) => `${n.target.join(' ')}: ${n.failureSummary.split('\n').slice(1, 2).join('').trim()}`) })) };
  }, { tags: TAGS, rules: disabled });
  audit?.(result);
  return result.violations.flatMap((v) => v.nodes.map((n) => `${v.id} (${v.help}): ${n.slice(0, 220)}`));
}

export async function focusProblems(page) {
  const total = await page.evaluate(probes.focusMarkProbe);
  const problems = [];
  const met = new Set();
  await page.evaluate(() => document.body.scrollIntoView());
  // A date or an hour is several stops of one element, a frame those of its page.
  const within = await page.evaluate(() => 5 * document.querySelectorAll('input[type="date"], input[type="time"]').length
    + 20 * document.querySelectorAll('iframe').length);
  let last;
  for (let i = 0; i < total + 3 + within && met.size < total; i++) {
    await page.keyboard.press('Tab');
    const now = await page.evaluate(probes.focusProbe);
    if (!now) continue;
    if (met.has(now.mark) && now.mark !== last) break;
    last = now.mark;
    met.add(now.mark);
    problems.push(...now.problems);
  }
  if (total === 0) problems.push('nothing can take focus');
  if (met.size < total) {
    const names = await page.evaluate((seen) => [...document.querySelectorAll('[data-focus-test]')]
      .filter((el) => !seen.includes(el.dataset.focusTest)).map((el) => el.outerHTML.slice(0, 80)), [...met]);
    problems.push(`Tab reached ${met.size} of ${total}; not ${names.slice(0, 3).join(', ')}`);
  }
  return problems;
}

export function weightProblems(list, { most = MOST_BYTES, requests = MOST_REQUESTS } = {}) {
  const sum = list.reduce((n, r) => n + r.bytes, 0);
  const script = list.filter((r) => r.type === 'Script').reduce((n, r) => n + r.bytes, 0);
  const lines = list.map((r) => `${r.bytes} bytes ${new URL(r.url).pathname}`);
  const problems = [];
  if (sum > most) problems.push(`${sum} bytes, more than ${most}`, ...lines);
  if (script > MOST_SCRIPT) problems.push(`${script} bytes of JavaScript`, ...lines);
  const files = list.filter((r) => !/\.(svg|png|ico|webp|jpe?g)$/.test(new URL(r.url).pathname));
  if (files.length > MOST_FILES) problems.push(`${files.length} files besides pictures, more than ${MOST_FILES}`, ...lines);
  if (list.length > requests) problems.push(`${list.length} requests, more than ${requests}`, ...lines);
  // The page of a sandboxed frame is another process's: its bytes are not told.
  if (list.some((r, i) => r.bytes === 0 && !(i && r.type === 'Document'))) problems.push('a request was not measured', ...lines);
  return problems;
}

// Goes to the page of `spec`; a page of POST is asked for by a form's method.
export async function open(page, base, spec) {
  if (spec.method !== 'POST') return page.goto(base + spec.path, { waitUntil: 'load' });
  await page.route(base + spec.path, (route) => (route.request().isNavigationRequest()
    ? route.continue({ method: 'POST', postData: 'x=1',
      headers: { ...route.request().headers(), 'content-type': 'application/x-www-form-urlencoded' } })
    : route.continue()), { times: 1 });
  return page.goto(base + spec.path, { waitUntil: 'load' });
}

export async function setView(page, width, scheme) {
  await page.setViewportSize({ width, height: HEIGHT });
  await page.emulateMedia({ colorScheme: scheme });
}

// One trip to the browser for all that is measured at one width.
const LAYOUT = `(() => {
  const [open, overflow, cut, targets] = [${probes.openDetailsProbe}, ${probes.overflowProbe}, ${probes.cutTextProbe}, ${probes.targetsProbe}];
  const found = [...overflow(), ...cut()];
  open(true);
  found.push(...overflow().map((p) => 'with the details open: ' + p));
  const small = targets();
  open(false);
  return { found, small };
})()`;

async function layout(report, page, name, where, withTargets) {
  const { found, small } = await page.evaluate(LAYOUT);
  report.check('layout', `${name}, ${where}`, found);
  if (withTargets) report.check('targets', `${name}, ${where}`, small);
}

async function axe(report, page, spec, where) {
  await page.evaluate(probes.openDetailsProbe, true);
  report.check('axe', `${spec.name}, ${where}`, await axeProblems(page, [], (found) => note(spec.name, found)));
  await page.evaluate(probes.openDetailsProbe, false);
}

async function focus(report, page, spec, where) {
  await page.emulateMedia({ reducedMotion: 'reduce' }); // else the page still scrolls to what has focus
  await page.evaluate(probes.openDetailsProbe, true);
  report.check('focus', `${spec.name}, ${where}`, await focusProblems(page));
  await page.evaluate(probes.openDetailsProbe, false);
  await page.emulateMedia({ reducedMotion: null });
}

async function largeText(report, page, cdp, spec, where, width) {
  await setView(page, width, 'light');
  await textSize(cdp, 1);
  const before = await page.evaluate(probes.rootSizeProbe);
  await textSize(cdp, 2);
  const after = await page.evaluate(probes.rootSizeProbe);
  report.check('text size', `${spec.name}, ${where}`, after.html >= 1.95 * before.html && after.body >= 1.8 * before.body
    ? [] : [`text of ${before.body} px becomes ${after.body} px when the reader asks for 200 %`]);
  await layout(report, page, spec.name, `${where}, text at 200 %`);
}

// With JavaScript: everything. `slot` holds a page of its own.
export async function full(ctx, slot, spec) {
  const { report, base, shots } = ctx;
  const { page, cdp, traffic } = slot;
  const quick = spec.quick;
  await setView(page, 1280, 'light');
  traffic.clear();
  const seen = watch(page, base, spec);
  const answer = await open(page, base, spec);
  report.check('status', spec.name, answer.status() === spec.status ? [] : [`answers ${answer.status()}, not ${spec.status}`]);
  report.check('structure', `${spec.name}, JavaScript`, await page.evaluate(probes.structureProbe, { lang: spec.lang }));
  const loaded = await traffic.settled();
  report.check('weight', spec.name, weightProblems(loaded));
  ctx.weights.push({ name: spec.name, list: loaded });
  ctx.titles.push({ name: spec.name, title: await page.title(), lang: spec.lang });
  for (const width of WIDTHS)
    for (const scheme of SCHEMES) {
      await setView(page, width, scheme);
      await layout(report, page, spec.name, `${width} px, ${scheme}, JavaScript`, scheme === 'light');
      await page.screenshot({ path: path.join(shots, `${spec.name}-${width}-${scheme}.jpg`), type: 'jpeg', quality: 85, fullPage: true, caret: 'initial' });
      if (!quick && (width === 1280) === (scheme === 'light')) await axe(report, page, spec, `${width} px, ${scheme}`);
    }
  await setView(page, 320, quick ? 'dark' : 'light');
  await layout(report, page, spec.name, '320 px, JavaScript');
  await axe(report, page, spec, `320 px, ${quick ? 'dark' : 'light'}`);
  if (!quick) {
    await setView(page, 1280, 'light');
    await focus(report, page, spec, '1280 px, light');
  }
  await largeText(report, page, cdp, spec, '390 px', 390);
  await largeText(report, page, cdp, spec, '1280 px', 1280);
  await page.emulateMedia({ colorScheme: quick ? 'light' : 'dark' });
  await axe(report, page, spec, `1280 px, ${quick ? 'light' : 'dark'}, text at 200 %`);
  await textSize(cdp, 1);
  report.check('quiet', `${spec.name}, JavaScript`, seen);
}

// Without JavaScript.
export async function plain(ctx, slot, spec) {
  const { report, base } = ctx;
  const { page } = slot;
  await setView(page, 390, 'dark');
  const seen = watch(page, base, spec);
  const answer = await open(page, base, spec);
  report.check('status', `${spec.name}, no JavaScript`, answer.status() === spec.status ? [] : [`answers ${answer.status()}, not ${spec.status}`]);
  report.check('structure', `${spec.name}, no JavaScript`, await page.evaluate(probes.structureProbe, { lang: spec.lang }));
  if (!spec.quick) await focus(report, page, spec, '390 px, dark, no JavaScript');
  for (const width of [...WIDTHS, 320])
    for (const scheme of spec.quick ? [SCHEMES[width % 4 ? 0 : 1]] : SCHEMES) {
      await setView(page, width, scheme);
      await layout(report, page, spec.name, `${width} px, ${scheme}, no JavaScript`, width === 320 && scheme === 'dark');
    }
  report.check('quiet', `${spec.name}, no JavaScript`, seen);
}

// A page at hand with what measures it; `step` gets it and it goes away.
export async function withPage(context, step) {
  const page = await context.newPage();
  page.setDefaultTimeout(15000);
  try {
    const cdp = await context.newCDPSession(page);
    return await step({ page, cdp, traffic: await meter(cdp) });
  } finally {
    await page.close();
  }
}

function titleProblems(titles) {
  const problems = [];
  for (const lang of ['fr', 'en']) {
    const byTitle = new Map();
    for (const t of titles.filter((x) => x.lang === lang)) byTitle.set(t.title, [...(byTitle.get(t.title) ?? []), t.name]);
    for (const [title, names] of byTitle) if (names.length > 1) problems.push(`“${title}” is the title of ${names.join(' and ')}`);
  }
  return problems;
}

export async function run(ctx) {
  const { browser, specs, report, workers } = ctx;
  mkdirSync(ctx.shots, { recursive: true });
  const common = { locale: 'fr-FR', timezoneId: 'Europe/Paris', reducedMotion: 'no-preference' };
  const todo = [...specs];
  const work = async () => {
    const js = await browser.newContext({ ...common, javaScriptEnabled: true });
    const noJs = await browser.newContext({ ...common, javaScriptEnabled: false });
    for (let spec = todo.shift(); spec; spec = todo.shift()) {
      const one = spec;
      await report.guard('page', `${one.name}, JavaScript`, () => withPage(js, (slot) => full(ctx, slot, one)));
      await report.guard('page', `${one.name}, no JavaScript`, () => withPage(noJs, (slot) => plain(ctx, slot, one)));
    }
    await js.close();
    await noJs.close();
  };
  await Promise.all(Array.from({ length: workers }, work));
  report.check('titles', 'each page has its own', titleProblems(ctx.titles));
}
