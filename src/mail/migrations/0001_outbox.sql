-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What is to be said to people, written in the transaction that makes it true. A row names a template and what it is about; the
-- message is rendered when it is read or sent, so that no copy of a person's data waits here.

CREATE TABLE outbox_message (
    id ID,
    kind TEXT NOT NULL,
    about INT NOT NULL,
    details TEXT,
    created_at INT NOT NULL,
    sent_at INT
);
CREATE INDEX outbox_about ON outbox_message (kind, about);
