/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Rate limits: each key has a bucket of tokens that fills again with time. A fixed table, so that
 * no number of visitors makes it grow: a new key takes the place of the fullest bucket near its
 * own, which is the one that forgets least. Any thread may ask.
 */
#ifndef MAILLAGE_LIMIT_H
#define MAILLAGE_LIMIT_H

#include "base/base.h"

struct limiter;

struct limit {
    unsigned burst;    /* tokens of a full bucket, at most 1,000,000 */
    double per_second; /* tokens that come back */
};

struct limiter *limiter_new(void);
void limiter_free(struct limiter *l);

/* Takes `cost` tokens of the key's bucket; false, and nothing taken, when it holds fewer. `now` is
 * in milliseconds of any clock that does not go back. */
must_check bool limiter_take(struct limiter *l, uint64_t key, const struct limit *limit,
                             unsigned cost, int64_t now);

#endif
