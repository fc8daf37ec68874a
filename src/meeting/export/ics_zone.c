/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/ics_zone.h"

#include <unicode/ucal.h>
#include <unicode/ustring.h>

#define YEAR_SECONDS ((int64_t)366 * 86400)
#define CHANGES_MAX 64  /* of one zone, where no yearly rule holds */
#define YEARS_CHECKED 8 /* a rule that holds that long after the last session is the rule */
#define LAST_OF_MONTH (-1)

#define ZONE_NAME_MAX 64

/* The changes of a zone's clocks. */
struct changes {
    const struct zone *zone;
    UCalendar *calendar;
};

/* One of them, its date as the clocks showed it just before. */
struct change {
    int64_t at;
    struct civil wall; /* its hour may be 24 */
    int from, to;      /* seconds ahead of UTC */
    bool summer;
};

/* "the nth such weekday of that month at that hour" */
struct yearly {
    struct change seed;
    int nth; /* 1 to 5 or LAST_OF_MONTH */
};

static struct changes changes_open(const struct zone *z)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar name[ZONE_NAME_MAX];
    u_uastrncpy(name, zone_name(z), ZONE_NAME_MAX - 1);
    name[ZONE_NAME_MAX - 1] = 0;
    struct changes c = {z, ucal_open(name, -1, "en", UCAL_GREGORIAN, &e)};
    if (U_FAILURE(e))
        die("ics: %s: %s", zone_name(z), u_errorName(e));
    return c;
}

static bool find_change(const struct changes *c, UTimeZoneTransitionType which, int64_t utc,
                        int64_t *out)
{
    UErrorCode e = U_ZERO_ERROR;
    UDate at = 0;
    ucal_setMillis(c->calendar, (double)utc * 1000, &e);
    if (!ucal_getTimeZoneTransitionDate(c->calendar, which, &at, &e) || U_FAILURE(e))
        return false;
    *out = (int64_t)(at / 1000);
    return true;
}

/* Strictly after `utc`; at or before it. False when there is none. */
static bool next_change(const struct changes *c, int64_t utc, int64_t *out)
{
    return find_change(c, UCAL_TZ_TRANSITION_NEXT, utc, out);
}

static bool last_change(const struct changes *c, int64_t utc, int64_t *out)
{
    return find_change(c, UCAL_TZ_TRANSITION_PREVIOUS_INCLUSIVE, utc, out);
}

static struct change change_at(const struct changes *c, int64_t at)
{
    UErrorCode e = U_ZERO_ERROR;
    struct change out = {
        .at = at, .from = zone_offset(c->zone, at - 1) * 60, .to = zone_offset(c->zone, at) * 60};
    ucal_setMillis(c->calendar, (double)at * 1000, &e);
    out.summer = ucal_get(c->calendar, UCAL_DST_OFFSET, &e) != 0;
    /* Midnight is 24:00 of the day that ends, on which the rule is. */
    zone_local(c->zone, at - 60, &out.wall);
    out.wall.minute++;
    if (out.wall.minute == 60) {
        out.wall.minute = 0;
        out.wall.hour++;
    }
    return out;
}

static icaltimetype wall_time(const struct civil *t)
{
    icaltimetype out = icaltime_null_time();
    out.year = t->year;
    out.month = t->month;
    out.day = t->day;
    out.hour = t->hour;
    out.minute = t->minute;
    out.second = t->second;
    return icaltime_normalize(out); /* 24:00 is the next day's midnight */
}

static icalcomponent *observance(const struct change *c)
{
    icalcomponent *o = c->summer ? icalcomponent_new_xdaylight() : icalcomponent_new_xstandard();
    icalcomponent_add_property(o, icalproperty_new_dtstart(wall_time(&c->wall)));
    icalcomponent_add_property(o, icalproperty_new_tzoffsetfrom(c->from));
    icalcomponent_add_property(o, icalproperty_new_tzoffsetto(c->to));
    return o;
}

static icalcomponent *yearly_observance(const struct yearly *rule)
{
    static const char days[7][3] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    char text[64];
    const struct civil *wall = &rule->seed.wall;
    snprintf(text, sizeof text, "FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", wall->month, rule->nth,
             days[civil_weekday(wall)]);
    icalcomponent *o = observance(&rule->seed);
    icalcomponent_add_property(o, icalproperty_new_rrule(icalrecurrencetype_from_string(text)));
    return o;
}

