/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One territory from what somebody wrote, or those it could be. */
#include "network/index.h"
#include "network/search.h"
#include "network/words.h"

#define CANDIDATES 10

/* Whether `outer` is an ancestor of `inner`. */
static bool contains(uint16_t outer, uint16_t inner)
{
    const struct territory_row *r = &territory_rows[inner];
    uint16_t up = r->group == NO_ROW ? NO_ROW : territory_rows[r->group].group;
    return outer != inner &&
           (r->departement == outer || r->region == outer || r->group == outer || up == outer);
}

static bool holds_another(const struct hit *hits, size_t n, size_t i)
{
    for (size_t k = 0; k < n; k++)
        if (contains(hits[i].row, hits[k].row))
            return true;
    return false;
}

/* The one that is left when those that hold another are set aside; NO_ROW if several are. */
static uint16_t innermost(const struct hit *hits, size_t n)
{
    uint16_t left = NO_ROW;
    for (size_t i = 0; i < n; i++) {
        if (holds_another(hits, n, i))
            continue;
        if (left != NO_ROW)
            return NO_ROW;
        left = hits[i].row;
    }
    return left;
}

/* How many share the best match: all of those that only begin so or are nearly so. */
static size_t equally_good(const struct hits *h)
{
    size_t n = 1;
    if (h->items[0].match > MATCH_NAMED)
        return h->n;
    while (n < h->n && h->items[n].match == h->items[0].match)
        n++;
    return n;
}

static void put_candidates(struct arena *a, const struct hits *h, size_t n, struct territories *out)
{
    out->n = n < CANDIDATES ? n : CANDIDATES;
    out->items = arena_array(a, out->n, sizeof *out->items);
    for (size_t i = 0; i < out->n; i++)
        out->items[i] = row_territory(h->items[i].row);
}

/* "DE": a country's code, in capitals since "de" and "la" are words. */
static uint16_t row_of_country(struct arena *a, struct str s)
{
    bool capitals = s.n == 2 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[1] >= 'A' && s.p[1] <= 'Z';
    return capitals ? row_of_code(arena_printf(a, "pays-%.2s", s.p)) : NO_ROW;
}

/* The territory whose label this is; NO_ROW. */
static uint16_t row_of_label(struct arena *a, struct str s)
{
    const char *name = str_dup(a, s), *bracket = strrchr(name, '(');
    struct hits h;
    if (!bracket || s.n > TERRITORY_QUERY_MAX)
        return NO_ROW;
    struct str asked = territory_words(a, s);
    search_hits(a, arena_strndup(a, name, (size_t)(bracket - name)), TERRITORY_RESULTS_MAX, &h);
    for (size_t i = 0; i < h.n && h.items[i].match <= MATCH_BARE; i++) {
        struct territory t = row_territory(h.items[i].row);
        for (size_t l = 0; app_languages[l]; l++)
            if (str_eq(asked, territory_words(a, str_of(territory_label(a, &t, app_languages[l])))))
                return h.items[i].row;
    }
    return NO_ROW;
}

enum err territory_resolve(struct arena *a, const char *words, struct territory *out,
                           struct territories *candidates)
{
    struct hits h;
    struct str s = str_trim(str_of(words));
    *candidates = (struct territories){0};
    uint16_t row = row_of_country(a, s);
    if (row == NO_ROW)
        row = row_of_label(a, s);
    if (row == NO_ROW) {
        search_hits(a, str_dup(a, s), TERRITORY_RESULTS_MAX, &h);
        if (!h.n)
            return ERR_NOT_FOUND;
        size_t n = equally_good(&h);
        row = innermost(h.items, n);
        if (row == NO_ROW) {
            put_candidates(a, &h, n, candidates);
            return ERR_CONFLICT;
        }
    }
    *out = row_territory(row);
    return OK;
}
