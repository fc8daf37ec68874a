-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What became of a message. It waits until `due_at` (and `not_before`, of a sending that was planned); whoever sends it holds
-- a lease meanwhile. It ends sent, or failed, with the reason.

ALTER TABLE outbox_message ADD COLUMN due_at INT;
ALTER TABLE outbox_message ADD COLUMN not_before INT;
ALTER TABLE outbox_message ADD COLUMN attempts INT NOT NULL DEFAULT 0;
ALTER TABLE outbox_message ADD COLUMN lease TEXT;
ALTER TABLE outbox_message ADD COLUMN lease_until INT;
ALTER TABLE outbox_message ADD COLUMN failed_at INT;
ALTER TABLE outbox_message ADD COLUMN failure TEXT;
UPDATE outbox_message SET due_at = created_at;
CREATE INDEX outbox_waiting ON outbox_message (due_at, id) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE INDEX outbox_failed ON outbox_message (failed_at) WHERE failed_at IS NOT NULL;
