// SPDX-License-Identifier: AGPL-3.0-or-later
// The program under test, served from a data folder of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const START_MS = 30000;
const STOP_MS = 8000;
const FAULTS = /event=fault|mismatch|AddressSanitizer|LeakSanitizer|runtime error:|assert/i;

function freePort() {
  return new Promise((resolve, reject) => {
    const s = net.createServer();
    s.once('error', reject);
    s.listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
  });
}

export async function startServer(binary, { args = [], env = {} } = {}) {
  const data = mkdtempSync(path.join(os.tmpdir(), 'maillage-browser-'));
  const port = await freePort();
  const base = `http://localhost:${port}`;
  const child = spawn(binary, ['serve', '--demo', '--data', data, '--listen', `127.0.0.1:${port}`,
    '--base-url', base, '--limits', 'off', ...args], {
    env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = [];
  let out = '';
  let ended = null;
  const end = new Promise((resolve) => {
    child.once('error', (e) => resolve({ code: null, signal: String(e) }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  }).then((e) => (ended = e));
  child.stderr.setEncoding('utf8').on('data', (text) => log.push(text));
  const ready = new Promise((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
      if (out.includes('Maillage est prêt')) resolve(true);
    });
  });
  let timer;
  const late = new Promise((resolve) => { timer = setTimeout(() => resolve(false), START_MS); });
  const ok = await Promise.race([ready, end.then(() => false), late]);
  clearTimeout(timer);
  if (!ok) {
    child.kill('SIGKILL');
    rmSync(data, { recursive: true, force: true });
    throw new Error(`${binary} did not start: ${JSON.stringify(ended)}\n${log.join('').slice(-2000)}`);
  }

  const server = { base, port, data };
  server.faults = () => log.join('').split('\n').filter((line) => FAULTS.test(line));
  // Stops it as an operator does; says what was wrong with that and with its log.
  server.stop = async () => {
    const problems = [];
    if (ended) problems.push('the server ended by itself');
    else child.kill('SIGTERM');
    const late = setTimeout(() => {
      problems.push(`SIGTERM did not stop the server within ${STOP_MS} ms`);
      child.kill('SIGKILL');
    }, STOP_MS);
    const { code, signal } = await end;
    clearTimeout(late);
    if (code !== 0) problems.push(signal ? `died of ${signal}` : `exit status ${code}`);
    problems.push(...server.faults());
    rmSync(data, { recursive: true, force: true });
    return problems;
  };
  server.kill = () => child.kill('SIGKILL');
  return server;
}
