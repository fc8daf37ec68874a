-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A registration whose person was forgotten: what counts is kept (modality, state, ecosystem, region, who came), nothing
-- of the person. Its token and ticket open nothing any more.

ALTER TABLE registration ADD COLUMN erased_at INT;
CREATE INDEX registration_kept ON registration (event_id, id) WHERE erased_at IS NULL;
