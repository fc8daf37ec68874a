/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the build-time programs share: reading and writing whole files, refusing with a place, and
 * writing C strings. They stop at the first error: `file:line: what is wrong and what to do`.
 */
#ifndef MAILLAGE_TOOL_H
#define MAILLAGE_TOOL_H

#include "base/buf.h"
#include "base/str.h"

#define TOOL_MAX_INPUT ((size_t)8 * 1024 * 1024)
#define TOOL_MAX_OUTPUT ((size_t)64 * 1024 * 1024)

struct place {
    const char *file;
    int line; /* 1 is the first; 0: the file as a whole */
};

/* Prints the place and the message on standard error and exits with 1. */
noreturn_fn void fail_at(struct place at, const char *fmt, ...) printf_like(2, 3);

/* The whole file, NUL-terminated. `text` files must be UTF-8-like: a NUL byte is refused. */
struct str tool_read(struct arena *a, const char *file, size_t max);
struct str tool_read_text(struct arena *a, const char *file, size_t max);

/* Replaces the file if its contents differ, so that the build does not run again for nothing. */
void tool_write(const char *file, const struct buf *contents);

/* The bytes as a quoted C string on one line. */
void c_string(struct buf *out, struct str s);

/* The last component of a path. */
const char *base_name(const char *path);

#endif
