/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/test/seat_model.h"

const int model_slots[MODEL_POOLS] = {-1, -1, 0, 0, 0, 1, 1, 2};
const char *const told_words[TOLD_KINDS] = {"registration/received",  "registration/confirmed",
                                            "registration/offer",     "registration/offer-missed",
                                            "registration/cancelled", "registration/restored"};

void model_init(struct model *m, enum answer remote, enum answer onsite, int64_t starts_at)
{
    *m = (struct model){.remote = remote, .onsite = onsite, .starts_at = starts_at};
    for (int p = 0; p < MODEL_POOLS; p++)
        m->pools[p].seats = SEATS_NO_LIMIT;
}

/* ---- counting --------------------------------------------------------------------------- */

int64_t model_count(const struct model *m, int pool, enum claim_state state)
{
    int64_t n = 0;
    for (int i = 0; i < m->n; i++)
        n += m->people[i].claims[pool].state == state;
    return n;
}

static bool has_free(const struct model *m, int pool)
{
    int64_t given = model_count(m, pool, CLAIM_CONFIRMED) + model_count(m, pool, CLAIM_OFFERED);
    return m->pools[pool].seats == SEATS_NO_LIMIT || given < m->pools[pool].seats;
}

/* Whether somebody who comes now gets a seat. */
static bool open_to_all(const struct model *m, int pool)
{
    return has_free(m, pool) && model_count(m, pool, CLAIM_WAITING) == 0;
}

/* ---- lists ------------------------------------------------------------------------------ */

static void list_remove(struct model_pool *p, int who)
{
    int kept = 0;
    for (int i = 0; i < p->n; i++)
        if (p->list[i] != who)
            p->list[kept++] = p->list[i];
    p->n = kept;
}

static void list_to_end(struct model_pool *p, int who)
{
    list_remove(p, who);
    p->list[p->n++] = who;
}

static void list_to_head(struct model_pool *p, int who)
{
    list_remove(p, who);
    for (int i = p->n++; i > 0; i--)
        p->list[i] = p->list[i - 1];
    p->list[0] = who;
}

static int first_waiting(const struct model *m, int pool)
{
    const struct model_pool *p = &m->pools[pool];
    for (int i = 0; i < p->n; i++)
        if (m->people[p->list[i]].claims[pool].state == CLAIM_WAITING)
            return p->list[i];
    return -1;
}

int64_t model_ahead(const struct model *m, int who, int pool)
{
    const struct model_pool *p = &m->pools[pool];
    int64_t n = 0;
    for (int i = 0; i < p->n && p->list[i] != who; i++)
        n += m->people[p->list[i]].claims[pool].state == CLAIM_WAITING;
    return n;
}

/* ---- one pool --------------------------------------------------------------------------- */

static void agree(struct model *m, int who);

static void drop(struct model *m, int who, int pool)
{
    m->people[who].claims[pool] = (struct model_claim){CLAIM_NONE, 0, 0, 0};
    list_remove(&m->pools[pool], who);
}

/* The offer that ended first; -1 when none did. */
static int first_ended(const struct model *m, int pool)
{
    const struct model_pool *p = &m->pools[pool];
    int first = -1;
    int64_t until = INT64_MAX;
    for (int i = 0; i < p->n; i++) {
        const struct model_claim *c = &m->people[p->list[i]].claims[pool];
        if (c->state == CLAIM_OFFERED && c->until <= m->now && c->until < until) {
            first = p->list[i];
            until = c->until;
        }
    }
    return first;
}

/* A wish that was declined, or never answered, does not come back when wishes are arranged. */
static void forget_wish(struct model *m, int who, int pool)
{
    struct model_person *x = &m->people[who];
    size_t n = 0;
    for (size_t i = 0; i < x->n_wishes; i++)
        if (x->wishes[i].pool != pool)
            x->wishes[n++] = x->wishes[i];
    x->n_wishes = n;
}

static void miss(struct model *m, int who, int pool)
{
    struct model_claim *c = &m->people[who].claims[pool];
    c->state = CLAIM_WAITING;
    c->missed++;
    list_to_end(&m->pools[pool], who);
    m->told[TOLD_MISSED]++;
    if (c->missed == 2) {
        drop(m, who, pool);
        forget_wish(m, who, pool);
    }
    agree(m, who);
}

static void settle(struct model *m, int pool)
{
    for (int who; (who = first_ended(m, pool)) >= 0;)
        miss(m, who, pool);
    for (int who; has_free(m, pool) && (who = first_waiting(m, pool)) >= 0;) {
        struct model_claim *c = &m->people[who].claims[pool];
        c->state = CLAIM_OFFERED;
        c->until = seats_offer_until(m->now, m->starts_at);
        m->told[TOLD_OFFER]++;
        agree(m, who);
    }
}

