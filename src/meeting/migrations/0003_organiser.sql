-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What the organiser's list needs. `area`: the region or overseas collectivity of the territory, the country abroad; a code
-- of the reference data, kept here so that the database can count and filter by it. NULL: unknown.

ALTER TABLE registration ADD COLUMN area TEXT;
CREATE INDEX registration_counts ON registration (event_id, state, modality, ecosystem, area, checked_in_at);
CREATE INDEX registration_arrival ON registration (event_id, id);
