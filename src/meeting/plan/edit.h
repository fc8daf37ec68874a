/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the changes of a plan share. Private. */
#ifndef MAILLAGE_MEETING_PLAN_EDIT_H
#define MAILLAGE_MEETING_PLAN_EDIT_H

#include "meeting/plan/plan.h"

/* OK, or ERR_CONFLICT. */
must_check enum err plan_unchanged(const struct plan_mark *now, const struct plan_mark *seen);
struct plan_mark plan_new_mark(struct plan *p);

/* A sequence is at least as long as what is in it. */
void plan_widen(struct plan_sequence *q);
/* A lone session's sequence has its words and hours. */
void plan_follow(const struct plan *p, struct plan_sequence *q);
/* A session that is its own sequence. */
struct plan_sequence plan_own_sequence(struct arena *a, struct plan *p,
                                       const struct plan_session *s);

/* At that place, whatever its hours. */
void plan_put_into(struct arena *a, struct plan_sequence *q, size_t at,
                   const struct plan_session *s);
/* By its hours. */
void plan_put_sequence_into(struct arena *a, struct plan_day *d, const struct plan_sequence *q);
/* Takes the session out; a sequence that was its own goes with it: what `at` points to is then
 * another's. */
void plan_take_out(const struct plan_place *at);

#endif