static void take(struct model *m, int who, int pool, int rank)
{
    settle(m, pool);
    bool seat = open_to_all(m, pool);
    m->people[who].claims[pool] =
        (struct model_claim){seat ? CLAIM_CONFIRMED : CLAIM_WAITING, rank, 0, 0};
    if (!seat)
        list_to_end(&m->pools[pool], who);
}

static void leave(struct model *m, int who, int pool)
{
    if (m->people[who].claims[pool].state == CLAIM_NONE)
        return;
    drop(m, who, pool);
    settle(m, pool);
}

/* ---- workshops -------------------------------------------------------------------------- */

/* The best wish of a slot that the person has or could have now: its index, n_wishes when none. */
static size_t best_of_slot(struct model *m, int who, int slot)
{
    const struct model_person *x = &m->people[who];
    size_t i = 0;
    for (; i < x->n_wishes; i++) {
        int pool = x->wishes[i].pool;
        if (model_slots[pool] != slot)
            continue;
        if (x->claims[pool].state == CLAIM_CONFIRMED)
            break;
        if (x->claims[pool].state == CLAIM_NONE)
            settle(m, pool);
        if (x->claims[pool].state == CLAIM_NONE && open_to_all(m, pool))
            break;
    }
    return i;
}

static void arrange_slot(struct model *m, int who, int slot)
{
    const struct model_person *x = &m->people[who];
    size_t best = best_of_slot(m, who, slot);
    for (size_t i = 0; i < x->n_wishes; i++) {
        struct model_wish w = x->wishes[i];
        if (model_slots[w.pool] != slot)
            continue;
        if (i > best)
            leave(m, who, w.pool);
        else if (x->claims[w.pool].state == CLAIM_NONE)
            take(m, who, w.pool, w.rank);
        else
            m->people[who].claims[w.pool].rank = w.rank;
    }
}

static bool wishes_for(const struct model_person *x, int pool)
{
    bool found = false;
    for (size_t i = 0; i < x->n_wishes; i++)
        found |= x->wishes[i].pool == pool;
    return found;
}

static void arrange(struct model *m, int who)
{
    for (int slot = 0; slot <= model_slots[MODEL_POOLS - 1]; slot++)
        arrange_slot(m, who, slot);
    for (int pool = MODEL_WORKSHOPS; pool < MODEL_POOLS; pool++)
        if (!wishes_for(&m->people[who], pool))
            leave(m, who, pool);
}

/* ---- one registration ------------------------------------------------------------------- */

static bool on_offer(const struct model *m, enum modality modality)
{
    switch (modality) {
    case MODALITY_REMOTE:
        return m->remote != ANSWER_NO;
    case MODALITY_ONSITE:
        return m->onsite != ANSWER_NO;
    case MODALITY_LATER:
        break;
    }
    return m->remote == ANSWER_TBC || m->onsite == ANSWER_TBC;
}

static bool name_taken(const struct model *m, int name, int but)
{
    for (int i = 0; i < m->n; i++)
        if (i != but && m->people[i].name == name && m->people[i].state != STATE_CANCELLED)
            return true;
    return false;
}

static void end(struct model *m, int who)
{
    m->people[who].state = STATE_CANCELLED;
    m->told[TOLD_CANCELLED]++;
    for (int pool = MODEL_POOLS - 1; pool >= 0; pool--)
        leave(m, who, pool);
}

static void agree(struct model *m, int who)
{
    static const enum registration_state states[] = {[CLAIM_WAITING] = STATE_WAITING,
                                                     [CLAIM_OFFERED] = STATE_OFFERED,
                                                     [CLAIM_CONFIRMED] = STATE_CONFIRMED};
    struct model_person *x = &m->people[who];
    struct model_person was = *x;
    enum modality best = x->claims[MODALITY_ONSITE].state > x->claims[MODALITY_REMOTE].state
                             ? MODALITY_ONSITE
                             : MODALITY_REMOTE;
    enum claim_state held = x->claims[best].state;
    if (x->state == STATE_CANCELLED)
        return;
    if (x->modality == MODALITY_LATER && held != CLAIM_CONFIRMED) {
        x->state = STATE_CONFIRMED;
    } else if (held == CLAIM_NONE) {
        end(m, who);
        return;
    } else {
        x->state = states[held];
        x->modality = best;
    }
    bool changed = x->state != was.state || x->modality != was.modality;
    m->told[TOLD_CONFIRMED] += changed && x->state == STATE_CONFIRMED;
    if (x->state == STATE_CONFIRMED && was.state != STATE_CONFIRMED)
        arrange(m, who);
}

