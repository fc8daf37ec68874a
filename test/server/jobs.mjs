// SPDX-License-Identifier: AGPL-3.0-or-later
// A real server that erases, warns and copies years later, killed with SIGKILL in the middle again and again, each time with
// its clock set back to the same evening. Whatever is counted is done once, nobody is warned twice, a copy is whole or absent.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { check, openServer, pause, register, send, SLUG, summary } from './lib.mjs';

const KILLS = Number(process.env.MAILLAGE_JOBS_KILLS ?? 12);
const INVITED = 10000;
const REGISTERED = 300;
const ACCOUNTS = 30;
const ADMIN = 'admin@example.org';
const YEARS_LATER = ['--now', '2034-01-02T03:00', '--smtp', 'smtp://127.0.0.1:9', '--mail-from', 'equipe@example.org'];

const server = await openServer(REGISTERED);
const list = path.join(server.data, 'liste.csv');
for (let from = 0; from < INVITED; from += 5000) {
  writeFileSync(list, `e-mail\n${Array.from({ length: 5000 }, (_, i) => `invite${from + i}@example.org`).join('\n')}\n`);
  server.run('invitation', 'import', '--event', SLUG, list);
}
const answers = [];
const people = Array.from({ length: REGISTERED }, (_, i) => i);
await Promise.all(Array.from({ length: 20 }, async () => {
  while (people.length) await register(server, people.pop(), answers);
}));
for (let i = 0; i < ACCOUNTS; i++) server.run('user', 'add', `compte${i}@example.org`, '--role', 'organiser');
server.run('user', 'add', ADMIN, '--role', 'administrator');

// ---- years later ---------------------------------------------------------------------------

let cookie;
async function signIn() {
  const link = new URL(server.run('user', 'link', ADMIN).trim()).pathname;
  const a = await send(server, 'POST', link, {});
  cookie = a.cookies[0].split(';')[0];
}
const get = (target) => send(server, 'GET', target, null, { Cookie: cookie });
async function jobs() {
  const a = await get('/organisation/taches.json');
  return a.status === 200 ? JSON.parse(a.text) : null;
}

async function restart(options = server.options) {
  await server.kill('SIGKILL');
  server.options = options;
  await server.start();
}

// Presses the button of a rule, with the number that its page shows.
async function order(rule) {
  const { text } = await get(`/organisation/conservation/${rule}`);
  const form = text.slice(text.indexOf('name="lignes"') - 2000);
  const csrf = /name="csrf" value="([^"]*)"/.exec(text.slice(text.lastIndexOf('name="csrf"', text.indexOf('name="lignes"'))))?.[1];
  const lines = /name="lignes" value="(\d+)"/.exec(form)?.[1];
  const a = await send(server, 'POST', `/organisation/conservation/${rule}`, { csrf, lignes: lines }, { Cookie: cookie });
  return { status: a.status, lines: Number(lines) };
}

await restart(YEARS_LATER);
await signIn();
const wanted = { inscriptions: REGISTERED, invitations: INVITED, avertissements: ACCOUNTS };
for (const [rule, n] of Object.entries(wanted)) {
  const o = await order(rule);
  check(`jobs: ${rule} is asked for`, o.status === 303 && o.lines === n ? [] : [JSON.stringify(o)]);
}
let inTheMiddle = 0;
for (let i = 0; i < KILLS; i++) {
  await pause(10 + 150 * Math.random());
  inTheMiddle += ((await jobs())?.open.length ?? 0) > 0;
  await restart();
}
let state;
for (let i = 0; i < 600; i++) {
  state = await jobs();
  if (state && !state.open.length) break;
  await pause(100);
}
console.log(`jobs: killed ${KILLS} times, ${inTheMiddle} of them with work under way`);
check('jobs: all ended', !state || state.open.length || state.failed.length ? [JSON.stringify(state)] : []);
check('jobs: work was under way when it was killed', inTheMiddle > 0 ? [] : ['never']);
const done = state.ended.filter((j) => j.kind === 'jobs/retention' && j.done > 0).map((j) => j.done).sort((a, b) => a - b);
const counts = Object.values(wanted).sort((a, b) => a - b);
check('jobs: what was counted was done, once', JSON.stringify(done) === JSON.stringify(counts) ? [] : [`${done}, not ${counts}`]);

let warned = 0;
for (let next = '/organisation/messages'; next;) {
  const { text } = await get(next);
  warned += text.split('>Compte sans connexion</a>').length - 1;
  next = /href="(\/organisation\/messages\?avant=\d+)"/.exec(text)?.[1];
}
check('jobs: each account is warned once', warned === ACCOUNTS ? [] : [`${warned} messages for ${ACCOUNTS} accounts`]);
const export_ = JSON.parse(server.run('registration', 'export', '--event', SLUG, '--format', 'json'));
check('jobs: nobody is left in the export', JSON.stringify(export_).includes('example.org') ? ['an address is'] : []);

// ---- the night's copy, killed while it is made ------------------------------------------------

const backups = () => { try { return readdirSync(path.join(server.data, 'backups')); } catch { return []; } };
const before = backups().length;
for (let i = 0; i < Math.min(KILLS, 5); i++) {
  await restart(['--now', '2034-01-03T03:09:59', ...YEARS_LATER.slice(2)]);
  await pause(900 + 600 * Math.random());
}
for (let i = 0; i < 300; i++) {
  state = await jobs();
  if (state && !state.open.length && backups().length > before) break;
  await pause(100);
}
const copies = backups();
check('jobs: the night has one copy', copies.filter((f) => f.startsWith('maillage-2034-01-03')).length === 1 ? [] : copies);
check('jobs: nothing unfinished is left', copies.every((f) => /^maillage-[\d-]{15}\.db$/.test(f)) ? [] : copies);
const elsewhere = mkdtempSync(path.join(os.tmpdir(), 'maillage-copy-'));
const binary = path.resolve(process.env.MAILLAGE_BINARY ?? 'build/maillage');
const restored = (...words) => execFileSync(binary, [...words, '--data', elsewhere], { encoding: 'utf8' });
restored('restore', path.join(server.data, 'backups', copies.sort().at(-1)));
check('jobs: the copy is sound', restored('check').includes('en ordre') ? [] : ['it is not']);
check('jobs: the database is sound', server.run('check').includes('en ordre') ? [] : ['it is not']);

rmSync(elsewhere, { recursive: true, force: true });
await server.close();
process.exit(summary());
