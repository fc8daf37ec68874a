// SPDX-License-Identifier: AGPL-3.0-or-later
// What axe found over a whole run, in short: the accessibility statement of the site is made from this (data/accessibility.json).
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const found = { checks: 0, pages: new Set(), passed: new Set(), review: new Set(), failed: new Map() };

// One page at one width and scheme.
export function note(page, result) {
  found.checks++;
  found.pages.add(page);
  for (const rule of result.passes) found.passed.add(rule);
  for (const rule of result.incomplete) found.review.add(rule);
  for (const { id, help } of result.violations) {
    const known = found.failed.get(id) ?? { rule: id, help, pages: new Set() };
    known.pages.add(page);
    found.failed.set(id, known);
  }
}

// `html`: how many documents the Nu checker read, and how many of these had a fault.
export function write(file, { root, browser, axe, html }) {
  const version = /version: '([^']+)'/.exec(readFileSync(path.join(root, 'meson.build'), 'utf8'))[1];
  const summary = {
    version, date: new Date().toISOString().slice(0, 10), browser, axe,
    pages: found.pages.size, checks: found.checks, widths: [320, 390, 1280], schemes: ['light', 'dark'],
    rules_passed: [...found.passed].filter((r) => !found.failed.has(r)).sort(),
    rules_for_people: [...found.review].sort(),
    violations: [...found.failed.values()].map((v) => ({ rule: v.rule, help: v.help, pages: v.pages.size })),
    html,
  };
  writeFileSync(file, `${JSON.stringify(summary, null, 1)}\n`);
  console.log(`audit: ${summary.pages} pages, ${summary.checks} checks, ${summary.violations.length} rules broken; written to ${file}`);
}
