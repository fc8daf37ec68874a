/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Registrations of a person, given to them: what they said, what they hold, what they agreed to,
 * and for each seat its calendar and its badge. */
#include "meeting/export.h"
#include "meeting/people.h"
#include "meeting/registration/consent.h"
#include "meeting/registration/statements.h"
#include "meeting/registration/store.h"
#include "meeting/registration/views.h"

#include "view/tr.h"

#define EXPORT_BYTES ((size_t)16 * 1024 * 1024)
#define FILE_BYTES ((size_t)1024 * 1024)

#define OF_MINE                                                                                    \
    " WHERE registration_id IN (SELECT id FROM registration WHERE LOWER(email) = LOWER($1))"
const struct stmt sql_person_claims = {
    "SELECT registration_id, seat_claim.rank, seat_claim.state, offered_until, seat_pool.modality,"
    " session.title FROM seat_claim JOIN seat_pool ON seat_pool.id = pool_id"
    " LEFT JOIN session ON session.id = seat_pool.session_id" OF_MINE
    " ORDER BY registration_id, seat_claim.rank, seat_claim.id LIMIT 10000",
    "t", "iitIIT"};
const struct stmt sql_person_wishes = {
    "SELECT registration_id, rank, session.title FROM registration_wish"
    " JOIN session ON session.id = session_id" OF_MINE
    " ORDER BY registration_id, rank LIMIT 10000",
    "t", "iit"};

struct mine {
    struct person_export *x;
    const struct registration *list;
    const struct event *events; /* of each */
    size_t n;
    struct rows claims, wishes;
};

static enum err load_events(struct mine *m)
{
    struct event *events = arena_array(m->x->arena, m->n, sizeof *events);
    enum err e = OK;
    for (size_t i = 0; e == OK && i < m->n; i++)
        e = event_of_registration(m->x->db, m->x->arena, m->list[i].event, &events[i]);
    m->events = events;
    return e;
}

static enum err load_mine(struct mine *m)
{
    struct params mine = PARAMS(v_text(m->x->address));
    struct arena *a = m->x->arena;
    enum err e = store_registrations_of_email(m->x->db, a, m->x->address, &m->list, &m->n);
    if (e == OK)
        e = load_events(m);
    if (e == OK)
        e = db_query(m->x->db, a, &sql_person_claims, mine, &m->claims);
    return e == OK ? db_query(m->x->db, a, &sql_person_wishes, mine, &m->wishes) : e;
}

/* ---- registrations.json ----------------------------------------------------------------- */

static void put_claims(const struct mine *m, struct json *j, int64_t id)
{
    const struct rows *r = &m->claims;
    json_key(j, "seats");
    json_begin_array(j);
    for (size_t i = 0; i < r->n; i++) {
        if (row_int(r, i, 0) != id)
            continue;
        json_begin_object(j);
        json_key_text(j, "for",
                      row_null(r, i, 5) ? modality_word((enum modality)row_int(r, i, 4))
                                        : row_text(r, i, 5));
        json_key_text(j, "state", row_text(r, i, 2));
        person_json_time(j, "offered_until", row_null(r, i, 3) ? NO_INSTANT : row_int(r, i, 3));
        json_end(j);
    }
    json_end(j);
}

static void put_wishes(const struct mine *m, struct json *j, int64_t id)
{
    const struct rows *r = &m->wishes;
    json_key(j, "wishes");
    json_begin_array(j);
    for (size_t i = 0; i < r->n; i++)
        if (row_int(r, i, 0) == id)
            json_text(j, row_text(r, i, 2));
    json_end(j);
}

static void put_words(const struct mine *m, struct json *j, const struct registration *g,
                      const struct event *e)
{
    const struct registration_draft *d = &g->draft;
    const char *base = m->x->people->house->base_url;
    json_key_text(j, "event", e->slug);
    json_key_text(j, "event_title", e->title);
    json_key_text(j, "page", arena_printf(m->x->arena, "%s/inscriptions/%s", base, g->token));
    json_key_text(j, "ticket", g->ticket);
    json_key_text(j, "given_name", d->given_name);
    json_key_text(j, "family_name", d->family_name);
    json_key_text(j, "email", d->email);
    json_key_text(j, "organisation", d->organisation);
    json_key_text(j, "ecosystem", d->ecosystem);
    json_key_text(j, "territory", d->territory);
    json_key_text(j, "territory_words", d->territory_words);
    json_key_text(j, "access_needs", d->access_needs);
    json_key_text(j, "language", d->lang);
}

