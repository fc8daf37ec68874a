/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every line that no session, sequence or workshop covers is kept, in paragraphs. Those in the
 * middle of the timetable come with a warning: somebody should look where they belong.
 */
#include "meeting/parse/parse.h"

static void add_note(struct doc *d, uint32_t first, uint32_t end)
{
    struct programme *p = d->out;
    struct parsed_text note = {.lines = {d->lines[first].number, d->lines[end - 1].number}};
    if (end == first + 1) {
        note.text = span_text(d, d->lines[first].from, d->lines[first].to);
    } else {
        struct buf b = BUF_INIT((size_t)32 << 20);
        for (uint32_t k = first; k < end; k++) {
            if (k > first)
                buf_putc(&b, '\n');
            buf_puts(&b, span_text(d, d->lines[k].from, d->lines[k].to));
        }
        note.text = arena_strndup(d->a, buf_str(&b), b.len);
        buf_free(&b);
    }
    p->notes = arena_grow(d->a, p->notes, p->n_notes, &d->cap_notes, sizeof *p->notes);
    p->notes[p->n_notes++] = note;
}

static bool ordinary(const struct line *l)
{
    return l->flags & (LINE_DAY | LINE_PAGE | LINE_RULE | LINE_REPEATED | LINE_COLUMNS |
                       LINE_FOOTNOTE | LINE_HEADING);
}

static void warn_inside(struct doc *d, uint32_t first, uint32_t end)
{
    for (uint32_t k = first; k < end; k++)
        if (!ordinary(&d->lines[k]) && k > d->first_item_line && k < d->last_item_line) {
            warn(d, d->lines[k].number,
                 "Cette ligne du programme n'a pas été comprise : elle est gardée dans les notes.");
            return;
        }
}

void doc_notes(struct doc *d)
{
    for (uint32_t i = 0; i < d->n_lines;) {
        if (d->lines[i].flags & LINE_USED) {
            i++;
            continue;
        }
        uint32_t end = i + 1;
        while (end < d->n_lines && !(d->lines[end].flags & LINE_USED) &&
               !d->lines[end].blank_before)
            end++;
        add_note(d, i, end);
        if (d->n_items)
            warn_inside(d, i, end);
        i = end;
    }
}
