/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/store.h"

#include "meeting/plan/statements.h"
#include "meeting/statements.h"

/* ---- reading ---------------------------------------------------------------------------- */

static int64_t instant(const struct rows *r, size_t row, size_t column)
{
    return row_null(r, row, column) ? NO_INSTANT : row_int(r, row, column);
}

static int minutes(const struct rows *r, size_t row, size_t column)
{
    return row_null(r, row, column) ? NO_TIME : (int)row_int(r, row, column);
}

static struct event event_of(const struct rows *r, size_t i)
{
    return (struct event){
        .id = {row_int(r, i, 0)},
        .slug = row_text(r, i, 1),
        .kind = strcmp(row_text(r, i, 2), "webinar") == 0 ? EVENT_WEBINAR : EVENT_EDITION,
        .edition = (int)row_int(r, i, 3),
        .title = row_text(r, i, 4),
        .theme = row_text(r, i, 5),
        .purpose = row_text(r, i, 6),
        .zone = row_text(r, i, 7),
        .place = row_text(r, i, 8),
        .remote = (enum answer)row_int(r, i, 9),
        .onsite = (enum answer)row_int(r, i, 10),
        .starts_at = instant(r, i, 11),
        .ends_at = instant(r, i, 12),
        .published = row_int(r, i, 13),
        .demo = row_int(r, i, 14),
        .revision = row_int(r, i, 15),
        .changed_at = row_int(r, i, 16),
    };
}

static enum err list_events(struct db *db, struct arena *a, const struct stmt *stmt,
                            const struct event **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, stmt, NO_PARAMS, &r);
    if (e != OK)
        return e;
    struct event *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = event_of(&r, i);
    *out = list;
    *n = r.n;
    return OK;
}

enum err event_list(struct db *db, struct arena *a, const struct event **out, size_t *n)
{
    return list_events(db, a, &sql_events_all, out, n);
}

enum err events_every(struct db *db, struct arena *a, const struct event **out, size_t *n)
{
    return list_events(db, a, &sql_events_every, out, n);
}

static enum err one_event(struct db *db, struct arena *a, const struct stmt *stmt,
                          struct params params, struct event *out)
{
    struct rows r;
    enum err e = db_query(db, a, stmt, params, &r);
    if (e != OK)
        return e;
    if (!r.n)
        return ERR_NOT_FOUND;
    *out = event_of(&r, 0);
    return OK;
}

enum err store_event_find(struct db *db, struct arena *a, const char *slug, struct event *out)
{
    return one_event(db, a, &sql_event_of_slug, PARAMS(v_text(slug)), out);
}

enum err event_by_slug(struct db *db, struct arena *a, const char *slug, struct event *out)
{
    enum err e = store_event_find(db, a, slug, out);
    return e == OK && !out->published ? ERR_NOT_FOUND : e;
}

enum err event_by_edition(struct db *db, struct arena *a, int64_t edition, struct event *out)
{
    return one_event(db, a, &sql_event_of_edition, PARAMS(v_int(edition)), out);
}

enum err event_of_registration(struct db *db, struct arena *a, event_id id, struct event *out)
{
    return one_event(db, a, &sql_event_of_id, PARAMS(v_int(id.v)), out);
}

/* The rows of `r`, sorted by `column`, that belong to `owner`: how many, and the first of them. */
static size_t run_of(const struct rows *r, size_t column, int64_t owner, size_t *from)
{
    size_t lo = 0, hi = r->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (row_int(r, mid, column) < owner)
            lo = mid + 1;
        else
            hi = mid;
    }
    *from = lo;
    while (hi < r->n && row_int(r, hi, column) == owner)
        hi++;
    return hi - lo;
}

