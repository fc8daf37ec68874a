/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A row of a table. One line a cell is a row of Markdown. Else the first line of each cell makes
 * the row and the others follow it, as notes under a session do; a cell of hours alone ("9h30" over
 * "10h15") is one line. A cell that holds a timetable of its own is no row: it is read down.
 */
#include "meeting/read/flow.h"
#include "meeting/read/hour.h"

static bool is_timetable(const struct flow_lines *cell)
{
    size_t hours = 0;
    for (size_t i = 0; i < cell->n; i++) {
        size_t n = hour_length(cell->v[i]);
        hours += n && cell->v[i].n > n + 12; /* an hour and words */
    }
    return hours >= 2;
}

/* "9h30" over "10h15", or "9h30 –" over "10h15". */
static bool is_hours(const struct flow_lines *cell)
{
    size_t hours = 0;
    for (size_t i = 0; i < cell->n; i++) {
        if (cell->v[i].n && !only_hours(cell->v[i]))
            return false;
        hours += cell->v[i].n > 0;
    }
    return hours > 0;
}

static struct str joined(struct arena *a, const struct flow_lines *cell, const char *between)
{
    BUF_SCOPED b = BUF_INIT((size_t)16 << 20);
    for (size_t i = 0; i < cell->n; i++) {
        if (!cell->v[i].n)
            continue;
        if (b.len)
            buf_puts(&b, between);
        buf_add(&b, cell->v[i].p, cell->v[i].n);
    }
    return (struct str){arena_strndup(a, buf_str(&b), b.len), b.len};
}

/* A bar within a cell would part it in two. */
static void put_cell(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        buf_putc(b, s.p[i] == '|' ? '/' : s.p[i]);
    buf_puts(b, " | ");
}

static void read_down(struct arena *a, const struct flow_lines *cells, size_t n,
                      struct flow_lines *out)
{
    for (size_t c = 0; c < n; c++)
        for (size_t i = 0; i < cells[c].n; i++)
            flow_line_add(a, out, cells[c].v[i]);
}

static size_t first_words(const struct flow_lines *cell)
{
    size_t i = 0;
    while (i < cell->n && !cell->v[i].n)
        i++;
    return i;
}

static void put_row(struct arena *a, const struct flow_lines *cells, size_t n,
                    struct flow_lines *out)
{
    BUF_SCOPED b = BUF_INIT((size_t)16 << 20);
    buf_puts(&b, "| ");
    for (size_t c = 0; c < n; c++) {
        size_t i = first_words(&cells[c]);
        if (is_hours(&cells[c]))
            put_cell(&b, joined(a, &cells[c], " "));
        else
            put_cell(&b, i < cells[c].n ? cells[c].v[i] : str_of(""));
    }
    flow_line_add(a, out, (struct str){arena_strndup(a, buf_str(&b), b.len - 1), b.len - 1});
    for (size_t c = 0; c < n; c++)
        for (size_t i = first_words(&cells[c]) + 1; i < cells[c].n && !is_hours(&cells[c]); i++)
            if (cells[c].v[i].n)
                flow_line_add(a, out, cells[c].v[i]);
}

void flow_row_lines(struct arena *a, const struct flow_lines *cells, size_t n,
                    struct flow_lines *out)
{
    size_t filled = 0, timetables = 0;
    for (size_t c = 0; c < n; c++) {
        filled += first_words(&cells[c]) < cells[c].n;
        timetables += is_timetable(&cells[c]);
    }
    if (!filled)
        return;
    if (n == 1 || timetables)
        read_down(a, cells, n, out);
    else
        put_row(a, cells, n, out);
}
