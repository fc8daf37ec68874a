/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A plan as the text that its row holds. */
#include "meeting/plan/plan.h"

#include "base/json.h"

#include <jansson.h>

/* ---- writing ---------------------------------------------------------------------------- */

static void put_minutes(struct json *j, const char *key, int minutes)
{
    if (minutes != NO_TIME)
        json_key_int(j, key, minutes);
}

static void put_text(struct json *j, const char *key, const char *text)
{
    if (text)
        json_key_text(j, key, text);
}

static void put_mark(struct json *j, const struct plan_mark *m)
{
    json_key_int(j, "key", m->key);
    json_key_int(j, "revision", m->revision);
}

static void begin_list(struct json *j, const char *key)
{
    json_key(j, key);
    json_begin_array(j);
}

static void put_people(struct json *j, const struct plan_session *s)
{
    begin_list(j, "speakers");
    for (size_t i = 0; i < s->n_speakers; i++) {
        json_begin_object(j);
        put_text(j, "name", s->speakers[i].name);
        json_key_int(j, "people", s->speakers[i].people);
        json_end(j);
    }
    json_end(j);
    begin_list(j, "documents");
    for (size_t i = 0; i < s->n_documents; i++) {
        json_begin_object(j);
        json_key_text(j, "title", s->documents[i].title);
        json_key_text(j, "address", s->documents[i].address);
        json_end(j);
    }
    json_end(j);
}

static void put_session(struct json *j, const struct plan_session *s)
{
    json_begin_object(j);
    put_mark(j, &s->mark);
    json_key_int(j, "id", s->id.v);
    json_key_text(j, "type", session_type_word(s->type));
    json_key_text(j, "title", s->title);
    put_text(j, "note", s->note);
    put_text(j, "room", s->room);
    put_minutes(j, "start", s->start_min);
    put_minutes(j, "end", s->end_min);
    json_key_bool(j, "end_inferred", s->end_inferred);
    put_people(j, s);
    begin_list(j, "parallel");
    for (size_t i = 0; i < s->n_parallel; i++)
        put_session(j, &s->parallel[i]);
    json_end(j);
    json_end(j);
}

static void put_sequence(struct json *j, const struct plan_sequence *q)
{
    json_begin_object(j);
    put_mark(j, &q->mark);
    json_key_text(j, "title", q->title);
    put_text(j, "purpose", q->purpose);
    put_minutes(j, "start", q->start_min);
    put_minutes(j, "end", q->end_min);
    begin_list(j, "questions");
    for (size_t i = 0; i < q->n_questions; i++)
        json_int(j, q->questions[i]);
    json_end(j);
    begin_list(j, "sessions");
    for (size_t i = 0; i < q->n_sessions; i++)
        put_session(j, &q->sessions[i]);
    json_end(j);
    json_end(j);
}

static void put_days(struct json *j, const struct plan *p)
{
    begin_list(j, "days");
    for (size_t d = 0; d < p->n_days; d++) {
        const struct plan_day *day = &p->days[d];
        json_begin_object(j);
        put_mark(j, &day->mark);
        put_text(j, "date", day->date);
        put_text(j, "label", day->label);
        begin_list(j, "sequences");
        for (size_t i = 0; i < day->n_sequences; i++)
            put_sequence(j, &day->sequences[i]);
        json_end(j);
        json_end(j);
    }
    json_end(j);
}

static void put_lists(struct json *j, const struct plan *p)
{
    begin_list(j, "questions");
    for (size_t i = 0; i < p->n_questions; i++) {
        json_begin_object(j);
        json_key_int(j, "key", p->questions[i].key);
        json_key_text(j, "words", p->questions[i].words);
        json_end(j);
    }
    json_end(j);
    begin_list(j, "rooms");
    for (size_t i = 0; i < p->n_rooms; i++) {
        json_begin_object(j);
        json_key_int(j, "key", p->rooms[i].key);
        json_key_text(j, "name", p->rooms[i].name);
        put_text(j, "note", p->rooms[i].note);
        json_key_int(j, "seats", p->rooms[i].seats);
        json_end(j);
    }
    json_end(j);
}

const char *plan_to_json(struct arena *a, const struct plan *p)
{
    struct buf b;
    buf_init(&b, PLAN_BYTES_MAX);
    struct json j = json_to(&b);
    json_begin_object(&j);
    json_key_int(&j, "next_key", p->next_key);
    json_key_int(&j, "revision", p->head.revision);
    json_key_int(&j, "questions_revision", p->questions_revision);
    json_key_int(&j, "rooms_revision", p->rooms_revision);
    json_key_text(&j, "title", p->title);
    put_text(&j, "theme", p->theme);
    put_text(&j, "purpose", p->purpose);
    json_key_text(&j, "zone", p->zone);
    put_text(&j, "place", p->place);
    json_key_int(&j, "edition", p->edition);
    put_lists(&j, p);
    put_days(&j, p);
    json_end(&j);
    const char *text = b.full ? NULL : arena_strdup(a, buf_str(&b));
    buf_free(&b);
    return text;
}

/* ---- reading ---------------------------------------------------------------------------- */

struct reader {
    struct arena *a;
    bool bad;
};

static const char *text_in(struct reader *r, const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? arena_strdup(r->a, s) : NULL;
}

static const char *needed(struct reader *r, const json_t *o, const char *key)
{
    const char *s = text_in(r, o, key);
    r->bad |= !s;
    return s ? s : "";
}

static int64_t number_in(const json_t *o, const char *key)
{
    return json_integer_value(json_object_get(o, key));
}

