/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Ink on A4: the site's type, colours and woven thread through pango and cairo. Lengths are points
 * (1/72 inch).
 *
 * A canvas without `cr` measures: every function that takes a place then draws nothing and returns
 * the same height. So what is measured and what is drawn cannot differ.
 */
#ifndef MAILLAGE_MEETING_EXPORT_PDF_CANVAS_H
#define MAILLAGE_MEETING_EXPORT_PDF_CANVAS_H

#include "base/arena.h"

#include <pango/pangocairo.h>

#define PAGE_WIDTH 595.28
#define PAGE_HEIGHT 841.89
#define MARGIN 48.0

#define INK 0x1f2430
#define MUTED 0x5b6270
#define LINE 0xe2dbcf
#define THREAD_1 0x0b6e69
#define THREAD_2 0xb3431e
#define THREAD_3 0x7a5c00

struct canvas {
    cairo_t *cr; /* NULL: measuring */
    PangoContext *pango;
    struct arena *arena;
};

enum text_style {
    STYLE_SITE,
    STYLE_KICKER,
    STYLE_THEME,
    STYLE_LEAD,
    STYLE_DAY,
    STYLE_CHAPTER,
    STYLE_CHAPTER_TIME,
    STYLE_QUESTION,
    STYLE_TIME,
    STYLE_LABEL,
    STYLE_TITLE,
    STYLE_SPEAKERS,
    STYLE_NOTE,
    STYLE_CARD,
    STYLE_BREAK,
    STYLE_BREAK_TIME,
    STYLE_FOOT,
    STYLE_FOOT_RIGHT,
    TEXT_STYLES
};

struct text_box {
    double x, y, width;
};

/*
 * A paragraph; `tag` is its role in the tagged structure ("H2", "P"), `uri` where it leads, NULL
 * for nowhere. Returns its height; nothing for NULL or "".
 */
double canvas_text(const struct canvas *c, enum text_style style, const char *tag,
                   const struct text_box *at, const char *text, const char *uri);

/* Where the baseline of the style's first line is, below its top: to align two columns. */
double canvas_ascent(const struct canvas *c, enum text_style style);

void canvas_rule(const struct canvas *c, double x0, double x1, double y);
void canvas_node(const struct canvas *c, double x, double y, double radius, unsigned colour);
/* A card's outline with its coloured upper edge. */
void canvas_card(const struct canvas *c, const struct text_box *at, double height, unsigned colour);
/* Two threads that cross, over and under in turn. */
void canvas_weave(const struct canvas *c, double x0, double y0, double x1, double y1);

/* What stands together in the structure, such as one session. */
void canvas_begin(const struct canvas *c, const char *tag);
void canvas_end(const struct canvas *c, const char *tag);

#endif
