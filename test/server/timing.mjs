// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether time tells which addresses have an account: a real server with a real relay is asked for a code by known and unknown
// addresses in turn. The area under the ROC curve of the times is how often a known one takes longer than an unknown one: a half
// when time tells nothing. Run on demand (README.md); `make test` holds a shorter form of it, without sockets.
import path from 'node:path';
import { startRelay } from '../relay/relay.mjs';
import { check, freePort, openServer, pause, register, send, summary } from './lib.mjs';

const TRIES = Number(process.env.MAILLAGE_TRIES ?? 10000);
const EACH = 4; // under the five messages an hour that an account gets
const PEOPLE = Math.ceil(TRIES / EACH);
const MOST = 0.55;

const relayPort = await freePort();
const server = await openServer(PEOPLE, '--smtp', `smtp://127.0.0.1:${relayPort}`, '--mail-from', 'equipe@reseau.example');
const relay = await startRelay(path.join(server.data, 'taken.jsonl'), relayPort);

async function registerAll() {
  const answers = [];
  const people = Array.from({ length: PEOPLE }, (_, i) => i);
  await Promise.all(Array.from({ length: 8 }, async () => { while (people.length) await register(server, people.pop(), answers); }));
  return answers.filter((a) => !a.location.startsWith('/inscriptions/')).length;
}

// Messages once there are so many, or no more come for a while.
async function drained(wanted) {
  let n = 0;
  for (let still = 0; n < wanted && still < 20; still++) {
    await pause(500);
    const now = relay.lines().length;
    if (now > n) still = 0;
    n = now;
  }
  return n;
}

// Milliseconds of the answer, and of the one that follows it: what is sent meanwhile might show there.
async function time(email) {
  const from = performance.now();
  const a = await send(server, 'POST', '/connexion', { email });
  const between = performance.now();
  await send(server, 'GET', '/readyz');
  if (a.status !== 303) throw new Error(`asking is answered ${a.status}`);
  return [between - from, performance.now() - between];
}

// Mann and Whitney: the mean rank of the known, less what it would be at best.
function area(known, unknown) {
  const all = [...known.map((t) => [t, 1]), ...unknown.map((t) => [t, 0])].sort((a, b) => a[0] - b[0]);
  let ranks = 0;
  for (let i = 0; i < all.length;) {
    let j = i;
    while (j < all.length && all[j][0] === all[i][0]) j++;
    for (let k = i; k < j; k++) if (all[k][1]) ranks += (i + j + 1) / 2;
    i = j;
  }
  return (ranks - known.length * (known.length + 1) / 2) / (known.length * unknown.length);
}

check('timing: everybody is registered', (await registerAll()) ? ['somebody is not'] : []);
const letters = await drained(PEOPLE);
const known = [];
const unknown = [];
for (let i = 0; i < TRIES; i++) {
  const ask = [[known, `essai${i % PEOPLE}@example.org`], [unknown, `autre${i % PEOPLE}@example.org`]];
  if (Math.random() < 0.5) ask.reverse();
  for (const [times, email] of ask) times.push(await time(email));
}
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1].toFixed(3);
const own = area(known.map((t) => t[0]), unknown.map((t) => t[0]));
const after = area(known.map((t) => t[1]), unknown.map((t) => t[1]));
console.log(`timing: ${TRIES} tries each, medians ${median(known.map((t) => t[0]))} and ${median(unknown.map((t) => t[0]))} ms, area ${own.toFixed(4)}; of the next answer ${after.toFixed(4)}`);
const written = (await drained(letters + TRIES)) - letters;
check('timing: the known were written to', written === TRIES ? [] : [`${written} messages`]);
check(`timing: the area is below ${MOST}`, own < MOST && own > 1 - MOST ? [] : [String(own)]);
check(`timing: so is that of the next answer`, after < MOST && after > 1 - MOST ? [] : [String(after)]);
relay.stop();
await server.close();
process.exit(summary());
