/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The forms of a sequence, of a day, and of what the meeting is. */
#include "meeting/plan/handlers.h"
#include "meeting/plan/views.h"

#include "meeting/meeting_pages.h"
#include "view/tr.h"

/* What the three forms share. */
struct editing {
    struct planned p;
    struct plan_place at;
    int64_t key; /* 0: a new one */
    bool gone;   /* it was there when the form was made */
    struct sheet sheet;
};

typedef bool (*find_fn)(struct plan *p, int64_t key, struct plan_place *out);

static enum err load(struct request *r, struct editing *x, find_fn find)
{
    bool fresh;
    *x = (struct editing){0};
    enum err e = plan_key(r, &x->key, &fresh);
    if (e == OK)
        e = planned_of(r, &x->p);
    if (e == OK && x->key)
        x->gone = !find(&x->p.plan, x->key, &x->at);
    return e;
}

struct form_words {
    const char *below; /* of the address */
    /* translation keys */
    const char *title, *add, *drop, *drop_help;
};

static enum err show(struct request *r, struct editing *x, const struct form_words *w,
                     int64_t revision)
{
    struct sheet_view *v = &x->sheet.view;
    const char *lang = request_lang(r);
    const bool known = x->key && !x->gone;
    v->action = x->gone ? plan_path(r, &x->p.event, w->below) : r->http->path;
    enum err e = organiser_top(r, &x->p.event, TAB_PROGRAMME, known ? w->title : w->add, NULL,
                               v->action, &v->top);
    if (e != OK)
        return e;
    const struct sheet_mark m = {x->p.based_on, known ? revision : 0};
    v->mark = sheet_mark(r->arena, &m);
    v->keep = arena_printf(r->arena, "%s", r->http->path);
    v->back = plan_path(r, &x->p.event, "");
    v->back_label = tr(lang, TR("Retour au programme"));
    v->submit = tr(lang, TR("Enregistrer"));
    if (known && w->drop) {
        v->drop = "supprimer";
        v->drop_label = tr(lang, w->drop);
        v->drop_help = tr(lang, w->drop_help);
    }
    sheet_show(&x->sheet);
    plan_sheet_page(r->body, &r->page, v);
    return OK;
}

/* What was there is gone, or another programme took its place: what was typed stays on the page. */
static void say_gone(struct request *r, struct editing *x)
{
    x->sheet.view.conflict =
        tr(request_lang(r),
           TR("Ce que vous modifiiez n’est plus dans le programme, ou le programme a été remplacé. "
              "Ce que vous aviez écrit est ci-dessous : l’enregistrer l’ajoute de nouveau."));
    r->res->status = 409;
}

static bool is_drop(struct request *r)
{
    const char *gesture = http_form_get(&r->form, "geste");
    return gesture && strcmp(gesture, "supprimer") == 0;
}

/* ---- a sequence ------------------------------------------------------------------------- */

enum { TITLE, START, END, DAY, PURPOSE, QUESTIONS };

static const struct sheet_field sequence_fields[] = {
    [TITLE] = {"titre", TR("Titre"), NULL, SHEET_LINE, true, true, PLAN_LINE_MAX},
    [START] = {"debut", TR("Début"), NULL, SHEET_TIME, true, false, 0},
    [END] = {"fin", TR("Fin"), NULL, SHEET_TIME, false, false, 0},
    [DAY] = {"jour", TR("Jour"), NULL, SHEET_CHOICE, true, false, 0},
    [PURPOSE] = {"objet", TR("Objet"), TR("Ce que cette séquence apporte, en une ou deux phrases."),
                 SHEET_TEXT, false, true, PLAN_LINE_MAX * 4},
    [QUESTIONS] = {"questions", TR("Questions auxquelles elle répond"), NULL, SHEET_CHECKS, false,
                   true, 0},
};

static const struct form_words sequence_words = {
    "sequences/nouveau", TR("Séquence"), TR("Nouvelle séquence"), TR("Supprimer cette séquence"),
    TR("Ses temps partent avec elle. On peut la reprendre pendant 30 jours. Rien ne change pour le "
       "public avant la prochaine version.")};

static const char *key_text(struct request *r, int64_t key)
{
    return arena_printf(r->arena, "%lld", (long long)key);
}

