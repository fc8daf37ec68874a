// SPDX-License-Identifier: AGPL-3.0-or-later
// Run inside the page by page.evaluate (with JavaScript on or off), so each stands alone and answers at once.

// One h1, a main, the language, a title.
export function structureProbe({ lang }) {
  const problems = [];
  const h1 = [...document.querySelectorAll('h1')];
  if (h1.length !== 1) problems.push(`${h1.length} h1 on the page`);
  for (const h of h1) if (!h.textContent.trim()) problems.push('the h1 is empty');
  if (document.documentElement.lang !== lang) problems.push(`lang="${document.documentElement.lang}", not "${lang}"`);
  if (document.querySelectorAll('main').length !== 1) problems.push('not exactly one main');
  if (!document.title.trim()) problems.push('no title');
  if (/\{\{|\}\}|%[sdlu]\b|\(null\)|undefined|\bNaN\b/.test(document.title + document.body.innerText))
    problems.push('a placeholder or "(null)" shows in the text');
  let level = 0;
  for (const h of document.querySelectorAll('h1,h2,h3,h4,h5,h6')) {
    const l = Number(h.tagName[1]);
    if (l > level + 1) problems.push(`heading jumps from ${level} to ${l}: ${h.textContent.trim().slice(0, 60)}`);
    level = l;
  }
  return problems;
}

// No sideways scrolling, nothing cut off at the side.
export function overflowProbe() {
  const root = document.documentElement;
  const width = root.clientWidth;
  const name = (el) => `${el.tagName.toLowerCase()}${el.id ? `#${el.id}` : ''}${el.classList.length ? `.${[...el.classList].join('.')}` : ''}`;
  const contained = (el) => {
    for (let p = el.parentElement; p && p !== document.body; p = p.parentElement)
      if (getComputedStyle(p).overflowX !== 'visible') return true;
    return false;
  };
  const out = [];
  for (const el of document.body.querySelectorAll('*')) {
    const r = el.getBoundingClientRect();
    const s = getComputedStyle(el);
    if (r.width < 2 || r.height < 2 || s.visibility === 'hidden' || s.clipPath !== 'none' || s.clip !== 'auto') continue;
    if (s.position === 'absolute' && r.right < 0) continue;
    if (Math.round(r.right) > width + 1 && !contained(el))
      out.push(`${name(el)} ends at ${Math.round(r.right)} of ${width} px: ${el.textContent.trim().slice(0, 40)}`);
  }
  const hides = ['hidden', 'clip'].some((v) => [root, document.body].some((e) => getComputedStyle(e).overflowX === v));
  const scrolls = Math.max(root.scrollWidth, document.body.scrollWidth) > width;
  if (!scrolls && !(hides && out.length)) return [];
  return [`the page is ${Math.max(root.scrollWidth, document.body.scrollWidth)} px wide in ${width} px`, ...out.slice(-4)];
}

// Two lines of text printed over each other, or text cut by its box.
export function cutTextProbe() {
  const problems = [];
  for (const el of document.body.querySelectorAll('a,button,h1,h2,h3,h4,p,li,span,select,summary')) {
    const s = getComputedStyle(el);
    if (s.overflowX === 'visible' || el.clientWidth < 2 || s.clipPath !== 'none' || s.clip !== 'auto') continue;
    if (['hidden', 'clip'].includes(s.overflowX) && el.scrollWidth > el.clientWidth + 1 && el.tagName !== 'SELECT')
      problems.push(`text is cut: ${el.textContent.trim().slice(0, 60)}`);
  }
  return problems;
}

