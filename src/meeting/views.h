/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From meetings to what their pages show: words, hours in the visitor's zone, what runs now.
 * Private. */
#ifndef MAILLAGE_MEETING_VIEWS_H
#define MAILLAGE_MEETING_VIEWS_H

#include "app/app.h"
#include "base/zone.h"
#include "meeting/meeting.h"

/* What all views of one page share. */
struct viewing {
    struct request *r;
    struct arena *a;
    const char *lang;
    const struct zone *home;    /* the meeting's */
    const struct zone *visitor; /* the same pointer when nothing was chosen */
    int64_t now;
    bool preview; /* of a plan: a session's address is where it is edited */
};

must_check enum err viewing_start(struct request *r, const struct event *e, bool zone_matters,
                                  struct viewing *out);

struct programme_view view_programme(const struct viewing *v, const struct timetable *t);
struct event_view view_event(const struct viewing *v, const struct timetable *t);
/* `slug` names a session or one of its parallel workshops; ERR_NOT_FOUND. */
must_check enum err view_session(const struct viewing *v, const struct timetable *t,
                                 const char *slug, struct session_page_view *out);
/* The editions before and after. */
must_check enum err view_neighbours(struct request *r, const struct event *e,
                                    struct event_view *view);
struct event_head view_head(const struct viewing *v, const struct event *e);
/* "À distance, sur place à confirmer": a translation key. */
const char *view_format(enum answer remote, enum answer onsite);
struct zone_view view_zone(const struct viewing *v, const struct event *e);

/* Pieces of these, for one another. */
struct session_view view_of_session(const struct viewing *v, const struct event *e,
                                    const struct session *s);
const struct sequence_view *view_sequences(const struct viewing *v, const struct event *e,
                                           const struct day *d);
const char *const *view_texts(const struct viewing *v, const char *const *from, size_t n);
const char *view_day_title(const struct viewing *v, const struct timetable *t, size_t day);
const char *view_session_href(const struct viewing *v, const struct event *e,
                              const struct session *s);
const char *view_speaker(const struct viewing *v, const struct speaker *s);

/* The session of that slug, and the slot it belongs to when it is one of several (else itself). */
const struct session *find_session(const struct timetable *t, const char *slug,
                                   const struct session **slot, const struct sequence **sequence,
                                   const struct day **day);

/* The choices of the zone form: French territories, or every zone there is. */
const struct option_group_view *zone_groups(struct arena *a, const char *lang, const char *chosen,
                                            bool all, size_t *n);
/* "Guadeloupe" for America/Guadeloupe; the city for zones elsewhere. */
const char *zone_label(struct arena *a, const char *lang, const char *zone);

#endif
