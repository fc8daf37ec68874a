/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a new version changes for who has read the one before. */
#include "meeting/plan/plan.h"

#include <stdlib.h>

/* A session of a timetable, with its day. */
struct item {
    const struct session *session;
    const struct day *day;
    bool found;
};

static size_t items_of(struct arena *a, const struct timetable *t, struct item **out)
{
    struct item *list = NULL;
    size_t n = 0, cap = 0;
    for (size_t d = 0; d < t->n_days; d++)
        for (size_t q = 0; q < t->days[d].n_sequences; q++) {
            const struct sequence *sequence = &t->days[d].sequences[q];
            for (size_t i = 0; i < sequence->n_sessions; i++) {
                const struct session *s = &sequence->sessions[i];
                for (size_t w = 0; w <= s->n_parallel; w++) {
                    list = arena_grow(a, list, n, &cap, sizeof *list);
                    list[n++] = (struct item){w ? &s->parallel[w - 1] : s, &t->days[d], false};
                }
            }
        }
    *out = list;
    return n;
}

static int by_id(const void *x, const void *y)
{
    const struct item *p = x, *q = y;
    return (p->session->id.v > q->session->id.v) - (p->session->id.v < q->session->id.v);
}

static bool same(const char *x, const char *y)
{
    return x == y || (x && y && strcmp(x, y) == 0);
}

static bool same_speakers(const struct session *x, const struct session *y)
{
    if (x->n_speakers != y->n_speakers)
        return false;
    for (size_t i = 0; i < x->n_speakers; i++)
        if (!same(x->speakers[i].name, y->speakers[i].name) ||
            x->speakers[i].people != y->speakers[i].people)
            return false;
    return true;
}

/* false: nothing differs. */
static bool compare_two(const struct item *was, const struct item *is, struct plan_delta *d)
{
    const struct session *x = was->session, *y = is->session;
    *d = (struct plan_delta){
        .before = x,
        .after = y,
        .day_before = was->day,
        .day_after = is->day,
        .title = !same(x->title, y->title),
        .time = x->start_min != y->start_min || x->end_min != y->end_min ||
                !same(was->day->date, is->day->date),
        .room = !same(x->room, y->room),
        .type = x->type != y->type,
        .note = !same(x->note, y->note),
        .speakers = !same_speakers(x, y),
    };
    d->what = d->time ? DIFFERENCE_MOVED : DIFFERENCE_REWRITTEN;
    return d->title || d->time || d->room || d->type || d->note || d->speakers;
}

size_t plan_compare(struct arena *a, const struct timetable *before, const struct timetable *after,
                    const struct plan_delta **out)
{
    struct item *old, *new;
    size_t n_old = items_of(a, before, &old), n_new = items_of(a, after, &new), n = 0;
    struct plan_delta *list = arena_array(a, n_old + n_new, sizeof *list);
    if (n_old)
        qsort(old, n_old, sizeof *old, by_id);
    for (size_t i = 0; i < n_new; i++) {
        struct item *was =
            n_old && new[i].session->id.v ? bsearch(&new[i], old, n_old, sizeof *old, by_id) : NULL;
        if (!was)
            list[n++] = (struct plan_delta){
                .what = DIFFERENCE_ADDED, .after = new[i].session, .day_after = new[i].day};
        else if (compare_two(was, &new[i], &list[n]))
            n++;
        if (was)
            was->found = true;
    }
    for (size_t i = 0; i < n_old; i++)
        if (!old[i].found)
            list[n++] = (struct plan_delta){
                .what = DIFFERENCE_REMOVED, .before = old[i].session, .day_before = old[i].day};
    *out = list;
    return n;
}
