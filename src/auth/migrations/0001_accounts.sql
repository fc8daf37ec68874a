-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who may sign in, the one-time links they were given, and the browsers that are signed in. Times are
-- UTC seconds. Of a token only its hash is kept: a copy of the database opens no door.

CREATE TABLE account (
    id ID,
    email TEXT NOT NULL,
    email_folded TEXT NOT NULL UNIQUE,
    name TEXT,
    role TEXT NOT NULL,
    created_at INT NOT NULL,
    disabled_at INT
);

CREATE TABLE sign_in_link (
    id ID,
    token_hash BYTES NOT NULL UNIQUE,
    account_id INT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at INT NOT NULL,
    expires_at INT NOT NULL,
    used_at INT
);
CREATE INDEX sign_in_link_account ON sign_in_link (account_id);
CREATE INDEX sign_in_link_expiry ON sign_in_link (expires_at);

-- Named so because a session, in this program, is an item of a meeting's day.
CREATE TABLE auth_session (
    id ID,
    token_hash BYTES NOT NULL UNIQUE,
    account_id INT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    created_at INT NOT NULL,
    last_seen_at INT NOT NULL,
    expires_at INT NOT NULL,
    csrf_secret BYTES NOT NULL
);
CREATE INDEX auth_session_account ON auth_session (account_id);
CREATE INDEX auth_session_expiry ON auth_session (expires_at);
