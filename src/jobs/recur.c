/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What comes by itself: each look queues what is due, on whichever node looks first. */
#include "base/log.h"
#include "jobs/schedule.h"
#include "jobs/statements.h"
#include "jobs/take.h"

#define ONCE "" /* of what comes by itself, one at a time */

struct look {
    const struct job_kind *kind;
    const struct job_recurrence *row; /* NULL: none yet */
    struct schedule_word word;
    int64_t now;
    bool queued;
};

/* The moment that stood in the row is compared: of two nodes that look at once, one writes. */
static enum err move_on(struct db *db, void *arg)
{
    struct look *l = arg;
    int64_t changed = 0;
    struct value kind = v_text(l->kind->name), next = v_int(l->word.next);
    l->queued = false;
    if (!l->row)
        return db_exec(db, &sql_recurrence_add, PARAMS(kind, next), NULL);
    struct value stood = v_int(l->row->next_at);
    if (l->word.act == SCHEDULE_SET)
        return db_exec(db, &sql_recurrence_set, PARAMS(kind, stood, next), NULL);
    enum err e = db_exec(db, &sql_recurrence_serve,
                         PARAMS(kind, stood, next, v_int(l->word.moment)), &changed);
    l->queued = e == OK && changed;
    return l->queued ? job_queue(db, l->kind->name, ONCE, NULL, l->now) : e;
}

static const struct job_recurrence *row_of(const struct job_recurrence *rows, size_t n,
                                           const char *kind)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].kind, kind) == 0)
            return &rows[i];
    return NULL;
}

/* Nothing to do is asked again after a while, and leaves no trace. */
static enum err is_needed(const struct jobs_house *house, struct look *l, struct db *db,
                          struct arena *a, bool *out)
{
    *out = true;
    if (l->word.act != SCHEDULE_RUN || !l->kind->needed)
        return OK;
    enum err e = db_begin_read(db);
    if (e == OK)
        e = l->kind->needed(house, db, a, l->now, out);
    db_end_read(db);
    return e;
}

static enum err look_at(const struct job_service *s, struct db *db, struct arena *a, struct look *l,
                        int64_t *ask_at, int64_t monotonic_ms)
{
    bool needed;
    if (l->word.act == SCHEDULE_WAIT || *ask_at > monotonic_ms)
        return OK;
    enum err e = is_needed(s->house, l, db, a, &needed);
    if (e == OK && needed)
        e = store_write(s->store, move_on, l);
    else
        *ask_at =
            monotonic_ms + (l->kind->rhythm == JOB_EVERY ? l->kind->period : (int64_t)60) * 1000;
    if (e == OK && l->queued)
        log_line("event=job-due kind=%s moment=%lld", l->kind->name, (long long)l->word.moment);
    return e;
}

static enum err read_rows(struct db *db, struct arena *a, const struct job_recurrence **rows,
                          size_t *n)
{
    enum err e = db_begin_read(db);
    if (e == OK)
        e = job_recurrences(db, a, rows, n);
    db_end_read(db);
    return e;
}

enum err recur_look(const struct job_service *s, struct db *db, struct arena *a,
                    struct rhythm_memory *m, int64_t monotonic_ms)
{
    const struct job_recurrence *rows = NULL;
    const struct zone *z = zone_open(a, s->house->zone);
    size_t n = 0;
    enum err e = read_rows(db, a, &rows, &n), first = e;
    for (size_t i = 0; e == OK && i < s->house->n_kinds && i < RHYTHMS_MOST; i++) {
        struct look l = {.kind = s->house->kinds[i], .now = s->now(s->ctx)};
        if (l.kind->rhythm == JOB_WHEN_ASKED)
            continue;
        l.row = row_of(rows, n, l.kind->name);
        l.word = schedule_look(l.kind, z, l.row, l.now);
        enum err one = look_at(s, db, a, &l, &m->ask_at[i], monotonic_ms);
        first = first == OK ? one : first; /* one that fails keeps no other from its hour */
    }
    return first;
}
