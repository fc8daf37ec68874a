// SPDX-License-Identifier: AGPL-3.0-or-later
// A real server, a real provider that it knows, a real relay; a meeting to come, for which people can register.
import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startServer } from '../browser/lib/server.mjs';
import { startRelay } from '../relay/relay.mjs';
import { CLIENT, SECRET, startProvider } from './provider.mjs';

export const SLUG = '2030-forum';
const PROGRAMME = 'Forum\n12 juillet 2030, à distance\n9h00 – 10h00 : Accueil\n10h00 – 11h00 : Table ronde\n';

// For --now: the demonstration would start its clock in 2021, and tokens are of today.
export const instant = () => `${new Date().toISOString().slice(0, 19)}Z`;

export async function startWorld(binary, folder, profile, args = []) {
  const secret = path.join(folder, `secret-${profile}`);
  const programme = path.join(folder, 'programme.txt');
  writeFileSync(secret, `${SECRET}\n`);
  chmodSync(secret, 0o600);
  writeFileSync(programme, PROGRAMME);
  const relay = await startRelay(path.join(folder, `taken-${profile}.jsonl`));
  // Each is to know the other's address: the provider takes a port first, and its client once that is known.
  const early = await startProvider({ site: 'http://localhost:1', profile });
  const options = ['--now', instant(), '--smtp', relay.url, '--oidc', early.issuer, '--oidc-client', CLIENT, '--oidc-secret-file', secret];
  const server = await startServer(binary, { args: [...options, ...args] });
  await early.stop();
  const provider = await startProvider({ site: server.base, profile, port: Number(new URL(early.issuer).port) });
  execFileSync(binary, ['programme', 'import', '--event', SLUG, programme, '--data', server.data]);
  const kill = () => { server.kill(); relay.stop(); };
  const stop = async () => {
    relay.stop();
    await provider.stop();
    return server.stop();
  };
  return { base: server.base, server, provider, relay, kill, stop };
}
