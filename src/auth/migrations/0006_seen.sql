-- SPDX-License-Identifier: AGPL-3.0-or-later
-- When an account was last signed in to, and when it was told that it will be erased if nobody comes back.

ALTER TABLE account ADD COLUMN seen_at INT;
ALTER TABLE account ADD COLUMN warned_at INT;
UPDATE account SET seen_at = (SELECT MAX(last_seen_at) FROM auth_session WHERE account_id = account.id);
