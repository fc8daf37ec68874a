/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Statements, values, snapshots, opening, backup and check. */
#include "store/test/fixture.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- values -------------------------------------------------------------- */

static void test_bound_by_name(void **state)
{
    struct fixture *f = *state;
    struct rows r;
    assert_ok(add_org(f->store, "Réseau"));
    assert_ok(db_query(f->db, &f->arena, &org_by_name, PARAMS(v_text("Réseau")), &r));
    assert_int_equal(r.n, 1);
    assert_string_equal(row_text(&r, 0, 1), "Réseau"); /* $2 stands before $1 in org_add */
    assert_true(row_null(&r, 0, 2));
    assert_null(row_text(&r, 0, 2));
    static const struct stmt twice = {"SELECT $2, $1, $2 || $1", "tt", "ttt"};
    assert_ok(db_query(f->db, &f->arena, &twice, PARAMS(v_text("a"), v_text("b")), &r));
    assert_string_equal(row_text(&r, 0, 0), "b");
    assert_string_equal(row_text(&r, 0, 1), "a");
    assert_string_equal(row_text(&r, 0, 2), "ba");
}

struct member {
    struct value photo, score;
};

static enum err add_member(struct db *db, void *arg)
{
    const struct member *m = arg;
    return db_exec(db, &member_add,
                   PARAMS(v_int(7), v_int(1), v_int(INT64_MAX), m->photo, m->score), NULL);
}

static void test_values_come_back(void **state)
{
    struct fixture *f = *state;
    struct rows r;
    struct member m = {v_bytes((struct str){"\0x\0", 3}), v_double(0.1)};
    assert_ok(add_org(f->store, "one"));
    assert_ok(store_write(f->store, add_member, &m));
    assert_ok(db_query(f->db, &f->arena, &member_by_id, PARAMS(v_int(7)), &r));
    assert_int_equal(r.columns, 4);
    assert_true(row_int(&r, 0, 1) == INT64_MAX);
    assert_int_equal(row_bytes(&r, 0, 2).n, 3);
    assert_memory_equal(row_bytes(&r, 0, 2).p, "\0x\0", 4);
    assert_true(row_double(&r, 0, 3) == 0.1);
}

static void test_empty_is_not_null(void **state)
{
    struct fixture *f = *state;
    struct rows r;
    static const struct stmt echo = {"SELECT $1, $2, $3", "tbT", "tbT"};
    assert_ok(db_query(
        f->db, &f->arena, &echo,
        PARAMS(v_str((struct str){NULL, 0}), v_bytes((struct str){NULL, 0}), v_text(NULL)), &r));
    assert_false(row_null(&r, 0, 0));
    assert_string_equal(row_text(&r, 0, 0), "");
    assert_false(row_null(&r, 0, 1));
    assert_int_equal(row_bytes(&r, 0, 1).n, 0);
    assert_true(row_null(&r, 0, 2));
}

static void test_no_row(void **state)
{
    struct fixture *f = *state;
    struct rows r;
    assert_ok(db_query(f->db, &f->arena, &org_by_name, PARAMS(v_text("nobody")), &r));
    assert_int_equal(r.n, 0);
    assert_int_equal(r.columns, 3);
}

static void test_column_letters(void **state)
{
    struct fixture *f = *state;
    struct rows r;
    static const struct stmt never_null = {"SELECT max(id) FROM org", "", "i"};
    static const struct stmt wrong_kind = {"SELECT 'a' || 'b'", "", "i"};
    assert_err(db_query(f->db, &f->arena, &never_null, NO_PARAMS, &r), ERR_BUG);
    assert_says(db_why(f->db), "column 1 holds NULL");
    assert_err(db_query(f->db, &f->arena, &wrong_kind, NO_PARAMS, &r), ERR_BUG);
    assert_says(db_why(f->db), "column 1 holds text");
    assert_ok(db_query(f->db, &f->arena, &org_count, NO_PARAMS, &r)); /* and it goes on */
}

