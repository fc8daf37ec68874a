/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Makes the index of territories: `territories OUT.c data/territories.tsv`. src/network/index.h
 * says what it holds. Countries come from ICU: their codes (ISO 3166-1) and their names.
 */
#include "territories.h"

#include "network/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#define MAX_ROWS 60000 /* with the aliases, below 2^16: a name's number has 16 bits */
#define MAX_ALIASES 5000
#define MAX_STARTS 400000
#define N_COLUMNS 7

/* French territories that have an ISO 3166-1 code of their own. */
static const struct {
    const char *iso, *codes[2]; /* where the name is two territories', both get the English one */
} french[] = {
    {"BL", {"com-977"}},
    {"GF", {"departement-973", "region-03"}},
    {"GP", {"departement-971", "region-01"}},
    {"MF", {"com-978"}},
    {"MQ", {"departement-972", "region-02"}},
    {"NC", {"com-988"}},
    {"PF", {"com-987"}},
    {"PM", {"com-975"}},
    {"RE", {"departement-974", "region-04"}},
    {"TF", {"com-984"}},
    {"WF", {"com-986"}},
    {"YT", {"departement-976", "region-06"}},
};

/* ICU also lists codes that ISO 3166-1 only reserves: Diego Garcia, Ceuta and Melilla, the
 * Canaries. Kosovo (XK, user-assigned) stays: people live there. */
static const char *const not_countries[] = {"DG", "EA", "IC"};

/* ---- reading ---- */

static bool kind_of(struct str word, enum territory_kind *out)
{
    for (int k = 0; k < TERRITORY_KINDS; k++)
        if (str_is(word, territory_kind_word(k))) {
            *out = k;
            return true;
        }
    return false;
}

static struct row *add_row(struct index *x)
{
    if (x->n_rows == MAX_ROWS)
        fail_at((struct place){x->file, 0}, "more than %d territories", MAX_ROWS);
    return &x->rows[x->n_rows++];
}

static const char *code_in(struct index *x, const char *kind, struct str code)
{
    return code.n ? arena_printf(&x->a, "%s-%.*s", kind, (int)code.n, code.p) : NULL;
}

/* `within` of a commune is a département or, beyond them, a collectivity. */
static const char *code_within(struct index *x, enum territory_kind kind, struct str code)
{
    if (kind == TERRITORY_DEPARTEMENT)
        return code_in(x, "region", code);
    bool collectivity =
        str_starts(code, "98") || str_is(code, "975") || str_is(code, "977") || str_is(code, "978");
    return code_in(x, collectivity ? "com" : "departement", code);
}

static void add_alias(struct index *x, const char *code, bool english, const char *text)
{
    if (x->n_aliases == MAX_ALIASES)
        fail_at((struct place){x->file, 0}, "more than %d aliases", MAX_ALIASES);
    x->aliases[x->n_aliases++] = (struct alias){.english = english, .code = code, .text = text};
}

static void read_line(struct index *x, struct place at, struct str line)
{
    struct str c[N_COLUMNS] = {{0}};
    enum territory_kind kind;
    for (size_t i = 0; line.p && i < N_COLUMNS; i++)
        c[i] = str_cut(&line, '\t');
    if (str_is(c[0], "alias")) {
        add_alias(x, str_dup(&x->a, c[1]), false, str_dup(&x->a, c[2]));
        return;
    }
    if (line.p || !kind_of(c[0], &kind) || !c[1].n || !c[2].n)
        fail_at(at, "kind, code, name, within, epci, population, postcodes are expected");
    struct row *r = add_row(x);
    *r = (struct row){
        .kind = kind,
        .code = code_in(x, territory_kind_word(kind), c[1]),
        .name = str_dup(&x->a, c[2]),
        .within = code_within(x, kind, c[3]),
        .group = code_in(x, "epci", c[4]),
        .postcodes = c[6].n ? str_dup(&x->a, c[6]) : "",
    };
    if (c[5].n && !parse_int(c[5], 1, INT32_MAX, &r->population))
        fail_at(at, "the population is not a number");
}

static void read_file(struct index *x)
{
    struct str rest = tool_read_text(&x->a, x->file, TOOL_MAX_INPUT);
    struct place at = {x->file, 0};
    while (rest.p) {
        struct str line = str_cut(&rest, '\n');
        at.line++;
        if (line.n && line.p[0] != '#')
            read_line(x, at, line);
    }
}

/* ---- countries ---- */

static const char *country_name(struct index *x, const char *iso, const char *language)
{
    UErrorCode e = U_ZERO_ERROR;
    UChar u[200];
    char text[600];
    uloc_getDisplayCountry(arena_printf(&x->a, "und_%s", iso), language, u, ARRAY_LEN(u), &e);
    u_strToUTF8(text, sizeof text, NULL, u, -1, &e);
    if (U_FAILURE(e))
        die("country %s: %s", iso, u_errorName(e));
    return arena_strdup(&x->a, text);
}

