/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From the places of a page's characters to lines of text. A PDF knows no table: hours in a left
 * column and titles in a right one are told apart from a page in two columns by what they say. The
 * steps: characters → segments, without a wide gap → lines, by their height on the page → columns,
 * where a white band parts two timetables → blocks, close above each other → text.
 */
#include "meeting/read/pdf_page.h"

#include <math.h>

#define WIDE_GAP 1.0f  /* heights of a line: between two cells */
#define WORD_GAP 0.15f /* between two words */
#define SAME_LINE 0.5f /* of the lower height, that two segments share */
#define TALL 6         /* times its width: text that runs up or down the page */

/* ---- characters to segments ------------------------------------------------------------- */

static float height(const struct pdf_glyph *g)
{
    return g->y2 - g->y1;
}

/* Whether a character goes on with the segment that the other one ends. */
static bool goes_on(const struct pdf_page *page, const struct pdf_glyph *last,
                    const struct pdf_glyph *next)
{
    float h = fminf(height(last), height(next)), big = fmaxf(height(last), height(next));
    float shared = fminf(last->y2, next->y2) - fmaxf(last->y1, next->y1);
    const char *between = page->text + last->at + last->n;
    if (memchr(between, '\n', next->at - last->at - last->n) && next->x1 < last->x1)
        return false;
    return shared > SAME_LINE * h && next->x1 - last->x2 < WIDE_GAP * big &&
           next->x1 > last->x1 - 0.3f * h;
}

static void put_glyph(const struct pdf_page *page, struct segment *s, const struct pdf_glyph *g,
                      const struct pdf_glyph *last)
{
    bool space = last && (g->at > last->at + last->n || g->x1 - last->x2 > WORD_GAP * height(g));
    if (space)
        buf_putc(&s->text, ' ');
    if (g->bold != s->bold_now) {
        buf_puts(&s->text, "**");
        s->bold_now = g->bold;
    }
    buf_add(&s->text, page->text + g->at, g->n);
    if (s->first_width == 0 && space)
        s->first_width = last->x2 - s->x1;
    s->x1 = last ? fminf(s->x1, g->x1) : g->x1;
    s->x2 = last ? fmaxf(s->x2, g->x2) : g->x2;
    s->y1 = last ? fminf(s->y1, g->y1) : g->y1;
    s->y2 = last ? fmaxf(s->y2, g->y2) : g->y2;
}

static void end_segment(struct page *p, struct segment *s)
{
    if (s->bold_now)
        buf_puts(&s->text, "**");
    s->words = (struct str){arena_strndup(p->a, buf_str(&s->text), s->text.len), s->text.len};
    if (s->first_width == 0)
        s->first_width = s->x2 - s->x1;
    buf_free(&s->text);
}

static void cut_segments(struct page *p, const struct pdf_page *page)
{
    const struct pdf_glyph *last = NULL;
    p->segments = arena_array(p->a, page->n + 1, sizeof *p->segments);
    for (size_t i = 0; i < page->n; i++) {
        const struct pdf_glyph *g = &page->glyphs[i];
        if (height(g) <= 0 || height(g) > TALL * (g->x2 - g->x1 + 1))
            continue;
        if (!last || !goes_on(page, last, g)) {
            if (last)
                end_segment(p, &p->segments[p->n_segments - 1]);
            buf_init(&p->segments[p->n_segments++].text, (size_t)1 << 20);
            last = NULL;
        }
        put_glyph(page, &p->segments[p->n_segments - 1], g, last);
        last = g;
    }
    if (last)
        end_segment(p, &p->segments[p->n_segments - 1]);
}

/* ---- segments to lines ------------------------------------------------------------------ */

static int by_middle(const void *x, const void *y)
{
    const struct segment *a = x, *b = y;
    float d = (a->y1 + a->y2) - (b->y1 + b->y2);
    return d < 0 ? -1 : d > 0;
}

static int by_left(const void *x, const void *y)
{
    float d = (*(struct segment *const *)x)->x1 - (*(struct segment *const *)y)->x1;
    return d < 0 ? -1 : d > 0;
}

static bool same_line(const struct line *l, const struct segment *s)
{
    float shared = fminf(l->y2, s->y2) - fmaxf(l->y1, s->y1);
    return shared > SAME_LINE * fminf(l->y2 - l->y1, s->y2 - s->y1);
}

static void add_to_line(struct arena *a, struct line *l, struct segment *s)
{
    if (!l->n) {
        l->y1 = s->y1;
        l->y2 = s->y2;
    }
    l->v = arena_grow(a, l->v, l->n, &l->cap, sizeof *l->v);
    l->v[l->n++] = s;
}

/* The segments stand sorted by height on the page; those of one line follow each other. */
struct line *page_lines(struct arena *a, struct segment **all, size_t n, size_t *n_lines)
{
    struct line *lines = arena_array(a, n + 1, sizeof *lines);
    *n_lines = 0;
    for (size_t i = 0; i < n; i++) {
        if (!*n_lines || !same_line(&lines[*n_lines - 1], all[i]))
            ++*n_lines;
        add_to_line(a, &lines[*n_lines - 1], all[i]);
    }
    for (size_t i = 0; i < *n_lines; i++)
        qsort(lines[i].v, lines[i].n, sizeof *lines[i].v, by_left);
    return lines;
}

void pdf_page_lines(const struct pdf_page *page, struct buf *out)
{
    struct page p = {.a = page->a, .out = out, .width = page->width};
    cut_segments(&p, page);
    qsort(p.segments, p.n_segments, sizeof *p.segments, by_middle);
    struct segment **all = arena_array(p.a, p.n_segments + 1, sizeof *all);
    p.left = p.width;
    for (size_t i = 0; i < p.n_segments; i++) {
        all[i] = &p.segments[i];
        p.left = fminf(p.left, all[i]->x1);
        p.right = fmaxf(p.right, all[i]->x2);
    }
    p.right = fmaxf(p.right, p.width - p.left);
    page_region(&p, all, p.n_segments, 0);
}
