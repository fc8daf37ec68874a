/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/registration/day.h"

#include "mail/mail.h"
#include "meeting/noted.h"
#include "meeting/registration/desk.h"
#include "meeting/registration/statements.h"

/* ---- values: no database ---------------------------------------------------------------- */

/* Who decided later has something to decide once nothing is to be confirmed. */
static bool is_settled(enum answer remote, enum answer onsite)
{
    return remote != ANSWER_TBC && onsite != ANSWER_TBC;
}

struct day_effects day_effects(const struct event *e, enum answer remote, enum answer onsite,
                               const struct day_counts *c)
{
    struct day_effects f = {
        .changes = remote != e->remote || onsite != e->onsite,
        .possible = remote != ANSWER_NO || onsite != ANSWER_NO,
    };
    if (!f.changes || !f.possible)
        return f;
    if (remote == ANSWER_NO)
        f.to_onsite = c->remote;
    if (onsite == ANSWER_NO)
        f.to_remote = c->onsite;
    if (is_settled(remote, onsite)) {
        bool both = remote == ANSWER_YES && onsite == ANSWER_YES;
        f.must_choose = both ? c->later : 0;
        f.settled = both ? 0 : c->later;
    }
    f.told = c->remote + c->onsite + c->later;
    f.entries = c->sessions;
    return f;
}

/* ---- reading ---------------------------------------------------------------------------- */

enum err day_count(struct db *db, event_id event, struct day_counts *out)
{
    struct arena a = ARENA_INIT;
    struct rows r;
    *out = (struct day_counts){0};
    enum err e = db_query(db, &a, &sql_day_counts, PARAMS(v_int(event.v)), &r);
    for (size_t i = 0; e == OK && i < r.n; i++) {
        int64_t *const by[] = {&out->remote, &out->onsite, &out->later};
        *by[row_int(&r, i, 0)] = row_int(&r, i, 1);
    }
    if (e == OK)
        e = db_query(db, &a, &sql_day_sessions, PARAMS(v_int(event.v)), &r);
    if (e == OK)
        out->sessions = row_int(&r, 0, 0);
    arena_free(&a);
    return e;
}

/* ---- the rule --------------------------------------------------------------------------- */

/* Ends what one person holds in a modality that is no more; whether they hold something in the
 * other. */
static enum err drop_in(struct desk *k, registration_id id, enum modality closed, bool *elsewhere)
{
    const struct claim *claims;
    size_t n;
    enum err e = registration_claims(k->db, k->a, id, &claims, &n);
    *elsewhere = false;
    for (size_t i = 0; e == OK && i < n && claims[i].rank == 0; i++) {
        *elsewhere = *elsewhere || claims[i].modality != closed;
        if (claims[i].modality == closed)
            e = desk_drop(k, &claims[i]);
    }
    return e;
}

static enum err take_in(struct desk *k, registration_id id, enum modality m)
{
    struct pool p;
    enum claim_state got;
    enum err e = store_pool_of_modality(k->db, k->event, m, &p);
    if (e == OK)
        e = desk_settle(k, &p);
    return e == OK ? desk_take(k, &p, id, 0, &got) : e;
}

static enum err move_one(struct desk *k, registration_id id, enum modality from, enum modality to)
{
    bool there;
    enum err e = drop_in(k, id, from, &there);
    if (e == OK && !there)
        e = take_in(k, id, to);
    return e == OK ? desk_agree(k, id) : e;
}

/* In the order in which they registered. */
static enum err move_all(struct desk *k, enum modality from, enum modality to)
{
    struct rows r;
    enum err e = db_query(k->db, k->a, &sql_day_people, PARAMS(v_int(k->event.v), v_int(from)), &r);
    for (size_t i = 0; e == OK && i < r.n; i++) {
        registration_id id = {row_int(&r, i, 0)};
        e = move_one(k, id, from, to);
        if (e == OK)
            e = mail_queue(k->db, "registration/moved", id.v, NULL, k->now);
    }
    return e;
}

