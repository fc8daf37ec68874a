/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The process is killed at random moments while four threads write. What it had acknowledged must
 * be there, and the file whole. (That the answer waits for the disk is in test_writer.c: a killed
 * process does not lose what the system has not yet written.)
 */
#include "store/test/fixture.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLS = 50, WRITERS = 4, MAX_IDS = 2000000 };

static const struct stmt lonely_add = {"INSERT INTO lonely (id, words) VALUES ($1, $2)", "it", ""};
static const struct stmt lonely_by_id = {"SELECT words FROM lonely WHERE id = $1", "i", "t"};

struct writer_thread {
    struct store *store;
    int pipe;
    int64_t id, step;
};

static enum err add(struct db *db, void *arg)
{
    const struct writer_thread *w = arg;
    char words[600];
    memset(words, 'w', sizeof words); /* several pages, so that the log grows and is copied back */
    return db_exec(db, &lonely_add, PARAMS(v_int(w->id), v_str((struct str){words, sizeof words})),
                   NULL);
}

static void *write_and_tell(void *arg)
{
    struct writer_thread *w = arg;
    for (;; w->id += w->step)
        if (store_write(w->store, add, w) != OK || write(w->pipe, &w->id, sizeof w->id) < 0)
            _exit(4);
    return NULL;
}

static void child(const char *url, int64_t first, int out)
{
    struct arena a = ARENA_INIT;
    const struct store_schema *schema = &sample_schema;
    struct store *s;
    const char *why;
    struct writer_thread w[WRITERS];
    pthread_t threads[WRITERS];
    if (store_open(&a, url, &schema, 1, &s, &why) != OK)
        _exit(5);
    for (int i = 0; i < WRITERS; i++) {
        w[i] = (struct writer_thread){s, out, first + i, WRITERS};
        pthread_create(&threads[i], NULL, write_and_tell, &w[i]);
    }
    pause();
}

/* Adds the next id that was acknowledged; false at the end. */
static bool hear(int in, bool *acknowledged, int64_t *highest)
{
    int64_t id;
    if (read(in, &id, sizeof id) != sizeof id)
        return false;
    assert_true(id > 0 && id < MAX_IDS);
    acknowledged[id] = true;
    if (id > *highest)
        *highest = id;
    return true;
}

/*
 * Runs one child and kills it `ms` after its first answer, or, `early`, after its start. Returns
 * the highest id that it acknowledged.
 */
static int64_t one_life(const char *url, int64_t first, bool early, unsigned ms, bool *acknowledged)
{
    int ends[2], status;
    int64_t highest = first;
    assert_int_equal(pipe(ends), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        close(ends[0]);
        child(url, first, ends[1]);
    }
    close(ends[1]);
    if (!early)
        assert_true(hear(ends[0], acknowledged, &highest));
    usleep(ms * 1000);
    kill(pid, SIGKILL);
    while (hear(ends[0], acknowledged, &highest))
        ;
    close(ends[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status));
    return highest;
}

static size_t check_all(struct fixture *f, const bool *acknowledged, int64_t highest)
{
    size_t n = 0;
    assert_ok(fixture_open(f, &sample_schema));
    for (int64_t id = 1; id <= highest; id++) {
        struct rows r;
        if (!acknowledged[id])
            continue;
        assert_ok(db_query(f->db, &f->arena, &lonely_by_id, PARAMS(v_int(id)), &r));
        if (r.n != 1)
            fail_msg("%lld was acknowledged and is gone", (long long)id);
        assert_int_equal(strlen(row_text(&r, 0, 0)), 600);
        n++;
    }
    if (store_check(f->store, &f->arena, &f->why) != OK)
        fail_msg("%s", f->why);
    fixture_close(f);
    arena_clear(&f->arena);
    return n;
}

static void test_killed_at_random(void **state)
{
    struct fixture f;
    bool *acknowledged = xcalloc(MAX_IDS, sizeof *acknowledged);
    int64_t highest = 0;
    size_t n = 0;
    unsigned random = 12345;
    (void)state;
    fixture_dir(&f);
    for (int i = 0; i < KILLS; i++) {
        random = random * 1103515245 + 12345;
        /* An id may have been written and not told: leave room for those of the last group. */
        highest = one_life(f.url, highest + 2 * WRITERS + 1, i % 5 == 0, random / 65536 % 60,
                           acknowledged);
        if (i % 10 == 9)
            n = check_all(&f, acknowledged, highest);
    }
    print_message("%zu writes acknowledged over %d lives\n", n, KILLS);
    assert_true(n >= KILLS * 4 / 5);
    fixture_remove(&f);
    free(acknowledged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_killed_at_random)};
    return cmocka_run_group_tests_name("crash", tests, NULL, NULL);
}
