/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/registration/store.h"

#include "base/text.h"
#include "meeting/registration/consent.h"
#include "meeting/registration/statements.h"
#include "network/network.h"

static const char *const modality_words[] = {"remote", "onsite", "later"};
static const char *const state_words[] = {"confirmed", "waiting", "offered", "cancelled"};
static const char *const claim_words[] = {"", "waiting", "offered", "confirmed"};

const char *modality_word(enum modality m)
{
    return modality_words[m];
}

const char *registration_state_word(enum registration_state s)
{
    return state_words[s];
}

/* The place of a word that the table's CHECK allows. */
static int word_index(const char *word, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(words[i], word) == 0)
            return (int)i;
    die("registration: the word %s is not one of its column's", word);
}

enum registration_state registration_state_of(const char *word)
{
    return (enum registration_state)word_index(word, state_words, ARRAY_LEN(state_words));
}

static int64_t instant(const struct rows *r, size_t row, size_t column)
{
    return row_null(r, row, column) ? NO_INSTANT : row_int(r, row, column);
}

static struct value v_instant(int64_t t)
{
    return t == NO_INSTANT ? v_null() : v_int(t);
}

/* ---- registrations ---------------------------------------------------------------------- */

static struct registration registration_of(const struct rows *r, size_t i)
{
    return (struct registration){
        .id = {row_int(r, i, 0)},
        .event = {row_int(r, i, 1)},
        .token = row_text(r, i, 2),
        .ticket = row_text(r, i, 3),
        .draft = {.given_name = row_text(r, i, 4),
                  .family_name = row_text(r, i, 5),
                  .email = row_text(r, i, 6),
                  .organisation = row_text(r, i, 7),
                  .ecosystem = row_text(r, i, 8),
                  .territory = row_text(r, i, 9),
                  .territory_words = row_text(r, i, 10),
                  .modality = (enum modality)row_int(r, i, 11),
                  .access_needs = row_text(r, i, 13),
                  .list_consent_words = row_text(r, i, 14),
                  .lang = row_text(r, i, 16)},
        .state = registration_state_of(row_text(r, i, 12)),
        .list_consent_at = instant(r, i, 15),
        .demo = row_int(r, i, 17),
        .created_at = row_int(r, i, 18),
        .changed_at = row_int(r, i, 19),
        .checked_in_at = instant(r, i, 20),
        .erased = !row_null(r, i, 21),
        .calendar_shift = row_int(r, i, 22),
    };
}

static enum err one_registration(struct db *db, struct arena *a, const struct stmt *stmt,
                                 struct params params, struct registration *out)
{
    struct rows r;
    enum err e = db_query(db, a, stmt, params, &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    if (e == OK)
        *out = registration_of(&r, 0);
    return e;
}

enum err registration_by_token(struct db *db, struct arena *a, const char *token,
                               struct registration *out)
{
    return one_registration(db, a, &sql_registration_of_token, PARAMS(v_text(token)), out);
}

enum err registration_by_ticket(struct db *db, struct arena *a, const char *ticket,
                                struct registration *out)
{
    return one_registration(db, a, &sql_registration_of_ticket, PARAMS(v_text(ticket)), out);
}

enum err registration_by_id(struct db *db, struct arena *a, registration_id id,
                            struct registration *out)
{
    return one_registration(db, a, &sql_registration_of_id, PARAMS(v_int(id.v)), out);
}

enum err store_registrations_of_email(struct db *db, struct arena *a, const char *email,
                                      const struct registration **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_registrations_whole, PARAMS(v_text(email)), &r);
    if (e != OK)
        return e;
    struct registration *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = registration_of(&r, i);
    *out = list;
    *n = r.n;
    return OK;
}

