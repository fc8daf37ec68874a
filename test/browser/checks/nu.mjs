// SPDX-License-Identifier: AGPL-3.0-or-later
// The Nu checker over the HTML of every page, as served: neither error nor warning.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

const LIMIT_MS = 120000;
const jar = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');

function java(args) {
  return new Promise((resolve, reject) => {
    const child = spawn('java', ['-Xss1m', '-Djava.awt.headless=true', '-jar', jar, ...args], { timeout: LIMIT_MS });
    let out = '';
    let err = '';
    child.stdout.on('data', (t) => (out += t));
    child.stderr.on('data', (t) => (err += t));
    child.on('error', (e) => reject(new Error(`java could not be started (default-jre-headless): ${e.message}`)));
    child.on('close', (code, signal) => resolve({ code, signal, out, err }));
  });
}

// documents: [{ name, html }] → Map(name → problems)
export async function nuProblems(documents) {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'maillage-nu-'));
  try {
    const files = documents.map(({ html }, i) => {
      const file = path.join(dir, `${i}.html`);
      writeFileSync(file, html);
      return file;
    });
    const { out, err, code, signal } = await java(['--format', 'json', '--exit-zero-always', '--stdout', ...files]);
    const found = new Map(documents.map(({ name }) => [name, []]));
    let messages;
    try {
      ({ messages } = JSON.parse(out));
    } catch {
      throw new Error(`the Nu checker did not answer (${code} ${signal}): ${(err || out).slice(0, 500)}`);
    }
    for (const m of messages) {
      if (m.type === 'info' && m.subType !== 'warning') continue;
      if (m.message.includes('“inputmode” attribute is not supported in all browsers')) continue; // it has been since 2020
      const i = Number(path.basename(m.url ?? '', '.html'));
      const place = `line ${m.lastLine ?? '?'}: ${m.subType ?? m.type}: ${m.message}`;
      found.get(documents[i]?.name ?? documents[0].name).push(`${place}  ${(m.extract ?? '').replace(/\s+/g, ' ').slice(0, 120)}`);
    }
    return found;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export async function run({ report, documents }) {
  const found = await nuProblems(documents);
  for (const [name, problems] of found) report.check('valid HTML', name, problems);
}
