// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys: asks the server for a challenge and the device for its answer, and sends that in a plain form. Where the browser
// has no passkeys nothing is shown.

const toBytes = (s) => Uint8Array.from(atob(s.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');

const SAID = { InvalidStateError: 'known', SecurityError: 'elsewhere', NotAllowedError: 'cancelled' };
let waiting; // for a key that the browser suggests in the field of the address

function say(form, what) {
  for (const p of form.querySelectorAll('[data-said]')) p.hidden = p.dataset.said !== what;
}

async function options(form) {
  const answer = await fetch(form.dataset.challenge, {
    method: 'POST',
    headers: { Accept: 'application/json' },
    body: new URLSearchParams({ csrf: form.elements.csrf?.value ?? '' }),
  });
  if ((answer.status === 401 || answer.status === 403) && form.dataset.again) {
    location.href = form.dataset.again;
    return new Promise(() => {});
  }
  if (!answer.ok) throw new Error(String(answer.status));
  const o = await answer.json();
  o.challenge = toBytes(o.challenge);
  return o;
}

function send(form, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const input = form.elements[name] ?? form.appendChild(document.createElement('input'));
    Object.assign(input, { type: 'hidden', name, value });
  }
  form.submit();
}

async function create(form) {
  const publicKey = await options(form);
  publicKey.user.id = toBytes(publicKey.user.id);
  for (const known of publicKey.excludeCredentials) known.id = toBytes(known.id);
  const { response } = await navigator.credentials.create({ publicKey });
  send(form, {
    clientDataJSON: toText(response.clientDataJSON),
    attestationObject: toText(response.attestationObject),
    transports: response.getTransports?.().join(',') ?? '',
  });
}

async function get(form, { mediation, signal } = {}) {
  const publicKey = await options(form);
  if (mediation) setTimeout(() => suggest(form, signal), publicKey.timeout - 20000);
  const { id, response } = await navigator.credentials.get({ publicKey, mediation, signal });
  send(form, {
    id,
    clientDataJSON: toText(response.clientDataJSON),
    authenticatorData: toText(response.authenticatorData),
    signature: toText(response.signature),
    userHandle: response.userHandle ? toText(response.userHandle) : '',
  });
}

// Lets the browser suggest keys in the field of the address, and begins again before the challenge is too old. `old`: what is
// then still waiting; nothing is, once the button was pressed.
async function suggest(form, old) {
  if (old?.aborted) return;
  if (document.hidden) {
    document.addEventListener('visibilitychange', () => suggest(form, old), { once: true });
    return;
  }
  waiting?.abort();
  waiting = new AbortController();
  try {
    await get(form, { mediation: 'conditional', signal: waiting.signal });
  } catch {
    // the person chose another way, or the browser did
  }
}

async function offer(form) {
  const ask = { create, get }[form.dataset.passkey];
  form.querySelector('[data-passkey-offer]').hidden = false;
  form.addEventListener('submit', async (e) => {
    e.preventDefault();
    waiting?.abort();
    say(form);
    try {
      await ask(form);
    } catch (error) {
      say(form, SAID[error.name] ?? 'failed');
    }
  });
  const field = document.querySelector('[data-passkey-field]');
  if (ask === get && field && await PublicKeyCredential.isConditionalMediationAvailable?.()) {
    field.autocomplete = 'username webauthn';
    suggest(form);
  }
}

for (const sentence of document.querySelectorAll('[data-passkey-none]')) sentence.hidden = true;
if (window.PublicKeyCredential && navigator.credentials)
  for (const form of document.querySelectorAll('[data-passkey]')) offer(form);
