/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The views of a meeting's own page and of a session's, on top of those of the programme. */
#include "meeting/views.h"

#include "view/tr.h"
#include "view/typography.h"

/* ---- the meeting ------------------------------------------------------------------------ */

static const char *help_for(const struct viewing *v, enum answer a, const char *yes,
                            const char *tbc)
{
    return a == ANSWER_NO ? NULL : tr(v->lang, a == ANSWER_YES ? yes : tbc);
}

static void say_how_to_take_part(const struct viewing *v, const struct event *e,
                                 struct event_view *out)
{
    out->remote_help = help_for(v, e->remote, TR("La participation à distance est certaine."),
                                TR("La participation à distance reste à confirmer."));
    out->onsite_help = help_for(v, e->onsite, TR("La participation sur place est certaine."),
                                TR("La participation sur place reste à confirmer : le programme et "
                                   "les horaires ne changent pas."));
}

static const struct sequence_view *glance(const struct viewing *v, const struct timetable *t,
                                          size_t *n)
{
    *n = 0;
    if (t->n_days != 1)
        return NULL;
    *n = t->days[0].n_sequences;
    return view_sequences(v, &t->event, &t->days[0]);
}

struct event_view view_event(const struct viewing *v, const struct timetable *t)
{
    const struct event *e = &t->event;
    struct event_view out = {
        .head = view_head(v, e),
        .zone = view_zone(v, e),
        .questions = view_texts(v, t->questions, t->n_questions),
        .n_questions = t->n_questions,
    };
    out.awaited = strcmp(out.head.state, "past") != 0;
    if (out.awaited)
        say_how_to_take_part(v, e, &out);
    struct day_view *days = arena_array(v->a, t->n_days, sizeof *days);
    for (size_t d = 0; d < t->n_days; d++)
        days[d] = (struct day_view){.title = view_day_title(v, t, d),
                                    .anchor = arena_printf(v->a, "jour-%zu", d + 1)};
    out.days = days;
    out.n_days = t->n_days;
    out.sequences = glance(v, t, &out.n_sequences);
    if (e->starts_at != NO_INSTANT && out.head.has_programme)
        out.calendar = arena_printf(v->a, "%s/programme.ics", out.head.href);
    for (size_t d = 0; d < t->n_days; d++)
        if (t->days[d].n_sequences)
            out.programme = arena_printf(v->a, "%s/programme", out.head.href);
    return out;
}

static const struct link_view *neighbour(struct arena *a, const struct event *e)
{
    struct link_view *l = arena_new(a, struct link_view);
    l->href = arena_printf(a, "/rencontres/%s", e->slug);
    l->label = typo_fr(a, e->title);
    return l;
}

enum err view_neighbours(struct request *r, const struct event *e, struct event_view *view)
{
    const struct event *events;
    size_t n;
    enum err err = event_list(r->db, r->arena, &events, &n);
    for (size_t i = 0; err == OK && i < n; i++) {
        if (events[i].id.v != e->id.v)
            continue;
        if (i > 0)
            view->previous = neighbour(r->arena, &events[i - 1]);
        if (i + 1 < n)
            view->next = neighbour(r->arena, &events[i + 1]);
    }
    return err;
}

enum err meeting_head(struct request *r, const struct event *e, struct event_head *out)
{
    struct viewing v;
    enum err err = viewing_start(r, e, false, &v);
    if (err == OK)
        *out = view_head(&v, e);
    return err;
}

enum err meeting_glance(struct request *r, const struct event *e, const struct sequence_view **out,
                        size_t *n)
{
    struct viewing v;
    struct timetable t;
    enum err err = viewing_start(r, e, false, &v);
    if (err == OK)
        err = timetable_load(r->db, r->arena, e, &t);
    if (err == OK)
        *out = glance(&v, &t, n);
    return err;
}

/* ---- a session's page ------------------------------------------------------------------- */

