/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Matching what is there comes first, so that a session keeps its address, its guid and its
 * calendar entry when its time or its words change.
 */
#include "meeting/release.h"

#include "base/text.h"
#include "meeting/store.h"

#include <search.h>
#include <sodium.h>

#define DAY_MINUTES (24 * 60)

struct work {
    struct release *r;
    struct arena *a;
    struct event event;
    struct stored_session *old;
    size_t n_old;
    int64_t *questions;        /* ids by their place in the timetable */
    struct hsearch_data slugs; /* see free_slug */
    uint64_t drawn;
};

/* ---- values: no database ---------------------------------------------------------------- */

/* RFC 9562 version 8, drawn from the release's seed. */
static const char *new_guid(struct work *w)
{
    uint8_t b[16];
    w->drawn++;
    crypto_generichash(b, sizeof b, (const uint8_t *)&w->drawn, sizeof w->drawn, w->r->seed,
                       sizeof w->r->seed);
    b[6] = (uint8_t)((b[6] & 0x0F) | 0x80);
    b[8] = (uint8_t)((b[8] & 0x3F) | 0x80);
    char hex[33];
    sodium_bin2hex(hex, sizeof hex, b, sizeof b);
    return arena_printf(w->a, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
                        hex + 20);
}

/*
 * The addresses that are taken, each with the number to try next: a programme of a thousand "Pause"
 * asks once for each, not once for every pair.
 */
static uintptr_t *slug_entry(struct work *w, const char *slug, bool *was_there)
{
    ENTRY *found, wanted = {.key = (char *)(uintptr_t)slug, .data = NULL};
    *was_there = hsearch_r(wanted, FIND, &found, &w->slugs) != 0;
    if (!*was_there && !hsearch_r(wanted, ENTER, &found, &w->slugs))
        die("release: more addresses than sessions");
    return (uintptr_t *)&found->data;
}

static const char *free_slug(struct work *w, const char *title)
{
    const char *base = text_slug(w->a, title), *slug = base;
    bool taken;
    uintptr_t *next = slug_entry(w, base, &taken);
    while (taken) {
        slug = arena_printf(w->a, "%s-%ju", base, (uintmax_t)(++*next + 1));
        slug_entry(w, slug, &taken);
    }
    return slug;
}

static int64_t instant_of(const struct zone *z, const char *date, int minutes)
{
    struct civil day;
    if (minutes == NO_TIME || !date || !civil_parse_date(date, &day))
        return NO_INSTANT;
    return zone_utc(z, civil_add_minutes(day, minutes));
}

void session_instants(const struct zone *z, const char *date, struct session *s)
{
    s->starts_at = instant_of(z, date, s->start_min);
    s->ends_at = instant_of(z, date, s->end_min);
}

static void widen(struct event *e, int64_t from, int64_t to)
{
    if (from != NO_INSTANT && (e->starts_at == NO_INSTANT || from < e->starts_at))
        e->starts_at = from;
    if (to != NO_INSTANT && to > e->ends_at)
        e->ends_at = to;
}

void timetable_bounds(const struct zone *z, struct timetable *t)
{
    t->event.starts_at = t->event.ends_at = NO_INSTANT;
    for (size_t d = 0; d < t->n_days; d++) {
        const struct day *day = &t->days[d];
        if (!day->n_sequences)
            widen(&t->event, instant_of(z, day->date, 0), instant_of(z, day->date, DAY_MINUTES));
        for (size_t q = 0; q < day->n_sequences; q++) {
            const struct sequence *s = &day->sequences[q];
            widen(&t->event, instant_of(z, day->date, s->start_min),
                  instant_of(z, day->date, s->end_min == NO_TIME ? s->start_min : s->end_min));
        }
    }
}

size_t timetable_sessions(const struct timetable *t)
{
    size_t n = 0;
    for (size_t d = 0; d < t->n_days; d++)
        for (size_t q = 0; q < t->days[d].n_sequences; q++)
            for (size_t i = 0; i < t->days[d].sequences[q].n_sessions; i++)
                n += 1 + t->days[d].sequences[q].sessions[i].n_parallel;
    return n;
}

