-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who somebody is for an identity provider (OpenID Connect), and which account that opens. `subject` is the provider's own
-- name of the person: it never changes, where an address may be given to somebody else one day.

CREATE TABLE identity (
    id ID,
    account_id INT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    email TEXT,
    name TEXT,
    siret TEXT,
    created_at INT NOT NULL,
    last_used_at INT NOT NULL,
    UNIQUE (issuer, subject)
);
CREATE INDEX identity_account ON identity (account_id);

-- A browser that was sent to the provider: once, for ten minutes. What it must bring back (state, nonce, the PKCE verifier) is
-- derived from its cookie, of which only the hash stands here. `account_id`: an account asked to be linked; none: to be let in.
-- `subject` and what follows: who came back, held until they have shown that the account is theirs.
CREATE TABLE identity_flow (
    id ID,
    browser_hash BYTES NOT NULL UNIQUE,
    account_id INT REFERENCES account (id) ON DELETE CASCADE,
    root TEXT NOT NULL,
    back TEXT,
    created_at INT NOT NULL,
    expires_at INT NOT NULL,
    used_at INT,
    issuer TEXT,
    subject TEXT,
    email TEXT,
    name TEXT,
    siret TEXT
);
CREATE INDEX identity_flow_account ON identity_flow (account_id);
CREATE INDEX identity_flow_expiry ON identity_flow (expires_at);

-- What the provider wants to hear when the session ends (id_token_hint); only of a provider that has somewhere to say it.
ALTER TABLE auth_session ADD COLUMN id_token TEXT;