static struct session session_of(const struct rows *r, size_t i)
{
    struct session s = {
        .id = {row_int(r, i, 0)},
        .slug = row_text(r, i, 3),
        .guid = row_text(r, i, 4),
        .title = row_text(r, i, 6),
        .note = row_text(r, i, 7),
        .room = row_text(r, i, 8),
        .start_min = (int)row_int(r, i, 9),
        .end_min = minutes(r, i, 10),
        .end_inferred = row_int(r, i, 11),
        .starts_at = instant(r, i, 12),
        .ends_at = instant(r, i, 13),
        .revision = row_int(r, i, 14),
        .changed_at = row_int(r, i, 15),
    };
    if (!session_type_from_word(str_of(row_text(r, i, 5)), &s.type))
        s.type = SESSION_OTHER;
    return s;
}

/* The five results a timetable is put together from. */
struct parts {
    struct rows days, sequences, sessions, speakers, documents, questions;
};

static void speakers_into(struct arena *a, const struct rows *r, struct session *s)
{
    size_t from;
    s->n_speakers = run_of(r, 0, s->id.v, &from);
    struct speaker *list = arena_array(a, s->n_speakers, sizeof *list);
    for (size_t i = 0; i < s->n_speakers; i++)
        list[i] = (struct speaker){row_text(r, from + i, 1), (int)row_int(r, from + i, 2)};
    s->speakers = list;
}

static void documents_into(struct arena *a, const struct rows *r, struct session *s)
{
    size_t from;
    s->n_documents = run_of(r, 0, s->id.v, &from);
    struct document *list = arena_array(a, s->n_documents, sizeof *list);
    for (size_t i = 0; i < s->n_documents; i++)
        list[i] = (struct document){row_text(r, from + i, 1), row_text(r, from + i, 2)};
    s->documents = list;
}

static struct session whole_session(struct arena *a, const struct parts *p, size_t row)
{
    struct session s = session_of(&p->sessions, row);
    speakers_into(a, &p->speakers, &s);
    documents_into(a, &p->documents, &s);
    return s;
}

/* The sessions of one sequence: rows [from, to), slots first, then their parallel workshops. */
static void sessions_into(struct arena *a, const struct parts *p, size_t from, size_t to,
                          struct sequence *q)
{
    size_t slots = 0;
    while (from + slots < to && row_null(&p->sessions, from + slots, 2))
        slots++;
    struct session *list = arena_array(a, slots, sizeof *list);
    for (size_t i = 0; i < slots; i++) {
        list[i] = whole_session(a, p, from + i);
        struct session *children = arena_array(a, to - from - slots, sizeof *children);
        for (size_t j = from + slots; j < to; j++)
            if (row_int(&p->sessions, j, 2) == list[i].id.v)
                children[list[i].n_parallel++] = whole_session(a, p, j);
        list[i].parallel = children;
    }
    q->sessions = list;
    q->n_sessions = slots;
}

static void questions_into(struct arena *a, const struct rows *r, int64_t id, struct sequence *q)
{
    size_t from;
    q->n_questions = run_of(r, 0, id, &from);
    const char **list = arena_array(a, q->n_questions, sizeof *list);
    for (size_t i = 0; i < q->n_questions; i++)
        list[i] = row_text(r, from + i, 1);
    q->questions = list;
}

static struct sequence whole_sequence(struct arena *a, const struct parts *p, size_t row)
{
    const struct rows *r = &p->sequences;
    int64_t id = row_int(r, row, 0);
    struct sequence q = {
        .title = row_text(r, row, 2),
        .purpose = row_text(r, row, 3),
        .start_min = (int)row_int(r, row, 4),
        .end_min = minutes(r, row, 5),
    };
    size_t from, n = run_of(&p->sessions, 1, id, &from);
    sessions_into(a, p, from, from + n, &q);
    questions_into(a, &p->questions, id, &q);
    return q;
}

static void days_into(struct arena *a, const struct parts *p, struct timetable *out)
{
    struct day *days = arena_array(a, p->days.n, sizeof *days);
    size_t row = 0;
    for (size_t d = 0; d < p->days.n; d++) {
        days[d] = (struct day){.date = row_text(&p->days, d, 1), .label = row_text(&p->days, d, 2)};
        struct sequence *list = arena_array(a, p->sequences.n - row, sizeof *list);
        for (; row < p->sequences.n && row_int(&p->sequences, row, 1) == row_int(&p->days, d, 0);
             row++)
            list[days[d].n_sequences++] = whole_sequence(a, p, row);
        days[d].sequences = list;
    }
    out->days = days;
    out->n_days = p->days.n;
}

