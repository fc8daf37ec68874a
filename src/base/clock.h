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

/* Seconds since the machine started, asleep or not: no clock that is set changes them. */
int64_t clock_boot(void);

/*
 * Whether the clock may be trusted with what happens once: it moved in step with clock_boot for a
 * while. One that was set by more than a few seconds is given STEADY_SECONDS to be set right. Zero
 * it, then ask now and then.
 */
#define STEADY_SECONDS 600
#define STEADY_AT_FIRST 20
struct steady {
    int64_t wall, boot; /* when it was last asked; boot 0: never */
    int64_t from;       /* of clock_boot: steady again */
};
must_check bool clock_is_steady(struct steady *s, int64_t wall, int64_t boot);

#endif
