/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A timetable as c3voc's schedule sees it: days, rooms in them, events in these. Both forms, JSON
 * and XML, are written from this. https://c3voc.de/wiki/schedule
 *
 * Workshops that run side by side are events of their own, each in its own room, in the place of
 * the slot that holds them; the slot's title is their subtitle. Breaks are there, with the types
 * "break" and "lunch": a programme that is read back has no holes.
 */
#ifndef MAILLAGE_MEETING_EXPORT_SCHEDULE_H
#define MAILLAGE_MEETING_EXPORT_SCHEDULE_H

#include "meeting/export/common.h"

#define SCHEDULE_DURATION_MAX (99 * 60 + 59) /* minutes: two digits of hours */

struct schedule_event {
    const struct session *session;
    int64_t id;
    const char *room, *slug, *address;
    const char *title, *subtitle; /* subtitle NULL when none */
    const char *type, *track;
    const char *abstract;    /* the note and who is still to be named; "" when neither */
    const char *description; /* the sequence's questions, NULL when none */
    const char *date, *start, *duration;
    const char *end; /* NULL when the end is open; duration is then 00:00 */
};

struct schedule_room {
    const char *name;
    const struct schedule_event *events;
    size_t n;
};

struct schedule_day {
    int index; /* from 1 */
    const char *date, *start, *end;
    const struct schedule_room *rooms;
    size_t n;
};

struct schedule {
    const char *version, *title, *acronym;
    const char *start, *end; /* dates */
    const char *zone;        /* NULL when c3voc's pattern does not know such a name */
    const char *timeslot;    /* what every start and length is a multiple of, "00:05" */
    const char *base_url, *url;
    const struct schedule_day *days;
    size_t n;
};

/* ERR_CONFLICT: no session has a date. ERR_CORRUPT: no such zone. */
must_check enum err schedule_of(const struct export_context *c, const struct timetable *t,
                                struct schedule *out);

#endif
