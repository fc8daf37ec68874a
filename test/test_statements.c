/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every migration and every statement of every module, on PostgreSQL as well. */
#include "harness.h"

#include "meeting/meeting.h"
#include "store/test/pg_check.h"

static void postgresql_prepares_every_statement(void **state)
{
    struct harness h;
    size_t n;
    (void)state;
    harness_open(&h, "2021-07-05T09:00", false);
    const struct store_schema **schemas = app_schemas(&h.app, &n);
    int result = pg_check_all(schemas, n);
    harness_close(&h);
    if (result == 77)
        skip();
    assert_int_equal(result, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(postgresql_prepares_every_statement)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
