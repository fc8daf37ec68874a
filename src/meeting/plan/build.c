/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A plan from what is released, and what would be released from a plan. */
#include "meeting/plan/plan.h"

#include "meeting/release.h"

/* ---- from a timetable ------------------------------------------------------------------- */

static struct plan_mark next_mark(struct plan *p)
{
    return (struct plan_mark){.key = p->next_key++};
}

static struct plan_session session_in(struct arena *a, struct plan *p, const struct session *s)
{
    struct plan_session out = {
        .mark = next_mark(p),
        .id = s->id,
        .type = s->type,
        .title = s->title,
        .note = s->note,
        .room = s->room,
        .start_min = s->start_min,
        .end_min = s->end_min,
        .end_inferred = s->end_inferred,
        .n_speakers = s->n_speakers,
        .n_documents = s->n_documents,
        .n_parallel = s->n_parallel,
    };
    out.speakers = arena_array(a, s->n_speakers, sizeof *out.speakers);
    for (size_t i = 0; i < s->n_speakers; i++)
        out.speakers[i] = s->speakers[i];
    out.documents = arena_array(a, s->n_documents, sizeof *out.documents);
    for (size_t i = 0; i < s->n_documents; i++)
        out.documents[i] = s->documents[i];
    out.parallel = arena_array(a, s->n_parallel, sizeof *out.parallel);
    for (size_t i = 0; i < s->n_parallel; i++)
        out.parallel[i] = session_in(a, p, &s->parallel[i]);
    return out;
}

static int64_t key_of_question(const struct plan *p, const char *words)
{
    for (size_t i = 0; i < p->n_questions; i++)
        if (strcmp(p->questions[i].words, words) == 0)
            return p->questions[i].key;
    return 0;
}

static struct plan_sequence sequence_in(struct arena *a, struct plan *p, const struct sequence *q)
{
    struct plan_sequence out = {
        .mark = next_mark(p),
        .title = q->title,
        .purpose = q->purpose,
        .start_min = q->start_min,
        .end_min = q->end_min,
        .n_sessions = q->n_sessions,
    };
    out.questions = arena_array(a, q->n_questions, sizeof *out.questions);
    for (size_t i = 0; i < q->n_questions; i++) {
        int64_t key = key_of_question(p, q->questions[i]);
        if (key)
            out.questions[out.n_questions++] = key;
    }
    out.sessions = arena_array(a, q->n_sessions, sizeof *out.sessions);
    for (size_t i = 0; i < q->n_sessions; i++)
        out.sessions[i] = session_in(a, p, &q->sessions[i]);
    return out;
}

static struct plan_day day_in(struct arena *a, struct plan *p, const struct day *d)
{
    struct plan_day out = {
        .mark = next_mark(p), .date = d->date, .label = d->label, .n_sequences = d->n_sequences};
    out.sequences = arena_array(a, d->n_sequences, sizeof *out.sequences);
    for (size_t i = 0; i < d->n_sequences; i++)
        out.sequences[i] = sequence_in(a, p, &d->sequences[i]);
    return out;
}

void plan_from_timetable(struct arena *a, const struct timetable *t, const struct plan_room *rooms,
                         size_t n_rooms, struct plan *out)
{
    const struct event *e = &t->event;
    *out = (struct plan){
        .title = e->title,
        .theme = e->theme,
        .purpose = e->purpose,
        .zone = e->zone,
        .place = e->place,
        .edition = e->edition,
        .n_days = t->n_days,
        .n_questions = t->n_questions,
        .n_rooms = n_rooms,
        .next_key = 1,
    };
    out->questions = arena_array(a, t->n_questions, sizeof *out->questions);
    for (size_t i = 0; i < t->n_questions; i++)
        out->questions[i] = (struct plan_question){out->next_key++, t->questions[i]};
    out->rooms = arena_array(a, n_rooms, sizeof *out->rooms);
    for (size_t i = 0; i < n_rooms; i++) {
        out->rooms[i] = rooms[i];
        out->rooms[i].key = out->next_key++;
    }
    out->days = arena_array(a, t->n_days, sizeof *out->days);
    for (size_t i = 0; i < t->n_days; i++)
        out->days[i] = day_in(a, out, &t->days[i]);
}

/* ---- to a timetable --------------------------------------------------------------------- */

