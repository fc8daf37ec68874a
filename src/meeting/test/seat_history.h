/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Random histories of an event: the same seed gives the same operations. */
#ifndef MAILLAGE_MEETING_TEST_SEAT_HISTORY_H
#define MAILLAGE_MEETING_TEST_SEAT_HISTORY_H

#include "meeting/test/seat_model.h"

struct chance { /* splitmix64 */
    uint64_t state;
};
/* From 0 to n - 1. */
int chance_below(struct chance *c, int n);

/* An event on which time, modalities and seats are drawn. */
void history_start(struct chance *c, struct model *m);
/* What happens next; it leans towards what can go wrong: full pools, offers, their last instant. */
struct operation history_next(struct chance *c, const struct model *m);

/* One line on an operation, for a failure to be read. */
void operation_print(const struct operation *o, enum err answer);

#endif
