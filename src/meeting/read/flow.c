/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/read/flow.h"

#include "meeting/programme.h"

/*
 * Bytes that a paragraph, a box, a row or a cell counts for besides its text: a file of nothing but
 * empty tags is full early.
 */
#define COST 16

struct flow_holder {
    struct flow_holder *up;
    enum { PAGE, TABLE, ROW, CELL, BOX } kind;
    struct flow_lines lines; /* of a page, a cell, a box; of a table, what its rows became */
    struct flow_lines *cells;
    size_t n_cells, cap_cells;
};

struct flow_paragraph {
    struct flow_paragraph *up;
    struct flow_holder *holder; /* where it stands */
    struct buf text;
    struct flow_lines after; /* of boxes that hang on it */
    int heading, item;
    bool bold;
};

static void spend(struct flow *f, size_t bytes)
{
    f->bytes += bytes;
    f->full |= f->bytes > PROGRAMME_MAX_BYTES;
}

static void hold(struct flow *f, int kind)
{
    spend(f, COST);
    struct flow_holder *h = arena_new(f->a, struct flow_holder);
    h->up = f->holder;
    h->kind = kind;
    f->holder = h;
}

struct flow flow_to(struct arena *a)
{
    struct flow f = {.a = a};
    hold(&f, PAGE);
    return f;
}

void flow_free(struct flow *f)
{
    for (; f->paragraph; f->paragraph = f->paragraph->up)
        buf_free(&f->paragraph->text);
}

void flow_line_add(struct arena *a, struct flow_lines *to, struct str line)
{
    to->v = arena_grow(a, to->v, to->n, &to->cap, sizeof *to->v);
    to->v[to->n++] = line;
}

static void add_all(struct arena *a, struct flow_lines *to, const struct flow_lines *from)
{
    for (size_t i = 0; i < from->n; i++)
        flow_line_add(a, to, from->v[i]);
}

/* ---- paragraphs ------------------------------------------------------------------------- */

void flow_open_paragraph(struct flow *f)
{
    if (f->holder->kind == TABLE || f->holder->kind == ROW)
        return;
    struct flow_paragraph *p = arena_new(f->a, struct flow_paragraph);
    p->up = f->paragraph;
    p->holder = f->holder;
    buf_init(&p->text, PROGRAMME_MAX_BYTES);
    f->paragraph = p;
    spend(f, COST);
}

/* The paragraph that text goes to: not one outside of the box or cell that is open. */
static struct flow_paragraph *current(const struct flow *f)
{
    return f->paragraph && f->paragraph->holder == f->holder ? f->paragraph : NULL;
}

void flow_heading(struct flow *f, int level)
{
    if (current(f))
        f->paragraph->heading = level < 0 ? 0 : level > 6 ? 6 : level;
}

void flow_item(struct flow *f, int level)
{
    if (current(f))
        f->paragraph->item = level < 0 ? 0 : level > 9 ? 9 : level;
}

bool flow_is_item(const struct flow *f)
{
    return current(f) && f->paragraph->item;
}

/* The blanks at the end of bold words stand after the mark. */
static void end_bold(struct flow_paragraph *p)
{
    if (!p->bold)
        return;
    size_t n = p->text.len, words = n;
    while (words && strchr(" \t", p->text.data[words - 1]))
        words--;
    char blanks[16];
    size_t n_blanks = n - words < sizeof blanks ? n - words : sizeof blanks;
    memcpy(blanks, p->text.data + words, n_blanks);
    p->text.len = words;
    buf_puts(&p->text, "**");
    buf_add(&p->text, blanks, n_blanks);
    p->bold = false;
}

bool flow_at_blank(const struct flow *f)
{
    const struct flow_paragraph *p = current(f);
    return !p || !p->text.len || strchr(" \t\n", p->text.data[p->text.len - 1]);
}

static void put_char(struct flow_paragraph *p, char c)
{
    buf_putc(&p->text, c == '\n' || c == '\r' ? ' ' : c);
}

void flow_text(struct flow *f, struct str text, bool bold)
{
    struct flow_paragraph *p = current(f);
    if (!p || f->full || !text.n)
        return;
    size_t i = 0, before = p->text.len;
    while (i < text.n && strchr(" \t\r\n", text.p[i]) && text.p[i])
        put_char(p, text.p[i++]);
    if (i < text.n && bold != p->bold) {
        if (bold)
            buf_puts(&p->text, "**");
        else
            end_bold(p);
        p->bold = bold;
    }
    for (; i < text.n; i++)
        if (text.p[i])
            put_char(p, text.p[i]);
    spend(f, p->text.len - before);
}

