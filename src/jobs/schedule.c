/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "jobs/schedule.h"

static int64_t moment_of_day(const struct zone *z, int64_t day, int minute)
{
    struct civil c = civil_from_day(day);
    c.hour = minute / 60;
    c.minute = minute % 60;
    return zone_utc(z, c);
}

static int64_t day_of(const struct zone *z, int64_t utc)
{
    struct civil c;
    zone_local(z, utc, &c);
    return civil_day_number(&c);
}

/* The latest due moment that is not after `now`. */
static int64_t latest(const struct job_kind *k, const struct zone *z, int64_t now)
{
    if (k->rhythm == JOB_EVERY)
        return now;
    int64_t day = day_of(z, now), moment = moment_of_day(z, day, k->minute);
    return moment <= now ? moment : moment_of_day(z, day - 1, k->minute);
}

int64_t schedule_next(const struct job_kind *k, const struct zone *z, int64_t now)
{
    if (k->rhythm == JOB_EVERY)
        return now + k->period;
    int64_t day = day_of(z, now), moment = moment_of_day(z, day, k->minute);
    return moment > now ? moment : moment_of_day(z, day + 1, k->minute);
}

/*
 * What is due further ahead than twice the rhythm was written before the clock was set back. Once
 * would be too narrow: a night that changes the clock is 25 h long, and so is what follows a clock
 * set back by an hour.
 */
static bool is_out_of_reach(const struct job_kind *k, int64_t next_at, int64_t now)
{
    int64_t rhythm = k->rhythm == JOB_EVERY ? k->period : DAY_SECONDS;
    return next_at - now > 2 * rhythm;
}

struct schedule_word schedule_look(const struct job_kind *k, const struct zone *z,
                                   const struct job_recurrence *r, int64_t now)
{
    struct schedule_word w = {.act = SCHEDULE_WAIT, .next = schedule_next(k, z, now)};
    if (!r || is_out_of_reach(k, r->next_at, now)) {
        w.act = SCHEDULE_SET;
    } else if (now >= r->next_at) {
        w.moment = latest(k, z, now);
        bool again = k->rhythm == JOB_DAILY && r->served && r->served_at == w.moment;
        w.act = again ? SCHEDULE_SET : SCHEDULE_RUN;
    }
    return w;
}

int64_t schedule_delay(int64_t attempts, uint32_t dice)
{
    static const int64_t delays[] = {30, 120, 600, 3600, 3 * 3600, 10 * 3600, 24 * 3600};
    int64_t most = (int64_t)ARRAY_LEN(delays);
    int64_t delay = delays[attempts < 1 ? 0 : attempts > most ? most - 1 : attempts - 1];
    return delay * 4 / 5 + (int64_t)((uint64_t)delay * 2 / 5 * dice >> 32);
}
