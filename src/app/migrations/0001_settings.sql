-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What administrators set on the site: a row each, none for what is as the program brings it. The revision grows with every
-- change of the table, so that who edits knows whether somebody else did meanwhile.

CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    revision INT NOT NULL,
    changed_at INT NOT NULL
);
