/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every SQL statement of the service. */
#include "jobs/statements.h"

#include "jobs/migrations.h"

#define COLUMNS                                                                                    \
    "id, kind, details, state, created_at, due_at, started_at, ended_at, attempts, takes, done,"   \
    " total, sentence, memo, failure, said, result, result_file"
#define LETTERS "itTtiiIIiiiiTTTTTT"

/* ---- queue and leases ------------------------------------------------------------------- */

const struct stmt sql_job_queue = {
    "INSERT INTO job (kind, once, details, state, created_at, due_at)"
    " VALUES ($1, $2, $3, 'waiting', $4, $4) ON CONFLICT DO NOTHING",
    "tTTi", ""};

/* Also what is due further ahead than any delay of ours: the clock was set back since. */
#define IS_DUE " state = 'waiting' AND (due_at <= $1 OR due_at > $1 + 110000)"
const struct stmt sql_job_due = {"SELECT id FROM job WHERE" IS_DUE " LIMIT 1", "i", "i"};
/* Of two nodes that want the same one, PostgreSQL lets the second wait and then find it running. */
const struct stmt sql_job_take = {"UPDATE job SET state = 'running', lease = $2, takes = takes + 1,"
                                  " started_at = COALESCE(started_at, $1)"
                                  " WHERE id = (SELECT id FROM job WHERE" IS_DUE
                                  " ORDER BY due_at, id LIMIT 1)"
                                  " AND state = 'waiting' RETURNING " COLUMNS,
                                  "it", LETTERS};

#define IS_MINE " WHERE id = $1 AND lease = $2"
/* $7: 1 when it got on since the step before; what only says something is no progress. */
const struct stmt sql_job_step = {
    "UPDATE job SET done = $3, total = $4, sentence = $5, memo = $6, beat = beat + 1,"
    " takes = CASE WHEN $7 = 1 THEN 0 ELSE takes END,"
    " attempts = CASE WHEN $7 = 1 THEN 0 ELSE attempts END" IS_MINE,
    "itiiTTi", ""};
const struct stmt sql_job_end = {
    "UPDATE job SET state = 'done', lease = NULL, ended_at = $3, done = $4, total = $5,"
    " result = $6, result_file = $7, sentence = NULL, memo = NULL, failure = NULL, said = "
    "NULL" IS_MINE,
    "itiiiTT", ""};
const struct stmt sql_job_later = {
    "UPDATE job SET state = 'waiting', lease = NULL, takes = 0, attempts = attempts + 1,"
    " due_at = $3, failure = $4, said = $5" IS_MINE,
    "itiTT", ""};
const struct stmt sql_job_failed = {
    "UPDATE job SET state = 'failed', lease = NULL, attempts = attempts + $6, ended_at = $3,"
    " failure = $4, said = $5" IS_MINE,
    "itiTTi", ""};
const struct stmt sql_job_put_back = {
    "UPDATE job SET state = 'waiting', lease = NULL,"
    " takes = CASE WHEN takes > 0 THEN takes - 1 ELSE 0 END" IS_MINE,
    "it", ""};
const struct stmt sql_job_beat = {"UPDATE job SET beat = beat + 1 WHERE lease = $1", "t", ""};
const struct stmt sql_job_leases = {
    "SELECT id, lease, beat FROM job WHERE state = 'running' ORDER BY id LIMIT 100", "", "iti"};
const struct stmt sql_job_lost = {
    "UPDATE job SET state = 'waiting', lease = NULL" IS_MINE " AND beat = $3", "iti", ""};
const struct stmt sql_job_release = {
    "UPDATE job SET state = 'waiting', lease = NULL WHERE state = 'running'", "", ""};

/* ---- what the organiser sees and does --------------------------------------------------- */

const struct stmt sql_jobs_open = {"SELECT " COLUMNS
                                   " FROM job WHERE state IN ('waiting', 'running')"
                                   " ORDER BY state, due_at, id LIMIT $1",
                                   "i", LETTERS};
const struct stmt sql_jobs_failed = {
    "SELECT " COLUMNS " FROM job WHERE state = 'failed' ORDER BY ended_at DESC, id DESC LIMIT $1",
    "i", LETTERS};
const struct stmt sql_jobs_ended = {"SELECT " COLUMNS " FROM job WHERE state IN ('done', 'dropped')"
                                    " ORDER BY ended_at DESC, id DESC LIMIT $1",
                                    "i", LETTERS};
const struct stmt sql_jobs_last = {
    "SELECT " COLUMNS " FROM job WHERE id IN"
    " (SELECT MAX(id) FROM job WHERE ended_at IS NOT NULL GROUP BY kind) ORDER BY kind LIMIT 200",
    "", LETTERS};
