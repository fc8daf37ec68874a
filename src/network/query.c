/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "network/query.h"

#include "network/network.h"
#include "network/words.h"

#define ARRONDISSEMENTS_FROM 9 /* postcodes: Lyon, Marseille and Paris alone have as many */

uint16_t name_row(size_t name)
{
    return name < n_territory_rows ? (uint16_t)name
                                   : territory_aliases[name - n_territory_rows].row;
}

size_t first_alias(uint16_t row)
{
    size_t low = 0, high = n_territory_aliases;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (territory_aliases[middle].row < row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool is_number(struct str word)
{
    return word.n && word.p[0] >= '0' && word.p[0] <= '9';
}

/* ---- what is true of a territory besides its name ---- */

static const char *const kind_words[TERRITORY_KINDS][5] = {
    [TERRITORY_COMMUNE] = {"commune", "ville", "arrondissement", "cedex", "france"},
    [TERRITORY_COM] = {"collectivite", "outre", "mer", "overseas", "collectivity"},
    [TERRITORY_DEPARTEMENT] = {"departement", "department", "france"},
    [TERRITORY_REGION] = {"region", "france"},
    [TERRITORY_COUNTRY] = {"pays", "country"},
    [TERRITORY_EPCI] = {"epci", "france"},
    [TERRITORY_EPT] = {"ept", "france"},
};

static bool is_kind_word(enum territory_kind kind, struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(kind_words[kind]) && kind_words[kind][i]; i++)
        if (str_is(word, kind_words[kind][i]))
            return true;
    return false;
}

static bool starts_with(struct str s, struct str beginning)
{
    return s.n >= beginning.n && memcmp(s.p, beginning.p, beginning.n) == 0;
}

bool name_has(size_t name, struct str beginning)
{
    struct str rest = str_of(territory_words_text + territory_words_at[name]);
    for (struct str w; (w = next_word(&rest)).n;)
        if (starts_with(w, beginning))
            return true;
    return false;
}

static bool ancestor_has(uint16_t row, struct str word)
{
    if (row == NO_ROW || is_number(word))
        return false;
    for (size_t i = first_alias(row); i < n_territory_aliases && territory_aliases[i].row == row;
         i++)
        if (name_has(n_territory_rows + i, word))
            return true;
    return name_has(row, word);
}

/* "12", "12e", "1er": the arrondissement's number, or 0. */
static int64_t arrondissement(struct str word)
{
    static const char *const ends[] = {"", "e", "er", "eme", "ieme", "nd", "th", "st"};
    int64_t number = 0;
    size_t n = word.n > 1 && is_number(str_sub(word, 1, word.n)) ? 2 : 1;
    struct str end = str_sub(word, n, word.n);
    for (size_t i = 0; i < ARRAY_LEN(ends); i++)
        if (str_is(end, ends[i]) && parse_int(str_sub(word, 0, n), 1, 20, &number))
            return number;
    return 0;
}

static bool postcode_fits(const char *postcodes, struct str number)
{
    size_t n = 0;
    bool last_two = false;
    int64_t wanted = arrondissement(number), code;
    for (struct str rest = str_of(postcodes), c; rest.n; n++) {
        c = str_cut(&rest, ',');
        if (number.n >= 2 && starts_with(c, number))
            return true;
        last_two |= parse_int(str_sub(c, 3, c.n), 0, 99, &code) && code == wanted;
    }
    return wanted && last_two && n >= ARRONDISSEMENTS_FROM;
}

/* The official code, "2A" for "2a". */
static bool code_is(uint16_t row, struct str word)
{
    if (row == NO_ROW)
        return false;
    const char *code = strchr(territory_texts + territory_rows[row].code, '-') + 1;
    return strlen(code) == word.n && strncasecmp(code, word.p, word.n) == 0;
}

static bool number_fits(uint16_t row, struct str number)
{
    const struct territory_row *r = &territory_rows[row];
    return postcode_fits(territory_texts + r->postcodes, number) || code_is(row, number) ||
           code_is(r->departement, number);
}

/* Whether a word that is not of the name narrows to this territory. */
static bool narrows(uint16_t row, struct str word)
{
    const struct territory_row *r = &territory_rows[row];
    if (is_number(word))
        return number_fits(row, word);
    return is_small_word(word) || is_kind_word(r->kind, word) ||
           ancestor_has(r->departement, word) || ancestor_has(r->region, word);
}

/* ---- reading ---- */

static bool any_ancestor_has(enum territory_kind kind, struct str word)
{
    for (uint16_t i = territory_kind_first[kind]; i < territory_kind_first[kind + 1]; i++)
        if (ancestor_has(i, word))
            return true;
    return false;
}

static bool is_elsewhere(struct str word)
{
    for (int kind = 0; kind < TERRITORY_KINDS; kind++)
        if (is_kind_word(kind, word))
            return true;
    return is_number(word) || is_small_word(word) || open_word(word).p != word.p ||
           any_ancestor_has(TERRITORY_DEPARTEMENT, word) ||
           any_ancestor_has(TERRITORY_REGION, word) || any_ancestor_has(TERRITORY_COM, word);
}

static struct str joined(struct arena *a, const struct query *q, bool numbers)
{
    char *text = arena_alloc(a, TERRITORY_QUERY_MAX * 4);
    size_t n = 0;
    for (size_t i = 0; i < q->n; i++) {
        if (!numbers && is_number(q->words[i]))
            continue;
        memcpy(text + n, q->words[i].p, q->words[i].n);
        n += q->words[i].n;
    }
    return (struct str){text, n};
}

bool query_read(struct arena *a, const char *text, struct query *out)
{
    size_t n = strlen(text);
    *out = (struct query){.digits = true};
    if (n > TERRITORY_QUERY_MAX)
        return false;
    struct str words = territory_words(a, (struct str){text, n});
    for (struct str w; (w = next_word(&words)).n;) {
        if (out->n == QUERY_WORDS)
            return false;
        for (size_t i = 0; i < w.n; i++)
            out->digits = out->digits && w.p[i] >= '0' && w.p[i] <= '9';
        out->elsewhere[out->n] = is_elsewhere(w);
        out->words[out->n++] = w;
    }
    out->compact = joined(a, out, true);
    out->letters = joined(a, out, false);
    return out->n > 0;
}

/* ---- words ---- */

#define NAME_WORDS 32

struct name_words {
    struct str words[NAME_WORDS];
    bool met[NAME_WORDS]; /* the query has the whole word */
    size_t n;
};

static bool meet_as(struct name_words *name, struct str word)
{
    bool begun = false;
    for (size_t i = 0; i < name->n; i++) {
        if (!starts_with(name->words[i], word))
            continue;
        begun = true;
        name->met[i] |= name->words[i].n == word.n;
    }
    return begun;
}

/* The last word of a query may be a "st" that nothing followed. */
static bool meet(struct name_words *name, struct str word)
{
    struct str open = open_word(word);
    return meet_as(name, word) || (open.p != word.p && meet_as(name, open));
}

enum fit query_fit(const struct query *q, size_t name, size_t skip)
{
    struct name_words words = {.n = 0};
    struct str rest = str_of(territory_words_text + territory_words_at[name]);
    for (struct str w; words.n < NAME_WORDS && (w = next_word(&rest)).n;)
        words.words[words.n++] = w;
    for (size_t i = 0; i < q->n; i++)
        if (i != skip && !meet(&words, q->words[i]) && !narrows(name_row(name), q->words[i]))
            return FIT_NONE;
    bool whole = skip == QUERY_WORDS;
    for (size_t i = 0; i < words.n; i++)
        whole = whole && (words.met[i] || is_small_word(words.words[i]));
    return whole ? FIT_NAME : FIT_WORDS;
}

bool query_numbers_fit(const struct query *q, uint16_t row)
{
    for (size_t i = 0; i < q->n; i++)
        if (is_number(q->words[i]) && !number_fits(row, q->words[i]))
            return false;
    return true;
}
