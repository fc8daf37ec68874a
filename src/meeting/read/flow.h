/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A document's flow of paragraphs, lists, tables and text boxes as lines of text, in the Markdown
 * that the programme's reader knows. Calls nest as the document's tags do: a box may stand in a
 * paragraph, a table in a cell. Closing what is not open does nothing.
 */
#ifndef MAILLAGE_MEETING_READ_FLOW_H
#define MAILLAGE_MEETING_READ_FLOW_H

#include "base/buf.h"
#include "base/str.h"

struct flow_lines {
    struct str *v; /* without their ends */
    size_t n, cap;
};

struct flow_holder;    /* what lines go to: the page, a box, a cell */
struct flow_paragraph; /* that is open */

struct flow {
    struct arena *a;
    struct flow_holder *holder;
    struct flow_paragraph *paragraph;
    size_t bytes; /* kept so far */
    bool full;    /* over PROGRAMME_MAX_BYTES: what follows is dropped */
};

struct flow flow_to(struct arena *a);
void flow_free(struct flow *f);

void flow_open_paragraph(struct flow *f);
void flow_close_paragraph(struct flow *f);

/* Of the open paragraph: 1 to 6, 0 for none; a list's item, from level 1, 0 for none. */
void flow_heading(struct flow *f, int level);
void flow_item(struct flow *f, int level);
bool flow_is_item(const struct flow *f);

/* Text outside a paragraph is dropped: it is the white space between tags. */
void flow_text(struct flow *f, struct str text, bool bold);
void flow_tab(struct flow *f);
void flow_break(struct flow *f); /* of the line */

/* Whether the paragraph's last character is a blank, or it has none yet. */
bool flow_at_blank(const struct flow *f);

void flow_open_table(struct flow *f);
void flow_close_table(struct flow *f);
void flow_open_row(struct flow *f);
void flow_close_row(struct flow *f);
void flow_open_cell(struct flow *f);
void flow_close_cell(struct flow *f);

/* Text that stands beside the paragraph it hangs on: it comes after it. */
void flow_open_box(struct flow *f);
void flow_close_box(struct flow *f);

struct str flow_result(struct flow *f);

/* flow_rows.c: the cells of one row, each its lines, become lines of `out`. */
void flow_row_lines(struct arena *a, const struct flow_lines *cells, size_t n,
                    struct flow_lines *out);
void flow_line_add(struct arena *a, struct flow_lines *to, struct str line);

#endif
