/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An arena: memory that is taken piece by piece and given back all at once. One serves a request,
 * one serves an import. Nothing taken from it is freed on its own.
 */
#ifndef MAILLAGE_ARENA_H
#define MAILLAGE_ARENA_H

#include "base/base.h"

struct arena_block;

struct arena {
    struct arena_block *first; /* kept over arena_clear, so a worker reuses it */
    struct arena_block *last;
};

#define ARENA_INIT                                                                                 \
    {                                                                                              \
        NULL, NULL                                                                                 \
    }

/* Zeroed memory aligned for any type; never NULL (see xmalloc). */
void *arena_alloc(struct arena *a, size_t size);
void *arena_array(struct arena *a, size_t n, size_t size);

#define arena_new(a, type) ((type *)arena_alloc((a), sizeof(type)))

/* NUL-terminated copies. arena_strdup(a, NULL) is NULL. */
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...) printf_like(2, 3);

/* Forgets all that was taken and keeps the first block; arena_free gives everything back. */
void arena_clear(struct arena *a);
void arena_free(struct arena *a);

/*
 * Room for one more element in an array that grows in the arena: returns the array, moved if it
 * had to be. The old copy stays until the arena goes, so growth doubles. Example:
 *     v = arena_grow(a, v, n, &cap, sizeof *v); v[n++] = x;
 */
void *arena_grow(struct arena *a, void *array, size_t n, size_t *cap, size_t size);

#endif
