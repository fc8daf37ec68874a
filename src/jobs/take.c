/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A job from the moment that it is taken to what became of it. */
#include "jobs/take.h"

#include "base/log.h"
#include "jobs/schedule.h"
#include "jobs/statements.h"
#include "view/tr.h"

#include <stdio.h>
#include <time.h>

#define RECORD_TRIES 100
#define RECORD_MS 50

enum err job_is_due(struct db *db, struct arena *a, int64_t now, bool *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_job_due, PARAMS(v_int(now)), &r);
    *out = e == OK && r.n > 0;
    return e;
}

struct taking {
    struct arena *a;
    const char *lease;
    int64_t now;
    struct job_row *out;
};

static enum err take(struct db *db, void *arg)
{
    const struct taking *t = arg;
    struct rows r;
    enum err e = db_query(db, t->a, &sql_job_take, PARAMS(v_int(t->now), v_text(t->lease)), &r);
    if (e == OK && !r.n)
        return ERR_NOT_FOUND;
    if (e == OK)
        *t->out = job_row_of(&r, 0);
    return e;
}

enum err job_take(struct store *s, struct arena *a, const char *lease, int64_t now,
                  struct job_row *out)
{
    struct taking t = {a, lease, now, out};
    return store_write(s, take, &t);
}

/* ---- a step ----------------------------------------------------------------------------- */

int64_t job_now(const struct job_run *run)
{
    return run->hand->now(run->hand->now_ctx);
}

bool job_pause(struct job_run *run, unsigned ms)
{
    return !run->hand->stops(run->hand->stops_ctx, ms);
}

enum err job_fail(struct job_run *run, enum err e, const char *failure, const char *said)
{
    run->failure = failure;
    run->said = said ? arena_strdup(run->a, said) : NULL;
    return e;
}

struct step {
    struct job_run *run;
    store_write_fn fn;
    void *arg;
    struct job_progress *p;
    int64_t now;
    bool lost;
};

/* Whether it is further than after the step before: only then are errors and takes forgotten. */
static bool got_on(const struct job_row *before, const struct job_progress *p)
{
    return p->done > before->done ||
           strcmp(p->memo ? p->memo : "", before->memo ? before->memo : "") != 0;
}

static enum err keep_progress(struct db *db, const struct step *s, int64_t *changed)
{
    const struct job_progress *p = s->p;
    struct value id = v_int(s->run->job.id), lease = v_text(s->run->hand->lease);
    if (p->ended)
        return db_exec(db, &sql_job_end,
                       PARAMS(id, lease, v_int(s->now), v_int(p->done), v_int(p->total),
                              v_text(p->result), v_text(p->result_file)),
                       changed);
    return db_exec(db, &sql_job_step,
                   PARAMS(id, lease, v_int(p->done), v_int(p->total), v_text(p->sentence),
                          v_text(p->memo), v_int(got_on(&s->run->job, p))),
                   changed);
}

static enum err write_step(struct db *db, void *arg)
{
    struct step *s = arg;
    int64_t changed = 0;
    enum err e = s->fn ? s->fn(db, s->arg) : OK;
    if (e == OK)
        e = keep_progress(db, s, &changed);
    s->lost = e == OK && !changed;
    return s->lost ? ERR_GONE : e; /* whoever lost the lease writes nothing */
}

enum err job_step(struct job_run *run, store_write_fn fn, void *arg, struct job_progress *p)
{
    struct step s = {.run = run, .fn = fn, .arg = arg, .p = p, .now = job_now(run)};
    struct job_hand *hand = run->hand;
    if (p->memo && strlen(p->memo) > JOB_MEMO_MAX)
        die("job: the memo of %s is too long", run->job.kind);
    enum err e = store_write(run->store, write_step, &s);
    hand->lost = hand->lost || s.lost;
    if (e != OK)
        return e;
    hand->ended = p->ended;
    if (got_on(&run->job, p))
        run->job.takes = run->job.attempts = 0;
    run->job.done = p->done;
    run->job.total = p->total;
    run->job.memo = arena_strdup(run->a, p->memo);
    return !p->ended && hand->stops(hand->stops_ctx, 0) ? ERR_GONE : OK;
}

/* ---- what became of it ------------------------------------------------------------------ */

struct verdict {
    const struct stmt *stmt;
    int64_t id, at;
    const char *lease, *failure, *said;
    int64_t errors; /* 1: the try ended in one; 0: in no end at all */
};

static enum err record(struct db *db, void *arg)
{
    const struct verdict *v = arg;
    struct value id = v_int(v->id), lease = v_text(v->lease);
    if (v->stmt == &sql_job_put_back)
        return db_exec(db, v->stmt, PARAMS(id, lease), NULL);
    struct value at = v_int(v->at), failure = v_text(v->failure), said = v_text(v->said);
    if (v->stmt == &sql_job_later)
        return db_exec(db, v->stmt, PARAMS(id, lease, at, failure, said), NULL);
    return db_exec(db, v->stmt, PARAMS(id, lease, at, failure, said, v_int(v->errors)), NULL);
}

/* What is not recorded, others do again once the lease no longer beats: so it is tried for a while.
 */
