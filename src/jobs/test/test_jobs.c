/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Jobs done by real threads on a real store, with a clock that we set; nodes are two runners. */
#include "jobs/take.h"
#include "store/test/fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#define MONDAY INT64_C(1625468400) /* 2021-07-05T09:00 in Paris */
#define STEPS 5

/* ---- a table of what was done ------------------------------------------------------------ */

static const struct migration migrations[] = {
    {"test/0001_marks", "CREATE TABLE mark (id ID, job INT NOT NULL, step INT NOT NULL)"}};
static const struct stmt mark_add = {"INSERT INTO mark (job, step) VALUES ($1, $2)", "ii", ""};
static const struct stmt mark_count = {"SELECT COUNT(*) FROM mark", "", "i"};
static const struct stmt mark_twice = {
    "SELECT COUNT(*) FROM (SELECT job, step FROM mark GROUP BY job, step HAVING COUNT(*) > 1) AS x",
    "", "i"};
static const struct stmt job_count = {"SELECT COUNT(*) FROM job WHERE state = $1", "t", "i"};
static const struct stmt *const statements[] = {&mark_add, &mark_count, &mark_twice, &job_count};
static const struct store_schema marks = {.migrations = migrations,
                                          .n_migrations = 1,
                                          .statements = statements,
                                          .n_statements = ARRAY_LEN(statements)};

static struct fixture f;
static _Atomic int64_t now;
static _Atomic int fail_times; /* errors before it works */
static _Atomic bool gate_open, gate_reached;
static _Atomic int runs;

static int64_t now_of(void *ctx)
{
    (void)ctx;
    return now;
}

/* ---- kinds ------------------------------------------------------------------------------- */

struct marking {
    int64_t job, step;
};

static enum err add_mark(struct db *db, void *arg)
{
    const struct marking *m = arg;
    return db_exec(db, &mark_add, PARAMS(v_int(m->job), v_int(m->step)), NULL);
}

/* Marks STEPS times, from where it was. */
static enum err run_marks(struct job_run *run)
{
    int64_t step = 0;
    enum err e = OK;
    runs++;
    if (run->job.memo)
        assert_true(parse_int(str_of(run->job.memo), 0, STEPS, &step));
    while (e == OK && step < STEPS) {
        struct marking m = {run->job.id, step++};
        struct job_progress p = {.done = step,
                                 .total = STEPS,
                                 .sentence = "Marquage",
                                 .memo = arena_printf(run->a, "%lld", (long long)step)};
        e = job_step(run, add_mark, &m, &p);
    }
    return e;
}

/* Fails as often as it is told, after a step of which nothing must be kept. */
static enum err refuse_mark(struct db *db, void *arg)
{
    enum err e = add_mark(db, arg);
    return e == OK ? ERR_IO : e;
}

static enum err run_failing(struct job_run *run)
{
    struct marking m = {run->job.id, 99};
    struct job_progress p = {.done = 1, .total = 1, .ended = true, .result = "Fait : {n}."};
    runs++;
    if (fail_times > 0) {
        struct job_progress words = {.sentence = "Commence"}; /* says something, gets nowhere */
        fail_times--;
        assert_ok(job_step(run, NULL, NULL, &words));
        enum err e = job_step(run, refuse_mark, &m, &p);
        return job_fail(run, e, "Le disque est plein.", "ENOSPC");
    }
    return job_step(run, add_mark, &m, &p);
}

/* Waits at a gate, then makes its only step. */
static enum err run_gate(struct job_run *run)
{
    struct marking m = {run->job.id, 0};
    struct job_progress p = {.done = 1, .total = 1, .ended = true};
    runs++;
    gate_reached = true;
    while (!gate_open)
        usleep(2000);
    return job_step(run, add_mark, &m, &p);
}

/* Is gone for good: a domain's ERR_GONE is no loss of the lease. */
static enum err run_gone(struct job_run *run)
{
    (void)run;
    return ERR_GONE;
}

/* Marks slowly, so that a stop comes in between. */
static enum err run_slow(struct job_run *run)
{
    int64_t step = 0;
    enum err e = OK;
    if (run->job.memo)
        assert_true(parse_int(str_of(run->job.memo), 0, 1000, &step));
    while (e == OK && step < 40) {
        struct marking m = {run->job.id, step++};
        struct job_progress p = {
            .done = step, .total = 40, .memo = arena_printf(run->a, "%lld", (long long)step)};
        e = job_step(run, add_mark, &m, &p);
        if (e == OK && !job_pause(run, 5))
            e = ERR_GONE;
    }
    return e;
}

