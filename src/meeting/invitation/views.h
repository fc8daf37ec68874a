/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Invitations as pages show them. Private to this folder. */
#ifndef MAILLAGE_MEETING_INVITATION_VIEWS_H
#define MAILLAGE_MEETING_INVITATION_VIEWS_H

#include "app/app.h"
#include "meeting/invitation/invitation.h"
#include "meeting/invitation/pages.h"

#define ROWS_SHOWN 100 /* of the organiser's list, a page */

/* The rows, the filters with their counts, and the way to the next page. */
must_check enum err view_invitations(struct request *r, const struct event *e,
                                     enum invitation_filter filter, invitation_id after,
                                     struct invitations_view *out);

/* What was understood of a list and what was not. */
void view_table(struct request *r, const struct invitation_table *t,
                struct invitation_list_view *out);

/* The heading and the lines at fault, to be corrected. */
const char *view_faulty(struct arena *a, const struct invitation_table *t);

/* "Ligne 12, colonne « e-mail »" */
const char *view_where(struct arena *a, const char *lang, const struct list_fault *f);

/* "tous", "a-inviter"…: the words of the address. */
enum invitation_filter view_filter_of(const char *word);

#endif