enum err registrations_of_email(struct db *db, struct arena *a, const char *email,
                                const struct own_registration **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_registrations_of_email, PARAMS(v_text(email)), &r);
    if (e != OK)
        return e;
    struct own_registration *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct own_registration){
            .token = row_text(&r, i, 0),
            .name = text_line(
                a, str_of(arena_printf(a, "%s %s", row_text(&r, i, 1), row_text(&r, i, 2)))),
            .cancelled = registration_state_of(row_text(&r, i, 3)) == STATE_CANCELLED,
            .event_title = row_text(&r, i, row_null(&r, i, 5) ? 4 : 5),
            .event_slug = row_text(&r, i, 6),
            .starts_at = instant(&r, i, 7),
        };
    *out = list;
    *n = r.n;
    return OK;
}

enum err store_registration_of_key(struct db *db, struct arena *a, event_id event, const char *key,
                                   registration_id *id, const char **token)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_registration_of_key, PARAMS(v_int(event.v), v_text(key)), &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    *id = (registration_id){row_int(&r, 0, 0)};
    *token = row_text(&r, 0, 1);
    return OK;
}

/* What is compared and searched: folded, so that case, accents and exotic spaces do not count. */
struct folded {
    const char *person, *looked_up;
    struct str sort_key;
};

static struct folded folded_of(struct arena *a, const struct registration_draft *d)
{
    const char *email = d->email, *organisation = d->organisation ? d->organisation : "";
    const char *names = arena_printf(a, "%s %s", d->given_name, d->family_name);
    const char *family = *d->family_name ? d->family_name : d->given_name; /* of one name alone */
    const char *order = arena_printf(a, "%s %s", family, d->given_name);
    const char *all = arena_printf(a, "%s %s %s %s", names, d->family_name, email, organisation);
    return (struct folded){
        .person = text_fold(a, str_of(arena_printf(a, "%s %s", email, names))).p,
        .looked_up = text_fold(a, str_of(all)).p,
        .sort_key = text_sort_key(a, "fr", str_of(order)),
    };
}

/* What the organiser counts by: a region, an overseas collectivity, a country. */
static const char *area_of(const char *territory)
{
    struct territory t;
    if (!territory || territory_by_code(territory, &t) != OK)
        return NULL;
    return t.region ? t.region : t.code;
}

/* Who writes down their needs agrees to their being read; who empties the field takes it back. */
static enum err note_consents(struct db *db, registration_id id, const struct registration_draft *d,
                              int64_t now)
{
    enum err e = consent_note(db, id, CONSENT_LIST, d->list_consent_words, d->lang, now);
    if (e == OK && (d->needs_words || !d->access_needs))
        e = consent_note(db, id, CONSENT_NEEDS, d->access_needs ? d->needs_words : NULL, d->lang,
                         now);
    return e;
}

enum err store_registration_add(struct db *db, struct arena *a, const struct register_person *r,
                                enum registration_state state, registration_id *id)
{
    const struct registration_draft *d = r->draft;
    const struct folded f = folded_of(a, d);
    struct rows rows;
    enum err e = db_query(
        db, a, &sql_registration_add,
        PARAMS(v_int(r->event->id.v), v_text(r->token), v_text(r->ticket), v_text(r->key),
               v_text(d->given_name), v_text(d->family_name), v_text(d->email), v_text(f.person),
               v_text(f.looked_up), v_bytes(f.sort_key), v_text(d->organisation),
               v_text(d->ecosystem), v_text(d->territory), v_text(d->territory_words),
               v_int(d->modality), v_text(state_words[state]), v_text(d->access_needs),
               v_text(d->list_consent_words), d->list_consent_words ? v_int(r->now) : v_null(),
               v_text(d->lang), v_int(r->demo), v_int(r->now), v_text(area_of(d->territory))),
        &rows);
    if (e == OK && !rows.n)
        e = ERR_CONFLICT;
    if (e != OK)
        return e;
    *id = (registration_id){row_int(&rows, 0, 0)};
    return note_consents(db, *id, d, r->now);
}

