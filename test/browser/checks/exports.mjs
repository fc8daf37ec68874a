// SPDX-License-Identifier: AGPL-3.0-or-later
// The files for other programs, read as those programs would.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import Ajv from 'ajv';
import { jsonLd, metas, tags } from '../lib/html.mjs';
import { request } from '../lib/http.mjs';
import { SEVENTH, sheetProblems } from './behaviour.mjs';

const draft6 = createRequire(import.meta.url)('ajv/dist/refs/json-schema-draft-06.json');
const DATE = /^\d{4}-\d\d-\d\d$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

// ---- schedule.json, schedule.xml ---------------------------------------------------------------

export function schemaOf(file) {
  const isUri = (s) => {
    try {
      return Boolean(new URL(s).protocol);
    } catch {
      return false;
    }
  };
  const ajv = new Ajv({ strict: false, allErrors: true, formats: { uri: isUri, date: DATE, 'date-time': INSTANT, color: true,
    uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i } });
  ajv.addMetaSchema(draft6);
  return ajv.compile(JSON.parse(readFileSync(file, 'utf8')));
}

export function scheduleProblems(validate, text) {
  const document = JSON.parse(text);
  if (validate(document)) return [];
  return validate.errors.map((e) => `${e.instancePath || '/'} ${e.message} ${JSON.stringify(e.params)}`);
}

export function eventsOf(text) {
  return JSON.parse(text).schedule.conference.days.flatMap((d) => Object.values(d.rooms).flat());
}

function xmllint(args, text) {
  const r = spawnSync('xmllint', ['--noout', '--nonet', ...args, '-'], { input: text, encoding: 'utf8' });
  if (r.error) return [`xmllint could not be started (libxml2-utils): ${r.error.message}`];
  return r.status === 0 ? [] : r.stderr.trim().split('\n').slice(0, 8);
}

export const xmlProblems = (text, schema) => xmllint(schema ? ['--schema', schema] : [], text);

// ---- calendars (RFC 5545) ----------------------------------------------------------------------

