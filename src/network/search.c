/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "network/search.h"

#include "network/query.h"
#include "network/starts.h"
#include "network/words.h"

#include <stdlib.h>

/* What keeps the worst query in its time: words compared one by one, and how many names have a word
 * that is common. */
#define COMPARISONS_MAX 14000
#define COMMON 1000

/* ---- the best so far ---- */

static bool before(struct hit a, struct hit b)
{
    if (a.match != b.match)
        return a.match < b.match;
    uint32_t people = territory_rows[a.row].population, others = territory_rows[b.row].population;
    if (a.match <= MATCH_BARE && people != others)
        return people > others;
    return a.row < b.row;
}

static void drop(struct hits *h, size_t i)
{
    h->n--;
    memmove(&h->items[i], &h->items[i + 1], (h->n - i) * sizeof *h->items);
}

static void offer(struct hits *h, uint16_t row, enum match match)
{
    struct hit hit = {row, match};
    if (h->n == h->limit && !before(hit, h->items[h->n - 1]))
        return;
    for (size_t i = 0; i < h->n; i++) {
        if (h->items[i].row != row)
            continue;
        if (h->items[i].match <= match)
            return;
        drop(h, i);
        break;
    }
    if (h->n == h->limit)
        h->n--;
    size_t at = h->n++;
    for (; at > 0 && before(hit, h->items[at - 1]); at--)
        h->items[at] = h->items[at - 1];
    h->items[at] = hit;
}

static bool is_full(const struct hits *h)
{
    return h->n == h->limit;
}

/* ---- codes and postcodes ---- */

static void offer_code(struct hits *h, enum territory_kind kind, struct str code, enum match match)
{
    char text[24];
    if (code.n > 9)
        return;
    snprintf(text, sizeof text, "%s-%.*s", territory_kind_word(kind), (int)code.n, code.p);
    uint16_t row = row_of_code(text);
    if (row != NO_ROW)
        offer(h, row, match);
}

