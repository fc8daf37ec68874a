/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/moment.h"

#include "view/dates.h"

const char *moment_date(struct arena *a, const struct zone *z, int64_t utc)
{
    struct civil c;
    zone_local(z, utc, &c);
    return iso_date(a, &c);
}

int moment_minutes(const struct zone *z, int64_t utc)
{
    struct civil c;
    zone_local(z, utc, &c);
    return c.hour * 60 + c.minute;
}

const char *moment_clock(struct arena *a, const struct zone *z, int64_t utc)
{
    int minutes = moment_minutes(z, utc);
    return arena_printf(a, "%02d:%02d", minutes / 60, minutes % 60);
}

const char *moment_utc(struct arena *a, int64_t utc)
{
    struct civil c = civil_from_seconds(utc);
    return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02dZ", c.year, c.month, c.day, c.hour,
                        c.minute, c.second);
}

const char *date_in_words(struct arena *a, const char *lang, const char *date)
{
    struct civil c;
    return civil_parse_date(date, &c) ? date_long(a, lang, &c) : NULL;
}
