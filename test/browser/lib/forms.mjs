// SPDX-License-Identifier: AGPL-3.0-or-later
// The forms of a page, read by pattern (our pages are valid HTML), and a way to fill and send them.
import { decode, tags } from './html.mjs';

export function formsOf(html) {
  return [...html.matchAll(/<form\b(?:[^>"]|"[^"]*")*>[\s\S]*?<\/form>/gi)].map(([block]) => {
    const [form] = tags(block, 'form');
    const texts = [...block.matchAll(/<textarea\b((?:[^>"]|"[^"]*")*)>([\s\S]*?)<\/textarea>/gi)]
      .map(([, head, value]) => ({ name: /\bname="([^"]*)"/.exec(head)?.[1], type: 'textarea', value: decode(value) }));
    const selects = [...block.matchAll(/<select\b((?:[^>"]|"[^"]*")*)>([\s\S]*?)<\/select>/gi)].map(([, head, inner]) => {
      const values = tags(inner, 'option').map((o) => o.value ?? '');
      return { name: /\bname="([^"]*)"/.exec(head)?.[1], type: 'select', value: values.find((v) => v) ?? '' };
    });
    const inputs = tags(block, 'input').map((i) => ({ name: i.name, type: i.type ?? 'text', value: i.value ?? '', checked: 'checked' in i }));
    return {
      action: form.action ?? '', method: (form.method ?? 'get').toLowerCase(), multipart: form.enctype === 'multipart/form-data',
      fields: [...inputs, ...texts, ...selects].filter((f) => f.name),
      buttons: tags(block, 'button').filter((b) => b.name).map((b) => ({ name: b.name, value: b.value ?? '' })),
    };
  });
}

const BOUNDARY = 'essai-5f1c';

// As a browser sends them: [[name, value or {file, bytes}]].
export function encode(pairs, multipart) {
  if (!multipart)
    return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(pairs.filter(([, v]) => typeof v === 'string')).toString() };
  const quote = (s) => s.replace(/\r\n|\r|\n/g, '%0D%0A').replace(/"/g, '%22');
  const parts = pairs.map(([name, v]) => (typeof v === 'string'
    ? `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${quote(name)}"\r\n\r\n${v}\r\n`
    : `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${quote(name)}"; filename="${quote(v.file)}"\r\nContent-Type: ${v.type ?? 'image/png'}\r\n\r\n`));
  const body = Buffer.concat(pairs.flatMap(([, v], i) => (typeof v === 'string' ? [Buffer.from(parts[i])]
    : [Buffer.from(parts[i]), Buffer.from(v.bytes), Buffer.from('\r\n')])).concat(Buffer.from(`--${BOUNDARY}--\r\n`)));
  return { type: `multipart/form-data; boundary=${BOUNDARY}`, body };
}
