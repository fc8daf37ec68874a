/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an organiser's forms do to the sessions of a plan. */
#include "meeting/plan/plan.h"

#include "meeting/plan/array.h"
#include "meeting/plan/edit.h"
#include "meeting/release.h"

/* ---- sequences that follow -------------------------------------------------------------- */

void plan_widen(struct plan_sequence *q)
{
    for (size_t i = 0; i < q->n_sessions; i++) {
        const struct plan_session *s = &q->sessions[i];
        int end = s->end_min == NO_TIME ? s->start_min : s->end_min;
        if (s->start_min < q->start_min)
            q->start_min = s->start_min;
        if (q->end_min != NO_TIME && end > q->end_min)
            q->end_min = end;
    }
}

bool plan_is_lone(const struct plan_sequence *q)
{
    return q->n_sessions == 1 && strcmp(q->title, q->sessions[0].title) == 0;
}

void plan_follow(const struct plan *p, struct plan_sequence *q)
{
    const struct plan_session *s = &q->sessions[0];
    q->title = s->title;
    q->start_min = s->start_min;
    q->end_min = s->end_min;
    q->mark.revision = p->making;
}

struct plan_sequence plan_own_sequence(struct arena *a, struct plan *p,
                                       const struct plan_session *s)
{
    struct plan_sequence q = {.mark = plan_new_mark(p)};
    plan_put_into(a, &q, 0, s);
    plan_follow(p, &q);
    return q;
}

void plan_put_into(struct arena *a, struct plan_sequence *q, size_t at,
                   const struct plan_session *s)
{
    q->sessions = array_insert(a, q->sessions, &q->n_sessions, sizeof *s, at, s);
    plan_widen(q);
}

void plan_take_out(const struct plan_place *at)
{
    bool lone = plan_is_lone(at->sequence);
    array_remove(at->sequence->sessions, &at->sequence->n_sessions, sizeof *at->session, at->index);
    if (lone)
        array_remove(at->day->sequences, &at->day->n_sequences, sizeof *at->sequence,
                     at->sequence_index);
}

/* Before the first that begins later. */
static void put_by_time(struct arena *a, struct plan_sequence *q, const struct plan_session *s)
{
    size_t at = 0;
    while (at < q->n_sessions && q->sessions[at].start_min <= s->start_min)
        at++;
    plan_put_into(a, q, at, s);
}

/* ---- what follows on the day ------------------------------------------------------------ */

static int moved(int minutes, int by)
{
    return minutes == NO_TIME ? NO_TIME : minutes + by;
}

/* What of it begins at `from` or later. */
static void shift_sequence(struct plan_sequence *q, int from, int by, int64_t making)
{
    if (q->start_min >= from) {
        q->start_min += by;
        q->end_min = moved(q->end_min, by);
        q->mark.revision = making;
    }
    for (size_t i = 0; i < q->n_sessions; i++) {
        struct plan_session *s = &q->sessions[i];
        if (s->start_min < from)
            continue;
        s->start_min += by;
        s->end_min = moved(s->end_min, by);
        s->mark.revision = making;
    }
    plan_widen(q);
}

/* ---- adding ----------------------------------------------------------------------------- */

/* Into its sequence, or as its own. */
static enum err put_in_place(struct arena *a, struct plan *p, const struct plan_edit_session *e,
                             const struct plan_session *s)
{
    struct plan_place to;
    if (e->sequence) {
        if (!plan_find_sequence(p, e->sequence, &to))
            return ERR_NOT_FOUND;
        put_by_time(a, to.sequence, s);
        return OK;
    }
    if (!plan_find_day(p, e->day, &to))
        return ERR_NOT_FOUND;
    const struct plan_sequence own = plan_own_sequence(a, p, s);
    plan_put_sequence_into(a, to.day, &own);
    return OK;
}

