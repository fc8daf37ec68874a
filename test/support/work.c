/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "work.h"

#include "jobs/take.h"

static int64_t now_of(void *ctx)
{
    const struct app *app = ctx;
    return clock_now(&app->clock);
}

static bool never_stops(void *ctx, unsigned ms)
{
    (void)ctx;
    (void)ms;
    return false;
}

int harness_work(struct harness *h)
{
    struct db *db;
    int n = 0;
    assert_int_equal(store_reader(h->app.store, &db), OK);
    for (;;) {
        struct job_hand hand = {
            .lease = "test", .now = now_of, .now_ctx = &h->app, .stops = never_stops};
        struct job_run run = {
            .house = &h->app.jobs, .store = h->app.store, .db = db, .a = &h->arena, .hand = &hand};
        enum err e = job_take(h->app.store, &h->arena, "test", now_of(&h->app), &run.job);
        if (e == ERR_NOT_FOUND)
            break;
        assert_int_equal(e, OK);
        job_do(&run, 0);
        n++;
    }
    store_reader_close(db);
    return n;
}

void harness_pass(struct harness *h, int64_t seconds)
{
    h->app.clock.shift += seconds;
}
