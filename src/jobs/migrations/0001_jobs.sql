-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Work that is done apart from requests. A lease names the take of one worker; while that works its `beat` rises. Nothing of a
-- lease is a time: others watch the beat by their own clock. Times are UTC seconds.

CREATE TABLE job (
    id ID,
    kind TEXT NOT NULL,
    once TEXT, -- of those that wait or run, a kind has one of each; NULL: as many as are asked for
    details TEXT, -- a JSON object
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'dropped')),
    created_at INT NOT NULL,
    due_at INT NOT NULL,
    attempts INT NOT NULL DEFAULT 0, -- that ended in an error
    takes INT NOT NULL DEFAULT 0, -- since its latest step: a process that it kills takes it again and again
    lease TEXT,
    beat INT NOT NULL DEFAULT 0,
    started_at INT,
    ended_at INT,
    done INT NOT NULL DEFAULT 0,
    total INT NOT NULL DEFAULT 0, -- 0: not known
    sentence TEXT,
    memo TEXT, -- where its next step begins
    failure TEXT, -- why the latest try failed
    said TEXT, -- the same in the system's words
    result TEXT,
    result_file TEXT,
    CHECK ((state = 'running') = (lease IS NOT NULL)),
    CHECK ((state IN ('waiting', 'running')) = (ended_at IS NULL))
);
CREATE UNIQUE INDEX job_once ON job (kind, once) WHERE state IN ('waiting', 'running');
CREATE INDEX job_waiting ON job (due_at, id) WHERE state = 'waiting';
CREATE INDEX job_running ON job (id) WHERE state = 'running';
CREATE INDEX job_ended ON job (ended_at);
CREATE INDEX job_kind ON job (kind, id);

-- When a kind that comes again is next due, and the moment that it was last queued for.
CREATE TABLE job_recurrence (
    kind TEXT PRIMARY KEY,
    next_at INT NOT NULL,
    served_at INT
);
