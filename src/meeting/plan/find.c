/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What stands where in a plan. */
#include "meeting/plan/plan.h"

static bool find_in(struct plan_sequence *q, int64_t key, struct plan_place *out)
{
    for (size_t i = 0; i < q->n_sessions; i++) {
        struct plan_session *s = &q->sessions[i];
        if (s->mark.key == key) {
            out->slot = NULL;
            out->session = s;
            out->index = i;
            return true;
        }
        for (size_t k = 0; k < s->n_parallel; k++)
            if (s->parallel[k].mark.key == key) {
                out->slot = s;
                out->session = &s->parallel[k];
                out->index = k;
                return true;
            }
    }
    return false;
}

bool plan_find_session(struct plan *p, int64_t key, struct plan_place *out)
{
    *out = (struct plan_place){0};
    for (size_t d = 0; d < p->n_days; d++)
        for (size_t q = 0; q < p->days[d].n_sequences; q++) {
            out->day = &p->days[d];
            out->day_index = d;
            out->sequence = &p->days[d].sequences[q];
            out->sequence_index = q;
            if (find_in(out->sequence, key, out))
                return true;
        }
    return false;
}

bool plan_find_sequence(struct plan *p, int64_t key, struct plan_place *out)
{
    *out = (struct plan_place){0};
    for (size_t d = 0; d < p->n_days; d++)
        for (size_t q = 0; q < p->days[d].n_sequences; q++)
            if (p->days[d].sequences[q].mark.key == key) {
                out->day = &p->days[d];
                out->day_index = d;
                out->sequence = &p->days[d].sequences[q];
                out->sequence_index = q;
                return true;
            }
    return false;
}

bool plan_find_day(struct plan *p, int64_t key, struct plan_place *out)
{
    *out = (struct plan_place){0};
    for (size_t d = 0; d < p->n_days; d++)
        if (p->days[d].mark.key == key) {
            out->day = &p->days[d];
            out->day_index = d;
            return true;
        }
    return false;
}

const struct plan_question *plan_question_of(const struct plan *p, int64_t key)
{
    for (size_t i = 0; i < p->n_questions; i++)
        if (p->questions[i].key == key)
            return &p->questions[i];
    return NULL;
}

size_t plan_count(const struct plan *p)
{
    size_t n = 0;
    for (size_t d = 0; d < p->n_days; d++)
        for (size_t q = 0; q < p->days[d].n_sequences; q++)
            for (size_t i = 0; i < p->days[d].sequences[q].n_sessions; i++)
                n += 1 + p->days[d].sequences[q].sessions[i].n_parallel;
    return n;
}
