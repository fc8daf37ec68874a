/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The text of a PDF, a line for each line that a reader's eye sees. Poppler reads it in a process
 * of its own, with limits on time and memory, and is loaded there only: the file comes from
 * strangers, and the library is large.
 */
#ifndef MAILLAGE_MEETING_READ_PDF_H
#define MAILLAGE_MEETING_READ_PDF_H

#include "base/buf.h"
#include "base/str.h"

/* Errors are those of document_text. */
must_check enum err pdf_text(struct arena *a, struct str bytes, struct str *text, const char **why);

/* pdf_poppler.c, in the process apart: what the parent is told by the first byte. */
enum pdf_outcome {
    PDF_READ = 'r', /* the text follows */
    PDF_NO_LIBRARY = 'l',
    PDF_LOCKED = 'p',
    PDF_DAMAGED = 'd',
    PDF_NO_TEXT = 't',
    PDF_TOO_LARGE = 'g',
};
enum pdf_outcome pdf_extract(struct str bytes, struct buf *out);

/* pdf_page.c: what stands on one page, in points from its top left corner. */
struct pdf_glyph {
    float x1, y1, x2, y2;
    uint32_t at, n; /* its bytes in the page's text */
    bool bold;
};

struct pdf_page {
    struct arena *a;
    const char *text;
    struct pdf_glyph *glyphs; /* in the order of the content; blanks are left out */
    size_t n;
    float width;
};

void pdf_page_lines(const struct pdf_page *page, struct buf *out);

#endif
