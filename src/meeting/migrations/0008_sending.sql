-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What an organiser writes to many. The words stand here once; a row of the outbox says who gets them. Rows are made in batches, in
-- the order of ids, in the transaction that moves `reached`: each person once, whenever the program ends. `upto` is the last id at
-- the start: who comes later is not written to.

CREATE TABLE sending (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('draft', 'planned', 'running', 'paused', 'done', 'stopped')),
    audience TEXT NOT NULL CHECK (audience IN ('registered', 'invited')),
    segment TEXT NOT NULL, -- personal when a name was searched: the filter of the organisers' list, as its address says it
    announcement INT NOT NULL CHECK (announcement IN (0, 1)), -- one may want no more of these
    subject TEXT NOT NULL,
    body TEXT NOT NULL,
    subject_en TEXT,
    body_en TEXT,
    version INT NOT NULL,
    created_at INT NOT NULL,
    changed_at INT NOT NULL,
    planned_at INT,
    started_at INT,
    ended_at INT,
    people INT NOT NULL DEFAULT 0,
    refused INT NOT NULL DEFAULT 0,
    unsubscribed INT NOT NULL DEFAULT 0,
    upto INT NOT NULL DEFAULT 0,
    reached INT NOT NULL DEFAULT 0,
    made INT NOT NULL DEFAULT 0,
    paced_at INT,
    CHECK ((state = 'planned') <= (planned_at IS NOT NULL))
);
CREATE INDEX sending_event ON sending (event_id, id);
CREATE INDEX sending_open ON sending (state, id);

-- An organiser's own subject and introduction of an automatic message, in a language; without a row it says what it always did.
CREATE TABLE message_text (
    id ID,
    kind TEXT NOT NULL,
    lang TEXT NOT NULL,
    subject TEXT NOT NULL,
    intro TEXT NOT NULL,
    changed_at INT NOT NULL,
    UNIQUE (kind, lang)
);
