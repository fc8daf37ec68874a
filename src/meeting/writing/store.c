/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/writing/store.h"

#include "meeting/writing/statements.h"

static const char *const state_words[] = {"draft",  "planned", "running",
                                          "paused", "done",    "stopped"};
static const char *const audience_words[] = {"registered", "invited"};

const char *sending_state_word(enum sending_state s)
{
    return state_words[s];
}

const char *audience_word(enum audience a)
{
    return audience_words[a];
}

enum audience audience_of(const char *word)
{
    return word && strcmp(word, audience_words[AUDIENCE_INVITED]) == 0 ? AUDIENCE_INVITED
                                                                       : AUDIENCE_REGISTERED;
}

/* A word that the table's CHECK allows. */
static enum sending_state state_of(const char *word)
{
    for (size_t i = 0; i < ARRAY_LEN(state_words); i++)
        if (strcmp(word, state_words[i]) == 0)
            return (enum sending_state)i;
    die("sending: %s is no state", word);
}

static int64_t instant(const struct rows *r, size_t row, size_t column)
{
    return row_null(r, row, column) ? NO_INSTANT : row_int(r, row, column);
}

static struct sending sending_of(const struct rows *r, size_t i)
{
    return (struct sending){
        .id = {row_int(r, i, 0)},
        .event = {row_int(r, i, 1)},
        .state = state_of(row_text(r, i, 2)),
        .audience = audience_of(row_text(r, i, 3)),
        .segment = row_text(r, i, 4),
        .announcement = row_int(r, i, 5),
        .words = {row_text(r, i, 6), row_text(r, i, 7), row_text(r, i, 8), row_text(r, i, 9)},
        .version = row_int(r, i, 10),
        .created_at = row_int(r, i, 11),
        .changed_at = row_int(r, i, 12),
        .planned_at = instant(r, i, 13),
        .started_at = instant(r, i, 14),
        .ended_at = instant(r, i, 15),
        .people = row_int(r, i, 16),
        .refused = row_int(r, i, 17),
        .unsubscribed = row_int(r, i, 18),
        .upto = row_int(r, i, 19),
        .reached = row_int(r, i, 20),
        .made = row_int(r, i, 21),
    };
}

enum err sendings_query(struct db *db, struct arena *a, const struct stmt *stmt,
                        struct params params, const struct sending **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, stmt, params, &r);
    if (e != OK)
        return e;
    struct sending *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = sending_of(&r, i);
    *out = list;
    *n = r.n;
    return OK;
}

enum err sending_by_id(struct db *db, struct arena *a, sending_id id, struct sending *out)
{
    const struct sending *found;
    size_t n;
    enum err e = sendings_query(db, a, &sql_sending_of_id, PARAMS(v_int(id.v)), &found, &n);
    if (e == OK && !n)
        e = ERR_NOT_FOUND;
    if (e == OK)
        *out = found[0];
    return e;
}

enum err sendings_of_event(struct db *db, struct arena *a, event_id event,
                           const struct sending **out, size_t *n)
{
    return sendings_query(db, a, &sql_sendings_of_event, PARAMS(v_int(event.v)), out, n);
}

/* ---- segments --------------------------------------------------------------------------- */

struct segment segment_of(struct arena *a, const struct sending *s)
{
    return (struct segment){.event = s->event,
                            .audience = s->audience,
                            .announcement = s->announcement,
                            .filter = filter_of_text(a, s->segment)};
}

enum err segment_query(struct db *db, struct arena *a, const struct segment *s,
                       const struct stmt *const statements[2], const struct value *more, size_t n,
                       struct rows *out)
{
    struct value v[FILTER_PARAMS + 1 + SEGMENT_MORE];
    size_t k = 0;
    if (s->audience == AUDIENCE_REGISTERED) {
        filter_bind(a, s->event, &s->filter, v);
        k = FILTER_PARAMS;
    } else {
        v[k++] = v_int(s->event.v);
    }
    v[k++] = v_int(s->announcement);
    for (size_t i = 0; i < n; i++)
        v[k++] = more[i];
    return db_query(db, a, statements[s->audience], (struct params){k, v}, out);
}

enum err segment_count(struct db *db, struct arena *a, const struct segment *s,
                       struct segment_counts *out)
{
    static const struct stmt *const both[2] = {&sql_segment_count, &sql_segment_count_invited};
    struct rows r;
    enum err e = segment_query(db, a, s, both, NULL, 0, &r);
    if (e == OK)
        *out = (struct segment_counts){.people = row_int(&r, 0, 0),
                                       .english = row_int(&r, 0, 1),
                                       .cancelled = row_int(&r, 0, 2),
                                       .refused = row_int(&r, 0, 3),
                                       .unsubscribed = row_int(&r, 0, 4)};
    return e;
}

enum err segment_first(struct db *db, struct arena *a, const struct segment *s, int64_t most,
                       const struct recipient **out, size_t *n)
{
    static const struct stmt *const both[2] = {&sql_segment_first, &sql_segment_first_invited};
    const struct value limit = v_int(most);
    struct rows r;
    enum err e = segment_query(db, a, s, both, &limit, 1, &r);
    if (e != OK)
        return e;
    struct recipient *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct recipient){row_int(&r, i, 0),
                                     full_name(a, row_text(&r, i, 1), row_text(&r, i, 2))};
    *out = list;
    *n = r.n;
    return OK;
}
