/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A table whose left column holds hours. A PDF does not say where its rows are, and an hour may
 * stand beside the first line of its cell's neighbours or beside the middle of them. Both are
 * tried: the lines are parted among the hours so that tops agree, then so that middles agree, and
 * the closer fit is kept.
 */
#include "meeting/read/hour.h"
#include "meeting/read/pdf_page.h"

#include <math.h>

#define COLUMNS_MAX 12
#define FAR 4.0f      /* heights of a line: what stands further away is no part of the table */
#define NEAR 1.0f     /* points: two lines at the same height */
#define PADDING 14.0f /* points between the words of two cells */
#define WORK_MAX ((size_t)20 * 1000 * 1000) /* trials of where a row may end */

struct cell { /* of hours */
    struct str words;
    float x2, y1, y2, first; /* first: the middle of its first line */
};

struct column {
    float from, to, bound; /* bound: where its words could end at most */
};

struct table {
    struct page *p;
    struct cell *hours;
    size_t n_hours;
    struct line *lines; /* what stands right of the hours */
    size_t n_lines;
    struct line **main; /* those of them that stand in the widest column */
    size_t n_main;
    size_t *starts; /* the line at which each row begins, and the end of the last one */
    struct column columns[COLUMNS_MAX];
    size_t n_columns;
};

static float middle(const struct line *l)
{
    return (l->y1 + l->y2) / 2;
}

bool has_hour_cell(const struct line *l)
{
    return l->n && only_hours(l->v[0]->words);
}

/* ---- where a table begins and ends ------------------------------------------------------ */

static bool far_apart(const struct line *above, const struct line *under)
{
    return under->y1 - above->y2 > FAR * (under->y2 - under->y1);
}

/* Lines that begin right of the hour at `at`, down to the last one; and up, to the first one. */
size_t rows_end(const struct line *lines, size_t n, size_t at, size_t *start)
{
    float edge = lines[at].v[0]->x2;
    size_t end = at + 1;
    for (; end < n && !far_apart(&lines[end - 1], &lines[end]); end++)
        if (has_hour_cell(&lines[end]) && lines[end].v[0]->x1 < edge)
            edge = fmaxf(edge, lines[end].v[0]->x2);
        else if (lines[end].v[0]->x1 < edge)
            break;
    size_t from = at;
    while (from > *start && lines[from - 1].v[0]->x1 >= edge &&
           !far_apart(&lines[from - 1], &lines[from]))
        from--;
    *start = from;
    return end;
}

/* ---- hours, and what stands beside them ------------------------------------------------- */

static bool waits_for_end(struct str s)
{
    static const char *const joints[] = {"-", "–", "—", "à"};
    while (s.n && s.p[s.n - 1] == '*')
        s.n--;
    s = str_trim(s);
    for (size_t i = 0; i < ARRAY_LEN(joints); i++) {
        size_t n = strlen(joints[i]);
        if (s.n > n && memcmp(s.p + s.n - n, joints[i], n) == 0)
            return true;
    }
    return false;
}

/* "9h30 –" over "10h15" is one cell. */
static void add_hour(struct table *t, const struct segment *s)
{
    struct cell *last = t->n_hours ? &t->hours[t->n_hours - 1] : NULL;
    if (last && waits_for_end(last->words) && s->y1 - last->y2 < s->y2 - s->y1) {
        last->words = join_words(t->p->a, last->words, s->words);
        last->y2 = s->y2;
        return;
    }
    t->hours[t->n_hours++] = (struct cell){s->words, s->x2, s->y1, s->y2, (s->y1 + s->y2) / 2};
}

static void part_hours(struct table *t, const struct line *lines, size_t n)
{
    t->hours = arena_array(t->p->a, n + 1, sizeof *t->hours);
    t->lines = arena_array(t->p->a, n + 1, sizeof *t->lines);
    for (size_t i = 0; i < n; i++) {
        struct line rest = lines[i];
        if (has_hour_cell(&rest)) {
            add_hour(t, rest.v[0]);
            rest.v++;
            rest.n--;
        }
        if (!rest.n)
            continue;
        rest.y1 = rest.v[0]->y1;
        rest.y2 = rest.v[0]->y2;
        t->lines[t->n_lines++] = rest;
    }
}

/* ---- columns right of the hours --------------------------------------------------------- */

