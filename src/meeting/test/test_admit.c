/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may register how often: per address, per meeting, and what a form filled by a machine costs.
 */
#include "harness.h"

#include "base/limit.h"

#define SLUG "2021-forum-des-essais"
#define FORM "/rencontres/" SLUG "/inscription"

static const char programme[] = "Forum des essais\n"
                                "12 juillet 2021, à distance\n"
                                "9h00 – 10h00 : Accueil\n";
static struct harness h;
static int64_t at; /* the hour, which stands still */

static int open_it(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", false);
    harness_import(&h, SLUG, programme);
    h.app.config.limits = true;
    h.app.limiter = limiter_new();
    at = clock_now(&h.app.clock);
    return 0;
}

static int close_it(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static const char *since_in(const char *html)
{
    const char *from = strstr(html, "name=\"since\" value=\"");
    assert_non_null(from);
    from += strlen("name=\"since\" value=\"");
    return arena_strndup(&h.arena, from, strcspn(from, "\""));
}

/* The form, opened `seconds` ago. */
static const char *opened(int64_t seconds)
{
    h.app.clock = clock_from(at - seconds);
    const char *since = since_in(harness_get(&h, FORM).body);
    h.app.clock = clock_from(at);
    return since;
}

/* A form without a name: it is counted like another, and costs the test no row. */
static struct reply send(uint64_t visitor, const char *more)
{
    h.visitor = visitor;
    h.app.clock = clock_from(at);
    return harness_send(&h, "POST", FORM, NULL,
                        arena_printf(&h.arena, "email=a%%40example.org&modality=remote%s", more));
}

static unsigned until_refused(uint64_t visitor, const char *more)
{
    for (unsigned n = 0; n < 400; n++) {
        struct reply a = send(visitor, more);
        if (a.status == 429)
            return n;
        assert_int_equal(a.status, 422);
    }
    return 400;
}

static void a_machine_is_refused_sooner_than_a_person(void **state)
{
    (void)state;
    assert_int_equal(until_refused(1, ""), 60);
    assert_int_equal(until_refused(2, arena_printf(&h.arena, "&since=%s", opened(20))), 180);
    assert_int_equal(until_refused(3, arena_printf(&h.arena, "&since=%s", opened(1))), 60);
    assert_int_equal(until_refused(4, arena_printf(&h.arena, "&since=%s", opened(90000))), 60);
    char *forged = arena_strdup(&h.arena, opened(20));
    forged[strlen(forged) - 1] ^= 1;
    assert_int_equal(until_refused(5, arena_printf(&h.arena, "&since=%s", forged)), 60);
}

static void what_was_typed_is_kept_and_the_next_address_is_free(void **state)
{
    (void)state;
    assert_int_equal(until_refused(11, ""), 60);
    struct reply a = send(11, "&organisation=Les+Semis");
    assert_int_equal(a.status, 429);
    assert_contains(a.body, "value=\"Les Semis\"");
    assert_contains(a.body, "Trop de demandes sont arrivées d’ici");
    assert_int_equal(send(12, "").status, 422);
    at += 60; /* a quarter of a token a second, three for a form without proof */
    assert_int_equal(until_refused(11, ""), 5);
}

static void a_field_that_nobody_sees(void **state)
{
    (void)state;
    struct reply a = send(21, "&given_name=Ana&family_name=Roy&website=http%3A%2F%2Fx.example");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "value=\"Ana\"");
    assert_contains(a.body, "Un champ que personne ne voit est rempli");
    a = send(21, "&given_name=Ana&family_name=Roy&website=");
    assert_int_equal(a.status, 303);
}

static void a_meeting_has_its_own_limit(void **state)
{
    (void)state;
    at += 3600;
    unsigned n = 0;
    for (uint64_t visitor = 1000; n < 7000 && send(visitor + n, "").status == 422;)
        n++;
    /* A request in which the machine's second turns is one of the next: 50 more, once. */
    assert_true(n == 6000 || n == 6050);
    assert_int_equal(send(99, "").status, 429);
    at += 2;
    assert_int_equal(send(99, "").status, 422);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_machine_is_refused_sooner_than_a_person),
        cmocka_unit_test(what_was_typed_is_kept_and_the_next_address_is_free),
        cmocka_unit_test(a_field_that_nobody_sees),
        cmocka_unit_test(a_meeting_has_its_own_limit),
    };
    return cmocka_run_group_tests(tests, open_it, close_it);
}
