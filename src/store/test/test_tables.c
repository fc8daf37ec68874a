/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a statement reads and writes, and the versions: what the page cache stands on. */
#include "store/test/fixture.h"

/* ---- tables -------------------------------------------------------------- */

/* Runs the statement on the reader and compares the tables it read with the names given. */
static void assert_reads(struct fixture *f, const struct stmt *stmt, const char *expected)
{
    struct rows r;
    char names[256] = "";
    size_t n = 0;
    assert_ok(db_begin_read(f->db));
    assert_ok(db_query(f->db, &f->arena, stmt, NO_PARAMS, &r));
    struct table_set read = db_tables_read(f->db);
    db_end_read(f->db);
    for (size_t i = 0; i < f->store->tables.n; i++)
        if (table_set_has(&read, (int)i))
            n += (size_t)snprintf(names + n, sizeof names - n, "%s ", f->store->tables.name[i]);
    assert_string_equal(names, expected);
}

static void test_tables_read(void **state)
{
    struct fixture *f = *state;
    static const struct stmt plain = {"SELECT name FROM org", "", "t"};
    static const struct stmt counted = {"SELECT count(*) FROM lonely", "", "i"};
    static const struct stmt view = {"SELECT name FROM roster", "", "t"};
    static const struct stmt view_counted = {"SELECT count(*) FROM roster", "", "i"};
    static const struct stmt inner = {
        "SELECT name FROM org WHERE EXISTS (SELECT 1 FROM badge) ORDER BY"
        " (SELECT max(size) FROM member)",
        "", "t"};
    static const struct stmt with = {
        "WITH audit AS (SELECT words FROM lonely) SELECT count(*) FROM audit", "", "i"};
    static const struct stmt none = {"SELECT 1", "", "i"};
    static const struct stmt text = {"SELECT rowid FROM words WHERE words MATCH 'a'", "", "i"};
    static const struct stmt vocabulary = {"SELECT term FROM terms", "", "t"};
    assert_reads(f, &plain, "org ");
    assert_reads(f, &counted, "lonely ");
    assert_reads(f, &view, "member org ");
    assert_reads(f, &view_counted, "member org ");
    assert_reads(f, &inner, "badge member org ");
    assert_reads(f, &none, "");
    assert_reads(f, &text, "org words ");         /* an index of another table's contents */
    assert_reads(f, &vocabulary, "terms words "); /* of another index's words */
    struct rows r;
    assert_ok(db_begin_read(f->db));
    assert_ok(db_query(f->db, &f->arena, &with, NO_PARAMS, &r));
    struct table_set read = db_tables_read(f->db);
    db_end_read(f->db);
    assert_true(table_set_has(&read, store_table(f->store, "lonely")));
    assert_int_equal(store_table(f->store, "nowhere"), -1);
    assert_int_equal(store_table(f->store, "roster"), -1);
}

static void test_set_is_cleared(void **state)
{
    struct fixture *f = *state;
    assert_ok(db_begin_read(f->db));
    count_orgs(f);
    db_end_read(f->db);
    assert_ok(db_begin_read(f->db));
    struct table_set read = db_tables_read(f->db);
    assert_true(table_set_empty(&read));
    db_end_read(f->db);
}

static enum err run_stmt(struct db *db, void *stmt)
{
    return db_exec(db, stmt, NO_PARAMS, NULL);
}

static void assert_raises(struct fixture *f, const struct stmt *stmt, const char *expected)
{
    uint64_t before[STORE_MAX_TABLES];
    char names[256] = "";
    size_t n = 0;
    for (int i = 0; i < STORE_MAX_TABLES; i++)
        before[i] = store_versions(f->store)[i];
    assert_ok(store_write(f->store, run_stmt, (void *)(uintptr_t)stmt));
    for (size_t i = 0; i < f->store->tables.n; i++)
        if (store_versions(f->store)[i] != before[i])
            n += (size_t)snprintf(names + n, sizeof names - n, "%s ", f->store->tables.name[i]);
    assert_string_equal(names, expected);
}

