// SPDX-License-Identifier: AGPL-3.0-or-later
// Forms: the first fault is shown at once, and a territory is suggested while one types. Without this, the server
// does the same after sending.

document.querySelector('[data-focus]')?.focus();

for (const field of document.querySelectorAll('[data-suggest]')) {
  const input = field.querySelector('input');
  const list = document.createElement('ul');
  let found = [];
  let current = -1;
  let asked;
  let timer;

  list.id = `${input.id}-liste`;
  list.hidden = true;
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', field.querySelector('label').firstChild.textContent.trim());
  for (const [name, value] of [['role', 'combobox'], ['aria-autocomplete', 'list'], ['aria-expanded', 'false'], ['aria-controls', list.id]])
    input.setAttribute(name, value);
  field.append(list);

  function close() {
    list.hidden = true;
    current = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }

  function move(to) {
    list.children[current]?.setAttribute('aria-selected', 'false');
    current = (to + found.length) % found.length;
    const item = list.children[current];
    item.setAttribute('aria-selected', 'true');
    item.scrollIntoView({ block: 'nearest' });
    input.setAttribute('aria-activedescendant', item.id);
  }

  function choose(i) {
    input.value = found[i].label;
    close();
  }

  function show(items) {
    found = items;
    list.replaceChildren(...items.map((item, i) => {
      const li = document.createElement('li');
      li.id = `${list.id}-${i}`;
      li.setAttribute('role', 'option');
      li.setAttribute('aria-selected', 'false');
      li.textContent = item.label;
      li.addEventListener('pointerdown', (e) => e.preventDefault());
      li.addEventListener('click', () => choose(i));
      return li;
    }));
    current = -1;
    list.hidden = items.length === 0;
    input.setAttribute('aria-expanded', String(items.length > 0));
  }

  async function ask() {
    const q = input.value.trim();
    asked = q;
    if (q.length < 2) return close();
    try {
      const answer = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(q)}`, { headers: { Accept: 'application/json' } });
      const items = answer.ok ? await answer.json() : [];
      if (asked === q && document.activeElement === input) show(items);
    } catch {
      close();
    }
  }

  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (e) => {
    if (list.hidden) return;
    if (e.key === 'ArrowDown' || e.key === 'ArrowUp') move(e.key === 'ArrowDown' ? current + 1 : Math.max(current, 0) - 1);
    else if (e.key === 'Enter' && current >= 0) choose(current);
    else if (e.key === 'Escape') close();
    else return;
    e.preventDefault();
  });
}
