/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * When a kind comes again, and when a job that failed is tried anew: functions of values, whatever
 * the clock does. A clock may leap by an hour or by ten years, forward and back; a due moment is
 * served once, none is served early, those that nobody served are not made up for one by one, and
 * nothing waits for years.
 */
#ifndef MAILLAGE_JOBS_SCHEDULE_H
#define MAILLAGE_JOBS_SCHEDULE_H

#include "jobs/jobs.h"

/* The first due moment after `now`. */
int64_t schedule_next(const struct job_kind *k, const struct zone *z, int64_t now);

enum schedule_act {
    SCHEDULE_WAIT,
    SCHEDULE_SET, /* only `next` is written */
    SCHEDULE_RUN  /* for `moment`, and `next` is written */
};
struct schedule_word {
    enum schedule_act act;
    int64_t moment, next;
};
/* `r` NULL: the kind has never been seen. */
struct schedule_word schedule_look(const struct job_kind *k, const struct zone *z,
                                   const struct job_recurrence *r, int64_t now);

/* Seconds until the next try after so many errors; `dice` spreads them by a fifth either way. */
int64_t schedule_delay(int64_t attempts, uint32_t dice);
/* None is longer. */
#define SCHEDULE_DELAY_MOST 110000

#endif
