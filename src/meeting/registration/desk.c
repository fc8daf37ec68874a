/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/registration/desk.h"

#include "mail/mail.h"

/* What a person is told of their seat: when, and for what. */
static enum err tell(struct desk *k, const char *kind, registration_id id, const struct pool *p,
                     int64_t until)
{
    const char *details = p ? arena_printf(k->a, "{\"session\":%lld,\"until\":%lld}",
                                           (long long)p->session.v, (long long)until)
                            : NULL;
    return k->silent ? OK : mail_queue(k->db, kind, id.v, details, k->now);
}

enum err desk_tell(struct desk *k, const char *kind, registration_id id)
{
    return tell(k, kind, id, NULL, 0);
}

/* ---- one pool --------------------------------------------------------------------------- */

/*
 * What a registration is depends on the seats of the event alone: settling a workshop's pool
 * concerns no other, and settling one of the event gives back workshops at most. So a pool in hand
 * is never changed behind it.
 */
static enum err agree_on(struct desk *k, const struct pool *p, registration_id id)
{
    return p->of_event ? desk_agree(k, id) : OK;
}

/* An offer that was not answered: the end of the list, or out of it the second time. */
static enum err miss(struct desk *k, struct pool *p, struct queued *c)
{
    enum claim_state was;
    enum err e;
    p->s.taken--;
    p->s.offered--;
    c->missed++;
    if (seats_give_up(c->missed)) {
        e = store_claim_drop(k->db, c->id, &was);
        if (e == OK && !p->of_event)
            e = store_wish_drop(k->db, c->registration, p->session);
    } else {
        c->place = p->next_place++;
        p->s.waiting++;
        e = store_claim_set(k->db, c, CLAIM_WAITING, NO_INSTANT);
    }
    if (e == OK)
        e = tell(k, "registration/offer-missed", c->registration, p, 0);
    return e == OK ? agree_on(k, p, c->registration) : e;
}

static enum err offer(struct desk *k, struct pool *p, struct queued *c)
{
    int64_t until = seats_offer_until(k->now, k->terms.starts_at);
    p->s.taken++;
    p->s.offered++;
    p->s.waiting--;
    k->offers++;
    enum err e = store_claim_set(k->db, c, CLAIM_OFFERED, until);
    if (e == OK)
        e = tell(k, "registration/offer", c->registration, p, until);
    return e == OK ? agree_on(k, p, c->registration) : e;
}

static enum err end_missed(struct desk *k, struct pool *p)
{
    struct queued *due;
    size_t n = p->s.offered ? 1 : 0;
    enum err e = OK;
    while (e == OK && n) {
        e = store_claims_due(k->db, k->a, p->id, k->now, &due, &n);
        for (size_t i = 0; e == OK && i < n; i++)
            e = miss(k, p, &due[i]);
    }
    return e;
}

static enum err offer_free(struct desk *k, struct pool *p)
{
    struct queued *first;
    size_t n = 0;
    int64_t most = seats_to_offer(&p->s);
    enum err e = most ? store_claims_first(k->db, k->a, p->id, most, &first, &n) : OK;
    for (size_t i = 0; e == OK && i < n; i++)
        e = offer(k, p, &first[i]);
    return e;
}

enum err desk_settle(struct desk *k, struct pool *p)
{
    enum err e = end_missed(k, p);
    if (e == OK)
        e = offer_free(k, p);
    return e == OK ? store_pool_save(k->db, p) : e;
}

enum err desk_take(struct desk *k, struct pool *p, registration_id registration, int rank,
                   enum claim_state *got)
{
    int64_t id;
    *got = seats_claim(&p->s);
    p->s.taken += *got == CLAIM_CONFIRMED;
    p->s.waiting += *got == CLAIM_WAITING;
    enum err e = store_claim_put(k->db, p->id, registration, rank, *got, p->next_place++, &id);
    return e == OK ? store_pool_save(k->db, p) : e;
}