static void offer_days_and_questions(struct request *r, struct editing *x)
{
    const struct plan *p = &x->p.plan;
    struct sheet *s = &x->sheet;
    struct choice_view *days = arena_array(r->arena, p->n_days, sizeof *days);
    struct choice_view *questions = arena_array(r->arena, p->n_questions, sizeof *questions);
    for (size_t i = 0; i < p->n_days; i++)
        days[i] = (struct choice_view){.value = key_text(r, p->days[i].mark.key),
                                       .label = plan_day_title(r, p, &p->days[i])};
    for (size_t i = 0; i < p->n_questions; i++)
        questions[i] = (struct choice_view){.value = key_text(r, p->questions[i].key),
                                            .label = p->questions[i].words};
    s->choices[DAY] = days;
    s->n_choices[DAY] = p->n_days;
    s->choices[QUESTIONS] = questions;
    s->n_choices[QUESTIONS] = p->n_questions;
    s->left_out[QUESTIONS] = !p->n_questions;
}

static void fill_sequence(struct sheet *s, const void *from)
{
    const struct plan_place *at = from;
    const struct plan_sequence *q = at->sequence;
    sheet_set(s, TITLE, q->title);
    sheet_set_time(s, START, q->start_min);
    sheet_set_time(s, END, q->end_min);
    sheet_set(s, DAY, key_text(s->r, at->day->mark.key));
    sheet_set(s, PURPOSE, q->purpose);
    s->n_checks = q->n_questions;
    for (size_t i = 0; i < q->n_questions && i < SHEET_CHECKS_MAX; i++)
        s->checks[i] = q->questions[i];
}

static enum err load_sequence(struct request *r, struct editing *x)
{
    enum err e = load(r, x, plan_find_sequence);
    if (e != OK)
        return e;
    sheet_init(&x->sheet, r, sequence_fields, ARRAY_LEN(sequence_fields));
    offer_days_and_questions(r, x);
    return OK;
}

static enum err show_sequence(struct request *r, struct editing *x)
{
    return show(r, x, &sequence_words, x->at.sequence ? x->at.sequence->mark.revision : 0);
}

enum err plan_sequence_show(struct request *r)
{
    struct editing x;
    enum err e = load_sequence(r, &x);
    if (e == OK && x.gone)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    const char *day = http_form_get(&r->query, "jour");
    if (x.key)
        fill_sequence(&x.sheet, &x.at);
    else if (day)
        sheet_set(&x.sheet, DAY, day);
    return show_sequence(r, &x);
}

static enum err sequence_both(struct request *r, struct editing *x)
{
    struct plan_place at = {0};
    enum err e = planned_of(r, &x->p);
    if (e != OK)
        return e;
    x->gone = x->key && !plan_find_sequence(&x->p.plan, x->key, &at);
    x->at = at;
    offer_days_and_questions(r, x);
    if (x->key && !x->gone)
        sheet_conflict(&x->sheet, fill_sequence, &x->at, plan_meanwhile(r, &x->p));
    else
        say_gone(r, x);
    return show_sequence(r, x);
}

static enum err put_sequence(struct arena *a, struct plan *p, void *arg)
{
    return plan_put_sequence(a, p, arg);
}

static enum err drop_sequence(struct arena *a, struct plan *p, void *arg)
{
    (void)a;
    return plan_drop_sequence(p, arg);
}

static void read_sequence(struct editing *x, const struct sheet_mark *m,
                          struct plan_edit_sequence *out)
{
    struct sheet *s = &x->sheet;
    sheet_read(s);
    struct plan_sequence *q = &out->sequence;
    *q = (struct plan_sequence){
        .mark = {x->key, m->revision},
        .title = s->value[TITLE],
        .purpose = sheet_text(s, PURPOSE),
        .start_min = (int)s->number[START],
        .end_min = (int)s->number[END],
        .questions = s->checks,
        .n_questions = s->n_checks,
    };
    if (!s->error[END] && !s->error[START] && q->end_min != NO_TIME && q->end_min <= q->start_min)
        sheet_fault(s, END, TR("La fin vient après le début."));
    if (!s->error[DAY] && !parse_int(str_of(s->value[DAY]), 1, INT64_MAX, &out->day))
        sheet_fault(s, DAY, TR("Choisissez dans la liste."));
}

