/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Cutting a text with several times into items; private to items.c, paragraph.c, slots.c,
 * grid.c, time_last.c and under.c. */
#ifndef MAILLAGE_MEETING_PARSE_PARAGRAPH_H
#define MAILLAGE_MEETING_PARSE_PARAGRAPH_H

#include "meeting/parse/parse.h"

#define LONG_LINE 160 /* bytes: over it a line is prose, and a date in it names no day */

struct item *add_item(struct doc *d, struct item it);
void add_mark(struct doc *d, struct day_mark m, uint32_t line);

/* Whether a colon or a dash after a time says that its title follows. */
bool labels_title(const struct doc *d, const struct period *p, uint32_t to);
/* "2e séance : 9h15 – 10h45 : Noms et histoire": a short label, then a period, then the title. */
bool labelled_time(const struct doc *d, const struct line *l, struct period *p);
/* How many times between two places begin something. */
uint32_t times_from(const struct doc *d, uint32_t i, uint32_t to);
/* Whether further times of a line plainly begin something. */
bool more_times(const struct doc *d, uint32_t i, uint32_t to);
/* Cuts what lies from a place to the end of the line before `end`; how many items. `strong`: only
 * plain signs begin one. */
uint32_t cut_paragraph(struct doc *d, uint32_t end, uint32_t from, bool strong);
/* The same for one line; false, and nothing done, when that makes a single item. */
bool cut_line(struct doc *d, uint32_t index, uint32_t from);

/* slots.c: the title and further cells between two places of a line; what begins at the times that
 * lead to it. */
void read_title(const struct doc *d, struct item *it, uint32_t from, uint32_t to);
void add_slots(struct doc *d, struct item it, uint32_t at);
/* Whether a line holds three times or more, parted by one sign, and nothing else. */
bool line_of_times(const struct doc *d, const struct line *l);

/* under.c: the lines of each item. */
void take_titles_above(struct doc *d);
void find_children(struct doc *d);

/* grid.c: a line that names the days of a week side by side, and the rows under it. */
#define GRID_DAYS 8
struct grid {
    struct day_mark marks[GRID_DAYS];
    int column[GRID_DAYS], n; /* n 0: there is none */
    int32_t first;            /* index of its first mark in the document */
    size_t from;              /* index of the first item under it */
    bool cells;
};
bool grid_heading(const struct doc *d, const struct line *l, struct grid *g);
bool grid_row(struct doc *d, const struct grid *g, uint32_t index);
void grid_turns(struct doc *d, const struct grid *g, size_t from);

/* time_last.c: adds the item of a line whose time stands last; false when it is none. */
bool time_last(struct doc *d, uint32_t index);

#endif
