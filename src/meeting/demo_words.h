/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the demonstration's people are made of: lists of words in data/demo/, in sections under
 * headings, and dice that always fall the same. Private to this folder.
 */
#ifndef MAILLAGE_MEETING_DEMO_WORDS_H
#define MAILLAGE_MEETING_DEMO_WORDS_H

#include "base/arena.h"
#include "base/str.h"

/* A text of data/demo/; dies when it is not in the program. */
struct str demo_text(const char *file);

struct demo_list { /* of one section, "[region-53 region-94]" */
    struct str heading;
    const char **items;
    size_t n, cap;
};
struct demo_lists {
    struct demo_list *items;
    size_t n, cap;
};

/* `separators`: what ends an item beside the end of its line; "" nothing. */
struct demo_lists demo_lists(struct arena *a, const char *file, const char *separators);

/* The section whose heading has both words, or, when `b` is NULL, is `a` alone; NULL: none. */
const struct demo_list *demo_list(const struct demo_lists *lists, const char *a, const char *b);

/* SplitMix64 (Steele, Lea, Flood, 2014): the same numbers from the same seed everywhere. */
struct dice {
    uint64_t state;
};
uint64_t dice_throw(struct dice *d);
uint64_t dice_below(struct dice *d, uint64_t n); /* 0 to n − 1; n from 1 */

static inline const char *demo_pick(struct dice *d, const struct demo_list *list)
{
    return list->items[dice_below(d, list->n)];
}

#endif
