/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Dates and hours as a calendar on the wall shows them, without a zone: proleptic Gregorian, pure
 * arithmetic.
 */
#ifndef MAILLAGE_CIVIL_H
#define MAILLAGE_CIVIL_H

#include "base/base.h"

struct civil {
    int year, month, day; /* 2021, 1–12, 1–31 */
    int hour, minute, second;
};

#define DAY_SECONDS ((int64_t)86400)

/* Days since 1970-01-01; month and day may be out of range and carry over. */
int64_t civil_day_number(const struct civil *c);
struct civil civil_from_day(int64_t day_number);

/* Seconds since 1970-01-01T00:00 read as if the wall showed UTC, and back. */
int64_t civil_seconds(const struct civil *c);
struct civil civil_from_seconds(int64_t seconds);

/* The same wall, `minutes` later (or earlier). */
struct civil civil_add_minutes(struct civil c, int64_t minutes);

/* 0 is Monday. */
int civil_weekday(const struct civil *c);

bool civil_valid_date(int year, int month, int day);

/* "2021-07-12"; false when it is not a date of the calendar. */
must_check bool civil_parse_date(const char *iso, struct civil *out);

#endif
