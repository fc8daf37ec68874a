// SPDX-License-Identifier: AGPL-3.0-or-later
// What the server says besides the page.
import { request } from '../lib/http.mjs';

const DIRECTIVES = { 'default-src': /^'none'$/, 'script-src': /^'self'$/, 'style-src': /^'self'$/, 'base-uri': /^'(none|self)'$/,
  'form-action': /^'self'$/, 'frame-ancestors': /^'none'$/ };

export function headerProblems(headers) {
  const problems = [];
  const csp = Object.fromEntries((headers['content-security-policy'] ?? '').split(';').map((d) => d.trim().split(/\s+/))
    .map(([name, ...values]) => [name, values.join(' ')]));
  for (const [name, wanted] of Object.entries(DIRECTIVES))
    if (!wanted.test(csp[name] ?? '')) problems.push(`Content-Security-Policy: ${name} is “${csp[name] ?? ''}”`);
  if (/unsafe|\*|https?:/.test(headers['content-security-policy'] ?? '')) problems.push('Content-Security-Policy is not strict');
  if (headers['x-content-type-options'] !== 'nosniff') problems.push('no X-Content-Type-Options: nosniff');
  if (!/^(no-referrer|same-origin|strict-origin|strict-origin-when-cross-origin)$/.test(headers['referrer-policy'] ?? ''))
    problems.push(`Referrer-Policy is “${headers['referrer-policy'] ?? ''}”`);
  if (!/camera=\(\).*/.test(headers['permissions-policy'] ?? '')) problems.push('no Permissions-Policy');
  if (!headers['content-type']) problems.push('no Content-Type');
  else if (/^text\/|xml|calendar/.test(headers['content-type']) && !/charset=utf-8/i.test(headers['content-type']))
    problems.push(`Content-Type without utf-8: ${headers['content-type']}`);
  if (headers.server && /\d/.test(headers.server)) problems.push(`Server tells its version: ${headers.server}`);
  return problems;
}

// A file of the binary: its address changes with its content.
export function assetProblems(headers) {
  const problems = [];
  if (headers['x-content-type-options'] !== 'nosniff') problems.push('no X-Content-Type-Options: nosniff');
  if (!/max-age=(\d{7,}).*immutable/.test(headers['cache-control'] ?? '')) problems.push(`Cache-Control is “${headers['cache-control'] ?? ''}”`);
  if (!/^(image\/|text\/(css|javascript); ?charset=utf-8|application\/manifest)/i.test(headers['content-type'] ?? ''))
    problems.push(`Content-Type is “${headers['content-type'] ?? ''}”`);
  return problems;
}

async function problemDocument(base, address, expected, options) {
  const a = await request(base, address, options);
  const problems = [];
  if (a.status !== expected) problems.push(`${address}: ${a.status}, not ${expected}`);
  if (!a.type.startsWith('application/problem+json')) problems.push(`${address}: ${a.type}, not application/problem+json`);
  else {
    const doc = JSON.parse(a.text);
    if (doc.status !== expected || typeof doc.title !== 'string' || typeof doc.type !== 'string') problems.push(`${address}: not RFC 9457: ${a.text}`);
  }
  return problems;
}

