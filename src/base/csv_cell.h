/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_BASE_CSV_CELL_H
#define MAILLAGE_BASE_CSV_CELL_H

#include "base/buf.h"

/* What a table of UTF-8 begins with, so that a spreadsheet reads it as such. */
#define CSV_MARK "\xEF\xBB\xBF"

/*
 * A cell of a CSV (RFC 4180) and what follows it. One that a spreadsheet would run as a formula
 * gets an apostrophe in front. NULL is an empty cell.
 */
void csv_cell(struct buf *out, const char *s, bool last);

#endif