// Targets of at least 24 × 24 px, but links that stand in a line of text.
export function targetsProbe() {
  const problems = [];
  const isShown = (el) => el.checkVisibility({ visibilityProperty: true }) && el.getClientRects().length > 0;
  const inText = (el) => {
    if (el.tagName !== 'A' || getComputedStyle(el).display !== 'inline') return false;
    let block = el.parentElement;
    while (block && getComputedStyle(block).display.startsWith('inline')) block = block.parentElement;
    const around = block.textContent.replace(/\s+/g, '').length - el.textContent.replace(/\s+/g, '').length;
    return around > 0;
  };
  for (const el of document.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex="0"]')) {
    if (!isShown(el) || el.type === 'hidden' || inText(el)) continue;
    const r = el.getBoundingClientRect();
    if (r.right <= 0 || r.bottom <= 0) continue; // the skip link, away until focused
    if (getComputedStyle(el).clipPath !== 'none') continue;
    if (r.width < 23.95 || r.height < 23.95)
      problems.push(`${Math.round(r.width * 10) / 10} × ${Math.round(r.height * 10) / 10} px: ${el.tagName.toLowerCase()} “${(el.textContent || el.name || '').trim().slice(0, 50)}”`);
  }
  return problems;
}

// Marks what Tab should reach and remembers how it looks without focus. Answers how many.
export function focusMarkProbe() {
  const shown = (el) => el.checkVisibility({ visibilityProperty: true }) && el.getClientRects().length > 0;
  // A group of radio buttons is one stop: the one that is chosen, or the first.
  const inTabOrder = (el) => el.type !== 'radio'
    || el === (el.form.querySelector(`[name="${el.name}"]:checked`) ?? el.form.querySelector(`[name="${el.name}"]`));
  const all = [...document.querySelectorAll('a[href],button,input,select,textarea,summary,[tabindex]')]
    .filter((el) => el.tabIndex >= 0 && !el.disabled && el.type !== 'hidden' && shown(el) && inTabOrder(el));
  document.activeElement?.blur();
  all.forEach((el, i) => {
    const s = getComputedStyle(el);
    el.dataset.focusTest = String(i);
    el.dataset.focusLook = [s.outlineStyle === 'none' ? '' : `${s.outlineStyle}${s.outlineWidth}${s.outlineColor}`, s.boxShadow].join('|');
  });
  return all.length;
}

// What has focus now: its mark, and whether it shows.
export function focusProbe() {
  const el = document.activeElement;
  if (!el || el === document.body || !el.dataset.focusTest) return null;
  const s = getComputedStyle(el);
  const channels = (c) => (c.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const f = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b);
  };
  let behind = [255, 255, 255];
  for (let p = el.parentElement; p; p = p.parentElement) {
    const c = channels(getComputedStyle(p).backgroundColor);
    if (c.length === 3 || c[3] > 0.99) { behind = c; break; }
  }
  const outlined = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1;
  const look = [outlined ? `${s.outlineStyle}${s.outlineWidth}${s.outlineColor}` : '', s.boxShadow].join('|');
  const label = `${el.tagName.toLowerCase()} “${(el.textContent || el.name || '').trim().slice(0, 50)}”`;
  const problems = [];
  if (look === el.dataset.focusLook) problems.push(`focus does not show on ${label}`);
  else if (outlined && s.outlineStyle !== 'auto' && /^rgb/.test(s.outlineColor)) {
    const [a, b] = [light(channels(s.outlineColor)), light(behind)].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 3) problems.push(`focus outline ${s.outlineColor} on ${behind} is under 3:1 on ${label}`);
  }
  const r = el.getBoundingClientRect();
  if (r.bottom <= 0 || r.top >= innerHeight || r.right <= 0 || r.left >= innerWidth || r.width < 2)
    problems.push(`focus is out of sight on ${label}`);
  return { mark: el.dataset.focusTest, problems };
}

export function openDetailsProbe(open) {
  for (const d of document.querySelectorAll('details')) d.open = open;
}

export function rootSizeProbe() {
  return { html: parseFloat(getComputedStyle(document.documentElement).fontSize),
    body: parseFloat(getComputedStyle(document.body).fontSize) };
}