static int minutes_in(const json_t *o, const char *key)
{
    const json_t *v = json_object_get(o, key);
    return json_is_integer(v) ? (int)json_integer_value(v) : NO_TIME;
}

static struct plan_mark mark_in(struct reader *r, const json_t *o)
{
    const struct plan_mark m = {number_in(o, "key"), number_in(o, "revision")};
    r->bad |= m.key <= 0;
    return m;
}

/* The list of that key, and room for as many elements of `size`. */
static void *list_in(struct reader *r, const json_t *o, const char *key, size_t size,
                     const json_t **list, size_t *n)
{
    *list = json_object_get(o, key);
    *n = json_array_size(*list);
    return arena_array(r->a, *n, size);
}

static void people_in(struct reader *r, const json_t *o, struct plan_session *s)
{
    const json_t *list;
    s->speakers = list_in(r, o, "speakers", sizeof *s->speakers, &list, &s->n_speakers);
    for (size_t i = 0; i < s->n_speakers; i++) {
        const json_t *v = json_array_get(list, i);
        s->speakers[i] = (struct speaker){text_in(r, v, "name"), (int)number_in(v, "people")};
    }
    s->documents = list_in(r, o, "documents", sizeof *s->documents, &list, &s->n_documents);
    for (size_t i = 0; i < s->n_documents; i++) {
        const json_t *v = json_array_get(list, i);
        s->documents[i] = (struct document){needed(r, v, "title"), needed(r, v, "address")};
    }
}

static struct plan_session session_in(struct reader *r, const json_t *o)
{
    struct plan_session s = {
        .mark = mark_in(r, o),
        .id = {number_in(o, "id")},
        .title = needed(r, o, "title"),
        .note = text_in(r, o, "note"),
        .room = text_in(r, o, "room"),
        .start_min = minutes_in(o, "start"),
        .end_min = minutes_in(o, "end"),
        .end_inferred = json_is_true(json_object_get(o, "end_inferred")),
    };
    if (!session_type_from_word(str_of(needed(r, o, "type")), &s.type))
        s.type = SESSION_OTHER;
    people_in(r, o, &s);
    const json_t *list;
    s.parallel = list_in(r, o, "parallel", sizeof *s.parallel, &list, &s.n_parallel);
    for (size_t i = 0; i < s.n_parallel; i++)
        s.parallel[i] = session_in(r, json_array_get(list, i));
    return s;
}

static struct plan_sequence sequence_in(struct reader *r, const json_t *o)
{
    struct plan_sequence q = {
        .mark = mark_in(r, o),
        .title = needed(r, o, "title"),
        .purpose = text_in(r, o, "purpose"),
        .start_min = minutes_in(o, "start"),
        .end_min = minutes_in(o, "end"),
    };
    const json_t *list;
    q.questions = list_in(r, o, "questions", sizeof *q.questions, &list, &q.n_questions);
    for (size_t i = 0; i < q.n_questions; i++)
        q.questions[i] = json_integer_value(json_array_get(list, i));
    q.sessions = list_in(r, o, "sessions", sizeof *q.sessions, &list, &q.n_sessions);
    for (size_t i = 0; i < q.n_sessions; i++)
        q.sessions[i] = session_in(r, json_array_get(list, i));
    return q;
}

static struct plan_day day_in(struct reader *r, const json_t *o)
{
    struct plan_day d = {
        .mark = mark_in(r, o), .date = text_in(r, o, "date"), .label = text_in(r, o, "label")};
    const json_t *list;
    d.sequences = list_in(r, o, "sequences", sizeof *d.sequences, &list, &d.n_sequences);
    for (size_t i = 0; i < d.n_sequences; i++)
        d.sequences[i] = sequence_in(r, json_array_get(list, i));
    return d;
}

static void lists_in(struct reader *r, const json_t *o, struct plan *p)
{
    const json_t *list;
    p->questions = list_in(r, o, "questions", sizeof *p->questions, &list, &p->n_questions);
    for (size_t i = 0; i < p->n_questions; i++) {
        const json_t *v = json_array_get(list, i);
        p->questions[i] = (struct plan_question){number_in(v, "key"), needed(r, v, "words")};
    }
    p->rooms = list_in(r, o, "rooms", sizeof *p->rooms, &list, &p->n_rooms);
    for (size_t i = 0; i < p->n_rooms; i++) {
        const json_t *v = json_array_get(list, i);
        p->rooms[i] = (struct plan_room){number_in(v, "key"), needed(r, v, "name"),
                                         text_in(r, v, "note"), number_in(v, "seats")};
    }
    p->days = list_in(r, o, "days", sizeof *p->days, &list, &p->n_days);
    for (size_t i = 0; i < p->n_days; i++)
        p->days[i] = day_in(r, json_array_get(list, i));
}

enum err plan_from_json(struct arena *a, const char *json, struct plan *out)
{
    struct reader r = {.a = a};
    json_t *o = json_loads(json, 0, NULL);
    *out = (struct plan){
        .head = {.revision = number_in(o, "revision")},
        .questions_revision = number_in(o, "questions_revision"),
        .rooms_revision = number_in(o, "rooms_revision"),
        .title = needed(&r, o, "title"),
        .theme = text_in(&r, o, "theme"),
        .purpose = text_in(&r, o, "purpose"),
        .zone = needed(&r, o, "zone"),
        .place = text_in(&r, o, "place"),
        .edition = (int)number_in(o, "edition"),
        .next_key = number_in(o, "next_key"),
    };
    lists_in(&r, o, out);
    json_decref(o);
    return r.bad ? ERR_CORRUPT : OK;
}