enum err store_registration_of_person(struct db *db, struct arena *a, event_id event,
                                      const struct registration_draft *d, registration_id *id)
{
    const struct folded f = folded_of(a, d);
    struct rows r;
    enum err e =
        db_query(db, a, &sql_registration_of_person, PARAMS(v_int(event.v), v_text(f.person)), &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    if (e == OK)
        *id = (registration_id){row_int(&r, 0, 0)};
    return e;
}

enum err store_registration_details(struct db *db, struct arena *a, const struct registration *r,
                                    const struct registration_draft *d, int64_t now)
{
    struct registration_draft named = *d;
    named.email = r->draft.email;
    const struct folded f = folded_of(a, &named);
    bool agreed_before = r->draft.list_consent_words && d->list_consent_words;
    const char *words = agreed_before ? r->draft.list_consent_words : d->list_consent_words;
    int64_t at = agreed_before ? r->list_consent_at : now;
    enum err e = note_consents(db, r->id, d, now);
    if (e != OK)
        return e;
    return db_exec(db, &sql_registration_details,
                   PARAMS(v_int(r->id.v), v_text(d->given_name), v_text(d->family_name),
                          v_text(f.person), v_text(f.looked_up), v_bytes(f.sort_key),
                          v_text(d->organisation), v_text(d->ecosystem), v_text(d->territory),
                          v_text(d->territory_words), v_text(d->access_needs), v_text(words),
                          words ? v_int(at) : v_null(), v_int(now), v_text(area_of(d->territory))),
                   NULL);
}

enum err store_registration_state(struct db *db, registration_id id, enum registration_state state,
                                  enum modality modality, int64_t now)
{
    return db_exec(db, &sql_registration_state,
                   PARAMS(v_int(id.v), v_text(state_words[state]), v_int(modality), v_int(now)),
                   NULL);
}

enum err store_check_in(struct db *db, registration_id id, int64_t at)
{
    return db_exec(db, &sql_registration_check_in, PARAMS(v_int(id.v), v_instant(at)), NULL);
}

/* ---- wishes ----------------------------------------------------------------------------- */

enum err store_wishes(struct db *db, struct arena *a, registration_id id,
                      struct wish out[WISHES_MAX], size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_wishes_of, PARAMS(v_int(id.v)), &r);
    *n = 0;
    for (size_t i = 0; e == OK && i < r.n && i < WISHES_MAX; i++)
        out[(*n)++] = (struct wish){(int)row_int(&r, i, 0),
                                    {row_int(&r, i, 1)},
                                    row_int(&r, i, row_null(&r, i, 2) ? 1 : 2)};
    return e;
}

enum err store_wishes_set(struct db *db, registration_id id, event_id event,
                          const session_id *wishes, size_t n)
{
    enum err e = db_exec(db, &sql_wishes_drop, PARAMS(v_int(id.v)), NULL);
    for (size_t i = 0; e == OK && i < n; i++)
        e = db_exec(db, &sql_wish_put,
                    PARAMS(v_int(id.v), v_int((int64_t)i + 1), v_int(wishes[i].v), v_int(event.v)),
                    NULL);
    return e;
}

enum err store_wish_drop(struct db *db, registration_id id, session_id session)
{
    return db_exec(db, &sql_wish_drop, PARAMS(v_int(id.v), v_int(session.v)), NULL);
}

enum err registration_wishes(struct db *db, struct arena *a, registration_id id,
                             session_id out[WISHES_MAX], size_t *n)
{
    struct wish wishes[WISHES_MAX];
    enum err e = store_wishes(db, a, id, wishes, n);
    for (size_t i = 0; e == OK && i < *n; i++)
        out[i] = wishes[i].session;
    return e;
}

/* ---- the list of participants ----------------------------------------------------------- */

static enum err place_in_list(struct db *db, struct arena *a, event_id event,
                              registration_id *after, struct str *key)
{
    struct rows r;
    *key = (struct str){"", 0};
    if (!after->v)
        return OK;
    enum err e =
        db_query(db, a, &sql_participants_after, PARAMS(v_int(event.v), v_int(after->v)), &r);
    if (e == OK && r.n)
        *key = row_bytes(&r, 0, 0);
    else
        after->v = 0;
    return e;
}

