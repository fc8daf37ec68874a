/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Jobs of one step each: queued in one transaction, then taken, done and recorded by two workers,
 * each take and each end durable. `jobs FOLDER N` prints how many a second, and the processor time
 * of one in microseconds.
 */
#include "jobs/jobs.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int64_t now_of(void *ctx)
{
    (void)ctx;
    return 1625468400;
}

static enum err run(struct job_run *run)
{
    struct job_progress p = {.done = 1, .total = 1, .ended = true};
    return job_step(run, NULL, NULL, &p);
}

static const struct job_kind kind = {.name = "bench/one", .label = "Une", .run = run, .tries = 3};
static const struct job_kind *const kinds[] = {&kind};
static const struct jobs_house house = {.kinds = kinds, .n_kinds = 1, .zone = "Europe/Paris"};

static enum err queue(struct db *db, void *arg)
{
    const int64_t *n = arg;
    enum err e = OK;
    for (int64_t i = 0; e == OK && i < *n; i++)
        e = job_queue(db, kind.name, NULL, NULL, now_of(NULL));
    return e;
}

static void must(enum err e, const char *what)
{
    if (e != OK)
        die("jobs: %s: %s", what, err_name(e));
}

static size_t left(struct db *db, struct arena *a)
{
    const struct job_row *rows;
    size_t n;
    arena_clear(a);
    must(db_begin_read(db), "read");
    must(jobs_open(db, a, &rows, &n), "read");
    db_end_read(db);
    return n;
}

int main(int argc, char **argv)
{
    static const struct store_schema *const schemas[] = {&jobs_schema};
    struct arena a = ARENA_INIT, reading = ARENA_INIT;
    const char *why = "";
    struct job_runner *runner;
    struct job_service s = {.house = &house, .now = now_of, .alone = true, .look_ms = 5};
    struct db *db;
    int64_t n;
    if (argc != 3 || !parse_int(str_of(argv[2]), 1, 1000000, &n))
        die("jobs FOLDER N");
    must(store_open(&a, arena_printf(&a, "sqlite:%s/jobs.db", argv[1]), schemas, 1, &s.store, &why),
         why);
    must(store_reader(s.store, &db), "reader");
    must(store_write(s.store, queue, &n), "queue");
    double from = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    must(jobs_start(&s, &runner), "start");
    while (left(db, &reading))
        usleep(20000);
    double took = seconds(CLOCK_MONOTONIC) - from;
    cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
    jobs_stop(runner);
    printf("%.0f %.0f\n", (double)n / took, cpu / (double)n * 1e6);
    store_reader_close(db);
    store_close(s.store);
    arena_free(&a);
    arena_free(&reading);
    return 0;
}
