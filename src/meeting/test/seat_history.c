/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/test/seat_history.h"

#include <stdio.h>

enum { NAMES = 16, HOUR = 3600, DAY = 24 * HOUR };

int chance_below(struct chance *c, int n)
{
    uint64_t z = (c->state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return (int)((z ^ (z >> 31)) % (uint64_t)n);
}

static bool one_in(struct chance *c, int n)
{
    return chance_below(c, n) == 0;
}

void history_start(struct chance *c, struct model *m)
{
    static const enum answer answers[] = {ANSWER_YES, ANSWER_TBC, ANSWER_TBC,
                                          ANSWER_YES, ANSWER_TBC, ANSWER_NO};
    const int64_t now = 1700000000;
    const int64_t starts[] = {NO_INSTANT, now + 60 * DAY, now + 3 * DAY,
                              now + chance_below(c, 6 * HOUR), now - DAY};
    model_init(m, answers[chance_below(c, 6)], answers[chance_below(c, 5)],
               starts[chance_below(c, (int)ARRAY_LEN(starts))]);
    m->now = now;
}

/* ---- when ------------------------------------------------------------------------------- */

/* The end of an offer that stands, or now. */
static int64_t end_of_an_offer(struct chance *c, const struct model *m)
{
    for (int tries = 0; m->n && tries < 4; tries++) {
        const struct model_pool *p = &m->pools[chance_below(c, MODEL_POOLS)];
        int pool = (int)(p - m->pools);
        for (int i = 0; i < p->n; i++)
            if (m->people[p->list[i]].claims[pool].state == CLAIM_OFFERED)
                return m->people[p->list[i]].claims[pool].until;
    }
    return m->now;
}

static int64_t later(struct chance *c, const struct model *m)
{
    int64_t at = m->now;
    switch (chance_below(c, 12)) {
    case 0:
        at += chance_below(c, HOUR);
        break;
    case 1:
        at += chance_below(c, 3 * DAY);
        break;
    case 2: /* at its very end, and the second before and after */
    case 3:
        at = end_of_an_offer(c, m) + chance_below(c, 3) - 1;
        break;
    default:
        break;
    }
    return at > m->now ? at : m->now;
}

/* ---- who and what ----------------------------------------------------------------------- */

/* Somebody whose claim has that state, if there is one: into `o`. */
static void aim(struct chance *c, const struct model *m, enum claim_state state,
                struct operation *o)
{
    for (int tries = 0; tries < 60; tries++) {
        o->who = chance_below(c, m->n);
        o->pool = chance_below(c, MODEL_POOLS);
        if (m->people[o->who].claims[o->pool].state == state)
            return;
    }
}

static void wish(struct chance *c, struct operation *o)
{
    static const int numbers[] = {0, 1, 2, 3, 3};
    o->n_wishes = (size_t)numbers[chance_below(c, (int)ARRAY_LEN(numbers))];
    for (size_t i = 0; i < o->n_wishes; i++)
        o->wishes[i] = MODEL_WORKSHOPS + chance_below(c, MODEL_POOLS - MODEL_WORKSHOPS);
}

static enum modality some_modality(struct chance *c)
{
    static const enum modality some[] = {MODALITY_REMOTE, MODALITY_REMOTE, MODALITY_ONSITE,
                                         MODALITY_ONSITE, MODALITY_ONSITE, MODALITY_LATER};
    return some[chance_below(c, (int)ARRAY_LEN(some))];
}

static void arrive(struct chance *c, const struct model *m, struct operation *o)
{
    o->kind = OP_REGISTER;
    o->name = chance_below(c, NAMES);
    o->modality = some_modality(c);
    wish(c, o);
    if (one_in(c, 2))
        o->key = m->n + 1;
    if (m->n && one_in(c, 6))
        o->key = m->people[chance_below(c, m->n)].key;
}

static void resize(struct chance *c, const struct model *m, struct operation *o)
{
    o->kind = OP_RESIZE;
    o->pool = chance_below(c, MODEL_POOLS);
    int64_t given =
        model_count(m, o->pool, CLAIM_CONFIRMED) + model_count(m, o->pool, CLAIM_OFFERED);
    const int64_t sizes[] = {0, 1, 2, 3, given, given + 1, given ? given - 1 : 0, SEATS_NO_LIMIT};
    o->seats = sizes[chance_below(c, (int)ARRAY_LEN(sizes))];
}

static void change(struct chance *c, const struct model *m, struct operation *o)
{
    static const enum registration_change changes[] = {
        CHANGE_CANCEL,   CHANGE_CANCEL,   CHANGE_RESTORE,  CHANGE_RESTORE,
        CHANGE_MODALITY, CHANGE_MODALITY, CHANGE_MODALITY, CHANGE_DETAILS,
        CHANGE_DETAILS,  CHANGE_ACCEPT,   CHANGE_ACCEPT,   CHANGE_ACCEPT,
        CHANGE_DECLINE,  CHANGE_DECLINE,  CHANGE_PROMOTE,  CHANGE_CHECK_IN};
    static const enum claim_state aims[] = {CLAIM_WAITING, CLAIM_OFFERED, CLAIM_OFFERED,
                                            CLAIM_CONFIRMED};
    enum claim_state state = aims[chance_below(c, (int)ARRAY_LEN(aims))];
    o->kind = OP_CHANGE;
    o->change = changes[chance_below(c, (int)ARRAY_LEN(changes))];
    aim(c, m, o->change == CHANGE_RESTORE ? CLAIM_NONE : state, o);
    o->modality = some_modality(c);
    o->name = m->people[o->who].name;
    if (one_in(c, 4))
        o->name ^= 1; /* another name at the same address */
    wish(c, o);
}

struct operation history_next(struct chance *c, const struct model *m)
{
    struct operation o = {.now = later(c, m)};
    int kind = chance_below(c, 20);
    if (m->n < 2 || (kind < 6 && m->n < MODEL_PEOPLE - 1))
        arrive(c, m, &o);
    else if (kind < 8)
        resize(c, m, &o);
    else if (kind < 9)
        o.kind = OP_SETTLE;
    else
        change(c, m, &o);
    return o;
}

/* ---- reading ---------------------------------------------------------------------------- */

void operation_print(const struct operation *o, enum err answer)
{
    static const char *const kinds[] = {"register", "change", "resize", "settle"};
    static const char *const changes[] = {"details", "modality", "cancel",   "restore",  "accept",
                                          "decline", "promote",  "check-in", "check-out"};
    fprintf(stderr, "  %lld %s", (long long)o->now, kinds[o->kind]);
    if (o->kind == OP_REGISTER)
        fprintf(stderr, " name %d key %d %s", o->name, o->key, modality_word(o->modality));
    if (o->kind == OP_RESIZE)
        fprintf(stderr, " pool %d to %lld", o->pool, (long long)o->seats);
    if (o->kind == OP_CHANGE)
        fprintf(stderr, " %s of %d: pool %d, %s, name %d", changes[o->change], o->who, o->pool,
                modality_word(o->modality), o->name);
    for (size_t i = 0; o->kind <= OP_CHANGE && i < o->n_wishes; i++)
        fprintf(stderr, " wish %d", o->wishes[i]);
    fprintf(stderr, ": %s\n", err_name(answer));
}
