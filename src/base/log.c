/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024

/* One clean line with its end; at most LINE_MAX_BYTES. */
printf_like(2, 0) static size_t format_line(char line[LINE_MAX_BYTES], const char *fmt, va_list ap)
{
    int n = vsnprintf(line, LINE_MAX_BYTES - 1, fmt, ap);
    if (n < 0)
        return 0;
    size_t len = n < LINE_MAX_BYTES - 1 ? (size_t)n : LINE_MAX_BYTES - 2;
    for (size_t i = 0; i < len; i++)
        if ((unsigned char)line[i] < 0x20 || line[i] == 0x7F)
            line[i] = '?';
    line[len++] = '\n';
    return len;
}

static void put(const char *bytes, size_t n)
{
    ssize_t written = write(STDERR_FILENO, bytes, n);
    (void)written; /* a log that cannot be written has nowhere to say so */
}

void log_line(const char *fmt, ...)
{
    char line[LINE_MAX_BYTES];
    va_list ap;
    va_start(ap, fmt);
    size_t n = format_line(line, fmt, ap);
    va_end(ap);
    put(line, n);
}

void log_pile_init(struct log_pile *p)
{
    pthread_mutex_init(&p->lock, NULL);
    p->n = 0;
}

static void flush_locked(struct log_pile *p)
{
    if (p->n)
        put(p->bytes, p->n);
    p->n = 0;
}

void log_pile_line(struct log_pile *p, const char *fmt, ...)
{
    char line[LINE_MAX_BYTES];
    va_list ap;
    va_start(ap, fmt);
    size_t n = format_line(line, fmt, ap);
    va_end(ap);
    pthread_mutex_lock(&p->lock);
    if (p->n + n > sizeof p->bytes)
        flush_locked(p);
    memcpy(p->bytes + p->n, line, n);
    p->n += n;
    pthread_mutex_unlock(&p->lock);
}

void log_pile_flush(struct log_pile *p)
{
    pthread_mutex_lock(&p->lock);
    flush_locked(p);
    pthread_mutex_unlock(&p->lock);
}
