// SPDX-License-Identifier: AGPL-3.0-or-later
// Follows every internal address from the portal, in both languages.
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import path from 'node:path';
import { ids, references } from '../lib/html.mjs';
import { request } from '../lib/http.mjs';

const AT_ONCE = 6;
const MOST = 2000;
const ALIKE = 6; // addresses of one kind that are followed
const ENTRIES = ['/', '/en/', '/sitemap.xml', '/robots.txt', '/rencontres.atom', '/agenda.ics', '/healthz', '/readyz',
  '/rencontres/7', '/en/rencontres/7'];

// The addresses of other sites that the operator's own texts name.
export function operatorLinks(root) {
  const found = new Set();
  for (const dir of ['src/site/texts', 'data/demo']) {
    const whole = path.join(root, dir);
    for (const file of existsSync(whole) ? readdirSync(whole) : [])
      for (const [url] of readFileSync(path.join(whole, file), 'utf8').matchAll(/https?:\/\/[^\s)>\]"»]+/g))
        found.add(url.replace(/[.,;]$/, ''));
  }
  return found;
}

function inside(base, href, from) {
  const url = new URL(href, base + from);
  if (url.origin !== base) return null;
  return { key: url.pathname + url.search, fragment: decodeURIComponent(url.hash.slice(1)) };
}

// `kindOf` names the kind of an address that many others are like, so that a few stand for all; null: followed always.
// → { answers: Map(address → answer with .from), problems: [lines], links: how many were looked at }
export async function crawl(base, { get = (p) => request(base, p), operator = new Set(), kindOf = () => null } = {}) {
  const answers = new Map();
  const problems = [];
  const anchors = [];
  const todo = ENTRIES.map((key) => ({ key, from: 'the start' }));
  const queued = new Set(ENTRIES);
  const kinds = new Map();
  let links = 0;

  const add = (key, from) => {
    if (queued.has(key) || queued.size >= MOST) return;
    const kind = kindOf(key);
    if (kind) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    if (kind && kinds.get(kind) > ALIKE) return;
    queued.add(key);
    todo.push({ key, from });
  };
  const outward = (href, key) => {
    if (/^(mailto|tel):/.test(href)) return;
    if (!operator.has(href)) problems.push(`${key} links to another site that no text of the operator names: ${href}`);
  };
  const readPage = (key, html) => {
    for (const { href, via } of references(html)) {
      links++;
      if (href === '') problems.push(`${key} has an empty ${via}`);
      let to;
      try {
        to = inside(base, href, key);
      } catch {
        problems.push(`${key} has an address that cannot be read: ${href}`);
        continue;
      }
      if (!to) {
        outward(href, key);
        continue;
      }
      add(to.key, key);
      if (to.fragment) anchors.push({ from: key, to: to.key, fragment: to.fragment });
    }
  };
  const readList = (key, text) => {
    for (const [, url] of text.matchAll(/<loc>([^<]*)<\/loc>|\shref="([^"]*)"/g)) {
      const to = url && inside(base, url, key);
      if (to) add(to.key, key);
    }
  };
  const visit = async ({ key, from }) => {
    const answer = await get(key);
    answer.from = from;
    answers.set(key, answer);
    if ([301, 302, 303, 307, 308].includes(answer.status)) {
      const to = inside(base, answer.headers.location ?? '', key);
      if (!to) problems.push(`${key} (from ${from}) redirects away: ${answer.headers.location}`);
      else add(to.key, key);
      return;
    }
    if (answer.status !== 200) {
      problems.push(`${key} (from ${from}) answers ${answer.status}`);
      return;
    }
    if (!answer.bytes.length) problems.push(`${key} (from ${from}) is empty`);
    if (answer.type.startsWith('text/html')) readPage(key, answer.text);
    else if (/sitemap\.xml|\.atom/.test(key)) readList(key, answer.text);
  };
  while (todo.length) await Promise.all(todo.splice(0, AT_ONCE).map(visit));

  const known = new Map();
  for (const { from, to, fragment } of anchors) {
    const answer = answers.get(to);
    if (!answer?.type.startsWith('text/html')) continue;
    if (!known.has(to)) known.set(to, ids(answer.text));
    if (!known.get(to).has(fragment)) problems.push(`${from} points to ${to}#${fragment}, which has no such id`);
  }
  if (queued.size >= MOST) problems.push(`more than ${MOST} addresses: a trap for robots?`);
  return { answers, problems: [...new Set(problems)], links };
}

const WANTED = [/^\/$/, /^\/rencontres$/, /\/programme$/, /\/programme\/[^/.]+$/, /^\/accessibilite$/, /^\/mentions-legales$/,
  /^\/donnees-personnelles$/, /^\/connexion$/, /^\/en\/?$/, /^\/en\/rencontres$/, /^\/en\/.*\/programme\/[^/.]+$/, /\/programme\.ics$/,
  /\/programme\.json$/, /\/programme\.xml$/, /\/programme\.csv$/, /\/programme\.pdf$/, /\.atom$/, /\/programme\/[^/]+\.ics$/];

export async function run({ report, base, operator }) {
  const found = await crawl(base, { operator });
  report.check('links', `${found.links} links, ${found.answers.size} addresses`, found.problems);
  const missing = WANTED.filter((w) => ![...found.answers.keys()].some((k) => w.test(k)));
  report.check('links', 'every kind of page and file is reached by links', missing.map((w) => `nothing links to ${w}`));
  return found;
}