static void test_row_limit(void **state)
{
    struct fixture *f = *state;
    struct rows r;
    static const struct stmt count_to = {
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < $1)"
        " SELECT n FROM c",
        "i", "i"};
    assert_ok(db_query(f->db, &f->arena, &count_to, PARAMS(v_int(DB_MAX_ROWS)), &r));
    assert_int_equal(r.n, DB_MAX_ROWS);
    assert_int_equal(row_int(&r, DB_MAX_ROWS - 1, 0), DB_MAX_ROWS);
    assert_err(db_query(f->db, &f->arena, &count_to, PARAMS(v_int(DB_MAX_ROWS + 1)), &r),
               ERR_TOO_LARGE);
    assert_says(db_why(f->db), "LIMIT");
}

/* ---- bugs die ------------------------------------------------------------ */

struct call {
    struct db *db;
    const struct stmt *stmt;
    struct params params;
};

static void run_call(void *arg)
{
    const struct call *c = arg;
    if (db_exec(c->db, c->stmt, c->params, NULL) != OK)
        _exit(3);
}

static void test_bugs_die(void **state)
{
    struct fixture *f = *state;
    static const struct stmt gap = {"SELECT $1, $3", "ttt", "tt"};
    static const struct stmt over = {"SELECT $1, $2", "t", "tt"};
    static const struct stmt question = {"SELECT ?", "t", "t"};
    static const struct stmt narrow = {"SELECT id, name FROM org", "", "i"};
    static const struct stmt decl = {"SELECT name FROM org", "", "i"};
    static const struct stmt letter = {"SELECT 1", "", "x"};
    static const struct stmt two = {"SELECT 1; SELECT 2", "", "i"};
    static const struct stmt pragma = {"PRAGMA foreign_keys = OFF", "", ""};
    static const struct stmt attach = {"ATTACH '/tmp/x' AS x", "", ""};
    static const struct stmt typo = {"SELEC 1", "", "i"};
    const struct {
        struct call call;
        const char *words;
    } bugs[] = {
        {{f->db, &org_by_name, NO_PARAMS}, "1 parameters, and 0 values"},
        {{f->db, &org_by_name, PARAMS(v_int(1))}, "$1 is 't', and kind i was given"},
        {{f->db, &org_by_name, PARAMS(v_null())}, "$1 is 't', and NULL was given"},
        {{f->db, &org_add, PARAMS(v_text("a"), v_null())}, "use store_write"},
        {{f->db, &gap, NO_PARAMS}, "$2 has a letter but does not stand"},
        {{f->db, &over, NO_PARAMS}, "a parameter has no letter"},
        {{f->db, &question, NO_PARAMS}, "$1 has a letter but does not stand"},
        {{f->db, &narrow, NO_PARAMS}, "2 columns, and letters \"i\""},
        {{f->db, &decl, NO_PARAMS}, "column 1 is 't', its letter 'i'"},
        {{f->db, &letter, NO_PARAMS}, "letters are"},
        {{f->db, &two, NO_PARAMS}, "one statement"},
        {{f->db, &pragma, NO_PARAMS}, "only SELECT"},
        {{f->db, &attach, NO_PARAMS}, "only SELECT"},
        {{f->db, &typo, NO_PARAMS}, "\"SELEC 1\": near"},
    };
    for (size_t i = 0; i < ARRAY_LEN(bugs); i++) {
        struct call call = bugs[i].call;
        assert_true(dies_saying(run_call, &call, bugs[i].words));
    }
}

static void read_beyond(void *arg)
{
    const struct rows *r = arg;
    if (row_int(r, r->n, 0))
        _exit(0);
}
static void read_as_text(void *arg)
{
    if (row_text(arg, 0, 0))
        _exit(0);
}

