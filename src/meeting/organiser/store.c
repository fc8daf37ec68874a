/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/organiser/store.h"

#include "base/text.h"
#include "meeting/organiser/statements.h"

#define SEARCH_WORDS 4
#define CODE_LEAST 4 /* letters of a ticket's code that are worth looking for */

static int64_t instant(const struct rows *r, size_t row, size_t column)
{
    return row_null(r, row, column) ? NO_INSTANT : row_int(r, row, column);
}

/* A word that the table's CHECK allows. */
static enum registration_state state_from(const char *word)
{
    for (int s = STATE_CONFIRMED; s <= STATE_CANCELLED; s++)
        if (strcmp(word, registration_state_word((enum registration_state)s)) == 0)
            return (enum registration_state)s;
    die("registration: %s is no state", word);
}

static enum claim_state claim_from(const char *word)
{
    if (!word)
        return CLAIM_NONE;
    return strcmp(word, "confirmed") == 0 ? CLAIM_CONFIRMED
           : strcmp(word, "offered") == 0 ? CLAIM_OFFERED
                                          : CLAIM_WAITING;
}

const char *full_name(struct arena *a, const char *given_name, const char *family_name)
{
    return str_dup(a, str_trim(str_of(arena_printf(a, "%s %s", given_name, family_name))));
}

/* ---- what is searched ------------------------------------------------------------------- */

/* What a camera reads on a badge is an address: its end is the code. */
static const char *without_address(const char *typed)
{
    const char *at = strstr(typed, "/billets/");
    return at ? at + strlen("/billets/") : typed;
}

/* The beginning of a code, however it is spaced; "" when it cannot be one. */
static const char *code_pattern(struct arena *a, const char *typed)
{
    char code[TICKET_SIZE + 1];
    size_t n = 0;
    for (const char *p = typed; *p; p++) {
        char c = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
        bool letter = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (letter && n + 1 < TICKET_SIZE)
            code[n++] = c;
        else if (letter || (c != ' ' && c != '-'))
            return "";
    }
    code[n] = '\0';
    return n < CODE_LEAST ? "" : arena_printf(a, "%s%%", code);
}

/* "%word%", where "%", "_" and "\" stand for themselves. */
static const char *word_pattern(struct arena *a, struct str word)
{
    char *out = arena_alloc(a, 2 * word.n + 3);
    size_t n = 0;
    out[n++] = '%';
    for (size_t i = 0; i < word.n; i++) {
        if (strchr("%_\\", word.p[i]))
            out[n++] = '\\';
        out[n++] = word.p[i];
    }
    out[n] = '%';
    return out;
}

struct search {
    const char *code; /* NULL: nothing is searched */
    const char *words[SEARCH_WORDS];
};

/* The last pattern holds the rest of a long search, blanks and all. */
static struct search search_for(struct arena *a, const char *typed)
{
    struct search s = {.words = {"%", "%", "%", "%"}};
    if (!typed)
        return s;
    s.code = code_pattern(a, without_address(typed));
    struct str rest = str_trim(text_fold(a, str_of(typed)));
    for (size_t i = 0; rest.p && rest.n && i < SEARCH_WORDS; i++) {
        struct str word = i + 1 < SEARCH_WORDS ? str_cut(&rest, ' ') : rest;
        s.words[i] = word_pattern(a, word);
        rest = str_trim(rest);
    }
    return s;
}

/* ---- rows ------------------------------------------------------------------------------- */

void filter_bind(struct arena *a, event_id event, const struct filter *f,
                 struct value v[FILTER_PARAMS])
{
    const struct search s = search_for(a, f->search);
    const struct value all[FILTER_PARAMS] = {
        v_int(event.v),
        f->state == ANY ? v_null()
                        : v_text(registration_state_word((enum registration_state)f->state)),
        f->modality == ANY ? v_null() : v_int(f->modality),
        v_text(f->ecosystem),
        v_text(f->area),
        f->workshop.v ? v_int(f->workshop.v) : v_null(),
        f->present == ANY ? v_null() : v_int(f->present),
        v_text(s.code),
        v_text(s.words[0]),
        v_text(s.words[1]),
        v_text(s.words[2]),
        v_text(s.words[3]),
    };
    memcpy(v, all, sizeof all);
}

static struct row row_of(const struct rows *r, size_t i)
{
    return (struct row){
        .id = {row_int(r, i, 0)},
        .ticket = row_text(r, i, 1),
        .given_name = row_text(r, i, 2),
        .family_name = row_text(r, i, 3),
        .email = row_text(r, i, 4),
        .organisation = row_text(r, i, 5),
        .ecosystem = row_text(r, i, 6),
        .territory = row_text(r, i, 7),
        .territory_words = row_text(r, i, 8),
        .area = row_text(r, i, 9),
        .modality = (enum modality)row_int(r, i, 10),
        .state = state_from(row_text(r, i, 11)),
        .access_needs = row_text(r, i, 12),
        .list_consent_at = instant(r, i, 13),
        .lang = row_text(r, i, 14),
        .created_at = row_int(r, i, 15),
        .checked_in_at = instant(r, i, 16),
    };
}