void flow_tab(struct flow *f)
{
    struct flow_paragraph *p = current(f);
    if (!p || f->full)
        return;
    buf_putc(&p->text, '\t');
    spend(f, 1);
}

void flow_break(struct flow *f)
{
    struct flow_paragraph *p = current(f);
    if (!p || f->full)
        return;
    end_bold(p);
    buf_putc(&p->text, '\n');
    spend(f, 1);
}

/* "## ", "  - ": only the first line of the paragraph has it. */
static struct str marked(struct arena *a, const struct flow_paragraph *p, struct str line)
{
    static const char hashes[] = "######";
    if (p->heading)
        return str_of(arena_printf(a, "%.*s %.*s", p->heading, hashes, (int)line.n, line.p));
    if (p->item)
        return str_of(arena_printf(a, "%*s- %.*s", (p->item - 1) * 2, "", (int)line.n, line.p));
    return (struct str){str_dup(a, line), line.n};
}

static void put_lines(struct flow *f, struct flow_paragraph *p)
{
    struct str rest = {buf_str(&p->text), p->text.len};
    bool first = true;
    while (rest.p) {
        struct str line = str_cut(&rest, '\n');
        if (!str_trim(line).n)
            line.n = 0;
        if (first && line.n) {
            line = marked(f->a, p, line);
            first = false;
        } else {
            line.p = str_dup(f->a, line);
        }
        flow_line_add(f->a, &p->holder->lines, line);
        spend(f, 1);
    }
}

void flow_close_paragraph(struct flow *f)
{
    struct flow_paragraph *p = current(f);
    if (!p)
        return;
    end_bold(p);
    bool only_boxes = !str_trim((struct str){buf_str(&p->text), p->text.len}).n && p->after.n;
    if (!f->full && !only_boxes)
        put_lines(f, p);
    add_all(f->a, &p->holder->lines, &p->after);
    buf_free(&p->text);
    f->paragraph = p->up;
}

/* ---- what holds paragraphs -------------------------------------------------------------- */

/* Goes back to what stands around: paragraphs left open by a damaged document are closed. */
static struct flow_holder *let_go(struct flow *f, int kind)
{
    struct flow_holder *h = f->holder;
    if ((int)h->kind != kind)
        return NULL;
    while (current(f))
        flow_close_paragraph(f);
    f->holder = h->up;
    return h;
}

void flow_open_box(struct flow *f)
{
    hold(f, BOX);
}

void flow_close_box(struct flow *f)
{
    struct flow_holder *h = let_go(f, BOX);
    if (!h)
        return;
    struct flow_paragraph *p = current(f);
    if (p || (f->holder->kind != TABLE && f->holder->kind != ROW))
        add_all(f->a, p ? &p->after : &f->holder->lines, &h->lines);
}

void flow_open_table(struct flow *f)
{
    hold(f, TABLE);
}

void flow_close_table(struct flow *f)
{
    struct flow_holder *h = let_go(f, TABLE);
    if (!h || !h->lines.n)
        return;
    struct flow_paragraph *p = current(f);
    if (p)
        add_all(f->a, &p->after, &h->lines);
    else if (f->holder->kind != TABLE && f->holder->kind != ROW)
        add_all(f->a, &f->holder->lines, &h->lines);
}

void flow_open_row(struct flow *f)
{
    if (f->holder->kind == TABLE)
        hold(f, ROW);
}

void flow_close_row(struct flow *f)
{
    struct flow_holder *h = let_go(f, ROW);
    if (h)
        flow_row_lines(f->a, h->cells, h->n_cells, &f->holder->lines);
}

void flow_open_cell(struct flow *f)
{
    if (f->holder->kind == ROW)
        hold(f, CELL);
}

void flow_close_cell(struct flow *f)
{
    struct flow_holder *h = let_go(f, CELL), *row = f->holder;
    if (!h)
        return;
    row->cells = arena_grow(f->a, row->cells, row->n_cells, &row->cap_cells, sizeof *row->cells);
    row->cells[row->n_cells++] = h->lines;
}

struct str flow_result(struct flow *f)
{
    BUF_SCOPED b = BUF_INIT(2 * PROGRAMME_MAX_BYTES);
    while (f->holder->up) /* a document that was cut short */
        let_go(f, (int)f->holder->kind);
    while (current(f))
        flow_close_paragraph(f);
    for (size_t i = 0; i < f->holder->lines.n; i++) {
        buf_add(&b, f->holder->lines.v[i].p, f->holder->lines.v[i].n);
        buf_putc(&b, '\n');
    }
    f->full |= b.len > PROGRAMME_MAX_BYTES;
    return (struct str){arena_strndup(f->a, buf_str(&b), b.len), b.len};
}
