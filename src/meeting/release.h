/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A timetable becomes the released programme of its event: what an import and an organiser's plan
 * have in common. Private.
 */
#ifndef MAILLAGE_MEETING_RELEASE_H
#define MAILLAGE_MEETING_RELEASE_H

#include "base/zone.h"
#include "meeting/meeting.h"

#define RELEASE_SEED_BYTES 32
#define SESSIONS_MAX 2000 /* of one programme; a large festival has 500 */

struct release {
    /* The event is found by its slug, or made. Sessions that have an id keep their address, their
     * guid and their calendar entry; the others are new. A day's `date` makes the instants. */
    struct timetable timetable;
    const struct zone *zone; /* of the event */
    /* A session without id may be one that is there: the same title, else the same start and type.
     */
    bool matches;
    bool keeps_supporters, keeps_notes; /* those of the event are left as they are */
    int64_t now;
    uint8_t seed[RELEASE_SEED_BYTES]; /* for guids: a rule is given its randomness */
    /* results */
    event_id event;
    int64_t revision; /* of the programme */
    int64_t sessions, added, changed, removed;
};

/* For a rule. ERR_CONFLICT: another event has that edition's number. */
must_check enum err release_put(struct db *db, struct arena *a, struct release *r);

/* The instants of a session of that day (NULL: no date is known) from its minutes. */
void session_instants(const struct zone *z, const char *date, struct session *s);

/* The event's first start and last end; a day of which nothing but the date is known counts whole.
 */
void timetable_bounds(const struct zone *z, struct timetable *t);

/* Workshops counted. */
size_t timetable_sessions(const struct timetable *t);

/* "2021-economie-de-l-alliance": the year (0: none is known), and the words without their article.
 */
const char *event_slug_from(struct arena *a, int year, const char *words);

#endif
