/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The log: one line an event on standard error, `key=value` pairs, written at once so that lines of
 * several threads never mix. No date: the journal adds its own. Nothing that tells who a visitor
 * is.
 */
#ifndef MAILLAGE_LOG_H
#define MAILLAGE_LOG_H

#include "base/base.h"

/* log_line("event=start port=%u", port). Control characters become "?"; long lines are cut at 1
 * KiB. */
void log_line(const char *fmt, ...) printf_like(1, 2);

#endif