/* Ends a claim, whatever it has become since it was read; its pool stays in hand, not saved yet. */
static enum err give_back(struct desk *k, const struct claim *c, struct pool *p)
{
    enum claim_state was = CLAIM_NONE;
    enum err e = store_pool_of_id(k->db, c->pool, p);
    if (e == OK)
        e = store_claim_drop(k->db, c->id, &was);
    if (e != OK)
        return e;
    p->s.taken -= was == CLAIM_CONFIRMED || was == CLAIM_OFFERED;
    p->s.offered -= was == CLAIM_OFFERED;
    p->s.waiting -= was == CLAIM_WAITING;
    return OK;
}

enum err desk_leave(struct desk *k, const struct claim *c)
{
    struct pool p;
    enum err e = give_back(k, c, &p);
    return e == OK ? desk_settle(k, &p) : e;
}

enum err desk_drop(struct desk *k, const struct claim *c)
{
    struct pool p;
    enum err e = give_back(k, c, &p);
    return e == OK ? store_pool_save(k->db, &p) : e;
}

static struct queued queued_of(const struct claim *c)
{
    return (struct queued){.id = c->id, .rank = c->rank, .place = c->place, .missed = c->missed};
}

/* To the head of the list: the next seat is theirs. */
static enum err go_first(struct desk *k, struct pool *p, struct queued *c)
{
    enum err e = store_place_at_head(k->db, p->id, &c->place);
    return e == OK ? store_claim_set(k->db, c, CLAIM_WAITING, NO_INSTANT) : e;
}

enum err desk_confirm(struct desk *k, registration_id id, const struct claim *c, bool out_of_turn)
{
    struct pool p;
    struct queued q = queued_of(c);
    enum err e = store_pool_of_id(k->db, c->pool, &p);
    if (e != OK)
        return e;
    if (c->state == CLAIM_OFFERED) {
        if (c->offered_until <= k->now && !out_of_turn)
            return ERR_CONFLICT;
        p.s.offered--;
    } else if (!out_of_turn) {
        return ERR_CONFLICT;
    } else if (seats_free(&p.s) == 0) {
        return go_first(k, &p, &q);
    } else {
        p.s.waiting--;
        p.s.taken++;
    }
    e = store_claim_set(k->db, &q, CLAIM_CONFIRMED, NO_INSTANT);
    if (e == OK)
        e = store_pool_save(k->db, &p);
    return e == OK && !p.of_event ? tell(k, "registration/confirmed", id, &p, 0) : e;
}

/* ---- one registration ------------------------------------------------------------------- */

/* The best that is held for the event itself; NULL when nothing is. */
static const struct claim *best_seat(const struct claim *claims, size_t n)
{
    const struct claim *best = NULL;
    for (size_t i = 0; i < n && claims[i].rank == 0; i++)
        if (!best || claims[i].state > best->state)
            best = &claims[i];
    return best;
}

static enum registration_state state_of(enum claim_state s)
{
    return s == CLAIM_CONFIRMED ? STATE_CONFIRMED
           : s == CLAIM_OFFERED ? STATE_OFFERED
                                : STATE_WAITING;
}

/* Without a seat or a place, a registration is over, and its workshops with it. */
static enum err end_registration(struct desk *k, const struct registration *r,
                                 const struct claim *claims, size_t n)
{
    enum err e = store_registration_state(k->db, r->id, STATE_CANCELLED, r->draft.modality, k->now);
    for (size_t i = 0; e == OK && i < n; i++)
        e = desk_leave(k, &claims[i]);
    return e == OK ? tell(k, "registration/cancelled", r->id, NULL, 0) : e;
}

/* Whether who decides later has something to decide: nothing to be confirmed and one form left is
 * not. */
static bool is_to_decide(const struct event_terms *t)
{
    return t->remote == ANSWER_TBC || t->onsite == ANSWER_TBC || t->remote == t->onsite;
}

