// SPDX-License-Identifier: AGPL-3.0-or-later
// Reads what links of a page need. The pages are valid HTML (checks/nu.mjs), so tags can be read by pattern.

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0' };

export function decode(text) {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex, dec, name) => {
    if (hex) return String.fromCodePoint(parseInt(hex, 16));
    if (dec) return String.fromCodePoint(Number(dec));
    return NAMED[name] ?? all;
  });
}

function withoutScripts(html) {
  return html.replace(/<!--[\s\S]*?-->/g, '').replace(/(<script\b[^>]*>)[\s\S]*?<\/script>/gi, '$1');
}

function attributes(tag) {
  const found = {};
  for (const [, name, a, b, c] of tag.matchAll(/\s([\w:-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+)))?/g))
    found[name.toLowerCase()] ??= decode(a ?? b ?? c ?? '');
  return found;
}

export function tags(html, name) {
  const pattern = new RegExp(`<${name}\\b(?:[^>"']|"[^"]*"|'[^']*')*>`, 'gi');
  return [...withoutScripts(html).matchAll(pattern)].map(([tag]) => attributes(tag));
}

// Every address that a page refers to: { href, via }.
export function references(html) {
  const list = [];
  const take = (tagName, attribute, filter = () => true) => {
    for (const t of tags(html, tagName))
      if (t[attribute] !== undefined && filter(t)) list.push({ href: t[attribute], via: `${tagName}[${attribute}]` });
  };
  take('a', 'href');
  take('area', 'href');
  take('link', 'href');
  take('img', 'src');
  take('script', 'src');
  take('source', 'src');
  take('iframe', 'src');
  take('form', 'action', (t) => (t.method ?? 'get').toLowerCase() === 'get');
  take('meta', 'content', (t) => /^og:(url|image)$/.test(t.property ?? ''));
  return list;
}

export function ids(html) {
  return new Set([...withoutScripts(html).matchAll(/\sid\s*=\s*"([^"]*)"/gi)].map(([, id]) => decode(id)));
}

export function jsonLd(html) {
  return [...html.matchAll(/<script type="application\/ld\+json">([\s\S]*?)<\/script>/gi)].map(([, t]) => t);
}

export function metas(html) {
  const found = {};
  for (const t of tags(html, 'meta')) found[t.property ?? t.name ?? ''] ??= t.content;
  return found;
}

export function textOf(html) {
  return decode(withoutScripts(html).replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ').trim();
}
