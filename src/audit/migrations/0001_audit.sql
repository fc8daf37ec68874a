-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who changed what, written with the change. Rows are only added; erasing a person empties the columns marked "personal".
-- No foreign key: the account and the thing may go, what was done stays.

CREATE TABLE audit_entry (
    id ID,
    at INT NOT NULL,
    actor_id INT NOT NULL, -- an account, 0 for the command line, -1 for the program itself
    actor_name TEXT, -- personal: the account's name at that moment
    verb TEXT NOT NULL,
    thing TEXT NOT NULL,
    thing_id INT NOT NULL,
    title TEXT, -- personal: what the thing was called at that moment
    href TEXT,
    before TEXT, -- personal: a JSON object of the fields that changed
    after TEXT, -- personal
    undoes INT UNIQUE
);
CREATE INDEX audit_at ON audit_entry (at, id);
CREATE INDEX audit_actor ON audit_entry (actor_id, at, id);
CREATE INDEX audit_verb ON audit_entry (verb, at, id);
CREATE INDEX audit_actor_verb ON audit_entry (actor_id, verb, at, id);
CREATE INDEX audit_thing ON audit_entry (thing, at, id);
CREATE INDEX audit_actor_thing ON audit_entry (actor_id, thing, at, id);
CREATE INDEX audit_one ON audit_entry (thing, thing_id, at, id);
