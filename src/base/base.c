/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *err_name(enum err e)
{
    static const char *const names[] = {
        [OK] = "OK",
        [ERR_BAD_REQUEST] = "ERR_BAD_REQUEST",
        [ERR_SIGN_IN] = "ERR_SIGN_IN",
        [ERR_FORBIDDEN] = "ERR_FORBIDDEN",
        [ERR_STALE_FORM] = "ERR_STALE_FORM",
        [ERR_NOT_FOUND] = "ERR_NOT_FOUND",
        [ERR_GONE] = "ERR_GONE",
        [ERR_METHOD] = "ERR_METHOD",
        [ERR_CONFLICT] = "ERR_CONFLICT",
        [ERR_TOO_LARGE] = "ERR_TOO_LARGE",
        [ERR_INVALID] = "ERR_INVALID",
        [ERR_TOO_MANY] = "ERR_TOO_MANY",
        [ERR_BUSY] = "ERR_BUSY",
        [ERR_IO] = "ERR_IO",
        [ERR_CORRUPT] = "ERR_CORRUPT",
        [ERR_NEWER] = "ERR_NEWER",
        [ERR_BUG] = "ERR_BUG",
    };
    return (size_t)e < ARRAY_LEN(names) && names[e] ? names[e] : "ERR_?";
}

void die(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("maillage: fatal: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    abort();
}

void *xmalloc(size_t size)
{
    void *p = malloc(size ? size : 1);
    if (!p)
        die("out of memory (%zu bytes)", size);
    return p;
}

void *xcalloc(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size ? size : 1);
    if (!p)
        die("out of memory (%zu x %zu bytes)", n, size);
    return p;
}

void *xrealloc(void *old, size_t size)
{
    void *p = realloc(old, size ? size : 1);
    if (!p)
        die("out of memory (%zu bytes)", size);
    return p;
}

char *xstrdup(const char *s)
{
    size_t n = strlen(s) + 1;
    return memcpy(xmalloc(n), s, n);
}
