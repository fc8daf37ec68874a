-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Messages of one sending to many: its number, which the module that writes it gives. Its words stand there once.

ALTER TABLE outbox_message ADD COLUMN sending INT;
CREATE INDEX outbox_sending ON outbox_message (sending, id, sent_at, failed_at) WHERE sending IS NOT NULL;