static void put_registration(const struct mine *m, struct json *j, size_t i)
{
    const struct registration *g = &m->list[i];
    json_begin_object(j);
    put_words(m, j, g, &m->events[i]);
    json_key_text(j, "modality", modality_word(g->draft.modality));
    json_key_text(j, "state", registration_state_word(g->state));
    json_key_bool(j, "in_list_of_participants", g->draft.list_consent_words != NULL);
    put_claims(m, j, g->id.v);
    put_wishes(m, j, g->id.v);
    person_json_time(j, "registered_at", g->created_at);
    person_json_time(j, "changed_at", g->changed_at);
    person_json_time(j, "checked_in_at", g->checked_in_at);
    json_end(j);
}

static enum err add_registrations(const struct mine *m)
{
    BUF_SCOPED b = BUF_INIT(EXPORT_BYTES);
    struct json j = json_to(&b);
    j.pretty = true;
    json_begin_array(&j);
    for (size_t i = 0; i < m->n; i++)
        put_registration(m, &j, i);
    json_end(&j);
    return person_export_buf(
        m->x, "registrations.json", &b,
        TR("vos inscriptions : réponses, places, vœux, présence. modality vaut onsite, remote ou "
           "later ; state vaut confirmed, waiting, offered ou cancelled. Le dossier "
           "« inscriptions » a pour chacune son calendrier (.ics) et son billet (.svg)"));
}

/* ---- consents.json ---------------------------------------------------------------------- */

static enum err add_consents(const struct mine *m)
{
    const struct consent *list;
    size_t n;
    BUF_SCOPED b = BUF_INIT(EXPORT_BYTES);
    struct json j = json_to(&b);
    j.pretty = true;
    enum err e = consents_of_email(m->x->db, m->x->arena, m->x->address, &list, &n);
    if (e != OK || !n)
        return e;
    json_begin_array(&j);
    for (size_t i = 0; i < n; i++) {
        json_begin_object(&j);
        json_key_text(&j, "event", list[i].event_slug);
        json_key_text(&j, "about", consent_subject_word(list[i].subject));
        json_key_text(&j, "words", list[i].words);
        json_key_text(&j, "language", list[i].lang);
        person_json_time(&j, "given_at", list[i].given_at);
        person_json_time(&j, "withdrawn_at", list[i].withdrawn_at);
        json_end(&j);
    }
    json_end(&j);
    return person_export_buf(m->x, "consents.json", &b,
                             TR("ce que vous avez accepté : la phrase, quand, et quand vous l’avez "
                                "retiré. about vaut list (la liste des participants) ou needs (vos "
                                "besoins d’accessibilité)"));
}

/* ---- files ------------------------------------------------------------------------------ */

static const char *file_name(const struct mine *m, size_t i, const char *suffix)
{
    return arena_printf(m->x->arena, "inscriptions/%s-%lld.%s", m->events[i].slug,
                        (long long)m->list[i].id.v, suffix);
}

static enum err add_calendar(const struct mine *m, size_t i)
{
    const struct registration *g = &m->list[i];
    struct timetable t;
    const struct timetable *one = &t;
    const struct export_context c = {.arena = m->x->arena,
                                     .base_url = m->x->people->house->base_url,
                                     .site_name = m->x->people->site_name,
                                     .lang = strcmp(g->draft.lang, "en") == 0 ? "en" : "fr",
                                     .now = m->x->now};
    BUF_SCOPED b = BUF_INIT(FILE_BYTES);
    enum err e = timetable_load(m->x->db, m->x->arena, &m->events[i], &t);
    if (e == OK)
        e = view_my_timetable(m->x->db, m->x->arena, g, &t);
    if (e == OK)
        e = export_ics(&c, &one, 1, NULL, false, &b);
    return e == OK ? person_export_buf(m->x, file_name(m, i, "ics"), &b, NULL) : e;
}

static enum err add_badge(const struct mine *m, size_t i)
{
    BUF_SCOPED b = BUF_INIT(FILE_BYTES);
    enum err e = view_qr_to(&b, arena_printf(m->x->arena, "%s/billets/%s",
                                             m->x->people->house->base_url, m->list[i].ticket));
    return e == OK ? person_export_buf(m->x, file_name(m, i, "svg"), &b, NULL) : e;
}

static enum err add_files(const struct mine *m)
{
    enum err e = OK;
    for (size_t i = 0; e == OK && i < m->n; i++) {
        if (m->list[i].state != STATE_CONFIRMED)
            continue;
        e = add_calendar(m, i);
        if (e == OK)
            e = add_badge(m, i);
    }
    return e;
}

enum err registration_person_export(struct person_export *x)
{
    struct mine m = {.x = x};
    enum err e = load_mine(&m);
    if (e != OK || !m.n)
        return e;
    e = add_registrations(&m);
    if (e == OK)
        e = add_consents(&m);
    return e == OK ? add_files(&m) : e;
}
