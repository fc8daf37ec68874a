/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/zone.h"

#include "base/str.h"

#include <pthread.h>
#include <stdlib.h>
#include <unicode/ucal.h>
#include <unicode/uenum.h>
#include <unicode/ustring.h>

#define NAME_MAX_CHARS 64
#define MOST_ZONES 1000

/*
 * An instant's offset holds until the zone's next change, so one look at ICU serves all instants of
 * a page.
 */
struct zone {
    const char *name, *canonical;
    int64_t from, to; /* UTC seconds for which `minutes` holds; empty at first */
    int minutes;
};

/* Calendars are ICU's memory, not the arena's: each thread keeps the few it used last. */
#define KEPT 8
static _Thread_local struct {
    char name[NAME_MAX_CHARS];
    UCalendar *calendar;
} kept[KEPT];
static _Thread_local unsigned next_kept;

static pthread_key_t at_exit;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void close_kept(void *mine)
{
    (void)mine;
    for (unsigned i = 0; i < KEPT; i++) {
        ucal_close(kept[i].calendar);
        kept[i].calendar = NULL;
    }
}

static void make_key(void)
{
    if (pthread_key_create(&at_exit, close_kept) != 0)
        die("zone: no key for threads");
}

static UCalendar *calendar_of(const char *name)
{
    for (unsigned i = 0; i < KEPT; i++)
        if (kept[i].calendar && strcmp(kept[i].name, name) == 0)
            return kept[i].calendar;
    UErrorCode e = U_ZERO_ERROR;
    UChar id[NAME_MAX_CHARS];
    u_uastrcpy(id, name);
    UCalendar *c = ucal_open(id, -1, "en", UCAL_GREGORIAN, &e);
    if (U_FAILURE(e))
        return NULL;
    pthread_once(&once, make_key);
    pthread_setspecific(at_exit,
                        kept); /* anything but NULL: close_kept runs when the thread ends */
    unsigned at = next_kept++ % KEPT;
    ucal_close(kept[at].calendar);
    kept[at].calendar = c;
    memcpy(kept[at].name, name, strlen(name) + 1);
    return c;
}

const char *zone_canonical(struct arena *a, const char *name)
{
    size_t n = name ? strlen(name) : 0;
    if (!n || n >= NAME_MAX_CHARS || !strchr(name, '/') || strncmp(name, "Etc/", 4) == 0)
        return NULL;
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)name[i] <= ' ' || (unsigned char)name[i] > '~')
            return NULL;
    UErrorCode e = U_ZERO_ERROR;
    UChar id[NAME_MAX_CHARS], out[NAME_MAX_CHARS];
    UBool system = false;
    u_uastrcpy(id, name);
    int32_t len = ucal_getCanonicalTimeZoneID(id, -1, out, NAME_MAX_CHARS, &system, &e);
    if (U_FAILURE(e) || !system || len <= 0 || len >= NAME_MAX_CHARS)
        return NULL;
    char *text = arena_alloc(a, (size_t)len + 1);
    u_austrncpy(text, out, len);
    return strcmp(text, "Etc/Unknown") == 0 ? NULL : text;
}

const struct zone *zone_open(struct arena *a, const char *name)
{
    const char *canonical = zone_canonical(a, name);
    if (!canonical || !calendar_of(canonical))
        return NULL;
    struct zone *z = arena_new(a, struct zone);
    *z = (struct zone){.name = arena_strdup(a, name), .canonical = canonical, .from = 1, .to = 0};
    return z;
}

const char *zone_name(const struct zone *z)
{
    return z->name;
}

static int64_t transition(UCalendar *c, UTimeZoneTransitionType type, int64_t otherwise)
{
    UErrorCode e = U_ZERO_ERROR;
    UDate at;
    if (!ucal_getTimeZoneTransitionDate(c, type, &at, &e) || U_FAILURE(e))
        return otherwise;
    return (int64_t)(at / 1000);
}

static void look(struct zone *z, int64_t utc)
{
    UErrorCode e = U_ZERO_ERROR;
    UCalendar *c = calendar_of(z->canonical);
    ucal_setMillis(c, (double)utc * 1000, &e);
    int32_t ms = ucal_get(c, UCAL_ZONE_OFFSET, &e) + ucal_get(c, UCAL_DST_OFFSET, &e);
    if (!c || U_FAILURE(e))
        die("zone %s: %s", z->name, u_errorName(e));
    z->minutes = ms / 60000;
    z->from = transition(c, UCAL_TZ_TRANSITION_PREVIOUS_INCLUSIVE, INT64_MIN);
    z->to = transition(c, UCAL_TZ_TRANSITION_NEXT, INT64_MAX);
}

