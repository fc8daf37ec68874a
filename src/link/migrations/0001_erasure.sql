-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Erasures that this database has done. `hash` is keyed with the key of the list beside the database, which copies do not hold; NULL: by a
-- rule of retention. `scrubbed_at`: when the database's files were written anew without it.

CREATE TABLE erasure (
    id ID,
    hash BYTES,
    erased_at INT NOT NULL,
    scrubbed_at INT
);
CREATE INDEX erasure_hash ON erasure (hash, erased_at);
CREATE INDEX erasure_due ON erasure (id) WHERE scrubbed_at IS NULL;