static void merge_columns(struct table *t, size_t i)
{
    while (i + 1 < t->n_columns && t->columns[i + 1].from < t->columns[i].to) {
        t->columns[i].to = fmaxf(t->columns[i].to, t->columns[i + 1].to);
        t->n_columns--;
        memmove(t->columns + i + 1, t->columns + i + 2,
                (t->n_columns - i - 1) * sizeof *t->columns);
    }
}

static bool add_to_columns(struct table *t, const struct segment *s)
{
    size_t i = 0;
    while (i < t->n_columns && t->columns[i].to <= s->x1)
        i++;
    if (i == t->n_columns || t->columns[i].from >= s->x2) {
        if (t->n_columns == COLUMNS_MAX)
            return false;
        memmove(t->columns + i + 1, t->columns + i, (t->n_columns - i) * sizeof *t->columns);
        t->columns[i] = (struct column){s->x1, s->x2, 0};
        t->n_columns++;
    } else {
        t->columns[i].from = fminf(t->columns[i].from, s->x1);
        t->columns[i].to = fmaxf(t->columns[i].to, s->x2);
        merge_columns(t, i);
    }
    return true;
}

/* One column when they are too many to be told apart. */
static void find_columns(struct table *t)
{
    for (size_t i = 0; i < t->n_lines; i++)
        for (size_t k = 0; k < t->lines[i].n; k++)
            if (!add_to_columns(t, t->lines[i].v[k])) {
                t->columns[0] = (struct column){-INFINITY, INFINITY, t->p->right};
                t->n_columns = 1;
                return;
            }
    for (size_t i = 0; i < t->n_columns; i++)
        t->columns[i].bound = i + 1 < t->n_columns
                                  ? fmaxf(t->columns[i].to, t->columns[i + 1].from - PADDING)
                                  : t->p->right;
}

static bool within(const struct segment *s, const struct column *c)
{
    return s->x1 < c->to && s->x2 > c->from;
}

static float width_in(const struct line *l, const struct column *c)
{
    float width = 0;
    for (size_t k = 0; k < l->n; k++)
        if (within(l->v[k], c))
            width += l->v[k]->x2 - l->v[k]->x1;
    return width;
}

/* The column that says most, and its lines. */
static void find_main(struct table *t)
{
    const struct column *most = &t->columns[0];
    float widest = 0;
    for (size_t c = 0; c < t->n_columns; c++) {
        float width = 0;
        for (size_t i = 0; i < t->n_lines; i++)
            width += width_in(&t->lines[i], &t->columns[c]);
        most = width > widest ? &t->columns[c] : most;
        widest = fmaxf(width, widest);
    }
    t->main = arena_array(t->p->a, t->n_lines + 1, sizeof *t->main);
    for (size_t i = 0; i < t->n_lines; i++)
        if (width_in(&t->lines[i], most) > 0)
            t->main[t->n_main++] = &t->lines[i];
}

/* ---- which lines are an hour's ---------------------------------------------------------- */

/* Sets the start of each row where the first line is beside the hour; how far off that is. */
static float fit_tops(const struct table *t, size_t *starts)
{
    float off = 0;
    size_t at = 0;
    for (size_t i = 0; i < t->n_hours; i++) {
        const struct cell *h = &t->hours[i];
        while (at < t->n_main && t->main[at]->y2 <= h->first)
            at++;
        starts[i] = at;
        if (at < t->n_main)
            off += fabsf(middle(t->main[at]) - h->first);
    }
    starts[t->n_hours] = t->n_main;
    return off;
}

static float off_middle(const struct table *t, size_t hour, size_t from, size_t end)
{
    const struct cell *h = &t->hours[hour];
    return fabsf((t->main[from]->y1 + t->main[end - 1]->y2) / 2 - (h->y1 + h->y2) / 2);
}

/*
 * The same for middles: the best parting of the first `end` lines among the first hours, from those
 * for one hour less. What stands above the first row is free.
 */
