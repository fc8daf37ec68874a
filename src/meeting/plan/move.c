/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sessions that change places: hours follow. */
#include "meeting/plan/plan.h"

#include "meeting/plan/array.h"
#include "meeting/plan/edit.h"

static void exchange(struct plan_session *list, size_t upper)
{
    const struct plan_session above = list[upper];
    list[upper] = list[upper + 1];
    list[upper + 1] = above;
}

static int length(const struct plan_session *s)
{
    return s->end_min == NO_TIME ? NO_TIME : s->end_min - s->start_min;
}

static void begin_at(struct plan_session *s, int start, int64_t making)
{
    int l = length(s);
    s->start_min = start;
    s->end_min = l == NO_TIME ? NO_TIME : start + l;
    s->mark.revision = making;
}

/*
 * Neighbours change places. Both keep their lengths and the pause between them; when a length is
 * not known, each takes the other's start. Two of one time stay at it.
 */
static void swap_neighbours(struct plan_session *list, size_t upper, int64_t making)
{
    struct plan_session *above = &list[upper], *below = &list[upper + 1];
    int first = above->start_min, second = below->start_min;
    if (first != second) {
        int pause = above->end_min == NO_TIME ? 0 : second - above->end_min;
        begin_at(below, first, making);
        begin_at(above, below->end_min == NO_TIME || pause < 0 ? second : below->end_min + pause,
                 making);
    }
    exchange(list, upper);
}

static struct plan_sequence *neighbour(struct plan *p, const struct plan_place *at, bool down)
{
    if (down) {
        if (at->sequence_index + 1 < at->day->n_sequences)
            return at->sequence + 1;
        for (size_t d = at->day_index + 1; d < p->n_days; d++)
            if (p->days[d].n_sequences)
                return &p->days[d].sequences[0];
        return NULL;
    }
    if (at->sequence_index)
        return at->sequence - 1;
    for (size_t d = at->day_index; d--;)
        if (p->days[d].n_sequences)
            return &p->days[d].sequences[p->days[d].n_sequences - 1];
    return NULL;
}

/* It changes places with a session that is its own sequence, and becomes one. */
static void past_lone(struct arena *a, struct plan *p, const struct plan_place *at, int64_t lone,
                      bool down)
{
    struct plan_session pair[2] = {*at->session, *at->session};
    struct plan_place to;
    plan_take_out(at);
    if (!plan_find_sequence(p, lone, &to))
        die("plan: a sequence went astray");
    pair[down] = to.sequence->sessions[0];
    swap_neighbours(pair, 0, p->making);
    to.sequence->sessions[0] = pair[!down];
    plan_follow(p, to.sequence);
    const struct plan_sequence own = plan_own_sequence(a, p, &pair[down]);
    to.day->sequences = array_insert(a, to.day->sequences, &to.day->n_sequences, sizeof own,
                                     to.sequence_index + down, &own);
}

static enum err into_neighbour(struct arena *a, struct plan *p, const struct plan_place *at,
                               bool down)
{
    const struct plan_sequence *next = neighbour(p, at, down);
    if (!next)
        return ERR_INVALID;
    const int64_t key = next->mark.key;
    if (plan_is_lone(next)) {
        past_lone(a, p, at, key, down);
        return OK;
    }
    struct plan_session s = *at->session;
    struct plan_place to;
    s.mark.revision = p->making;
    plan_take_out(at);
    if (!plan_find_sequence(p, key, &to))
        return ERR_BUG;
    plan_put_into(a, to.sequence, down ? 0 : to.sequence->n_sessions, &s);
    return OK;
}

static enum err step_workshop(const struct plan_place *at, bool down, int64_t making)
{
    if (down ? at->index + 1 == at->slot->n_parallel : !at->index)
        return ERR_INVALID;
    exchange(at->slot->parallel, down ? at->index : at->index - 1);
    at->slot->mark.revision = making;
    return OK;
}

enum err plan_step_session(struct arena *a, struct plan *p, int64_t key, bool down)
{
    struct plan_place at;
    if (!plan_find_session(p, key, &at))
        return ERR_NOT_FOUND;
    if (at.slot)
        return step_workshop(&at, down, p->making);
    if (down ? at.index + 1 == at.sequence->n_sessions : !at.index)
        return into_neighbour(a, p, &at, down);
    swap_neighbours(at.sequence->sessions, down ? at.index : at.index - 1, p->making);
    plan_widen(at.sequence);
    return OK;
}

/* ---- dropped elsewhere ------------------------------------------------------------------ */

static size_t index_of(const struct plan_sequence *q, int64_t key)
{
    for (size_t i = 0; key && i < q->n_sessions; i++)
        if (q->sessions[i].mark.key == key)
            return i;
    return q->n_sessions;
}

/* Within its sequence: as many steps as it takes. */
static void slide(struct plan_sequence *q, size_t from, size_t to, int64_t making)
{
    for (; from + 1 < to; from++)
        swap_neighbours(q->sessions, from, making);
    for (; from > to; from--)
        swap_neighbours(q->sessions, from - 1, making);
    plan_widen(q);
}

/* It begins where the one above ends, and those below it make room. */
static void settle(struct plan_sequence *q, size_t at, int64_t making)
{
    struct plan_session *s = &q->sessions[at];
    const struct plan_session *above = at ? s - 1 : NULL;
    if (above && above->end_min != NO_TIME)
        begin_at(s, above->end_min, making);
    else if (!above)
        begin_at(s, at + 1 < q->n_sessions ? s[1].start_min : q->start_min, making);
    int busy = s->end_min;
    for (size_t i = at + 1; i < q->n_sessions && busy != NO_TIME; i++) {
        if (q->sessions[i].start_min < busy)
            begin_at(&q->sessions[i], busy, making);
        busy = q->sessions[i].end_min;
    }
    plan_widen(q);
}

static void beside_lone(struct arena *a, struct plan *p, const struct plan_session *moved,
                        const struct plan_place *to, bool after)
{
    struct plan_session s = *moved;
    const struct plan_session *other = &to->sequence->sessions[0];
    begin_at(&s, after && other->end_min != NO_TIME ? other->end_min : other->start_min, p->making);
    const struct plan_sequence own = plan_own_sequence(a, p, &s);
    to->day->sequences = array_insert(a, to->day->sequences, &to->day->n_sequences, sizeof own,
                                      to->sequence_index + after, &own);
}

enum err plan_move_session(struct arena *a, struct plan *p, const struct plan_drop *d)
{
    struct plan_place at, to;
    if (!plan_find_session(p, d->key, &at) || !plan_find_sequence(p, d->sequence, &to))
        return ERR_NOT_FOUND;
    if (at.slot)
        return ERR_INVALID;
    if (at.sequence == to.sequence) {
        slide(at.sequence, at.index, index_of(at.sequence, d->before), p->making);
        return OK;
    }
    const struct plan_session s = *at.session;
    plan_take_out(&at);
    if (!plan_find_sequence(p, d->sequence, &to))
        return ERR_BUG;
    const size_t before = index_of(to.sequence, d->before);
    if (plan_is_lone(to.sequence)) {
        beside_lone(a, p, &s, &to, before > 0);
        return OK;
    }
    to.sequence->sessions =
        array_insert(a, to.sequence->sessions, &to.sequence->n_sessions, sizeof s, before, &s);
    settle(to.sequence, before, p->making);
    return OK;
}