const struct session *find_session(const struct timetable *t, const char *slug,
                                   const struct session **slot, const struct sequence **sequence,
                                   const struct day **day)
{
    for (size_t d = 0; d < t->n_days; d++) {
        for (size_t q = 0; q < t->days[d].n_sequences; q++) {
            const struct sequence *s = &t->days[d].sequences[q];
            for (size_t i = 0; i < s->n_sessions; i++) {
                const struct session *found = NULL;
                if (strcmp(s->sessions[i].slug, slug) == 0)
                    found = &s->sessions[i];
                for (size_t k = 0; !found && k < s->sessions[i].n_parallel; k++)
                    if (strcmp(s->sessions[i].parallel[k].slug, slug) == 0)
                        found = &s->sessions[i].parallel[k];
                if (!found)
                    continue;
                if (slot)
                    *slot = &s->sessions[i];
                if (sequence)
                    *sequence = s;
                if (day)
                    *day = &t->days[d];
                return found;
            }
        }
    }
    return NULL;
}

static void say_context(const struct viewing *v, const struct timetable *t,
                        const struct sequence *q, const struct day *d,
                        struct session_page_view *out)
{
    bool lone = q->n_sessions == 1 && strcmp(q->title, q->sessions[0].title) == 0;
    if (d->date || d->label)
        out->date = view_day_title(v, t, (size_t)(d - t->days));
    out->questions = view_texts(v, q->questions, q->n_questions);
    out->n_questions = q->n_questions;
    if (lone)
        return;
    out->sequence_title = typo_fr(v->a, q->title);
    out->sequence_purpose = typo_fr(v->a, q->purpose);
    out->sequence_href =
        arena_printf(v->a, "%s/programme#s-%s", out->head.href, q->sessions[0].slug);
}

static const struct link_view *session_link(const struct viewing *v, const struct event *e,
                                            const struct session *s)
{
    struct link_view *l = arena_new(v->a, struct link_view);
    *l = (struct link_view){view_session_href(v, e, s), typo_fr(v->a, s->title)};
    return l;
}

/* The sessions before and after in the order of the day, pauses skipped. */
static void find_around(const struct viewing *v, const struct timetable *t,
                        const struct session *here, struct session_page_view *out)
{
    bool passed = false;
    for (size_t d = 0; d < t->n_days; d++)
        for (size_t q = 0; q < t->days[d].n_sequences; q++)
            for (size_t i = 0; i < t->days[d].sequences[q].n_sessions; i++) {
                const struct session *s = &t->days[d].sequences[q].sessions[i];
                if (s == here) {
                    passed = true;
                } else if (!session_is_pause(s->type) && passed) {
                    out->next = session_link(v, &t->event, s);
                    return;
                } else if (!session_is_pause(s->type)) {
                    out->previous = session_link(v, &t->event, s);
                }
            }
}

enum err view_session(const struct viewing *v, const struct timetable *t, const char *slug,
                      struct session_page_view *out)
{
    const struct session *slot = NULL;
    const struct sequence *q = NULL;
    const struct day *d = NULL;
    const struct session *s = find_session(t, slug, &slot, &q, &d);
    if (!s)
        return ERR_NOT_FOUND;
    *out = (struct session_page_view){
        .head = view_head(v, &t->event),
        .zone = view_zone(v, &t->event),
        .session = view_of_session(v, &t->event, s),
        .n_speakers = s->n_speakers,
        .n_documents = s->n_documents,
    };
    const char **names = arena_array(v->a, s->n_speakers, sizeof *names);
    for (size_t i = 0; i < s->n_speakers; i++)
        names[i] = view_speaker(v, &s->speakers[i]);
    out->speakers = names;
    struct link_view *documents = arena_array(v->a, s->n_documents, sizeof *documents);
    for (size_t i = 0; i < s->n_documents; i++)
        documents[i] = (struct link_view){s->documents[i].address, s->documents[i].title};
    out->documents = documents;
    if (s->starts_at != NO_INSTANT)
        out->calendar = arena_printf(v->a, "%s.ics", out->session.href);
    say_context(v, t, q, d, out);
    find_around(v, t, slot, out);
    return OK;
}
