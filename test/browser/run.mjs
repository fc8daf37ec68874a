// SPDX-License-Identifier: AGPL-3.0-or-later
// Tests Maillage as a visitor's browser sees it. README.md says what is needed and how to run one part.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
if (!existsSync(path.join(here, 'node_modules/playwright-core'))) {
  console.error('test/browser: npm ci has not been run here: npm ci --prefix test/browser');
  console.log('0 passed, 1 failed');
  process.exit(1);
}

const { browserPath, launchBrowser } = await import('./lib/browser.mjs');
const { closeConnections } = await import('./lib/http.mjs');
const { createReport } = await import('./lib/report.mjs');
const { startServer } = await import('./lib/server.mjs');
const links = await import('./checks/links.mjs');
const { allPages, documentsOf } = await import('./lib/pages.mjs');

const LIMIT_MS = Number(process.env.MAILLAGE_BROWSER_LIMIT ?? 1800) * 1000;
const parts = process.argv.slice(2).filter((a) => !a.startsWith('-'));
const only = process.env.MAILLAGE_BROWSER_ONLY ? new RegExp(process.env.MAILLAGE_BROWSER_ONLY) : null;
const wanted = (part) => parts.length === 0 || parts.includes(part);
const binary = path.resolve(process.env.MAILLAGE_BINARY ?? path.join(root, 'build/maillage'));
const shots = path.join(here, 'shots');
const schemas = path.join(path.resolve(root, process.env.MAILLAGE_SHARED ?? '../shared'), 'schemas');
const report = createReport();
const started = Date.now();
const running = [];

function abandon(why) {
  report.check('run', why, [why]);
  for (const s of running) s.kill();
  report.close();
  process.exit(1);
}
const watchdog = setTimeout(() => abandon(`not done after ${LIMIT_MS / 1000} s`), LIMIT_MS);
process.on('unhandledRejection', (e) => abandon(`unhandled: ${e?.stack ?? e}`));

async function timed(part, step) {
  if (!wanted(part)) return;
  const from = Date.now();
  await report.guard(part, 'the whole part', step);
  console.log(`${part}: ${((Date.now() - from) / 1000).toFixed(1)} s`);
}

async function withServer(options, step) {
  const server = await startServer(binary, options);
  running.push(server);
  try {
    await step(server);
  } finally {
    running.splice(running.indexOf(server), 1);
    report.check('server', (options.args ?? []).join(' ') || JSON.stringify(options.env ?? {}), await server.stop());
  }
}

async function everything() {
  const browser = await launchBrowser();
  const operator = links.operatorLinks(root);
  await withServer({}, async (server) => {
    const { base } = server;
    const { answers } = await links.run({ report, base, operator });
    const specs = allPages(answers).filter((s) => !only || only.test(s.name));
    const documents = await documentsOf(base, specs);
    const ctx = { report, browser, base, operator, answers, specs, documents, shots, schemas, titles: [], weights: [], workers: 3 };
    const nu = timed('nu', async () => (await import('./checks/nu.mjs')).run(ctx));
    await timed('pages', async () => (await import('./checks/pages.mjs')).run(ctx));
    await nu;
    await timed('behaviour', async () => (await import('./checks/behaviour.mjs')).run(ctx));
    await timed('registration', async () => (await import('./checks/registration.mjs')).run(ctx));
    await timed('signin', async () => (await import('./checks/signin.mjs')).run({ ...ctx, server, binary }));
    await timed('entry', async () => (await import('./checks/entry.mjs')).run({ ...ctx, server, binary }));
    await timed('person', async () => (await import('./checks/person.mjs')).run({ ...ctx, server, binary }));
    await timed('passkey', async () => (await import('./checks/passkey.mjs')).run({ ...ctx, server, binary }));
    await timed('oidc', async () => (await import('./checks/oidc.mjs')).run({ ...ctx, server, binary }));
    await timed('organiser', async () => (await import('./checks/organiser.mjs')).run({ ...ctx, server, binary }));
    await timed('writing', async () => (await import('./checks/writing.mjs')).run({ ...ctx, server, binary }));
    await timed('planning', async () => (await import('./checks/planning.mjs')).run({ ...ctx, server, binary }));
    await timed('house', async () => (await import('./checks/house.mjs')).run({ ...ctx, server, binary }));
    await timed('files', () => withServer({}, async (other) => (await import('./checks/files.mjs')).run({ ...ctx, server: other, base: other.base, binary })));
    await timed('attacks', async () => (await import('./checks/attacks.mjs')).run({ report, browser, binary }));
    await timed('exports', async () => (await import('./checks/exports.mjs')).run(ctx));
    await timed('faults', async () => {
      const { schemaOf } = await import('./checks/exports.mjs');
      const json = path.join(schemas, 'c3voc-schema.json');
      const xsd = path.join(schemas, 'c3voc-schedule.xml.xsd');
      await (await import('./checks/faults.mjs')).run({ ...ctx, schemas: { validate: existsSync(json) ? schemaOf(json) : null, xsd: existsSync(xsd) ? xsd : null } });
    });
    await timed('cache', () => withServer({ env: { MAILLAGE_CACHE: 'verify' } }, async (verifying) => (await import('./checks/cache.mjs'))
      .run({ report, server: verifying, addresses: [...answers.keys()].filter((k) => !k.startsWith('/a/')) })));
    await timed('headers', async () => (await import('./checks/headers.mjs')).run(ctx));
    const heaviest = ctx.weights.map((w) => ({ name: w.name, bytes: w.list.reduce((n, r) => n + r.bytes, 0), requests: w.list.length }))
      .sort((a, b) => b.bytes - a.bytes)[0];
    if (heaviest) console.log(`heaviest page: ${heaviest.name}, ${heaviest.bytes} bytes, ${heaviest.requests} requests`);
  });
  await timed('jobs', () => withServer({ args: ['--now', '2024-07-05T03:09:56'] }, async (server) =>
    (await import('./checks/jobs.mjs')).run({ report, browser, base: server.base, server, binary, shots, titles: [], weights: [] })));
  await timed('today', () => withServer({ args: ['--now', '2021-07-12T09:20'] }, async (today) =>
    (await import('./checks/behaviour.mjs')).runToday({ report, browser, base: today.base })));
  if (process.env.MAILLAGE_AUDIT) {
    const { passed = 0, failed = 0 } = report.kinds.get('valid HTML') ?? {};
    const axe = JSON.parse(readFileSync(path.join(here, 'node_modules/axe-core/package.json'), 'utf8')).version;
    (await import('./lib/audit.mjs')).write(path.resolve(process.env.MAILLAGE_AUDIT),
      { root, axe: `axe-core ${axe}`, browser: `Chromium ${browser.version()}`, html: { documents: passed + failed, faulty: failed } });
  }
  await browser.close();
}

if (!existsSync(binary)) abandon(`${binary} is not there: make build, or set MAILLAGE_BINARY`);
if (!browserPath()) abandon('no Chromium: apt-get install chromium, or set MAILLAGE_CHROMIUM');
rmSync(shots, { recursive: true, force: true });
mkdirSync(shots, { recursive: true });
await report.guard('run', 'everything', everything);
for (const s of running) s.kill();
clearTimeout(watchdog);
closeConnections();
console.log(`browser tests: ${((Date.now() - started) / 1000).toFixed(0)} s`);
process.exitCode = report.close();
