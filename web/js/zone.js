// SPDX-License-Identifier: AGPL-3.0-or-later
// Offers the device's own hours when they differ from those shown and nobody has chosen yet.
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
