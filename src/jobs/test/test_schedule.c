/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* When jobs come again, under clocks that leap. The world here is a clock, a row and a diary. */
#include "jobs/schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define HOUR INT64_C(3600)
#define YEARS_10 (3652 * DAY_SECONDS)

struct world {
    struct arena a;
    const struct zone *z;
    struct job_kind kind;
    struct job_recurrence row;
    bool seen;
    int64_t now;
    int64_t moments[4000]; /* what was served */
    size_t n;
};

static struct world w;

static int64_t at(const char *text)
{
    int64_t out = 0;
    if (!instant_parse(text, "Europe/Paris", &out))
        fail_msg("%s is no date", text);
    return out;
}

static void look(void)
{
    struct schedule_word word = schedule_look(&w.kind, w.z, w.seen ? &w.row : NULL, w.now);
    if (word.act == SCHEDULE_WAIT)
        return;
    w.seen = true;
    w.row.next_at = word.next;
    if (word.act != SCHEDULE_RUN)
        return;
    w.row.served = true;
    w.row.served_at = word.moment;
    assert_true(word.moment <= w.now);
    assert_true(w.n < ARRAY_LEN(w.moments));
    w.moments[w.n++] = word.moment;
}

static void live(int64_t seconds, int64_t step)
{
    for (int64_t end = w.now + seconds; w.now < end; w.now += step)
        look();
}

static void begin(enum job_rhythm rhythm, int64_t minute_or_period, const char *now)
{
    w.kind = (struct job_kind){.name = "test/night", .rhythm = rhythm};
    if (rhythm == JOB_DAILY)
        w.kind.minute = (int)minute_or_period;
    else
        w.kind.period = minute_or_period;
    w.seen = false;
    w.row = (struct job_recurrence){.kind = "test/night"};
    w.now = at(now);
    w.n = 0;
    look();
    assert_int_equal(w.n, 0); /* never at once: a new site begins at its first due moment */
}

static int up(void **state)
{
    (void)state;
    w.z = zone_open(&w.a, "Europe/Paris");
    return 0;
}

static int down(void **state)
{
    (void)state;
    arena_free(&w.a);
    return 0;
}

/* ---- an ordinary life -------------------------------------------------------------------- */

/* Each day of the year once, at that hour of the wall's clock, also the nights that change it. */
static void a_year_has_its_nights(void **state)
{
    static const int minutes[] = {0, 90, 130, 150, 179, 180, 190, 1439};
    (void)state;
    for (size_t m = 0; m < ARRAY_LEN(minutes); m++) {
        begin(JOB_DAILY, minutes[m], "2021-01-01T12:00");
        live(366 * DAY_SECONDS, 300);
        assert_int_equal(w.n, 366);
        for (size_t i = 0; i < w.n; i++) {
            struct civil c;
            zone_local(w.z, w.moments[i], &c);
            int minute = c.hour * 60 + c.minute;
            bool skipped = minute == minutes[m] + 60 && c.month == 3; /* 2:30 that was not */
            assert_true(minute == minutes[m] || skipped);
            int64_t day = civil_day_number(&c);
            assert_int_equal(day, at("2021-01-01") / DAY_SECONDS + 1 + (int64_t)i +
                                      (minutes[m] > 720 ? 0 : 1));
        }
    }
}

static void both_nights_that_change_the_clock(void **state)
{
    (void)state;
    begin(JOB_DAILY, 190, "2021-03-27T12:00"); /* 3:10 comes ten minutes after 1:59 */
    live(DAY_SECONDS, 60);
    assert_int_equal(w.n, 1);
    assert_int_equal(w.moments[0], at("2021-03-28T01:10Z"));
    begin(JOB_DAILY, 150, "2021-03-27T12:00"); /* 2:30 is not shown: once all the same */
    live(2 * DAY_SECONDS, 60);
    assert_int_equal(w.n, 2);
    begin(JOB_DAILY, 150, "2021-10-30T12:00"); /* 2:30 is shown twice: once */
    live(DAY_SECONDS, 60);
    assert_int_equal(w.n, 1);
    assert_int_equal(w.moments[0], at("2021-10-31T00:30Z"));
}

/* What nobody served for a week is made up for once. */
static void a_long_sleep(void **state)
{
    (void)state;
    begin(JOB_DAILY, 190, "2021-07-05T12:00");
    w.now = at("2021-07-15T09:00");
    live(6 * HOUR, 60);
    assert_int_equal(w.n, 1);
    assert_int_equal(w.moments[0], at("2021-07-15T03:10"));
    live(DAY_SECONDS, 60);
    assert_int_equal(w.n, 2);
    assert_int_equal(w.moments[1], at("2021-07-16T03:10"));
}

/* ---- clocks that leap -------------------------------------------------------------------- */

static void an_hour_back_runs_nothing_twice(void **state)
{
    (void)state;
    begin(JOB_DAILY, 190, "2021-07-05T12:00");
    w.now = at("2021-07-06T03:09");
    live(6 * 60, 10); /* to 3:15 */
    assert_int_equal(w.n, 1);
    w.now -= HOUR;
    live(20 * HOUR, 60);
    assert_int_equal(w.n, 1);
    live(8 * HOUR, 60);
    assert_int_equal(w.n, 2);
    assert_int_equal(w.moments[1], at("2021-07-07T03:10"));
}

