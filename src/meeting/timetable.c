/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/timetable.h"

#define NOTE_DOCUMENTS_MAX 50

/* ---- links in a note -------------------------------------------------------------------- */

static bool next_link(struct str *rest, struct str *title, struct str *address)
{
    while (rest->n) {
        struct str before = str_cut(rest, '[');
        (void)before;
        if (!rest->p)
            return false;
        struct str tail = *rest, words = str_cut(&tail, ']');
        if (!tail.p || !str_starts(tail, "("))
            continue;
        tail = str_sub(tail, 1, tail.n);
        struct str url = str_cut(&tail, ')');
        if (!tail.p || !(str_starts(url, "https://") || str_starts(url, "http://")))
            continue;
        *title = words;
        *address = url;
        *rest = tail;
        return true;
    }
    return false;
}

size_t documents_of_note(struct arena *a, const char *note, size_t most,
                         const struct document **out)
{
    struct str rest = str_of(note), title, address;
    struct document *list = NULL;
    size_t n = 0, cap = 0;
    while (note && n < most && next_link(&rest, &title, &address)) {
        list = arena_grow(a, list, n, &cap, sizeof *list);
        list[n++] = (struct document){str_dup(a, title), str_dup(a, address)};
    }
    *out = list;
    return n;
}

/* ---- the programme ---------------------------------------------------------------------- */

static void add_parallel(struct arena *a, const struct parsed_session *p, struct session *s)
{
    struct session *list = arena_array(a, p->n_parallel, sizeof *list);
    for (size_t i = 0; i < p->n_parallel; i++)
        list[i] = (struct session){
            .type = p->type,
            .title = p->parallel[i].title,
            .room = p->parallel[i].room,
            .start_min = p->start,
            .end_min = p->end,
            .end_inferred = p->end_inferred,
        };
    s->parallel = list;
    s->n_parallel = p->n_parallel;
}

static struct session session_from(struct arena *a, const struct parsed_session *p)
{
    struct session s = {
        .type = p->type,
        .title = p->title,
        .note = p->note,
        .room = p->room,
        .start_min = p->start,
        .end_min = p->end,
        .end_inferred = p->end_inferred,
        .n_speakers = p->n_speakers,
    };
    struct speaker *speakers = arena_array(a, p->n_speakers, sizeof *speakers);
    for (size_t i = 0; i < p->n_speakers; i++)
        speakers[i] = (struct speaker){p->speakers[i].name, p->speakers[i].count};
    s.speakers = speakers;
    s.n_documents = documents_of_note(a, p->note, NOTE_DOCUMENTS_MAX, &s.documents);
    add_parallel(a, p, &s);
    return s;
}

static struct sequence sequence_from(struct arena *a, const struct programme *p,
                                     const struct parsed_sequence *q)
{
    struct session *sessions = arena_array(a, q->n_sessions, sizeof *sessions);
    const char **questions = arena_array(a, q->n_questions, sizeof *questions);
    for (size_t i = 0; i < q->n_sessions; i++)
        sessions[i] = session_from(a, &q->sessions[i]);
    for (size_t i = 0; i < q->n_questions; i++)
        questions[i] = p->questions[q->questions[i]].text;
    return (struct sequence){
        .title = q->title,
        .purpose = q->purpose,
        .start_min = q->start,
        .end_min = q->end,
        .questions = questions,
        .n_questions = q->n_questions,
        .sessions = sessions,
        .n_sessions = q->n_sessions,
    };
}

static struct day day_from(struct arena *a, const struct programme *p, const struct parsed_day *d)
{
    struct sequence *list = arena_array(a, d->n_sequences, sizeof *list);
    for (size_t i = 0; i < d->n_sequences; i++)
        list[i] = sequence_from(a, p, &d->sequences[i]);
    return (struct day){
        .date = d->year ? arena_printf(a, "%04d-%02d-%02d", d->year, d->month, d->day) : NULL,
        .label = d->label,
        .sequences = list,
        .n_sequences = d->n_sequences,
    };
}

struct timetable timetable_from_programme(struct arena *a, const struct programme *p)
{
    struct day *days = arena_array(a, p->n_days, sizeof *days);
    const char **questions = arena_array(a, p->n_questions, sizeof *questions);
    for (size_t i = 0; i < p->n_days; i++)
        days[i] = day_from(a, p, &p->days[i]);
    for (size_t i = 0; i < p->n_questions; i++)
        questions[i] = p->questions[i].text;
    return (struct timetable){
        .days = days,
        .n_days = p->n_days,
        .questions = questions,
        .n_questions = p->n_questions,
        .supporters = p->supporters,
        .n_supporters = p->n_supporters,
    };
}
