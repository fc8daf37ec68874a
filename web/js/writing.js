// SPDX-License-Identifier: AGPL-3.0-or-later
// Writing to people: what is typed survives a closed tab, and the progress of a sending moves by itself.

document.querySelector('[data-focus]')?.focus();

const DAYS = 30;
const WAIT = 400;

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept && Date.now() - kept.at < DAYS * 864e5 ? kept.fields : null;
  } catch {
    return null;
  }
}

function write(key, fields) {
  try {
    if (fields) localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields }));
    else localStorage.removeItem(key);
  } catch {
    // no room, or the visitor allows none: the server keeps what is saved
  }
}

for (const form of document.querySelectorAll('form[data-draft]')) {
  const key = form.dataset.draft;
  const fields = [...form.querySelectorAll('textarea, input[type="text"]')];
  const typed = () => Object.fromEntries(fields.map((f) => [f.name, f.value]));
  const first = JSON.stringify(typed());
  const kept = read(key);
  const note = form.querySelector('[data-kept]');
  let timer;

  if (kept && JSON.stringify(kept) !== first) {
    note.hidden = false;
    note.querySelector('[data-restore]').addEventListener('click', () => {
      for (const f of fields) {
        f.value = kept[f.name] ?? f.value;
        if (f.value) f.closest('details')?.setAttribute('open', '');
      }
      note.hidden = true;
      fields[0].focus();
    });
    note.querySelector('[data-forget]').addEventListener('click', () => {
      write(key, null);
      note.hidden = true;
      fields[0].focus();
    });
  }
  form.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => write(key, typed()), WAIT);
  });
  addEventListener('pagehide', () => {
    if (timer && JSON.stringify(typed()) !== first) write(key, typed());
  });
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    timer = null;
    write(key, typed()); // forgotten once the server says that it has it
  });
}

const saved = new URLSearchParams(location.search).get('fait') === 'enregistre' && document.querySelector('[data-saved]');
if (saved) for (const key of saved.dataset.saved.split(' ')) write(key, null);

const EVERY = 5000;
let progress = document.querySelector('[data-progress]');
async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const next = page.getElementById(progress.id);
    if (!next) return;
    if (!progress.contains(document.activeElement)) {
      progress.replaceWith(next);
      progress = next;
    }
  } catch {
    // the network is away: the next look may find it
  }
  if (progress.hasAttribute('data-progress')) setTimeout(look, EVERY);
}
if (progress) setTimeout(look, EVERY);
