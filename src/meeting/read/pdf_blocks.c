/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines of one column as blocks, which a white space parts from what is above and under them: a
 * paragraph, or a row of a table with all that its cells hold. Within a row the hour may stand
 * beside the middle of a long title: it is put where the title begins.
 */
#include "meeting/read/hour.h"
#include "meeting/read/pdf_page.h"

#include <math.h>

#define MORE 0.25f /* heights of a line, over the usual space: a new block */
#define COLUMNS_MAX 12

static int by_value(const void *x, const void *y)
{
    float d = *(const float *)x - *(const float *)y;
    return d < 0 ? -1 : d > 0;
}

/* The space between two lines of a paragraph: that of the closest ones of the page. */
static float usual_space(struct arena *a, const struct line *lines, size_t n)
{
    float *all = arena_array(a, n + 1, sizeof *all);
    for (size_t i = 0; i + 1 < n; i++)
        all[i] = lines[i + 1].y1 - lines[i].y2;
    if (n < 2)
        return 0;
    qsort(all, n - 1, sizeof *all, by_value);
    return all[(n - 1) / 5];
}

static bool ends_block(const struct line *above, const struct line *under, float usual)
{
    float h = fminf(above->y2 - above->y1, under->y2 - under->y1);
    return under->y1 - above->y2 > usual + MORE * h;
}

/* ---- joining words ---------------------------------------------------------------------- */

static bool ends_with(struct str s, const char *end)
{
    size_t n = strlen(end);
    return s.n >= n && memcmp(s.p + s.n - n, end, n) == 0;
}

/* Bold that goes on over the join is one run. */
static struct str join(struct arena *a, struct str x, struct str y)
{
    if (!x.n || !y.n)
        return x.n ? x : y;
    if (ends_with(x, "**") && str_starts(y, "**") && x.n > 4) {
        x.n -= 2;
        y = str_sub(y, 2, y.n);
    }
    return str_of(arena_printf(a, "%.*s %.*s", (int)x.n, x.p, (int)y.n, y.p));
}

static struct str without_bold(struct str s)
{
    while (ends_with(s, "*"))
        s.n--;
    return str_trim(s);
}

/* ---- hours in the cells of a row --------------------------------------------------------- */

static bool has_hour_cell(const struct line *l)
{
    return l->n && only_hours(l->v[0]->words);
}

static void drop_first(struct line *l)
{
    l->n--;
    memmove(l->v, l->v + 1, l->n * sizeof(struct segment *));
}

/* "9h30 –" over "10h15": one period. */
static void join_hours(struct arena *a, struct line *lines, size_t n)
{
    for (size_t i = 0; i + 1 < n; i++) {
        if (!has_hour_cell(&lines[i]) || !has_hour_cell(&lines[i + 1]))
            continue;
        struct str first = without_bold(lines[i].v[0]->words);
        if (!ends_with(first, "-") && !ends_with(first, "–") && !ends_with(first, "à"))
            continue;
        lines[i].v[0]->words = join(a, lines[i].v[0]->words, lines[i + 1].v[0]->words);
        drop_first(&lines[i + 1]);
    }
}

static void raise_hour(struct arena *a, struct line *lines, size_t n)
{
    size_t at = n, hours = 0;
    for (size_t i = 0; i < n; i++)
        if (has_hour_cell(&lines[i])) {
            at = i;
            hours++;
        }
    if (hours != 1 || at == 0)
        return;
    struct segment *hour = lines[at].v[0];
    for (size_t i = 0; i < at; i++)
        if (!lines[i].n || lines[i].v[0]->x1 < hour->x2)
            return;
    drop_first(&lines[at]);
    struct line *top = &lines[0];
    top->v = arena_grow(a, top->v, top->n, &top->cap, sizeof *top->v);
    memmove(top->v + 1, top->v, top->n++ * sizeof(struct segment *));
    top->v[0] = hour;
}

/* ---- a row whose cells have several lines ------------------------------------------------ */

