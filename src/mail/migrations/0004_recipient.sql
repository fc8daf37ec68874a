-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A last message to somebody of whom nothing else is kept: its address stands here until it has left.

ALTER TABLE outbox_message ADD COLUMN recipient TEXT;
CREATE INDEX outbox_farewells ON outbox_message (created_at) WHERE recipient IS NOT NULL;
