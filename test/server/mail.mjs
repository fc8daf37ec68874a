// SPDX-License-Identifier: AGPL-3.0-or-later
// A real server and a real relay (test/relay): people register and are written to, while the server is killed again and
// again. Each is written to once; a second copy has the first one's Message-ID, and only what was between the relay's
// word and our record when a server died can have one.
import path from 'node:path';
import { header, startRelay } from '../relay/relay.mjs';
import { check, freePort, openServer, pause, register, summary } from './lib.mjs';

const PEOPLE = 400;
const KILLS = Number(process.env.MAILLAGE_MAIL_KILLS ?? 15);
const SENDERS = 4; // connections of one server

async function settled(relay, wanted) {
  for (let i = 0; i < 600; i++) {
    if (new Set(relay.lines().map((l) => l.to[0])).size >= wanted) return;
    await pause(100);
  }
}

const relayPort = await freePort();
const server = await openServer(PEOPLE, '--smtp', `smtp://127.0.0.1:${relayPort}`, '--mail-from', 'equipe@reseau.example');
const file = path.join(server.data, 'taken.jsonl');
const relay = await startRelay(file, relayPort);

let over = false;
let kills = 0;
const killer = (async () => {
  while (!over && kills < KILLS) {
    await pause(30 + 300 * Math.random());
    await server.kill('SIGKILL');
    kills++;
    await server.start();
  }
})();
const answers = [];
const people = Array.from({ length: PEOPLE }, (_, i) => i);
await Promise.all(Array.from({ length: 8 }, async () => {
  while (people.length) {
    await register(server, people.pop(), answers);
    await pause(20);
  }
}));
await killer;
await settled(relay, PEOPLE);
await pause(1500); // for a second copy of the last ones, were there any
over = true;

const byPerson = new Map();
for (const line of relay.lines()) byPerson.set(line.to[0], [...(byPerson.get(line.to[0]) ?? []), line]);
const copies = [...byPerson].filter(([, lines]) => lines.length > 1);
console.log(`mail: killed ${kills} times, ${byPerson.size} people written to, ${copies.length} of them twice`);
check('mail: everybody is written to', byPerson.size === PEOPLE ? [] : [`${byPerson.size} of ${PEOPLE}`]);
check('mail: a copy has the same Message-ID', copies.filter(([, lines]) => new Set(lines.map((l) => header(l, 'message-id'))).size !== 1).map(([to]) => to));
check('mail: no copy but of what was on its way when a server died', copies.length <= kills * SENDERS ? [] : [`${copies.length} copies, ${kills} deaths`]);
const any = [...byPerson.values()][0]?.[0];
check('mail: it is whole', any && any.defects.length === 0 && any.bare === 0 && any.from === 'equipe@reseau.example' && any.parts.length >= 2 ? [] : [JSON.stringify(any)]);
check('mail: nothing is left to send', server.run('check').includes('en ordre') ? [] : ['the database is not sound']);

relay.stop();
await server.close();
process.exit(summary());
