/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What an organiser's forms do to a plan, but for its sessions. */
#include "meeting/plan/plan.h"

#include "meeting/plan/array.h"
#include "meeting/plan/edit.h"

enum err plan_unchanged(const struct plan_mark *now, const struct plan_mark *seen)
{
    return now->revision == seen->revision ? OK : ERR_CONFLICT;
}

struct plan_mark plan_new_mark(struct plan *p)
{
    return (struct plan_mark){.key = p->next_key++, .revision = p->making};
}

/* ---- sequences -------------------------------------------------------------------------- */

void plan_put_sequence_into(struct arena *a, struct plan_day *d, const struct plan_sequence *q)
{
    size_t at = 0;
    while (at < d->n_sequences && d->sequences[at].start_min <= q->start_min)
        at++;
    d->sequences = array_insert(a, d->sequences, &d->n_sequences, sizeof *q, at, q);
}

static size_t count_sequences(const struct plan *p)
{
    size_t n = 0;
    for (size_t d = 0; d < p->n_days; d++)
        n += p->days[d].n_sequences;
    return n;
}

enum err plan_put_sequence(struct arena *a, struct plan *p, struct plan_edit_sequence *e)
{
    struct plan_place at, to;
    struct plan_sequence q = e->sequence;
    if (!plan_find_day(p, e->day, &to))
        return ERR_NOT_FOUND;
    if (!q.mark.key) {
        if (count_sequences(p) >= PLAN_SEQUENCES_MAX)
            return ERR_TOO_LARGE;
        q.mark = plan_new_mark(p);
        q.sessions = NULL;
        q.n_sessions = 0;
    } else {
        if (!plan_find_sequence(p, q.mark.key, &at))
            return ERR_NOT_FOUND;
        enum err err = plan_unchanged(&at.sequence->mark, &q.mark);
        if (err != OK)
            return err;
        q.sessions = at.sequence->sessions;
        q.n_sessions = at.sequence->n_sessions;
        q.mark.revision = p->making;
        array_remove(at.day->sequences, &at.day->n_sequences, sizeof q, at.sequence_index);
    }
    e->key = q.mark.key;
    plan_widen(&q);
    plan_put_sequence_into(a, to.day, &q);
    return OK;
}

enum err plan_drop_sequence(struct plan *p, const struct plan_mark *m)
{
    struct plan_place at;
    if (!plan_find_sequence(p, m->key, &at))
        return ERR_NOT_FOUND;
    enum err e = plan_unchanged(&at.sequence->mark, m);
    if (e == OK)
        array_remove(at.day->sequences, &at.day->n_sequences, sizeof *at.sequence,
                     at.sequence_index);
    return e;
}

/* ---- days ------------------------------------------------------------------------------- */

/* By date; those without one stay where they are put: last. */
static void put_day_by_date(struct arena *a, struct plan *p, const struct plan_day *d)
{
    size_t at = 0;
    while (at < p->n_days &&
           (!d->date || !p->days[at].date || strcmp(p->days[at].date, d->date) <= 0))
        at++;
    p->days = array_insert(a, p->days, &p->n_days, sizeof *d, at, d);
}

enum err plan_put_day(struct arena *a, struct plan *p, struct plan_edit_day *e)
{
    struct plan_place at;
    struct plan_day d = e->day;
    if (!d.mark.key) {
        if (p->n_days >= PLAN_DAYS_MAX)
            return ERR_TOO_LARGE;
        d.mark = plan_new_mark(p);
        e->key = d.mark.key;
        put_day_by_date(a, p, &d);
        return OK;
    }
    if (!plan_find_day(p, d.mark.key, &at))
        return ERR_NOT_FOUND;
    enum err err = plan_unchanged(&at.day->mark, &d.mark);
    if (err != OK)
        return err;
    e->key = d.mark.key;
    d.sequences = at.day->sequences;
    d.n_sequences = at.day->n_sequences;
    d.mark.revision = p->making;
    array_remove(p->days, &p->n_days, sizeof d, at.day_index);
    put_day_by_date(a, p, &d);
    return OK;
}