static bool is_needed;
static void (*meanwhile)(void); /* between a node's look at the row and its write; NULL */
static enum err needed(const struct jobs_house *house, struct db *db, struct arena *a, int64_t at,
                       bool *out)
{
    (void)house;
    (void)db;
    (void)a;
    (void)at;
    *out = is_needed;
    void (*now_then)(void) = meanwhile;
    meanwhile = NULL;
    if (now_then)
        now_then();
    return OK;
}

static const struct job_kind kinds_of_test[] = {
    {.name = "test/marks", .label = "Marques", .run = run_marks, .tries = 3},
    {.name = "test/failing", .label = "Échec", .run = run_failing, .tries = 3},
    {.name = "test/once", .label = "Une fois", .run = run_failing, .tries = 1},
    {.name = "test/gate", .label = "Porte", .run = run_gate, .tries = 3},
    {.name = "test/gone", .label = "Parti", .run = run_gone, .tries = 2},
    {.name = "test/slow", .label = "Lent", .run = run_slow, .tries = 3},
    {.name = "test/night",
     .label = "Nuit",
     .run = run_marks,
     .tries = 3,
     .rhythm = JOB_DAILY,
     .minute = 190},
    {.name = "test/often",
     .label = "Souvent",
     .run = run_marks,
     .tries = 3,
     .rhythm = JOB_EVERY,
     .period = 30,
     .needed = needed},
};
static const struct job_kind *kinds[ARRAY_LEN(kinds_of_test)];
static const struct jobs_house house = {
    .kinds = kinds, .n_kinds = ARRAY_LEN(kinds), .zone = "Europe/Paris"};
/* Without the last two, which come by themselves. */
static const struct jobs_house quiet = {
    .kinds = kinds, .n_kinds = ARRAY_LEN(kinds) - 2, .zone = "Europe/Paris"};

/* ---- steps of the tests ------------------------------------------------------------------ */

static int up(void **state)
{
    static const struct store_schema *const schemas[] = {&jobs_schema, &marks};
    (void)state;
    fixture_dir(&f);
    assert_ok(store_open(&f.arena, f.url, schemas, 2, &f.store, &f.why));
    assert_ok(store_reader(f.store, &f.db));
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        kinds[i] = &kinds_of_test[i];
    now = MONDAY;
    fail_times = runs = 0;
    gate_open = gate_reached = is_needed = false;
    return 0;
}

static int down(void **state)
{
    (void)state;
    fixture_close(&f);
    fixture_remove(&f);
    return 0;
}

struct queued {
    const char *kind, *once;
    int n;
    enum err then;
};

static enum err queue_some(struct db *db, void *arg)
{
    const struct queued *q = arg;
    enum err e = OK;
    for (int i = 0; e == OK && i < q->n; i++)
        e = job_queue(db, q->kind, q->once, NULL, now);
    return e == OK ? q->then : e;
}

static void queue(const char *kind, const char *once, int n)
{
    struct queued q = {kind, once, n, OK};
    assert_ok(store_write(f.store, queue_some, &q));
}

static int64_t number(const struct stmt *stmt, const char *word)
{
    struct rows r;
    assert_ok(db_begin_read(f.db));
    enum err e = word ? db_query(f.db, &f.arena, stmt, PARAMS(v_text(word)), &r)
                      : db_query(f.db, &f.arena, stmt, NO_PARAMS, &r);
    assert_ok(e);
    db_end_read(f.db);
    return row_int(&r, 0, 0);
}

static int64_t in_state(const char *state)
{
    return number(&job_count, state);
}

static struct job_runner *start(unsigned workers, unsigned beat_ms, unsigned lease_ms, bool alone)
{
    struct job_runner *r;
    const struct job_service s = {.store = f.store,
                                  .house = &quiet,
                                  .now = now_of,
                                  .alone = alone,
                                  .workers = workers,
                                  .look_ms = 10,
                                  .beat_ms = beat_ms,
                                  .lease_ms = lease_ms};
    assert_ok(jobs_start(&s, &r));
    return r;
}

static void wait_for(const char *state, int64_t n)
{
    for (int i = 0; i < 2000 && in_state(state) != n; i++)
        usleep(5000);
    if (in_state(state) != n)
        fail_msg("%lld jobs are %s, not %lld", (long long)in_state(state), state, (long long)n);
}

