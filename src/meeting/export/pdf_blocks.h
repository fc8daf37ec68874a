/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The programme as blocks that stand one under the other: title, days, chapters, sessions, breaks.
 * Time runs down the left; the woven thread joins the sessions of a chapter.
 */
#ifndef MAILLAGE_MEETING_EXPORT_PDF_BLOCKS_H
#define MAILLAGE_MEETING_EXPORT_PDF_BLOCKS_H

#include "meeting/export/common.h"
#include "meeting/export/pdf_canvas.h"

enum block_kind {
    BLOCK_TITLE,
    BLOCK_DAY,
    BLOCK_CHAPTER,
    BLOCK_SESSION,
    BLOCK_BREAK,
    BLOCK_SUPPORTERS,
};

struct block {
    enum block_kind kind;
    const struct day *day;
    const struct sequence *sequence;
    const struct session *session; /* of a chapter: the one session that bears its name, or NULL */
    int start, length; /* minutes as the zone's clocks show them; length 0 when the end is open */
    bool untitled;     /* a session that its chapter names already */
    bool last;         /* of its chapter */
    size_t group;      /* blocks of one group stay on one page if it can hold them */
    double height;
};

struct programme_sheet {
    const struct export_context *c;
    const struct timetable *t;
    const struct zone *z;
    struct block *blocks;
    size_t n;
};

/* Lists the blocks and measures them on a canvas without `cr`. */
void sheet_build(struct programme_sheet *sheet, const struct canvas *canvas);

/* Draws a block at `y`, or measures it; returns its height. */
double block_draw(const struct programme_sheet *sheet, const struct canvas *canvas,
                  const struct block *b, double y);

/* "lundi 12 juillet 2021, 9 h – 18 h"; "Date à confirmer" */
const char *sheet_when(const struct programme_sheet *sheet);

#endif
