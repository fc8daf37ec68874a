/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Just enough of hours to tell a timetable's cells from others; the reader of text knows the rest.
 */
#ifndef MAILLAGE_MEETING_READ_HOUR_H
#define MAILLAGE_MEETING_READ_HOUR_H

#include "base/str.h"

/* Bytes up to the end of the hour that the words begin with ("9h30", "**14:00", "- 9 h"), 0 for
 * none. */
size_t hour_length(struct str s);

/* Whether there is nothing but hours and what joins them: "9h00 – 10h30", "de 9h à", "14:00". */
bool only_hours(struct str s);

#endif
