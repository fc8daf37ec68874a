/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Time zones of the IANA database, by ICU. */
#ifndef MAILLAGE_ZONE_H
#define MAILLAGE_ZONE_H

#include "base/arena.h"
#include "base/civil.h"

struct zone;

/* The zone of that name, valid while the arena is; NULL when there is none. For one thread at a
 * time. */
const struct zone *zone_open(struct arena *a, const char *name);
const char *zone_name(const struct zone *z);

/* "Asia/Calcutta" gives "Asia/Kolkata"'s form as ICU knows it; NULL for what is not a place's zone.
 */
const char *zone_canonical(struct arena *a, const char *name);

/* Minutes that the zone's clocks are ahead of UTC at that instant. */
int zone_offset(const struct zone *z, int64_t utc);

void zone_local(const struct zone *z, int64_t utc, struct civil *out);

/*
 * The instant at which the zone's clocks show `c`. When they show it twice (autumn), the first;
 * when they skip it (spring), the instant that the clocks would have shown without the change.
 */
int64_t zone_utc(const struct zone *z, struct civil c);

/* Every canonical zone that is named after a place, sorted by name. */
const char *const *zone_list(struct arena *a, size_t *n);

/*
 * "2021-07-05T09:00" (in `zone`), "2021-07-05T09:00:30Z", "2021-07-05T09:00+02:00": UTC seconds;
 * false when it is none of these.
 */
must_check bool instant_parse(const char *text, const char *zone, int64_t *out);

#endif
