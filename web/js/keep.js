// SPDX-License-Identifier: AGPL-3.0-or-later
// What is typed into a form survives a closed tab: <form data-keep="key"> keeps its fields in this browser until they are saved.
// The key names the form, its object and whose it is ("reglages:12"), so that nobody is shown another's words. A form shown again
// because it was refused says data-keep-unsaved. A hidden field with data-keep (the version that was edited) is kept as well, so
// that words kept over somebody else's change meet it as a conflict. {{include keep_note()}} in the form tells that words came back.

const PREFIX = 'maillage:';
const DAYS = 30;
const MOST = 400_000; // characters of one form

const fieldsOf = (form) => [...form.elements].filter((e) => e.name && e.name !== 'csrf' &&
  !['password', 'file', 'submit', 'button'].includes(e.type) && (e.type !== 'hidden' || 'keep' in e.dataset));
const isTicked = (e) => e.type === 'checkbox' || e.type === 'radio';
const idOf = (e) => (isTicked(e) ? `${e.name}=${e.value}` : e.name);
const valueOf = (e) => (isTicked(e) ? e.checked : e.value);
const valuesOf = (form) => Object.fromEntries(fieldsOf(form).map((e) => [idOf(e), valueOf(e)]));
// As a person sees it: a version that moved on is no other text.
const same = (form, a, b) => fieldsOf(form).every((e) => e.type === 'hidden' || !(idOf(e) in a) || a[idOf(e)] === b[idOf(e)]);

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    if (kept && Date.now() - kept.at < DAYS * 86_400_000) return kept.values;
    localStorage.removeItem(key);
  } catch { /* no storage, or what is there is not ours */ }
  return null;
}

function write(key, values) {
  const text = JSON.stringify({ at: Date.now(), values });
  try {
    if (text.length <= MOST) localStorage.setItem(key, text);
  } catch { /* full or refused: the form works without */ }
}

function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch { /* nothing was kept either */ }
}

function put(form, values) {
  for (const e of fieldsOf(form)) {
    if (!(idOf(e) in values)) continue;
    if (isTicked(e)) e.checked = values[idOf(e)];
    else e.value = values[idOf(e)];
    e.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

for (const form of document.querySelectorAll('form[data-keep]')) {
  const key = PREFIX + form.dataset.keep;
  const served = valuesOf(form);
  const kept = read(key);
  const note = form.querySelector('[data-keep-note]');
  let timer;
  let touched = false; // in this tab: another one, open on the same form, takes nothing away

  const keep = () => (same(form, valuesOf(form), served) && !('keepUnsaved' in form.dataset) ? forget(key) : write(key, valuesOf(form)));

  if ('keepUnsaved' in form.dataset) write(key, served);
  else if (kept && same(form, kept, served)) forget(key); // it was saved
  else if (kept) {
    put(form, kept);
    if (note) note.hidden = false;
  }
  note?.querySelector('button').addEventListener('click', () => {
    put(form, served);
    clearTimeout(timer);
    forget(key);
    note.hidden = true;
    form.querySelector('input:not([type="hidden"]), textarea, select')?.focus();
  });
  form.addEventListener('input', () => {
    touched = true;
    clearTimeout(timer);
    timer = setTimeout(keep, 300);
  });
  addEventListener('pagehide', () => {
    clearTimeout(timer);
    if (touched) keep();
  });
}
