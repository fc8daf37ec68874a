/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/ticker.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define TICK_SECONDS 30

struct ticker {
    struct app *app;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t stop;
    bool stopping;
};

static void tick_all(struct app *app)
{
    for (size_t m = 0; m < app->n_modules; m++)
        if (app->modules[m]->tick)
            app->modules[m]->tick(app);
}

/* Waits for the next tick; false when it is time to stop. */
static bool wait_for_tick(struct ticker *t)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += TICK_SECONDS;
    pthread_mutex_lock(&t->lock);
    int late = 0;
    while (!t->stopping && !late)
        late = pthread_cond_timedwait(&t->stop, &t->lock, &until);
    bool goes_on = !t->stopping;
    pthread_mutex_unlock(&t->lock);
    return goes_on;
}

static void *run(void *arg)
{
    struct ticker *t = arg;
    do
        tick_all(t->app);
    while (wait_for_tick(t));
    return NULL;
}

struct ticker *ticker_start(struct app *app)
{
    struct ticker *t = xcalloc(1, sizeof *t);
    pthread_condattr_t attr;
    t->app = app;
    pthread_mutex_init(&t->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&t->stop, &attr);
    pthread_condattr_destroy(&attr);
    if (pthread_create(&t->thread, NULL, run, t) != 0)
        die("ticker: no thread");
    return t;
}

void ticker_stop(struct ticker *t)
{
    if (!t)
        return;
    pthread_mutex_lock(&t->lock);
    t->stopping = true;
    pthread_cond_signal(&t->stop);
    pthread_mutex_unlock(&t->lock);
    pthread_join(t->thread, NULL);
    pthread_cond_destroy(&t->stop);
    pthread_mutex_destroy(&t->lock);
    free(t);
}
