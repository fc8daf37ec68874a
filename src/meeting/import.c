/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A parsed programme becomes the event's released programme. Matching what is there comes first, so
 * that a session keeps its address, its guid and its calendar entry when its time or its words
 * change: the same title first, then the same start and type among those left.
 */
#include "meeting/store.h"

#include "base/civil.h"
#include "base/text.h"
#include "base/zone.h"

#include <search.h>
#include <sodium.h>

#define MOST_SESSIONS 2000 /* of one programme; a large festival has 500 */
#define DEFAULT_ZONE "Europe/Paris"
#define DAY_MINUTES (24 * 60)

struct job {
    struct programme_import *import;
    struct arena *a;
    struct event event;
    const struct zone *zone;
    struct stored_session *old;
    size_t n_old;
    int64_t *questions;        /* ids by their place in the programme */
    struct hsearch_data slugs; /* see free_slug */
    uint8_t seed[crypto_generichash_KEYBYTES];
    uint64_t drawn;
};

/* ---- values: no database ---------------------------------------------------------------- */

/* RFC 9562 version 8, drawn from the import's seed: a rule that writes is given its randomness. */
static const char *new_guid(struct job *j)
{
    uint8_t b[16];
    j->drawn++;
    crypto_generichash(b, sizeof b, (const uint8_t *)&j->drawn, sizeof j->drawn, j->seed,
                       sizeof j->seed);
    b[6] = (uint8_t)((b[6] & 0x0F) | 0x80);
    b[8] = (uint8_t)((b[8] & 0x3F) | 0x80);
    char hex[33];
    sodium_bin2hex(hex, sizeof hex, b, sizeof b);
    return arena_printf(j->a, "%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16,
                        hex + 20);
}

/*
 * The addresses that are taken, each with the number to try next: a programme of a thousand "Pause"
 * asks once for each, not once for every pair.
 */
static uintptr_t *slug_entry(struct job *j, const char *slug, bool *was_there)
{
    ENTRY *found, wanted = {.key = (char *)(uintptr_t)slug, .data = NULL};
    *was_there = hsearch_r(wanted, FIND, &found, &j->slugs) != 0;
    if (!*was_there && !hsearch_r(wanted, ENTER, &found, &j->slugs))
        die("import: more addresses than sessions");
    return (uintptr_t *)&found->data;
}

static const char *free_slug(struct job *j, const char *title)
{
    const char *base = text_slug(j->a, title), *slug = base;
    bool taken;
    uintptr_t *next = slug_entry(j, base, &taken);
    while (taken) {
        slug = arena_printf(j->a, "%s-%ju", base, (uintmax_t)(++*next + 1));
        slug_entry(j, slug, &taken);
    }
    return slug;
}

