-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who is asked to come: one row an address at an event. `token` opens the form filled with what is known; it says nothing else
-- of anybody. `opened_at`: a person pressed the button; a program that reads mail does not. Columns marked "personal" hold what
-- tells of a person: export and erasure go by that mark.

CREATE TABLE invitation (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    token TEXT NOT NULL UNIQUE, -- personal
    given_name TEXT NOT NULL, -- personal
    family_name TEXT NOT NULL, -- personal
    email TEXT NOT NULL, -- personal
    address TEXT NOT NULL, -- personal: the same, folded
    sort_key BYTES NOT NULL, -- personal: alphabetical order of family and given name, else of the address
    organisation TEXT, -- personal
    ecosystem TEXT,
    territory TEXT, -- the code when it is known
    territory_words TEXT, -- as written or as shown
    lang TEXT NOT NULL,
    created_at INT NOT NULL,
    sent_at INT, -- when its message was put in the outbox
    opened_at INT,
    registration_id INT REFERENCES registration (id) ON DELETE SET NULL,
    reminded_at INT,
    UNIQUE (event_id, address)
);
CREATE INDEX invitation_order ON invitation (event_id, sort_key, id);
CREATE INDEX invitation_registration ON invitation (registration_id);