int zone_offset(const struct zone *zone, int64_t utc)
{
    struct zone *z = (struct zone *)(uintptr_t)zone; /* the memory of the last look is ours alone */
    if (utc < z->from || utc >= z->to)
        look(z, utc);
    return z->minutes;
}

void zone_local(const struct zone *z, int64_t utc, struct civil *out)
{
    *out = civil_from_seconds(utc + (int64_t)zone_offset(z, utc) * 60);
}

int64_t zone_utc(const struct zone *z, struct civil c)
{
    int64_t wall = civil_seconds(&c);
    int before = zone_offset(z, wall - DAY_SECONDS), after = zone_offset(z, wall + DAY_SECONDS);
    int64_t first = wall - (int64_t)before * 60, second = wall - (int64_t)after * 60;
    if (zone_offset(z, first) == before)
        return first;
    if (zone_offset(z, second) == after)
        return second;
    return first;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const char *const *zone_list(struct arena *a, size_t *n)
{
    UErrorCode e = U_ZERO_ERROR;
    UEnumeration *all =
        ucal_openTimeZoneIDEnumeration(UCAL_ZONE_TYPE_CANONICAL_LOCATION, NULL, NULL, &e);
    const char **list = arena_array(a, MOST_ZONES, sizeof *list);
    const char *name;
    int32_t len;
    *n = 0;
    while (U_SUCCESS(e) && *n < MOST_ZONES && (name = uenum_next(all, &len, &e)))
        if (memchr(name, '/', (size_t)len) && len < NAME_MAX_CHARS)
            list[(*n)++] = arena_strndup(a, name, (size_t)len);
    uenum_close(all);
    qsort(list, *n, sizeof *list, by_name);
    return list;
}

/* "Z", "+02:00", "-0500"; empty means: the zone's own. */
static bool parse_offset(struct str s, bool *given, int *minutes)
{
    int64_t h, m;
    *given = s.n > 0;
    *minutes = 0;
    if (!s.n || str_is(s, "Z"))
        return true;
    size_t colon = s.n == 6 && s.p[3] == ':';
    if ((s.n != 5 && !colon) || (s.p[0] != '+' && s.p[0] != '-') ||
        !parse_int(str_sub(s, 1, 3), 0, 18, &h) || !parse_int(str_sub(s, s.n - 2, s.n), 0, 59, &m))
        return false;
    *minutes = (int)(h * 60 + m) * (s.p[0] == '-' ? -1 : 1);
    return true;
}

bool instant_parse(const char *text, const char *zone, int64_t *out)
{
    struct str s = str_of(text);
    struct civil c;
    int64_t hour = 0, minute = 0, second = 0;
    bool given = false;
    int minutes = 0;
    struct arena a = ARENA_INIT;
    char date[11] = "";
    if (s.n < 10)
        return false;
    memcpy(date, s.p, 10);
    if (!civil_parse_date(date, &c))
        return false;
    s = str_sub(s, 10, s.n);
    if (s.n) {
        if (s.n < 6 || (s.p[0] != 'T' && s.p[0] != ' ') || s.p[3] != ':' ||
            !parse_int(str_sub(s, 1, 3), 0, 23, &hour) ||
            !parse_int(str_sub(s, 4, 6), 0, 59, &minute))
            return false;
        s = str_sub(s, 6, s.n);
        if (s.n >= 3 && s.p[0] == ':') {
            if (!parse_int(str_sub(s, 1, 3), 0, 59, &second))
                return false;
            s = str_sub(s, 3, s.n);
        }
        if (!parse_offset(s, &given, &minutes))
            return false;
    }
    c.hour = (int)hour;
    c.minute = (int)minute;
    c.second = (int)second;
    const struct zone *z = zone_open(&a, zone);
    if (given)
        *out = civil_seconds(&c) - (int64_t)minutes * 60;
    else if (z)
        *out = zone_utc(z, c);
    arena_free(&a);
    return given || z;
}
