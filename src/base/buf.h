/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A growable run of bytes with a cap that is given when it is made. Going over the cap sets
 * `full` and drops what does not fit: the writer goes on unchecked, the reader checks once.
 * `data` is always NUL-terminated once something was added.
 */
#ifndef MAILLAGE_BUF_H
#define MAILLAGE_BUF_H

#include "base/base.h"

#include <string.h>

struct buf {
    char *data;  /* owned; NULL while empty */
    size_t len;  /* bytes, without the final NUL */
    size_t size; /* bytes allocated */
    size_t cap;  /* most bytes that may be held */
    bool full;   /* something did not fit */
};

#define BUF_INIT(cap_)                                                                             \
    {                                                                                              \
        NULL, 0, 0, (cap_), false                                                                  \
    }

void buf_init(struct buf *b, size_t cap);
void buf_grow_slow(struct buf *b, const char *s, size_t n); /* for buf_add alone */
static inline void buf_add(struct buf *b, const char *s, size_t n)
{
    if (!n)
        return;
    if (b->size && n < b->size - b->len) {
        memcpy(b->data + b->len, s, n);
        b->len += n;
        b->data[b->len] = '\0';
    } else {
        buf_grow_slow(b, s, n);
    }
}
static inline void buf_puts(struct buf *b, const char *s)
{
    buf_add(b, s, strlen(s));
}
static inline void buf_putc(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}
void buf_printf(struct buf *b, const char *fmt, ...) printf_like(2, 3);
void buf_int(struct buf *b, int64_t value); /* decimal */

/* The contents as a string, "" when empty. Valid until the next change. */
const char *buf_str(const struct buf *b);

/* Empties and keeps the memory; buf_free gives it back and leaves an empty buffer. */
void buf_clear(struct buf *b);
void buf_free(struct buf *b);

#define BUF_SCOPED __attribute__((cleanup(buf_free))) struct buf

#endif