struct columns {
    float from[COLUMNS_MAX], to[COLUMNS_MAX];
    size_t n;
};

static bool add_column(struct columns *c, const struct segment *s)
{
    for (size_t i = 0; i < c->n; i++)
        if (s->x1 < c->to[i] && s->x2 > c->from[i]) {
            c->from[i] = fminf(c->from[i], s->x1);
            c->to[i] = fmaxf(c->to[i], s->x2);
            return true;
        }
    if (c->n == COLUMNS_MAX)
        return false;
    size_t at = c->n++;
    for (; at && c->from[at - 1] > s->x1; at--) {
        c->from[at] = c->from[at - 1];
        c->to[at] = c->to[at - 1];
    }
    c->from[at] = s->x1;
    c->to[at] = s->x2;
    return true;
}

/* The lines that have most cells say where the columns are. */
static bool find_columns(const struct line *lines, size_t n, struct columns *c)
{
    size_t most = 0, hours = 0;
    *c = (struct columns){.n = 0};
    for (size_t i = 0; i < n; i++) {
        most = lines[i].n > most ? lines[i].n : most;
        hours += has_hour_cell(&lines[i]);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < lines[i].n; k++)
            if (!add_column(c, lines[i].v[k]))
                return false;
    return n > 1 && most >= 3 && c->n == most && hours == 1 && has_hour_cell(&lines[0]);
}

static void put_cells(struct page *p, const struct line *lines, size_t n, const struct columns *c)
{
    for (size_t col = 0; col < c->n; col++) {
        struct str cell = {"", 0};
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < lines[i].n; k++)
                if (lines[i].v[k]->x1 < c->to[col] && lines[i].v[k]->x2 > c->from[col])
                    cell = join(p->a, cell, lines[i].v[k]->words);
        if (col)
            buf_putc(p->out, '\t');
        buf_add(p->out, cell.p, cell.n);
    }
    buf_putc(p->out, '\n');
}

/* ---- lines ------------------------------------------------------------------------------ */

/*
 * Whether a line only goes on because the one above was full: its first word would not have fitted
 * before the right margin.
 */
static bool is_wrapped(const struct page *p, const struct line *above, const struct line *under)
{
    if (!above->n || under->n != 1 || hour_length(under->v[0]->words))
        return false;
    const struct segment *last = above->v[above->n - 1], *next = under->v[0];
    float h = last->y2 - last->y1;
    return fabsf(last->x1 - next->x1) < h / 2 &&
           last->x2 + 0.2f * h + next->first_width > p->right - 0.2f * h &&
           !ends_with(last->words, "-") && !str_starts(next->words, "•") &&
           !str_starts(next->words, "-") &&
           ends_with(last->words, "**") == str_starts(next->words, "**");
}

static void put_block(struct page *p, struct line *lines, size_t n)
{
    struct columns c;
    join_hours(p->a, lines, n);
    raise_hour(p->a, lines, n);
    if (find_columns(lines, n, &c)) {
        put_cells(p, lines, n, &c);
        return;
    }
    for (size_t i = 0; i < n;) {
        struct line *l = &lines[i++];
        for (size_t k = 0; k + 1 < l->n; k++) {
            buf_add(p->out, l->v[k]->words.p, l->v[k]->words.n);
            buf_putc(p->out, '\t');
        }
        struct str end = l->n ? l->v[l->n - 1]->words : str_of("");
        for (; i < n && is_wrapped(p, &lines[i - 1], &lines[i]); i++)
            end = join(p->a, end, lines[i].v[0]->words);
        buf_add(p->out, end.p, end.n);
        if (l->n)
            buf_putc(p->out, '\n');
    }
}

void page_blocks(struct page *p, struct line *lines, size_t n)
{
    float usual = usual_space(p->a, lines, n);
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && !ends_block(&lines[end - 1], &lines[end], usual))
            end++;
        if (p->out->len)
            buf_putc(p->out, '\n');
        put_block(p, lines + i, end - i);
        i = end;
    }
}