static struct job_row only(void)
{
    const struct job_row *rows;
    size_t n = 0, m = 0;
    assert_ok(db_begin_read(f.db));
    assert_ok(jobs_open(f.db, &f.arena, &rows, &n));
    if (!n)
        assert_ok(jobs_failed(f.db, &f.arena, &rows, &m));
    if (!n && !m)
        assert_ok(jobs_ended(f.db, &f.arena, 10, &rows, &m));
    db_end_read(f.db);
    assert_int_equal(n + m, 1);
    return rows[0];
}

/* ---- tests ------------------------------------------------------------------------------- */

static void a_job_is_queued_with_what_makes_it_true(void **state)
{
    struct queued undone = {"test/marks", NULL, 3, ERR_INVALID};
    (void)state;
    assert_err(store_write(f.store, queue_some, &undone), ERR_INVALID);
    assert_int_equal(in_state("waiting"), 0);
    queue("test/marks", NULL, 3);
    assert_int_equal(in_state("waiting"), 3);
    queue("test/gate", "one", 3);
    queue("test/gate", "two", 1);
    assert_int_equal(in_state("waiting"), 5);
}

static void a_job_goes_to_its_end(void **state)
{
    (void)state;
    queue("test/marks", "x", 1);
    struct job_runner *r = start(1, 0, 0, true);
    wait_for("done", 1);
    jobs_stop(r);
    assert_int_equal(number(&mark_count, NULL), STEPS);
    struct job_row j = only();
    assert_int_equal(j.done, STEPS);
    assert_int_equal(j.total, STEPS);
    assert_int_equal(j.started_at, MONDAY);
    assert_null(j.memo);
    queue("test/marks", "x", 1); /* once that one is over, another may come */
    assert_int_equal(in_state("waiting"), 1);
}

static void an_error_is_tried_again_later_and_later(void **state)
{
    (void)state;
    fail_times = 2;
    queue("test/failing", NULL, 1);
    struct job_runner *r = start(1, 0, 0, true);
    int64_t due[2];
    for (int i = 0; i < 2; i++) {
        for (int k = 0; k < 2000 && only().attempts != i + 1; k++)
            usleep(5000);
        struct job_row j = only();
        assert_int_equal(j.attempts, i + 1);
        assert_int_equal(j.state, JOB_WAITING);
        assert_string_equal(j.failure, "Le disque est plein.");
        assert_string_equal(j.said, "ENOSPC");
        due[i] = j.due_at - now;
        assert_true(due[i] > 0);
        now = j.due_at - 1;
        usleep(120000);
        assert_int_equal(only().attempts, i + 1); /* not before */
        now = j.due_at;
    }
    assert_true(due[1] > 2 * due[0]);
    wait_for("done", 1);
    jobs_stop(r);
    assert_int_equal(number(&mark_count, NULL), 1); /* of the tries that failed nothing is kept */
    assert_null(only().failure);
    assert_string_equal(only().result, "Fait : {n}.");
}

static void what_keeps_failing_waits_for_somebody(void **state)
{
    (void)state;
    fail_times = 3;
    queue("test/failing", "one", 1);
    struct job_runner *r = start(1, 0, 0, true);
    for (int i = 0; i < 2000 && !in_state("failed"); i++) {
        now = now + 200;
        usleep(5000);
    }
    struct job_row j = only();
    assert_int_equal(j.state, JOB_FAILED);
    assert_int_equal(j.attempts, 3);
    assert_string_equal(j.failure, "Le disque est plein.");
    assert_int_equal(runs, 3);
    assert_ok(job_again(f.store, j.id, now));
    wait_for("done", 1);
    assert_err(job_again(f.store, j.id, now), ERR_CONFLICT);
    assert_err(job_drop(f.store, j.id, now), ERR_CONFLICT);
    assert_err(job_drop(f.store, 999, now), ERR_CONFLICT);
    jobs_stop(r);
}

static void what_may_not_be_tried_again_is_not(void **state)
{
    (void)state;
    fail_times = 1;
    queue("test/once", "one", 1);
    struct job_runner *r = start(1, 0, 0, true);
    wait_for("failed", 1);
    jobs_stop(r);
    assert_int_equal(runs, 1);
    int64_t id = only().id;
    queue("test/once", "one", 1); /* another one does the same: this one is not tried beside it */
    assert_err(job_again(f.store, id, now), ERR_CONFLICT);
    assert_ok(job_drop(f.store, id, now));
    assert_int_equal(in_state("dropped"), 1);
}

static void a_kind_that_nobody_knows_fails(void **state)
{
    (void)state;
    queue("test/unknown", NULL, 1);
    struct job_runner *r = start(1, 0, 0, true);
    wait_for("failed", 1);
    jobs_stop(r);
    assert_says(only().failure, "ne connaît pas");
}

