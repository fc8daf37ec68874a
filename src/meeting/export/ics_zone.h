/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * VTIMEZONE (RFC 5545, 3.6.5) from ICU's zones, for any zone that ICU knows.
 *
 * libical's own zones are not used: they are read from the machine's files, which may be absent or
 * newer than the rules the programme's instants were computed with, run from 1891 to the file's end
 * (2037), carry a prefix in their TZID, and are shared by all threads.
 */
#ifndef MAILLAGE_MEETING_EXPORT_ICS_ZONE_H
#define MAILLAGE_MEETING_EXPORT_ICS_ZONE_H

#include "meeting/export/moment.h"

#include <libical/ical.h>

/*
 * The zone's rules for every instant from `first` to `last` (UTC), and for as long after as its
 * yearly rule holds. The caller owns the component.
 */
icalcomponent *ics_zone(const struct zone *z, int64_t first, int64_t last);

/* DTSTART or DTEND: in the zone's time, and in UTC where the zone's clocks show that hour twice. */
void ics_add_time(icalcomponent *to, icalproperty_kind kind, const struct zone *z, int64_t utc);

#endif
