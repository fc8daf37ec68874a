/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Group commit, savepoints, failures. */
#include "store/test/fixture.h"

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- the disk, watched: SQLite's calls come here ------------------------- */

int fdatasync(int fd);
int fsync(int fd);

static _Atomic unsigned syncs;
static _Atomic bool disk_refuses;

int fdatasync(int fd)
{
    syncs++;
    if (disk_refuses) {
        errno = EIO;
        return -1;
    }
    return (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    return fdatasync(fd);
}

/* ---- a rule that holds the writer, so that others must wait -------------- */

struct gate {
    sem_t entered, open;
};

static enum err hold(struct db *db, void *arg)
{
    struct gate *g = arg;
    (void)db;
    sem_post(&g->entered);
    sem_wait(&g->open);
    return OK;
}

struct job {
    pthread_t thread;
    struct store *store;
    store_write_fn fn;
    void *arg;
    enum err result;
};

static void *run_job(void *arg)
{
    struct job *j = arg;
    j->result = store_write(j->store, j->fn, j->arg);
    return NULL;
}

static void start(struct job *j, struct store *s, store_write_fn fn, void *arg)
{
    *j = (struct job){.store = s, .fn = fn, .arg = arg};
    assert_int_equal(pthread_create(&j->thread, NULL, run_job, j), 0);
}

static void hold_writer(struct job *j, struct store *s, struct gate *g)
{
    sem_init(&g->entered, 0, 0);
    sem_init(&g->open, 0, 0);
    start(j, s, hold, g);
    sem_wait(&g->entered);
}

static void wait_for_waiting(struct store *s, size_t n)
{
    for (size_t waiting = 0; waiting < n;) {
        pthread_mutex_lock(&s->writer.lock);
        waiting = s->writer.waiting;
        pthread_mutex_unlock(&s->writer.lock);
        usleep(200);
    }
}

/* ---- group commit -------------------------------------------------------- */

enum { MANY = 32 };

struct entry {
    int64_t number;
    enum err fate;
};

/* Adds "entry N" and then fails as it was told. */
static enum err add_entry(struct db *db, void *arg)
{
    const struct entry *entry = arg;
    char name[32];
    snprintf(name, sizeof name, "entry %02d", (int)entry->number);
    enum err e = db_exec(db, &org_add, PARAMS(v_text(name), v_null()), NULL);
    return e == OK ? entry->fate : e;
}

static void test_one_commit_for_all_that_wait(void **state)
{
    struct fixture *f = *state;
    struct gate gate;
    struct job holder, jobs[MANY];
    struct entry entries[MANY];
    hold_writer(&holder, f->store, &gate);
    for (int i = 0; i < MANY; i++) {
        entries[i] = (struct entry){i, i == 7 ? ERR_FORBIDDEN : OK};
        start(&jobs[i], f->store, add_entry, &entries[i]);
    }
    wait_for_waiting(f->store, MANY);
    unsigned before = syncs;
    sem_post(&gate.open);
    pthread_join(holder.thread, NULL);
    for (int i = 0; i < MANY; i++)
        pthread_join(jobs[i].thread, NULL);
    for (int i = 0; i < MANY; i++)
        assert_int_equal(jobs[i].result, entries[i].fate);
    struct store_stats stats = store_stats(f->store);
    assert_int_equal(stats.largest_group, MANY);
    assert_int_equal(stats.commits, 2);
    assert_int_equal(stats.writes, MANY + 1);
    assert_int_equal(count_orgs(f), MANY - 1);
    assert_true(syncs > before && syncs <= before + 2);
    struct rows r;
    assert_ok(db_query(f->db, &f->arena, &org_by_name, PARAMS(v_text("entry 07")), &r));
    assert_int_equal(r.n, 0);
}

static void test_durable_before_answer(void **state)
{
    struct fixture *f = *state;
    assert_ok(add_org(f->store, "first"));
    for (int i = 0; i < 10; i++) {
        char name[32];
        unsigned before = syncs;
        snprintf(name, sizeof name, "org %d", i);
        assert_ok(add_org(f->store, name));
        assert_true(syncs > before);
    }
}

static void test_queue_has_an_end(void **state)
{
    struct fixture *f = *state;
    struct gate gate;
    struct job holder, jobs[3];
    struct entry entries[3] = {{1, OK}, {2, OK}, {3, OK}};
    f->store->writer.limit = 3;
    hold_writer(&holder, f->store, &gate);
    for (int i = 0; i < 3; i++)
        start(&jobs[i], f->store, add_entry, &entries[i]);
    wait_for_waiting(f->store, 3);
    assert_err(add_org(f->store, "too many"), ERR_BUSY);
    sem_post(&gate.open);
    pthread_join(holder.thread, NULL);
    for (int i = 0; i < 3; i++) {
        pthread_join(jobs[i].thread, NULL);
        assert_ok(jobs[i].result);
    }
    assert_int_equal(count_orgs(f), 3);
}

static void *close_store(void *store)
{
    store_close(store);
    return NULL;
}

static void test_close_keeps_what_was_accepted(void **state)
{
    struct fixture *f = *state;
    struct gate gate;
    struct job holder, jobs[3];
    struct entry entries[3] = {{1, OK}, {2, OK}, {3, OK}};
    pthread_t closer;
    hold_writer(&holder, f->store, &gate);
    for (int i = 0; i < 3; i++)
        start(&jobs[i], f->store, add_entry, &entries[i]);
    wait_for_waiting(f->store, 3);
    store_reader_close(f->db);
    pthread_create(&closer, NULL, close_store, f->store);
    usleep(20000);
    sem_post(&gate.open);
    pthread_join(closer, NULL);
    pthread_join(holder.thread, NULL);
    for (int i = 0; i < 3; i++) {
        pthread_join(jobs[i].thread, NULL);
        assert_ok(jobs[i].result);
    }
    assert_ok(fixture_open(f, &sample_schema));
    assert_int_equal(count_orgs(f), 3);
}

static void test_log_is_emptied_when_idle(void **state)
{
    struct fixture *f = *state;
    assert_ok(add_org(f->store, "one"));
    for (int i = 0; i < 100 && store_stats(f->store).checkpoints == 0; i++)
        usleep(20000);
    assert_int_equal(store_stats(f->store).checkpoints, 1);
}

/* ---- failures ------------------------------------------------------------ */

static enum err conflict_and_go_on(struct db *db, void *arg)
{
    (void)arg;
    return db_exec(db, &org_add, PARAMS(v_text("one"), v_null()), NULL) == ERR_CONFLICT ? OK
                                                                                        : ERR_IO;
}

static enum err late_reference(struct db *db, void *arg)
{
    (void)arg;
    return db_exec(db, &late_add, PARAMS(v_int(12345)), NULL);
}

static enum err early_reference(struct db *db, void *arg)
{
    (void)arg;
    return db_exec(db, &member_add, PARAMS(v_int(1), v_int(12345), v_int(1), v_null(), v_null()),
                   NULL);
}

static enum err drop_counted(struct db *db, void *changed)
{
    return db_exec(db, &org_drop, PARAMS(v_text("one")), changed);
}

static void test_conflicts(void **state)
{
    struct fixture *f = *state;
    int64_t changed = -1;
    fixture_close(f); /* the rules hold as well when no migration has run */
    assert_ok(fixture_open(f, &sample_schema));
    assert_ok(add_org(f->store, "one"));
    assert_err(add_org(f->store, "one"), ERR_CONFLICT);
    assert_err(store_write(f->store, early_reference, NULL), ERR_CONFLICT);
    assert_err(store_write(f->store, conflict_and_go_on, NULL), ERR_BUG);
    assert_err(store_write(f->store, late_reference, NULL), ERR_CONFLICT);
    assert_int_equal(count_orgs(f), 1);
    assert_ok(store_write(f->store, drop_counted, &changed));
    assert_int_equal(changed, 1);
    assert_ok(store_write(f->store, drop_counted, &changed));
    assert_int_equal(changed, 0);
}

static void test_disk_refuses(void **state)
{
    struct fixture *f = *state;
    assert_ok(add_org(f->store, "kept"));
    uint64_t before = version_of(f, "org");
    disk_refuses = true;
    assert_err(add_org(f->store, "lost"), ERR_IO);
    disk_refuses = false;
    assert_int_equal(version_of(f, "org"), before);
    assert_int_equal(count_orgs(f), 1);
    assert_ok(add_org(f->store, "after"));
    assert_int_equal(count_orgs(f), 2);
    fixture_close(f);
    assert_ok(fixture_open(f, &sample_schema));
    assert_int_equal(count_orgs(f), 2);
}

static int refuse_commit(void *arg)
{
    (void)arg;
    return 1;
}

static void test_commit_refused_for_all(void **state)
{
    struct fixture *f = *state;
    struct gate gate;
    struct job holder, jobs[2];
    struct entry entries[2] = {{1, OK}, {2, ERR_FORBIDDEN}};
    hold_writer(&holder, f->store, &gate);
    start(&jobs[0], f->store, add_entry, &entries[0]);
    start(&jobs[1], f->store, add_entry, &entries[1]);
    wait_for_waiting(f->store, 2);
    sqlite3_commit_hook(f->store->writer.db->handle, refuse_commit, NULL);
    sem_post(&gate.open);
    pthread_join(holder.thread, NULL);
    for (int i = 0; i < 2; i++) {
        pthread_join(jobs[i].thread, NULL);
        assert_err(jobs[i].result, ERR_IO);
    }
    sqlite3_commit_hook(f->store->writer.db->handle, NULL, NULL);
    assert_int_equal(count_orgs(f), 0);
    assert_int_equal(version_of(f, "org"), 0);
    assert_ok(add_org(f->store, "after"));
}

static enum err write_in_write(struct db *db, void *store)
{
    (void)db;
    return add_org(store, "inner");
}

static void nest(void *store)
{
    struct store *s = store;
    s->writer.thread = pthread_self(); /* after fork there is no writer: play its part */
    if (write_in_write(s->writer.db, s) != OK)
        _exit(0);
}

static void read_in_write(void *store)
{
    struct store *s = store;
    if (db_begin_read(s->writer.db) != OK)
        _exit(0);
}

static void test_misuse_dies(void **state)
{
    struct fixture *f = *state;
    assert_true(dies_saying(nest, f->store, "called by a rule"));
    assert_true(dies_saying(read_in_write, f->store, "has its snapshot already"));
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_up, fixture_down)

/* ---- what was deleted leaves the files ---------------------------------------------------- */

#define SCRUB_ROWS 4000
#define SCRUB_GONE 400

static const struct migration scrub_migrations[] = {
    {"scrub/0001", "CREATE TABLE note (id ID, name TEXT NOT NULL UNIQUE, words TEXT NOT NULL)"}};
static const struct stmt scrub_put = {"INSERT INTO note (id, name, words) VALUES ($3, $1, $2) ON "
                                      "CONFLICT (name) DO UPDATE SET words = $2",
                                      "tti", ""};
static const struct stmt scrub_drop = {"DELETE FROM note WHERE name = $1", "t", ""};
static const struct stmt *const scrub_statements[] = {&scrub_put, &scrub_drop};
static const struct store_schema scrub_schema = {.migrations = scrub_migrations,
                                                 .n_migrations = 1,
                                                 .statements = scrub_statements,
                                                 .n_statements = 2};

static uint64_t scrub_dice(uint64_t *state, uint64_t n)
{
    *state = *state * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (*state >> 33) % n;
}

static void scrub_name(char out[16], uint64_t i)
{
    snprintf(out, 16, "zqmark%05llu", (unsigned long long)i);
}

/* Rows in any order that grow and shrink, so that pages split and are balanced. */
static enum err scrub_fill(struct db *db, void *arg)
{
    uint64_t *state = arg;
    char name[16], words[1024];
    enum err e = OK;
    for (int i = 0; e == OK && i < 3 * SCRUB_ROWS; i++) {
        uint64_t which = scrub_dice(state, SCRUB_ROWS);
        scrub_name(name, which);
        size_t n = 0;
        for (uint64_t k = scrub_dice(state, 60) + 1; k; k--)
            n += (size_t)snprintf(words + n, sizeof words - n, "%s ", name);
        e = db_exec(db, &scrub_put,
                    PARAMS(v_text(name), v_text(words), v_int((int64_t)(which * 7919 % 100003))),
                    NULL);
    }
    return e;
}

static enum err scrub_delete(struct db *db, void *arg)
{
    enum err e = OK;
    (void)arg;
    for (uint64_t i = 0; e == OK && i < SCRUB_GONE; i++) {
        char name[16];
        scrub_name(name, i * (SCRUB_ROWS / SCRUB_GONE));
        e = db_exec(db, &scrub_drop, PARAMS(v_text(name)), NULL);
    }
    return e;
}

/* How many of those that were deleted can still be read from the file or its log. */
static int scrub_left(const char *path)
{
    static char bytes[64 << 20];
    int left = 0;
    for (int log = 0; log < 2; log++) {
        char name[256];
        snprintf(name, sizeof name, "%s%s", path, log ? "-wal" : "");
        FILE *f = fopen(name, "rbe");
        size_t n = f ? fread(bytes, 1, sizeof bytes, f) : 0;
        if (f)
            fclose(f);
        for (uint64_t i = 0; i < SCRUB_GONE; i++) {
            char mark[16];
            scrub_name(mark, i * (SCRUB_ROWS / SCRUB_GONE));
            left += memmem(bytes, n, mark, strlen(mark)) != NULL;
        }
    }
    return left;
}

static void what_was_deleted_leaves_the_files(void **state)
{
    struct fixture f;
    uint64_t seed = 7;
    (void)state;
    fixture_dir(&f);
    assert_ok(fixture_open(&f, &scrub_schema));
    assert_ok(store_write(f.store, scrub_fill, &seed));
    assert_true(scrub_left(f.store->path) > 0); /* in the log, or the file */
    assert_ok(store_write(f.store, scrub_delete, NULL));
    assert_true(scrub_left(f.store->path) > 0); /* deleted, and still to be read */
    assert_ok(store_scrub(f.store));
    assert_int_equal(scrub_left(f.store->path), 0);
    fixture_close(&f);
    fixture_remove(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_deleted_leaves_the_files),
        TEST(test_one_commit_for_all_that_wait),
        TEST(test_durable_before_answer),
        TEST(test_queue_has_an_end),
        TEST(test_close_keeps_what_was_accepted),
        TEST(test_log_is_emptied_when_idle),
        TEST(test_conflicts),
        TEST(test_disk_refuses),
        TEST(test_commit_refused_for_all),
        TEST(test_misuse_dies),
    };
    return cmocka_run_group_tests_name("writer", tests, NULL, NULL);
}
