// SPDX-License-Identifier: AGPL-3.0-or-later
// A real server behind a proxy of its own machine, as X-Forwarded-For says: how often an address may ask for a code, over
// restarts and kill -9, and whoever writes the header themselves.
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { check, openServer, send, summary } from './lib.mjs';

const ASKS = 10; // src/site/entry.c

const ask = (server, from) => send(server, 'POST', '/connexion', { email: 'inconnu@ailleurs.example' }, from ? { 'X-Forwarded-For': from } : {});

// How many of twenty are answered as usual; the others are refused.
async function twenty(server, from) {
  let fine = 0;
  let refused = 0;
  for (let i = 0; i < 20; i++) {
    const { status } = await ask(server, typeof from === 'function' ? from(i) : from);
    if (status === 303) fine++;
    if (status === 429) refused++;
  }
  return fine + refused === 20 ? fine : `${fine} and ${refused}`;
}

const expect = (what, found, wanted) => check(`limits: ${what}`, found === wanted ? [] : [`${found}, not ${wanted}`]);
// One a minute comes back, and the machine may be slow.
const tries = (what, found, wanted) => check(`limits: ${what}`, found === wanted || found === wanted + 1 ? [] : [`${found}, not ${wanted}`]);
const all = ASKS;
const none = 0;

const server = await openServer(10, '--limits', 'on', '--smtp', 'smtp://127.0.0.1:1');
const key = path.join(server.data, 'limits.key');
const before = readFileSync(key);
expect('the key is the owner’s alone', (statSync(key).mode & 0o777).toString(8), '600');
tries('an address', await twenty(server, '203.0.113.9'), all);
tries('an address that writes another before its own', await twenty(server, (i) => `198.51.100.${i}, 203.0.113.9`), none);
tries('the same address mapped, with a port', await twenty(server, (i) => `[::ffff:203.0.113.9]:${1000 + i}`), none);
tries('a /64', await twenty(server, (i) => `2001:db8:1:2:${i}::${i}`), all);
tries('the next /64', await twenty(server, '2001:db8:1:3::1'), all);
await server.kill('SIGKILL');
await server.start();
expect('the key, after kill -9', readFileSync(key).equals(before), true);
tries('an address, after kill -9', await twenty(server, '203.0.113.9'), none);
tries('a /64, after kill -9', await twenty(server, '2001:db8:1:2:ffff::'), none);
tries('another address, after kill -9', await twenty(server, '203.0.113.10'), all);
tries('garbage is the proxy itself', await twenty(server, (i) => `garbage${i}`), all);
tries('no header is the same', await twenty(server, ''), none);
expect('the database is sound', server.run('check').includes('en ordre'), true);
const file = readFileSync(path.join(server.data, 'maillage.db'));
expect('the key is not in the database', file.includes(before), false);
await server.close();

// Nobody is named: whoever writes the header is one visitor.
const closed = await openServer(10, '--limits', 'on', '--smtp', 'smtp://127.0.0.1:1', '--proxies', 'none');
tries('a header that nobody vouches for', await twenty(closed, (i) => `203.0.113.${i}`), all);
await closed.close();
process.exit(summary());
