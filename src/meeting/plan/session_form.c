/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The form of a session, or of one of the workshops of a slot. */
#include "meeting/plan/handlers.h"
#include "meeting/plan/people.h"
#include "meeting/plan/views.h"

#include "meeting/export/labels.h"
#include "meeting/meeting_pages.h"
#include "view/tr.h"

enum { TITLE, TYPE, START, END, SHIFTS, SEQUENCE, ROOM, SPEAKERS, NOTE, DOCUMENTS };

static const struct sheet_field fields[] = {
    [TITLE] = {"titre", TR("Titre"), NULL, SHEET_LINE, true, true, PLAN_LINE_MAX},
    [TYPE] = {"genre", TR("Genre"), NULL, SHEET_CHOICE, true, false, 0},
    [START] = {"debut", TR("Début"), NULL, SHEET_TIME, true, false, 0},
    [END] = {"fin", TR("Fin"), NULL, SHEET_TIME, false, false, 0},
    [SHIFTS] = {"decaler", TR("Si la fin change, décaler d’autant la suite de la journée"), NULL,
                SHEET_CHECK, false, false, 0},
    [SEQUENCE] = {"sequence", TR("Séquence"), NULL, SHEET_CHOICE, true, false, 0},
    [ROOM] = {"salle", TR("Salle"), NULL, SHEET_LINE, false, true, PLAN_LINE_MAX, true},
    [SPEAKERS] = {"intervenants", TR("Intervenants"),
                  TR("Une personne par ligne. Pas encore de nom : « à annoncer », ou « 3 à "
                     "annoncer »."),
                  SHEET_TEXT, false, true, PLAN_LINE_MAX * 10},
    [NOTE] = {"note", TR("Présentation"), TR("Texte en Markdown."), SHEET_TEXT, false, true,
              PLAN_TEXT_MAX},
    [DOCUMENTS] = {"documents", TR("Documents"),
                   TR("Un par ligne : son titre, puis son adresse, qui commence par https://."),
                   SHEET_TEXT, false, true, PLAN_LINE_MAX * 30},
};

/* What one request is about. */
struct editing {
    struct planned p;
    struct plan_place at; /* of what is there */
    int64_t key;          /* 0: a new one */
    int64_t slot;         /* key of the slot that a workshop is of; 0: it is none */
    bool gone;            /* it was there when the form was made */
    struct sheet sheet;
};

/* ---- choices ---------------------------------------------------------------------------- */

static void offer_types(struct sheet *s)
{
    struct choice_view *list = arena_array(s->r->arena, SESSION_TYPES, sizeof *list);
    for (size_t i = 0; i < SESSION_TYPES; i++)
        list[i] = (struct choice_view){
            .value = session_type_word((enum session_type)i),
            .label = session_type_label(request_lang(s->r), (enum session_type)i),
        };
    s->choices[TYPE] = list;
    s->n_choices[TYPE] = SESSION_TYPES;
}

/* "12" is the key of a sequence, "j3" of a day: a sequence of its own on it. */
static const char *sequence_value(struct arena *a, const struct plan_day *d,
                                  const struct plan_sequence *q)
{
    return q && !plan_is_lone(q) ? arena_printf(a, "%lld", (long long)q->mark.key)
                                 : arena_printf(a, "j%lld", (long long)d->mark.key);
}

static void offer_day(struct sheet *s, const struct plan *p, const struct plan_day *d,
                      struct choice_view *list, size_t *n)
{
    struct arena *a = s->r->arena;
    const char *day = p->n_days == 1 ? "" : arena_printf(a, "%s : ", plan_day_title(s->r, p, d));
    list[(*n)++] = (struct choice_view){
        .value = sequence_value(a, d, NULL),
        .label = arena_printf(a, "%s%s", day,
                              tr(request_lang(s->r), TR("seul, hors séquence (pause, repas…)"))),
    };
    for (size_t q = 0; q < d->n_sequences; q++) {
        const struct plan_sequence *x = &d->sequences[q];
        if (!plan_is_lone(x))
            list[(*n)++] = (struct choice_view){
                .value = sequence_value(a, d, x),
                .label = arena_printf(a, "%s%s · %s", day,
                                      plan_hours(s->r, x->start_min, x->end_min), x->title),
            };
    }
}

