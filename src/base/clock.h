/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The program's one clock. Everything that asks for the time asks here, so that `--now` can start
 * it at another day (tests, the demonstration) and let it run.
 */
#ifndef MAILLAGE_CLOCK_H
#define MAILLAGE_CLOCK_H

#include "base/base.h"

struct clock {
    int64_t shift; /* seconds added to the system's time; 0 in ordinary life */
};

/* A clock that reads `now` (UTC seconds) at this moment. */
struct clock clock_from(int64_t now);

/* UTC seconds. */
int64_t clock_now(const struct clock *c);

#endif
