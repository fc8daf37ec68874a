/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Dates, hours and durations as people write them, in French or English. Hours are minutes since
 * midnight; beyond a day they wrap. Spaces between a number and its unit do not break.
 */
#ifndef MAILLAGE_VIEW_DATES_H
#define MAILLAGE_VIEW_DATES_H

#include "base/zone.h"

/* "lundi 12 juillet 2021", "Monday 12 July 2021" */
const char *date_long(struct arena *a, const char *lang, const struct civil *c);
/* "12 juillet 2021", "12 July 2021" */
const char *date_plain(struct arena *a, const char *lang, const struct civil *c);
/* "12 juil. 2021", "12 Jul 2021" */
const char *date_short(struct arena *a, const char *lang, const struct civil *c);
/* "du 26 au 28 novembre 2025", "26–28 November 2025"; one day: date_plain */
const char *date_span(struct arena *a, const char *lang, const struct civil *from,
                      const struct civil *to);

/* "9 h 10", "9 h"; "9:10", "9:00" */
const char *time_text(struct arena *a, const char *lang, int minutes);
/* "9 h 10 – 9 h 45" */
const char *time_range(struct arena *a, const char *lang, int from, int to);
/* "35 min", "2 h", "2 h 15"; "2 h 15 min" in English */
const char *duration_text(struct arena *a, const char *lang, int minutes);

/* "2021-07-12"; "2021-07-12T09:00:00+02:00" */
const char *iso_date(struct arena *a, const struct civil *c);
const char *iso_instant(struct arena *a, const struct zone *z, int64_t utc);

/* The zone's city: "Pointe-à-Pitre"'s zone America/Guadeloupe gives "Guadeloupe", Europe/London
 * "Londres". */
const char *zone_city(struct arena *a, const char *lang, const char *zone);

#endif