static enum err texts_of(struct db *db, struct arena *a, const struct stmt *stmt, int64_t event,
                         size_t column, const char *const **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, stmt, PARAMS(v_int(event)), &r);
    if (e != OK)
        return e;
    const char **list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = row_text(&r, i, column);
    *out = list;
    *n = r.n;
    return OK;
}

enum err timetable_load(struct db *db, struct arena *a, const struct event *event,
                        struct timetable *out)
{
    const struct params id = PARAMS(v_int(event->id.v));
    struct parts p;
    const struct {
        const struct stmt *stmt;
        struct rows *rows;
    } reads[] = {{&sql_days_of, &p.days},           {&sql_sequences_of, &p.sequences},
                 {&sql_sessions_of, &p.sessions},   {&sql_speakers_of, &p.speakers},
                 {&sql_documents_of, &p.documents}, {&sql_sequence_questions_of, &p.questions}};
    for (size_t i = 0; i < ARRAY_LEN(reads); i++) {
        enum err e = db_query(db, a, reads[i].stmt, id, reads[i].rows);
        if (e != OK)
            return e;
    }
    *out = (struct timetable){.event = *event};
    days_into(a, &p, out);
    enum err e =
        texts_of(db, a, &sql_questions_of, event->id.v, 1, &out->questions, &out->n_questions);
    if (e == OK)
        e = texts_of(db, a, &sql_supporters_of, event->id.v, 0, &out->supporters,
                     &out->n_supporters);
    return e;
}

/* ---- writing ---------------------------------------------------------------------------- */

static struct value v_instant(int64_t t)
{
    return t == NO_INSTANT ? v_null() : v_int(t);
}

static struct value v_minutes(int m)
{
    return m == NO_TIME ? v_null() : v_int(m);
}

static struct value v_id(int64_t id)
{
    return id ? v_int(id) : v_null();
}

/* Runs a statement that returns one id. */
static enum err put(struct db *db, const struct stmt *stmt, struct params params, int64_t *id)
{
    struct arena a = ARENA_INIT;
    struct rows r;
    enum err e = db_query(db, &a, stmt, params, &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    if (e == OK && id)
        *id = row_int(&r, 0, 0);
    arena_free(&a);
    return e;
}

enum err store_event_put(struct db *db, const struct event *e, int64_t *id)
{
    return put(db, &sql_event_put,
               PARAMS(v_text(e->slug), v_text(e->kind == EVENT_WEBINAR ? "webinar" : "edition"),
                      v_id(e->edition), v_text(e->title), v_text(e->theme), v_text(e->purpose),
                      v_text(e->zone), v_text(e->place), v_int(e->remote), v_int(e->onsite),
                      v_instant(e->starts_at), v_instant(e->ends_at), v_int(e->published),
                      v_int(e->demo), v_int(e->revision), v_int(e->changed_at)),
               id);
}

enum err store_programme_clear(struct db *db, int64_t event, bool supporters, bool notes)
{
    const struct {
        const struct stmt *stmt;
        bool asked;
    } steps[] = {{&sql_questions_drop, true},        {&sql_speakers_drop, true},
                 {&sql_documents_drop, true},        {&sql_days_set_aside, true},
                 {&sql_supporters_drop, supporters}, {&sql_notes_drop, notes}};
    enum err e = OK;
    for (size_t i = 0; e == OK && i < ARRAY_LEN(steps); i++)
        if (steps[i].asked)
            e = db_exec(db, steps[i].stmt, PARAMS(v_int(event)), NULL);
    return e;
}

enum err store_old_days_drop(struct db *db, int64_t event)
{
    return db_exec(db, &sql_days_drop_old, PARAMS(v_int(event)), NULL);
}

enum err store_sessions_of(struct db *db, struct arena *a, int64_t event,
                           struct stored_session **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_sessions_of, PARAMS(v_int(event)), &r);
    if (e != OK)
        return e;
    struct stored_session *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct stored_session){.session = session_of(&r, i)};
    *out = list;
    *n = r.n;
    return OK;
}