static void an_hour_back_runs_nothing_early(void **state)
{
    (void)state;
    begin(JOB_DAILY, 190, "2021-07-05T12:00");
    w.now = at("2021-07-06T03:00");
    w.now -= HOUR;
    live(70 * 60 - 1, 1);
    assert_int_equal(w.n, 0);
    live(2, 1);
    assert_int_equal(w.n, 1);
}

static void an_hour_forward_and_back(void **state)
{
    (void)state;
    begin(JOB_DAILY, 190, "2021-07-06T02:20");
    live(600, 10);
    assert_int_equal(w.n, 0);
    w.now += HOUR; /* 3:30 */
    live(300, 10);
    assert_int_equal(w.n, 1);
    w.now -= HOUR; /* 2:35 */
    live(22 * HOUR, 60);
    assert_int_equal(w.n, 1); /* 3:10 of that day was served */
}

static void ten_years_back_waits_no_ten_years(void **state)
{
    (void)state;
    begin(JOB_DAILY, 190, "2021-07-05T12:00");
    live(DAY_SECONDS, 60);
    assert_int_equal(w.n, 1);
    w.now -= YEARS_10;
    live(DAY_SECONDS, 60);
    assert_int_equal(w.n, 2);
    live(5 * DAY_SECONDS, 60);
    assert_int_equal(w.n, 7);
}

/* There and back within the hour: the night that was served is not served again. */
static void ten_years_back_and_forward(void **state)
{
    (void)state;
    begin(JOB_DAILY, 190, "2021-07-05T12:00");
    live(DAY_SECONDS, 60);
    assert_int_equal(w.n, 1);
    w.now -= YEARS_10;
    live(HOUR, 60);
    w.now += YEARS_10;
    live(HOUR, 60);
    assert_int_equal(w.n, 1);
    live(DAY_SECONDS, 60);
    assert_int_equal(w.n, 2);
}

static void ten_years_forward_and_back(void **state)
{
    (void)state;
    begin(JOB_DAILY, 190, "2021-07-05T12:00");
    live(DAY_SECONDS, 60);
    w.now += YEARS_10;
    live(HOUR, 60);
    assert_int_equal(w.n, 2); /* that far ahead a night has passed: one, not 3652 */
    w.now -= YEARS_10;
    live(2 * HOUR, 60);
    assert_int_equal(w.n, 2);
    live(2 * DAY_SECONDS, 60);
    assert_int_equal(w.n, 4); /* and nothing waits for 2031 */
}

static void a_short_rhythm_goes_on(void **state)
{
    (void)state;
    begin(JOB_EVERY, 30, "2021-07-05T12:00");
    live(300, 1);
    assert_int_equal(w.n, 9);
    w.now -= YEARS_10;
    live(300, 1);
    assert_in_range(w.n, 18, 19);
    size_t before = w.n;
    w.now += 2 * YEARS_10;
    live(300, 1);
    assert_in_range(w.n - before, 9, 10); /* what the leap passed over is not made up for */
}

/* Whatever the clock does: no moment twice in a row, and never two days of quiet without a run. */
static void any_clock(void **state)
{
    static const int64_t leaps[] = {HOUR, -HOUR, DAY_SECONDS, -DAY_SECONDS, YEARS_10, -YEARS_10};
    (void)state;
    srand(20260724);
    for (int round = 0; round < 60; round++) {
        begin(JOB_DAILY, 190, "2021-07-05T12:00");
        for (int i = 0; i < 20; i++) {
            w.now += leaps[rand() % (int)ARRAY_LEN(leaps)];
            live(rand() % (6 * HOUR), 600);
        }
        size_t before = w.n;
        live(50 * HOUR, 600);
        assert_true(w.n > before);
        for (size_t i = 1; i < w.n; i++)
            assert_int_not_equal(w.moments[i], w.moments[i - 1]);
    }
}

/* ---- delays and days --------------------------------------------------------------------- */

static void delays_grow_and_are_spread(void **state)
{
    int64_t before = 0;
    (void)state;
    for (int64_t attempts = 1; attempts <= 7; attempts++) {
        int64_t low = schedule_delay(attempts, 0), high = schedule_delay(attempts, UINT32_MAX);
        assert_true(low > before);
        assert_true(high > low && high < low * 2 && high < SCHEDULE_DELAY_MOST);
        before = high;
    }
    assert_int_equal(schedule_delay(90, 7), schedule_delay(7, 7));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_has_its_nights),
        cmocka_unit_test(both_nights_that_change_the_clock),
        cmocka_unit_test(a_long_sleep),
        cmocka_unit_test(an_hour_back_runs_nothing_twice),
        cmocka_unit_test(an_hour_back_runs_nothing_early),
        cmocka_unit_test(an_hour_forward_and_back),
        cmocka_unit_test(ten_years_back_waits_no_ten_years),
        cmocka_unit_test(ten_years_back_and_forward),
        cmocka_unit_test(ten_years_forward_and_back),
        cmocka_unit_test(a_short_rhythm_goes_on),
        cmocka_unit_test(any_clock),
        cmocka_unit_test(delays_grow_and_are_spread),
    };
    return cmocka_run_group_tests(tests, up, down);
}