static void offer_sequences(struct sheet *s, const struct plan *p)
{
    struct choice_view *list =
        arena_array(s->r->arena, PLAN_SEQUENCES_MAX + PLAN_DAYS_MAX, sizeof *list);
    s->n_choices[SEQUENCE] = 0;
    for (size_t d = 0; d < p->n_days; d++)
        offer_day(s, p, &p->days[d], list, &s->n_choices[SEQUENCE]);
    s->choices[SEQUENCE] = list;
}

static void suggest_rooms(struct sheet *s, const struct plan *p)
{
    struct choice_view *list = arena_array(s->r->arena, p->n_rooms, sizeof *list);
    for (size_t i = 0; i < p->n_rooms; i++)
        list[i] = (struct choice_view){.value = p->rooms[i].name};
    s->view.suggestions = list;
    s->view.n_suggestions = p->n_rooms;
}

/* ---- what it is about ------------------------------------------------------------------- */

/* A number of the query; 0: none. */
static int64_t number_of(struct request *r, const char *name)
{
    const char *word = http_form_get(&r->query, name);
    int64_t n = 0;
    return word && parse_int(str_of(word), 1, INT64_MAX, &n) ? n : 0;
}

static enum err find_place(struct request *r, struct editing *x)
{
    if (x->key) {
        x->gone = !plan_find_session(&x->p.plan, x->key, &x->at);
        if (x->gone)
            return OK;
        x->slot = x->at.slot ? x->at.slot->mark.key : 0;
        return OK;
    }
    int64_t sequence = number_of(r, "dans"), day = number_of(r, "jour");
    x->slot = number_of(r, "creneau");
    bool there = x->slot    ? plan_find_session(&x->p.plan, x->slot, &x->at)
                 : sequence ? plan_find_sequence(&x->p.plan, sequence, &x->at)
                 : day      ? plan_find_day(&x->p.plan, day, &x->at)
                            : true;
    return there ? OK : ERR_NOT_FOUND;
}

static enum err load(struct request *r, struct editing *x)
{
    bool fresh;
    *x = (struct editing){0};
    enum err e = plan_key(r, &x->key, &fresh);
    if (e == OK)
        e = planned_of(r, &x->p);
    if (e == OK)
        e = find_place(r, x);
    if (e != OK)
        return e;
    struct sheet *s = &x->sheet;
    sheet_init(s, r, fields, ARRAY_LEN(fields));
    s->left_out[START] = s->left_out[END] = s->left_out[SEQUENCE] = x->slot != 0;
    s->left_out[SHIFTS] = x->slot || !x->key;
    offer_types(s);
    offer_sequences(s, &x->p.plan);
    suggest_rooms(s, &x->p.plan);
    return OK;
}

/* ---- what is kept ----------------------------------------------------------------------- */

static void fill(struct sheet *s, const void *from)
{
    const struct plan_place *at = from;
    const struct plan_session *x = at->session;
    sheet_set(s, TITLE, x->title);
    sheet_set(s, TYPE, session_type_word(x->type));
    sheet_set_time(s, START, x->start_min);
    sheet_set_time(s, END, x->end_min);
    sheet_set(s, SEQUENCE, sequence_value(s->r->arena, at->day, at->sequence));
    sheet_set(s, ROOM, x->room);
    sheet_set(s, SPEAKERS, speakers_write(s->r->arena, request_lang(s->r), x));
    sheet_set(s, NOTE, x->note);
    sheet_set(s, DOCUMENTS, documents_write(s->r->arena, x));
}

/* A new one begins where the last of its sequence ends. */
static void fill_new(struct editing *x)
{
    struct sheet *s = &x->sheet;
    sheet_set(s, TYPE, session_type_word(x->slot ? SESSION_WORKSHOP : SESSION_TALK));
    if (x->slot || !x->at.day)
        return;
    const struct plan_day *d = x->at.day;
    const struct plan_sequence *q = x->at.sequence   ? x->at.sequence
                                    : d->n_sequences ? &d->sequences[d->n_sequences - 1]
                                                     : NULL;
    const struct plan_session *last = q && q->n_sessions ? &q->sessions[q->n_sessions - 1] : NULL;
    sheet_set(s, SEQUENCE, sequence_value(s->r->arena, d, x->at.sequence));
    if (q)
        sheet_set_time(s, START,
                       !last                      ? q->start_min
                       : last->end_min != NO_TIME ? last->end_min
                                                  : last->start_min);
}

/* ---- the page --------------------------------------------------------------------------- */