enum err plan_sequence_take(struct request *r)
{
    struct editing x;
    struct sheet_mark m;
    struct plan_edit_sequence edit = {0};
    enum err e = sheet_mark_read(r, &m);
    if (e == OK)
        e = load_sequence(r, &x);
    if (e != OK)
        return e;
    const bool drops = is_drop(r);
    if (drops && x.at.sequence)
        fill_sequence(&x.sheet, &x.at);
    else
        read_sequence(&x, &m, &edit);
    if (x.sheet.n_errors)
        return show_sequence(r, &x);
    if (x.gone)
        return sequence_both(r, &x);
    struct plan_mark mark = {x.key, m.revision};
    struct plan_change c = {.apply = drops ? drop_sequence : put_sequence,
                            .arg = drops ? (void *)&mark : &edit,
                            .act = drops   ? ACT_DROP
                                   : x.key ? ACT_CHANGE
                                           : ACT_ADD,
                            .about = x.sheet.value[TITLE]};
    e = plan_write(r, &x.p, &m, &c);
    if (e == ERR_CONFLICT || e == ERR_NOT_FOUND)
        return sequence_both(r, &x);
    return e == OK ? plan_back(r, &x.p, drops ? "suppression" : "enregistrement", edit.key) : e;
}

/* ---- a day ------------------------------------------------------------------------------ */

enum { DATE, LABEL };

static const struct sheet_field day_fields[] = {
    [DATE] = {"date", TR("Date"), TR("Vide tant qu’elle n’est pas fixée."), SHEET_DATE, false,
              false, 0},
    [LABEL] = {"nom", TR("Nom du jour"), TR("Par exemple « Journée des territoires »."), SHEET_LINE,
               false, true, PLAN_LINE_MAX},
};

static const struct form_words day_words = {
    "jours/nouveau", TR("Jour"), TR("Nouveau jour"), TR("Supprimer ce jour"),
    TR("Ses séquences et leurs temps partent avec lui. On peut le reprendre pendant 30 jours. Rien "
       "ne change pour le public avant la prochaine version.")};

static void fill_day(struct sheet *s, const void *from)
{
    const struct plan_place *at = from;
    sheet_set(s, DATE, at->day->date);
    sheet_set(s, LABEL, at->day->label);
}

static enum err load_day(struct request *r, struct editing *x)
{
    enum err e = load(r, x, plan_find_day);
    if (e == OK)
        sheet_init(&x->sheet, r, day_fields, ARRAY_LEN(day_fields));
    return e;
}

static enum err show_day(struct request *r, struct editing *x)
{
    return show(r, x, &day_words, x->at.day ? x->at.day->mark.revision : 0);
}

enum err plan_day_show(struct request *r)
{
    struct editing x;
    enum err e = load_day(r, &x);
    if (e == OK && x.gone)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    if (x.key)
        fill_day(&x.sheet, &x.at);
    return show_day(r, &x);
}

static enum err day_both(struct request *r, struct editing *x)
{
    struct plan_place at = {0};
    enum err e = planned_of(r, &x->p);
    if (e != OK)
        return e;
    x->gone = x->key && !plan_find_day(&x->p.plan, x->key, &at);
    x->at = at;
    if (x->key && !x->gone)
        sheet_conflict(&x->sheet, fill_day, &x->at, plan_meanwhile(r, &x->p));
    else
        say_gone(r, x);
    return show_day(r, x);
}

static enum err put_day(struct arena *a, struct plan *p, void *arg)
{
    return plan_put_day(a, p, arg);
}

static enum err drop_day(struct arena *a, struct plan *p, void *arg)
{
    (void)a;
    return plan_drop_day(p, arg);
}

enum err plan_day_take(struct request *r)
{
    struct editing x;
    struct sheet_mark m;
    enum err e = sheet_mark_read(r, &m);
    if (e == OK)
        e = load_day(r, &x);
    if (e != OK)
        return e;
    const bool drops = is_drop(r);
    sheet_read(&x.sheet);
    if (x.sheet.n_errors && !drops)
        return show_day(r, &x);
    if (x.gone)
        return day_both(r, &x);
    struct plan_mark mark = {x.key, m.revision};
    struct plan_edit_day edit = {.day = {.mark = {x.key, m.revision},
                                         .date = sheet_text(&x.sheet, DATE),
                                         .label = sheet_text(&x.sheet, LABEL)}};
    const char *about = edit.day.label ? edit.day.label : edit.day.date;
    struct plan_change c = {.apply = drops ? drop_day : put_day,
                            .arg = drops ? (void *)&mark : &edit,
                            .act = drops   ? ACT_DROP
                                   : x.key ? ACT_CHANGE
                                           : ACT_ADD,
                            .about = about ? about : ""};
    e = plan_write(r, &x.p, &m, &c);
    if (e == ERR_CONFLICT || e == ERR_NOT_FOUND)
        return day_both(r, &x);
    return e == OK ? plan_back(r, &x.p, drops ? "suppression" : "enregistrement", edit.key) : e;
}