static size_t postcode_bound(uint32_t code)
{
    size_t low = 0, high = n_territory_postcodes;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (territory_postcodes[middle] < code)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void offer_postcodes(struct hits *h, struct str digits)
{
    int64_t first;
    uint32_t width = 1;
    if (digits.n < 2 || digits.n > 5 || !parse_int(digits, 0, 99999, &first))
        return;
    for (size_t i = digits.n; i < 5; i++) {
        first *= 10;
        width *= 10;
    }
    size_t end = postcode_bound((uint32_t)first + width);
    for (size_t i = postcode_bound((uint32_t)first); i < end; i++)
        offer(h, territory_postcode_rows[i], width == 1 ? MATCH_EXACT : MATCH_BEGINNING);
}

/* "75", "75012", "2a004", "200 046 977". A postcode comes before the INSEE code of another place.
 */
static void match_codes(struct hits *h, const struct query *q)
{
    struct str code = q->compact;
    if (q->digits)
        offer_postcodes(h, code);
    offer_code(h, TERRITORY_DEPARTEMENT, code, MATCH_EXACT);
    offer_code(h, TERRITORY_COM, code, MATCH_EXACT);
    offer_code(h, TERRITORY_EPCI, code, MATCH_EXACT);
    offer_code(h, TERRITORY_EPT, code, MATCH_EXACT);
    offer_code(h, TERRITORY_COMMUNE, code, MATCH_BARE);
}

/* ---- names ---- */

static void match_names(struct hits *h, const struct query *q)
{
    struct run r = starts_find(q->compact.p, q->compact.n);
    for (size_t i = r.low; i < r.high; i++) {
        uint32_t s = territory_starts[i];
        bool head = s & START_HEAD, whole = i < r.whole;
        enum match m = !head             ? MATCH_INNER
                       : !whole          ? MATCH_BEGINNING
                       : start_offset(s) ? MATCH_BARE
                                         : MATCH_EXACT;
        offer(h, name_row(start_name(s)), m);
    }
}

/* ---- words in any order ---- */

struct anchor {
    size_t word;
    struct run run;
};

static int by_size(const void *a, const void *b)
{
    const struct anchor *x = a, *y = b;
    size_t m = x->run.high - x->run.low, n = y->run.high - y->run.low;
    return m != n ? (m < n ? -1 : 1) : (int)x->word - (int)y->word;
}

/*
 * Every name that fits has one of these words: the rarest of those that only a name can have, else
 * each of the others, the rarest first. None: no name fits. Word number `skip` is not counted on.
 */
static size_t find_anchors(const struct query *q, size_t skip, struct anchor *anchors)
{
    size_t n = 0, needed = 0;
    for (size_t i = 0; i < q->n; i++) {
        struct anchor a = {i, starts_find(q->words[i].p, q->words[i].n)};
        bool none = a.run.low == a.run.high;
        if (i == skip || is_small_word(q->words[i]))
            continue;
        if (none && !q->elsewhere[i])
            return 0;
        if (!none)
            anchors[n++] = a;
    }
    qsort(anchors, n, sizeof *anchors, by_size);
    while (needed < n && q->elsewhere[anchors[needed].word])
        needed++;
    if (needed == n)
        return n;
    anchors[0] = anchors[needed];
    return 1;
}

static void match_anchor(struct hits *h, const struct query *q, struct run r)
{
    for (size_t i = r.low; i < r.high; i++) {
        size_t name = start_name(territory_starts[i]);
        enum fit fit = query_fit(q, name, QUERY_WORDS);
        if (fit != FIT_NONE)
            offer(h, name_row(name), fit == FIT_NAME ? MATCH_NAMED : MATCH_WORDS);
    }
}

/* A common word ("saint") is looked through only if rarer ones found nothing. */
static void match_words(struct hits *h, const struct query *q)
{
    struct anchor anchors[QUERY_WORDS];
    size_t n = find_anchors(q, QUERY_WORDS, anchors), compared = 0;
    for (size_t k = 0; k < n; k++) {
        size_t size = anchors[k].run.high - anchors[k].run.low;
        compared += size * q->n;
        if (compared > COMPARISONS_MAX || (h->n && size > COMMON))
            return;
        match_anchor(h, q, anchors[k].run);
    }
}

/* ---- mistakes ---- */

struct nearly {
    struct hits *hits;
    const struct query *query;
    size_t word;       /* the misspelt one; QUERY_WORDS: somewhere in the whole */
    struct str needed; /* a word that the name must have; none: it has no bytes */
    size_t compared;
};

static enum match near_match(uint32_t start, bool whole)
{
    if (!(start & START_HEAD))
        return MATCH_NEAR_INNER;
    return whole ? MATCH_NEAR : MATCH_NEAR_HEAD;
}

static void take_whole(void *ctx, struct run r)
{
    struct nearly *f = ctx;
    bool numbers = f->query->letters.n != f->query->compact.n;
    for (size_t i = r.low; i < r.high; i++) {
        uint32_t s = territory_starts[i];
        uint16_t row = name_row(start_name(s));
        if (!numbers || query_numbers_fit(f->query, row))
            offer(f->hits, row, near_match(s, i < r.whole));
    }
}

static void take_word(void *ctx, struct run r)
{
    struct nearly *f = ctx;
    for (size_t i = r.low; i < r.high && f->compared < COMPARISONS_MAX; i++, f->compared++) {
        size_t name = start_name(territory_starts[i]);
        if (f->needed.n && !name_has(name, f->needed))
            continue;
        f->compared += f->query->n;
        if (query_fit(f->query, name, f->word) != FIT_NONE)
            offer(f->hits, name_row(name), MATCH_NEAR_INNER);
    }
}

/* One word of several misspelt, the others in any order. */
static void match_near_word(struct nearly *f, size_t word)
{
    const struct query *q = f->query;
    struct anchor anchors[QUERY_WORDS];
    size_t n = find_anchors(q, word, anchors);
    bool needed = n == 1 && !q->elsewhere[anchors[0].word];
    f->word = word;
    f->needed = needed ? q->words[anchors[0].word] : (struct str){NULL, 0};
    if (n && !is_number(q->words[word]))
        starts_nearly(q->words[word].p, q->words[word].n, take_word, f);
}

static void match_nearly(struct hits *h, const struct query *q)
{
    struct nearly f = {.hits = h, .query = q, .word = QUERY_WORDS};
    starts_nearly(q->letters.p, q->letters.n, take_whole, &f);
    for (size_t i = 0; q->n > 1 && i < q->n && !h->n; i++)
        match_near_word(&f, i);
}

void search_hits(struct arena *a, const char *query, size_t limit, struct hits *out)
{
    struct query q;
    out->n = 0;
    out->limit = limit < TERRITORY_RESULTS_MAX ? limit : TERRITORY_RESULTS_MAX;
    if (!limit || !query_read(a, query, &q))
        return;
    uint16_t row = row_of_code(query);
    if (row != NO_ROW)
        offer(out, row, MATCH_EXACT);
    match_codes(out, &q);
    match_names(out, &q);
    if (!is_full(out) && q.n > 1 && !q.digits)
        match_words(out, &q);
    if (!is_full(out) && !q.digits)
        match_nearly(out, &q);
}

size_t territory_search(struct arena *a, const char *query, size_t limit, struct territory *results)
{
    struct hits h;
    search_hits(a, query, limit, &h);
    for (size_t i = 0; i < h.n; i++)
        results[i] = row_territory(h.items[i].row);
    return h.n;
}
