/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A timetable that was read takes the place of a plan's days and questions. Private. */
#ifndef MAILLAGE_MEETING_PLAN_PASTE_H
#define MAILLAGE_MEETING_PLAN_PASTE_H

#include "meeting/plan/plan.h"

/* ERR_TOO_LARGE: too many sessions or days. */
must_check enum err plan_replace(struct arena *a, struct plan *p, const struct timetable *t);

#endif
