// SPDX-License-Identifier: AGPL-3.0-or-later
// A real server on a data folder of its own, that can be killed and started again; people who register; counts of checks.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const binary = path.resolve(process.env.MAILLAGE_BINARY ?? path.join(root, 'build/maillage'));
export const CONNECTIONS = 200;
export const SLUG = '2030-forum-des-places';
const FORM = `/rencontres/${SLUG}/inscription`;
const PROGRAMME = 'Forum des places\n12 juillet 2030, à distance\n9h00 – 10h00 : Accueil\n10h00 – 11h00 : Table ronde\n';

let passed = 0;
let failed = 0;
export function check(what, problems) {
  if (problems.length) failed++;
  else passed++;
  if (problems.length) console.log(`FAILED ${what}\n    ${problems.slice(0, 8).join('\n    ')}`);
}

export const pause = (ms) => new Promise((r) => setTimeout(r, ms));

export function freePort() {
  return new Promise((resolve) => {
    const s = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });
}

// A server on a data folder of its own, that can be killed and started again.
export async function openServer(seats, ...options) {
  const data = mkdtempSync(path.join(os.tmpdir(), 'maillage-server-'));
  const port = await freePort();
  const run = (...words) => execFileSync(binary, [...words, '--data', data], { encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'pipe'] });
  const programme = path.join(data, 'programme.txt');
  writeFileSync(programme, PROGRAMME);
  run('programme', 'import', '--event', SLUG, programme);
  run('event', 'set', SLUG, '--remote-seats', String(seats));
  const server = { data, port, run, agent: new http.Agent({ keepAlive: true, maxSockets: CONNECTIONS }) };
  server.start = () => new Promise((resolve, reject) => {
    server.child = spawn(binary, ['serve', '--data', data, '--listen', `127.0.0.1:${port}`, '--base-url', `http://localhost:${port}`, ...(options.includes('--limits') ? [] : ['--limits', 'off']), ...options], { stdio: ['ignore', 'pipe', 'ignore'] });
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

export function send(server, method, target, form, more = {}) {
  return new Promise((resolve) => {
    const body = form ? new URLSearchParams(form).toString() : '';
    const headers = form ? { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body), ...more } : more;
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
export async function register(server, i, answers) {
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


export function summary() {
  console.log(`${passed} passed, ${failed} failed`);
  return failed ? 1 : 0;
}