static float fit_middles(const struct table *t, size_t *starts)
{
    size_t k = t->n_hours, m = t->n_main, width = m + 1;
    if (m < k || k * m > WORK_MAX / (m + 1))
        return INFINITY;
    float *best = arena_array(t->p->a, (k + 1) * width, sizeof *best);
    uint32_t *from = arena_array(t->p->a, (k + 1) * width, sizeof *from);
    for (size_t i = 1; i <= k; i++)
        for (size_t end = 0; end <= m; end++) {
            best[i * width + end] = INFINITY;
            for (size_t s = i - 1; s < end; s++) {
                float off = best[(i - 1) * width + s] + off_middle(t, i - 1, s, end);
                if (off < best[i * width + end]) {
                    best[i * width + end] = off;
                    from[i * width + end] = (uint32_t)s;
                }
            }
        }
    starts[k] = m;
    for (size_t i = k; i > 0; i--)
        starts[i - 1] = from[i * width + starts[i]];
    return best[k * width + m];
}

/* Half-way between two rows of the widest column: cells of other columns may begin higher. */
static float row_top(const struct table *t, const size_t *starts, size_t row)
{
    size_t first = starts[row];
    if (first == t->n_main)
        return INFINITY;
    if (row == 0 || first == 0)
        return fminf(t->main[first]->y1, t->hours[row].y1);
    return (t->main[first - 1]->y2 + t->main[first]->y1) / 2;
}

static void find_rows(struct table *t)
{
    size_t *tops = arena_array(t->p->a, t->n_hours + 1, sizeof *tops);
    size_t *middles = arena_array(t->p->a, t->n_hours + 1, sizeof *middles);
    float top = fit_tops(t, tops), mid = fit_middles(t, middles);
    const size_t *fit = top <= NEAR * (float)t->n_hours || top <= mid ? tops : middles;
    t->starts = arena_array(t->p->a, t->n_hours + 1, sizeof *t->starts);
    for (size_t i = 0, at = 0; i < t->n_hours; i++) {
        float top_of_row = row_top(t, fit, i);
        while (at < t->n_lines && middle(&t->lines[at]) < top_of_row)
            at++;
        t->starts[i] = at;
    }
    t->starts[t->n_hours] = t->n_lines;
}

/* ---- text ------------------------------------------------------------------------------- */

/* The paragraphs of one cell: lines that only go on are joined, or all of them when `whole`. */
static size_t cell_text(struct table *t, size_t row, const struct column *c, bool whole,
                        struct str *out)
{
    size_t n = 0;
    const struct segment *last = NULL;
    for (size_t i = t->starts[row]; i < t->starts[row + 1]; i++)
        for (size_t k = 0; k < t->lines[i].n; k++) {
            const struct segment *s = t->lines[i].v[k];
            if (!within(s, c))
                continue;
            bool same_line = last && last->y1 < s->y2 && s->y1 < last->y2 && s->x1 > last->x1;
            if (n && (whole || same_line || goes_on_under(last, s, c->bound)))
                out[n - 1] = join_words(t->p->a, out[n - 1], s->words);
            else
                out[n++] = s->words;
            last = s;
        }
    return n;
}

static size_t most_segments(const struct table *t, size_t row)
{
    size_t n = 1;
    for (size_t i = t->starts[row]; i < t->starts[row + 1]; i++)
        n += t->lines[i].n;
    return n;
}

/* The hour and the first paragraphs on one line, then what else the first cell says. */
static void put_row(struct table *t, size_t row)
{
    struct buf *out = t->p->out;
    struct str *room = arena_array(t->p->a, most_segments(t, row), sizeof *room), *first;
    first = arena_array(t->p->a, most_segments(t, row), sizeof *first);
    size_t n_first = 0;
    put_blank_line(out);
    buf_add(out, t->hours[row].words.p, t->hours[row].words.n);
    for (size_t c = 0; c < t->n_columns; c++) {
        struct str *to = c ? room : first;
        size_t n = cell_text(t, row, &t->columns[c], c > 0, to);
        n_first = c ? n_first : n;
        buf_putc(out, '\t');
        if (n)
            buf_add(out, to[0].p, to[0].n);
    }
    buf_putc(out, '\n');
    for (size_t i = 1; i < n_first; i++) {
        buf_add(out, first[i].p, first[i].n);
        buf_putc(out, '\n');
    }
}

bool page_rows(struct page *p, struct line *lines, size_t n)
{
    struct table t = {.p = p};
    part_hours(&t, lines, n);
    if (t.n_hours < 2)
        return false;
    find_columns(&t);
    find_main(&t);
    find_rows(&t);
    page_lines_text(p, t.lines, t.starts[0]);
    for (size_t i = 0; i < t.n_hours; i++)
        put_row(&t, i);
    return true;
}
