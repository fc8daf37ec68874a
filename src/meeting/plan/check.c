/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an organiser would want to know before the day. */
#include "meeting/plan/plan.h"

#include <stdlib.h>

#define GAP_MINUTES 60

/* One thing that takes place: a session, or a workshop at its slot's hours. */
struct held {
    const struct plan_sequence *sequence;
    const struct plan_session *session, *slot; /* slot: itself when it is none's workshop */
    int start, end;                            /* end NO_TIME */
};

struct checker {
    struct arena *a;
    const struct plan *plan;
    struct plan_warning *list;
    size_t n, cap;
};

static void warn(struct checker *c, struct plan_warning w)
{
    if (c->n >= PLAN_WARNINGS_MAX)
        return;
    c->list = arena_grow(c->a, c->list, c->n, &c->cap, sizeof *c->list);
    c->list[c->n++] = w;
}

static bool in_list_of_rooms(const struct plan *p, const char *room)
{
    for (size_t i = 0; i < p->n_rooms; i++)
        if (strcmp(p->rooms[i].name, room) == 0)
            return true;
    return !p->n_rooms;
}

/* ---- one session ------------------------------------------------------------------------ */

static void check_session(struct checker *c, const struct plan_day *d,
                          const struct plan_sequence *q, const struct plan_session *s)
{
    const struct plan_warning w = {.day = d, .sequence = q, .session = s};
    struct plan_warning one = w;
    int end = s->end_min == NO_TIME ? s->start_min : s->end_min;
    if (s->start_min < q->start_min || (q->end_min != NO_TIME && end > q->end_min)) {
        one.fault = FAULT_OUTSIDE;
        warn(c, one);
    }
    if (s->end_min == NO_TIME) {
        one.fault = FAULT_NO_END;
        warn(c, one);
    }
    for (size_t i = 0; i < s->n_speakers; i++)
        if (!s->speakers[i].name) {
            one.fault = FAULT_UNNAMED;
            warn(c, one);
            break;
        }
    if (s->room && !in_list_of_rooms(c->plan, s->room)) {
        one.fault = FAULT_ROOM_UNKNOWN;
        warn(c, one);
    }
}

static void check_order(struct checker *c, const struct plan_day *d, const struct plan_sequence *q)
{
    for (size_t i = 1; i < q->n_sessions; i++)
        if (q->sessions[i].start_min < q->sessions[i - 1].start_min)
            warn(c, (struct plan_warning){.fault = FAULT_ORDER,
                                          .grave = true,
                                          .day = d,
                                          .sequence = q,
                                          .session = &q->sessions[i],
                                          .other = &q->sessions[i - 1]});
}

/* ---- at the same time ------------------------------------------------------------------- */

static size_t held_on(struct arena *a, const struct plan_day *d, struct held **out)
{
    struct held *list = NULL;
    size_t n = 0, cap = 0;
    for (size_t i = 0; i < d->n_sequences; i++) {
        const struct plan_sequence *q = &d->sequences[i];
        for (size_t k = 0; k < q->n_sessions; k++) {
            const struct plan_session *s = &q->sessions[k];
            for (size_t w = 0; w <= s->n_parallel; w++) {
                list = arena_grow(a, list, n, &cap, sizeof *list);
                list[n++] =
                    (struct held){q, w ? &s->parallel[w - 1] : s, s, s->start_min, s->end_min};
            }
        }
    }
    *out = list;
    return n;
}

static int by_start(const void *x, const void *y)
{
    const struct held *p = x, *q = y;
    return p->start != q->start ? (p->start > q->start) - (p->start < q->start)
                                : (p->session->mark.key > q->session->mark.key) -
                                      (p->session->mark.key < q->session->mark.key);
}

static bool speaks_in(const struct plan_session *s, const char *name)
{
    for (size_t i = 0; i < s->n_speakers; i++)
        if (s->speakers[i].name && strcmp(s->speakers[i].name, name) == 0)
            return true;
    return false;
}

static bool share_a_speaker(const struct plan_session *x, const struct plan_session *y)
{
    for (size_t i = 0; i < x->n_speakers; i++)
        if (x->speakers[i].name && speaks_in(y, x->speakers[i].name))
            return true;
    return false;
}

static bool share_a_room(const struct held *x, const struct held *y)
{
    return x->session->room && y->session->room &&
           strcmp(x->session->room, y->session->room) == 0 && x->slot != y->session &&
           y->slot != x->session;
}

static void check_pair(struct checker *c, const struct plan_day *d, const struct held *x,
                       const struct held *y)
{
    struct plan_warning w = {.grave = true,
                             .day = d,
                             .sequence = y->sequence,
                             .session = y->session,
                             .other = x->session};
    if (share_a_room(x, y)) {
        w.fault = FAULT_ROOM;
        warn(c, w);
    }
    if (x->slot != y->session && share_a_speaker(x->session, y->session)) {
        w.fault = FAULT_SPEAKER;
        warn(c, w);
    }
    if (x->slot == x->session && y->slot == y->session) {
        w.fault = FAULT_OVERLAP;
        w.grave = false;
        warn(c, w);
    }
}

/* The list is in the order of starts: one looks on until something begins after the end. */
static void check_overlaps(struct checker *c, const struct plan_day *d)
{
    struct held *all;
    size_t n = held_on(c->a, d, &all);
    if (n)
        qsort(all, n, sizeof *all, by_start);
    int busy = n ? all[0].start : 0;
    for (size_t i = 0; i < n; i++) {
        if (all[i].start - busy > GAP_MINUTES)
            warn(c, (struct plan_warning){.fault = FAULT_GAP,
                                          .day = d,
                                          .sequence = all[i].sequence,
                                          .session = all[i].session});
        int end = all[i].end == NO_TIME ? all[i].start : all[i].end;
        busy = end > busy ? end : busy;
        for (size_t k = i + 1; k < n && all[k].start < end && c->n < PLAN_WARNINGS_MAX; k++)
            check_pair(c, d, &all[i], &all[k]);
    }
}

/* ---- the whole -------------------------------------------------------------------------- */

static void check_day(struct checker *c, const struct plan_day *d)
{
    if (!d->date)
        warn(c, (struct plan_warning){.fault = FAULT_NO_DATE, .day = d});
    check_overlaps(c, d);
    for (size_t i = 0; i < d->n_sequences; i++) {
        const struct plan_sequence *q = &d->sequences[i];
        if (!q->n_sessions)
            warn(c, (struct plan_warning){.fault = FAULT_EMPTY, .day = d, .sequence = q});
        check_order(c, d, q);
        for (size_t k = 0; k < q->n_sessions; k++)
            check_session(c, d, q, &q->sessions[k]);
    }
}

size_t plan_check(struct arena *a, const struct plan *p, const struct plan_warning **out)
{
    struct checker c = {.a = a, .plan = p};
    for (size_t d = 0; d < p->n_days; d++)
        check_day(&c, &p->days[d]);
    *out = c.list;
    return c.n;
}
