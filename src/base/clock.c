/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/clock.h"

#include <time.h>

#define STEADY_APART 5 /* seconds: more is no drift, the clock was set */

static int64_t system_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec;
}

struct clock clock_from(int64_t now)
{
    return (struct clock){.shift = now - system_now()};
}

int64_t clock_now(const struct clock *c)
{
    return system_now() + c->shift;
}

int64_t clock_boot(void)
{
    struct timespec t;
    clock_gettime(CLOCK_BOOTTIME, &t);
    return t.tv_sec;
}

bool clock_is_steady(struct steady *s, int64_t wall, int64_t boot)
{
    int64_t apart = (wall - s->wall) - (boot - s->boot);
    if (!s->boot)
        s->from = boot + STEADY_AT_FIRST;
    else if (apart > STEADY_APART || apart < -STEADY_APART)
        s->from = boot + STEADY_SECONDS;
    s->wall = wall;
    s->boot = boot;
    return boot >= s->from;
}