static bool is_country(const char *iso)
{
    for (size_t i = 0; i < ARRAY_LEN(not_countries); i++)
        if (!strcmp(iso, not_countries[i]))
            return false;
    for (size_t i = 0; i < ARRAY_LEN(french); i++)
        if (!strcmp(iso, french[i].iso))
            return false;
    return true;
}

static void add_countries(struct index *x)
{
    for (const char *const *iso = uloc_getISOCountries(); *iso; iso++) {
        if (!is_country(*iso))
            continue;
        struct row *r = add_row(x);
        *r = (struct row){.kind = TERRITORY_COUNTRY,
                          .code = code_in(x, "pays", str_of(*iso)),
                          .name = country_name(x, *iso, "fr"),
                          .postcodes = ""};
        const char *english = country_name(x, *iso, "en");
        if (strcmp(english, r->name) != 0)
            add_alias(x, r->code, true, english);
    }
    for (size_t i = 0; i < ARRAY_LEN(french); i++)
        for (size_t k = 0; k < 2 && french[i].codes[k]; k++)
            add_alias(x, french[i].codes[k], true, country_name(x, french[i].iso, "en"));
}

/* ---- order ---- */

static int by_rank(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->population != y->population)
        return x->population > y->population ? -1 : 1;
    return strcmp(x->code, y->code);
}

static int by_code(const void *a, const void *b, void *rows)
{
    const struct row *x = (struct row *)rows + *(const uint16_t *)a,
                     *y = (struct row *)rows + *(const uint16_t *)b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return strcmp(x->code, y->code);
}

/* NO_ROW for no code. */
static uint16_t find(const struct index *x, const char *code)
{
    struct str rest = str_of(code);
    enum territory_kind kind;
    if (!code)
        return NO_ROW;
    if (!kind_of(str_cut(&rest, '-'), &kind))
        die("territories: no kind in %s", code);
    size_t low = 0, high = x->n_rows;
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct row *r = &x->rows[x->by_code[middle]];
        int c = r->kind != kind ? (r->kind < kind ? -1 : 1) : strcmp(r->code, code);
        if (!c)
            return x->by_code[middle];
        *(c < 0 ? &low : &high) = c < 0 ? middle + 1 : middle;
    }
    return NO_ROW;
}

static uint16_t must_find(const struct index *x, const char *code)
{
    uint16_t row = find(x, code);
    if (code && row == NO_ROW)
        fail_at((struct place){x->file, 0}, "there is no %s, which a row names", code);
    return row;
}

/* An EPCI's SIREN may be an EPT's. */
static uint16_t find_group(const struct index *x, const char *code)
{
    uint16_t row = find(x, code);
    if (!code || row != NO_ROW)
        return row;
    return must_find(x, arena_printf((struct arena *)(uintptr_t)&x->a, "ept%s", code + 4));
}

static bool is_far(const char *code)
{
    const char *official = code ? strchr(code, '-') + 1 : "";
    return !strncmp(official, "97", 2) || !strncmp(official, "98", 2);
}

static void connect(struct index *x)
{
    for (size_t i = 0; i < x->n_rows; i++) {
        struct row *r = &x->rows[i];
        bool french_row = r->kind != TERRITORY_COUNTRY && r->kind != TERRITORY_REGION;
        const char *home = r->within && r->kind != TERRITORY_DEPARTEMENT ? r->within : r->code;
        r->overseas |= french_row && is_far(home);
        r->up = find_group(x, r->group);
        r->departement = r->region = NO_ROW;
        if (r->kind == TERRITORY_DEPARTEMENT) {
            r->region = must_find(x, r->within);
            x->rows[r->region].overseas |= r->overseas;
        } else if (r->within) {
            r->departement = must_find(x, r->within);
        }
    }
    for (size_t i = 0; i < x->n_rows; i++) {
        struct row *r = &x->rows[i];
        if (r->departement == NO_ROW)
            continue;
        const struct row *d = &x->rows[r->departement];
        r->region = d->kind == TERRITORY_COM ? r->departement : must_find(x, d->within);
    }
}

static int by_name(const void *a, const void *b, void *rows)
{
    const struct row *x = (struct row *)rows + *(const uint16_t *)a,
                     *y = (struct row *)rows + *(const uint16_t *)b;
    return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(x->name, y->name);
}

static void mark_homonyms(struct index *x)
{
    uint16_t *order = arena_array(&x->a, x->n_rows, sizeof *order);
    for (size_t i = 0; i < x->n_rows; i++)
        order[i] = (uint16_t)i;
    qsort_r(order, x->n_rows, sizeof *order, by_name, x->rows);
    for (size_t i = 1; i < x->n_rows; i++)
        if (!by_name(&order[i - 1], &order[i], x->rows))
            x->rows[order[i - 1]].homonym = x->rows[order[i]].homonym = true;
}

static int by_alias_row(const void *a, const void *b)
{
    const struct alias *x = a, *y = b;
    return x->row != y->row ? (x->row < y->row ? -1 : 1) : strcmp(x->text, y->text);
}

