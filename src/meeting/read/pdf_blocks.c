/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Lines of one column as blocks, which a white space parts from what is above and under them: a
 * paragraph, or a row of a table with all that its cells hold. Within a row the hour may stand
 * beside the middle of a long title: it is put where the title begins.
 */
#include "meeting/read/hour.h"
#include "meeting/read/pdf_page.h"

#include <math.h>

#define MOST 0.6f  /* heights of a line: no paragraph is set wider */
#define MORE 0.25f /* heights of a line, over the usual space: a new block */

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
    return fminf(all[(n - 1) / 5], MOST * (lines[0].y2 - lines[0].y1));
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
struct str join_words(struct arena *a, struct str x, struct str y)
{
    if (!x.n || !y.n)
        return x.n ? x : y;
    if (ends_with(x, "**") && str_starts(y, "**") && x.n > 4) {
        x.n -= 2;
        y = str_sub(y, 2, y.n);
    }
    return str_of(arena_printf(a, "%.*s %.*s", (int)x.n, x.p, (int)y.n, y.p));
}

/* ---- lines ------------------------------------------------------------------------------ */

/*
 * Whether words only stand under others because the line was full: their first word would not have
 * fitted before the right margin.
 */
bool goes_on_under(const struct segment *above, const struct segment *under, float margin)
{
    float h = above->y2 - above->y1;
    return fabsf(above->x1 - under->x1) < h / 2 && under->y1 - above->y2 < h / 2 &&
           above->x2 + 0.2f * h + under->first_width > margin - 0.2f * h &&
           !hour_length(under->words) && !ends_with(above->words, "-") &&
           !str_starts(under->words, "•") && !str_starts(under->words, "-") &&
           ends_with(above->words, "**") == str_starts(under->words, "**");
}

static void put_block(struct page *p, const struct line *lines, size_t n)
{
    for (size_t i = 0; i < n;) {
        const struct line *l = &lines[i++];
        for (size_t k = 0; k + 1 < l->n; k++) {
            buf_add(p->out, l->v[k]->words.p, l->v[k]->words.n);
            buf_putc(p->out, '\t');
        }
        const struct segment *last = l->v[l->n - 1];
        struct str end = last->words;
        for (; i < n && lines[i].n == 1 && goes_on_under(last, lines[i].v[0], p->right); i++) {
            last = lines[i].v[0];
            end = join_words(p->a, end, last->words);
        }
        buf_add(p->out, end.p, end.n);
        buf_putc(p->out, '\n');
    }
}

/* Not after an hour alone at the foot of a page: its title is at the head of the next one. */
void put_blank_line(struct buf *out)
{
    size_t from = out->len ? out->len - 1 : 0;
    while (from && out->data[from - 1] != '\n')
        from--;
    if (out->len && !only_hours((struct str){out->data + from, out->len - 1 - from}))
        buf_putc(out, '\n');
}

void page_lines_text(struct page *p, const struct line *lines, size_t n)
{
    for (size_t i = 0; i < n;) {
        size_t end = i + 1;
        while (end < n && !ends_block(&lines[end - 1], &lines[end], p->usual))
            end++;
        put_blank_line(p->out);
        put_block(p, lines + i, end - i);
        i = end;
    }
}

void page_blocks(struct page *p, struct line *lines, size_t n)
{
    p->usual = usual_space(p->a, lines, n);
    size_t done = 0;
    for (size_t i = 0; i < n; i++) {
        if (!has_hour_cell(&lines[i]))
            continue;
        size_t start = done, end = rows_end(lines, n, i, &start);
        if (end - start < 2)
            continue;
        page_lines_text(p, lines + done, start - done);
        if (!page_rows(p, lines + start, end - start))
            page_lines_text(p, lines + start, end - start);
        done = end;
        i = end - 1;
    }
    page_lines_text(p, lines + done, n - done);
}
