/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The PostgreSQL half of "one SQL text for both", on a sample and on mistakes it must find. */
#include "store/postgres.h"
#include "store/test/pg_check.h"
#include "store/test/pg_cluster.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const struct migration migrations[] = {
    {"pg/1_org", "CREATE TABLE org (id ID, name TEXT NOT NULL UNIQUE, photo BYTES, score REAL);"},
    {"pg/2_member", "CREATE TABLE member (id ID, org_id INT NOT NULL REFERENCES org (id)"
                    " ON DELETE CASCADE, words TEXT /* ; */ CHECK (words <> ';'));"},
};
static const struct stmt put = {
    "INSERT INTO org (name, photo, score) VALUES ($2, $1, $3)"
    " ON CONFLICT (name) DO UPDATE SET photo = excluded.photo RETURNING id",
    "BtF", "i"};
static const struct stmt get = {"SELECT id, name, photo, score FROM org WHERE id = $1", "i",
                                "itBF"};
static const struct stmt counted = {"SELECT count(*), 1, max(id) FROM member", "", "iiI"};
static const struct stmt *const good[] = {&put, &get, &counted};

static struct store_schema with(const struct stmt *const *statements, size_t n)
{
    return (struct store_schema){migrations, ARRAY_LEN(migrations), statements, n};
}

static void test_sample(void **state)
{
    const struct store_schema schema = with(good, ARRAY_LEN(good));
    const struct store_schema *const list[] = {&schema};
    (void)state;
    int result = pg_check_all(list, 1);
    if (result == 77)
        skip();
    assert_int_equal(result, 0);
}

static void test_mistakes(void **state)
{
    static const struct {
        struct stmt stmt;
        const char *words;
    } bad[] = {
        {{"SELECT name FROM org WHERE id = $1", "t", "t"}, "operator does not exist"},
        {{"SELECT name FROM org", "", "i"}, "column 1 (name) is of type 25, its letter 'i'"},
        {{"SELECT sum(id) FROM org", "", "I"}, "of type 1700"},
        {{"SELECT id FROM org", "", "ii"}, "1 columns, and letters \"ii\""},
        {{"SELECT id FROM org WHERE id = $2", "i", "i"}, "2 parameters, and letters \"i\""},
        {{"SELECT nope FROM org", "", "i"}, "\"nope\" does not exist"},
        {{"INSERT INTO org (name) VALUES ($1) ON CONFLICT (score) DO NOTHING", "t", ""},
         "no unique or exclusion constraint"},
        {{"INSERT OR REPLACE INTO org (name) VALUES ($1)", "t", ""}, "syntax error"},
    };
    const struct stmt *list[ARRAY_LEN(bad)];
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        list[i] = &bad[i].stmt;
    const struct store_schema schema = with(list, ARRAY_LEN(bad));
    const struct store_schema *const schemas[] = {&schema};
    struct pg_cluster cluster;
    struct arena a = ARENA_INIT;
    struct postgres *pg;
    const char *why;
    (void)state;
    enum err e = pg_cluster_start(&cluster);
    if (e == ERR_NOT_FOUND)
        skip();
    assert_int_equal(e, OK);
    assert_int_equal(postgres_open(&a, cluster.conninfo, &pg, &why), OK);
    assert_int_equal(postgres_migrate(pg, &a, schemas, 1, &why), OK);
    assert_int_equal(postgres_check(pg, &a, schemas, 1, &why), ERR_BUG);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        if (!strstr(why, bad[i].words))
            fail_msg("%s\ndoes not say: %s", why, bad[i].words);
    static const struct migration newer[] = {{"pg/1_org", "CREATE TABLE org (id ID)"}};
    const struct store_schema older = {newer, 1, NULL, 0};
    const struct store_schema *const older_list[] = {&older};
    assert_int_equal(postgres_migrate(pg, &a, older_list, 1, &why), ERR_CORRUPT);
    static const struct migration failing[] = {
        {"pg/3_x", "CREATE TABLE x (id ID); CREATE TABLE x (id ID)"}};
    const struct store_schema broken = {failing, 1, NULL, 0};
    const struct store_schema *const two[] = {&schema, &broken};
    assert_int_equal(postgres_migrate(pg, &a, two, 2, &why), ERR_BUG);
    assert_non_null(strstr(why, "migration pg/3_x: "));
    postgres_close(pg);
    pg_cluster_stop(&cluster);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sample),
        cmocka_unit_test(test_mistakes),
    };
    return cmocka_run_group_tests_name("postgres", tests, NULL, NULL);
}
