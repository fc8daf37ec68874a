// SPDX-License-Identifier: AGPL-3.0-or-later
// With MAILLAGE_CACHE=verify the server renders each hit again: the whole site, again and again, for several visitors.
import { request } from '../lib/http.mjs';

const AT_ONCE = 6;
const OWN = /name="(key|since)" value="[^"]*"/g;
const VISITORS = [
  {},
  {}, // again: now from the cache
  { Cookie: 'fuseau=America/Guadeloupe' },
  { Cookie: 'fuseau=America/Guadeloupe', 'Accept-Encoding': 'br' },
  { Cookie: 'fuseau=Pacific/Wallis; langue=en' },
  { 'Accept-Language': 'en', 'Accept-Encoding': 'gzip' },
  { 'Accept-Language': 'en' },
  {},
];

export async function run({ report, server, addresses }) {
  const broken = new Map(); // address → in which turns
  const moved = new Set();
  const bodies = new Map();
  for (const [turn, headers] of VISITORS.entries()) {
    const todo = [...addresses];
    while (todo.length)
      await Promise.all(todo.splice(0, AT_ONCE).map(async (address) => {
        const a = await request(server.base, address, { headers });
        if (a.status >= 500) broken.set(address, [...(broken.get(address) ?? []), turn + 1]);
        if (Object.keys(headers).length || !a.type.startsWith('text/html')) return;
        const text = a.text.replace(OWN, ''); // a form's own name is new each time, so that page is never kept
        const before = bodies.get(address);
        if (before !== undefined && before !== text) moved.add(address);
        bodies.set(address, text);
      }));
    await new Promise((r) => setTimeout(r, 1100)); // a second passes: what tells the time must not be kept
  }
  report.check('cache', `${addresses.length} addresses, ${VISITORS.length} times, each hit rendered again`, [
    ...[...broken].map(([address, turns]) => `${address} answers 500 in turns ${turns.join(', ')}`),
    ...[...moved].map((address) => `${address} is not what it was at first`),
    ...server.faults()]);
}
