-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Addresses that get no more messages: they came back for good, their reader complained, or wants no more invitations. Columns
-- marked "personal" hold what tells of a person.

CREATE TABLE mail_refusal (
    id ID,
    address TEXT NOT NULL UNIQUE, -- personal: folded
    reason TEXT NOT NULL,
    said TEXT, -- the other server's words
    created_at INT NOT NULL
);
