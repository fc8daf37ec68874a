/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void fail_at(struct place at, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    if (at.line)
        fprintf(stderr, "%s:%d: ", at.file, at.line);
    else
        fprintf(stderr, "%s: ", at.file);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

/* NULL when the file cannot be opened. */
static struct str read_open(struct arena *a, FILE *f, const char *file, size_t max)
{
    struct buf b = BUF_INIT(max);
    char block[16384];
    size_t n;
    while ((n = fread(block, 1, sizeof block, f)) > 0)
        buf_add(&b, block, n);
    if (ferror(f))
        fail_at((struct place){file, 0}, "cannot be read: %s", strerror(errno));
    if (b.full)
        fail_at((struct place){file, 0}, "larger than %zu bytes; make it smaller", max);
    struct str s = {arena_strndup(a, buf_str(&b), b.len), b.len};
    buf_free(&b);
    return s;
}

struct str tool_read(struct arena *a, const char *file, size_t max)
{
    FILE *f = fopen(file, "rb");
    if (!f)
        fail_at((struct place){file, 0}, "cannot be opened: %s", strerror(errno));
    struct str s = read_open(a, f, file, max);
    fclose(f);
    return s;
}

struct str tool_read_text(struct arena *a, const char *file, size_t max)
{
    struct str s = tool_read(a, file, max);
    if (s.n && memchr(s.p, '\0', s.n))
        fail_at((struct place){file, 0}, "holds a NUL byte; it must be a text file");
    return s;
}

static bool same_contents(const char *file, const struct buf *contents)
{
    FILE *f = fopen(file, "rb");
    if (!f)
        return false;
    struct arena a = ARENA_INIT;
    struct str old = read_open(&a, f, file, TOOL_MAX_OUTPUT);
    fclose(f);
    bool same = str_eq(old, (struct str){buf_str(contents), contents->len});
    arena_free(&a);
    return same;
}

void tool_write(const char *file, const struct buf *contents)
{
    struct place at = {file, 0};
    if (contents->full)
        fail_at(at, "would be larger than %zu bytes; split the input", contents->cap);
    if (same_contents(file, contents))
        return;
    FILE *f = fopen(file, "wb");
    if (!f)
        fail_at(at, "cannot be written: %s", strerror(errno));
    bool written = fwrite(buf_str(contents), 1, contents->len, f) == contents->len;
    if (fclose(f) != 0 || !written) {
        remove(file);
        fail_at(at, "cannot be written: %s", strerror(errno));
    }
}

void c_string(struct buf *out, struct str s)
{
    buf_putc(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '\n')
            buf_puts(out, "\\n");
        else if (c == '"' || c == '\\')
            buf_printf(out, "\\%c", c);
        else if (c == '?' && i && s.p[i - 1] == '?') /* no trigraph */
            buf_puts(out, "\\?");
        else if (c < 0x20 || c == 0x7f)
            buf_printf(out, "\\%03o", c);
        else
            buf_putc(out, (char)c);
    }
    buf_putc(out, '"');
}

const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}