/* An ERR_GONE of the domain is an error like others, not a lost lease. */
static void what_is_gone_fails(void **state)
{
    (void)state;
    queue("test/gone", NULL, 1);
    struct job_runner *r = start(1, 0, 0, true);
    for (int i = 0; i < 2000 && !in_state("failed"); i++) {
        now = now + 200;
        usleep(2000);
    }
    jobs_stop(r);
    assert_int_equal(in_state("failed"), 1);
}

/* Taken again and again without a step: it is thought to kill the program. */
static void what_kills_the_program_is_left_alone(void **state)
{
    struct job_row j;
    (void)state;
    queue("test/marks", NULL, 1);
    for (int i = 0; i < JOB_TAKES_MOST; i++) {
        assert_ok(job_take(f.store, &f.arena, "dead", now, &j));
        assert_ok(jobs_release(f.store)); /* as the next start does */
    }
    struct job_runner *r = start(1, 0, 0, true);
    wait_for("failed", 1);
    jobs_stop(r);
    assert_int_equal(runs, 0);
    assert_says(only().failure, "arrêté chaque fois");
}

/* One that makes steps may be interrupted as often as it likes. */
static void a_stop_counts_for_nothing(void **state)
{
    (void)state;
    queue("test/slow", NULL, 1);
    for (int i = 0; i < 60 && !in_state("done"); i++) {
        struct job_runner *r = start(1, 0, 0, true);
        usleep(20000);
        jobs_stop(r);
        assert_int_equal(in_state("running"), 0);
    }
    assert_int_equal(in_state("done"), 1);
    assert_int_equal(number(&mark_count, NULL), 40);
    assert_int_equal(number(&mark_twice, NULL), 0);
    assert_int_equal(only().attempts, 0);
}

/* A node that is frozen loses its job to another, and finds that it may write nothing more. */
static void a_lease_that_does_not_beat_is_taken_over(void **state)
{
    (void)state;
    queue("test/gate", NULL, 1);
    struct job_runner *frozen = start(1, 1000000, 1000000, false);
    while (!gate_reached)
        usleep(2000);
    gate_reached = false;
    struct job_runner *other = start(1, 50, 300, false);
    for (int i = 0; i < 2000 && !gate_reached; i++)
        usleep(5000);
    assert_true(gate_reached); /* the other one is at the gate as well */
    assert_int_equal(in_state("running"), 1);
    gate_open = true;
    wait_for("done", 1);
    jobs_stop(frozen);
    jobs_stop(other);
    assert_int_equal(runs, 2);
    assert_int_equal(number(&mark_count, NULL), 1);
}

/* One that beats keeps its job, however long its step takes and whatever the clock does. */
static void a_lease_that_beats_is_not(void **state)
{
    (void)state;
    queue("test/gate", NULL, 1);
    struct job_runner *mine = start(1, 50, 300, false);
    while (!gate_reached)
        usleep(2000);
    struct job_runner *other = start(1, 50, 300, false);
    now = MONDAY + 3652 * DAY_SECONDS;
    usleep(500000);
    now = MONDAY - 3652 * DAY_SECONDS;
    usleep(500000);
    assert_int_equal(runs, 1);
    gate_open = true;
    wait_for("done", 1);
    jobs_stop(mine);
    jobs_stop(other);
    assert_int_equal(number(&mark_count, NULL), 1);
}

static void a_job_that_was_dropped_writes_no_more(void **state)
{
    (void)state;
    queue("test/gate", NULL, 1);
    struct job_runner *r = start(1, 0, 0, true);
    while (!gate_reached)
        usleep(2000);
    assert_ok(job_drop(f.store, only().id, now));
    gate_open = true;
    usleep(100000);
    jobs_stop(r);
    assert_int_equal(number(&mark_count, NULL), 0);
    assert_int_equal(in_state("dropped"), 1);
}

static void two_nodes_do_each_job_once(void **state)
{
    (void)state;
    queue("test/marks", NULL, 300);
    struct job_runner *a = start(2, 50, 5000, false), *b = start(2, 50, 5000, false);
    for (int i = 0; i < 6; i++) {
        usleep(30000);
        jobs_stop(a);
        a = start(2, 50, 5000, false);
        usleep(30000);
        jobs_stop(b);
        b = start(2, 50, 5000, false);
    }
    wait_for("done", 300);
    jobs_stop(a);
    jobs_stop(b);
    assert_int_equal(number(&mark_count, NULL), 300 * STEPS);
    assert_int_equal(number(&mark_twice, NULL), 0);
}