enum err plan_drop_day(struct plan *p, const struct plan_mark *m)
{
    struct plan_place at;
    if (!plan_find_day(p, m->key, &at))
        return ERR_NOT_FOUND;
    enum err e = plan_unchanged(&at.day->mark, m);
    if (e == OK)
        array_remove(p->days, &p->n_days, sizeof *at.day, at.day_index);
    return e;
}

/* ---- lists ------------------------------------------------------------------------------ */

enum err plan_put_questions(struct arena *a, struct plan *p, int64_t revision,
                            const struct plan_question *list, size_t n)
{
    if (revision != p->questions_revision)
        return ERR_CONFLICT;
    if (n > PLAN_QUESTIONS_MAX)
        return ERR_TOO_LARGE;
    struct plan_question *now = arena_array(a, n, sizeof *now);
    for (size_t i = 0; i < n; i++) {
        now[i] = list[i];
        if (!plan_question_of(p, now[i].key))
            now[i].key = p->next_key++;
    }
    p->questions = now;
    p->n_questions = n;
    p->questions_revision = p->making;
    return OK;
}

static void rename_room_in(struct plan_session *s, const char *was, const char *is)
{
    if (s->room && strcmp(s->room, was) == 0)
        s->room = is;
    for (size_t i = 0; i < s->n_parallel; i++)
        rename_room_in(&s->parallel[i], was, is);
}

static void rename_room(struct plan *p, const char *was, const char *is)
{
    for (size_t d = 0; d < p->n_days; d++)
        for (size_t q = 0; q < p->days[d].n_sequences; q++)
            for (size_t i = 0; i < p->days[d].sequences[q].n_sessions; i++)
                rename_room_in(&p->days[d].sequences[q].sessions[i], was, is);
}

static const struct plan_room *room_of(const struct plan *p, int64_t key)
{
    for (size_t i = 0; key && i < p->n_rooms; i++)
        if (p->rooms[i].key == key)
            return &p->rooms[i];
    return NULL;
}

enum err plan_put_rooms(struct arena *a, struct plan *p, int64_t revision,
                        const struct plan_room *list, size_t n)
{
    if (revision != p->rooms_revision)
        return ERR_CONFLICT;
    if (n > PLAN_ROOMS_MAX)
        return ERR_TOO_LARGE;
    struct plan_room *now = arena_array(a, n, sizeof *now);
    for (size_t i = 0; i < n; i++) {
        const struct plan_room *was = room_of(p, list[i].key);
        now[i] = list[i];
        if (!was)
            now[i].key = p->next_key++;
        else if (strcmp(was->name, now[i].name) != 0)
            rename_room(p, was->name, now[i].name);
    }
    p->rooms = now;
    p->n_rooms = n;
    p->rooms_revision = p->making;
    return OK;
}

/* ---- the whole -------------------------------------------------------------------------- */

enum err plan_put_head(struct plan *p, const struct plan_edit_head *e)
{
    if (e->revision != p->head.revision)
        return ERR_CONFLICT;
    p->head.revision = p->making;
    p->title = e->title;
    p->theme = e->theme;
    p->purpose = e->purpose;
    p->zone = e->zone;
    p->place = e->place;
    p->edition = e->edition;
    return OK;
}

static void touch_session(struct plan_session *s, int64_t making)
{
    s->mark.revision = making;
    for (size_t i = 0; i < s->n_parallel; i++)
        touch_session(&s->parallel[i], making);
}

void plan_touch(struct plan *p)
{
    p->head.revision = p->questions_revision = p->rooms_revision = p->making;
    for (size_t d = 0; d < p->n_days; d++) {
        p->days[d].mark.revision = p->making;
        for (size_t q = 0; q < p->days[d].n_sequences; q++) {
            struct plan_sequence *sequence = &p->days[d].sequences[q];
            sequence->mark.revision = p->making;
            for (size_t i = 0; i < sequence->n_sessions; i++)
                touch_session(&sequence->sessions[i], p->making);
        }
    }
}
