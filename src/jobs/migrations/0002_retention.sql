-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What the network chose for a rule of retention, and its last run. The row without a rule's name is of the nightly round: when it
-- last came by, so that it notices a clock that leapt.

CREATE TABLE retention (
    rule TEXT PRIMARY KEY,
    delay INT, -- in the rule's unit; NULL: its own
    ran_at INT,
    erased INT
);