static enum err add_workshop(struct arena *a, struct plan *p, int64_t key, struct plan_session *s)
{
    struct plan_place at;
    if (!plan_find_session(p, key, &at) || at.slot)
        return ERR_NOT_FOUND;
    struct plan_session *slot = at.session;
    s->start_min = slot->start_min;
    s->end_min = slot->end_min;
    slot->parallel =
        array_insert(a, slot->parallel, &slot->n_parallel, sizeof *s, slot->n_parallel, s);
    return OK;
}

static enum err add_session(struct arena *a, struct plan *p, struct plan_edit_session *e)
{
    struct plan_session s = e->session;
    if (plan_count(p) >= SESSIONS_MAX)
        return ERR_TOO_LARGE;
    s.mark = plan_new_mark(p);
    e->key = s.mark.key;
    return e->slot ? add_workshop(a, p, e->slot, &s) : put_in_place(a, p, e, &s);
}

/* ---- changing --------------------------------------------------------------------------- */

/* What its form does not show stays. */
static void keep_identity(const struct plan *p, const struct plan_session *was,
                          struct plan_session *s)
{
    s->mark.revision = p->making;
    s->id = was->id;
    s->parallel = was->parallel;
    s->n_parallel = was->n_parallel;
}

/* An hour that somebody set is no longer the reader's guess. */
static void keep_guess(const struct plan_session *was, struct plan_session *s)
{
    s->end_inferred = was->end_inferred && was->end_min == s->end_min;
}

static enum err change_workshop(const struct plan *p, const struct plan_place *at,
                                struct plan_session *s)
{
    keep_identity(p, at->session, s);
    s->start_min = at->session->start_min;
    s->end_min = at->session->end_min;
    s->end_inferred = at->session->end_inferred;
    *at->session = *s;
    return OK;
}

static void shift_rest(struct plan *p, struct plan_day *d, int from, int by)
{
    for (size_t i = 0; by && i < d->n_sequences; i++)
        shift_sequence(&d->sequences[i], from, by, p->making);
}

/* It stays in the sequence that is its own: that one's words and hours follow. */
static bool stays_lone(const struct plan_place *at, const struct plan_edit_session *e)
{
    return plan_is_lone(at->sequence) &&
           (e->sequence ? e->sequence == at->sequence->mark.key : e->day == at->day->mark.key);
}

static enum err change_session(struct arena *a, struct plan *p, const struct plan_place *at,
                               const struct plan_edit_session *e, struct plan_session *s)
{
    const int end = at->session->end_min;
    const bool lone = stays_lone(at, e);
    struct plan_day *day = at->day;
    struct plan_place to;
    if (e->sequence ? !plan_find_sequence(p, e->sequence, &to) : !plan_find_day(p, e->day, &to))
        return ERR_NOT_FOUND;
    keep_identity(p, at->session, s);
    keep_guess(at->session, s);
    if (lone) {
        *at->session = *s;
        plan_follow(p, at->sequence);
    } else {
        plan_take_out(at);
    }
    if (e->shifts && end != NO_TIME && s->end_min != NO_TIME)
        shift_rest(p, day, end, s->end_min - end);
    return lone ? OK : put_in_place(a, p, e, s);
}

enum err plan_put_session(struct arena *a, struct plan *p, struct plan_edit_session *e)
{
    struct plan_place at;
    struct plan_session s = e->session;
    if (!s.mark.key)
        return add_session(a, p, e);
    if (!plan_find_session(p, s.mark.key, &at))
        return ERR_NOT_FOUND;
    enum err err = plan_unchanged(&at.session->mark, &s.mark);
    if (err != OK)
        return err;
    e->key = s.mark.key;
    return at.slot ? change_workshop(p, &at, &s) : change_session(a, p, &at, e, &s);
}

enum err plan_drop_session(struct plan *p, const struct plan_mark *m)
{
    struct plan_place at;
    if (!plan_find_session(p, m->key, &at))
        return ERR_NOT_FOUND;
    enum err e = plan_unchanged(&at.session->mark, m);
    if (e != OK)
        return e;
    if (at.slot)
        array_remove(at.slot->parallel, &at.slot->n_parallel, sizeof *at.session, at.index);
    else
        plan_take_out(&at);
    return OK;
}
