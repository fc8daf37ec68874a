// SPDX-License-Identifier: AGPL-3.0-or-later
// A browser without a window: cookies by site, redirects and Refresh followed, forms found and sent.
const ENTITIES = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': '\'' };
const text = (s) => s.replace(/&(#?\w+);/g, (all, name) => ENTITIES[name] ?? all);

export class Agent {
  constructor(language = 'fr') {
    this.jars = new Map();
    this.language = language;
    this.trail = [];
  }

  jar(url) {
    const { host } = new URL(url);
    if (!this.jars.has(host)) this.jars.set(host, new Map());
    return this.jars.get(host);
  }

  keep(url, answer) {
    for (const line of answer.headers.getSetCookie()) {
      const [pair, ...rest] = line.split(';');
      const [name, value] = pair.split(/=(.*)/s);
      if (value === '' || /max-age=0/i.test(rest.join(';')) || /expires=Thu, 01 Jan 1970/i.test(rest.join(';'))) this.jar(url).delete(name.trim());
      else this.jar(url).set(name.trim(), value);
    }
  }

  async once(url, form) {
    const cookie = [...this.jar(url)].map(([n, v]) => `${n}=${v}`).join('; ');
    const headers = { Cookie: cookie, Accept: 'text/html', 'Accept-Language': this.language };
    if (form) headers['Content-Type'] = 'application/x-www-form-urlencoded';
    if (form) headers['Sec-Fetch-Site'] = 'same-origin';
    const a = await fetch(url, { method: form ? 'POST' : 'GET', redirect: 'manual', headers, body: form ? new URLSearchParams(form).toString() : undefined });
    this.keep(url, a);
    this.url = url;
    this.status = a.status;
    this.headers = a.headers;
    this.html = await a.text();
    return this;
  }

  // Follows until `stop` (a text in the address that is not to be opened) or a page that leads nowhere by itself.
  async go(url, form, stop) {
    let to = url;
    let fields = form;
    for (let i = 0; i < 20; i++) {
      this.trail.push(to);
      await this.once(to, fields);
      const next = this.headers.get('location') ?? /^0;url=(.*)$/.exec(this.headers.get('refresh') ?? '')?.[1];
      if (!next) return this;
      to = new URL(next, to).href;
      fields = undefined;
      if (stop && to.includes(stop)) {
        this.next = to;
        return this;
      }
    }
    throw new Error(`redirects without end: ${to}`);
  }

  // The fields of the form that leads to an address with `part` in it.
  form(part) {
    for (const [, attributes, inside] of this.html.matchAll(/<form([^>]*)>(.*?)<\/form>/gs)) {
      const action = text(/action="([^"]*)"/.exec(attributes)?.[1] ?? '');
      if (!action.includes(part)) continue;
      const fields = {};
      for (const [input] of inside.matchAll(/<input[^>]*>/g)) {
        const name = /name="([^"]*)"/.exec(input)?.[1];
        if (name) fields[text(name)] = text(/value="([^"]*)"/.exec(input)?.[1] ?? '');
      }
      return { action: new URL(action, this.url).href, fields };
    }
    throw new Error(`${this.url} (${this.status}) has no form to ${part}:\n${this.html.slice(0, 1500)}`);
  }

  submit(part, more = {}, stop = undefined) {
    const { action, fields } = this.form(part);
    return this.go(action, { ...fields, ...more }, stop);
  }

  get path() {
    const { pathname, search } = new URL(this.url);
    return pathname + search;
  }

  get title() {
    return text(/<h1[^>]*>(.*?)<\/h1>/s.exec(this.html)?.[1] ?? '').trim();
  }
}
