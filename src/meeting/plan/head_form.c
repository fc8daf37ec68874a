/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a meeting is: its name, its place, why one comes. */
#include "meeting/plan/handlers.h"
#include "meeting/plan/head.h"

#include "meeting/meeting_pages.h"
#include "meeting/views.h"
#include "view/tr.h"

const struct sheet_field head_fields[HEAD_FIELDS] = {
    [HEAD_TITLE] = {"titre", TR("Nom de la rencontre"), NULL, SHEET_LINE, true, true,
                    PLAN_LINE_MAX},
    [HEAD_THEME] = {"theme", TR("Thème"), NULL, SHEET_LINE, false, true, PLAN_LINE_MAX},
    [HEAD_EDITION] = {"edition", TR("Numéro d’édition"), TR("Vide si elle n’est pas numérotée."),
                      SHEET_NUMBER, false, false, 999},
    [HEAD_PLACE] = {"lieu", TR("Lieu"), NULL, SHEET_LINE, false, true, PLAN_LINE_MAX},
    [HEAD_ZONE] = {"fuseau", TR("Heure locale"),
                   TR("Les heures du programme sont celles de ce lieu ; chaque personne les voit "
                      "dans la sienne."),
                   SHEET_CHOICE, true, false, 0},
    [HEAD_PURPOSE] = {"presentation", TR("Présentation"), TR("Texte en Markdown."), SHEET_TEXT,
                      false, true, PLAN_TEXT_MAX},
};

/* French territories stand first, and once. */
static bool is_there(const struct choice_view *list, size_t n, const char *value)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].value, value) == 0)
            return true;
    return false;
}

void head_offer_zones(struct sheet *s)
{
    size_t n_groups, n = 0, cap = 0;
    const struct option_group_view *groups =
        zone_groups(s->r->arena, request_lang(s->r), NULL, true, &n_groups);
    struct choice_view *list = NULL;
    for (size_t g = 0; g < n_groups; g++)
        for (size_t i = 0; i < groups[g].n_options; i++) {
            if (is_there(list, n, groups[g].options[i].value))
                continue;
            list = arena_grow(s->r->arena, list, n, &cap, sizeof *list);
            list[n++] = (struct choice_view){.value = groups[g].options[i].value,
                                             .label = groups[g].options[i].label};
        }
    s->choices[HEAD_ZONE] = list;
    s->n_choices[HEAD_ZONE] = n;
}

void head_fill(struct sheet *s, const void *from)
{
    const struct plan *p = from;
    sheet_set(s, HEAD_TITLE, p->title);
    sheet_set(s, HEAD_THEME, p->theme);
    sheet_set_number(s, HEAD_EDITION, p->edition);
    sheet_set(s, HEAD_PLACE, p->place);
    sheet_set(s, HEAD_ZONE, p->zone);
    sheet_set(s, HEAD_PURPOSE, p->purpose);
}

struct plan_edit_head head_read(struct sheet *s)
{
    sheet_read(s);
    return (struct plan_edit_head){
        .title = s->value[HEAD_TITLE],
        .theme = sheet_text(s, HEAD_THEME),
        .edition = (int)s->number[HEAD_EDITION],
        .place = sheet_text(s, HEAD_PLACE),
        .zone = s->value[HEAD_ZONE],
        .purpose = sheet_text(s, HEAD_PURPOSE),
    };
}

static enum err show(struct request *r, const struct planned *p, struct sheet *s)
{
    struct sheet_view *v = &s->view;
    v->action = r->http->path;
    enum err e =
        organiser_top(r, &p->event, TAB_PROGRAMME, TR("Présentation"), NULL, v->action, &v->top);
    if (e != OK)
        return e;
    const struct sheet_mark m = {p->based_on, p->plan.head.revision};
    v->mark = sheet_mark(r->arena, &m);
    v->keep = v->action;
    v->back = plan_path(r, &p->event, "");
    v->back_label = tr(request_lang(r), TR("Retour au programme"));
    v->submit = tr(request_lang(r), TR("Enregistrer"));
    sheet_show(s);
    plan_sheet_page(r->body, &r->page, v);
    return OK;
}

static enum err load(struct request *r, struct planned *p, struct sheet *s)
{
    enum err e = planned_of(r, p);
    sheet_init(s, r, head_fields, HEAD_FIELDS);
    head_offer_zones(s);
    return e;
}

enum err plan_head_show(struct request *r)
{
    struct planned p;
    struct sheet s;
    enum err e = load(r, &p, &s);
    if (e != OK)
        return e;
    head_fill(&s, &p.plan);
    return show(r, &p, &s);
}

static enum err put_head(struct arena *a, struct plan *p, void *arg)
{
    (void)a;
    return plan_put_head(p, arg);
}

enum err plan_head_take(struct request *r)
{
    struct planned p;
    struct sheet s;
    struct sheet_mark m;
    enum err e = sheet_mark_read(r, &m);
    if (e == OK)
        e = load(r, &p, &s);
    if (e != OK)
        return e;
    struct plan_edit_head edit = head_read(&s);
    edit.revision = m.revision;
    if (s.n_errors)
        return show(r, &p, &s);
    struct plan_change c = {.apply = put_head, .arg = &edit, .act = ACT_HEAD, .about = edit.title};
    e = plan_write(r, &p, &m, &c);
    if (e == ERR_CONFLICT) {
        e = planned_of(r, &p);
        sheet_conflict(&s, head_fill, &p.plan, plan_meanwhile(r, &p));
        return e == OK ? show(r, &p, &s) : e;
    }
    return e == OK ? plan_back(r, &p, "enregistrement", 0) : e;
}
