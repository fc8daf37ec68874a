-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Proofs of what came back by the network, kept as long as one could be sent again: none is taken twice.

CREATE TABLE mail_return (
    id ID,
    proof TEXT NOT NULL UNIQUE,
    taken_at INT NOT NULL
);
CREATE INDEX mail_return_age ON mail_return (taken_at);
