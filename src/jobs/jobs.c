/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The table of jobs: queueing, reading, what an organiser does to one. */
#include "jobs/statements.h"
#include "jobs/take.h"

static const char *const states[] = {
    [JOB_WAITING] = "waiting", [JOB_RUNNING] = "running", [JOB_DONE] = "done",
    [JOB_FAILED] = "failed",   [JOB_DROPPED] = "dropped",
};

static enum job_state state_of(const char *word)
{
    for (size_t i = 0; i < ARRAY_LEN(states); i++)
        if (strcmp(states[i], word) == 0)
            return (enum job_state)i;
    die("job: state %s is none", word); /* the table's CHECK excludes it */
}

enum err job_queue(struct db *db, const char *kind, const char *once, const char *details,
                   int64_t now)
{
    if (details && strlen(details) > JOB_DETAILS_MAX)
        die("job: the details of %s are too long", kind);
    return db_exec(db, &sql_job_queue,
                   PARAMS(v_text(kind), v_text(once), v_text(details), v_int(now)), NULL);
}

const struct job_kind *job_kind_of(const struct jobs_house *house, const char *name)
{
    for (size_t i = 0; i < house->n_kinds; i++)
        if (strcmp(house->kinds[i]->name, name) == 0)
            return house->kinds[i];
    return NULL;
}

/* ---- reading ---------------------------------------------------------------------------- */

struct job_row job_row_of(const struct rows *r, size_t i)
{
    return (struct job_row){
        .id = row_int(r, i, 0),
        .kind = row_text(r, i, 1),
        .details = row_text(r, i, 2),
        .state = state_of(row_text(r, i, 3)),
        .created_at = row_int(r, i, 4),
        .due_at = row_int(r, i, 5),
        .started_at = row_int(r, i, 6),
        .ended_at = row_int(r, i, 7),
        .attempts = row_int(r, i, 8),
        .takes = row_int(r, i, 9),
        .done = row_int(r, i, 10),
        .total = row_int(r, i, 11),
        .sentence = row_text(r, i, 12),
        .memo = row_text(r, i, 13),
        .failure = row_text(r, i, 14),
        .said = row_text(r, i, 15),
        .result = row_text(r, i, 16),
        .result_file = row_text(r, i, 17),
    };
}

static enum err rows_of(struct db *db, struct arena *a, const struct stmt *stmt,
                        struct params params, const struct job_row **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, stmt, params, &r);
    if (e != OK)
        return e;
    struct job_row *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = job_row_of(&r, i);
    *out = list;
    *n = r.n;
    return OK;
}

enum err jobs_open(struct db *db, struct arena *a, const struct job_row **out, size_t *n)
{
    return rows_of(db, a, &sql_jobs_open, PARAMS(v_int(JOBS_SHOWN)), out, n);
}

enum err jobs_failed(struct db *db, struct arena *a, const struct job_row **out, size_t *n)
{
    return rows_of(db, a, &sql_jobs_failed, PARAMS(v_int(JOBS_SHOWN)), out, n);
}

enum err jobs_ended(struct db *db, struct arena *a, int64_t most, const struct job_row **out,
                    size_t *n)
{
    return rows_of(db, a, &sql_jobs_ended, PARAMS(v_int(most)), out, n);
}

enum err jobs_last(struct db *db, struct arena *a, const struct job_row **out, size_t *n)
{
    return rows_of(db, a, &sql_jobs_last, NO_PARAMS, out, n);
}

enum err jobs_count_failed(struct db *db, struct arena *a, int64_t *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_jobs_count_failed, NO_PARAMS, &r);
    *out = e == OK ? row_int(&r, 0, 0) : 0;
    return e;
}

enum err job_recurrences(struct db *db, struct arena *a, const struct job_recurrence **out,
                         size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_recurrences, NO_PARAMS, &r);
    if (e != OK)
        return e;
    struct job_recurrence *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct job_recurrence){
            .kind = row_text(&r, i, 0),
            .next_at = row_int(&r, i, 1),
            .served = !row_null(&r, i, 2),
            .served_at = row_int(&r, i, 2),
        };
    *out = list;
    *n = r.n;
    return OK;
}

/* ---- what the organiser does ------------------------------------------------------------ */

struct gesture {
    const struct stmt *stmt;
    int64_t id, now;
};

static enum err make_gesture(struct db *db, void *arg)
{
    const struct gesture *g = arg;
    int64_t changed = 0;
    enum err e = db_exec(db, g->stmt, PARAMS(v_int(g->id), v_int(g->now)), &changed);
    return e == OK && !changed ? ERR_CONFLICT : e;
}

enum err job_again(struct store *s, int64_t id, int64_t now)
{
    struct gesture g = {&sql_job_again, id, now};
    return store_write(s, make_gesture, &g);
}

enum err job_drop(struct store *s, int64_t id, int64_t now)
{
    struct gesture g = {&sql_job_drop, id, now};
    return store_write(s, make_gesture, &g);
}
