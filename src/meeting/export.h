/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The programme in the forms that other programs read. Each takes values and fills a buffer; the
 * addresses in them begin with `base_url` ("https://maillage.example", no slash at the end).
 *
 * All of them answer ERR_CORRUPT for a zone that ICU does not know and ERR_TOO_LARGE when `out` is
 * full. Any thread may call them at any time. Text of the programme is exported as it is, less the
 * control characters that XML forbids. `lang` never translates it.
 */
#ifndef MAILLAGE_MEETING_EXPORT_H
#define MAILLAGE_MEETING_EXPORT_H

#include "base/buf.h"
#include "meeting/meeting.h"

struct export_context {
    struct arena *arena;
    const char *base_url;
    const char *site_name;
    const char *lang;      /* of the words that are ours: types, "to be named" */
    int64_t now;           /* UTC: DTSTAMP; no other byte depends on it once something has a date */
    int64_t shift;         /* of one person's calendar: added to each SEQUENCE */
    const char *organizer; /* of a calendar that goes by mail (RFC 6047): an address; else NULL */
};

/*
 * RFC 5545, one VEVENT a session with a date; breaks left out unless asked. Workshops of one slot
 * are one entry that lists them. `only`, a session or workshop of one of the tables (found by its
 * id): that entry alone, with its slot's times; ERR_CONFLICT when it has no date, ERR_NOT_FOUND
 * when no table has it. Without any date the calendar holds its zone alone, so that one can already
 * subscribe.
 */
must_check enum err export_ics(const struct export_context *c,
                               const struct timetable *const *tables, size_t n,
                               const struct session *only, bool with_breaks, struct buf *out);

/*
 * RFC 5546 3.2.5: what strikes the entries of export_ics out of a calendar, all of those of `t`
 * (NULL: none) and the sessions that were `removed` from it. ERR_NOT_FOUND and nothing written:
 * there is none. DTSTAMP is `now`, and each SEQUENCE greater than what was published with `shift`
 * before it was raised.
 */
must_check enum err export_ics_cancel(const struct export_context *c, const struct timetable *t,
                                      const struct removed_session *removed, size_t n,
                                      struct buf *out);

/*
 * c3voc schedule, https://c3voc.de/wiki/schedule, breaks included; days without a date are left
 * out. ERR_CONFLICT and nothing written: no session has a date, which this form cannot say.
 */
must_check enum err export_schedule_json(const struct export_context *c, const struct timetable *t,
                                         struct buf *out);
must_check enum err export_schedule_xml(const struct export_context *c, const struct timetable *t,
                                        struct buf *out);

/*
 * RFC 4180 with a UTF-8 mark, formulas neutralised (OWASP CSV injection). One row a session, then
 * one for each workshop of its slot. A day without a date has its label in the first column.
 */
must_check enum err export_csv(const struct export_context *c, const struct timetable *t,
                               struct buf *out);

/*
 * A4, tagged, two pages at most for a day of ordinary length. The same programme gives the same
 * bytes on one machine: the dates in it are those of the programme.
 */
must_check enum err export_pdf(const struct export_context *c, const struct timetable *t,
                               struct buf *out);

/* RFC 4287: the published meetings, newest change first. Its own address is /rencontres.atom. */
must_check enum err export_atom(const struct export_context *c, const struct event *events,
                                size_t n, struct buf *out);

/*
 * schema.org Event (https://schema.org/Event) with its attendance mode and sub-events; `only` NULL:
 * the event. An answer to be confirmed counts as no. ERR_NOT_FOUND: `only` is not in the table.
 */
must_check enum err export_json_ld(const struct export_context *c, const struct timetable *t,
                                   const struct session *only, struct buf *out);

#endif
