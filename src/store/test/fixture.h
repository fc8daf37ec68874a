/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A store in a temporary folder, with a schema of a few tables, for the tests of store/. */
#ifndef MAILLAGE_STORE_TEST_FIXTURE_H
#define MAILLAGE_STORE_TEST_FIXTURE_H

#include "store/private.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct fixture {
    char dir[64], path[96], url[160];
    struct arena arena;
    struct store *store;
    struct db *db; /* a reader */
    const char *why;
};

extern const struct store_schema sample_schema;
extern const struct stmt org_add, org_by_name, org_count, org_drop, org_rename, member_add,
    member_by_id, late_add;

/* cmocka's setup and teardown. */
int fixture_up(void **state);
int fixture_down(void **state);

/* The parts of it, for tests that open themselves. */
void fixture_dir(struct fixture *f);
enum err fixture_open(struct fixture *f, const struct store_schema *schema);
enum err fixture_open_all(struct fixture *f, const struct store_schema *const *schemas, size_t n);
void fixture_close(struct fixture *f);
void fixture_remove(struct fixture *f);

/* Adds an organisation by a write of its own. */
enum err add_org(struct store *s, const char *name);
int64_t count_orgs(struct fixture *f);
uint64_t version_of(const struct fixture *f, const char *table);

/* Whether `run(arg)` dies with `words` in its last words. */
bool dies_saying(void (*run)(void *), void *arg, const char *words);

#define assert_ok(e) assert_string_equal(err_name(e), "OK")
#define assert_err(e, expected) assert_string_equal(err_name(e), #expected)
#define assert_says(text, words)                                                                   \
    do {                                                                                           \
        if (!strstr((text), (words)))                                                              \
            fail_msg("\"%s\" does not say \"%s\"", (text), (words));                               \
    } while (0)

#endif
