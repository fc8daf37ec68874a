/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Slices of text that somebody else owns, and the few things one does with them. UTF-8 throughout.
 */
#ifndef MAILLAGE_STR_H
#define MAILLAGE_STR_H

#include "base/arena.h"

#include <string.h>

struct str {
    const char *p;
    size_t n; /* bytes */
};

static inline struct str str_of(const char *s)
{
    return (struct str){s, s ? strlen(s) : 0};
}
static inline struct str str_sub(struct str s, size_t from, size_t to)
{
    return (struct str){s.p + from, to - from};
}
bool str_eq(struct str a, struct str b);
bool str_is(struct str a, const char *b);
bool str_starts(struct str s, const char *prefix);
struct str str_trim(struct str s); /* ASCII blanks at both ends */
char *str_dup(struct arena *a, struct str s);

/*
 * Cuts `*rest` at the first `sep`: returns what stands before and leaves what follows, or returns
 * all and leaves `rest->p` NULL at the end. Loop: while (rest.p) { piece = str_cut(&rest, ','); }
 */
struct str str_cut(struct str *rest, char sep);

/* The whole of `s` as a decimal integer within [min, max]; false otherwise, `*out` untouched. */
must_check bool parse_int(struct str s, int64_t min, int64_t max, int64_t *out);

#endif
