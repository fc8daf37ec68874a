/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the module has done by itself: seats that were offered in vain go to the next; those who
 * came to a meeting, and those who were asked, are forgotten in time.
 */
#ifndef MAILLAGE_MEETING_CHORES_H
#define MAILLAGE_MEETING_CHORES_H

#include "jobs/retention.h"

#define MEETING_JOBS 1
extern const struct job_kind meeting_jobs[MEETING_JOBS];

#define MEETING_RETENTION 2
extern const struct retention_rule meeting_retention[MEETING_RETENTION];

#endif
