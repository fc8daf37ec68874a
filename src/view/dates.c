/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/dates.h"

#include "base/str.h"

#include <unicode/udat.h>
#include <unicode/ures.h>
#include <unicode/ustring.h>

#define DAY_MINUTES (24 * 60)
#define WORD_UNITS 64
#define ZONE_MAX_BYTES 64

static bool is_english(const char *lang)
{
    return !strcmp(lang, "en");
}

/* ---- dates ---- */

/* What holds ICU's names costs tens of microseconds to open: each thread keeps one a language. */
static UDateFormat *names_of(bool english)
{
    static _Thread_local UDateFormat *kept[2];
    UErrorCode e = U_ZERO_ERROR;
    if (!kept[english])
        kept[english] = udat_open(UDAT_PATTERN, UDAT_PATTERN, english ? "en_GB" : "fr_FR",
                                  u"Etc/UTC", -1, u"y", 1, &e);
    if (U_FAILURE(e))
        die("dates: %s", u_errorName(e));
    return kept[english];
}

/* A name out of ICU's calendar data; `index` as ICU counts. */
static const char *symbol(struct arena *a, const char *lang, UDateFormatSymbolType type, int index)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar word[WORD_UNITS];
    char *text = arena_alloc(a, WORD_UNITS * 3);
    udat_getSymbols(names_of(is_english(lang)), type, index, word, WORD_UNITS, &e);
    if (U_SUCCESS(e))
        u_strToUTF8(text, WORD_UNITS * 3, NULL, word, -1, &e);
    if (U_FAILURE(e))
        die("dates: %s", u_errorName(e));
    return text;
}

static const char *month(struct arena *a, const char *lang, const struct civil *c)
{
    return symbol(a, lang, UDAT_MONTHS, c->month - 1);
}

/* "1er" for a French first of the month */
static const char *day(struct arena *a, const char *lang, const struct civil *c)
{
    return arena_printf(a, "%d%s", c->day, c->day == 1 && !is_english(lang) ? "er" : "");
}

const char *date_plain(struct arena *a, const char *lang, const struct civil *c)
{
    return arena_printf(a, "%s %s %d", day(a, lang, c), month(a, lang, c), c->year);
}

const char *date_long(struct arena *a, const char *lang, const struct civil *c)
{
    int from_sunday = (civil_weekday(c) + 1) % 7 + 1;
    return arena_printf(a, "%s %s", symbol(a, lang, UDAT_WEEKDAYS, from_sunday),
                        date_plain(a, lang, c));
}

const char *date_short(struct arena *a, const char *lang, const struct civil *c)
{
    return arena_printf(a, "%s %s %d", day(a, lang, c),
                        symbol(a, lang, UDAT_SHORT_MONTHS, c->month - 1), c->year);
}

const char *date_span(struct arena *a, const char *lang, const struct civil *from,
                      const struct civil *to)
{
    bool year = from->year == to->year, same_month = year && from->month == to->month;
    const char *first = day(a, lang, from), *last = date_plain(a, lang, to);
    if (same_month && from->day == to->day)
        return last;
    if (!same_month)
        first = year ? arena_printf(a, "%s %s", first, month(a, lang, from))
                     : date_plain(a, lang, from);
    if (is_english(lang))
        return arena_printf(a, same_month ? "%s–%s" : "%s – %s", first, last);
    return arena_printf(a, "du %s au %s", first, last);
}

/* ---- hours ---- */

const char *time_text(struct arena *a, const char *lang, int minutes)
{
    int of_day = (minutes % DAY_MINUTES + DAY_MINUTES) % DAY_MINUTES;
    int h = of_day / 60, m = of_day % 60;
    if (is_english(lang))
        return arena_printf(a, "%d:%02d", h, m);
    return m ? arena_printf(a, "%d\u00a0h\u00a0%02d", h, m) : arena_printf(a, "%d\u00a0h", h);
}

const char *time_range(struct arena *a, const char *lang, int from, int to)
{
    return arena_printf(a, "%s – %s", time_text(a, lang, from), time_text(a, lang, to));
}

const char *duration_text(struct arena *a, const char *lang, int minutes)
{
    int h = minutes / 60, m = minutes % 60;
    if (!h)
        return arena_printf(a, "%d\u00a0min", m);
    if (!m)
        return arena_printf(a, "%d\u00a0h", h);
    return arena_printf(a, is_english(lang) ? "%d\u00a0h\u00a0%d\u00a0min" : "%d\u00a0h\u00a0%02d",
                        h, m);
}

/* ---- for machines ---- */

const char *iso_date(struct arena *a, const struct civil *c)
{
    return arena_printf(a, "%04d-%02d-%02d", c->year, c->month, c->day);
}

const char *iso_instant(struct arena *a, const struct zone *z, int64_t utc)
{
    struct civil c;
    zone_local(z, utc, &c);
    int offset = zone_offset(z, utc), size = offset < 0 ? -offset : offset;
    return arena_printf(a, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", c.year, c.month, c.day,
                        c.hour, c.minute, c.second, offset < 0 ? '-' : '+', size / 60, size % 60);
}

/* ---- zones ---- */

/* "America/St_Johns" gives "St Johns". */
static const char *city_of_id(struct arena *a, const char *zone)
{
    const char *slash = strrchr(zone, '/');
    char *city = arena_strdup(a, slash ? slash + 1 : zone);
    for (char *p = city; *p; p++)
        if (*p == '_')
            *p = ' ';
    return city;
}

/* What the language calls the city ("ec", exemplar city); NULL when it is the id's own name. */
static const char *city_of_icu(struct arena *a, const char *lang, const char *key)
{
    UErrorCode e = U_ZERO_ERROR;
    int32_t n = 0;
    char *text = NULL;
    UResourceBundle *all = ures_open(U_ICUDATA_NAME "-zone", is_english(lang) ? "en" : "fr", &e);
    UResourceBundle *names = ures_getByKey(all, "zoneStrings", NULL, &e);
    UResourceBundle *zone = ures_getByKey(names, key, NULL, &e);
    const UChar *city = ures_getStringByKey(zone, "ec", &n, &e);
    if (U_SUCCESS(e)) {
        text = arena_alloc(a, (size_t)n * 3 + 1);
        u_strToUTF8(text, n * 3 + 1, NULL, city, n, &e);
    }
    ures_close(zone);
    ures_close(names);
    ures_close(all);
    return U_SUCCESS(e) ? text : NULL;
}

const char *zone_city(struct arena *a, const char *lang, const char *zone)
{
    if (strlen(zone) >= ZONE_MAX_BYTES)
        return city_of_id(a, zone);
    char *key = arena_strdup(a, zone);
    for (char *p = key; *p; p++)
        if (*p == '/')
            *p = ':';
    const char *city = city_of_icu(a, lang, key);
    return city ? city : city_of_id(a, zone);
}