static void set_wishes(struct model_person *x, const struct operation *o)
{
    x->n_wishes = 0;
    for (size_t i = 0; i < o->n_wishes; i++)
        if (!wishes_for(x, o->wishes[i]))
            x->wishes[x->n_wishes++] = (struct model_wish){(int)i + 1, o->wishes[i]};
}

/* ---- operations ------------------------------------------------------------------------- */

static enum err do_register(struct model *m, const struct operation *o, int *who)
{
    for (*who = 0; o->key && *who < m->n; ++*who)
        if (m->people[*who].key == o->key)
            return OK;
    if (!on_offer(m, o->modality))
        return ERR_CONFLICT;
    *who = m->n;
    m->people[m->n] = (struct model_person){
        .name = o->name, .key = o->key, .modality = o->modality, .state = STATE_CONFIRMED};
    if (o->modality != MODALITY_LATER)
        take(m, *who, (int)o->modality, 0);
    if (name_taken(m, o->name, *who))
        return ERR_CONFLICT;
    struct model_person *x = &m->people[m->n++];
    if (o->modality != MODALITY_LATER && x->claims[o->modality].state == CLAIM_WAITING)
        x->state = STATE_WAITING;
    set_wishes(x, o);
    if (x->state == STATE_CONFIRMED)
        arrange(m, *who);
    m->told[TOLD_RECEIVED]++;
    return OK;
}

static enum err do_restore(struct model *m, int who)
{
    struct model_person *x = &m->people[who];
    if (x->state != STATE_CANCELLED)
        return OK;
    if (!on_offer(m, x->modality))
        return ERR_CONFLICT;
    if (x->modality != MODALITY_LATER)
        take(m, who, (int)x->modality, 0);
    if (name_taken(m, x->name, who))
        return ERR_CONFLICT;
    bool waits = x->modality != MODALITY_LATER && x->claims[x->modality].state == CLAIM_WAITING;
    x->state = waits ? STATE_WAITING : STATE_CONFIRMED;
    if (!waits)
        arrange(m, who);
    m->told[TOLD_RESTORED]++;
    return OK;
}

static enum err do_modality(struct model *m, int who, enum modality modality)
{
    struct model_person *x = &m->people[who];
    if (x->state == STATE_CANCELLED || !on_offer(m, modality))
        return ERR_CONFLICT;
    if (modality == MODALITY_LATER) {
        x->modality = MODALITY_LATER;
        leave(m, who, MODALITY_REMOTE);
        leave(m, who, MODALITY_ONSITE);
    } else {
        int there = (int)modality, elsewhere = 1 - there;
        bool asks = x->claims[there].state == CLAIM_NONE;
        if (asks)
            take(m, who, there, 0);
        if (x->claims[there].state == CLAIM_CONFIRMED ||
            (asks && x->claims[elsewhere].state != CLAIM_CONFIRMED))
            leave(m, who, elsewhere);
    }
    agree(m, who);
    return OK;
}

static enum err do_details(struct model *m, const struct operation *o)
{
    struct model_person *x = &m->people[o->who];
    if (x->state != STATE_CANCELLED && name_taken(m, o->name, o->who))
        return ERR_CONFLICT;
    x->name = o->name;
    set_wishes(x, o);
    if (x->state == STATE_CONFIRMED)
        arrange(m, o->who);
    return OK;
}

static enum err do_answer(struct model *m, const struct operation *o)
{
    struct model_claim *c = &m->people[o->who].claims[o->pool];
    bool promoted = o->change == CHANGE_PROMOTE;
    if (c->state == CLAIM_NONE)
        return ERR_NOT_FOUND;
    if (c->state == CLAIM_CONFIRMED)
        return OK;
    if (!promoted && (c->state == CLAIM_WAITING || c->until <= m->now))
        return ERR_CONFLICT;
    if (c->state == CLAIM_WAITING && !has_free(m, o->pool)) {
        list_to_head(&m->pools[o->pool], o->who);
        return OK;
    }
    c->state = CLAIM_CONFIRMED;
    list_remove(&m->pools[o->pool], o->who);
    if (o->pool >= MODEL_WORKSHOPS) {
        m->told[TOLD_CONFIRMED]++;
        arrange(m, o->who);
    } else {
        leave(m, o->who, 1 - o->pool);
        agree(m, o->who);
    }
    return OK;
}

