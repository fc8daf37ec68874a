// SPDX-License-Identifier: AGPL-3.0-or-later
// Follows what the site does: the part of the page that changes is asked for again, often while something runs, seldom
// otherwise, never while nobody looks. Without this, the page has a link that loads it anew.

const live = document.querySelector('[data-live]');
const SOON = 1500;
const LATER = 5000;
let shown = '';

function isBusy() {
  return live.querySelector('[data-busy="1"]') !== null;
}

async function look() {
  if (document.hidden) return true;
  const answer = await fetch(live.dataset.live, { redirect: 'error' }).catch(() => null);
  if (!answer) return true; // away for a moment
  if (!answer.ok) return false; // signed out: the page stays as it was
  const html = await answer.text();
  const held = live.contains(document.activeElement); // nobody loses the button they are at
  if (html === shown || held) return true;
  live.innerHTML = html;
  shown = html;
  return true;
}

async function follow() {
  if (await look()) setTimeout(follow, isBusy() ? SOON : LATER);
}
if (live) setTimeout(follow, SOON);
