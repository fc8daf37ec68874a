/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Day numbers after Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"
 * (https://howardhinnant.github.io/date_algorithms.html): eras of 400 years that begin in March.
 */
#include "base/civil.h"

#include "base/str.h"

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int64_t civil_day_number(const struct civil *c)
{
    int64_t months = c->month - 1;
    int64_t year = c->year + floor_div(months, 12);
    int64_t month = months - floor_div(months, 12) * 12 + 1;
    year -= month <= 2;
    int64_t era = floor_div(year, 400), of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year + c->day - 1 - 719468;
}

struct civil civil_from_day(int64_t day_number)
{
    int64_t z = day_number + 719468, era = floor_div(z, 146097), of_era = z - era * 146097;
    int64_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * years + years / 4 - years / 100);
    int64_t march = (5 * of_year + 2) / 153, month = march + (march < 10 ? 3 : -9);
    return (struct civil){
        .year = (int)(years + era * 400 + (month <= 2)),
        .month = (int)month,
        .day = (int)(of_year - (153 * march + 2) / 5 + 1),
    };
}

int64_t civil_seconds(const struct civil *c)
{
    return civil_day_number(c) * DAY_SECONDS + (int64_t)c->hour * 3600 + c->minute * 60 + c->second;
}

struct civil civil_from_seconds(int64_t seconds)
{
    int64_t day = floor_div(seconds, DAY_SECONDS), rest = seconds - day * DAY_SECONDS;
    struct civil c = civil_from_day(day);
    c.hour = (int)(rest / 3600);
    c.minute = (int)(rest / 60 % 60);
    c.second = (int)(rest % 60);
    return c;
}

struct civil civil_add_minutes(struct civil c, int64_t minutes)
{
    return civil_from_seconds(civil_seconds(&c) + minutes * 60);
}

int civil_weekday(const struct civil *c)
{
    int64_t n = civil_day_number(c) + 3; /* 1970-01-01 was a Thursday */
    return (int)(n - floor_div(n, 7) * 7);
}

bool civil_valid_date(int year, int month, int day)
{
    struct civil c = {.year = year, .month = month, .day = day};
    struct civil back = civil_from_day(civil_day_number(&c));
    return year > 0 && back.year == year && back.month == month && back.day == day;
}

bool civil_parse_date(const char *iso, struct civil *out)
{
    int64_t year, month, day;
    if (!iso || strlen(iso) != 10 || iso[4] != '-' || iso[7] != '-' ||
        !parse_int((struct str){iso, 4}, 1, 9999, &year) ||
        !parse_int((struct str){iso + 5, 2}, 1, 12, &month) ||
        !parse_int((struct str){iso + 8, 2}, 1, 31, &day) ||
        !civil_valid_date((int)year, (int)month, (int)day))
        return false;
    *out = (struct civil){.year = (int)year, .month = (int)month, .day = (int)day};
    return true;
}