static void test_rows_are_checked(void **state)
{
    struct fixture *f = *state;
    struct rows r;
    assert_ok(db_query(f->db, &f->arena, &org_count, NO_PARAMS, &r));
    assert_true(dies_saying(read_beyond, &r, "row 1 column 0"));
    assert_true(dies_saying(read_as_text, &r, "kind 'i', read as 't'"));
}

/* ---- snapshots ----------------------------------------------------------- */

struct elsewhere { /* a write from another thread */
    struct store *store;
    const char *name;
};

static void *add_theirs(void *arg)
{
    const struct elsewhere *e = arg;
    assert_ok(add_org(e->store, e->name));
    return NULL;
}

static void add_elsewhere(struct fixture *f, const char *name)
{
    struct elsewhere e = {f->store, name};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, add_theirs, &e), 0);
    pthread_join(thread, NULL);
}

static void test_snapshot(void **state)
{
    struct fixture *f = *state;
    assert_ok(add_org(f->store, "before"));
    assert_ok(db_begin_read(f->db));
    assert_int_equal(count_orgs(f), 1);
    add_elsewhere(f, "after");
    assert_int_equal(count_orgs(f), 1);
    db_end_read(f->db);
    assert_ok(db_begin_read(f->db));
    assert_int_equal(count_orgs(f), 2);
    assert_int_equal(db_statement_count(f->db), 1);
    assert_int_equal(count_orgs(f), 2);
    assert_int_equal(db_statement_count(f->db), 2);
    db_end_read(f->db);
}

/* ---- opening ------------------------------------------------------------- */

/* Who waits for the writer holds no snapshot that the writer may have to wait for. */
static void test_snapshot_and_own_write(void **state)
{
    struct fixture *f = *state;
    assert_ok(db_begin_read(f->db));
    assert_int_equal(count_orgs(f), 0);
    assert_ok(add_org(f->store, "mine"));
    assert_int_equal(count_orgs(f), 1);
    add_elsewhere(f, "theirs");
    assert_int_equal(count_orgs(f), 1); /* a snapshot again */
    assert_int_equal(db_statement_count(f->db), 3);
    db_end_read(f->db);
    assert_ok(add_org(f->store, "without one"));
}

static void test_urls(void **state)
{
    struct fixture *f = *state;
    const struct store_schema *schema = &sample_schema;
    struct store *s;
    static const struct {
        const char *url, *words;
        enum err err;
    } bad[] = {
        {"postgresql://localhost/x", "not in this version", ERR_INVALID},
        {"sqlite::memory:", "path of a file", ERR_INVALID},
        {"sqlite:", "path of a file", ERR_INVALID},
        {"/tmp/x.db", "path of a file", ERR_INVALID},
        {"sqlite:/tmp/", "path of a file", ERR_INVALID},
        {"sqlite:/nowhere/x.db", "/nowhere/x.db: No such file", ERR_IO},
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        assert_int_equal(store_open(&f->arena, bad[i].url, &schema, 1, &s, &f->why), bad[i].err);
        assert_says(f->why, bad[i].words);
        assert_null(s);
    }
}

static void test_other_files(void **state)
{
    struct fixture *f = *state;
    const struct store_schema *schema = &sample_schema;
    struct store *s;
    char path[128], url[160];
    snprintf(path, sizeof path, "%s/other", f->dir);
    snprintf(url, sizeof url, "sqlite:%s", path);
    FILE *file = fopen(path, "w");
    for (int i = 0; i < 500; i++)
        fputs("not a database ", file);
    fclose(file);
    assert_err(store_open(&f->arena, url, &schema, 1, &s, &f->why), ERR_CORRUPT);
    assert_says(f->why, path);
    unlink(path);
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(path, &handle), SQLITE_OK);
    sqlite3_exec(handle, "CREATE TABLE bookmarks (id)", NULL, NULL, NULL);
    sqlite3_close(handle);
    assert_err(store_open(&f->arena, url, &schema, 1, &s, &f->why), ERR_INVALID);
    assert_says(f->why, "another program");
}

