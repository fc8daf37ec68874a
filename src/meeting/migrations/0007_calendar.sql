-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What people's calendars were told. `calendar_shift` is added to each session's SEQUENCE in what goes to one person: it rises when
-- their entries are cancelled (odd) and when they come back (even), so that each word of ours is later than the one before.

ALTER TABLE registration ADD COLUMN calendar_shift INT NOT NULL DEFAULT 0;
UPDATE registration SET calendar_shift = 1 WHERE state = 'cancelled';
CREATE INDEX registration_of_person ON registration (event_id, person);
-- Up to when the changes of the programme were told to who is registered.
ALTER TABLE event ADD COLUMN programme_told_at INT;
UPDATE event SET programme_told_at = (SELECT MAX(changed_at) FROM session WHERE session.event_id = event.id);

-- Sessions taken out of a programme, for the calendars that hold them.
CREATE TABLE session_removed (
    id ID,
    event_id INT NOT NULL REFERENCES event (id) ON DELETE CASCADE,
    guid TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    starts_at INT NOT NULL,
    ends_at INT,
    revision INT NOT NULL,
    removed_at INT NOT NULL
);
CREATE INDEX session_removed_event ON session_removed (event_id, removed_at);
