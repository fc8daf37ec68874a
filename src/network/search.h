/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The search before its results are told: which rows, and how well each matches. */
#ifndef MAILLAGE_NETWORK_SEARCH_H
#define MAILLAGE_NETWORK_SEARCH_H

#include "network/network.h"

enum match {
    MATCH_EXACT,      /* the whole name, or a code */
    MATCH_BARE,       /* but for its article, or "CC de" */
    MATCH_NAMED,      /* all its words and what is true of it: "saint denis reunion" */
    MATCH_BEGINNING,  /* of the name */
    MATCH_INNER,      /* the beginning of a further word */
    MATCH_WORDS,      /* in another order */
    MATCH_NEAR,       /* the whole name with a mistake */
    MATCH_NEAR_HEAD,  /* its beginning */
    MATCH_NEAR_INNER, /* further within */
};

struct hit {
    uint16_t row;
    enum match match;
};

struct hits {
    struct hit items[TERRITORY_RESULTS_MAX];
    size_t n, limit;
};

/* Best first. */
void search_hits(struct arena *a, const char *query, size_t limit, struct hits *out);

/* What a row says. */
struct territory row_territory(uint16_t row);

/* The row of a code in any case, NO_ROW. */
uint16_t row_of_code(const char *code);

#endif
