/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The threads: workers that do jobs, and a keeper that shows that their leases live, takes back
 * those that do not, and queues what comes by itself. Whether a lease lives is told by its beat,
 * watched by a monotonic clock: a clock that is set gives nobody's job to another.
 */
#include "base/log.h"
#include "jobs/take.h"

#include <pthread.h>
#include <sodium.h>
#include <stdio.h>
#include <time.h>

#define WORKERS 2
#define WORKERS_MAX 8
#define LOOK_MS 500
#define BEAT_MS 10000
#define LEASE_MS 60000
#define LOOK_ANYWAY 10 /* looks: what a clock makes due changes no table */

struct worker_thread {
    struct job_runner *runner;
    pthread_t thread;
    struct db *db;
    struct arena a;
    uint64_t seen;     /* the table's version when it was last looked at */
    int64_t looked_at; /* monotonic ms */
    struct job_hand hand;
    bool busy; /* under the runner's lock: the lease is to be shown alive */
};

struct watched { /* a lease that somebody holds, and since when its beat is this one */
    struct lease lease;
    int64_t since;
};

struct job_runner {
    struct job_service s;
    char owner[17]; /* of our leases: another process has another */
    int table;      /* the table's number */
    pthread_mutex_t lock;
    pthread_cond_t stop;
    bool stopping;
    uint64_t takes; /* so far: no two have a lease of one name */
    struct worker_thread workers[WORKERS_MAX];
    unsigned n_workers;
    pthread_t keeper;
    struct watched watched[LEASES_MOST]; /* the keeper's alone, as all below */
    size_t n_watched;
    int64_t beat_at;
    struct rhythm_memory memory;
};

static int64_t monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* Waits; true when it is time to stop. */
static bool stops(void *ctx, unsigned ms)
{
    struct job_runner *r = ctx;
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += (long)(ms % 1000) * 1000000;
    until.tv_sec += ms / 1000 + until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&r->lock);
    int late = ms ? 0 : 1;
    while (!r->stopping && !late)
        late = pthread_cond_timedwait(&r->stop, &r->lock, &until);
    bool stopping = r->stopping;
    pthread_mutex_unlock(&r->lock);
    return stopping;
}

/* ---- a worker --------------------------------------------------------------------------- */

static void name_lease(struct worker_thread *w)
{
    struct job_runner *r = w->runner;
    pthread_mutex_lock(&r->lock);
    snprintf(w->hand.lease, sizeof w->hand.lease, "%s-%llu", r->owner,
             (unsigned long long)++r->takes);
    w->busy = true;
    pthread_mutex_unlock(&r->lock);
    w->hand.lost = w->hand.ended = false;
}

static void rest(struct worker_thread *w)
{
    pthread_mutex_lock(&w->runner->lock);
    w->busy = false;
    pthread_mutex_unlock(&w->runner->lock);
}

/* Whether it is worth trying to take one: a commit wrote the table, or time has passed. */
static bool may_be_due(struct worker_thread *w)
{
    const struct job_runner *r = w->runner;
    uint64_t version = store_versions(r->s.store)[r->table];
    if (version == w->seen && monotonic_ms() - w->looked_at < (int64_t)r->s.look_ms * LOOK_ANYWAY)
        return false;
    w->seen = version;
    w->looked_at = monotonic_ms();
    bool due = false;
    enum err e = db_begin_read(w->db);
    if (e == OK)
        e = job_is_due(w->db, &w->a, r->s.now(r->s.ctx), &due);
    db_end_read(w->db);
    return e == OK && due;
}

/* Returns whether there may be more. */
static bool work_once(struct worker_thread *w)
{
    const struct job_runner *r = w->runner;
    struct job_run run = {
        .house = r->s.house, .store = r->s.store, .db = w->db, .a = &w->a, .hand = &w->hand};
    arena_clear(&w->a);
    name_lease(w);
    enum err e = job_take(r->s.store, &w->a, w->hand.lease, r->s.now(r->s.ctx), &run.job);
    if (e == OK)
        job_do(&run, randombytes_random());
    else if (e != ERR_NOT_FOUND)
        log_line("event=job-not-taken error=%s", err_name(e));
    rest(w);
    return e == OK;
}

static void *worker_main(void *arg)
{
    struct worker_thread *w = arg;
    do {
        bool more = may_be_due(w);
        while (more && !stops(w->runner, 0))
            more = work_once(w);
        arena_clear(&w->a);
    } while (!stops(w->runner, w->runner->s.look_ms));
    arena_free(&w->a);
    return NULL;
}

/* ---- the keeper ------------------------------------------------------------------------- */

/* Copies the leases of those who work now. */
static size_t held_here(struct job_runner *r, char out[WORKERS_MAX][LEASE_SIZE])
{
    size_t n = 0;
    pthread_mutex_lock(&r->lock);
    for (unsigned i = 0; i < r->n_workers; i++)
        if (r->workers[i].busy)
            memcpy(out[n++], r->workers[i].hand.lease, LEASE_SIZE);
    pthread_mutex_unlock(&r->lock);
    return n;
}

static void show_alive(struct job_runner *r, char held[WORKERS_MAX][LEASE_SIZE], size_t n)
{
    if (monotonic_ms() < r->beat_at)
        return;
    r->beat_at = monotonic_ms() + r->s.beat_ms;
    for (size_t i = 0; i < n; i++)
        if (job_beat(r->s.store, held[i]) != OK)
            log_line("event=job-beat-not-written");
}

