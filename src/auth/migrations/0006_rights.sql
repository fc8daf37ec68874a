-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What an organiser organises: the parts of the network, a word each. Those who were organisers before there were parts keep all.

CREATE TABLE account_part (
    account_id INT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    part TEXT NOT NULL,
    PRIMARY KEY (account_id, part)
);

INSERT INTO account_part (account_id, part) SELECT id, 'meetings' FROM account WHERE role = 'organiser';
INSERT INTO account_part (account_id, part) SELECT id, 'toolbox' FROM account WHERE role = 'organiser';
INSERT INTO account_part (account_id, part) SELECT id, 'practices' FROM account WHERE role = 'organiser';
INSERT INTO account_part (account_id, part) SELECT id, 'observatory' FROM account WHERE role = 'organiser';
INSERT INTO account_part (account_id, part) SELECT id, 'members' FROM account WHERE role = 'organiser';
