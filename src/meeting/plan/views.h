/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of a plan share. Private. */
#ifndef MAILLAGE_MEETING_PLAN_VIEWS_H
#define MAILLAGE_MEETING_PLAN_VIEWS_H

#include "meeting/organiser/views.h"
#include "meeting/plan/sheet.h"

/* The meeting of the address, and its plan. */
must_check enum err planned_of(struct request *r, struct planned *out);
/* "/organisation/rencontres/SLUG/programme", and what is below it. */
const char *plan_path(struct request *r, const struct event *e, const char *below);
/* The name that changes are kept under. */
const char *plan_author(struct request *r);
/* The ":key" of the address: ERR_NOT_FOUND when it is no number. `*fresh`: it is "nouveau". */
must_check enum err plan_key(struct request *r, int64_t *key, bool *fresh);

/* Puts a change before the writer. ERR_CONFLICT is left to the caller. */
must_check enum err plan_write(struct request *r, const struct planned *p,
                               const struct sheet_mark *m, struct plan_change *c);
/* The page of a programme that an import replaced meanwhile. */
enum err plan_gone_past(struct request *r);
/* Back to the board, at what was changed. `done`: the word of its notice. */
enum err plan_back(struct request *r, const struct planned *p, const char *done, int64_t key);
/* "Enregistré entre-temps par Camille, le …". */
const char *plan_meanwhile(struct request *r, const struct planned *p);

/* "9 h 10 – 9 h 45"; "9 h 10" when it is open. */
const char *plan_hours(struct request *r, int start, int end);
/* "Lundi 12 juillet 2021", else its label, else "Jour 2". */
const char *plan_day_title(struct request *r, const struct plan *p, const struct plan_day *d);
/* A sentence for a warning. */
const char *plan_fault_words(struct request *r, const struct plan_warning *w);
/* The difference between what is released and what would be. */
struct plan_change_set {
    struct timetable before, after;
    const struct plan_delta *deltas;
    size_t n;
    bool head, questions, sequences, rooms; /* what else differs */
};
must_check enum err plan_changes(struct request *r, const struct planned *p,
                                 struct plan_change_set *out);

#endif
