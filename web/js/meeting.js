// SPDX-License-Identifier: AGPL-3.0-or-later
// What JavaScript adds to the pages of a meeting; each of them works without it.

// Offers the device's own hours when they differ from those shown and nobody has chosen yet.
{
  const form = document.querySelector('[data-zone]');
  const offer = document.querySelector('[data-zone-offer]');

  function chosen(now) {
    try {
      if (now) localStorage.fuseau = 1;
      return localStorage.fuseau;
    } catch {
      return true;
    }
  }

  function hour(timeZone, at) {
    return at.toLocaleString('fr', { timeZone, day: 'numeric', hour: 'numeric', minute: 'numeric' });
  }

  function propose() {
    const { fuseau } = form.elements;
    const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const at = new Date(document.querySelector('main time')?.dateTime || Date.now());
    if (!mine.includes('/') || hour(mine, at) === hour(fuseau.value, at)) return;
    const known = [...fuseau.options].find((o) => o.value === mine);
    offer.elements.fuseau.value = mine;
    offer.querySelector('[data-place]').textContent = known?.label || mine.split('/').pop().replace(/_/g, ' ');
    offer.querySelector('[type=button]').onclick = () => {
      chosen(true);
      offer.hidden = true;
    };
    offer.hidden = false;
  }

  if (form && offer && !chosen()) propose();
  for (const f of [form, offer]) f?.addEventListener('submit', () => chosen(true));
}

// Moves the mark of what runs now along the programme. data-clock: seconds our server's clock is ahead.
{
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
}

// Shows the buttons that print the page: without JavaScript they could do nothing.
{
  for (const place of document.querySelectorAll('[data-print]')) {
    place.classList.add('ready');
    place.querySelector('button').onclick = () => print();
  }
}