async function fixedAnswers(base) {
  const problems = [];
  const expect = async (what, address, allowed, options) => {
    const a = await request(base, address, options);
    if (!allowed.includes(a.status)) problems.push(`${what}: ${a.status}, not ${allowed.join(' or ')}`);
    problems.push(...headerProblems(a.headers).map((p) => `${what}: ${p}`));
    return a;
  };
  const port = new URL(base).port;
  for (const host of ['evil.example', `evil.example:${port}`, 'localhost.evil.example', 'localhost@evil.example', 'localhost:99999', '[::1'])
    await expect(`Host: ${host}`, '/', [400, 421], { headers: { Host: host } });
  const cross = { method: 'POST', body: 'x=1', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'cross-site', Origin: 'https://evil.example' } };
  await expect('a POST from another site', '/rencontres', [403, 405], cross);
  const post = await expect('POST to a page', '/rencontres', [405], { method: 'POST', body: 'x=1', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
  if (!/GET/.test(post.headers.allow ?? '')) problems.push(`405 without Allow: GET (“${post.headers.allow ?? ''}”)`);
  for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) await expect(`${method} /`, '/', [405, 501, 400], { method });
  const head = await request(base, '/', { method: 'HEAD' });
  if (head.status !== 200 || head.bytes.length) problems.push(`HEAD /: ${head.status}, ${head.bytes.length} bytes`);
  await expect('an unknown page', '/nulle-part', [404]);
  await expect('an unknown meeting', '/rencontres/nulle-part', [404]);
  await expect('an unknown session', '/rencontres/2021-economie-de-l-alliance/programme/nulle-part', [404]);
  await expect('an unknown file', '/rencontres/nulle-part/programme.ics', [404]);
  await expect('an unknown language', '/langue/xx', [404]);
  await expect('an unknown zone', '/fuseau?fuseau=Nulle/Part', [422]);
  await expect('a bad escape', '/%zz', [400]);
  await expect('a bad escape in the query', '/fuseau?fuseau=%zz', [400]);
  await expect('a climb', '/a/../../etc/passwd', [400, 404]);
  await expect('a climb in disguise', '/..%2f..%2fetc/passwd', [400, 404]);
  const first = await request(base, '/rencontres');
  if (first.headers.etag) {
    const again = await request(base, '/rencontres', { headers: { 'If-None-Match': first.headers.etag } });
    if (again.status !== 304 || again.bytes.length) problems.push(`If-None-Match: ${again.status}, ${again.bytes.length} bytes, not 304`);
  } else problems.push('a page has no ETag');
  for (const encoding of ['gzip', 'br']) {
    const a = await request(base, '/rencontres', { headers: { 'Accept-Encoding': encoding } });
    if (a.headers['content-encoding'] !== encoding) problems.push(`Accept-Encoding: ${encoding} gets “${a.headers['content-encoding'] ?? 'identity'}”`);
    if (!/accept-encoding/i.test(a.headers.vary ?? '')) problems.push(`Vary has no Accept-Encoding: “${a.headers.vary ?? ''}”`);
  }
  return problems;
}

async function redirects(base) {
  const problems = [];
  const kept = [];
  const bad = ['//evil.example', 'https://evil.example/', '/\\evil.example', '\\\\evil.example', 'javascript:alert(1)', 'evil.example',
    '/%09/evil.example', '/\t/evil.example', '\t//evil.example', '/\n/evil.example', '@evil.example', ''];
  for (const back of bad)
    for (const address of ['/fuseau?fuseau=Europe/Paris&retour=', '/en/fuseau?fuseau=Europe/Paris&retour=', '/langue/en?retour=']) {
      const a = await request(base, address + encodeURIComponent(back)).catch((e) => e);
      if (a instanceof Error) {
        problems.push(a.message);
        if (/ECONNREFUSED/.test(a.message)) return problems; // the server is gone
        continue;
      }
      const to = a.headers.location;
      if (to !== undefined) {
        let url;
        try {
          url = new URL(to, base);
        } catch {
          url = { origin: 'unreadable' };
        }
        if (url.origin !== base) problems.push(`${address}${encodeURIComponent(back)} redirects to ${JSON.stringify(to)}, which a browser reads as ${url.href ?? 'nothing'}`);
        else if (a.status >= 400) problems.push(`${address}${back}: a refusal with a Location`);
      } else if (a.status < 400) problems.push(`${address}${back} answers ${a.status} without redirecting`);
      if (/set-cookie/.test(Object.keys(a.headers).join()) && a.status >= 400)
        kept.push(address + encodeURIComponent(back));
    }
  if (kept.length) problems.push(`${kept.length} addresses are refused yet set their cookie, as ${kept[0]}`);
  const a = await request(base, '/fuseau?fuseau=Europe/Paris&retour=//evil.example');
  if (a.status !== 400) problems.push(`retour=//evil.example answers ${a.status}, not 400`);
  const b = await request(base, `/fuseau?fuseau=${encodeURIComponent('Europe/Paris\r\nX-Bad: 1')}&retour=/`);
  if (b.headers['x-bad'] || b.status < 400) problems.push(`a zone with a line end answers ${b.status}`);
  return problems;
}

export async function run({ report, base, answers }) {
  for (const [address, a] of answers)
    report.check('headers', address, address.startsWith('/a/') ? assetProblems(a.headers) : headerProblems(a.headers));
  await report.guard('answers', 'statuses', async () => report.check('answers', 'statuses and hosts', await fixedAnswers(base)));
  const json = { headers: { Accept: 'application/json' } };
  await report.guard('answers', 'problem documents', async () => report.check('answers', 'problem documents', [
    ...await problemDocument(base, '/nulle-part', 404, json),
    ...await problemDocument(base, '/fuseau?fuseau=Nulle/Part', 422, json),
    ...await problemDocument(base, '/rencontres', 405, { ...json, method: 'POST', body: '' }),
    ...await problemDocument(base, '/%zz', 400, json),
    ...await problemDocument(base, '/api/v1/nulle-part', 404, {}),
  ]));
  await report.guard('answers', 'redirects', async () => report.check('answers', 'no redirect to another site', await redirects(base)));
}