const char *event_slug_from(struct arena *a, int year, const char *from)
{
    const char *words = text_slug(a, from);
    static const char *const articles[] = {"l-", "le-", "la-", "les-", "un-", "une-", "the-", "a-"};
    for (size_t i = 0; i < ARRAY_LEN(articles); i++) {
        size_t n = strlen(articles[i]);
        if (strncmp(words, articles[i], n) == 0 && words[n]) {
            words += n;
            break;
        }
    }
    return year ? arena_printf(a, "%d-%s", year, words) : words;
}

static bool same_text(const char *x, const char *y)
{
    return x == y || (x && y && strcmp(x, y) == 0);
}

/* Whether a calendar entry made from one would differ from the other's. */
static bool same_session(const struct session *x, const struct session *y)
{
    return x->type == y->type && same_text(x->title, y->title) && same_text(x->note, y->note) &&
           same_text(x->room, y->room) && x->start_min == y->start_min &&
           x->end_min == y->end_min && x->starts_at == y->starts_at && x->ends_at == y->ends_at;
}

static struct stored_session *find_near(struct work *w, const struct session *s)
{
    struct stored_session *near = NULL;
    for (size_t i = 0; i < w->n_old; i++) {
        struct stored_session *o = &w->old[i];
        if (o->kept)
            continue;
        bool title = same_text(o->session.title, s->title);
        bool time = o->session.start_min == s->start_min && o->session.starts_at == s->starts_at;
        if (title && time)
            return o;
        if (title && (!near || !same_text(near->session.title, s->title)))
            near = o;
        if (!near && time && o->session.type == s->type)
            near = o;
    }
    return near;
}

static struct stored_session *find_old(struct work *w, const struct session *s)
{
    if (!s->id.v)
        return w->r->matches ? find_near(w, s) : NULL;
    for (size_t i = 0; i < w->n_old; i++)
        if (w->old[i].session.id.v == s->id.v && !w->old[i].kept)
            return &w->old[i];
    return NULL;
}

/* Gives the session the identity of the one that is there, or a new one, and counts what happens.
 */
static void identify(struct work *w, struct session *s)
{
    struct stored_session *o = find_old(w, s);
    s->changed_at = w->r->now;
    s->id = (session_id){0};
    s->revision = 0;
    w->r->sessions++;
    if (!o) {
        s->slug = free_slug(w, s->title);
        s->guid = new_guid(w);
        w->r->added++;
        return;
    }
    o->kept = true;
    s->id = o->session.id;
    s->revision = o->session.revision;
    if (same_session(s, &o->session)) {
        s->changed_at = o->session.changed_at;
        return;
    }
    s->revision++;
    w->r->changed++;
}

/* ---- writing ---------------------------------------------------------------------------- */

/* A session with who speaks and what it shows. `place`: where it stands. */
static enum err put_one(struct db *db, struct work *w, const struct session_row *place,
                        const char *date, const struct session *s, int64_t *id)
{
    struct session_row row = *place;
    row.session = *s;
    session_instants(w->r->zone, date, &row.session);
    identify(w, &row.session);
    enum err e = store_session_put(db, &row, id);
    for (size_t i = 0; e == OK && i < s->n_speakers; i++)
        e = store_speaker_put(db, *id, i, &s->speakers[i]);
    for (size_t i = 0; e == OK && i < s->n_documents; i++)
        e = store_document_put(db, *id, i, &s->documents[i]);
    return e;
}

static enum err put_session(struct db *db, struct work *w, const struct session_row *place,
                            const char *date, const struct session *s)
{
    int64_t id;
    enum err e = put_one(db, w, place, date, s, &id);
    for (size_t i = 0; e == OK && i < s->n_parallel; i++) {
        struct session_row row = *place;
        row.parent = id;
        row.position = i;
        int64_t workshop;
        e = put_one(db, w, &row, date, &s->parallel[i], &workshop);
    }
    return e;
}

static enum err put_question_of(struct db *db, struct work *w, int64_t sequence, const char *words)
{
    const struct timetable *t = &w->r->timetable;
    for (size_t i = 0; i < t->n_questions; i++)
        if (same_text(t->questions[i], words))
            return store_sequence_question_put(db, sequence, w->questions[i]);
    return OK;
}

