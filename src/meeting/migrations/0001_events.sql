-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Times are UTC seconds; *_min are minutes since midnight of the day in the event's own zone, as the
-- document says them, so that a day without a date keeps its hours.

CREATE TABLE event (
    id ID,
    slug TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('edition', 'webinar')),
    edition INT,
    title TEXT NOT NULL,
    theme TEXT,
    purpose TEXT,
    zone TEXT NOT NULL,
    place TEXT,
    remote INT NOT NULL CHECK (remote BETWEEN 0 AND 2),
    onsite INT NOT NULL CHECK (onsite BETWEEN 0 AND 2),
    starts_at INT,
    ends_at INT,
    published INT NOT NULL CHECK (published IN (0, 1)),
    demo INT NOT NULL CHECK (demo IN (0, 1)),
    revision INT NOT NULL,
    changed_at INT NOT NULL
);
CREATE UNIQUE INDEX event_edition ON event (kind, edition);
CREATE INDEX event_start ON event (starts_at);

CREATE TABLE event_question (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INT NOT NULL,
    words TEXT NOT NULL,
    UNIQUE (event_id, position)
);

CREATE TABLE event_supporter (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (event_id, position)
);

CREATE TABLE day (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INT NOT NULL,
    date TEXT,
    label TEXT,
    UNIQUE (event_id, position)
);

CREATE TABLE sequence (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    day_id INT NOT NULL REFERENCES day (id) ON DELETE CASCADE,
    position INT NOT NULL,
    title TEXT NOT NULL,
    purpose TEXT,
    start_min INT NOT NULL,
    end_min INT,
    UNIQUE (day_id, position)
);

CREATE TABLE sequence_question (
    sequence_id INT NOT NULL REFERENCES sequence (id) ON DELETE CASCADE,
    question_id INT NOT NULL REFERENCES event_question (id) ON DELETE CASCADE,
    PRIMARY KEY (sequence_id, question_id)
);

-- A workshop among several of one slot is a session whose parent is the slot.
CREATE TABLE session (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    sequence_id INT NOT NULL REFERENCES sequence (id) ON DELETE CASCADE,
    parent_id INT REFERENCES session (id) ON DELETE CASCADE,
    position INT NOT NULL,
    slug TEXT NOT NULL,
    guid TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    title TEXT NOT NULL,
    note TEXT,
    room TEXT,
    start_min INT NOT NULL,
    end_min INT,
    end_inferred INT NOT NULL CHECK (end_inferred IN (0, 1)),
    starts_at INT,
    ends_at INT,
    revision INT NOT NULL,
    changed_at INT NOT NULL,
    UNIQUE (event_id, slug)
);
CREATE INDEX session_sequence ON session (sequence_id, position);
CREATE INDEX session_parent ON session (parent_id);

CREATE TABLE session_speaker (
    id ID,
    session_id INT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    position INT NOT NULL,
    name TEXT,
    people INT NOT NULL CHECK (people >= 1),
    UNIQUE (session_id, position)
);

CREATE TABLE session_document (
    id ID,
    session_id INT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    position INT NOT NULL,
    title TEXT NOT NULL,
    address TEXT NOT NULL,
    UNIQUE (session_id, position)
);

-- What was imported, kept whole: the source, and what was not a session.
CREATE TABLE programme_source (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    content BYTES NOT NULL,
    imported_at INT NOT NULL
);
CREATE INDEX programme_source_event ON programme_source (event_id, id);

CREATE TABLE programme_note (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    position INT NOT NULL,
    words TEXT NOT NULL,
    first_line INT NOT NULL,
    last_line INT NOT NULL,
    UNIQUE (event_id, position)
);
