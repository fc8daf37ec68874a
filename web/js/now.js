// SPDX-License-Identifier: AGPL-3.0-or-later
// Moves the mark of what runs now along the programme. data-clock: seconds our server's clock is ahead.
const rows = [...document.querySelectorAll('.session')].map((row) => {
  const [start, end] = [...row.querySelectorAll('.when time')].map((t) => Date.parse(t.dateTime));
  return { row, start, end };
}).filter((r) => r.start);
const ahead = 1000 * (document.querySelector('[data-clock]')?.dataset.clock || 0);
const link = document.querySelector('[data-now]');

function mark() {
  const now = Date.now() + ahead;
  let current;
  for (const { row, start, end } of rows) {
    const runs = start <= now && now < end;
    row.classList.toggle('past', end <= now);
    if (runs) row.setAttribute('aria-current', 'time');
    else row.removeAttribute('aria-current');
    if (runs) current ??= row;
  }
  if (link && current) link.hash = current.id;
}

if (rows.length) {
  mark();
  setInterval(mark, 30000);
  document.addEventListener('visibilitychange', mark);
}