static enum err put_sequence(struct db *db, struct work *w, const struct sequence_row *row,
                             const char *date, const struct sequence *q)
{
    int64_t id;
    enum err e = store_sequence_put(db, row, &id);
    for (size_t i = 0; e == OK && i < q->n_questions; i++)
        e = put_question_of(db, w, id, q->questions[i]);
    for (size_t i = 0; e == OK && i < q->n_sessions; i++) {
        const struct session_row place = {.event = row->event, .sequence = id, .position = i};
        e = put_session(db, w, &place, date, &q->sessions[i]);
    }
    return e;
}

static enum err put_day(struct db *db, struct work *w, size_t position, const struct day *d)
{
    const struct day_row row = {w->event.id.v, position, d->date, d->label};
    int64_t id;
    enum err e = store_day_put(db, &row, &id);
    for (size_t i = 0; e == OK && i < d->n_sequences; i++) {
        const struct sequence *q = &d->sequences[i];
        const struct sequence_row s = {
            .event = w->event.id.v,
            .day = id,
            .position = i,
            .title = q->title,
            .purpose = q->purpose,
            .start_min = q->start_min,
            .end_min = q->end_min,
        };
        e = put_sequence(db, w, &s, d->date, q);
    }
    return e;
}

static enum err put_lists(struct db *db, struct work *w)
{
    const struct timetable *t = &w->r->timetable;
    enum err e = OK;
    w->questions = arena_array(w->a, t->n_questions, sizeof *w->questions);
    for (size_t i = 0; e == OK && i < t->n_questions; i++)
        e = store_question_put(db, w->event.id.v, i, t->questions[i], &w->questions[i]);
    for (size_t i = 0; e == OK && !w->r->keeps_supporters && i < t->n_supporters; i++)
        e = store_supporter_put(db, w->event.id.v, i, t->supporters[i]);
    return e;
}

static enum err drop_unmatched(struct db *db, struct work *w)
{
    enum err e = OK;
    for (size_t i = 0; e == OK && i < w->n_old; i++) {
        if (w->old[i].kept)
            continue;
        e = store_session_drop(db, w->old[i].session.id.v);
        w->r->removed++;
    }
    return e;
}

static enum err put_event(struct db *db, struct work *w)
{
    struct event stored;
    enum err e = store_event_find(db, w->a, w->event.slug, &stored);
    if (e == OK) {
        w->event.revision = stored.revision;
        e = store_sessions_of(db, w->a, stored.id.v, &w->old, &w->n_old);
        for (size_t i = 0; e == OK && i < w->n_old; i++) {
            bool taken;
            slug_entry(w, w->old[i].session.slug, &taken);
        }
    } else if (e == ERR_NOT_FOUND) {
        w->event.revision = 0;
        e = OK;
    }
    w->event.revision++;
    return e == OK ? store_event_put(db, &w->event, &w->event.id.v) : e;
}

static enum err put_all(struct db *db, struct work *w)
{
    const struct timetable *t = &w->r->timetable;
    enum err e = put_event(db, w);
    if (e == OK)
        e = store_programme_clear(db, w->event.id.v, !w->r->keeps_supporters, !w->r->keeps_notes);
    if (e == OK)
        e = put_lists(db, w);
    for (size_t i = 0; e == OK && i < t->n_days; i++)
        e = put_day(db, w, i, &t->days[i]);
    if (e == OK)
        e = drop_unmatched(db, w);
    return e == OK ? store_old_days_drop(db, w->event.id.v) : e;
}

/* A rule may be run again from its start after a conflict, so nothing is carried over. */
enum err release_put(struct db *db, struct arena *a, struct release *r)
{
    struct work w = {.r = r, .a = a, .event = r->timetable.event};
    r->sessions = r->added = r->changed = r->removed = 0;
    if (!hcreate_r((size_t)SESSIONS_MAX * 4, &w.slugs))
        die("release: out of memory");
    enum err e = put_all(db, &w);
    hdestroy_r(&w.slugs);
    r->event = w.event.id;
    r->revision = w.event.revision;
    return e;
}
