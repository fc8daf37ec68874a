/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The organiser's pages of a meeting, for the module's table of routes. */
#ifndef MAILLAGE_MEETING_ORGANISER_HANDLERS_H
#define MAILLAGE_MEETING_ORGANISER_HANDLERS_H

#include "app/app.h"
#include "meeting/registration/registration.h"

enum err organiser_list_show(struct request *r);
enum err organiser_list_csv(struct request *r);
enum err organiser_list_xlsx(struct request *r);
enum err organiser_person_show(struct request *r);
enum err organiser_person_take(struct request *r); /* a gesture on one registration */
enum err organiser_door_show(struct request *r);
enum err organiser_places_show(struct request *r);
enum err organiser_places_take(struct request *r);
enum err organiser_format_show(struct request *r); /* how the whole meeting takes place */
enum err organiser_format_take(struct request *r);

/* The badge's page for an organiser: who it is, and the button. */
enum err organiser_badge_show(struct request *r, const struct registration *g,
                              const struct event *event);

#endif
