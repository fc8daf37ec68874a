/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A new meeting: from nothing, or from another one with its dates moved. */
#include "meeting/plan/handlers.h"
#include "meeting/plan/head.h"

#include "meeting/meeting_pages.h"
#include "meeting/store.h"
#include "view/tr.h"

enum {
    KIND = HEAD_FIELDS, /* of a new one */
    DATE,
    REMOTE,
    ONSITE,
    SPEAKERS, /* of a copy */
    FIELDS
};

static const char *const answer_labels[] = {TR("Non"), TR("Oui"), TR("À confirmer")};

/* The fields of the meeting, then ours. */
static const struct sheet_field *fields(struct arena *a)
{
    static const struct sheet_field own[] = {
        {"type", TR("C’est"), NULL, SHEET_CHOICE, true, false, 0},
        {"date", TR("Premier jour"), TR("Vide tant qu’il n’est pas fixé."), SHEET_DATE, false,
         false, 0},
        {"distance", TR("À distance"), NULL, SHEET_CHOICE, true, false, 0},
        {"surplace", TR("Sur place"), NULL, SHEET_CHOICE, true, false, 0},
        {"noms", TR("Garder les noms des intervenants"),
         TR("Sans cela ils deviennent « à annoncer »."), SHEET_CHECK, false, false, 0},
    };
    struct sheet_field *all = arena_array(a, FIELDS, sizeof *all);
    memcpy(all, head_fields, sizeof head_fields);
    memcpy(all + HEAD_FIELDS, own, sizeof own);
    return all;
}

static void offer(struct request *r, struct sheet *s)
{
    static const struct choice_view kinds[] = {{.value = "edition", .label = TR("une rencontre")},
                                               {.value = "webinar", .label = TR("un webinaire")}};
    struct choice_view *k = arena_array(r->arena, ARRAY_LEN(kinds), sizeof *k);
    struct choice_view *answers = arena_array(r->arena, ANSWER_TBC + 1, sizeof *answers);
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        k[i] = (struct choice_view){.value = kinds[i].value,
                                    .label = tr(request_lang(r), kinds[i].label)};
    for (size_t i = 0; i <= ANSWER_TBC; i++)
        answers[i] = (struct choice_view){.value = answer_word((enum answer)i),
                                          .label = tr(request_lang(r), answer_labels[i])};
    s->choices[KIND] = k;
    s->n_choices[KIND] = ARRAY_LEN(kinds);
    s->choices[REMOTE] = s->choices[ONSITE] = answers;
    s->n_choices[REMOTE] = s->n_choices[ONSITE] = ANSWER_TBC + 1;
    head_offer_zones(s);
}

static void start(struct request *r, struct sheet *s)
{
    sheet_init(s, r, fields(r->arena), FIELDS);
    offer(r, s);
}

/* ---- making it -------------------------------------------------------------------------- */

static enum answer answer_of(const struct sheet *s, size_t field)
{
    for (size_t i = 0; i <= ANSWER_TBC; i++)
        if (strcmp(s->value[field], answer_word((enum answer)i)) == 0)
            return (enum answer)i;
    return ANSWER_NO;
}

static int year_of(const struct plan *p)
{
    struct civil c;
    return p->n_days && p->days[0].date && civil_parse_date(p->days[0].date, &c) ? c.year : 0;
}

/* The address that nobody has yet: a second "2026-assemblee" becomes "2026-assemblee-2". */
static enum err free_slug(struct request *r, const struct plan *p, const char **out)
{
    const char *base = event_slug_from(r->arena, year_of(p), p->theme ? p->theme : p->title);
    struct event taken;
    *out = base;
    for (int i = 2; i < 100; i++) {
        enum err e = store_event_find(r->db, r->arena, *out, &taken);
        if (e != OK)
            return e == ERR_NOT_FOUND ? OK : e;
        *out = arena_printf(r->arena, "%s-%d", base, i);
    }
    return ERR_CONFLICT;
}

static enum err make(struct request *r, struct sheet *s, const struct plan *p, event_id seats_of,
                     const struct event *event)
{
    struct timetable t;
    plan_to_timetable(r->arena, p, event, &t);
    enum err e = free_slug(r, p, &t.event.slug);
    if (e != OK)
        return e;
    const struct audit_by by = request_by(r);
    struct event_make x = {.event = &t.event,
                           .plan = p,
                           .seats_of = seats_of,
                           .by = plan_author(r),
                           .noted = &by,
                           .now = request_now(r)};
    e = store_write(r->app->store, event_make, &x);
    if (e == ERR_CONFLICT)
        sheet_fault(s, HEAD_EDITION, TR("Une autre rencontre porte déjà ce numéro."));
    if (e != OK)
        return e;
    return request_redirect(
        r, 303, arena_printf(r->arena, "/organisation/rencontres/%s/programme", t.event.slug));
}

static void put_head(struct plan *p, const struct plan_edit_head *h)
{
    p->title = h->title;
    p->theme = h->theme;
    p->edition = h->edition;
    p->place = h->place;
    p->zone = h->zone;
    p->purpose = h->purpose;
}

/* ---- from nothing ----------------------------------------------------------------------- */

