/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The two kinds of word processor's files: what document.c asks of each. */
#ifndef MAILLAGE_MEETING_READ_OFFICE_H
#define MAILLAGE_MEETING_READ_OFFICE_H

#include "meeting/read/archive.h"
#include "meeting/read/flow.h"

/*
 * ECMA-376 (.docx) and OASIS OpenDocument 1.3 (.odt; a spreadsheet's tables come along). Errors are
 * those of archive_get; ERR_BAD_REQUEST also for damaged XML, ERR_TOO_LARGE when the flow is full.
 */
must_check enum err docx_read(struct flow *f, const struct archive *z);
must_check enum err odt_read(struct flow *f, const struct archive *z);

/* docx_styles.c: what a named style says of a paragraph or of words. */
struct word_style {
    const char *id;
    const char *based_on; /* NULL for none */
    int heading;          /* 1 to 6, 0 for none, -1 when it does not say */
    int bold, item;       /* 1, 0, -1 when it does not say */
    bool contents;        /* an entry of a table of contents */
};

struct word_styles {
    struct word_style *all; /* sorted by id */
    size_t n, cap;
};

/* word/styles.xml; a document without it has no styles. */
must_check enum err word_styles_read(struct arena *a, const struct archive *z,
                                     struct word_styles *out);

/* The style with what it takes from those it is based on; all 0 for an unknown one. */
struct word_style word_style_of(const struct word_styles *s, const char *id);

#endif
