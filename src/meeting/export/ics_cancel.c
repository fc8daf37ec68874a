/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/ics.h"

#include <stdlib.h>

static icaltimetype utc_time(int64_t utc)
{
    return icaltime_from_timet_with_zone((time_t)utc, 0, icaltimezone_get_utc_timezone());
}

/* An entry is known by UID alone: hours in UTC say which one it was, without a VTIMEZONE. */
static void add_cancelled(const struct export_context *c, const struct removed_session *s,
                          icalcomponent *calendar)
{
    icalcomponent *entry =
        icalcomponent_vanew(ICAL_VEVENT_COMPONENT, icalproperty_new_uid(ics_uid(c, s->guid)),
                            icalproperty_new_dtstamp(utc_time(c->now)),
                            icalproperty_new_dtstart(utc_time(s->starts_at)),
                            icalproperty_new_summary(plain_line(c->arena, s->title)),
                            icalproperty_new_sequence((int)(s->revision + c->shift)),
                            icalproperty_new_status(ICAL_STATUS_CANCELLED), NULL);
    if (s->ends_at != NO_INSTANT && s->ends_at > s->starts_at)
        icalcomponent_add_property(entry, icalproperty_new_dtend(utc_time(s->ends_at)));
    ics_add_organizer(c, entry);
    icalcomponent_add_component(calendar, entry);
}

static size_t add_all(const struct export_context *c, const struct timetable *t,
                      icalcomponent *calendar)
{
    size_t n, added = 0;
    const struct slot *slots = timetable_slots(c->arena, t, SLOTS_ALONE, &n);
    for (size_t i = 0; i < n; i++) {
        const struct session *s = slots[i].session;
        if (slots[i].starts_at == NO_INSTANT || session_is_pause(s->type))
            continue;
        const struct removed_session gone = {.guid = s->guid,
                                             .title = s->title,
                                             .starts_at = slots[i].starts_at,
                                             .ends_at = slots[i].ends_at,
                                             .revision = s->revision};
        add_cancelled(c, &gone, calendar);
        added++;
    }
    return added;
}

enum err export_ics_cancel(const struct export_context *c, const struct timetable *t,
                           const struct removed_session *removed, size_t n, struct buf *out)
{
    icalcomponent *calendar = icalcomponent_vanew(
        ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
        icalproperty_new_prodid("-//Maillage//Programme//FR"),
        icalproperty_new_calscale("GREGORIAN"), icalproperty_new_method(ICAL_METHOD_CANCEL), NULL);
    size_t added = t ? add_all(c, t, calendar) : 0;
    for (size_t i = 0; i < n; i++) {
        struct removed_session gone = removed[i];
        gone.revision++; /* it was published as it stood */
        add_cancelled(c, &gone, calendar);
        added++;
    }
    if (added) {
        char *text = icalcomponent_as_ical_string_r(calendar);
        buf_puts(out, text);
        free(text);
    }
    icalcomponent_free(calendar);
    return !added ? ERR_NOT_FOUND : out->full ? ERR_TOO_LARGE : OK;
}
