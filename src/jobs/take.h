/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a job is taken, and what becomes of it; private to this folder and its tests. */
#ifndef MAILLAGE_JOBS_TAKE_H
#define MAILLAGE_JOBS_TAKE_H

#include "jobs/jobs.h"

#define LEASE_SIZE 40
/* Takes without a step between them after which the job itself is thought to kill the program. */
#define JOB_TAKES_MOST 12

/* Who does a job. */
struct job_hand {
    char lease[LEASE_SIZE]; /* names one take of one worker; "": none */
    int64_t (*now)(void *ctx);
    void *now_ctx;
    bool (*stops)(void *ctx, unsigned ms); /* waits so long; whether it is time to stop */
    void *stops_ctx;
    bool lost, ended;
};

struct job_row job_row_of(const struct rows *r, size_t i);

/* Whether one is due. Never writes. */
must_check enum err job_is_due(struct db *db, struct arena *a, int64_t now, bool *out);
/* The longest due one; ERR_NOT_FOUND: there is none. */
must_check enum err job_take(struct store *s, struct arena *a, const char *lease, int64_t now,
                             struct job_row *out);
/* Does the job of `run` until it ends, fails or stops, and records what became of it. */
void job_do(struct job_run *run, uint32_t dice);

/* Each running job is no longer: its process is gone. */
must_check enum err jobs_release(struct store *s);
must_check enum err job_beat(struct store *s, const char *lease);

struct lease {
    int64_t id, beat;
    char name[LEASE_SIZE];
};
#define LEASES_MOST 100
must_check enum err job_leases(struct db *db, struct arena *a, struct lease out[LEASES_MOST],
                               size_t *n);
/* The lease did not beat: another may take its job. Nothing if it did after all. */
must_check enum err job_reclaim(struct store *s, const struct lease *l);

/* ---- what comes again ------------------------------------------------------------------- */

#define RHYTHMS_MOST 64

/* What a process remembers: when a kind for which there was nothing to do is asked again. */
struct rhythm_memory {
    int64_t ask_at[RHYTHMS_MOST]; /* monotonic ms, by the kind's place in the house */
};

/* Queues what is due. */
must_check enum err recur_look(const struct job_service *s, struct db *db, struct arena *a,
                               struct rhythm_memory *m, int64_t monotonic_ms);

#endif
