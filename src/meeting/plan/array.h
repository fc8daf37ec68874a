/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Arrays of values in an arena: one more, one less. Private. */
#ifndef MAILLAGE_MEETING_PLAN_ARRAY_H
#define MAILLAGE_MEETING_PLAN_ARRAY_H

#include "base/arena.h"

#include <string.h>

/* A copy with `*n` + 1 elements of `size`, `one` at `at`. */
static inline void *array_insert(struct arena *a, const void *array, size_t *n, size_t size,
                                 size_t at, const void *one)
{
    char *out = arena_array(a, *n + 1, size);
    const char *in = array;
    if (at)
        memcpy(out, in, at * size);
    memcpy(out + at * size, one, size);
    if (*n > at)
        memcpy(out + (at + 1) * size, in + at * size, (*n - at) * size);
    ++*n;
    return out;
}

static inline void array_remove(void *array, size_t *n, size_t size, size_t at)
{
    char *p = array;
    memmove(p + at * size, p + (at + 1) * size, (*n - at - 1) * size);
    --*n;
}

#endif
