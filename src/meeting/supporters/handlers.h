/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The organiser's pages of supporters, for the module's table of routes. */
#ifndef MAILLAGE_MEETING_SUPPORTERS_HANDLERS_H
#define MAILLAGE_MEETING_SUPPORTERS_HANDLERS_H

#include "app/app.h"
#include "meeting/meeting.h"

enum err supporters_show(struct request *r);
enum err supporters_take(struct request *r); /* one more, or one moved */
enum err supporter_show(struct request *r);
enum err supporter_take(struct request *r); /* changed, or taken away */

/* Those of a meeting's public page: two statements whatever their number. */
must_check enum err supporters_view(struct request *r, const struct event *e,
                                    const struct backer_view **out, size_t *n);

#endif