/* Rows of one registration follow one another, a wish each. */
static struct row *gather(struct arena *a, const struct rows *r, size_t *n)
{
    struct row *list = arena_array(a, r->n, sizeof *list);
    *n = 0;
    for (size_t i = 0; i < r->n; i++) {
        if (!*n || list[*n - 1].id.v != row_int(r, i, 0))
            list[(*n)++] = row_of(r, i);
        struct row *last = &list[*n - 1];
        if (row_null(r, i, 18) || last->n_wishes == WISHES_MAX)
            continue;
        last->wishes[last->n_wishes++] = (struct row_wish){
            {row_int(r, i, 18)}, row_text(r, i, 19), claim_from(row_text(r, i, 20))};
    }
    return list;
}

static void reverse(struct row *list, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        struct row swap = list[i];
        list[i] = list[n - 1 - i];
        list[n - 1 - i] = swap;
    }
}

/* Where a page begins; a registration that is gone begins at the start of the list. */
static enum err find_key(struct db *db, struct arena *a, event_id event, int64_t *id,
                         struct str *sort_key)
{
    struct rows r = {0};
    enum err e =
        *id ? db_query(db, a, &sql_organiser_key, PARAMS(v_int(*id), v_int(event.v)), &r) : OK;
    if (e == OK && !r.n)
        *id = 0;
    *sort_key = e == OK && r.n ? row_bytes(&r, 0, 0) : str_of("");
    return e;
}

enum err rows_of_event(struct db *db, struct arena *a, event_id event, const struct filter *f,
                       size_t most, const struct row **out, size_t *n, bool *more)
{
    static const struct stmt *const all[2][2] = {
        {&sql_organiser_by_name, &sql_organiser_by_name_back},
        {&sql_organiser_by_arrival, &sql_organiser_by_arrival_back}};
    struct value v[FILTER_PARAMS + 3];
    struct rows r;
    struct str sort_key;
    int64_t key = f->before ? f->before : f->after;
    enum err e = find_key(db, a, event, &key, &sort_key);
    bool back = f->before && key;
    filter_bind(a, event, f, v);
    v[FILTER_PARAMS] = v_int(key);
    v[FILTER_PARAMS + 1] = v_int((int64_t)most + 1);
    v[FILTER_PARAMS + 2] = v_bytes(sort_key);
    const struct params params = {FILTER_PARAMS + (f->by_arrival ? 2 : 3), v};
    if (e == OK)
        e = db_query(db, a, all[f->by_arrival][back], params, &r);
    if (e != OK)
        return e;
    struct row *list = gather(a, &r, n);
    *more = *n > most;
    *n = *more ? most : *n;
    if (back)
        reverse(list, *n);
    *out = list;
    return OK;
}

enum err rows_count(struct db *db, struct arena *a, event_id event, const struct filter *f,
                    int64_t *n)
{
    struct value v[FILTER_PARAMS];
    struct rows r;
    filter_bind(a, event, f, v);
    enum err e = db_query(db, a, &sql_organiser_count, (struct params){FILTER_PARAMS, v}, &r);
    if (e == OK)
        *n = row_int(&r, 0, 0);
    return e;
}

/* ---- counts ----------------------------------------------------------------------------- */

enum err tallies_of_event(struct db *db, struct arena *a, event_id event, const struct tally **out,
                          size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_organiser_counts, PARAMS(v_int(event.v)), &r);
    if (e != OK)
        return e;
    struct tally *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct tally){
            .state = state_from(row_text(&r, i, 0)),
            .modality = (enum modality)row_int(&r, i, 1),
            .ecosystem = row_text(&r, i, 2),
            .area = row_text(&r, i, 3),
            .n = row_int(&r, i, 4),
            .present = row_int(&r, i, 5),
        };
    *out = list;
    *n = r.n;
    return OK;
}

struct seats modality_seats(const struct pool *pools, size_t n, enum modality m)
{
    for (size_t i = 0; i < n; i++)
        if (pools[i].of_event && pools[i].modality == m)
            return pools[i].s;
    return (struct seats){.seats = SEATS_NO_LIMIT};
}

enum err workshops_of_event(struct db *db, struct arena *a, event_id event,
                            const struct workshop **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_organiser_workshops, PARAMS(v_int(event.v)), &r);
    if (e != OK)
        return e;
    struct workshop *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct workshop){
            .id = {row_int(&r, i, 0)},
            .title = row_text(&r, i, 1),
            .s = {.seats = row_null(&r, i, 2) ? SEATS_NO_LIMIT : row_int(&r, i, 2),
                  .taken = row_int(&r, i, 3),
                  .offered = row_int(&r, i, 4),
                  .waiting = row_int(&r, i, 5)},
        };
    *out = list;
    *n = r.n;
    return OK;
}

enum err workshop_find(struct db *db, struct arena *a, session_id id, const char **title,
                       event_id *event)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_organiser_workshop, PARAMS(v_int(id.v)), &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    if (e == OK) {
        *title = row_text(&r, 0, 0);
        event->v = row_int(&r, 0, 1);
    }
    return e;
}

enum err arrivals_of_event(struct db *db, struct arena *a, event_id event, int64_t most,
                           const struct arrival **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_organiser_latest, PARAMS(v_int(event.v), v_int(most)), &r);
    if (e != OK)
        return e;
    struct arrival *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct arrival){
            {row_int(&r, i, 0)}, row_text(&r, i, 1), row_text(&r, i, 2), row_int(&r, i, 3)};
    *out = list;
    *n = r.n;
    return OK;
}
