// SPDX-License-Identifier: AGPL-3.0-or-later
// Plants faults and sees that the checks find them: a check that cannot fail says nothing.
import { watch } from '../lib/browser.mjs';
import { request } from '../lib/http.mjs';
import * as probes from '../lib/probes.mjs';
import { SEVENTH, nowProblems, sheetProblems } from './behaviour.mjs';
import * as exports from './exports.mjs';
import { headerProblems } from './headers.mjs';
import { crawl } from './links.mjs';
import { nuProblems } from './nu.mjs';
import { axeProblems, focusProblems, weightProblems } from './pages.mjs';

const PROGRAMME = `${SEVENTH}/programme`;

// In the browser: how to spoil the page, what to ask afterwards.
const inPage = [
  ['a second h1', () => document.body.append(document.createElement('h1')), probes.structureProbe, { lang: 'fr' }],
  ['another language', () => { document.documentElement.lang = 'en'; }, probes.structureProbe, { lang: 'fr' }],
  ['a placeholder left', () => document.querySelector('main').append('{{v.title}}'), probes.structureProbe, { lang: 'fr' }],
  ['a box too wide', () => { const d = document.createElement('div'); d.style.cssText = 'width:3000px;height:9px'; document.querySelector('main').append(d); }, probes.overflowProbe],
  ['a box too wide that is cut off', () => {
    document.documentElement.style.overflowX = 'hidden';
    const d = document.createElement('div'); d.style.cssText = 'width:3000px;height:9px'; document.querySelector('main').append(d);
  }, probes.overflowProbe],
  ['text cut by its box', () => { const p = document.createElement('p'); p.textContent = 'x'.repeat(80); p.style.cssText = 'width:40px;overflow:hidden;white-space:nowrap'; document.querySelector('main').append(p); }, probes.cutTextProbe],
  ['a small button', () => { const b = document.createElement('button'); b.style.cssText = 'width:12px;height:12px;min-width:0;min-height:0;padding:0'; document.querySelector('main').append(b); }, probes.targetsProbe],
  ['a link of 12 px alone in its block', () => { const p = document.createElement('p'); p.innerHTML = '<a href="/">x</a>'; p.style.cssText = 'font-size:9px'; document.querySelector('main').append(p); }, probes.targetsProbe],
];

const inBrowser = [
  ['focus that does not show', async (page) => {
    await page.evaluate(() => { const s = document.querySelector('main a'); s.style.setProperty('outline', 'none', 'important'); s.style.setProperty('box-shadow', 'none', 'important'); });
    return focusProblems(page);
  }],
  ['focus caught in a trap', async (page) => {
    await page.evaluate(() => document.querySelectorAll('main a')[1].addEventListener('keydown', (e) => e.preventDefault()));
    return focusProblems(page);
  }],
  ['a picture without a text', async (page) => {
    await page.evaluate(() => document.querySelector('main').append(document.createElement('img')));
    return axeProblems(page);
  }],
  ['grey on grey', async (page) => {
    await page.evaluate(() => { document.querySelector('main p').style.cssText = 'color:#999;background:#aaa'; });
    return axeProblems(page);
  }],
  ['a console error', async (page, seen) => { await page.evaluate(() => console.error('planted')); return seen; }],
  ['an uncaught error', async (page, seen) => { await page.evaluate(() => { setTimeout(() => { throw new Error('planted'); }, 0); }); await page.waitForTimeout(100); return seen; }],
  ['an inline script', async (page, seen) => {
    await page.evaluate(() => { const s = document.createElement('script'); s.textContent = '1'; document.body.append(s); });
    await page.waitForTimeout(100);
    return seen;
  }],
  ['a picture from elsewhere', async (page, seen) => {
    await page.evaluate(() => { const i = document.createElement('img'); i.src = 'http://127.0.0.1:9/x.png'; document.body.append(i); });
    await page.waitForTimeout(100);
    return seen;
  }],
  ['a file that is missing', async (page, seen) => { await page.evaluate(() => fetch('/nulle-part')); return seen; }],
  ['a programme of many sheets', async (page) => {
    await page.evaluate(() => { for (let i = 0; i < 3; i++) document.querySelector('main').append(document.querySelector('main').cloneNode(true)); });
    return sheetProblems(await page.pdf({ format: 'A4' }), 2);
  }],
  ['a title that is not printed', async (page) => sheetProblems(await page.pdf({ format: 'A4' }), 9, ['Ce titre n’y est pas'])],
];

