-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What organisers work on before it is released. `content` is a plan as plan/json.c writes it.

-- `based_on`: the released version (event.revision) it was made from; another one since: an import went past it.
CREATE TABLE event_plan (
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    revision INT NOT NULL,
    based_on INT NOT NULL,
    changed_at INT NOT NULL,
    changed_by TEXT NOT NULL, -- personal: the organiser's name
    UNIQUE (event_id)
);

-- A state that a change replaced, for as long as it can be taken back. `act` is the change's word, `about` what it was done to.
CREATE TABLE event_plan_past (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    revision INT NOT NULL,
    content TEXT NOT NULL,
    act TEXT NOT NULL,
    about TEXT NOT NULL,
    made_at INT NOT NULL,
    made_by TEXT NOT NULL, -- personal: the organiser's name
    UNIQUE (event_id, revision)
);

-- What was released, whole, with the words that say what it brings.
CREATE TABLE event_version (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    revision INT NOT NULL,
    content TEXT NOT NULL,
    note TEXT,
    released_at INT NOT NULL,
    released_by TEXT NOT NULL, -- personal: the organiser's name
    UNIQUE (event_id, revision)
);

CREATE TABLE event_room (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INT NOT NULL,
    name TEXT NOT NULL,
    note TEXT,
    seats INT,
    UNIQUE (event_id, position)
);
