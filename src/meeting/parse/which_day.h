/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which of the dates and years of a document are those of its programme; private to days.c. */
#ifndef MAILLAGE_MEETING_PARSE_WHICH_DAY_H
#define MAILLAGE_MEETING_PARSE_WHICH_DAY_H

#include "meeting/parse/parse.h"

#define MAX_YEARS 16
struct years { /* that the document names, the likeliest first */
    struct {
        int year, month, day; /* of the date it stands in, month 0 when it stands alone */
        bool sure;            /* false: only for a date whose weekday agrees */
    } of[MAX_YEARS];
    int n;
};
struct years find_years(const struct doc *d);
/* A date's own year, or the document's that agrees with it; 0 when none does. */
int year_of(const struct years *y, const struct date *t);

/* Several dates before the timetable: the items under the last of them go to the likeliest. */
void settle_head(struct doc *d);
/* A date that stands anywhere, for a programme that no line of a day heads. */
bool any_date(const struct doc *d, struct date *out);

#endif
