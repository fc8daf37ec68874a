// SPDX-License-Identifier: AGPL-3.0-or-later
// Which pages are looked at: all that links reach, in both languages, and the pages of failures.
import { request } from './http.mjs';

const FAILURES = [
  { path: '/nulle-part', status: 404 },
  { path: '/rencontres', status: 405, method: 'POST' },
  { path: '/fuseau?fuseau=Nulle/Part', status: 422 },
  { path: '/fuseau?fuseau=Europe/Paris&retour=//evil.example', status: 400 },
  { path: '/connexion/inconnu', status: 410 },
];

// Somebody of the demonstration, always the same: confirmed, with a workshop and a place in a list. No link leads there.
export const PERSON = '/inscriptions/ZHCbKoTvwQf3mKLJqr2BFMuulJSM8W8k';

const ALWAYS = ['/', '/rencontres', '/connexion', '/fuseau', '/accessibilite', '/mentions-legales', '/donnees-personnelles',
  PERSON, `${PERSON}/participants`];

function nameOf(path) {
  return path.replace(/^\//, '').replace(/[^a-zA-Z0-9-]+/g, '_').replace(/_$/, '') || 'portail';
}

// A session's page looks like the next one, and the English page like the French one: for those, layout and pictures in
// every combination, but axe in two of four and no walk by keyboard.
function markAlike(specs) {
  const seen = new Map();
  for (const s of specs) {
    const kind = s.path.replace(/\/programme\/[^/]+$/, '/programme/*').replace(/^\/en\b/, '');
    const n = seen.get(kind) ?? 0;
    seen.set(kind, n + 1);
    s.quick = n >= (kind.endsWith('/*') ? 3 : 2) || (s.lang === 'en' && !/^\/en\/?$|\/programme$/.test(s.path));
  }
  return specs;
}

export function allPages(answers) {
  const reached = [...answers].filter(([key, a]) => a.status === 200 && a.type.startsWith('text/html') && !key.includes('?')
    && !key.startsWith('/fr/')).map(([key]) => key);
  const english = ALWAYS.map((p) => (p === '/' ? '/en/' : `/en${p}`));
  const paths = new Set([...ALWAYS, ...english.filter((p) => !reached.includes(p.replace(/\/$/, ''))), ...reached]);
  const pages = [...paths].map((path) => ({ path, status: 200, name: nameOf(path), lang: /^\/en(\/|$)/.test(path) ? 'en' : 'fr' }));
  for (const f of FAILURES) {
    pages.push({ ...f, lang: 'fr', name: `erreur-${f.status}` });
    pages.push({ ...f, path: `/en${f.path}`, lang: 'en', name: `en_erreur-${f.status}` });
  }
  return markAlike(pages);
}

export async function documentsOf(base, specs) {
  return Promise.all(specs.map(async (s) => {
    const a = await request(base, s.path, { method: s.method, body: s.method === 'POST' ? 'x=1' : undefined,
      headers: s.method === 'POST' ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {} });
    return { name: s.name, lang: s.lang, html: a.text, status: a.status };
  }));
}
