/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Instants as a zone's clocks show them, in the exports' spellings. */
#ifndef MAILLAGE_MEETING_EXPORT_MOMENT_H
#define MAILLAGE_MEETING_EXPORT_MOMENT_H

#include "base/zone.h"

/* "2021-07-12", "09:00", and minutes since midnight */
const char *moment_date(struct arena *a, const struct zone *z, int64_t utc);
const char *moment_clock(struct arena *a, const struct zone *z, int64_t utc);
int moment_minutes(const struct zone *z, int64_t utc);

/* "2021-07-05T07:00:00Z" */
const char *moment_utc(struct arena *a, int64_t utc);

/* "lundi 12 juillet 2021" of "2021-07-12"; NULL when it is not a date. */
const char *date_in_words(struct arena *a, const char *lang, const char *date);

#endif
