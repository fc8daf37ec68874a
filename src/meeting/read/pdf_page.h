/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the steps of pdf_page.c share. */
#ifndef MAILLAGE_MEETING_READ_PDF_PAGE_H
#define MAILLAGE_MEETING_READ_PDF_PAGE_H

#include "meeting/read/pdf.h"

/* Words on one line without a wide gap between them. */
struct segment {
    float x1, y1, x2, y2;
    float first_width; /* of its first word */
    struct str words;  /* with marks of bold */
    struct buf text;   /* while it grows */
    bool bold_now;
};

struct line {
    struct segment **v; /* from left to right */
    size_t n, cap;
    float y1, y2; /* of the segment that began it */
};

struct page {
    struct arena *a;
    struct buf *out;
    struct segment *segments;
    size_t n_segments;
    float usual; /* space between two lines of a paragraph, in the part being read */
    float width, left;
    float right; /* where words may end: a margin at least as wide as the left one */
};

struct line *page_lines(struct arena *a, struct segment **all, size_t n, size_t *n_lines);

/* pdf_columns.c: a part of the page, its columns one after the other. `all` goes from top to
 * bottom. */
void page_region(struct page *p, struct segment **all, size_t n, int depth);

/* pdf_blocks.c: lines of one column. */
void page_blocks(struct page *p, struct line *lines, size_t n);
void page_lines_text(struct page *p, const struct line *lines, size_t n);
void put_blank_line(struct buf *out);
struct str join_words(struct arena *a, struct str x, struct str y);
bool goes_on_under(const struct segment *above, const struct segment *under, float margin);

/* pdf_rows.c: the table around the hour at `at`; `start` is at least what it was. */
bool has_hour_cell(const struct line *l);
size_t rows_end(const struct line *lines, size_t n, size_t at, size_t *start);
/* False, and nothing written, when it has a single hour. */
bool page_rows(struct page *p, struct line *lines, size_t n);

#endif