/* Rows in order; then the names: each row's own, then the aliases. */
static void put_in_order(struct index *x)
{
    qsort(x->rows, x->n_rows, sizeof *x->rows, by_rank);
    x->by_code = arena_array(&x->a, x->n_rows, sizeof *x->by_code);
    for (size_t i = 0; i < x->n_rows; i++)
        x->by_code[i] = (uint16_t)i;
    qsort_r(x->by_code, x->n_rows, sizeof *x->by_code, by_code, x->rows);
    for (size_t i = 1; i < x->n_rows; i++)
        if (!by_code(&x->by_code[i - 1], &x->by_code[i], x->rows))
            fail_at((struct place){x->file, 0}, "%s stands twice", x->rows[x->by_code[i]].code);
    connect(x);
    mark_homonyms(x);
    size_t kept = 0;
    for (size_t i = 0; i < x->n_aliases; i++) {
        struct alias alias = x->aliases[i];
        alias.row = must_find(x, alias.code);
        if (strcmp(alias.text, x->rows[alias.row].name) != 0)
            x->aliases[kept++] = alias;
    }
    x->n_aliases = kept;
    qsort(x->aliases, x->n_aliases, sizeof *x->aliases, by_alias_row);
    x->n_names = x->n_rows + x->n_aliases;
    _Static_assert(ARRAY_LEN(french) <= MAX_ISOS, "room for each");
    for (size_t i = 0; i < ARRAY_LEN(french); i++) {
        struct territory_iso *iso = &x->isos[x->n_isos++];
        memcpy(iso->code, french[i].iso, sizeof iso->code);
        iso->row = must_find(x, french[i].codes[0]);
    }
}

/* ---- starts ---- */

static const char *text_of(const struct index *x, uint32_t start)
{
    return x->words.data + x->words_at[start_name(start)] + start_offset(start);
}

static int by_text(const void *a, const void *b, void *index)
{
    uint32_t s = *(const uint32_t *)a, t = *(const uint32_t *)b;
    const char *p = text_of(index, s), *q = text_of(index, t);
    for (;; p++, q++) {
        p += *p == ' ';
        q += *q == ' ';
        if (*p != *q)
            return (unsigned char)*p - (unsigned char)*q;
        if (!*p)
            return s < t ? -1 : 1;
    }
}

static bool is_form(struct str word)
{
    return str_is(word, "cc") || str_is(word, "ca") || str_is(word, "cu");
}

/* Only articles, behind the form of an intercommunality if it has one, keep a word from the head.
 */
static void add_starts(struct index *x, size_t name, struct str words)
{
    bool head = true;
    for (struct str rest = words, w; (w = next_word(&rest)).n;) {
        size_t offset = (size_t)(w.p - words.p);
        if (offset > 255 || x->n_starts == MAX_STARTS)
            fail_at((struct place){x->file, 0}, "the name is too long: %.*s", (int)words.n,
                    words.p);
        x->starts[x->n_starts++] = start_of(name, offset, head);
        head = head && (is_small_word(w) || (!offset && is_form(w)));
    }
}

static void add_name(struct index *x, size_t name, const char *text)
{
    struct str words = territory_words(&x->a, str_of(text));
    if (!words.n)
        fail_at((struct place){x->file, 0}, "the name has no letter: %s", text);
    x->words_at[name] = (uint32_t)x->words.len;
    add_starts(x, name, words);
    buf_add(&x->words, words.p, words.n);
    buf_putc(&x->words, '\0');
}

static void make_starts(struct index *x)
{
    x->words_at = arena_array(&x->a, x->n_names, sizeof *x->words_at);
    x->starts = arena_array(&x->a, MAX_STARTS, sizeof *x->starts);
    for (size_t i = 0; i < x->n_rows; i++)
        add_name(x, i, x->rows[i].name);
    for (size_t i = 0; i < x->n_aliases; i++)
        add_name(x, x->n_rows + i, x->aliases[i].text);
    qsort_r(x->starts, x->n_starts, sizeof *x->starts, by_text, x);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: territories OUT.c territories.tsv\n", stderr);
        return 2;
    }
    struct index x = {.a = ARENA_INIT,
                      .file = argv[2],
                      .texts = BUF_INIT(TOOL_MAX_OUTPUT),
                      .words = BUF_INIT(TOOL_MAX_OUTPUT)};
    BUF_SCOPED c = BUF_INIT(TOOL_MAX_OUTPUT);
    x.rows = arena_array(&x.a, MAX_ROWS, sizeof *x.rows);
    x.aliases = arena_array(&x.a, MAX_ALIASES, sizeof *x.aliases);
    read_file(&x);
    add_countries(&x);
    put_in_order(&x);
    make_starts(&x);
    territories_write(&x, &c);
    tool_write(argv[1], &c);
    buf_free(&x.texts);
    buf_free(&x.words);
    arena_free(&x.a);
    return 0;
}