static bool is_held(char held[WORKERS_MAX][LEASE_SIZE], size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(held[i], name) == 0)
            return true;
    return false;
}

/* Since when the lease stands as it does: from what was watched so far. */
static int64_t unchanged_since(const struct job_runner *r, const struct lease *l)
{
    for (size_t i = 0; i < r->n_watched; i++) {
        const struct watched *w = &r->watched[i];
        if (w->lease.id == l->id && w->lease.beat == l->beat && strcmp(w->lease.name, l->name) == 0)
            return w->since;
    }
    return monotonic_ms();
}

static void watch_leases(struct job_runner *r, struct db *db, struct arena *a)
{
    char held[WORKERS_MAX][LEASE_SIZE];
    struct lease leases[LEASES_MOST];
    struct watched now[LEASES_MOST];
    size_t n = 0, n_now = 0, n_held = held_here(r, held);
    show_alive(r, held, n_held);
    enum err e = db_begin_read(db);
    if (e == OK)
        e = job_leases(db, a, leases, &n);
    db_end_read(db);
    for (size_t i = 0; e == OK && i < n; i++) {
        if (is_held(held, n_held, leases[i].name))
            continue;
        int64_t since = unchanged_since(r, &leases[i]);
        now[n_now++] = (struct watched){leases[i], since};
        if (monotonic_ms() - since < (int64_t)r->s.lease_ms)
            continue;
        log_line("event=job-reclaimed id=%lld", (long long)leases[i].id);
        if (job_reclaim(r->s.store, &leases[i]) != OK)
            log_line("event=job-not-reclaimed id=%lld", (long long)leases[i].id);
    }
    memcpy(r->watched, now, n_now * sizeof now[0]);
    r->n_watched = n_now;
}

static void *keeper_main(void *arg)
{
    struct job_runner *r = arg;
    struct arena a = ARENA_INIT;
    struct db *db;
    if (store_reader(r->s.store, &db) != OK)
        die("jobs: no connection to the database");
    do {
        enum err e = recur_look(&r->s, db, &a, &r->memory, monotonic_ms());
        if (e != OK)
            log_line("event=jobs-not-looked-at error=%s", err_name(e));
        watch_leases(r, db, &a);
        arena_clear(&a);
    } while (!stops(r, 2 * r->s.look_ms));
    store_reader_close(db);
    arena_free(&a);
    return NULL;
}

/* ---- start and stop --------------------------------------------------------------------- */

static void name_owner(char out[17])
{
    unsigned char bytes[8];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(out, 17, bytes, sizeof bytes);
}

static void begin_worker(struct job_runner *r)
{
    struct worker_thread *w = &r->workers[r->n_workers];
    *w = (struct worker_thread){
        .runner = r,
        .a = ARENA_INIT,
        .seen = UINT64_MAX,
        .hand = {.now = r->s.now, .now_ctx = r->s.ctx, .stops = stops, .stops_ctx = r},
    };
    if (store_reader(r->s.store, &w->db) != OK)
        die("jobs: no connection to the database");
    pthread_mutex_lock(&r->lock);
    r->n_workers++;
    pthread_mutex_unlock(&r->lock);
    if (pthread_create(&w->thread, NULL, worker_main, w) != 0)
        die("jobs: no thread");
}

static void begin(struct job_runner *r)
{
    pthread_condattr_t attr;
    pthread_mutex_init(&r->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&r->stop, &attr);
    pthread_condattr_destroy(&attr);
    for (unsigned i = 0; i < r->s.workers; i++)
        begin_worker(r);
    if (pthread_create(&r->keeper, NULL, keeper_main, r) != 0)
        die("jobs: no thread");
}

enum err jobs_start(const struct job_service *s, struct job_runner **out)
{
    enum err e = s->alone ? jobs_release(s->store) : OK;
    if (e != OK)
        return e;
    struct job_runner *r = xcalloc(1, sizeof *r);
    r->s = *s;
    r->s.workers = s->workers ? s->workers : WORKERS;
    r->s.look_ms = s->look_ms ? s->look_ms : LOOK_MS;
    r->s.beat_ms = s->beat_ms ? s->beat_ms : BEAT_MS;
    r->s.lease_ms = s->lease_ms ? s->lease_ms : LEASE_MS;
    if (r->s.workers > WORKERS_MAX || s->house->n_kinds > RHYTHMS_MOST)
        die("jobs: more than %d threads, or than %d kinds", WORKERS_MAX, RHYTHMS_MOST);
    r->table = store_table(s->store, "job");
    name_owner(r->owner);
    begin(r);
    *out = r;
    return OK;
}

void jobs_stop(struct job_runner *r)
{
    if (!r)
        return;
    pthread_mutex_lock(&r->lock);
    r->stopping = true;
    pthread_cond_broadcast(&r->stop);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->keeper, NULL);
    for (unsigned i = 0; i < r->n_workers; i++) {
        pthread_join(r->workers[i].thread, NULL);
        store_reader_close(r->workers[i].db);
    }
    pthread_cond_destroy(&r->stop);
    pthread_mutex_destroy(&r->lock);
    free(r);
}