static enum err do_decline(struct model *m, int who, int pool)
{
    enum claim_state state = m->people[who].claims[pool].state;
    if (state == CLAIM_NONE)
        return ERR_NOT_FOUND;
    if (state == CLAIM_CONFIRMED)
        return ERR_CONFLICT;
    leave(m, who, pool);
    forget_wish(m, who, pool);
    agree(m, who);
    return OK;
}

static enum err do_change(struct model *m, const struct operation *o)
{
    switch (o->change) {
    case CHANGE_DETAILS:
        return do_details(m, o);
    case CHANGE_MODALITY:
        return do_modality(m, o->who, o->modality);
    case CHANGE_CANCEL:
        if (m->people[o->who].state != STATE_CANCELLED)
            end(m, o->who);
        return OK;
    case CHANGE_RESTORE:
        return do_restore(m, o->who);
    case CHANGE_ACCEPT:
    case CHANGE_PROMOTE:
        return do_answer(m, o);
    case CHANGE_DECLINE:
        return do_decline(m, o->who, o->pool);
    case CHANGE_CHECK_IN:
    case CHANGE_CHECK_OUT:
    case CHANGE_WITHDRAW: /* concerns no seat */
        break;
    }
    return m->people[o->who].state == STATE_CANCELLED && o->change == CHANGE_CHECK_IN ? ERR_CONFLICT
                                                                                      : OK;
}

static bool any_ended(const struct model *m, int pool)
{
    return first_ended(m, pool) >= 0;
}

static enum err apply(struct model *m, const struct operation *o, int *who)
{
    m->now = o->now;
    switch (o->kind) {
    case OP_REGISTER:
        return do_register(m, o, who);
    case OP_CHANGE:
        return do_change(m, o);
    case OP_RESIZE:
        m->pools[o->pool].seats = o->seats;
        settle(m, o->pool);
        return OK;
    case OP_SETTLE:
        for (int pool = 0; pool < MODEL_POOLS; pool++)
            if (any_ended(m, pool))
                settle(m, pool);
    }
    return OK;
}

enum err model_apply(struct model *m, const struct operation *o, int *who)
{
    struct model before = *m;
    memset(m->told, 0, sizeof m->told);
    enum err e = apply(m, o, who);
    if (e != OK) {
        *m = before;
        m->now = o->now;
        memset(m->told, 0, sizeof m->told);
    }
    return e;
}

/* ---- what must hold --------------------------------------------------------------------- */

static const char *pool_broken(const struct model *m, const struct model *before, int pool)
{
    int64_t seats = m->pools[pool].seats;
    int64_t given = model_count(m, pool, CLAIM_CONFIRMED) + model_count(m, pool, CLAIM_OFFERED);
    int64_t had =
        model_count(before, pool, CLAIM_CONFIRMED) + model_count(before, pool, CLAIM_OFFERED);
    if (seats != SEATS_NO_LIMIT && given > seats && given > had)
        return "seats were given that are not there";
    if (model_count(m, pool, CLAIM_WAITING) && has_free(m, pool))
        return "somebody waits while a seat is free";
    return NULL;
}

static const char *person_broken(const struct model_person *x)
{
    int seats = 0, places = 0, workshops = 0, in_slot[MODEL_POOLS] = {0};
    for (int pool = 0; pool < MODEL_POOLS; pool++) {
        enum claim_state state = x->claims[pool].state;
        seats += pool < MODEL_WORKSHOPS && state == CLAIM_CONFIRMED;
        places += pool < MODEL_WORKSHOPS && state != CLAIM_NONE;
        workshops += pool >= MODEL_WORKSHOPS && state != CLAIM_NONE;
        if (pool >= MODEL_WORKSHOPS && state == CLAIM_CONFIRMED && ++in_slot[model_slots[pool]] > 1)
            return "a person has two workshops at the same time";
    }
    if (seats > 1)
        return "a person has two seats of the event";
    if (x->state == STATE_CANCELLED && places + workshops)
        return "somebody cancelled holds something";
    if (x->state != STATE_CONFIRMED && workshops)
        return "somebody without a seat of the event holds a workshop";
    if (x->state == STATE_CONFIRMED && !seats && x->modality != MODALITY_LATER)
        return "somebody is confirmed without a seat";
    if ((x->state == STATE_WAITING || x->state == STATE_OFFERED) && (seats || places != 1))
        return "somebody waits for other than one seat";
    return NULL;
}

const char *model_broken(const struct model *m, const struct model *before)
{
    const char *why = NULL;
    for (int pool = 0; !why && pool < MODEL_POOLS; pool++)
        why = pool_broken(m, before, pool);
    for (int i = 0; !why && i < m->n; i++)
        why = person_broken(&m->people[i]);
    return why;
}