enum err store_session_drop(struct db *db, int64_t id)
{
    return db_exec(db, &sql_session_drop, PARAMS(v_int(id)), NULL);
}

enum err store_day_put(struct db *db, const struct day_row *d, int64_t *id)
{
    return put(
        db, &sql_day_put,
        PARAMS(v_int(d->event), v_int((int64_t)d->position), v_text(d->date), v_text(d->label)),
        id);
}

enum err store_sequence_put(struct db *db, const struct sequence_row *s, int64_t *id)
{
    return put(db, &sql_sequence_put,
               PARAMS(v_int(s->event), v_int(s->day), v_int((int64_t)s->position), v_text(s->title),
                      v_text(s->purpose), v_int(s->start_min), v_minutes(s->end_min)),
               id);
}

enum err store_session_put(struct db *db, const struct session_row *row, int64_t *id)
{
    const struct session *s = &row->session;
    const char *type = session_type_word(s->type);
    if (s->id.v)
        return put(db, &sql_session_move,
                   PARAMS(v_int(s->id.v), v_int(row->sequence), v_id(row->parent),
                          v_int((int64_t)row->position), v_text(type), v_text(s->title),
                          v_text(s->note), v_text(s->room), v_int(s->start_min),
                          v_minutes(s->end_min), v_int(s->end_inferred), v_instant(s->starts_at),
                          v_instant(s->ends_at), v_int(s->revision), v_int(s->changed_at)),
                   id);
    return put(db, &sql_session_add,
               PARAMS(v_int(row->event), v_int(row->sequence), v_id(row->parent),
                      v_int((int64_t)row->position), v_text(s->slug), v_text(s->guid), v_text(type),
                      v_text(s->title), v_text(s->note), v_text(s->room), v_int(s->start_min),
                      v_minutes(s->end_min), v_int(s->end_inferred), v_instant(s->starts_at),
                      v_instant(s->ends_at), v_int(s->revision), v_int(s->changed_at)),
               id);
}

enum err store_question_put(struct db *db, int64_t event, size_t position, const char *words,
                            int64_t *id)
{
    return put(db, &sql_question_put, PARAMS(v_int(event), v_int((int64_t)position), v_text(words)),
               id);
}

enum err store_sequence_question_put(struct db *db, int64_t sequence, int64_t question)
{
    return db_exec(db, &sql_sequence_question_put, PARAMS(v_int(sequence), v_int(question)), NULL);
}

enum err store_supporter_put(struct db *db, int64_t event, size_t position, const char *name)
{
    return db_exec(db, &sql_supporter_put,
                   PARAMS(v_int(event), v_int((int64_t)position), v_text(name)), NULL);
}

enum err store_speaker_put(struct db *db, int64_t session, size_t position, const struct speaker *s)
{
    return db_exec(
        db, &sql_speaker_put,
        PARAMS(v_int(session), v_int((int64_t)position), v_text(s->name), v_int(s->people)), NULL);
}

enum err store_document_put(struct db *db, int64_t session, size_t position,
                            const struct document *d)
{
    return db_exec(
        db, &sql_document_put,
        PARAMS(v_int(session), v_int((int64_t)position), v_text(d->title), v_text(d->address)),
        NULL);
}

enum err store_source_put(struct db *db, int64_t event, const char *name, struct str content,
                          int64_t now)
{
    return db_exec(db, &sql_source_put,
                   PARAMS(v_int(event), v_text(name), v_bytes(content), v_int(now)), NULL);
}

enum err store_note_put(struct db *db, int64_t event, size_t position,
                        const struct parsed_text *note)
{
    return db_exec(db, &sql_note_put,
                   PARAMS(v_int(event), v_int((int64_t)position), v_text(note->text),
                          v_int(note->lines.first), v_int(note->lines.last)),
                   NULL);
}
