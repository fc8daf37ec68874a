/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/clock.h"

#include <time.h>

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
