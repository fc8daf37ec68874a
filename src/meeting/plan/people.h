/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who speaks and what is shown, as an organiser writes them: a line each. Private. */
#ifndef MAILLAGE_MEETING_PLAN_PEOPLE_H
#define MAILLAGE_MEETING_PLAN_PEOPLE_H

#include "meeting/plan/plan.h"

/*
 * "Stéphane Rozès", "à annoncer", "3 à annoncer" (in English "to be announced"), a line each.
 * `*why`: what is wrong, a translation key; NULL: nothing.
 */
void speakers_read(struct arena *a, const char *text, struct plan_session *out, const char **why);
const char *speakers_write(struct arena *a, const char *lang, const struct plan_session *s);

/* "Note de décryptage https://…", a line each: what is before the address is its title. */
void documents_read(struct arena *a, const char *text, struct plan_session *out, const char **why);
const char *documents_write(struct arena *a, const struct plan_session *s);

#endif