async function onText(base, schemas) {
  const get = (address) => request(base, address).then((a) => a.text);
  const [html, json, xml, ics, csv] = await Promise.all(['', '.json', '.xml', '.ics', '.csv'].map((s) => get(PROGRAMME + s)));
  const headers = (await request(base, '/')).headers;
  const rows = exports.readCsv(csv).length - 1;
  const found = {
    'a CSV row lost': exports.csvProblems(csv.replace(/[^\n]*\r\n$/, ''), rows),
    'a CSV cell too many': exports.csvProblems(csv.replace(/\r\n$/, ',x\r\n'), rows),
    'an entry without UID': exports.calendarProblems(ics.replace(/^UID:.*\r\n/m, ''), { base }),
    'an entry without SEQUENCE': exports.calendarProblems(ics.replace(/^SEQUENCE:.*\r\n/m, ''), { base }),
    'a calendar without its zone': exports.calendarProblems(ics.replace(/BEGIN:VTIMEZONE[\s\S]*?END:VTIMEZONE\r\n/, ''), { base }),
    'a break in the calendar': exports.calendarProblems(ics.replace(/^SUMMARY:.*$/m, 'SUMMARY:Pause'), { base, breaks: false }),
    'no break when asked': exports.calendarProblems(ics, { base, breaks: true }),
    'XML that is not well-formed': exports.xmlProblems(xml.replace('</schedule>', '')),
    'JSON-LD without a mode': exports.linkedDataProblems(html.replace(/"eventAttendanceMode":"[^"]*",?/, '')),
    'JSON-LD cut': exports.linkedDataProblems(html.replace(/("@context")/, '$1,')),
    'no picture for sharing': await exports.sharingProblems(base, html.replace(/og:image/, 'x'), 'fr'),
    'a weak Content-Security-Policy': headerProblems({ ...headers, 'content-security-policy': "default-src *; script-src 'self' 'unsafe-inline'" }),
    'no nosniff': headerProblems({ ...headers, 'x-content-type-options': undefined }),
    'a heavy page': weightProblems([{ url: `${base}/`, bytes: 40000, type: 'Document' }]),
    'many requests': weightProblems(Array.from({ length: 12 }, () => ({ url: `${base}/`, bytes: 9, type: 'Document' }))),
    'nothing marked as now': nowProblems([{ now: false, live: false, past: false, start: 0, end: 9, title: 'x' }], 5),
    'the wrong one marked as now': nowProblems([{ now: false, live: false, past: false, start: 0, end: 9, title: 'x' },
      { now: true, live: true, past: false, start: 9, end: 19, title: 'y' }], 5),
  };
  if (schemas.validate) {
    found['schedule.json without acronym'] = exports.scheduleProblems(schemas.validate, json.replace(/"acronym":/, '"acronyme":'));
    found['schedule.json with a bad date'] = exports.scheduleProblems(schemas.validate, json.replace(/"date":"/, '"date":"le '));
  }
  if (schemas.xsd) found['schedule.xml with a foreign element'] = exports.xmlProblems(xml.replace('</conference>', '<autre/></conference>'), schemas.xsd);
  const spoiled = (change) => async (address) => {
    const a = await request(base, address);
    return address === '/' ? { ...a, text: a.text.replace('</main>', `${change}</main>`) } : a;
  };
  const dead = { 'a dead link': '<a href="/nulle-part">x</a>', 'a missing anchor': '<a href="/rencontres#nulle-part">x</a>',
    'a link to another site': '<a href="https://evil.example/">x</a>' };
  const operator = { has: (href) => !href.includes('evil') };
  const crawls = await Promise.all(Object.values(dead).map((change) => crawl(base, { get: spoiled(change), operator })));
  Object.keys(dead).forEach((name, i) => { found[name] = crawls[i].problems.filter((p) => /nulle-part|evil/.test(p)); });
  const bad = ['<p id="contenu">', '<center>x</center>', '<p><div></div></p>'];
  const nu = await nuProblems(bad.map((b, i) => ({ name: `n${i}`, html: html.replace('</main>', `${b}</main>`) })));
  bad.forEach((b, i) => { found[`invalid HTML: ${b}`] = nu.get(`n${i}`); });
  return found;
}

export async function run({ report, browser, base, schemas }) {
  const context = await browser.newContext({ locale: 'fr-FR', timezoneId: 'Europe/Paris' });
  const caught = (what, problems) => report.check('planted faults', what, problems.length ? [] : ['was not found']);
  const textual = report.guard('planted faults', 'text', async () => {
    for (const [what, problems] of Object.entries(await onText(base, schemas))) caught(what, problems);
  });
  const steps = [
    ...inPage.map(([what, spoil, probe, arg]) => [what, async (page) => {
      await page.evaluate(spoil);
      return page.evaluate(probe, arg);
    }]),
    ...inBrowser,
  ];
  const work = async () => {
    for (let step = steps.shift(); step; step = steps.shift()) {
      const [what, look] = step;
      await report.guard('planted faults', what, async () => {
        const page = await context.newPage();
        const seen = watch(page, base);
        await page.goto(base + PROGRAMME);
        caught(what, await look(page, seen));
        await page.close();
      });
    }
  };
  await Promise.all([work(), work()]);
  await textual;
  await context.close();
}
