/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Buckets of tokens: what is refused, what comes back, and that a crowd does not make them grow. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limit.h"

static const struct limit ten = {.burst = 10, .per_second = 0.5};

static unsigned taken(struct limiter *l, uint64_t key, unsigned cost, int64_t now)
{
    unsigned n = 0;
    while (n < 100 && limiter_take(l, key, &ten, cost, now))
        n++;
    return n;
}

static void a_bucket_empties_and_fills_again(void **state)
{
    struct limiter *l = limiter_new();
    (void)state;
    assert_int_equal(taken(l, 7, 1, 1000), 10);
    assert_int_equal(taken(l, 7, 1, 1000), 0);
    assert_int_equal(taken(l, 7, 1, 2999), 0); /* nearly a token */
    assert_int_equal(taken(l, 7, 1, 3000), 1);
    assert_int_equal(taken(l, 7, 1, 3000 + 6000), 3);
    assert_int_equal(taken(l, 7, 1, 10000000), 10); /* never more than full */
    limiter_free(l);
}

static void a_refusal_takes_nothing(void **state)
{
    struct limiter *l = limiter_new();
    (void)state;
    assert_int_equal(taken(l, 7, 4, 0), 2);
    assert_false(limiter_take(l, 7, &ten, 4, 0));
    assert_true(limiter_take(l, 7, &ten, 2, 0));
    limiter_free(l);
}

static void a_clock_that_goes_back_gives_nothing(void **state)
{
    struct limiter *l = limiter_new();
    (void)state;
    assert_int_equal(taken(l, 7, 1, 100000), 10);
    assert_int_equal(taken(l, 7, 1, 1000), 0);
    limiter_free(l);
}

static void keys_are_apart_and_a_crowd_frees_nobody_who_was_refused(void **state)
{
    struct limiter *l = limiter_new();
    (void)state;
    assert_int_equal(taken(l, 1, 1, 0), 10);
    for (uint64_t key = 2; key < 200000; key++)
        assert_true(limiter_take(l, key * 0x9E3779B97F4A7C15u, &ten, 1, 0));
    assert_int_equal(taken(l, 1, 1, 0), 0);
    limiter_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bucket_empties_and_fills_again),
        cmocka_unit_test(a_refusal_takes_nothing),
        cmocka_unit_test(a_clock_that_goes_back_gives_nothing),
        cmocka_unit_test(keys_are_apart_and_a_crowd_frees_nobody_who_was_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
