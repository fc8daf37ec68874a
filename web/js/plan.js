// SPDX-License-Identifier: AGPL-3.0-or-later
// A session is taken by its hour and dropped elsewhere. The arrows do the same without this.

const board = document.querySelector('.board');
const LINE = 'drop';
let held;

function place(y, sequence) {
  const rows = [...sequence.querySelectorAll('.held')].filter((r) => r !== held);
  return rows.find((r) => y < r.getBoundingClientRect().top + r.offsetHeight / 2);
}

function mark(e) {
  for (const x of board.querySelectorAll(`.${LINE}`)) x.classList.remove(LINE, 'under');
  const sequence = e.target.closest('[data-sequence]');
  if (!held || !sequence) return null;
  const before = place(e.clientY, sequence);
  if (before) before.classList.add(LINE);
  else sequence.classList.add(LINE, 'under');
  return { sequence, before };
}

for (const row of board.querySelectorAll('.held')) {
  row.draggable = true;
  row.addEventListener('dragstart', (e) => {
    if (e.target !== row) return;
    held = row;
    e.dataTransfer.effectAllowed = 'move';
    e.dataTransfer.setData('text/plain', row.dataset.key);
    row.classList.add('gone');
  });
  row.addEventListener('dragend', () => {
    row.classList.remove('gone');
    held = undefined;
    for (const x of board.querySelectorAll(`.${LINE}`)) x.classList.remove(LINE, 'under');
  });
}

board.addEventListener('dragover', (e) => {
  if (mark(e)) e.preventDefault();
});
board.addEventListener('drop', (e) => {
  const to = mark(e);
  if (!to) return;
  e.preventDefault();
  const fields = { deplacer: held.dataset.key, vers: to.sequence.dataset.sequence, avant: to.before?.dataset.key ?? '0' };
  for (const [name, value] of Object.entries(fields)) {
    board.elements[name].disabled = false;
    board.elements[name].value = value;
  }
  board.submit();
});
