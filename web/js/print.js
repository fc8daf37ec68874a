// SPDX-License-Identifier: AGPL-3.0-or-later
// Shows the buttons that print the page: without JavaScript they could do nothing.
for (const place of document.querySelectorAll('[data-print]')) {
  place.classList.add('ready');
  place.querySelector('button').onclick = () => print();
}
