-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Signing in by e-mail: who asked, from which browser. Neither the code nor the link of the message stands here: both are
-- derived from a secret of the process. A request of an address without account stands here as well, so that both take as long.

CREATE TABLE sign_in_request (
    id ID,
    browser_hash BYTES NOT NULL UNIQUE,
    account_id INT REFERENCES account (id) ON DELETE CASCADE,
    lang TEXT NOT NULL,
    created_at INT NOT NULL,
    expires_at INT NOT NULL,
    tries INT NOT NULL DEFAULT 0,
    used_at INT
);
CREATE INDEX sign_in_request_account ON sign_in_request (account_id, created_at);
CREATE INDEX sign_in_request_expiry ON sign_in_request (expires_at);

-- What a list of one's sessions calls the browser: "Firefox, Linux".
ALTER TABLE auth_session ADD COLUMN browser TEXT;
