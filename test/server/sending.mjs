// SPDX-License-Identifier: AGPL-3.0-or-later
// An organiser writes to 2,000 people through a real relay while the server is killed again and again: each is written to
// once; a second copy has the first one's Message-ID, and only what was on its way when a server died can have one. Who
// registers after it began is not written to.
import http from 'node:http';
import path from 'node:path';
import { header, startRelay } from '../relay/relay.mjs';
import { SLUG, check, freePort, openServer, pause, register, summary } from './lib.mjs';

const PEOPLE = Number(process.env.MAILLAGE_SENDING_PEOPLE ?? 2000);
const KILLS = Number(process.env.MAILLAGE_SENDING_KILLS ?? 6);
const SENDERS = 4; // connections of one server
const PACE = 2400; // a minute: more than half of them at once, the rest while servers die
const PAGES = `/organisation/rencontres/${SLUG}/messages`;

const relayPort = await freePort();
const server = await openServer(PEOPLE + 100, '--smtp', `smtp://127.0.0.1:${relayPort}`, '--mail-from', 'equipe@reseau.example', '--mail-pace', String(PACE));
const relay = await startRelay(path.join(server.data, 'taken.jsonl'), relayPort);
const ours = () => relay.lines().filter((l) => header(l, 'subject')?.startsWith('La salle change'));

function ask(method, target, cookie, form) {
  return new Promise((resolve) => {
    const body = form ? new URLSearchParams(form).toString() : '';
    const headers = { Cookie: cookie ?? '', ...(form ? { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': Buffer.byteLength(body) } : {}) };
    const r = http.request({ port: server.port, host: '127.0.0.1', method, path: target, headers }, (a) => {
      let text = '';
      a.setEncoding('utf8').on('data', (t) => { text += t; }).on('end', () => resolve({ status: a.statusCode, text, headers: a.headers }));
    });
    r.on('error', () => resolve({ status: 0, text: '', headers: {} }));
    r.end(body);
  });
}

async function signIn() {
  server.run('user', 'add', 'camille@reseau.example', '--role', 'organiser');
  const link = new URL(server.run('user', 'link', 'camille@reseau.example').match(/http\S+/)[0]).pathname;
  const shown = await ask('GET', link);
  const target = shown.text.match(/<form[^>]*action="([^"]*connexion[^"]*)"/)[1];
  const entered = await ask('POST', target, '', {});
  return entered.headers['set-cookie'][0].split(';')[0];
}

const answers = [];
const people = Array.from({ length: PEOPLE }, (_, i) => i);
await Promise.all(Array.from({ length: 64 }, async () => {
  while (people.length) await register(server, people.pop(), answers);
}));
check('sending: everybody is registered', answers.filter((a) => !a.location?.startsWith('/inscriptions/')).map((a) => a.location));

const cookie = await signIn();
const blank = await ask('GET', `${PAGES}/nouveau`, cookie);
const csrf = blank.text.match(/name="csrf" value="([^"]*)"/)[1];
const draft = await ask('POST', `${PAGES}/nouveau`, cookie, { csrf, version: 0, qui: 'registered', nature: 'utile', objet: 'La salle change, {nom}', texte: 'Bonjour {prenom} {nom},\n\nSalle **B**.' });
const page = draft.headers.location?.split('?')[0];
const begun = await ask('POST', page, cookie, { csrf, acte: 'envoyer', vu: PEOPLE });
check('sending: it begins', begun.status === 303 ? [] : [`${begun.status} ${begun.text.slice(0, 400)}`]);

for (let k = 0; k < KILLS; k++) {
  await pause(100 + 900 * Math.random());
  await server.kill('SIGKILL');
  await server.start();
  await register(server, PEOPLE + k, answers); // they come too late
}
for (let i = 0; i < 900 && new Set(ours().map((l) => l.to[0])).size < PEOPLE; i++) await pause(100);
await pause(2000); // for a second copy of the last ones, were there any

const byPerson = new Map();
for (const line of ours()) byPerson.set(line.to[0], [...(byPerson.get(line.to[0]) ?? []), line]);
const copies = [...byPerson].filter(([, lines]) => lines.length > 1);
console.log(`sending: killed ${KILLS} times, ${byPerson.size} people written to, ${copies.length} of them twice`);
check('sending: everybody is written to', byPerson.size === PEOPLE ? [] : [`${byPerson.size} of ${PEOPLE}`]);
check('sending: who came later is not', [...byPerson.keys()].filter((to) => Number(to.match(/\d+/)[0]) >= PEOPLE));
check('sending: a copy has the same Message-ID', copies.filter(([, lines]) => new Set(lines.map((l) => header(l, 'message-id'))).size !== 1).map(([to]) => to));
check('sending: no copy but of what was on its way when a server died', copies.length <= KILLS * SENDERS ? [] : [`${copies.length} copies, ${KILLS} deaths`]);
check('sending: each has its own words', [...byPerson].filter(([to, [line]]) => !line.parts[0].text.includes(`Bonjour Ada Essai${to.match(/\d+/)[0]},`)).map(([to]) => to));
const after = await ask('GET', page, cookie);
check('sending: its page says so', after.text.includes(`${PEOPLE} sur ${PEOPLE}`.replace(/\B(?=(\d{3})+\b)/g, '\u202f')) ? [] : [after.text.match(/Partis<\/dt><dd>[^<]*/)?.[0] ?? String(after.status)]);
check('sending: the database is sound', server.run('check').includes('en ordre') ? [] : ['it is not']);

relay.stop();
await server.close();
process.exit(summary());