static void test_tables_written(void **state)
{
    struct fixture *f = *state;
    static const struct stmt add = {"INSERT INTO org (name) VALUES ('a')", "", ""};
    static const struct stmt replace = {"INSERT OR REPLACE INTO org (id, name) VALUES (1, 'a')", "",
                                        ""};
    static const struct stmt change = {"UPDATE org SET note = 'b'", "", ""};
    static const struct stmt rename = {"UPDATE org SET name = 'b' || name", "", ""};
    static const struct stmt upsert = {"INSERT INTO org (name) SELECT words FROM lonely WHERE 1"
                                       " ON CONFLICT (name) DO UPDATE SET note = excluded.name",
                                       "", ""};
    static const struct stmt trigger = {"DELETE FROM member", "", ""};
    static const struct stmt cascade = {"DELETE FROM org", "", ""};
    static const struct stmt index = {"INSERT INTO words (rowid, name) VALUES (1, 'a')", "", ""};
    static const struct stmt nothing = {"SELECT 1", "", "i"};
    assert_raises(f, &add, "org ");
    assert_raises(f, &change, "org ");
    assert_raises(f, &rename, "org tag "); /* ON UPDATE CASCADE */
    assert_raises(f, &upsert, "org ");
    assert_raises(f, &trigger, "audit badge member ");     /* its trigger, and SET NULL */
    assert_raises(f, &cascade, "audit badge member org "); /* through member, and its trigger */
    assert_raises(f, &replace, "audit badge member org ");
    assert_raises(f, &index, "words words_config words_data words_docsize words_idx ");
    assert_raises(f, &nothing, "");
}

static enum err write_and_fail(struct db *db, void *stmt)
{
    enum err e = run_stmt(db, stmt);
    return e == OK ? ERR_FORBIDDEN : e;
}

static void test_failure_raises_nothing(void **state)
{
    struct fixture *f = *state;
    static const struct stmt add = {"INSERT INTO org (name) VALUES ('a')", "", ""};
    assert_err(store_write(f->store, write_and_fail, (void *)(uintptr_t)&add), ERR_FORBIDDEN);
    assert_int_equal(version_of(f, "org"), 0);
    assert_ok(store_write(f->store, run_stmt, (void *)(uintptr_t)&add));
    assert_int_equal(version_of(f, "org"), 1);
}

/* ---- the page cache's rule ----------------------------------------------- */

/* What a cache keeps: the version before the snapshot, and the number of rows it then saw. */
struct page {
    _Atomic uint64_t version;
    _Atomic int64_t rows;
};

struct reader {
    pthread_t thread;
    struct fixture *f;
    _Atomic bool *stop;
    bool stale; /* a page was served as fresh that did not show an acknowledged write */
    unsigned made;
    _Atomic int64_t *acknowledged;
};

/* Makes pages and asks at once: a page whose version still stands shows all that was acknowledged.
 */
static void *render(void *arg)
{
    struct reader *r = arg;
    struct store *s = r->f->store;
    const _Atomic uint64_t *version = &store_versions(s)[store_table(s, "org")];
    struct arena a = ARENA_INIT;
    struct db *db;
    if (store_reader(s, &db) != OK)
        return NULL;
    while (!*r->stop) {
        struct rows rows;
        uint64_t before = *version;
        if (db_begin_read(db) != OK || db_query(db, &a, &org_count, NO_PARAMS, &rows) != OK)
            break;
        int64_t seen = row_int(&rows, 0, 0);
        db_end_read(db);
        for (int hit = 0; hit < 20; hit++) {
            int64_t acknowledged = *r->acknowledged;
            if (*version == before && seen < acknowledged)
                r->stale = true;
        }
        r->made++;
        arena_clear(&a);
    }
    store_reader_close(db);
    arena_free(&a);
    return NULL;
}

static void test_no_stale_page(void **state)
{
    struct fixture *f = *state;
    struct reader readers[3];
    _Atomic int64_t acknowledged = 0;
    _Atomic bool stop = false;
    for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
        readers[i] = (struct reader){.f = f, .stop = &stop, .acknowledged = &acknowledged};
        pthread_create(&readers[i].thread, NULL, render, &readers[i]);
    }
    for (int i = 0; i < 400; i++) {
        char name[32];
        snprintf(name, sizeof name, "org %d", i);
        assert_ok(add_org(f->store, name));
        acknowledged = i + 1;
        assert_int_equal(version_of(f, "org"), i + 1);
        assert_int_equal(count_orgs(f), i + 1);
    }
    stop = true;
    for (size_t i = 0; i < ARRAY_LEN(readers); i++) {
        pthread_join(readers[i].thread, NULL);
        assert_false(readers[i].stale);
        assert_true(readers[i].made > 0);
    }
}

static int check_order(void *arg)
{
    struct fixture *f = arg;
    return version_of(f, "org") == 0 ? 0 : 1; /* 1 refuses the commit */
}

static void test_raised_after_commit(void **state)
{
    struct fixture *f = *state;
    sqlite3_commit_hook(f->store->writer.db->handle, check_order, f);
    assert_ok(add_org(f->store, "one"));
    sqlite3_commit_hook(f->store->writer.db->handle, NULL, NULL);
    assert_int_equal(version_of(f, "org"), 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, fixture_up, fixture_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(test_tables_read),    TEST(test_set_is_cleared),
        TEST(test_tables_written), TEST(test_failure_raises_nothing),
        TEST(test_no_stale_page),  TEST(test_raised_after_commit),
    };
    return cmocka_run_group_tests_name("tables", tests, NULL, NULL);
}
