/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)64 * 1024)

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    max_align_t data[];
};

static struct arena_block *block_new(size_t size)
{
    struct arena_block *b = xmalloc(sizeof *b + size);
    b->next = NULL;
    b->used = 0;
    b->size = size;
    return b;
}

/* A block for one piece: the system's pages come zeroed, and those never touched are never made. */
static void *large(struct arena *a, size_t need)
{
    struct arena_block *b = xcalloc(1, sizeof *b + need);
    b->size = b->used = need;
    a->last->next = b;
    a->last = b;
    return b->data;
}

void *arena_alloc(struct arena *a, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    size_t need = (size + align - 1) / align * align;
    if (need < size)
        die("arena: size overflow");
    if (!a->last)
        a->first = a->last = block_new(BLOCK_SIZE);
    if (need > BLOCK_SIZE)
        return large(a, need);
    if (a->last->size - a->last->used < need) {
        a->last->next = block_new(BLOCK_SIZE);
        a->last = a->last->next;
    }
    char *p = (char *)a->last->data + a->last->used;
    a->last->used += need;
    return memset(p, 0, size);
}

void *arena_array(struct arena *a, size_t n, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(n, size, &total))
        die("arena: array overflow");
    return arena_alloc(a, total);
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
    char *p = arena_alloc(a, n + 1);
    memcpy(p, s, n);
    return p;
}

char *arena_strdup(struct arena *a, const char *s)
{
    return s ? arena_strndup(a, s, strlen(s)) : NULL;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        die("arena_printf: bad format");
    char *p = arena_alloc(a, (size_t)n + 1);
    va_start(ap, fmt);
    vsnprintf(p, (size_t)n + 1, fmt, ap);
    va_end(ap);
    return p;
}

void *arena_grow(struct arena *a, void *array, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return array;
    size_t bigger = *cap ? *cap * 2 : 8;
    void *p = arena_array(a, bigger, size);
    if (n)
        memcpy(p, array, n * size);
    *cap = bigger;
    return p;
}

static void free_from(struct arena_block *b)
{
    while (b) {
        struct arena_block *next = b->next;
        free(b);
        b = next;
    }
}

void arena_clear(struct arena *a)
{
    if (!a->first)
        return;
    free_from(a->first->next);
    a->first->next = NULL;
    a->first->used = 0;
    a->last = a->first;
}

void arena_free(struct arena *a)
{
    free_from(a->first);
    a->first = a->last = NULL;
}
