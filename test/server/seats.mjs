// SPDX-License-Identifier: AGPL-3.0-or-later
// A real server, its last seats, and everybody at once: 200 connections, 2,000 people, 500 seats, half of the requests
// sent twice. Then the same while the server is killed again and again. README.md says how to run it.
import { CONNECTIONS, SLUG, check, openServer, pause, register, send, summary } from './lib.mjs';

const PEOPLE = 2000;
const SEATS = 500;
const KILLS = Number(process.env.MAILLAGE_KILLS ?? 20);

async function everybody(server) {
  const work = [];
  for (let i = 0; i < PEOPLE; i++) work.push(i, ...(i % 2 ? [i] : []));
  for (let i = work.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [work[i], work[j]] = [work[j], work[i]];
  }
  const answers = [];
  await Promise.all(Array.from({ length: CONNECTIONS }, async () => {
    while (work.length) await register(server, work.pop(), answers);
  }));
  return answers;
}

function judge(what, server, answers) {
  const rows = JSON.parse(server.run('registration', 'export', '--event', SLUG, '--format', 'json'));
  const list = Array.isArray(rows) ? rows : rows.registrations;
  const states = {};
  for (const r of list) states[r.state] = (states[r.state] ?? 0) + 1;
  const byPerson = new Map();
  for (const { i, location } of answers) {
    if (!byPerson.has(i)) byPerson.set(i, new Set());
    byPerson.get(i).add(location);
  }
  const wrong = [...byPerson].filter(([, set]) => set.size !== 1 || ![...set][0].startsWith('/inscriptions/'));
  check(`${what}: everybody has one answer, the same when asked twice`, [
    ...(byPerson.size === PEOPLE ? [] : [`${byPerson.size} people answered`]),
    ...wrong.map(([i, set]) => `person ${i}: ${[...set].join(' and ')}`)]);
  check(`${what}: none lost, none twice`, [
    ...(list.length === PEOPLE ? [] : [`${list.length} registrations`]),
    ...(new Set(list.map((r) => r.email)).size === PEOPLE ? [] : ['somebody is there twice'])]);
  check(`${what}: exactly ${SEATS} seats`, states.confirmed === SEATS && states.waiting === PEOPLE - SEATS ? [] : [JSON.stringify(states)]);
  const late = list.slice(0, SEATS).filter((r) => r.state !== 'confirmed');
  check(`${what}: the order of arrival`, late.map((r) => `${r.email} came among the first ${SEATS} and is ${r.state}`));
  check(`${what}: the database is sound`, /en ordre/.test(server.run('check')) ? [] : ['check found something']);
}

async function calm() {
  const server = await openServer(SEATS);
  const from = Date.now();
  const answers = await everybody(server);
  console.log(`calm: ${answers.length} answers in ${((Date.now() - from) / 1000).toFixed(1)} s`);
  judge('calm', server, answers);
  await server.close();
}

// One round: everybody registers while the server dies; how often it did.
async function killed(most) {
  const server = await openServer(SEATS);
  let kills = 0;
  let over = false;
  const killer = (async () => {
    while (!over && kills < most) {
      await pause(20 + 250 * Math.random());
      if (over) break;
      await server.kill('SIGKILL');
      kills++;
      await server.start();
    }
  })();
  const answers = await everybody(server);
  over = true;
  await killer;
  judge('killed', server, answers);
  const sample = answers.filter((_, k) => k % 20 === 0);
  const pages = await Promise.all(sample.map(async (a) => [a, await send(server, 'GET', a.location)]));
  check('killed: what was acknowledged is there', pages.filter(([, p]) => p.status !== 200).map(([a, p]) => `${a.location}: ${p.status}`));
  await server.close();
  return kills;
}

await calm();
let kills = 0;
while (kills < KILLS) kills += await killed(KILLS - kills);
console.log(`killed ${kills} times`);
process.exit(summary());