static enum err show_new(struct request *r, struct sheet *s)
{
    struct sheet_view *v = &s->view;
    s->left_out[SPEAKERS] = true;
    v->action = r->http->path;
    v->mark = "0.0";
    v->keep = v->action;
    v->back = "/organisation";
    v->back_label = tr(request_lang(r), TR("Retour"));
    v->submit = tr(request_lang(r), TR("Créer la rencontre"));
    v->intro = tr(request_lang(r), TR("Personne d’autre que l’organisation ne la voit avant sa "
                                      "première version. Le programme vient ensuite : temps par "
                                      "temps, ou d’un texte déjà écrit."));
    v->top.title = tr(request_lang(r), TR("Nouvelle rencontre"));
    request_private(r);
    request_title(r, v->top.title, NULL);
    sheet_show(s);
    plan_new_page(r->body, &r->page, v);
    return OK;
}

enum err meeting_new_show(struct request *r)
{
    struct sheet s;
    start(r, &s);
    sheet_set(&s, HEAD_ZONE, "Europe/Paris");
    sheet_set(&s, KIND, "edition");
    sheet_set(&s, REMOTE, "yes");
    sheet_set(&s, ONSITE, "tbc");
    return show_new(r, &s);
}

/* One day, as soon as there is a date, and nothing in it. */
static void begin(struct request *r, const struct sheet *s, struct plan *p)
{
    struct plan_edit_day day = {.day = {.date = sheet_text(s, DATE)}};
    *p = (struct plan){.next_key = 1, .making = 1};
    if (plan_put_day(r->arena, p, &day) != OK)
        die("plan: no room for a first day");
}

enum err meeting_new_take(struct request *r)
{
    struct sheet s;
    struct plan p;
    start(r, &s);
    s.left_out[SPEAKERS] = true;
    const struct plan_edit_head head = head_read(&s);
    if (s.n_errors)
        return show_new(r, &s);
    begin(r, &s, &p);
    put_head(&p, &head);
    struct event event = {
        .kind = strcmp(s.value[KIND], "webinar") == 0 ? EVENT_WEBINAR : EVENT_EDITION,
        .remote = answer_of(&s, REMOTE),
        .onsite = answer_of(&s, ONSITE),
    };
    enum err e = make(r, &s, &p, (event_id){0}, &event);
    return s.n_errors ? show_new(r, &s) : e;
}

/* ---- from another one ------------------------------------------------------------------- */

static enum err show_copy(struct request *r, const struct planned *p, struct sheet *s)
{
    struct sheet_view *v = &s->view;
    s->left_out[KIND] = true;
    v->action = r->http->path;
    enum err e = organiser_top(r, &p->event, TAB_PROGRAMME, TR("Reprendre cette rencontre"), NULL,
                               v->action, &v->top);
    if (e != OK)
        return e;
    v->mark = "0.0";
    v->keep = v->action;
    v->back = plan_path(r, &p->event, "");
    v->back_label = tr(request_lang(r), TR("Retour au programme"));
    v->submit = tr(request_lang(r), TR("Créer la nouvelle rencontre"));
    v->intro = tr(request_lang(r),
                  TR("La nouvelle rencontre reprend les séquences, les temps, les questions, les "
                     "salles et les places, à de nouvelles dates. Ni les inscriptions ni les "
                     "invitations n’en "
                     "sont reprises."));
    sheet_show(s);
    plan_sheet_page(r->body, &r->page, v);
    return OK;
}

/* The same day of the week a year later: 52 weeks. */
static const char *a_year_later(struct arena *a, const char *date)
{
    struct civil c;
    if (!date || !civil_parse_date(date, &c))
        return "";
    c = civil_from_day(civil_day_number(&c) + 52 * 7);
    return arena_printf(a, "%04d-%02d-%02d", c.year, c.month, c.day);
}

enum err meeting_copy_show(struct request *r)
{
    struct planned p;
    struct sheet s;
    enum err e = planned_of(r, &p);
    if (e != OK)
        return e;
    start(r, &s);
    head_fill(&s, &p.plan);
    if (p.plan.edition)
        sheet_set_number(&s, HEAD_EDITION, p.plan.edition + 1);
    sheet_set(&s, DATE, a_year_later(r->arena, p.plan.n_days ? p.plan.days[0].date : NULL));
    sheet_set(&s, REMOTE, answer_word(p.event.remote));
    sheet_set(&s, ONSITE, answer_word(p.event.onsite));
    return show_copy(r, &p, &s);
}

/* Every day as far from the first as before; without a date, none has one. */
static void move_days(struct request *r, struct plan *p, const char *date)
{
    struct civil was, is;
    const char *first = p->n_days ? p->days[0].date : NULL;
    if (date && first && civil_parse_date(first, &was) && civil_parse_date(date, &is)) {
        plan_shift_days(r->arena, p, civil_day_number(&is) - civil_day_number(&was));
        return;
    }
    for (size_t d = 0; d < p->n_days; d++)
        p->days[d].date = d ? NULL : date;
}

enum err meeting_copy_take(struct request *r)
{
    struct planned p;
    struct sheet s;
    enum err e = planned_of(r, &p);
    if (e != OK)
        return e;
    start(r, &s);
    s.left_out[KIND] = true;
    const struct plan_edit_head head = head_read(&s);
    if (s.n_errors)
        return show_copy(r, &p, &s);
    put_head(&p.plan, &head);
    plan_begin_anew(&p.plan, sheet_on(&s, SPEAKERS));
    move_days(r, &p.plan, sheet_text(&s, DATE));
    struct event event = {
        .kind = p.event.kind, .remote = answer_of(&s, REMOTE), .onsite = answer_of(&s, ONSITE)};
    e = make(r, &s, &p.plan, p.event.id, &event);
    return s.n_errors ? show_copy(r, &p, &s) : e;
}