/* What was put off before the clock was set back by years is not waited for until then. */
static void a_clock_set_back_leaves_nobody_waiting(void **state)
{
    (void)state;
    fail_times = 1;
    queue("test/failing", NULL, 1);
    struct job_runner *r = start(1, 0, 0, true);
    for (int i = 0; i < 2000 && only().attempts != 1; i++)
        usleep(5000);
    now = MONDAY - 3652 * DAY_SECONDS;
    wait_for("done", 1);
    jobs_stop(r);
}

static void look_from(struct rhythm_memory *m, int64_t monotonic)
{
    const struct job_service s = {.store = f.store, .house = &house, .now = now_of};
    assert_ok(recur_look(&s, f.db, &f.arena, m, monotonic));
}

static void what_is_due_is_queued_by_one_node(void **state)
{
    struct rhythm_memory one = {0}, two = {0};
    (void)state;
    look_from(&one, 0);
    look_from(&two, 0);
    assert_int_equal(in_state("waiting"), 0);
    now = MONDAY + 18 * 3600 + 9 * 60 + 59; /* 3:09:59 */
    look_from(&one, 1000);
    look_from(&two, 1000);
    assert_int_equal(in_state("waiting"), 0);
    now = now + 1;
    for (int i = 0; i < 5; i++) {
        look_from(&one, 2000);
        look_from(&two, 2000);
    }
    assert_int_equal(in_state("waiting"), 1);
    assert_string_equal(only().kind, "test/night");
    const struct job_recurrence *rows;
    size_t n;
    assert_ok(db_begin_read(f.db));
    assert_ok(job_recurrences(f.db, &f.arena, &rows, &n));
    db_end_read(f.db);
    assert_int_equal(n, 2);
    assert_int_equal(rows[0].next_at - now, DAY_SECONDS);
    assert_int_equal(rows[0].served_at, now);
}

/* The other node is quicker by a hair, and its job is over already. */
static void other_node(void)
{
    const struct job_service s = {.store = f.store, .house = &house, .now = now_of};
    struct rhythm_memory two = {0};
    struct job_row j;
    struct db *db;
    assert_ok(store_reader(f.store, &db));
    assert_ok(recur_look(&s, db, &f.arena, &two, 0));
    store_reader_close(db);
    assert_ok(job_take(f.store, &f.arena, "other", now, &j));
    assert_string_equal(j.kind, "test/often");
    assert_ok(job_drop(f.store, j.id, now));
}

static void of_two_nodes_that_look_at_once_one_queues(void **state)
{
    struct rhythm_memory one = {0};
    (void)state;
    look_from(&one, 0);
    now = now + 60;
    is_needed = true;
    meanwhile = other_node;
    look_from(&one, 1000);
    assert_int_equal(in_state("dropped"), 1);
    assert_int_equal(in_state("waiting"), 0);
}

/* Where there is nothing to do, nothing is written; once there is, it is asked within its period.
 */
static void a_job_for_nothing_is_not_queued(void **state)
{
    struct rhythm_memory m = {0};
    (void)state;
    look_from(&m, 0);
    now = now + 60;
    look_from(&m, 1000);
    uint64_t before = version_of(&f, "job_recurrence");
    is_needed = true;
    look_from(&m, 20000); /* asked 19 s ago */
    assert_int_equal(in_state("waiting"), 0);
    assert_int_equal(version_of(&f, "job_recurrence"), before);
    look_from(&m, 31001);
    assert_int_equal(in_state("waiting"), 1);
    look_from(&m, 31002);
    assert_int_equal(in_state("waiting"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, up, down)
        T(a_job_is_queued_with_what_makes_it_true),
        T(a_job_goes_to_its_end),
        T(an_error_is_tried_again_later_and_later),
        T(what_keeps_failing_waits_for_somebody),
        T(what_may_not_be_tried_again_is_not),
        T(a_kind_that_nobody_knows_fails),
        T(what_is_gone_fails),
        T(what_kills_the_program_is_left_alone),
        T(a_stop_counts_for_nothing),
        T(a_lease_that_does_not_beat_is_taken_over),
        T(a_lease_that_beats_is_not),
        T(a_job_that_was_dropped_writes_no_more),
        T(two_nodes_do_each_job_once),
        T(a_clock_set_back_leaves_nobody_waiting),
        T(what_is_due_is_queued_by_one_node),
        T(of_two_nodes_that_look_at_once_one_queues),
        T(a_job_for_nothing_is_not_queued),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
