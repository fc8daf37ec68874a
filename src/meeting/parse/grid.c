/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A week as a grid: a line of days, and under it rows of what each of them holds at one hour,
 * either in cells ("9h | Accueil | Atelier | Marche") or, when they were lost on the way, one item
 * for each day in turn.
 */
#include "meeting/parse/paragraph.h"

#define GRID_CELLS (GRID_DAYS + 4)

/* A day and nothing else: "Lundi", "Mardi 24", "Mer. 25/03", "Jour 2". */
static bool day_alone(const struct doc *d, struct span cell, struct day_mark *m)
{
    struct line l = {.from = cell.from, .to = cell.to, .body = cell.from};
    return cell.from < cell.to && scan_day_line(d, &l, m) &&
           skip_any(d, m->date.next, cell.to, " .:*-,()") == cell.to;
}

static bool days_in_cells(const struct doc *d, const struct line *l, struct grid *g)
{
    uint32_t i = l->from;
    struct span cell;
    bool corner = false; /* "Horaire" */
    for (int column = 0; next_cell(d, &i, l->to, &cell); column++) {
        struct day_mark m;
        bool day = day_alone(d, cell, &m);
        if (cell.from >= cell.to)
            continue;
        if (!day && (g->n || corner || cell.to - cell.from > 24))
            return false;
        corner |= !day;
        if (g->n == GRID_DAYS || column >= GRID_CELLS)
            return false;
        if (day) {
            m.grid = true;
            g->marks[g->n] = m;
            g->column[g->n++] = column;
        }
    }
    return g->n >= 2 && g->column[0] > 0;
}

/* "Lundi 18 mars Mardi 19 mars Mercredi 20 mars" */
static bool days_in_a_row(const struct doc *d, const struct line *l, struct grid *g)
{
    uint32_t i = l->body;
    if (!(l->flags & LINE_DIGITS) || !is_letter(d->fold[i]))
        return false;
    for (; i < l->to; i = skip_any(d, i, l->to, " \t,;|-/")) {
        struct day_mark *m = &g->marks[g->n];
        *m = (struct day_mark){0};
        if (g->n == GRID_DAYS || !scan_date(d, i, l->to, &m->date) || !m->date.weekday ||
            m->date.last.day)
            return false;
        m->grid = true;
        g->n++;
        i = m->date.next;
    }
    return g->n >= 3;
}

bool grid_heading(const struct doc *d, const struct line *l, struct grid *g)
{
    if (l->to - l->from > 300 || l->to - l->from < 10)
        return false;
    *g = (struct grid){0};
    g->cells = (l->flags & LINE_CELLS) != 0;
    return g->cells ? days_in_cells(d, l, g) : days_in_a_row(d, l, g);
}

/* A row: its time, then what each day holds. */
bool grid_row(struct doc *d, const struct grid *g, uint32_t index)
{
    const struct line *l = &d->lines[index];
    struct span cells[GRID_CELLS] = {{0}};
    uint32_t i = l->from;
    int n = 0, added = 0;
    struct item it = {.line = index, .last = index, .columns = NO_LINE};
    if (!(l->flags & LINE_CELLS))
        return false;
    while (n < GRID_CELLS && next_cell(d, &i, l->to, &cells[n]))
        n++;
    struct span time = cells[g->column[0] - 1];
    if (!scan_item_start(d, time.from, time.to, &it.when) ||
        skip_any(d, it.when.next, time.to, " .)]*-:") < time.to)
        return false;
    for (int k = 0; k < g->n; k++) {
        struct span cell = g->column[k] < n ? cells[g->column[k]] : (struct span){0};
        if (skip_any(d, cell.from, cell.to, " -:.*") >= cell.to)
            continue;
        it.title = cell;
        it.rest = (struct span){cell.to, cell.to};
        add_item(d, it)->mark = g->first + k;
        added++;
    }
    return added > 0;
}

/* Items that begin together stand for one day each, in turn; none do when no hour comes again. */
void grid_turns(struct doc *d, const struct grid *g, size_t from)
{
    size_t again = 0;
    for (size_t k = from + 1; k < d->n_items; k++)
        again += d->items[k].when.start.minutes == d->items[k - 1].when.start.minutes;
    int turn = 0;
    for (size_t k = from; k < d->n_items; k++) {
        bool same =
            k > from && d->items[k].when.start.minutes == d->items[k - 1].when.start.minutes;
        turn = again * 2 >= d->n_items - from && same ? turn + 1 : 0;
        if (d->items[k].mark >= g->first && d->items[k].mark < g->first + g->n)
            d->items[k].mark = g->first + (turn < g->n ? turn : g->n - 1);
    }
}
