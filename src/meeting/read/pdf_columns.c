/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A page in columns is read down each of them; a table is read along its rows. They look alike.
 * What tells: on both sides of a column's edge stand lines that have an hour and words of their
 * own.
 */
#include "meeting/read/hour.h"
#include "meeting/read/pdf_page.h"

#define DEPTH_MAX 3  /* columns of columns */
#define EDGES_MAX 64 /* places that are tried */
#define GUTTER 14.0f /* points, between two columns */
#define EDGE 2.0f    /* points: two hours that begin at the same place */

static bool has_hour_and_words(const struct line *l)
{
    bool hour = false, words = false;
    for (size_t i = 0; i < l->n; i++) {
        size_t n = hour_length(l->v[i]->words);
        hour |= n > 0;
        words |= !only_hours(l->v[i]->words) && l->v[i]->words.n > n + 3;
    }
    return hour && words;
}

static size_t sessions_in(struct arena *a, struct segment **all, size_t n)
{
    size_t n_lines, found = 0;
    const struct line *lines = page_lines(a, all, n, &n_lines);
    for (size_t i = 0; i < n_lines; i++)
        found += has_hour_and_words(&lines[i]);
    return found;
}

/* The segments on one side of an edge, in their order. */
static size_t side(struct segment **all, size_t n, float edge, bool right, struct segment **out)
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++)
        if (right ? all[i]->x1 >= edge : all[i]->x2 <= edge)
            out[k++] = all[i];
    return k;
}

static bool parts(struct arena *a, struct segment **all, size_t n, float edge,
                  struct segment **room)
{
    size_t left = side(all, n, edge, false, room);
    if (left < 2 || sessions_in(a, room, left) < 2)
        return false;
    size_t right = side(all, n, edge, true, room);
    return right >= 2 && left + right >= n - n / 3 && sessions_in(a, room, right) >= 2;
}

/* The left edge of the second column; negative when there is one column. */
static float find_edge(struct arena *a, struct segment **all, size_t n)
{
    struct segment **room = arena_array(a, n + 1, sizeof(struct segment *));
    float tried[EDGES_MAX];
    size_t n_tried = 0;
    for (size_t i = 0; i < n && n_tried < EDGES_MAX; i++) {
        if (!hour_length(all[i]->words))
            continue;
        float edge = all[i]->x1 - EDGE;
        size_t k = 0;
        while (k < n_tried && (edge < tried[k] - EDGE || edge > tried[k] + EDGE))
            k++;
        if (k < n_tried)
            continue;
        tried[n_tried++] = edge;
        if (parts(a, all, n, edge, room))
            return edge;
    }
    return -1;
}

static bool crosses(const struct segment *s, float edge)
{
    return s->x1 < edge && s->x2 > edge;
}

static void read_columns(struct page *p, struct segment **all, size_t n, float edge, int depth)
{
    struct segment **room = arena_array(p->a, n + 1, sizeof(struct segment *));
    for (size_t i = 0; i < n;) {
        size_t end = i;
        bool across = crosses(all[i], edge);
        while (end < n && crosses(all[end], edge) == across)
            end++;
        if (across) {
            page_region(p, all + i, end - i, DEPTH_MAX);
        } else {
            float right = p->right;
            p->right = edge - GUTTER;
            page_region(p, room, side(all + i, end - i, edge, false, room), depth + 1);
            p->right = right;
            page_region(p, room, side(all + i, end - i, edge, true, room), depth + 1);
        }
        i = end;
    }
}

void page_region(struct page *p, struct segment **all, size_t n, int depth)
{
    if (!n)
        return;
    float edge = depth < DEPTH_MAX ? find_edge(p->a, all, n) : -1;
    if (edge >= 0) {
        read_columns(p, all, n, edge, depth);
        return;
    }
    size_t n_lines;
    struct line *lines = page_lines(p->a, all, n, &n_lines);
    page_blocks(p, lines, n_lines);
}
