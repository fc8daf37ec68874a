/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Work apart from requests: rows of a table, queued by rules in the transaction that makes them
 * true, done by a few threads while the site is served, by one node or several. A job goes in
 * steps: what a step writes and how far the job is then are one transaction, so that a process
 * killed at any point loses nothing and does nothing twice. A module brings the kinds it knows how
 * to do (struct job_kind, in its struct module).
 */
#ifndef MAILLAGE_JOBS_H
#define MAILLAGE_JOBS_H

#include "base/zone.h"
#include "store/store.h"

struct retention_rule;

extern const struct store_schema jobs_schema;

#define JOB_DETAILS_MAX 4096
#define JOB_MEMO_MAX 1024
#define JOB_FAILURE_MAX 240 /* bytes of a reason */

enum job_state { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_DROPPED };

struct job_row {
    int64_t id;
    const char *kind;
    const char *details; /* a JSON object; NULL */
    enum job_state state;
    int64_t created_at, due_at;
    int64_t started_at, ended_at; /* 0: not yet */
    int64_t attempts;             /* that ended in an error */
    int64_t takes;                /* since the latest step */
    int64_t done, total;          /* total 0: not known */
    const char *sentence;         /* what it does now, a translation key; NULL */
    const char *memo;             /* where the next step begins; NULL: at the beginning */
    const char *failure, *said;   /* why the latest try failed, a key; the system's words; NULL */
    const char *result;           /* a key, with {n} for done and {file}; NULL */
    const char *result_file;      /* a name, or a key; NULL */
};

/*
 * For rules: adds a job, due at once. `kind` is a constant. `once`: of those that wait or run, the
 * kind has one of each, and a second one is not added (OK all the same); NULL: as many as are asked
 * for. `details` is NULL or at most JOB_DETAILS_MAX.
 */
must_check enum err job_queue(struct db *db, const char *kind, const char *once,
                              const char *details, int64_t now);

/* ---- kinds ------------------------------------------------------------------------------ */

/* How often a kind comes by itself. */
enum job_rhythm {
    JOB_WHEN_ASKED,
    JOB_EVERY, /* `period` seconds after the last time */
    JOB_DAILY  /* at `minute` of the day in the site's zone; once on the nights that change it */
};

struct job_run;
struct jobs_house;

/*
 * A kind of job. `run` does it from where `memo` says to the end, by job_step; it is called again
 * from there after an error or a crash. Its error is tried again after a delay that grows, `tries`
 * times without a step between them (1: never again); then the job has failed and waits for an
 * organiser. `needed` (NULL: always) says, for one that comes by itself, whether there is anything
 * to do: a job for nothing leaves a row that nobody reads.
 */
struct job_kind {
    const char *name;  /* "meeting/offers" */
    const char *label; /* in French, a translation key: for the organiser's page */
    enum err (*run)(struct job_run *run);
    int64_t tries;
    enum job_rhythm rhythm;
    int64_t period;
    int minute;
    enum err (*needed)(const struct jobs_house *house, struct db *db, struct arena *a, int64_t now,
                       bool *out);
};

/* What jobs are done with. All of it outlives who does them. */
struct jobs_house {
    const struct job_kind *const *kinds;
    size_t n_kinds;
    const struct retention_rule *const *rules; /* see retention.h */
    size_t n_rules;
    const char *zone; /* the site's: hours of the day are there */
    bool mail;        /* messages leave: who must be warned first, can be */
    void *host;       /* the program's own, for `run` of the modules above */
};

/* NULL: no module brings it. */
const struct job_kind *job_kind_of(const struct jobs_house *house, const char *name);

/* ---- for a kind's `run` ----------------------------------------------------------------- */

struct job_run {
    const struct jobs_house *house;
    struct store *store;
    struct db *db;   /* a reader, without a snapshot */
    struct arena *a; /* of this run */
    struct job_row job;
    /* Of the error that `run` returns: a sentence (a translation key), the system's words; NULL */
    const char *failure, *said;
    struct job_hand *hand; /* private: who holds the lease */
};

int64_t job_now(const struct job_run *run);

/* How far it is, after a step. */
struct job_progress {
    int64_t done, total;
    const char *sentence;
    const char *memo;        /* at most JOB_MEMO_MAX */
    bool ended;              /* that was the last one, with this result: */
    const char *result;      /* see struct job_row */
    const char *result_file; /* NULL: none */
};

/*
 * A step: what `fn` writes (NULL: nothing), and `p`, which `fn` may set, in one transaction.
 * ERR_GONE: the job is no longer ours, or the program stops: `run` returns it at once.
 */
must_check enum err job_step(struct job_run *run, store_write_fn fn, void *arg,
                             struct job_progress *p);

/* Waits so that people come first; false, at once, when the program stops. */
bool job_pause(struct job_run *run, unsigned ms);

/* Returns `e` with its reason. `said` is copied. */
enum err job_fail(struct job_run *run, enum err e, const char *failure, const char *said);

/* ---- for the organiser ------------------------------------------------------------------ */

#define JOBS_SHOWN 100

/* Those that run, then those that wait, the longest due first. */
must_check enum err jobs_open(struct db *db, struct arena *a, const struct job_row **out,
                              size_t *n);
/* Those that failed for good, the latest first. */
must_check enum err jobs_failed(struct db *db, struct arena *a, const struct job_row **out,
                                size_t *n);
/* Those that ended well or were dropped, the latest first. */
must_check enum err jobs_ended(struct db *db, struct arena *a, int64_t most,
                               const struct job_row **out, size_t *n);
/* The last of each kind that ended. */
must_check enum err jobs_last(struct db *db, struct arena *a, const struct job_row **out,
                              size_t *n);
must_check enum err jobs_count_failed(struct db *db, struct arena *a, int64_t *out);

struct job_recurrence {
    const char *kind;
    int64_t next_at;
    bool served;
    int64_t served_at;
};
must_check enum err job_recurrences(struct db *db, struct arena *a,
                                    const struct job_recurrence **out, size_t *n);

/* One that failed is tried anew from where it was. ERR_CONFLICT: it has not failed (any more), or
 * another one does the same already. */
must_check enum err job_again(struct store *s, int64_t id, int64_t now);
/* One that waits, runs or failed is given up. ERR_CONFLICT: it is over. */
must_check enum err job_drop(struct store *s, int64_t id, int64_t now);

/* ---- doing them ------------------------------------------------------------------------- */

struct job_runner;

struct job_service {
    struct store *store;
    const struct jobs_house *house;
    int64_t (*now)(void *ctx);
    void *ctx;
    bool alone;       /* no other process has this database: what was running at start is not */
    unsigned workers; /* 0: two */
    /* How often it looks; how often a lease shows that it lives, and after how long without that
     * others take its job; 0: 500 ms, 10 s, 60 s. */
    unsigned look_ms, beat_ms, lease_ms;
};

must_check enum err jobs_start(const struct job_service *s, struct job_runner **out);
/* Waits for the steps that run; what is left of a job waits for the next start. NULL is fine. */
void jobs_stop(struct job_runner *r);

#endif
