/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/limit.h"

#include <pthread.h>
#include <stdlib.h>

#define SETS 2048
#define WAYS 8

struct bucket {
    uint64_t key;
    double missing; /* tokens under full, at `at` */
    double per_second;
    int64_t at;
};

struct limiter {
    pthread_mutex_t lock;
    struct bucket sets[SETS][WAYS];
};

struct limiter *limiter_new(void)
{
    struct limiter *l = xcalloc(1, sizeof *l);
    pthread_mutex_init(&l->lock, NULL);
    return l;
}

void limiter_free(struct limiter *l)
{
    if (!l)
        return;
    pthread_mutex_destroy(&l->lock);
    free(l);
}

static double missing_now(const struct bucket *b, int64_t now)
{
    double back = now > b->at ? (double)(now - b->at) / 1000 * b->per_second : 0;
    return b->missing > back ? b->missing - back : 0;
}

/* The key's own bucket, or the one near it that has the least to remember. */
static struct bucket *bucket_of(struct bucket set[WAYS], uint64_t key, int64_t now)
{
    struct bucket *least = &set[0];
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].key == key)
            return &set[i];
        if (missing_now(&set[i], now) < missing_now(least, now))
            least = &set[i];
    }
    *least = (struct bucket){.key = key, .at = now};
    return least;
}

bool limiter_take(struct limiter *l, uint64_t key, const struct limit *limit, unsigned cost,
                  int64_t now)
{
    pthread_mutex_lock(&l->lock);
    struct bucket *b = bucket_of(l->sets[(key ^ key >> 32) % SETS], key, now);
    double missing = missing_now(b, now) + cost;
    bool left = missing <= limit->burst;
    if (left)
        b->missing = missing;
    else
        b->missing = missing - cost;
    b->per_second = limit->per_second;
    b->at = now;
    pthread_mutex_unlock(&l->lock);
    return left;
}
