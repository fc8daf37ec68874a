/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules that write: registering, changing, seats. Each runs inside a transaction of its own. */
#include "meeting/invitation/invitation.h"
#include "meeting/noted.h"
#include "meeting/registration/consent.h"
#include "meeting/registration/desk.h"

#include <sodium.h>

#define REMIND_SECONDS 3600

void registration_names(char token[TOKEN_SIZE], char ticket[TICKET_SIZE])
{
    uint8_t bytes[24];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2base64(token, TOKEN_SIZE, bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    for (size_t i = 0; i + 1 < TICKET_SIZE; i++)
        ticket[i] = TICKET_LETTERS[randombytes_uniform(sizeof TICKET_LETTERS - 1)];
    ticket[TICKET_SIZE - 1] = '\0';
}

static enum err desk_open(struct desk *k, struct db *db, struct arena *a, event_id event,
                          int64_t now)
{
    *k = (struct desk){.db = db, .a = a, .now = now, .event = event};
    return store_event_terms(db, event, &k->terms);
}

/* Runs a rule with an arena of its own. */
typedef enum err (*rule_fn)(struct db *db, struct arena *a, void *arg);

static enum err with_arena(struct db *db, rule_fn rule, void *arg)
{
    struct arena a = ARENA_INIT;
    enum err e = rule(db, &a, arg);
    arena_free(&a);
    return e;
}

static bool on_offer(const struct event_terms *t, enum modality m)
{
    enum answer answer = m == MODALITY_REMOTE ? t->remote : t->onsite;
    if (m == MODALITY_LATER)
        return t->remote == ANSWER_TBC || t->onsite == ANSWER_TBC;
    return answer != ANSWER_NO;
}

/* ---- registering ------------------------------------------------------------------------ */

static enum err keep_token(struct register_person *r, const char *token)
{
    if (strlen(token) >= TOKEN_SIZE)
        return ERR_CORRUPT;
    memcpy(r->stored_token, token, strlen(token) + 1);
    return OK;
}

/* With a seat or a place in the list: the pool is in hand, so nobody comes between. */
static enum err register_in(struct desk *k, struct register_person *r, struct pool *p,
                            enum registration_state *state)
{
    enum claim_state got;
    *state = seats_claim(&p->s) == CLAIM_CONFIRMED ? STATE_CONFIRMED : STATE_WAITING;
    enum err e = store_registration_add(k->db, k->a, r, *state, &r->id);
    return e == OK ? desk_take(k, p, r->id, 0, &got) : e;
}

static enum err register_new(struct desk *k, struct register_person *r,
                             enum registration_state *state)
{
    struct pool p;
    enum err e;
    if (!on_offer(&k->terms, r->draft->modality))
        return ERR_CONFLICT;
    if (r->draft->modality == MODALITY_LATER) {
        *state = STATE_CONFIRMED;
        e = store_registration_add(k->db, k->a, r, *state, &r->id);
    } else {
        e = store_pool_of_modality(k->db, k->event, r->draft->modality, &p);
        if (e == OK)
            e = desk_settle(k, &p);
        if (e == OK)
            e = register_in(k, r, &p, state);
    }
    return e;
}

static enum err register_rule(struct db *db, struct arena *a, void *arg)
{
    struct register_person *r = arg;
    struct desk k;
    enum registration_state state = STATE_WAITING;
    const char *token;
    r->again = false;
    r->stored_token[0] = '\0';
    enum err e = r->key ? store_registration_of_key(db, a, r->event->id, r->key, &r->id, &token)
                        : ERR_NOT_FOUND;
    r->again = e == OK;
    if (e != ERR_NOT_FOUND)
        return e == OK ? keep_token(r, token) : e;
    e = desk_open(&k, db, a, r->event->id, r->now);
    k.silent = r->silent;
    if (e == OK)
        e = register_new(&k, r, &state);
    if (e == OK && r->draft->n_wishes)
        e = store_wishes_set(db, r->id, r->event->id, r->draft->wishes, r->draft->n_wishes);
    if (e == OK && state == STATE_CONFIRMED && r->draft->n_wishes)
        e = desk_arrange_wishes(&k, r->id);
    if (e == OK)
        e = invitation_answered(db, a, r->event->id, r->invitation, r->draft->email, r->id);
    if (e == OK)
        e = desk_tell(&k, "registration/received", r->id);
    return e == OK ? keep_token(r, r->token) : e;
}

enum err register_person(struct db *db, void *arg)
{
    return with_arena(db, register_rule, arg);
}

/* The form tells nobody's link, so it goes to the address; who plays with the form fills no
 * mailbox. */
static enum err remind_rule(struct db *db, struct arena *a, void *arg)
{
    const struct remind_registered *r = arg;
    registration_id id;
    struct mail_row *told;
    size_t n = 0;
    enum err e = store_registration_of_person(db, a, r->event, r->draft, &id);
    if (e == OK)
        e = mail_rows_about(db, a, "registration/again", id.v, &told, &n);
    if (e != OK || (n && told[0].created_at > r->now - REMIND_SECONDS))
        return e;
    return mail_queue(db, "registration/again", id.v, NULL, r->now);
}

enum err remind_registered(struct db *db, void *arg)
{
    return with_arena(db, remind_rule, arg);
}

/* ---- changing --------------------------------------------------------------------------- */

struct changing {
    struct desk k;
    struct registration r;
    const struct claim *claims;
    size_t n;
    struct change_registration *c;
};

static const struct claim *claim_of(const struct changing *x, int64_t id)
{
    for (size_t i = 0; i < x->n; i++)
        if (x->claims[i].id == id)
            return &x->claims[i];
    return NULL;
}

static enum err leave_all(struct changing *x)
{
    enum err e = OK;
    for (size_t i = 0; e == OK && i < x->n; i++)
        e = desk_leave(&x->k, &x->claims[i]);
    return e;
}

/* The seats of the event that are not the one of `keep`. */
static enum err leave_other_modalities(struct changing *x, enum modality keep)
{
    enum err e = OK;
    for (size_t i = 0; e == OK && i < x->n && x->claims[i].rank == 0; i++)
        if (x->claims[i].modality != keep)
            e = desk_leave(&x->k, &x->claims[i]);
    return e;
}

static enum err details(struct changing *x)
{
    const struct registration_draft *d = x->c->draft;
    struct db *db = x->k.db;
    enum err e = store_registration_details(db, x->k.a, &x->r, d, x->k.now);
    if (e == OK)
        e = store_wishes_set(db, x->r.id, x->r.event, d->wishes, d->n_wishes);
    if (e == OK && x->r.state == STATE_CONFIRMED)
        e = desk_arrange_wishes(&x->k, x->r.id);
    return e;
}

static const struct claim *seat_in(const struct changing *x, enum modality m)
{
    for (size_t i = 0; i < x->n && x->claims[i].rank == 0; i++)
        if (x->claims[i].modality == m)
            return &x->claims[i];
    return NULL;
}

/* Takes a seat in the modality asked for; the one held stays until this one is there. */
static enum err enter(struct changing *x, enum modality m)
{
    struct pool p;
    enum claim_state got = CLAIM_NONE;
    enum err e = store_pool_of_modality(x->k.db, x->r.event, m, &p);
    if (e == OK)
        e = desk_settle(&x->k, &p);
    if (e == OK)
        e = desk_take(&x->k, &p, x->r.id, 0, &got);
    const struct claim *held = seat_in(x, m == MODALITY_REMOTE ? MODALITY_ONSITE : MODALITY_REMOTE);
    bool gives_up = got == CLAIM_CONFIRMED || (held && held->state != CLAIM_CONFIRMED);
    return e == OK && gives_up ? leave_other_modalities(x, m) : e;
}

static enum err switch_modality(struct changing *x)
{
    enum modality m = x->c->modality;
    const struct claim *there = seat_in(x, m);
    enum err e = OK;
    if (x->r.state == STATE_CANCELLED || !on_offer(&x->k.terms, m))
        return ERR_CONFLICT;
    if (m == MODALITY_LATER)
        e = store_registration_state(x->k.db, x->r.id, x->r.state, m, x->k.now);
    else if (!there)
        e = enter(x, m);
    if (e == OK && (m == MODALITY_LATER || (there && there->state == CLAIM_CONFIRMED)))
        e = leave_other_modalities(x, m);
    return e == OK ? desk_agree(&x->k, x->r.id) : e;
}

static enum err cancel(struct changing *x)
{
    if (x->r.state == STATE_CANCELLED)
        return OK;
    enum err e =
        store_registration_state(x->k.db, x->r.id, STATE_CANCELLED, x->r.draft.modality, x->k.now);
    if (e == OK)
        e = leave_all(x);
    return e == OK ? desk_tell(&x->k, "registration/cancelled", x->r.id) : e;
}

static enum err restore(struct changing *x)
{
    enum modality m = x->r.draft.modality;
    struct pool p;
    enum claim_state got = CLAIM_CONFIRMED;
    enum err e = OK;
    if (x->r.state != STATE_CANCELLED)
        return OK;
    if (!on_offer(&x->k.terms, m))
        return ERR_CONFLICT;
    if (m != MODALITY_LATER) {
        e = store_pool_of_modality(x->k.db, x->r.event, m, &p);
        if (e == OK)
            e = desk_settle(&x->k, &p);
        if (e == OK)
            e = desk_take(&x->k, &p, x->r.id, 0, &got);
    }
    enum registration_state state = got == CLAIM_CONFIRMED ? STATE_CONFIRMED : STATE_WAITING;
    if (e == OK)
        e = store_registration_state(x->k.db, x->r.id, state, m, x->k.now);
    if (e == OK && state == STATE_CONFIRMED)
        e = desk_arrange_wishes(&x->k, x->r.id);
    return e == OK ? desk_tell(&x->k, "registration/restored", x->r.id) : e;
}

/* A seat obtained ends what was kept while waiting for it. */
static enum err confirm(struct changing *x, bool out_of_turn)
{
    const struct claim *c = claim_of(x, x->c->claim);
    if (!c)
        return ERR_NOT_FOUND;
    if (c->state == CLAIM_CONFIRMED) /* asked twice: places that were taken since stay */
        return OK;
    enum err e = desk_confirm(&x->k, x->r.id, c, out_of_turn);
    if (e == OK)
        e = registration_claims(x->k.db, x->k.a, x->r.id, &x->claims, &x->n);
    c = e == OK ? claim_of(x, x->c->claim) : NULL;
    if (!c || c->state != CLAIM_CONFIRMED)
        return e;
    if (c->rank > 0)
        return desk_arrange_wishes(&x->k, x->r.id);
    e = leave_other_modalities(x, c->modality);
    return e == OK ? desk_agree(&x->k, x->r.id) : e;
}

static enum err decline(struct changing *x)
{
    const struct claim *c = claim_of(x, x->c->claim);
    if (!c)
        return ERR_NOT_FOUND;
    if (c->state == CLAIM_CONFIRMED)
        return ERR_CONFLICT;
    enum err e = desk_leave(&x->k, c);
    if (e == OK && c->rank > 0)
        e = store_wish_drop(x->k.db, x->r.id, c->session);
    return e == OK ? desk_agree(&x->k, x->r.id) : e;
}

static enum err check_in(struct changing *x, bool here)
{
    if (here && x->r.state == STATE_CANCELLED)
        return ERR_CONFLICT;
    if (here && x->r.checked_in_at != NO_INSTANT)
        return OK; /* a second press keeps the hour of the first */
    return store_check_in(x->k.db, x->r.id, here ? x->k.now : NO_INSTANT);
}

static enum err apply(struct changing *x)
{
    switch (x->c->change) {
    case CHANGE_DETAILS:
        return details(x);
    case CHANGE_MODALITY:
        return switch_modality(x);
    case CHANGE_CANCEL:
        return cancel(x);
    case CHANGE_RESTORE:
        return restore(x);
    case CHANGE_ACCEPT:
        return confirm(x, false);
    case CHANGE_DECLINE:
        return decline(x);
    case CHANGE_PROMOTE:
        return confirm(x, true);
    case CHANGE_CHECK_IN:
        return check_in(x, true);
    case CHANGE_CHECK_OUT:
        return check_in(x, false);
    case CHANGE_WITHDRAW:
        return consent_withdraw(x->k.db, x->k.a, x->r.id, x->c->consent, x->k.now);
    }
    die("registration: change %d is none", (int)x->c->change);
}

static enum err change_rule(struct db *db, struct arena *a, void *arg)
{
    struct changing x = {.c = arg};
    enum err e = x.c->token ? registration_by_token(db, a, x.c->token, &x.r)
                            : registration_by_id(db, a, x.c->id, &x.r);
    if (e == OK)
        e = registration_claims(db, a, x.r.id, &x.claims, &x.n);
    if (e == OK)
        e = desk_open(&x.k, db, a, x.r.event, x.c->now);
    if (e != OK)
        return e;
    x.k.silent = x.c->silent;
    x.c->changed = x.r.id;
    const struct registration_facts before = registration_facts(a, &x.r, x.claims, x.n);
    e = apply(&x);
    if (e != OK || !x.c->by)
        return e;
    return note_registration(db, a, x.c->by, x.c->change, x.r.id, &before, x.c->now);
}

enum err change_registration(struct db *db, void *arg)
{
    return with_arena(db, change_rule, arg);
}

/* ---- seats ------------------------------------------------------------------------------ */

static enum err seats_rule(struct db *db, struct arena *a, void *arg)
{
    struct set_seats *s = arg;
    struct desk k;
    struct pool p;
    enum err e = desk_open(&k, db, a, s->event, s->now);
    if (e == OK)
        e = s->session.v ? store_pool_of_session(db, s->session, &p)
                         : store_pool_of_modality(db, s->event, s->modality, &p);
    if (e == OK && p.event.v != s->event.v)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    int64_t was = p.s.seats;
    p.s.seats = s->seats;
    e = desk_settle(&k, &p);
    s->offers = k.offers;
    s->over = s->seats != SEATS_NO_LIMIT && p.s.taken > s->seats;
    return e == OK ? note_seats(db, a, s->by, s, was) : e;
}

enum err set_seats(struct db *db, void *arg)
{
    return with_arena(db, seats_rule, arg);
}

static enum err settle_pool(struct db *db, struct arena *a, int64_t id, int64_t now)
{
    struct pool p;
    struct desk k;
    enum err e = store_pool_of_id(db, id, &p);
    if (e == OK)
        e = desk_open(&k, db, a, p.event, now);
    return e == OK ? desk_settle(&k, &p) : e;
}

static enum err settle_rule(struct db *db, struct arena *a, void *arg)
{
    struct settle_offers *s = arg;
    int64_t *ids, last = 0;
    size_t n = 1;
    enum err e = OK;
    s->pools = 0;
    while (e == OK && n) {
        e = store_pools_due(db, a, s->now, last, &ids, &n);
        for (size_t i = 0; e == OK && i < n; i++)
            e = settle_pool(db, a, last = ids[i], s->now);
        s->pools += (int64_t)n;
    }
    return e;
}

enum err settle_offers(struct db *db, void *arg)
{
    return with_arena(db, settle_rule, arg);
}
