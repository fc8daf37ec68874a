// SPDX-License-Identifier: AGPL-3.0-or-later
// A real server, its last seats, and everybody at once: 200 connections, 2,000 people, 500 seats, half of the requests
// sent twice. Then the same while the server is killed again and again. README.md says how to run it.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const binary = path.resolve(process.env.MAILLAGE_BINARY ?? path.join(root, 'build/maillage'));
const PEOPLE = 2000;
const SEATS = 500;
const CONNECTIONS = 200;
const KILLS = Number(process.env.MAILLAGE_KILLS ?? 20);
const SLUG = '2030-forum-des-places';
const FORM = `/rencontres/${SLUG}/inscription`;
const PROGRAMME = 'Forum des places\n12 juillet 2030, à distance\n9h00 – 10h00 : Accueil\n10h00 – 11h00 : Table ronde\n';

let passed = 0;
let failed = 0;
function check(what, problems) {
  if (problems.length) failed++;
  else passed++;
  if (problems.length) console.log(`FAILED ${what}\n    ${problems.slice(0, 8).join('\n    ')}`);
}

const pause = (ms) => new Promise((r) => setTimeout(r, ms));

function freePort() {
  return new Promise((resolve) => {
    const s = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });
}

// A server on a data folder of its own, that can be killed and started again.
async function openServer() {
  const data = mkdtempSync(path.join(os.tmpdir(), 'maillage-seats-'));
  const port = await freePort();
  const run = (...words) => execFileSync(binary, [...words, '--data', data], { encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'pipe'] });
  const programme = path.join(data, 'programme.txt');
  writeFileSync(programme, PROGRAMME);
  run('programme', 'import', '--event', SLUG, programme);
  run('event', 'set', SLUG, '--remote-seats', String(SEATS));
  const server = { data, port, run, agent: new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS }) };
  server.start = () => new Promise((resolve, reject) => {
    server.child = spawn(binary, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, '--base-url', `http://localhost:${port}`, '--limits', 'off'], { stdio: ['ignore', 'pipe', 'ignore'] });
    server.child.once('error', reject);
    server.child.stdout.on('data', (text) => String(text).includes('Maillage est prêt') && resolve());
  });
  server.kill = (signal) => new Promise((resolve) => {
    server.child.once('exit', resolve);
    server.child.kill(signal);
  });
  server.close = async () => {
    await server.kill('SIGTERM');
    server.agent.destroy();
    rmSync(data, { recursive: true, force: true });
  };
  await server.start();
  return server;
}

function send(server, method, target, form) {
  return new Promise((resolve) => {
    const body = form ? new URLSearchParams(form).toString() : '';
    const headers = form ? { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) } : {};
    const r = http.request({ port: server.port, host: '127.0.0.1', method, path: target, headers, agent: server.agent, timeout: 20000 }, (a) => {
      let text = '';
      a.setEncoding('utf8').on('data', (t) => { text += t; }).on('end', () => resolve({ status: a.statusCode, location: a.headers.location, text }));
      a.on('error', () => resolve({ status: 0 }));
    });
    r.on('error', () => resolve({ status: 0 }));
    r.on('timeout', () => r.destroy());
    r.end(body);
  });
}

const person = (i) => ({ given_name: 'Ada', family_name: `Essai${i}`, email: `essai${i}@example.org`, modality: 'remote', key: `cle-${i}` });

// Sends until there is an answer, as a browser's person would press again.
async function register(server, i, answers) {
  for (let tries = 0; tries < 400; tries++) {
    const a = await send(server, 'POST', FORM, person(i));
    if (a.status === 303) {
      answers.push({ i, location: a.location });
      return;
    }
    if (a.status !== 0 && a.status !== 503) {
      answers.push({ i, location: `status ${a.status}` });
      return;
    }
    await pause(20 + 30 * Math.random());
  }
  answers.push({ i, location: 'no answer' });
}

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
  const server = await openServer();
  const from = Date.now();
  const answers = await everybody(server);
  console.log(`calm: ${answers.length} answers in ${((Date.now() - from) / 1000).toFixed(1)} s`);
  judge('calm', server, answers);
  await server.close();
}

// One round: everybody registers while the server dies; how often it did.
async function killed(most) {
  const server = await openServer();
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
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
