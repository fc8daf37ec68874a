-- SPDX-License-Identifier: AGPL-3.0-or-later
-- How often somebody tried to sign in lately: `who` is a hash of an IP address (IPv6: its /64) and of what was tried, keyed with a
-- file that is not in this database, as an address is personal data. A row that is full again goes.

CREATE TABLE sign_in_limit (
    id ID,
    who BYTES NOT NULL UNIQUE,
    full_at INT NOT NULL
);
CREATE INDEX sign_in_limit_full ON sign_in_limit (full_at);