static void test_private_file(void **state)
{
    struct fixture *f = *state;
    struct stat st;
    assert_int_equal(stat(f->path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void test_one_process(void **state)
{
    struct fixture *f = *state;
    const struct store_schema *schema = &sample_schema;
    struct store *s;
    char link_url[160], link_path[128], pid[32];
    snprintf(link_path, sizeof link_path, "%s/link.db", f->dir);
    snprintf(link_url, sizeof link_url, "sqlite:%s", link_path);
    assert_int_equal(symlink(f->path, link_path), 0);
    snprintf(pid, sizeof pid, "number %ld", (long)getpid());
    assert_err(store_open(&f->arena, link_url, &schema, 1, &s, &f->why), ERR_BUSY);
    pid_t child = fork();
    if (child == 0)
        _exit(store_open(&f->arena, f->url, &schema, 1, &s, &f->why) == ERR_BUSY &&
                      strstr(f->why, pid)
                  ? 0
                  : 1);
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    fixture_close(f);
    assert_ok(fixture_open(f, &sample_schema)); /* the lock goes with the store */
}

static void test_wrong_statement_found_at_start(void **state)
{
    struct fixture *f = *state;
    static const struct stmt wrong = {"SELECT a FROM nowhere", "", "i"};
    static const struct stmt *const list[] = {&wrong};
    struct store_schema schema = sample_schema;
    schema.statements = list;
    schema.n_statements = 1;
    fixture_close(f);
    assert_err(fixture_open(f, &schema), ERR_BUG);
    assert_says(f->why, "SELECT a FROM nowhere\": no such table: nowhere");
    assert_ok(fixture_open(f, &sample_schema));
}

/* ---- backup and check ---------------------------------------------------- */

struct busy {
    struct store *store;
    _Atomic bool stop;
    _Atomic unsigned written;
};

static void *write_on(void *arg)
{
    struct busy *b = arg;
    while (!b->stop) {
        char name[32];
        snprintf(name, sizeof name, "org %u", b->written);
        if (add_org(b->store, name) != OK)
            break;
        b->written++;
    }
    return NULL;
}

static void test_backup_while_writing(void **state)
{
    struct fixture *f = *state;
    struct busy busy = {.store = f->store};
    pthread_t thread;
    char path[128];
    snprintf(path, sizeof path, "%s/copy.db", f->dir);
    pthread_create(&thread, NULL, write_on, &busy);
    while (busy.written < 50)
        usleep(1000);
    unsigned before = busy.written;
    enum err e = store_backup(f->store, &f->arena, path, NULL, &f->why);
    unsigned after = busy.written;
    busy.stop = true;
    pthread_join(thread, NULL);
    assert_ok(e);
    assert_err(store_backup(f->store, &f->arena, path, NULL, &f->why), ERR_CONFLICT);
    assert_says(f->why, "exists already");

    struct fixture copy = {.arena = ARENA_INIT};
    snprintf(copy.url, sizeof copy.url, "sqlite:%s", path);
    assert_ok(fixture_open(&copy, &sample_schema));
    int64_t n = count_orgs(&copy);
    assert_true(n >= before && n <= after + 1);
    assert_ok(store_check(copy.store, &copy.arena, &copy.why));
    fixture_close(&copy);
    arena_free(&copy.arena);
}

static enum err restore(struct fixture *f, const char *copy)
{
    const struct store_schema *schemas[] = {&sample_schema};
    return store_restore(&f->arena, f->url, copy, schemas, 1, NULL, &f->why);
}

static void test_restore(void **state)
{
    struct fixture *f = *state;
    char copy[128], bad[128];
    snprintf(copy, sizeof copy, "%s/copy.db", f->dir);
    snprintf(bad, sizeof bad, "%s/bad.db", f->dir);
    assert_ok(add_org(f->store, "kept"));
    assert_ok(store_backup(f->store, &f->arena, copy, NULL, &f->why));
    assert_ok(add_org(f->store, "after the copy"));
    assert_err(restore(f, copy), ERR_BUSY); /* it is open */
    fixture_close(f);
    FILE *junk = fopen(bad, "w");
    fputs("not a database", junk);
    fclose(junk);
    assert_err(restore(f, bad), ERR_CORRUPT);
    assert_err(restore(f, "/nowhere/copy.db"), ERR_IO);
    assert_ok(fixture_open(f, &sample_schema));
    assert_int_equal(count_orgs(f), 2); /* untouched so far */
    fixture_close(f);
    assert_ok(restore(f, copy));
    assert_ok(fixture_open(f, &sample_schema));
    assert_int_equal(count_orgs(f), 1);
    fixture_close(f);
    snprintf(f->url, sizeof f->url, "sqlite:%s.before-restore", f->path);
    assert_ok(fixture_open(f, &sample_schema));
    assert_int_equal(count_orgs(f), 2); /* what was there is beside it */
}

static void test_backup_nowhere(void **state)
{
    struct fixture *f = *state;
    assert_err(store_backup(f->store, &f->arena, "/nowhere/copy.db", NULL, &f->why), ERR_IO);
    assert_says(f->why, "/nowhere/copy.db");
}

static void test_check(void **state)
{
    struct fixture *f = *state;
    assert_ok(add_org(f->store, "one"));
    assert_ok(store_check(f->store, &f->arena, &f->why));
    fixture_close(f);
    sqlite3 *handle;
    assert_int_equal(sqlite3_open(f->path, &handle), SQLITE_OK);
    sqlite3_exec(handle, "PRAGMA foreign_keys = OFF; INSERT INTO member VALUES (1, 99, 1, NULL, 1)",
                 NULL, NULL, NULL);
    sqlite3_close(handle);
    assert_ok(fixture_open(f, &sample_schema));
    assert_err(store_check(f->store, &f->arena, &f->why), ERR_CORRUPT);
    assert_says(f->why, "row 1 of member points to none of org");
}

static void test_check_finds_damage(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 300; i++) {
        char name[32];
        snprintf(name, sizeof name, "damaged %d", i);
        assert_ok(add_org(f->store, name));
    }
    fixture_close(f);
    sqlite3 *handle;
    int64_t root = 0;
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_open(f->path, &handle), SQLITE_OK);
    sqlite3_prepare_v2(handle, "SELECT rootpage FROM sqlite_master WHERE name = 'org'", -1, &stmt,
                       NULL);
    if (sqlite3_step(stmt) == SQLITE_ROW)
        root = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(handle);
    FILE *file = fopen(f->path, "r+");
    fseek(file, (root - 1) * 4096, SEEK_SET);
    for (int i = 0; i < 4096; i++)
        fputc(0xee, file);
    fclose(file);
    assert_ok(fixture_open(f, &sample_schema));
    assert_err(store_check(f->store, &f->arena, &f->why), ERR_CORRUPT);
    struct rows r;
    assert_err(db_query(f->db, &f->arena, &org_by_name, PARAMS(v_text("damaged 7")), &r),
               ERR_CORRUPT);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_up, fixture_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_bound_by_name),
        TEST(test_values_come_back),
        TEST(test_empty_is_not_null),
        TEST(test_no_row),
        TEST(test_column_letters),
        TEST(test_row_limit),
        TEST(test_bugs_die),
        TEST(test_rows_are_checked),
        TEST(test_snapshot),
        TEST(test_snapshot_and_own_write),
        TEST(test_urls),
        TEST(test_other_files),
        TEST(test_private_file),
        TEST(test_one_process),
        TEST(test_wrong_statement_found_at_start),
        TEST(test_backup_while_writing),
        TEST(test_backup_nowhere),
        TEST(test_restore),
        TEST(test_check),
        TEST(test_check_finds_damage),
    };
    return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
