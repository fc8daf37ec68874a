-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A supporter has a logo and a site of its own. One that an organiser took in hand stays when a programme is imported again.

ALTER TABLE event_supporter ADD COLUMN logo_id INT REFERENCES file (id);
ALTER TABLE event_supporter ADD COLUMN address TEXT;
ALTER TABLE event_supporter ADD COLUMN kept INT NOT NULL DEFAULT 0 CHECK (kept IN (0, 1));
CREATE INDEX event_supporter_logo ON event_supporter (logo_id);
