/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Reading CSV as spreadsheets and people write it (RFC 4180 and its neighbours): cells parted by
 * `;`, `,` or a tab, in quotes where they hold a separator, a quote (doubled) or a line break.
 * Nothing of the text is lost: a row that is not well formed is given all the same, with its fault
 * and as it was written. Time is linear in the size of the text.
 *
 *     struct csv c = csv_of(text);
 *     struct csv_row row;
 *     while (csv_next(&c, a, &row)) …
 */
#ifndef MAILLAGE_CSV_H
#define MAILLAGE_CSV_H

#include "base/str.h"

#define CSV_CELLS_MAX 64            /* of one row; further ones are dropped, with a fault */
#define CSV_CELL_MAX ((size_t)8192) /* bytes of a cell in quotes, line breaks included */

enum csv_fault {
    CSV_FINE,
    CSV_OPEN_QUOTE,  /* never closed, or not within CSV_CELL_MAX: the cell ends with its line */
    CSV_AFTER_QUOTE, /* text between a closing quote and the separator; it is kept */
    CSV_TOO_MANY     /* over CSV_CELLS_MAX cells */
};

struct csv {
    struct str text;
    size_t at;
    int64_t line; /* of what comes next, from 1 */
    char separator;
};

struct csv_row {
    const struct str *cells; /* in the arena, without their quotes, each followed by a NUL */
    size_t n;
    int64_t line;   /* on which it begins */
    struct str raw; /* as written, without the line break at its end; borrowed from the text */
    enum csv_fault fault;
    size_t faulty; /* the cell at fault, from 0 */
};

/*
 * From the start of a text in UTF-8. The separator is the one of the first line that is not blank:
 * the most frequent outside quotes, or what a spreadsheet's own first line "sep=;" says.
 */
struct csv csv_of(struct str text);

/* The next row that has anything in it; false at the end. */
must_check bool csv_next(struct csv *c, struct arena *a, struct csv_row *out);

#endif
