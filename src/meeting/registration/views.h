/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A person's registration as their page shows it. Private to this folder. */
#ifndef MAILLAGE_MEETING_REGISTRATION_VIEWS_H
#define MAILLAGE_MEETING_REGISTRATION_VIEWS_H

#include "meeting/registration/pages.h"
#include "meeting/registration/registration.h"

/* Whose page it is, by the secret of its address; nothing keeps or lists such a page. */
must_check enum err find_mine(struct request *r, struct registration *g, struct event *event);

/* "/inscriptions/TOKEN", of the page that is being answered. */
const char *view_ticket_href(struct request *r);

must_check enum err view_ticket(struct request *r, const struct registration *g,
                                const struct event *event, struct ticket_view *out);
must_check enum err view_badge(struct request *r, const struct registration *g,
                               const struct event *event, struct badge_view *out);

/* "7K2M9QXAB4" as "7K2M9 QXAB4", to be read aloud. */
const char *view_code(struct arena *a, const char *ticket);

/* "Sur place", "À distance", "À décider" */
const char *view_modality(const char *lang, enum modality m);

/* Writes the text's QR code to the body, as SVG that any reader enlarges. */
must_check enum err view_qr(struct request *r, const char *text);
must_check enum err view_qr_to(struct buf *out, const char *text);

/* Leaves of the workshops only those in which the person has a seat. */
must_check enum err view_my_timetable(struct db *db, struct arena *a, const struct registration *g,
                                      struct timetable *t);

/* "lundi 5 juillet 2021, 9 h", in the meeting's zone. */
const char *view_instant(struct request *r, const struct event *e, int64_t utc);

#endif