static void add_workshops(struct request *r, struct editing *x)
{
    struct sheet_view *v = &x->sheet.view;
    const struct plan_session *s = x->at.session;
    if (!x->key || x->slot || x->gone || (s->type != SESSION_WORKSHOP && !s->n_parallel))
        return;
    struct link_view *list = arena_array(r->arena, s->n_parallel, sizeof *list);
    for (size_t i = 0; i < s->n_parallel; i++)
        list[i] = (struct link_view){
            plan_path(r, &x->p.event,
                      arena_printf(r->arena, "temps/%lld", (long long)s->parallel[i].mark.key)),
            s->parallel[i].title};
    v->below = list;
    v->n_below = s->n_parallel;
    v->below_title = tr(request_lang(r), TR("Ateliers en parallèle"));
    v->add = arena_printf(r->arena, "%s?creneau=%lld", plan_path(r, &x->p.event, "temps/nouveau"),
                          (long long)x->key);
    v->add_label = tr(request_lang(r), TR("Ajouter un atelier à ce créneau"));
}

static void add_drop(struct request *r, struct editing *x)
{
    struct sheet_view *v = &x->sheet.view;
    if (!x->key || x->gone)
        return;
    const size_t n = x->at.session->n_parallel;
    v->drop = "supprimer";
    v->drop_label = x->slot ? tr(request_lang(r), TR("Supprimer cet atelier"))
                            : tr(request_lang(r), TR("Supprimer ce temps"));
    v->drop_help =
        n ? tr_count(r->arena, request_lang(r),
                     TRN("Son atelier part avec lui. On peut le reprendre pendant 30 jours.",
                         "Ses {n} ateliers partent avec lui. On peut le reprendre pendant 30 "
                         "jours."),
                     (int64_t)n)
          : tr(request_lang(r), TR("On peut le reprendre pendant 30 jours. Rien ne change pour le "
                                   "public avant la prochaine version."));
}

static void add_mark(struct request *r, struct editing *x)
{
    const bool known = x->key && !x->gone;
    const struct sheet_mark m = {x->p.based_on, known ? x->at.session->mark.revision : 0};
    x->sheet.view.mark = sheet_mark(r->arena, &m);
    x->sheet.view.keep =
        arena_printf(r->arena, "plan/%lld/%lld", (long long)x->p.event.id.v, (long long)x->key);
}

static enum err show(struct request *r, struct editing *x)
{
    struct sheet_view *v = &x->sheet.view;
    const char *title = x->key && !x->gone ? (x->slot ? TR("Atelier") : TR("Temps"))
                        : x->slot          ? TR("Nouvel atelier")
                                           : TR("Nouveau temps");
    v->action = x->gone ? plan_path(r, &x->p.event, "temps/nouveau") : r->http->path;
    if (!x->key && x->slot)
        v->action = arena_printf(r->arena, "%s?creneau=%lld", r->http->path, (long long)x->slot);
    enum err e = organiser_top(r, &x->p.event, TAB_PROGRAMME, title, NULL, v->action, &v->top);
    if (e != OK)
        return e;
    add_mark(r, x);
    v->back = plan_path(r, &x->p.event, "");
    v->back_label = tr(request_lang(r), TR("Retour au programme"));
    v->submit = tr(request_lang(r), TR("Enregistrer"));
    add_workshops(r, x);
    add_drop(r, x);
    sheet_show(&x->sheet);
    plan_sheet_page(r->body, &r->page, v);
    return OK;
}

enum err plan_session_show(struct request *r)
{
    struct editing x;
    enum err e = load(r, &x);
    if (e == OK && x.gone)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    if (x.key)
        fill(&x.sheet, &x.at);
    else
        fill_new(&x);
    return show(r, &x);
}

/* ---- saving ----------------------------------------------------------------------------- */

static void read_session(struct editing *x, const struct sheet_mark *m,
                         struct plan_edit_session *out)
{
    struct sheet *s = &x->sheet;
    struct arena *a = s->r->arena;
    struct plan_session *session = &out->session;
    const char *why;
    sheet_read(s);
    session->mark = (struct plan_mark){x->key, m->revision};
    session->title = s->value[TITLE];
    session->room = sheet_text(s, ROOM);
    session->note = sheet_text(s, NOTE);
    session->start_min = (int)s->number[START];
    session->end_min = (int)s->number[END];
    if (!session_type_from_word(str_of(s->value[TYPE]), &session->type))
        session->type = SESSION_OTHER;
    speakers_read(a, s->value[SPEAKERS], session, &why);
    if (why)
        sheet_fault(s, SPEAKERS, why);
    documents_read(a, s->value[DOCUMENTS], session, &why);
    if (why)
        sheet_fault(s, DOCUMENTS, why);
    out->slot = x->slot;
    out->shifts = sheet_on(s, SHIFTS);
    const char *where = s->value[SEQUENCE];
    if (!x->slot && !s->error[SEQUENCE] &&
        !(*where == 'j' ? parse_int(str_of(where + 1), 1, INT64_MAX, &out->day)
                        : parse_int(str_of(where), 1, INT64_MAX, &out->sequence)))
        sheet_fault(s, SEQUENCE, TR("Choisissez dans la liste."));
}