const struct stmt sql_jobs_count_failed = {"SELECT COUNT(*) FROM job WHERE state = 'failed'", "",
                                           "i"};
const struct stmt sql_job_again = {
    "UPDATE job SET state = 'waiting', attempts = 0, takes = 0, due_at = $2, ended_at = NULL"
    " WHERE id = $1 AND state = 'failed' AND NOT EXISTS (SELECT 1 FROM job AS other"
    " WHERE other.kind = job.kind AND other.once = job.once"
    " AND other.state IN ('waiting', 'running'))",
    "ii", ""};
const struct stmt sql_job_drop = {"UPDATE job SET state = 'dropped', lease = NULL, ended_at = $2"
                                  " WHERE id = $1 AND state IN ('waiting', 'running', 'failed')",
                                  "ii", ""};

/* ---- what comes again ------------------------------------------------------------------- */

const struct stmt sql_recurrences = {
    "SELECT kind, next_at, served_at FROM job_recurrence ORDER BY kind LIMIT 200", "", "tiI"};
const struct stmt sql_recurrence_add = {
    "INSERT INTO job_recurrence (kind, next_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", "ti", ""};
/* $2: the moment that stood there, so that of two nodes one does it. */
const struct stmt sql_recurrence_set = {
    "UPDATE job_recurrence SET next_at = $3 WHERE kind = $1 AND next_at = $2", "tii", ""};
const struct stmt sql_recurrence_serve = {
    "UPDATE job_recurrence SET next_at = $3, served_at = $4 WHERE kind = $1 AND next_at = $2",
    "tiii", ""};

/* ---- retention -------------------------------------------------------------------------- */

#define OLD " state IN ('done', 'dropped') AND ended_at <= $1"
const struct stmt sql_jobs_old = {"SELECT COUNT(*), MIN(ended_at) FROM job WHERE" OLD, "i", "iI"};
const struct stmt sql_jobs_old_erase = {"DELETE FROM job WHERE id IN (SELECT id FROM job WHERE" OLD
                                        " ORDER BY ended_at, id LIMIT $2)",
                                        "ii", ""};

const struct stmt sql_retention_all = {
    "SELECT rule, delay, ran_at, erased FROM retention ORDER BY rule LIMIT 200", "", "tIII"};
const struct stmt sql_retention_delay = {"INSERT INTO retention (rule, delay) VALUES ($1, $2)"
                                         " ON CONFLICT (rule) DO UPDATE SET delay = excluded.delay",
                                         "tI", ""};
const struct stmt sql_retention_ran = {
    "INSERT INTO retention (rule, ran_at, erased) VALUES ($1, $2, $3)"
    " ON CONFLICT (rule) DO UPDATE SET ran_at = excluded.ran_at, erased = excluded.erased",
    "tiI", ""};

static const struct stmt *const statements[] = {
    &sql_job_queue,         &sql_job_due,       &sql_job_take,       &sql_job_step,
    &sql_job_end,           &sql_job_later,     &sql_job_failed,     &sql_job_put_back,
    &sql_job_beat,          &sql_job_leases,    &sql_job_lost,       &sql_job_release,
    &sql_job_again,         &sql_job_drop,      &sql_jobs_open,      &sql_jobs_failed,
    &sql_jobs_ended,        &sql_jobs_last,     &sql_recurrences,    &sql_recurrence_add,
    &sql_recurrence_set,    &sql_jobs_old,      &sql_jobs_old_erase, &sql_recurrence_serve,
    &sql_jobs_count_failed, &sql_retention_all, &sql_retention_ran,  &sql_retention_delay,
};

static const struct store_column columns[] = {
    COLUMN_PLAIN("job", "kind", "the name of a kind"),
    COLUMN_PLAIN("job", "once", "the name of what is done once"),
    COLUMN_PLAIN("job", "details", "numbers and names of files"),
    COLUMN_PLAIN("job", "state", "one of five words"),
    COLUMN_PLAIN("job", "lease", "random, of a runner"),
    COLUMN_PLAIN("job", "sentence", "a sentence of the program"),
    COLUMN_PLAIN("job", "memo", "where the next step begins"),
    COLUMN_PLAIN("job", "failure", "a sentence of the program"),
    COLUMN_PLAIN("job", "said", "the system's words on its own files"),
    COLUMN_PLAIN("job", "result", "a sentence of the program"),
    COLUMN_PLAIN("job", "result_file", "the name of a file"),
    COLUMN_PLAIN("job_recurrence", "kind", "the name of a kind"),
    COLUMN_PLAIN("retention", "rule", "the name of a rule"),
};

const struct store_schema jobs_schema = {
    .migrations = jobs_migrations,
    .n_migrations = ARRAY_LEN(jobs_migrations),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
    .columns = columns,
    .n_columns = ARRAY_LEN(columns),
};