static int64_t instant_of(const struct job *j, const struct parsed_day *d, int minutes)
{
    if (!d->year || minutes == NO_TIME)
        return NO_INSTANT;
    const struct civil local = {.year = d->year, .month = d->month, .day = d->day};
    return zone_utc(j->zone, civil_add_minutes(local, minutes));
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

static struct stored_session *find_old(struct job *j, const struct session *s)
{
    struct stored_session *near = NULL;
    for (size_t i = 0; i < j->n_old; i++) {
        struct stored_session *o = &j->old[i];
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

/* Gives the session the identity of the one that is there, or a new one, and counts what happens.
 */
static void identify(struct job *j, struct session *s)
{
    struct stored_session *o = find_old(j, s);
    s->changed_at = j->import->now;
    if (!o) {
        s->slug = free_slug(j, s->title);
        s->guid = new_guid(j);
        j->import->added++;
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
    j->import->changed++;
}

/* ---- links in a note: "[Note de décryptage](https://…)" become the session's documents --- */

static bool next_link(struct str *rest, struct str *title, struct str *address)
{
    while (rest->n) {
        struct str before = str_cut(rest, '[');
        (void)before;
        if (!rest->p)
            return false;
        struct str tail = *rest, words = str_cut(&tail, ']');
        if (!tail.p || !str_starts(tail, "("))
            continue;
        tail = str_sub(tail, 1, tail.n);
        struct str url = str_cut(&tail, ')');
        if (!tail.p || !(str_starts(url, "https://") || str_starts(url, "http://")))
            continue;
        *title = words;
        *address = url;
        *rest = tail;
        return true;
    }
    return false;
}

static enum err put_documents(struct db *db, struct job *j, int64_t session, const char *note)
{
    struct str rest = str_of(note), title, address;
    enum err e = OK;
    for (size_t i = 0; e == OK && note && next_link(&rest, &title, &address); i++) {
        const struct document d = {str_dup(j->a, title), str_dup(j->a, address)};
        e = store_document_put(db, session, i, &d);
    }
    return e;
}

/* ---- writing ---------------------------------------------------------------------------- */

static enum err put_speakers(struct db *db, int64_t session, const struct parsed_session *p)
{
    enum err e = OK;
    for (size_t i = 0; e == OK && i < p->n_speakers; i++) {
        const struct speaker s = {p->speakers[i].name, p->speakers[i].count};
        e = store_speaker_put(db, session, i, &s);
    }
    return e;
}

static enum err put_parallel(struct db *db, struct job *j, const struct session_row *slot,
                             int64_t parent, const struct parsed_session *p)
{
    enum err e = OK;
    for (size_t i = 0; e == OK && i < p->n_parallel; i++) {
        struct session_row row = *slot;
        row.parent = parent;
        row.position = i;
        row.session.id = (session_id){0};
        row.session.revision = 0;
        row.session.title = p->parallel[i].title;
        row.session.room = p->parallel[i].room;
        row.session.note = NULL;
        identify(j, &row.session);
        e = store_session_put(db, &row, NULL);
        j->import->sessions++;
    }
    return e;
}

static enum err put_session(struct db *db, struct job *j, const struct session_row *place,
                            const struct parsed_day *d, const struct parsed_session *p)
{
    struct session_row row = *place;
    row.session = (struct session){
        .type = p->type,
        .title = p->title,
        .note = p->note,
        .room = p->room,
        .start_min = p->start,
        .end_min = p->end,
        .end_inferred = p->end_inferred,
        .starts_at = instant_of(j, d, p->start),
        .ends_at = instant_of(j, d, p->end),
    };
    identify(j, &row.session);
    j->import->sessions++;
    int64_t id;
    enum err e = store_session_put(db, &row, &id);
    if (e == OK)
        e = put_speakers(db, id, p);
    if (e == OK)
        e = put_documents(db, j, id, p->note);
    return e == OK ? put_parallel(db, j, &row, id, p) : e;
}

static enum err put_sequence(struct db *db, struct job *j, const struct sequence_row *row,
                             const struct parsed_day *d, const struct parsed_sequence *q)
{
    int64_t id;
    enum err e = store_sequence_put(db, row, &id);
    for (size_t i = 0; e == OK && i < q->n_questions; i++)
        e = store_sequence_question_put(db, id, j->questions[q->questions[i]]);
    for (size_t i = 0; e == OK && i < q->n_sessions; i++) {
        const struct session_row place = {.event = row->event, .sequence = id, .position = i};
        e = put_session(db, j, &place, d, &q->sessions[i]);
    }
    return e;
}

static const char *iso_date(struct arena *a, const struct parsed_day *d)
{
    return d->year ? arena_printf(a, "%04d-%02d-%02d", d->year, d->month, d->day) : NULL;
}

static enum err put_day(struct db *db, struct job *j, size_t position, const struct parsed_day *d)
{
    const struct day_row row = {j->event.id.v, position, iso_date(j->a, d), d->label};
    int64_t id;
    enum err e = store_day_put(db, &row, &id);
    for (size_t i = 0; e == OK && i < d->n_sequences; i++) {
        const struct parsed_sequence *q = &d->sequences[i];
        const struct sequence_row s = {
            .event = j->event.id.v,
            .day = id,
            .position = i,
            .title = q->title,
            .purpose = q->purpose,
            .start_min = q->start,
            .end_min = q->end,
        };
        e = put_sequence(db, j, &s, d, q);
    }
    return e;
}

static enum err put_lists(struct db *db, struct job *j)
{
    const struct programme *p = j->import->programme;
    enum err e = OK;
    j->questions = arena_array(j->a, p->n_questions, sizeof *j->questions);
    for (size_t i = 0; e == OK && i < p->n_questions; i++)
        e = store_question_put(db, j->event.id.v, i, p->questions[i].text, &j->questions[i]);
    for (size_t i = 0; e == OK && i < p->n_supporters; i++)
        e = store_supporter_put(db, j->event.id.v, i, p->supporters[i]);
    for (size_t i = 0; e == OK && i < p->n_notes; i++)
        e = store_note_put(db, j->event.id.v, i, &p->notes[i]);
    return e;
}

static enum err drop_unmatched(struct db *db, struct job *j)
{
    enum err e = OK;
    for (size_t i = 0; e == OK && i < j->n_old; i++) {
        if (j->old[i].kept)
            continue;
        e = store_session_drop(db, j->old[i].session.id.v, j->import->now);
        j->import->removed++;
    }
    return e;
}

static enum err put_event(struct db *db, struct job *j)
{
    struct event stored;
    enum err e = store_event_find(db, j->a, j->event.slug, &stored);
    if (e == OK) {
        j->event.revision = stored.revision;
        j->event.place = stored.place;
        if (!j->event.purpose)
            j->event.purpose = stored.purpose;
        e = store_sessions_of(db, j->a, stored.id.v, &j->old, &j->n_old);
        for (size_t i = 0; e == OK && i < j->n_old; i++) {
            bool taken;
            slug_entry(j, j->old[i].session.slug, &taken);
        }
    } else if (e == ERR_NOT_FOUND) {
        e = OK;
    }
    j->event.revision++;
    return e == OK ? store_event_put(db, &j->event, &j->event.id.v) : e;
}

/* A rule may be run again from its start after a conflict, so nothing is carried over. */
static void begin_again(struct job *j)
{
    j->n_old = 0;
    j->drawn = 0;
    j->event.revision = 0;
    j->event.purpose = j->import->purpose;
    j->import->sessions = j->import->added = j->import->changed = j->import->removed = 0;
}

static enum err put_programme(struct db *db, struct job *j)
{
    const struct programme *p = j->import->programme;
    enum err e = put_event(db, j);
    if (e == OK)
        e = store_programme_clear(db, j->event.id.v);
    if (e == OK)
        e = put_lists(db, j);
    for (size_t i = 0; e == OK && i < p->n_days; i++)
        e = put_day(db, j, i, &p->days[i]);
    if (e == OK)
        e = drop_unmatched(db, j);
    if (e == OK)
        e = store_old_days_drop(db, j->event.id.v);
    if (e == OK)
        e = store_source_put(db, j->event.id.v, j->import->source_name, j->import->source,
                             j->import->now);
    return e;
}

static void widen(struct event *e, int64_t from, int64_t to)
{
    if (from != NO_INSTANT && (e->starts_at == NO_INSTANT || from < e->starts_at))
        e->starts_at = from;
    if (to != NO_INSTANT && to > e->ends_at)
        e->ends_at = to;
}

static enum err write_programme(struct db *db, void *arg)
{
    struct job *j = arg;
    begin_again(j);
    if (!hcreate_r((size_t)MOST_SESSIONS * 4, &j->slugs))
        die("import: out of memory");
    enum err e = put_programme(db, j);
    hdestroy_r(&j->slugs);
    return e;
}

static size_t count_sessions(const struct programme *p)
{
    size_t n = 0;
    for (size_t d = 0; d < p->n_days; d++)
        for (size_t q = 0; q < p->days[d].n_sequences; q++)
            for (size_t i = 0; i < p->days[d].sequences[q].n_sessions; i++)
                n += 1 + p->days[d].sequences[q].sessions[i].n_parallel;
    return n;
}

/* The event's first start and last end; a day of which nothing but the date is known counts whole.
 */
static void find_bounds(struct job *j)
{
    const struct programme *p = j->import->programme;
    j->event.starts_at = j->event.ends_at = NO_INSTANT;
    for (size_t d = 0; d < p->n_days; d++) {
        const struct parsed_day *day = &p->days[d];
        if (!day->n_sequences)
            widen(&j->event, instant_of(j, day, 0), instant_of(j, day, DAY_MINUTES));
        for (size_t q = 0; q < day->n_sequences; q++) {
            const struct parsed_sequence *s = &day->sequences[q];
            widen(&j->event, instant_of(j, day, s->start),
                  instant_of(j, day, s->end == NO_TIME ? s->start : s->end));
        }
    }
}

/* "2021-economie-de-l-alliance": the year, and the theme without its article. */
static const char *event_slug(struct arena *a, const struct programme *p)
{
    const char *words = text_slug(a, p->theme ? p->theme : p->title);
    static const char *const articles[] = {"l-", "le-", "la-", "les-", "un-", "une-", "the-", "a-"};
    for (size_t i = 0; i < ARRAY_LEN(articles); i++) {
        size_t n = strlen(articles[i]);
        if (strncmp(words, articles[i], n) == 0 && words[n]) {
            words += n;
            break;
        }
    }
    int year = p->n_days ? p->days[0].year : 0;
    return year ? arena_printf(a, "%d-%s", year, words) : words;
}

enum err programme_import(struct store *s, struct arena *a, struct programme_import *import)
{
    const struct programme *p = import->programme;
    const char *zone = import->zone ? import->zone : DEFAULT_ZONE;
    struct job j = {.import = import, .a = a};
    j.zone = zone_open(a, zone);
    if (!j.zone)
        return ERR_INVALID;
    if (count_sessions(p) > MOST_SESSIONS)
        return ERR_TOO_LARGE;
    import->stored_slug = import->slug ? text_slug(a, import->slug) : event_slug(a, p);
    j.event = (struct event){
        .slug = import->stored_slug,
        .kind = EVENT_EDITION,
        .edition = p->edition,
        .title = p->title[0] ? p->title : import->stored_slug,
        .theme = p->theme,
        .purpose = import->purpose,
        .zone = zone,
        .remote = p->remote,
        .onsite = p->onsite,
        .published = true,
        .demo = import->demo,
        .changed_at = import->now,
    };
    randombytes_buf(j.seed, sizeof j.seed);
    find_bounds(&j);
    return store_write(s, write_programme, &j);
}