static void write_down(struct job_run *run, struct verdict *v)
{
    const struct timespec nap = {0, RECORD_MS * 1000000L};
    enum err e = ERR_BUSY;
    v->id = run->job.id;
    v->lease = run->hand->lease;
    for (int i = 0; e != OK && i < RECORD_TRIES; i++) {
        e = store_write(run->store, record, v);
        if (e != OK)
            nanosleep(&nap, NULL);
    }
    if (e != OK)
        log_line("event=job-not-recorded id=%lld error=%s", (long long)v->id, err_name(e));
}

static const char *words_of(enum err e)
{
    switch (e) {
    case ERR_BUSY:
        return TR("Le site avait trop à faire.");
    case ERR_IO:
        return TR("Le disque n’a pas pu être lu ou écrit.");
    case ERR_NOT_FOUND:
    case ERR_GONE:
        return TR("Ce dont il s’agit n’est plus dans la base.");
    case ERR_INVALID:
    case ERR_CONFLICT:
        return TR("Ce qui est demandé ne peut pas être fait.");
    default:
        return TR("Le programme a rencontré une erreur.");
    }
}

static const char *cut(struct arena *a, const char *said)
{
    size_t n = said ? strnlen(said, JOB_FAILURE_MAX) : 0;
    while (said && said[n] && n && ((unsigned char)said[n] & 0xC0) == 0x80)
        n--; /* not within a letter */
    return said ? arena_strndup(a, said, n) : NULL;
}

static void fails(struct job_run *run, enum err e, int64_t tries, uint32_t dice)
{
    int64_t errors = run->job.attempts + 1;
    bool over = errors >= tries;
    struct verdict v = {
        .stmt = over ? &sql_job_failed : &sql_job_later,
        .at = job_now(run) + (over ? 0 : schedule_delay(errors, dice)),
        .failure = run->failure ? run->failure : words_of(e),
        .said = cut(run->a, run->said),
        .errors = 1,
    };
    log_line("event=job-%s kind=%s id=%lld error=%s said=\"%s\"", over ? "failed" : "later",
             run->job.kind, (long long)run->job.id, err_name(e), v.said ? v.said : "");
    write_down(run, &v);
}

static void give_up(struct job_run *run, const char *why)
{
    struct verdict v = {.stmt = &sql_job_failed, .at = job_now(run), .failure = why};
    log_line("event=job-failed kind=%s id=%lld reason=given-up", run->job.kind,
             (long long)run->job.id);
    write_down(run, &v);
}

static void put_back(struct job_run *run)
{
    struct verdict v = {.stmt = &sql_job_put_back};
    write_down(run, &v);
}

static enum err end(struct job_run *run)
{
    struct job_progress p = {.done = run->job.done, .total = run->job.total, .ended = true};
    return job_step(run, NULL, NULL, &p);
}

void job_do(struct job_run *run, uint32_t dice)
{
    const struct job_kind *kind = job_kind_of(run->house, run->job.kind);
    if (!kind) {
        give_up(run, TR("Cette version du programme ne connaît pas cette tâche."));
        return;
    }
    if (run->job.takes > JOB_TAKES_MOST) {
        give_up(run, TR("Le programme s’est arrêté chaque fois qu’il l’a entreprise."));
        return;
    }
    enum err e = kind->run(run);
    if (e == OK && !run->hand->ended)
        e = end(run);
    if (run->hand->lost)
        log_line("event=job-lost kind=%s id=%lld", run->job.kind, (long long)run->job.id);
    else if (e == ERR_GONE && run->hand->stops(run->hand->stops_ctx, 0))
        put_back(run);
    else if (e != OK && !run->hand->ended)
        fails(run, e, kind->tries, dice);
}

/* ---- leases ----------------------------------------------------------------------------- */

static enum err release(struct db *db, void *arg)
{
    (void)arg;
    return db_exec(db, &sql_job_release, NO_PARAMS, NULL);
}

enum err jobs_release(struct store *s)
{
    return store_write(s, release, NULL);
}

static enum err beat(struct db *db, void *arg)
{
    const char *lease = arg;
    return db_exec(db, &sql_job_beat, PARAMS(v_text(lease)), NULL);
}

enum err job_beat(struct store *s, const char *lease)
{
    char copy[LEASE_SIZE];
    snprintf(copy, sizeof copy, "%s", lease);
    return store_write(s, beat, copy);
}

enum err job_leases(struct db *db, struct arena *a, struct lease out[LEASES_MOST], size_t *n)
{
    struct rows r;
    *n = 0;
    enum err e = db_query(db, a, &sql_job_leases, NO_PARAMS, &r);
    for (size_t i = 0; e == OK && i < r.n && *n < LEASES_MOST; i++) {
        struct lease *l = &out[(*n)++];
        l->id = row_int(&r, i, 0);
        l->beat = row_int(&r, i, 2);
        snprintf(l->name, sizeof l->name, "%s", row_text(&r, i, 1));
    }
    return e;
}

static enum err reclaim(struct db *db, void *arg)
{
    const struct lease *l = arg;
    return db_exec(db, &sql_job_lost, PARAMS(v_int(l->id), v_text(l->name), v_int(l->beat)), NULL);
}

enum err job_reclaim(struct store *s, const struct lease *l)
{
    struct lease copy = *l;
    return store_write(s, reclaim, &copy);
}
