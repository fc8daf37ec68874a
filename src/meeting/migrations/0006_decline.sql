-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who was invited may say that they will not come.

ALTER TABLE invitation ADD COLUMN declined_at INT;
