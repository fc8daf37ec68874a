/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * When the events of a day begin and end, in minutes of that day: one after midnight belongs to the
 * day that began, so half past midnight is 24:30.
 */
#include "base/civil.h"
#include "meeting/read/schedule.h"

#define DAY_MINUTES (24 * 60)
#define NIGHT_ENDS                                                                                 \
    (9 * 60) /* without a date, an earlier start than the day's is after midnight                  \
              */
#define LONGEST (10 * DAY_MINUTES)

/* "09:00", "9:00", "09:00:30"; NO_TIME when it is none. */
static int clock_of(const char *s)
{
    int64_t hours, minutes;
    struct str rest = str_of(s);
    if (!s || !parse_int(str_cut(&rest, ':'), 0, 47, &hours) || !rest.p ||
        !parse_int(str_cut(&rest, ':'), 0, 59, &minutes))
        return NO_TIME;
    return (int)(hours * 60 + minutes);
}

/* "00:45", "1:30:00"; NO_TIME when it is none, or nothing. */
static int duration_of(const char *s)
{
    int64_t hours, minutes;
    struct str rest = str_of(s);
    if (!s || !parse_int(str_cut(&rest, ':'), 0, LONGEST / 60, &hours) || !rest.p ||
        !parse_int(str_cut(&rest, ':'), 0, 59, &minutes))
        return NO_TIME;
    return hours || minutes ? (int)(hours * 60 + minutes) : NO_TIME;
}

/* Days since 1970 of "2021-07-12T…", and the clock after the T. */
static bool stamp_of(const char *s, int64_t *day, int *clock)
{
    char date[11] = "", time[6] = "";
    struct civil c;
    if (!s || strlen(s) < 16 || s[10] != 'T')
        return false;
    memcpy(date, s, 10);
    memcpy(time, s + 11, 5);
    *clock = clock_of(time);
    if (!civil_parse_date(date, &c) || *clock == NO_TIME)
        return false;
    *day = civil_day_number(&c);
    return true;
}

struct day_frame {
    bool dated;
    int64_t number;
    int start; /* NO_TIME when it does not say */
};

static void time_of(struct schedule_item *item, const struct day_frame *d)
{
    int64_t day = d->number;
    int clock = NO_TIME, end;
    bool stamped = stamp_of(item->date, &day, &clock);
    item->from = clock_of(item->start);
    if (item->from == NO_TIME)
        item->from = clock;
    item->to = NO_TIME;
    if (item->from == NO_TIME)
        return;
    if (stamped && d->dated && day == d->number + 1 && item->from < DAY_MINUTES)
        item->from += DAY_MINUTES;
    else if (!stamped && d->start != NO_TIME && item->from < d->start && item->from < NIGHT_ENDS)
        item->from += DAY_MINUTES;
    int length = duration_of(item->duration);
    if (length != NO_TIME)
        item->to = item->from + length;
    int64_t from_day = day;
    if (stamped && stamp_of(item->end, &day, &end)) {
        int64_t minutes = (day - from_day) * DAY_MINUTES + end - clock;
        if (minutes > 0 && minutes < LONGEST)
            item->to = item->from + (int)minutes;
    }
}

void schedule_times(struct schedule_date *day)
{
    struct civil c;
    int64_t ignored;
    struct day_frame d = {.start = NO_TIME};
    d.dated = day->date && civil_parse_date(day->date, &c);
    d.number = d.dated ? civil_day_number(&c) : 0;
    if (!stamp_of(day->start, &ignored, &d.start))
        d.start = NO_TIME;
    for (size_t i = 0; i < day->n; i++)
        time_of(&day->items[i], &d);
}
