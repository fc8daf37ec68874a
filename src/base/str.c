/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/str.h"

bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_is(struct str a, const char *b)
{
    return str_eq(a, str_of(b));
}

bool str_starts(struct str s, const char *prefix)
{
    size_t n = strlen(prefix);
    return s.n >= n && memcmp(s.p, prefix, n) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    while (s.n && is_blank(s.p[0]))
        s = str_sub(s, 1, s.n);
    while (s.n && is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

char *str_dup(struct arena *a, struct str s)
{
    return arena_strndup(a, s.n ? s.p : "", s.n);
}

struct str str_cut(struct str *rest, char sep)
{
    struct str piece = *rest;
    const char *at = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
    if (!at) {
        *rest = (struct str){NULL, 0};
        return piece;
    }
    piece.n = (size_t)(at - rest->p);
    *rest = (struct str){at + 1, rest->n - piece.n - 1};
    return piece;
}

bool parse_int(struct str s, int64_t min, int64_t max, int64_t *out)
{
    bool negative = s.n && s.p[0] == '-';
    size_t i = negative ? 1 : 0;
    if (i == s.n)
        return false;
    int64_t v = 0;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        int digit = s.p[i] - '0';
        if (__builtin_mul_overflow(v, 10, &v) ||
            __builtin_add_overflow(v, negative ? -digit : digit, &v))
            return false;
    }
    if (v < min || v > max)
        return false;
    *out = v;
    return true;
}
