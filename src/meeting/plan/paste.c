/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A programme that somebody wrote elsewhere, pasted: read, shown, then in the plan's place. */
#include "meeting/plan/paste.h"
#include "meeting/plan/handlers.h"
#include "meeting/plan/views.h"

#include "meeting/meeting_pages.h"
#include "meeting/timetable.h"
#include "view/tr.h"
#include "view/typography.h"

#define LINES_SHOWN 200

/* ---- who is who ------------------------------------------------------------------------- */

struct known { /* a session of the plan that was there */
    const struct plan_session *session;
    bool taken;
};

static size_t known_sessions(struct arena *a, const struct plan *p, struct known **out)
{
    struct known *list = arena_array(a, plan_count(p), sizeof *list);
    size_t n = 0;
    for (size_t d = 0; d < p->n_days; d++)
        for (size_t q = 0; q < p->days[d].n_sequences; q++)
            for (size_t i = 0; i < p->days[d].sequences[q].n_sessions; i++) {
                const struct plan_session *s = &p->days[d].sequences[q].sessions[i];
                for (size_t w = 0; w <= s->n_parallel; w++)
                    list[n++].session = w ? &s->parallel[w - 1] : s;
            }
    *out = list;
    return n;
}

static void adopt(struct known *list, size_t n, struct plan_session *s, bool by_title)
{
    for (size_t i = 0; i < n && !s->id.v; i++) {
        const struct plan_session *k = list[i].session;
        if (list[i].taken || !k->id.v)
            continue;
        bool title = strcmp(k->title, s->title) == 0;
        bool time = k->start_min == s->start_min && k->type == s->type;
        if (by_title ? title : time) {
            list[i].taken = true;
            s->id = k->id;
        }
    }
}

/* Released sessions are found again by their title, then by their hour and type: so they keep their
 * address and who is registered for them. */
static void adopt_all(struct known *list, size_t n, struct plan *p, bool by_title)
{
    for (size_t d = 0; d < p->n_days; d++)
        for (size_t q = 0; q < p->days[d].n_sequences; q++)
            for (size_t i = 0; i < p->days[d].sequences[q].n_sessions; i++) {
                struct plan_session *s = &p->days[d].sequences[q].sessions[i];
                adopt(list, n, s, by_title);
                for (size_t w = 0; w < s->n_parallel; w++)
                    adopt(list, n, &s->parallel[w], by_title);
            }
}

static void shift_session(struct plan_session *s, int64_t by)
{
    s->mark.key += by;
    for (size_t i = 0; i < s->n_parallel; i++)
        s->parallel[i].mark.key += by;
}

static void shift_sequence(struct plan_sequence *q, int64_t by)
{
    q->mark.key += by;
    for (size_t i = 0; i < q->n_questions; i++)
        q->questions[i] += by;
    for (size_t i = 0; i < q->n_sessions; i++)
        shift_session(&q->sessions[i], by);
}

/* Keys that nothing of the plan it goes into ever had. */
static void give_keys(struct plan *p, int64_t by)
{
    for (size_t i = 0; i < p->n_questions; i++)
        p->questions[i].key += by;
    for (size_t d = 0; d < p->n_days; d++) {
        p->days[d].mark.key += by;
        for (size_t q = 0; q < p->days[d].n_sequences; q++)
            shift_sequence(&p->days[d].sequences[q], by);
    }
}

enum err plan_replace(struct arena *a, struct plan *p, const struct timetable *t)
{
    struct plan read;
    struct known *known;
    size_t n = known_sessions(a, p, &known);
    struct timetable with = *t;
    with.event.title = p->title;
    with.event.zone = p->zone;
    plan_from_timetable(a, &with, NULL, 0, &read);
    if (plan_count(&read) > SESSIONS_MAX || read.n_days > PLAN_DAYS_MAX)
        return ERR_TOO_LARGE;
    give_keys(&read, p->next_key);
    p->next_key += read.next_key;
    p->days = read.days;
    p->n_days = read.n_days;
    p->questions = read.questions;
    p->n_questions = read.n_questions;
    adopt_all(known, n, p, true);
    adopt_all(known, n, p, false);
    plan_touch(p);
    return OK;
}

static enum err replace(struct arena *a, struct plan *p, void *arg)
{
    return plan_replace(a, p, arg);
}

/* ---- the page --------------------------------------------------------------------------- */

struct pasting {
    struct planned p;
    const char *text;
    struct programme programme;
    struct timetable timetable;
    struct paste_view view;
};

