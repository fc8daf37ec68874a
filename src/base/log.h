/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The log: one line an event on standard error, `key=value` pairs, written at once so that lines of
 * several threads never mix. No date: the journal adds its own. Nothing that tells who a visitor
 * is.
 */
#ifndef MAILLAGE_LOG_H
#define MAILLAGE_LOG_H

#include "base/base.h"

#include <pthread.h>

/* log_line("event=start port=%u", port). Control characters become "?"; long lines are cut at 1
 * KiB. */
void log_line(const char *fmt, ...) printf_like(1, 2);

/*
 * Lines that come by the thousand, one a request: gathered, and written together when there are
 * many or when log_pile_flush is called (twice a second while serving). What a crash loses of them
 * is half a second.
 */
struct log_pile {
    pthread_mutex_t lock;
    size_t n;
    char bytes[32 * 1024];
};

void log_pile_init(struct log_pile *p);
void log_pile_line(struct log_pile *p, const char *fmt, ...) printf_like(2, 3);
void log_pile_flush(struct log_pile *p);

#endif
