/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/read/hour.h"

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* A blank, plain or no-break (U+00A0, U+202F), at i: its bytes. */
static size_t blank_at(struct str s, size_t i)
{
    if (i < s.n && (s.p[i] == ' ' || s.p[i] == '\t'))
        return 1;
    if (i < s.n && str_starts(str_sub(s, i, s.n), "\xC2\xA0"))
        return 2;
    return i < s.n && str_starts(str_sub(s, i, s.n), "\xE2\x80\xAF") ? 3 : 0;
}

static size_t skip_marks(struct str s)
{
    size_t i = 0;
    while (i < s.n && s.p[i] && strchr("*#-|\\ \t", s.p[i]))
        i++;
    for (const char *const *w = (const char *const[]){"de ", "De ", "à ", "À ", NULL}; *w; w++)
        if (str_starts(str_sub(s, i, s.n), *w))
            return i + strlen(*w);
    return i;
}

size_t hour_length(struct str s)
{
    size_t from = skip_marks(s), i = from, b;
    while (i < s.n && digit(s.p[i]))
        i++;
    if (i == from || i - from > 2)
        return 0;
    while ((b = blank_at(s, i)))
        i += b;
    if (i == s.n || !s.p[i] || !strchr("hH:.", s.p[i]))
        return 0;
    bool letter = s.p[i] == 'h' || s.p[i] == 'H';
    size_t minutes = ++i;
    while (i < s.n && digit(s.p[i]) && i - minutes < 2)
        i++;
    if (i < s.n && digit(s.p[i]))
        return 0;
    return letter || i - minutes == 2 ? i : 0;
}

bool only_hours(struct str s)
{
    static const char *const pieces[] = {"\xE2\x80\x93", "\xE2\x80\x94", "à",  "\xE2\x86\x92",
                                         "de",           "De",           "to", "am",
                                         "pm",           "AM",           "PM"};
    if (!hour_length(s) || s.n > 40)
        return false;
    for (size_t i = 0; i < s.n;) {
        size_t b = blank_at(s, i);
        for (size_t k = 0; !b && k < ARRAY_LEN(pieces); k++)
            b = str_starts(str_sub(s, i, s.n), pieces[k]) ? strlen(pieces[k]) : 0;
        if (!b && s.p[i] && strchr("0123456789hH:.-*/>\n", s.p[i]))
            b = 1;
        if (!b)
            return false;
        i += b;
    }
    return true;
}