export function readCalendar(text) {
  const lines = text.replace(/\r\n[ \t]/g, '').split('\r\n').filter(Boolean);
  const root = { name: '', properties: [], children: [] };
  const stack = [root];
  for (const line of lines) {
    const [, name, parameters, value] = /^([A-Za-z0-9-]+)((?:;[^:"]*(?:"[^"]*"[^:"]*)*)*):(.*)$/s.exec(line) ?? [];
    const top = stack[stack.length - 1];
    if (!name) top.properties.push({ name: '?', value: line });
    else if (name === 'BEGIN') {
      const child = { name: value, properties: [], children: [] };
      top.children.push(child);
      stack.push(child);
    } else if (name === 'END') stack.pop();
    else top.properties.push({ name: name.toUpperCase(), parameters, value });
  }
  return { calendar: root.children[0], balanced: stack.length === 1 && root.children.length === 1 };
}

const first = (c, name) => c.properties.find((p) => p.name === name);

export function calendarProblems(text, { breaks, events, base }) {
  const problems = [];
  if (/[^\r]\n/.test(text)) problems.push('a line ends without CR LF');
  for (const line of text.split('\r\n')) if (Buffer.byteLength(line) > 75) problems.push(`a line is over 75 bytes: ${line.slice(0, 40)}…`);
  const { calendar, balanced } = readCalendar(text);
  if (!balanced || calendar?.name !== 'VCALENDAR') return [...problems, 'not one whole VCALENDAR'];
  for (const name of ['VERSION', 'PRODID']) if (!first(calendar, name)) problems.push(`no ${name}`);
  const zones = calendar.children.filter((c) => c.name === 'VTIMEZONE').map((c) => first(c, 'TZID')?.value);
  const entries = calendar.children.filter((c) => c.name === 'VEVENT');
  const seen = new Set();
  for (const e of entries) {
    const title = first(e, 'SUMMARY')?.value ?? '(no SUMMARY)';
    for (const name of ['UID', 'DTSTAMP', 'DTSTART', 'URL', 'SEQUENCE', 'SUMMARY'])
      if (!first(e, name)?.value) problems.push(`“${title}” has no ${name}`);
    const uid = first(e, 'UID')?.value;
    if (seen.has(uid)) problems.push(`two entries have the UID ${uid}`);
    seen.add(uid);
    const zone = /;TZID="?([^;"]+)/.exec(first(e, 'DTSTART')?.parameters ?? '')?.[1];
    if (!zone) problems.push(`“${title}”: DTSTART without TZID`);
    else if (!zones.includes(zone)) problems.push(`“${title}”: no VTIMEZONE ${zone}`);
    if (!/Z$/.test(first(e, 'DTSTAMP')?.value ?? '')) problems.push(`“${title}”: DTSTAMP is not in UTC`);
    if (base && !first(e, 'URL')?.value.startsWith(`${base}/`)) problems.push(`“${title}”: URL ${first(e, 'URL')?.value}`);
    if (!breaks && /^(pause|déjeuner|break|lunch)/i.test(title)) problems.push(`a break stands in the calendar: ${title}`);
  }
  if (breaks && !entries.some((e) => /^pause/i.test(first(e, 'SUMMARY')?.value ?? ''))) problems.push('pauses=1 brings no break');
  if (events && entries.length < events) problems.push(`${entries.length} entries, fewer than ${events}`);
  return problems;
}

// ---- CSV (RFC 4180) ----------------------------------------------------------------------------

export function readCsv(text) {
  const rows = [[]];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/y;
  const body = text.replace(/^\ufeff/, '');
  while (pattern.lastIndex < body.length) {
    const m = pattern.exec(body);
    if (!m) throw new Error(`CSV cannot be read after ${rows.length} rows`);
    rows[rows.length - 1].push(m[1] === undefined ? m[2] : m[1].replace(/""/g, '"'));
    if (m[3] === '\r\n') rows.push([]);
    if (m[0] === '') break;
  }
  return rows.filter((r) => r.length);
}

export function csvProblems(text, expected) {
  const problems = [];
  if (!text.startsWith('\ufeff')) problems.push('no byte order mark: spreadsheets would misread accents');
  const [head, ...rows] = readCsv(text);
  for (const [i, r] of rows.entries()) if (r.length !== head.length) problems.push(`row ${i + 2} has ${r.length} cells, the heading ${head.length}`);
  if (rows.length !== expected) problems.push(`${rows.length} rows, not ${expected}`);
  if (new Set(head).size !== head.length || head.some((h) => !h)) problems.push(`headings: ${head.join(', ')}`);
  for (const r of rows) if (!DATE.test(r[0]) || !/^\d\d:\d\d$/.test(r[1])) problems.push(`date or time not ISO: ${r.slice(0, 2).join(' ')}`);
  return problems;
}

// ---- what search engines and other sites read --------------------------------------------------

function ldProblems(thing, where, problems) {
  if (Array.isArray(thing)) return thing.forEach((t, i) => ldProblems(t, `${where}[${i}]`, problems));
  if (!thing || typeof thing !== 'object') return undefined;
  if (thing['@type'] === 'Event') {
    for (const key of ['name', 'url', 'eventAttendanceMode', 'startDate', 'location'])
      if (!thing[key]) problems.push(`${where}: an Event without ${key} (${thing.name})`);
    if (thing.startDate && !INSTANT.test(thing.startDate) && !DATE.test(thing.startDate)) problems.push(`${where}: startDate ${thing.startDate}`);
    if (thing.startDate && thing.endDate && Date.parse(thing.endDate) <= Date.parse(thing.startDate)) problems.push(`${where}: ends before it starts`);
  }
  for (const [key, value] of Object.entries(thing)) ldProblems(value, `${where}.${key}`, problems);
  return undefined;
}

export function linkedDataProblems(html) {
  const blocks = jsonLd(html);
  if (blocks.length !== 1) return [`${blocks.length} blocks of JSON-LD, not 1`];
  let thing;
  try {
    thing = JSON.parse(blocks[0]);
  } catch (e) {
    return [`the JSON-LD cannot be read: ${e.message}`];
  }
  const problems = [];
  if (!/^https:\/\/schema\.org\/?$/.test(thing['@context'])) problems.push(`@context ${thing['@context']}`);
  if (thing['@type'] !== 'Event') problems.push(`@type ${thing['@type']}`);
  ldProblems(thing, '$', problems);
  return problems;
}

export async function sharingProblems(base, html, lang, isPublic = true) {
  const problems = [];
  const m = metas(html);
  for (const name of ['og:title', 'og:type', 'og:site_name', 'og:image', ...(isPublic ? ['og:url'] : [])])
    if (!m[name]) problems.push(`no ${name}`);
  if (m['og:image']) {
    if (!m['og:image'].startsWith(`${base}/`)) problems.push(`og:image is not whole: ${m['og:image']}`);
    else {
      const a = await request(base, new URL(m['og:image']).pathname);
      if (a.status !== 200 || !a.type.startsWith('image/')) problems.push(`og:image answers ${a.status} ${a.type}`);
    }
  }
  const links = tags(html, 'link');
  const canonical = links.find((l) => l.rel === 'canonical')?.href;
  if (isPublic && !canonical?.startsWith(`${base}/`)) problems.push(`canonical is ${canonical}`);
  if (canonical && m['og:url'] !== canonical) problems.push(`og:url ${m['og:url']} is not the canonical ${canonical}`);
  if (isPublic)
    for (const l of ['fr', 'en', 'x-default'])
      if (!links.some((x) => x.rel === 'alternate' && x.hreflang === l && x.href.startsWith(`${base}/`))) problems.push(`no alternate hreflang=${l}`);
  return problems;
}

// ---- all of it ---------------------------------------------------------------------------------

function check(report, what, step) {
  return report.guard('exports', what, async () => report.check('exports', what, await step()));
}

async function read(base, address) {
  const a = await request(base, address);
  if (a.status !== 200) throw new Error(`${address} answers ${a.status}`);
  return a;
}

const wrongType = (a, wanted) => (a.type.startsWith(wanted) ? [] : [`Content-Type ${a.type}, not ${wanted}`]);

export async function run({ report, base, answers, schemas }) {
  const jsonSchema = path.join(schemas, 'c3voc-schema.json');
  const xmlSchema = path.join(schemas, 'c3voc-schedule.xml.xsd');
  const validate = existsSync(jsonSchema) ? schemaOf(jsonSchema) : null;
  const xsd = existsSync(xmlSchema) ? xmlSchema : null;
  if (!validate) report.skip('schedule.json against its schema', `${jsonSchema} is absent`);
  if (!xsd) report.skip('schedule.xml against its schema', `${xmlSchema} is absent`);
  const files = (suffix) => [...answers.keys()].filter((k) => k.endsWith(suffix) && answers.get(k).status === 200);

  for (const address of files('/programme.json'))
    await check(report, address, () => [...wrongType(answers.get(address), 'application/json'),
      ...(validate ? scheduleProblems(validate, answers.get(address).text) : [])]);
  for (const address of files('/programme.xml'))
    await check(report, address, () => [...wrongType(answers.get(address), 'application/xml'), ...xmlProblems(answers.get(address).text, xsd)]);
  for (const address of files('.atom'))
    await check(report, address, () => {
      const a = answers.get(address);
      const entries = a.text.match(/<entry>[\s\S]*?<\/entry>/g) ?? [];
      return [...wrongType(a, 'application/atom+xml'), ...xmlProblems(a.text), ...(entries.length >= 3 ? [] : [`${entries.length} entries`]),
        ...entries.flatMap((e) => ['id', 'title', 'updated'].filter((n) => !e.includes(`<${n}`)).map((n) => `an entry without ${n}`))];
    });
  await check(report, 'sitemap.xml', async () => xmlProblems((await read(base, '/sitemap.xml')).text));

  for (const prefix of ['', '/en']) {
    const programme = `${prefix}${SEVENTH}/programme`;
    const json = await read(base, `${programme}.json`);
    const events = eventsOf(json.text);
    const html = (await read(base, programme)).text;
    const rows = (html.match(/<li class="session[" ]/g) ?? []).length;
    const workshops = (html.match(/<ul class="parallel">[\s\S]*?<\/ul>/g) ?? []).join('').match(/<li/g)?.length ?? 0;
    await check(report, `${programme}: the page and its files say the same`, () => {
      const problems = [];
      if (rows < 12 || workshops !== 3) problems.push(`${rows} rows and ${workshops} workshops on the page`);
      if (events.length < 12) problems.push(`${events.length} events in the JSON`);
      const xml = answers.get(`${programme}.xml`)?.text ?? '';
      const inXml = (xml.match(/<event\b/g) ?? []).length;
      if (inXml !== events.length) problems.push(`${inXml} events in the XML, ${events.length} in the JSON`);
      return problems;
    });
    await check(report, `${programme}.csv`, async () => {
      const a = await read(base, `${programme}.csv`);
      return [...wrongType(a, 'text/csv'), ...csvProblems(a.text, rows + workshops)];
    });
    const calendar = await read(base, `${programme}.ics`);
    const thin = (html.match(/<li class="session[^"]*\bthin\b/g) ?? []).length;
    await check(report, `${programme}.ics`, () => [...wrongType(calendar, 'text/calendar'),
      ...calendarProblems(calendar.text, { breaks: false, events: rows - thin, base })]);
    await check(report, `${programme}.ics?pauses=1`, async () => {
      const a = await read(base, `${programme}.ics?pauses=1`);
      return calendarProblems(a.text, { breaks: true, events: rows, base });
    });
    await check(report, `${prefix}/agenda.ics`, async () =>
      calendarProblems((await read(base, `${prefix}/agenda.ics`)).text, { breaks: false, events: rows - thin, base }));
    await check(report, `${programme}.pdf`, async () => {
      const a = await read(base, `${programme}.pdf`);
      const titles = events.filter((e) => !/^pause/i.test(e.title)).map((e) => e.title);
      return [...wrongType(a, 'application/pdf'), ...sheetProblems(a.bytes, 2, titles)];
    });
  }
  for (const address of files('.ics').filter((k) => /\/programme\/[^/]+\.ics$/.test(k)))
    await check(report, address, () => {
      const found = calendarProblems(answers.get(address).text, { breaks: false, base });
      const n = answers.get(address).text.match(/BEGIN:VEVENT/g)?.length;
      return n === 1 ? found : [...found, `${n} entries, not 1`];
    });

  for (const [address, a] of answers) {
    if (!a.type.startsWith('text/html') || a.status !== 200) continue;
    // The form of registration says nothing of the meeting that the meeting's page does not.
    const meeting = new RegExp(`^(/en)?${SEVENTH}(/(?!inscription$)|$)`).test(address);
    const lang = address.startsWith('/en') ? 'en' : 'fr';
    const found = await sharingProblems(base, a.text, lang, !/\/fuseau/.test(address));
    if (meeting) found.push(...linkedDataProblems(a.text));
    report.check('metadata', address, found);
  }
}
