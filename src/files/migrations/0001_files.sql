-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What people sent: a row for each upload, and one for each form in which it is given out. The bytes lie in the data folder under
-- their hash (BLAKE2b-256 in hexadecimal). Who uses a file refers to it: a file that nobody refers to goes after a day.

CREATE TABLE file (
    id ID,
    kind TEXT NOT NULL CHECK (kind IN ('image', 'document')),
    name TEXT NOT NULL,
    alt TEXT NOT NULL,
    private INT NOT NULL CHECK (private IN (0, 1)),
    made_at INT NOT NULL,
    made_by INT
);
CREATE INDEX file_made ON file (made_at);

CREATE TABLE file_piece (
    file_id INT NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    position INT NOT NULL,
    hash TEXT NOT NULL,
    type TEXT NOT NULL,
    size INT NOT NULL,
    width INT,
    height INT,
    PRIMARY KEY (file_id, position)
);
CREATE INDEX file_piece_hash ON file_piece (hash);
