-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Passkeys: the public half of keys that people's devices keep. The challenge that a browser was given does not stand here: it
-- is derived from the token in that browser's cookie, of which there is only a hash.

-- What a device keeps an account's keys under: random, so that it tells nothing of the person.
CREATE TABLE passkey_owner (
    id ID,
    account_id INT NOT NULL UNIQUE REFERENCES account (id) ON DELETE CASCADE,
    handle BYTES NOT NULL UNIQUE
);

CREATE TABLE passkey (
    id ID,
    account_id INT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    credential_id BYTES NOT NULL UNIQUE,
    public_key BYTES NOT NULL, -- a COSE_Key (RFC 9052), as the device wrote it
    sign_count INT NOT NULL,
    backup_eligible INT NOT NULL,
    backed_up INT NOT NULL,
    transports TEXT,
    name TEXT NOT NULL,
    created_at INT NOT NULL,
    last_used_at INT
);
CREATE INDEX passkey_account ON passkey (account_id);

CREATE TABLE passkey_challenge (
    id ID,
    browser_hash BYTES NOT NULL UNIQUE,
    account_id INT REFERENCES account (id) ON DELETE CASCADE, -- who adds a key; NULL: somebody signs in
    created_at INT NOT NULL,
    expires_at INT NOT NULL
);
CREATE INDEX passkey_challenge_account ON passkey_challenge (account_id);
CREATE INDEX passkey_challenge_expiry ON passkey_challenge (expires_at);
