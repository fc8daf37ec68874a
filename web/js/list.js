// SPDX-License-Identifier: AGPL-3.0-or-later
// A list is pasted; where a script runs, a file can be chosen too: its text is put in the field, to be read before it is sent.

document.querySelector('[data-focus]')?.focus();

for (const field of document.querySelectorAll('[data-file]')) {
  const box = field.querySelector('.file');
  const chosen = box.querySelector('input');
  box.hidden = false;
  chosen.addEventListener('change', async () => {
    const file = chosen.files[0];
    if (!file) return;
    const bytes = await file.arrayBuffer();
    let text;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      text = new TextDecoder('windows-1252').decode(bytes); // what spreadsheets of this country write
    }
    const area = field.querySelector('textarea');
    area.value = text;
    area.focus();
  });
}
