// SPDX-License-Identifier: AGPL-3.0-or-later
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

export function browserPath() {
  const known = [process.env.MAILLAGE_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome'];
  return known.find((p) => p && existsSync(p));
}

export function launchBrowser() {
  const args = ['--disable-quic', '--disable-component-update', '--disable-background-networking', '--disable-sync',
    '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'];
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return chromium.launch({ executablePath: browserPath(), headless: true, args, timeout: 30000 });
}

// What a page did that it should not: console errors, refused content, failed or foreign requests.
export function watch(page, base, { status = 200 } = {}) {
  const problems = [];
  const isOwn = (url) => url.startsWith(`${base}/`) || /^(data|blob|about):/.test(url);
  page.on('console', (m) => {
    const expected = status >= 400 && /Failed to load resource/.test(m.text()) && m.location().url === page.url();
    if (['error', 'warning', 'assert'].includes(m.type()) && !expected)
      problems.push(`console ${m.type()}: ${m.text().slice(0, 300)}`);
  });
  page.on('pageerror', (e) => problems.push(`uncaught: ${e.message}`));
  page.on('request', (r) => { if (!isOwn(r.url())) problems.push(`third-party request: ${r.url()}`); });
  page.on('requestfailed', (r) => problems.push(`failed request: ${r.url()} ${r.failure()?.errorText ?? ''}`));
  page.on('response', (r) => {
    if (r.status() >= 400 && !(status >= 400 && r.request().isNavigationRequest()))
      problems.push(`answer ${r.status()}: ${r.url()}`);
  });
  page.on('dialog', (d) => { problems.push(`dialog: ${d.message()}`); d.dismiss().catch(() => {}); });
  return problems;
}

// Bytes and requests of what a page loads, as they travel.
export async function meter(cdp) {
  const seen = { requests: new Map() };
  cdp.on('Network.requestWillBeSent', (e) => seen.requests.set(e.requestId, { url: e.request.url, bytes: 0, type: e.type }));
  cdp.on('Network.loadingFinished', (e) => {
    const r = seen.requests.get(e.requestId);
    if (r) r.bytes = e.encodedDataLength;
  });
  await cdp.send('Network.enable');
  await cdp.send('Network.setCacheDisabled', { cacheDisabled: true });
  seen.clear = () => seen.requests.clear();
  seen.list = () => [...seen.requests.values()].filter((r) => /^https?:/.test(r.url)).map((r) => ({ ...r }));
  // The page's icon comes after everything else.
  seen.settled = async () => {
    for (let i = 0; i < 40 && seen.list().some((r) => r.bytes === 0); i++) await new Promise((r) => setTimeout(r, 25));
    return seen.list();
  };
  return seen;
}

// The reader's own text size, as set in the browser: 1 or 2.
export function textSize(cdp, factor) {
  return cdp.send('Page.setFontSizes', { fontSizes: { standard: 16 * factor, fixed: 13 * factor } });
}
