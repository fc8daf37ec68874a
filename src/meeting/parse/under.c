/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which lines belong to which item: those under it, and its title where that stands above. */
#include "meeting/parse/paragraph.h"

#define MANY 64     /* items that are compared for their place */
#define MAX_STACK 8 /* hours on lines of their own before their titles */

/* How many items from k on have nothing but their hours, line after line. */
static size_t bare_hours(const struct doc *d, size_t k)
{
    size_t n = 0;
    while (k + n < d->n_items && d->items[k + n].title.from >= d->items[k + n].title.to &&
           !d->items[k + n].on_date_line &&
           (n == 0 || d->items[k + n].line <= d->items[k + n - 1].last + 1))
        n++;
    return n;
}

/* "Atelier 2 : …": a part of what stands above it. */
static bool numbered(const struct doc *d, const struct line *l)
{
    static const char *const words[] = {"atelier", "workshop", "groupe", "group",
                                        "session", "table",    "panel",  NULL};
    uint32_t n = any_word_at(d, l->body, l->to, words), past;
    return n && number_at(d, skip_spaces(d, l->body + n, l->to), l->to, &past);
}

/* Hours stacked on lines of their own over as many titles: "10h-12h", "14h-18h", "Marché",
 * "Ateliers". With more lines than hours, the titles are those that begin as sessions do. How many
 * items with nothing but their hours follow the first. */
static size_t share_titles(struct doc *d, size_t k)
{
    size_t n = bare_hours(d, k), found = 0;
    struct item *last = &d->items[k + (n ? n - 1 : 0)];
    uint32_t lines = last->children_end - last->children, at[MAX_STACK + 1];
    if (n < 2 || n > MAX_STACK || lines < n || d->titles_above)
        return n ? n - 1 : 0;
    for (uint32_t i = last->children; i < last->children_end && found < n; i++) {
        const struct line *l = &d->lines[i];
        bool begins = lines == n ||
                      (begins_like_session(d, (struct span){l->body, l->to}) && !numbered(d, l));
        if (begins || (found == 0 && i == last->children))
            at[found++] = i;
    }
    if (found < n)
        return n - 1;
    at[n] = last->children_end;
    for (size_t i = 0; i < n; i++) {
        d->items[k + i].children = at[i];
        d->items[k + i].children_end = at[i + 1];
    }
    return n - 1;
}

/* Whether two other items or more begin with the words of a title: those of the place. */
static bool same_place(const struct doc *d, struct span place)
{
    uint32_t n = 0;
    int again = 0;
    while (n < place.to - place.from && d->fold[place.from + n] != ':')
        n++;
    while (n && is_space(d->fold[place.from + n - 1]))
        n--;
    for (size_t k = 0; k < d->n_items && k < MANY; k++) {
        const struct item *o = &d->items[k];
        uint32_t at = o->rest.from < o->title.from ? o->rest.from : o->title.from;
        again += at + n <= d->fold_n && memcmp(d->fold + at, d->fold + place.from, n) == 0;
    }
    return n >= 6 && again >= 3;
}

/* "9h – 9h30 Maison des vacoas", and under it "• Accueil": the hour has its place beside it, and
 * its title under it. */
static void place_beside(struct doc *d, struct item *it)
{
    const struct line *l = &d->lines[it->children < d->n_lines ? it->children : 0];
    struct span under = {l->body, l->to}, title = it->title;
    if (it->children >= it->children_end || !l->bullet || title.to < title.from + 6 ||
        it->rest.from < it->rest.to || begins_like_session(d, title) ||
        !begins_like_session(d, under) || !same_place(d, title))
        return;
    it->title = under;
    it->rest = title;
    it->last = it->children++;
}

/* The lines under each item, up to the next item or day. */
void find_children(struct doc *d)
{
    for (size_t k = 0; k < d->n_items; k++) {
        struct item *it = &d->items[k];
        uint32_t end = k + 1 < d->n_items ? d->items[k + 1].line : d->n_lines;
        it->children = it->last + 1;
        it->children_end = it->children;
        while (it->children_end < end && !(d->lines[it->children_end].flags & LINE_DAY))
            it->children_end++;
    }
    for (size_t k = d->n_items; k-- > 1;) { /* two times of one line share what stands under it */
        struct item *it = &d->items[k - 1], *next = &d->items[k];
        if (it->line == next->line && it->title.from == it->title.to &&
            next->title.from == next->title.to) {
            it->children = next->children;
            it->children_end = next->children_end;
        }
    }
    for (size_t k = 0; k + 1 < d->n_items; k++)
        k += share_titles(d, k);
    for (size_t k = 0; k < d->n_items && k < MANY; k++)
        place_beside(d, &d->items[k]);
}

/* Titles above their times: each item takes the lines between the item before and itself. */
void take_titles_above(struct doc *d)
{
    for (size_t k = 0; k < d->n_items; k++) {
        struct item *it = &d->items[k];
        uint32_t floor = k ? d->items[k - 1].last + 1 : 0, at = it->line;
        bool place = it->title.from < it->title.to;
        bool ends = block_ends(d, it->last);
        if (place &&
            (!ends || at == 0 || !d->lines[at - 1].blank_before || d->lines[at].blank_before))
            continue; /* it has its title; a place alone comes with a title above */
        if (place)
            it->rest = (struct span){it->title.from, d->lines[it->last].to};
        while (at > floor && !d->lines[at].blank_before && it->line - at < 4 &&
               !(d->lines[at - 1].flags & (LINE_DAY | LINE_PAGE | LINE_COLUMNS | LINE_ITEM)))
            at--;
        if (at == floor && at + 1 < it->line && !d->lines[at].blank_before)
            at = it->line - 1; /* no blank line parts it from the item before */
        if (at == it->line)
            continue;
        it->title = (struct span){d->lines[at].body, d->lines[at].to};
        for (uint32_t n = at; n < it->line; n++)
            d->lines[n].flags |= LINE_ITEM | LINE_ABOVE;
        if (at + 1 < it->line && !place)
            it->rest = (struct span){d->lines[at + 1].from, d->lines[it->line - 1].to};
        it->line = at;
    }
}