enum err store_participants(struct db *db, struct arena *a, event_id event, registration_id after,
                            int64_t most, struct participant **out, size_t *n)
{
    struct rows r;
    struct str key;
    enum err e = place_in_list(db, a, event, &after, &key);
    if (e == OK)
        e = db_query(db, a, &sql_participants,
                     PARAMS(v_int(event.v), v_bytes(key), v_int(after.v), v_int(most)), &r);
    if (e != OK)
        return e;
    *n = r.n;
    *out = arena_array(a, r.n, sizeof **out);
    for (size_t i = 0; i < r.n; i++)
        (*out)[i] = (struct participant){{row_int(&r, i, 0)},
                                         row_text(&r, i, 1),
                                         row_text(&r, i, 2),
                                         row_text(&r, i, 3),
                                         row_text(&r, i, 4)};
    return OK;
}

enum err store_participants_count(struct db *db, struct arena *a, event_id event, int64_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_participants_count, PARAMS(v_int(event.v)), &r);
    if (e == OK)
        *n = row_int(&r, 0, 0);
    return e;
}

/* ---- pools ------------------------------------------------------------------------------ */

static struct pool pool_of(const struct rows *r, size_t i)
{
    return (struct pool){
        .id = row_int(r, i, 0),
        .event = {row_int(r, i, 1)},
        .of_event = !row_null(r, i, 2),
        .modality = (enum modality)row_int(r, i, 2),
        .session = {row_int(r, i, 3)},
        .s = {.seats = row_null(r, i, 4) ? SEATS_NO_LIMIT : row_int(r, i, 4),
              .taken = row_int(r, i, 5),
              .offered = row_int(r, i, 6),
              .waiting = row_int(r, i, 7)},
        .next_place = row_int(r, i, 8),
    };
}

static enum err one_pool(struct db *db, const struct stmt *stmt, struct params params,
                         struct pool *out)
{
    struct arena a = ARENA_INIT;
    struct rows r;
    enum err e = db_query(db, &a, stmt, params, &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    if (e == OK)
        *out = pool_of(&r, 0);
    arena_free(&a);
    return e;
}

enum err store_pool_of_modality(struct db *db, event_id event, enum modality m, struct pool *out)
{
    return one_pool(db, &sql_pool_of_modality, PARAMS(v_int(event.v), v_int(m)), out);
}

enum err store_pool_of_session(struct db *db, session_id session, struct pool *out)
{
    return one_pool(db, &sql_pool_of_session, PARAMS(v_int(session.v)), out);
}

enum err store_pool_of_id(struct db *db, int64_t id, struct pool *out)
{
    return one_pool(db, &sql_pool_of_id, PARAMS(v_int(id)), out);
}

enum err store_pool_save(struct db *db, const struct pool *p)
{
    return db_exec(db, &sql_pool_save,
                   PARAMS(v_int(p->id), p->s.seats == SEATS_NO_LIMIT ? v_null() : v_int(p->s.seats),
                          v_int(p->s.taken), v_int(p->s.offered), v_int(p->s.waiting),
                          v_int(p->next_place)),
                   NULL);
}

enum err pools_of_event(struct db *db, struct arena *a, event_id event, const struct pool **out,
                        size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_pools_of_event, PARAMS(v_int(event.v)), &r);
    if (e != OK)
        return e;
    struct pool *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = pool_of(&r, i);
    *out = list;
    *n = r.n;
    return OK;
}

enum err store_pools_due(struct db *db, struct arena *a, int64_t now, int64_t after, int64_t **out,
                         size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_pools_due, PARAMS(v_int(now), v_int(after)), &r);
    if (e != OK)
        return e;
    *n = r.n;
    *out = arena_array(a, r.n, sizeof **out);
    for (size_t i = 0; i < r.n; i++)
        (*out)[i] = row_int(&r, i, 0);
    return OK;
}

