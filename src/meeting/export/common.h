/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the exports share: a timetable as a flat list, its addresses and its plain text.
 */
#ifndef MAILLAGE_MEETING_EXPORT_COMMON_H
#define MAILLAGE_MEETING_EXPORT_COMMON_H

#include "meeting/export.h"
#include "meeting/export/labels.h"
#include "meeting/export/moment.h"
#include "view/dates.h"
#include "view/tr.h"

#define GENERATOR "Maillage"

/* One row of the programme. */
struct slot {
    const struct day *day;
    const struct sequence *sequence;
    const struct session *session;
    const struct session *parent; /* the slot that a parallel workshop belongs to, else NULL */
    size_t day_index;             /* from 0 */
    size_t nth;                   /* of the workshop among its parallels, from 1; 0 otherwise */
    int64_t starts_at, ends_at;   /* a workshop without times has those of its slot */
};

/* Which rows: a slot of parallel workshops by itself, by its workshops, or both. */
enum slot_choice { SLOTS_ALONE, SLOTS_AS_WORKSHOPS, SLOTS_AND_WORKSHOPS };

const struct slot *timetable_slots(struct arena *a, const struct timetable *t,
                                   enum slot_choice choice, size_t *n);

/* Minutes since midnight of the slot's day; a workshop without times has those of its slot. */
int slot_start_min(const struct slot *s);
int slot_end_min(const struct slot *s);

/*
 * Text for other programs: UTF-8 of which the characters that XML 1.0 forbids are dropped, with
 * "\n" as the only control character besides the tab. plain_line has spaces instead of both. NULL
 * stays NULL.
 */
const char *plain_text(struct arena *a, const char *s);
const char *plain_line(struct arena *a, const char *s);

/* "Lyon, Grand salon"; NULL when there is neither. */
const char *joined(struct arena *a, const char *separator, const char *first, const char *second);

/* "https://maillage.example/rencontres/SLUG" and what is below it */
const char *event_address(const struct export_context *c, const struct event *event);
const char *programme_address(const struct export_context *c, const struct event *event);
const char *session_address(const struct export_context *c, const struct event *event,
                            const struct session *session);
/* An address of our own made whole, with bytes that RFC 3986 does not know percent-encoded. */
const char *whole_address(const struct export_context *c, const char *address);

/* "maillage.example": what follows "://" up to a port or path */
const char *host_of(struct arena *a, const char *base_url);

/* "7e Rencontre… – L'économie de l'alliance" */
const char *event_full_title(struct arena *a, const struct event *event);

/* Names joined with ", "; NULL when nobody has one. */
const char *named_speakers(struct arena *a, const struct session *session);
/* The same followed by those still to be named. */
const char *all_speakers(const struct export_context *c, const struct session *session);

#endif
