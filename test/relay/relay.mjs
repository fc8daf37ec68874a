// SPDX-License-Identifier: AGPL-3.0-or-later
// The relay of relay.py as a child of a test in Node: started, read, stopped.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'relay.py');

// Debian's Python has the daemon, whatever another in the PATH has. `port` 0: any that is free.
export async function startRelay(file, port = 0) {
  const child = spawn('/usr/bin/python3', [script, String(port), file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const taken = await new Promise((resolve, reject) => {
    child.once('exit', () => reject(new Error('the relay did not start: is python3-aiosmtpd there?')));
    child.stdout.once('data', (text) => resolve(Number(text)));
  });
  const lines = () => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l)) : []);
  return { port: taken, url: `smtp://127.0.0.1:${taken}`, lines, stop: () => child.kill('SIGTERM') };
}

export const header = (line, name) => line.headers.find(([n]) => n.toLowerCase() === name)?.[1];