enum err store_event_terms(struct db *db, event_id event, struct event_terms *out)
{
    struct arena a = ARENA_INIT;
    struct rows r;
    enum err e = db_query(db, &a, &sql_event_start, PARAMS(v_int(event.v)), &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    if (e == OK)
        *out = (struct event_terms){instant(&r, 0, 0), (enum answer)row_int(&r, 0, 1),
                                    (enum answer)row_int(&r, 0, 2)};
    arena_free(&a);
    return e;
}

/* ---- claims ----------------------------------------------------------------------------- */

static enum err queued_claims(struct db *db, struct arena *a, const struct stmt *stmt,
                              struct params params, struct queued **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, stmt, params, &r);
    if (e != OK)
        return e;
    struct queued *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct queued){row_int(&r, i, 0),
                                  {row_int(&r, i, 1)},
                                  (int)row_int(&r, i, 2),
                                  row_int(&r, i, 3),
                                  row_int(&r, i, 4)};
    *out = list;
    *n = r.n;
    return OK;
}

enum err store_claims_due(struct db *db, struct arena *a, int64_t pool, int64_t now,
                          struct queued **out, size_t *n)
{
    return queued_claims(db, a, &sql_claims_due, PARAMS(v_int(pool), v_int(now)), out, n);
}

enum err store_claims_first(struct db *db, struct arena *a, int64_t pool, int64_t most,
                            struct queued **out, size_t *n)
{
    return queued_claims(db, a, &sql_claims_first, PARAMS(v_int(pool), v_int(most)), out, n);
}

enum err store_place_at_head(struct db *db, int64_t pool, int64_t *place)
{
    struct arena a = ARENA_INIT;
    struct rows r;
    enum err e = db_query(db, &a, &sql_place_at_head, PARAMS(v_int(pool)), &r);
    if (e == OK)
        *place = row_int(&r, 0, 0);
    arena_free(&a);
    return e;
}

enum err store_claim_put(struct db *db, int64_t pool, registration_id registration, int rank,
                         enum claim_state state, int64_t place, int64_t *id)
{
    struct arena a = ARENA_INIT;
    struct rows r;
    enum err e = db_query(db, &a, &sql_claim_put,
                          PARAMS(v_int(pool), v_int(registration.v), v_int(rank),
                                 v_text(claim_words[state]), v_int(place), v_null()),
                          &r);
    if (e == OK)
        *id = row_int(&r, 0, 0);
    arena_free(&a);
    return e;
}

enum err store_claim_set(struct db *db, const struct queued *c, enum claim_state state,
                         int64_t offered_until)
{
    return db_exec(db, &sql_claim_set,
                   PARAMS(v_int(c->id), v_int(c->rank), v_text(claim_words[state]), v_int(c->place),
                          v_instant(offered_until), v_int(c->missed)),
                   NULL);
}

static enum claim_state claim_state_of(const struct rows *r, size_t row, size_t column)
{
    return (enum claim_state)word_index(row_text(r, row, column), claim_words,
                                        ARRAY_LEN(claim_words));
}

enum err store_claim_drop(struct db *db, int64_t id, enum claim_state *was)
{
    struct arena a = ARENA_INIT;
    struct rows r;
    enum err e = db_query(db, &a, &sql_claim_drop, PARAMS(v_int(id)), &r);
    *was = e == OK && r.n ? claim_state_of(&r, 0, 0) : CLAIM_NONE;
    arena_free(&a);
    return e;
}

enum err registration_claims(struct db *db, struct arena *a, registration_id id,
                             const struct claim **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_claims_of, PARAMS(v_int(id.v)), &r);
    if (e != OK)
        return e;
    struct claim *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct claim){
            .id = row_int(&r, i, 0),
            .pool = row_int(&r, i, 1),
            .rank = (int)row_int(&r, i, 2),
            .state = claim_state_of(&r, i, 3),
            .place = row_int(&r, i, 4),
            .offered_until = instant(&r, i, 5),
            .missed = row_int(&r, i, 6),
            .modality = (enum modality)row_int(&r, i, 7),
            .session = {row_int(&r, i, 8)},
            .session_title = row_text(&r, i, 9),
            .ahead = row_int(&r, i, 10),
        };
    *out = list;
    *n = r.n;
    return OK;
}