enum err desk_agree(struct desk *k, registration_id id)
{
    struct registration r;
    const struct claim *claims;
    size_t n;
    enum err e = registration_by_id(k->db, k->a, id, &r);
    if (e == OK)
        e = registration_claims(k->db, k->a, id, &claims, &n);
    if (e != OK || r.state == STATE_CANCELLED)
        return e;
    const struct claim *best = best_seat(claims, n);
    bool undecided = r.draft.modality == MODALITY_LATER &&
                     (!best || (best->state != CLAIM_CONFIRMED && is_to_decide(&k->terms)));
    if (!best && !undecided)
        return end_registration(k, &r, claims, n);
    enum registration_state state = undecided ? STATE_CONFIRMED : state_of(best->state);
    enum modality modality = undecided ? MODALITY_LATER : best->modality;
    if (state == r.state && modality == r.draft.modality)
        return OK;
    e = store_registration_state(k->db, id, state, modality, k->now);
    if (e == OK && state == STATE_CONFIRMED)
        e = tell(k, "registration/confirmed", id, NULL, 0);
    if (e == OK && state == STATE_CONFIRMED && r.state != STATE_CONFIRMED)
        e = desk_arrange_wishes(k, id);
    return e;
}

/* ---- wishes ----------------------------------------------------------------------------- */

struct wishing { /* of one registration */
    registration_id id;
    struct wish wishes[WISHES_MAX];
    size_t n_wishes;
    const struct claim *claims;
    size_t n_claims;
};

static const struct claim *claim_on(const struct wishing *w, session_id session)
{
    for (size_t i = 0; i < w->n_claims; i++)
        if (w->claims[i].rank > 0 && w->claims[i].session.v == session.v)
            return &w->claims[i];
    return NULL;
}

/* One wish of a slot: `*seated` becomes true with a seat, and says that a better wish has one. */
static enum err arrange(struct desk *k, const struct wishing *w, const struct wish *x, bool *seated)
{
    const struct claim *held = claim_on(w, x->session);
    if (held && *seated)
        return desk_leave(k, held);
    if (*seated)
        return OK;
    if (held) {
        struct queued q = queued_of(held);
        q.rank = x->rank;
        *seated = held->state == CLAIM_CONFIRMED;
        return held->rank == x->rank ? OK
                                     : store_claim_set(k->db, &q, held->state, held->offered_until);
    }
    struct pool p;
    enum claim_state got = CLAIM_NONE;
    enum err e = store_pool_of_session(k->db, x->session, &p);
    if (e == OK)
        e = desk_settle(k, &p);
    if (e == OK)
        e = desk_take(k, &p, w->id, x->rank, &got);
    *seated = got == CLAIM_CONFIRMED;
    return e;
}

static enum err arrange_slots(struct desk *k, const struct wishing *w)
{
    enum err e = OK;
    for (size_t i = 0; e == OK && i < w->n_wishes; i++) {
        bool seated = false, first = true;
        for (size_t j = 0; j < i; j++)
            first = first && w->wishes[j].slot != w->wishes[i].slot;
        for (size_t j = i; e == OK && first && j < w->n_wishes; j++)
            if (w->wishes[j].slot == w->wishes[i].slot)
                e = arrange(k, w, &w->wishes[j], &seated);
    }
    return e;
}

static bool is_wished(const struct wishing *w, session_id session)
{
    for (size_t i = 0; i < w->n_wishes; i++)
        if (w->wishes[i].session.v == session.v)
            return true;
    return false;
}

enum err desk_arrange_wishes(struct desk *k, registration_id id)
{
    struct wishing w = {.id = id};
    enum err e = store_wishes(k->db, k->a, id, w.wishes, &w.n_wishes);
    if (e == OK)
        e = registration_claims(k->db, k->a, id, &w.claims, &w.n_claims);
    if (e == OK)
        e = arrange_slots(k, &w);
    for (size_t i = 0; e == OK && i < w.n_claims; i++)
        if (w.claims[i].rank > 0 && !is_wished(&w, w.claims[i].session))
            e = desk_leave(k, &w.claims[i]);
    return e;
}