/* "23:00" to "01:00" ends after midnight; "10:00" to "09:00" is a slip. */
static void check_hours(struct editing *x, struct plan_session *s)
{
    if (x->slot || x->sheet.error[START] || x->sheet.error[END] || s->end_min == NO_TIME)
        return;
    if (s->end_min <= s->start_min && s->start_min >= 18 * 60 && s->end_min <= 8 * 60)
        s->end_min += 24 * 60;
    if (s->end_min <= s->start_min)
        sheet_fault(&x->sheet, END, TR("La fin vient après le début."));
    if (s->end_min > PLAN_MINUTES_MAX)
        sheet_fault(&x->sheet, END, TR("C’est trop tard : douze heures après minuit au plus."));
}

/* It was changed, or taken away, since the form was made: both are shown. */
static enum err show_both(struct request *r, const struct editing *was)
{
    struct editing x = *was;
    struct plan_place at = {0};
    enum err e = planned_of(r, &x.p);
    if (e != OK)
        return e;
    x.gone = x.key && !plan_find_session(&x.p.plan, x.key, &at);
    x.at = at;
    offer_sequences(&x.sheet, &x.p.plan);
    if (x.key && !x.gone) {
        sheet_conflict(&x.sheet, fill, &x.at, plan_meanwhile(r, &x.p));
    } else {
        x.sheet.view.conflict =
            tr(request_lang(r),
               TR("Ce temps n’est plus dans le programme, ou le programme a été remplacé. Ce que "
                  "vous aviez écrit est ci-dessous : l’enregistrer l’ajoute de nouveau."));
        r->res->status = 409;
        x.slot = 0;
        x.sheet.left_out[START] = x.sheet.left_out[END] = x.sheet.left_out[SEQUENCE] = false;
        x.sheet.left_out[SHIFTS] = true;
    }
    return show(r, &x);
}

static enum err put_session(struct arena *a, struct plan *p, void *arg)
{
    return plan_put_session(a, p, arg);
}

static enum err drop_session(struct arena *a, struct plan *p, void *arg)
{
    (void)a;
    return plan_drop_session(p, arg);
}

static enum err drop(struct request *r, struct editing *x, const struct sheet_mark *m)
{
    if (!x->key || x->gone)
        return ERR_NOT_FOUND;
    struct plan_mark mark = {x->key, m->revision};
    struct plan_change c = {
        .apply = drop_session, .arg = &mark, .act = ACT_DROP, .about = x->at.session->title};
    enum err e = plan_write(r, &x->p, m, &c);
    if (e == ERR_CONFLICT && !c.gone_past) {
        fill(&x->sheet, &x->at);
        return show_both(r, x);
    }
    return e == OK ? plan_back(r, &x->p, "suppression", 0) : e;
}

static enum err save(struct request *r, struct editing *x, const struct sheet_mark *m)
{
    struct plan_edit_session edit = {0};
    read_session(x, m, &edit);
    check_hours(x, &edit.session);
    if (x->sheet.n_errors)
        return show(r, x);
    if (x->gone)
        return show_both(r, x);
    struct plan_change c = {.apply = put_session,
                            .arg = &edit,
                            .act = edit.session.mark.key ? ACT_CHANGE : ACT_ADD,
                            .about = edit.session.title};
    enum err e = plan_write(r, &x->p, m, &c);
    if (e == ERR_CONFLICT || e == ERR_NOT_FOUND)
        return show_both(r, x);
    return e == OK ? plan_back(r, &x->p, "enregistrement", edit.key) : e;
}

enum err plan_session_take(struct request *r)
{
    struct editing x;
    struct sheet_mark m;
    const char *gesture = http_form_get(&r->form, "geste");
    enum err e = sheet_mark_read(r, &m);
    if (e == OK)
        e = load(r, &x);
    if (e != OK)
        return e;
    return gesture && strcmp(gesture, "supprimer") == 0 ? drop(r, &x, &m) : save(r, &x, &m);
}
