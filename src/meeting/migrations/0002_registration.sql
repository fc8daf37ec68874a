-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who takes part. Columns marked "personal" hold what tells of a person: export and erasure go by that mark.

-- Seats of an event for one modality (0 remote, 1 on site), or of one workshop. `seats` NULL: no limit. The counts are of
-- its claims: taken = confirmed + offered. They change in the same transaction as the claims; `check` compares them.
CREATE TABLE seat_pool (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    modality INT CHECK (modality IN (0, 1)),
    session_id INT REFERENCES session (id) ON DELETE CASCADE,
    seats INT CHECK (seats >= 0),
    taken INT NOT NULL CHECK (taken >= 0),
    offered INT NOT NULL CHECK (offered BETWEEN 0 AND taken),
    waiting INT NOT NULL CHECK (waiting >= 0),
    next_place INT NOT NULL,
    CHECK ((modality IS NULL) <> (session_id IS NULL)),
    UNIQUE (event_id, modality),
    UNIQUE (session_id)
);

-- `token` opens the private page, `ticket` is the code of the badge: it shows who comes in, and changes nothing.
CREATE TABLE registration (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    token TEXT NOT NULL UNIQUE, -- personal
    ticket TEXT NOT NULL UNIQUE, -- personal
    form_key TEXT,
    given_name TEXT NOT NULL, -- personal
    family_name TEXT NOT NULL, -- personal
    email TEXT NOT NULL, -- personal
    person TEXT NOT NULL, -- personal: folded address and names, one registration of a person at an event
    looked_up TEXT NOT NULL, -- personal: folded names, address and organisation, for the organiser's search
    sort_key BYTES NOT NULL, -- personal: alphabetical order of family and given name
    organisation TEXT, -- personal
    ecosystem TEXT,
    territory TEXT, -- the code when it is known
    territory_words TEXT, -- as typed or as shown
    modality INT NOT NULL CHECK (modality IN (0, 1, 2)), -- 0 remote, 1 on site, 2 decides later
    state TEXT NOT NULL CHECK (state IN ('confirmed', 'waiting', 'offered', 'cancelled')),
    access_needs TEXT, -- personal
    list_consent_words TEXT, -- the sentence agreed to; NULL: not in the list of participants
    list_consent_at INT,
    lang TEXT NOT NULL,
    demo INT NOT NULL CHECK (demo IN (0, 1)),
    created_at INT NOT NULL,
    changed_at INT NOT NULL,
    checked_in_at INT,
    UNIQUE (event_id, form_key)
);
CREATE UNIQUE INDEX registration_person ON registration (event_id, person) WHERE state <> 'cancelled';
CREATE INDEX registration_order ON registration (event_id, sort_key, id);

-- The workshops a person would like, the most wanted first.
CREATE TABLE registration_wish (
    registration_id INT NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
    rank INT NOT NULL CHECK (rank BETWEEN 1 AND 3),
    session_id INT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    PRIMARY KEY (registration_id, rank),
    UNIQUE (registration_id, session_id)
);

-- A person's seat in a pool, or their place in its waiting list: `place` is the order of arrival. `rank` 0: the seat of the
-- event; 1 to 3: that wish. `missed` offers were left without an answer.
CREATE TABLE seat_claim (
    id ID,
    pool_id INT NOT NULL REFERENCES seat_pool (id) ON DELETE CASCADE,
    registration_id INT NOT NULL REFERENCES registration (id) ON DELETE CASCADE,
    rank INT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('confirmed', 'waiting', 'offered')),
    place INT NOT NULL,
    offered_until INT,
    missed INT NOT NULL,
    CHECK ((state = 'offered') = (offered_until IS NOT NULL)),
    UNIQUE (pool_id, registration_id)
);
CREATE INDEX seat_claim_queue ON seat_claim (pool_id, state, place);
CREATE INDEX seat_claim_registration ON seat_claim (registration_id, rank);
CREATE INDEX seat_claim_due ON seat_claim (offered_until) WHERE state = 'offered';