/* Who has a seat in one modality may still wait in the list of the one that closes. */
static enum err clear_lists(struct desk *k, enum modality closed)
{
    struct rows r;
    bool elsewhere;
    enum err e =
        db_query(k->db, k->a, &sql_day_holders, PARAMS(v_int(k->event.v), v_int(closed)), &r);
    for (size_t i = 0; e == OK && i < r.n; i++)
        e = drop_in(k, (registration_id){row_int(&r, i, 0)}, closed, &elsewhere);
    return e;
}

static enum err close_modality(struct desk *k, enum modality closed, enum modality other)
{
    enum err e = move_all(k, closed, other);
    return e == OK ? clear_lists(k, closed) : e;
}

static enum err tell_all(struct desk *k, enum modality who, const char *kind)
{
    struct rows r;
    enum err e = db_query(k->db, k->a, &sql_day_people, PARAMS(v_int(k->event.v), v_int(who)), &r);
    for (size_t i = 0; e == OK && i < r.n; i++)
        e = mail_queue(k->db, kind, row_int(&r, i, 0), NULL, k->now);
    return e;
}

/* Those who stay are told first: who moves is told of it once. */
static enum err move_people(struct desk *k, const struct change_day *c)
{
    enum err e = OK;
    if (c->remote != ANSWER_NO)
        e = tell_all(k, MODALITY_REMOTE, "registration/day-changed");
    if (e == OK && c->onsite != ANSWER_NO)
        e = tell_all(k, MODALITY_ONSITE, "registration/day-changed");
    if (e == OK && c->done.must_choose)
        e = tell_all(k, MODALITY_LATER, "registration/choose");
    else if (e == OK && !c->done.settled)
        e = tell_all(k, MODALITY_LATER, "registration/day-changed");
    if (e == OK && c->onsite == ANSWER_NO)
        e = close_modality(k, MODALITY_ONSITE, MODALITY_REMOTE);
    if (e == OK && c->remote == ANSWER_NO)
        e = close_modality(k, MODALITY_REMOTE, MODALITY_ONSITE);
    if (e == OK && c->done.settled)
        e = move_all(k, MODALITY_LATER,
                     c->remote == ANSWER_YES ? MODALITY_REMOTE : MODALITY_ONSITE);
    return e;
}

static bool same_counts(const struct day_counts *x, const struct day_counts *y)
{
    return x->remote == y->remote && x->onsite == y->onsite && x->later == y->later;
}

static enum err change_event(struct desk *k, const struct change_day *c)
{
    enum err e =
        db_exec(k->db, &sql_day_change,
                PARAMS(v_int(c->event.v), v_int(c->remote), v_int(c->onsite), v_int(c->now)), NULL);
    if (e == OK)
        e = db_exec(k->db, &sql_day_entries, PARAMS(v_int(c->event.v), v_int(c->now)), NULL);
    k->terms.remote = c->remote;
    k->terms.onsite = c->onsite;
    return e;
}

static enum err note_day(struct desk *k, const struct event *was, const struct change_day *c)
{
    const struct audit_change changes[] = {
        {"onsite", answer_word(was->onsite), answer_word(c->onsite)},
        {"remote", answer_word(was->remote), answer_word(c->remote)},
        {"told", NULL, audit_int(k->a, c->done.told)},
    };
    return note_event(k->db, k->a, c->by, "event/format", c->event, "format", changes,
                      ARRAY_LEN(changes), c->now);
}

enum err change_day(struct db *db, void *arg)
{
    struct change_day *c = arg;
    struct arena a = ARENA_INIT;
    struct desk k = {.db = db, .a = &a, .now = c->now, .event = c->event};
    struct day_counts counts;
    struct event event;
    enum err e = event_of_registration(db, &a, c->event, &event);
    if (e == OK)
        e = store_event_terms(db, c->event, &k.terms);
    if (e == OK)
        e = day_count(db, c->event, &counts);
    if (e == OK && c->seen && !same_counts(&counts, c->seen))
        e = ERR_CONFLICT;
    if (e == OK)
        c->done = day_effects(&event, c->remote, c->onsite, &counts);
    if (e == OK && !c->done.possible)
        e = ERR_INVALID;
    if (e == OK && c->done.changes)
        e = change_event(&k, c);
    if (e == OK && c->done.changes)
        e = move_people(&k, c);
    if (e == OK && c->done.changes)
        e = note_day(&k, &event, c);
    arena_free(&a);
    return e;
}