static void add_line(struct request *r, const struct session *s, struct link_view *list, size_t *n)
{
    if (*n < LINES_SHOWN)
        list[(*n)++] = (struct link_view){plan_hours(r, s->start_min, s->end_min),
                                          typo_fr(r->arena, s->title)};
}

static void add_lines(struct request *r, struct pasting *x)
{
    struct link_view *list = arena_array(r->arena, LINES_SHOWN, sizeof *list);
    size_t n = 0, sequences = 0;
    for (size_t d = 0; d < x->timetable.n_days; d++)
        for (size_t q = 0; q < x->timetable.days[d].n_sequences; q++) {
            const struct sequence *s = &x->timetable.days[d].sequences[q];
            sequences++;
            for (size_t i = 0; i < s->n_sessions; i++) {
                add_line(r, &s->sessions[i], list, &n);
                for (size_t w = 0; w < s->sessions[i].n_parallel; w++)
                    add_line(r, &s->sessions[i].parallel[w], list, &n);
            }
        }
    x->view.lines = list;
    x->view.n_lines = n;
    x->view.found =
        arena_printf(r->arena, "%s, %s",
                     tr_count(r->arena, request_lang(r), TRN("{n} temps", "{n} temps"),
                              (int64_t)timetable_sessions(&x->timetable)),
                     tr_count(r->arena, request_lang(r), TRN("{n} séquence", "{n} séquences"),
                              (int64_t)sequences));
}

static void add_warnings(struct request *r, struct pasting *x)
{
    const char **list = arena_array(r->arena, x->programme.n_warnings, sizeof *list);
    for (size_t i = 0; i < x->programme.n_warnings; i++)
        list[i] = tr_fill(r->arena, request_lang(r), tr(request_lang(r), TR("Ligne {n} : {what}")),
                          TR_ARGS(TR_ARG("n", x->programme.warnings[i].line),
                                  TR_ARG("what", x->programme.warnings[i].message)));
    x->view.warnings = list;
    x->view.n_warnings = x->programme.n_warnings;
}

static enum err show(struct request *r, struct pasting *x)
{
    struct paste_view *v = &x->view;
    v->action = r->http->path;
    enum err e = organiser_top(r, &x->p.event, TAB_PROGRAMME, TR("Reprendre d’un texte"), NULL,
                               v->action, &v->top);
    if (e != OK)
        return e;
    v->text = x->text;
    v->back = plan_path(r, &x->p.event, "");
    const struct sheet_mark m = {x->p.based_on, x->p.revision};
    v->based_on = sheet_mark(r->arena, &m);
    if (v->error)
        r->res->status = 422;
    plan_paste_page(r->body, &r->page, v);
    return OK;
}

enum err plan_paste_show(struct request *r)
{
    struct pasting x = {.text = ""};
    enum err e = planned_of(r, &x.p);
    return e == OK ? show(r, &x) : e;
}

/* false: the page says why. */
static bool read_text(struct request *r, struct pasting *x)
{
    const char *text = http_form_get(&r->form, "texte"), *why = NULL;
    x->text = text ? text : "";
    enum err e = programme_parse(r->arena, str_of(x->text), &x->programme, &why);
    if (e == OK)
        x->timetable = timetable_from_programme(r->arena, &x->programme);
    if (e != OK)
        x->view.error = why;
    else if (!timetable_sessions(&x->timetable))
        x->view.error = tr(request_lang(r),
                           TR("Aucun temps n’a été trouvé : chaque ligne du programme commence "
                              "par son heure, par exemple « 9h30 – 10h15 : Table ronde »."));
    return !x->view.error;
}

enum err plan_paste_take(struct request *r)
{
    struct pasting x = {0};
    struct sheet_mark m;
    const char *gesture = http_form_get(&r->form, "geste");
    enum err e = sheet_mark_read(r, &m);
    if (e == OK)
        e = planned_of(r, &x.p);
    if (e != OK)
        return e;
    if (!read_text(r, &x))
        return show(r, &x);
    if (gesture && strcmp(gesture, "remplacer") == 0 && x.p.revision == m.revision) {
        struct plan_change c = {
            .apply = replace, .arg = &x.timetable, .act = ACT_PASTE, .about = x.programme.title};
        e = plan_write(r, &x.p, &m, &c);
        if (e != ERR_CONFLICT || c.gone_past)
            return e == OK ? plan_back(r, &x.p, "texte", 0) : e;
    }
    x.view.read = true;
    if (gesture && strcmp(gesture, "remplacer") == 0) {
        x.view.conflict = plan_meanwhile(r, &x.p);
        r->res->status = 409;
    }
    add_lines(r, &x);
    add_warnings(r, &x);
    return show(r, &x);
}