static struct session session_out(struct arena *a, const struct plan_session *s,
                                  const struct plan_session *hours, const struct zone *z,
                                  const char *date)
{
    struct session out = {
        .id = s->id,
        .slug = arena_printf(a, "temps/%lld", (long long)s->mark.key), /* until it is released */
        .guid = "",
        .type = s->type,
        .title = s->title,
        .note = s->note,
        .room = s->room,
        .start_min = hours->start_min,
        .end_min = hours->end_min,
        .end_inferred = hours->end_inferred,
        .speakers = s->speakers,
        .n_speakers = s->n_speakers,
        .documents = s->documents,
        .n_documents = s->n_documents,
        .n_parallel = s->n_parallel,
    };
    session_instants(z, date, &out);
    struct session *parallel = arena_array(a, s->n_parallel, sizeof *parallel);
    for (size_t i = 0; i < s->n_parallel; i++)
        parallel[i] = session_out(a, &s->parallel[i], s, z, date);
    out.parallel = parallel;
    return out;
}

static struct sequence sequence_out(struct arena *a, const struct plan *p,
                                    const struct plan_sequence *q, const struct zone *z,
                                    const char *date)
{
    struct session *sessions = arena_array(a, q->n_sessions, sizeof *sessions);
    const char **questions = arena_array(a, q->n_questions, sizeof *questions);
    size_t n = 0;
    for (size_t i = 0; i < q->n_sessions; i++)
        sessions[i] = session_out(a, &q->sessions[i], &q->sessions[i], z, date);
    for (size_t i = 0; i < q->n_questions; i++) {
        const struct plan_question *question = plan_question_of(p, q->questions[i]);
        if (question)
            questions[n++] = question->words;
    }
    return (struct sequence){
        .title = q->title,
        .purpose = q->purpose,
        .start_min = q->start_min,
        .end_min = q->end_min,
        .questions = questions,
        .n_questions = n,
        .sessions = sessions,
        .n_sessions = q->n_sessions,
    };
}

static struct day day_out(struct arena *a, const struct plan *p, const struct plan_day *d,
                          const struct zone *z)
{
    struct sequence *list = arena_array(a, d->n_sequences, sizeof *list);
    for (size_t i = 0; i < d->n_sequences; i++)
        list[i] = sequence_out(a, p, &d->sequences[i], z, d->date);
    return (struct day){
        .date = d->date, .label = d->label, .sequences = list, .n_sequences = d->n_sequences};
}

void plan_to_timetable(struct arena *a, const struct plan *p, const struct event *event,
                       struct timetable *out)
{
    const struct zone *z = zone_open(a, p->zone);
    struct day *days = arena_array(a, p->n_days, sizeof *days);
    const char **questions = arena_array(a, p->n_questions, sizeof *questions);
    for (size_t i = 0; i < p->n_days; i++)
        days[i] = day_out(a, p, &p->days[i], z);
    for (size_t i = 0; i < p->n_questions; i++)
        questions[i] = p->questions[i].words;
    *out = (struct timetable){
        .event = *event,
        .days = days,
        .n_days = p->n_days,
        .questions = questions,
        .n_questions = p->n_questions,
    };
    out->event.title = p->title;
    out->event.theme = p->theme;
    out->event.purpose = p->purpose;
    out->event.zone = p->zone;
    out->event.place = p->place;
    out->event.edition = p->edition;
    timetable_bounds(z, out);
}

/* ---- as another meeting's --------------------------------------------------------------- */

static void begin_session_anew(struct plan_session *s, bool keeps_speakers)
{
    s->id = (session_id){0};
    for (size_t i = 0; !keeps_speakers && i < s->n_speakers; i++)
        s->speakers[i].name = NULL;
    for (size_t i = 0; i < s->n_parallel; i++)
        begin_session_anew(&s->parallel[i], keeps_speakers);
}

void plan_begin_anew(struct plan *p, bool keeps_speakers)
{
    for (size_t d = 0; d < p->n_days; d++)
        for (size_t q = 0; q < p->days[d].n_sequences; q++)
            for (size_t i = 0; i < p->days[d].sequences[q].n_sessions; i++)
                begin_session_anew(&p->days[d].sequences[q].sessions[i], keeps_speakers);
}

void plan_shift_days(struct arena *a, struct plan *p, int64_t days)
{
    for (size_t d = 0; d < p->n_days; d++) {
        struct civil c;
        if (!p->days[d].date || !civil_parse_date(p->days[d].date, &c))
            continue;
        c = civil_from_day(civil_day_number(&c) + days);
        p->days[d].date = arena_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day);
    }
}