static bool is_last_of_month(const struct civil *t)
{
    return t->day + 7 > icaltime_days_in_month(t->month, t->year);
}

/* Whether `c` is what `rule` says for its year; narrows the rule's position to what still fits. */
static bool follows(const struct yearly *rule, const struct change *c, bool *nth, bool *last)
{
    const struct civil *a = &rule->seed.wall, *b = &c->wall;
    *nth = *nth && (b->day - 1) / 7 == (a->day - 1) / 7;
    *last = *last && is_last_of_month(b);
    return a->month == b->month && civil_weekday(a) == civil_weekday(b) && a->hour == b->hour &&
           a->minute == b->minute && a->second == b->second && a->hour < 24 &&
           rule->seed.from == c->from && rule->seed.to == c->to && (*nth || *last);
}

/*
 * Two rules that together make every change from the last two before `first` to YEARS_CHECKED after
 * `last`; false where the zone has none (no summer time, or one decided year by year).
 */
static bool find_yearly(const struct changes *z, int64_t first, int64_t last,
                        struct yearly rules[2])
{
    int64_t at, before;
    if (!last_change(z, first, &at) || !last_change(z, at - 1, &before) ||
        first - before > YEAR_SECONDS)
        return false;
    rules[0].seed = change_at(z, before);
    rules[1].seed = change_at(z, at);
    bool nth[2] = {true, true};
    bool end[2] = {is_last_of_month(&rules[0].seed.wall), is_last_of_month(&rules[1].seed.wall)};
    for (int i = 0; at < last + YEARS_CHECKED * YEAR_SECONDS; i = !i) {
        if (!next_change(z, at, &at))
            return false;
        struct change c = change_at(z, at);
        if (!follows(&rules[i], &c, &nth[i], &end[i]))
            return false;
    }
    for (int i = 0; i < 2; i++)
        rules[i].nth = end[i] ? LAST_OF_MONTH : (rules[i].seed.wall.day - 1) / 7 + 1;
    return true;
}

/* Each change one by one, from the one in force at `first` to a year after `last`. */
static void add_changes(icalcomponent *zone, const struct changes *z, int64_t first, int64_t last)
{
    int64_t at = first;
    struct change c;
    if (last_change(z, first, &at)) {
        c = change_at(z, at);
    } else {
        int offset = zone_offset(z->zone, first) * 60;
        c = (struct change){0, {.year = 1970, .month = 1, .day = 1}, offset, offset, false};
    }
    icalcomponent_add_component(zone, observance(&c));
    for (int i = 0; i < CHANGES_MAX && next_change(z, at, &at); i++) {
        if (at > last + YEAR_SECONDS)
            break;
        c = change_at(z, at);
        icalcomponent_add_component(zone, observance(&c));
    }
}

icalcomponent *ics_zone(const struct zone *z, int64_t first, int64_t last)
{
    struct changes changes = changes_open(z);
    icalcomponent *zone = icalcomponent_new_vtimezone();
    icalcomponent_add_property(zone, icalproperty_new_tzid(zone_name(z)));
    struct yearly rules[2];
    if (find_yearly(&changes, first, last, rules)) {
        icalcomponent_add_component(zone, yearly_observance(&rules[0]));
        icalcomponent_add_component(zone, yearly_observance(&rules[1]));
    } else {
        add_changes(zone, &changes, first, last);
    }
    ucal_close(changes.calendar);
    return zone;
}

void ics_add_time(icalcomponent *to, icalproperty_kind kind, const struct zone *z, int64_t utc)
{
    struct civil civil;
    zone_local(z, utc, &civil);
    /* RFC 5545 reads an hour that the clocks show twice as the first one. */
    bool second_of_two = zone_utc(z, civil) != utc;
    icaltimetype t = second_of_two ? icaltime_from_timet_with_zone((time_t)utc, 0,
                                                                   icaltimezone_get_utc_timezone())
                                   : wall_time(&civil);
    icalproperty *p =
        kind == ICAL_DTEND_PROPERTY ? icalproperty_new_dtend(t) : icalproperty_new_dtstart(t);
    if (!second_of_two)
        icalproperty_add_parameter(p, icalparameter_new_tzid(zone_name(z)));
    icalcomponent_add_property(to, p);
}
