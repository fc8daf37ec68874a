/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The lists of questions and of rooms: written whole, with room for a few more. */
#include "meeting/plan/handlers.h"
#include "meeting/plan/views.h"

#include "base/text.h"
#include "meeting/meeting_pages.h"
#include "view/tr.h"

#define SPARE_ROWS 3
#define SEATS_IN_ROOM_MAX 100000

/* A row as it is shown: of questions, `first` are its words; of rooms, name, seats and note. */
struct roll {
    struct planned p;
    bool rooms;
    struct roll_row_view *rows;
    size_t n, n_errors;
    const char *conflict;
    const char *const *others;
    size_t n_others;
};

static const char *number(struct arena *a, int64_t n)
{
    return n ? arena_printf(a, "%lld", (long long)n) : "";
}

static size_t most(const struct roll *x)
{
    return x->rooms ? PLAN_ROOMS_MAX : PLAN_QUESTIONS_MAX;
}

static void add_spare_rows(struct request *r, struct roll *x)
{
    for (size_t i = 0; i < SPARE_ROWS && x->n < most(x); i++)
        x->rows[x->n++] = (struct roll_row_view){.key = "", .first = "", .second = "", .third = ""};
    for (size_t i = 0; i < x->n; i++)
        x->rows[i].index = arena_printf(r->arena, "%zu", i + 1);
}

static void fill(struct request *r, struct roll *x)
{
    const struct plan *p = &x->p.plan;
    struct arena *a = r->arena;
    x->n = x->rooms ? p->n_rooms : p->n_questions;
    for (size_t i = 0; i < x->n; i++)
        x->rows[i] = x->rooms
                         ? (struct roll_row_view){.key = number(a, p->rooms[i].key),
                                                  .first = p->rooms[i].name,
                                                  .second = number(a, p->rooms[i].seats),
                                                  .third = p->rooms[i].note ? p->rooms[i].note : ""}
                         : (struct roll_row_view){.key = number(a, p->questions[i].key),
                                                  .first = p->questions[i].words};
}

static enum err load(struct request *r, bool rooms, struct roll *x)
{
    *x = (struct roll){.rooms = rooms};
    x->rows = arena_array(r->arena, PLAN_ROOMS_MAX + PLAN_QUESTIONS_MAX, sizeof *x->rows);
    return planned_of(r, &x->p);
}

static const struct form_error_view *errors_of(struct request *r, const struct roll *x)
{
    struct form_error_view *list = arena_array(r->arena, x->n_errors, sizeof *list);
    size_t n = 0;
    for (size_t i = 0; i < x->n; i++)
        if (x->rows[i].error)
            list[n++] = (struct form_error_view){
                arena_printf(r->arena, "#ligne-%s", x->rows[i].index), x->rows[i].error};
    return list;
}

static enum err show(struct request *r, struct roll *x)
{
    const char *lang = request_lang(r);
    struct roll_view v = {.action = r->http->path, .rooms = x->rooms};
    enum err e = organiser_top(r, &x->p.event, TAB_PROGRAMME,
                               x->rooms ? TR("Salles") : TR("Questions"), NULL, v.action, &v.top);
    if (e != OK)
        return e;
    add_spare_rows(r, x);
    const struct sheet_mark m = {x->p.based_on, x->rooms ? x->p.plan.rooms_revision
                                                         : x->p.plan.questions_revision};
    v.mark = sheet_mark(r->arena, &m);
    v.keep = arena_printf(r->arena, "%s:%lld", v.action, (long long)r->account->id.v);
    v.unsaved = x->n_errors || x->conflict;
    r->page.keeps = true;
    v.back = plan_path(r, &x->p.event, "");
    v.intro = tr(lang, x->rooms ? TR("Une ligne vidée retire sa salle de la liste. Une salle "
                                     "renommée l’est dans tous les temps du programme.")
                                : TR("Ce à quoi la rencontre répond. Une ligne vidée retire sa "
                                     "question ; chaque séquence dit auxquelles elle répond."));
    v.conflict = x->conflict;
    v.others = x->others;
    v.n_others = x->n_others;
    v.errors = errors_of(r, x);
    v.n_errors = x->n_errors;
    v.rows = x->rows;
    v.n_rows = x->n;
    if (x->n_errors)
        r->res->status = 422;
    plan_roll_page(r->body, &r->page, &v);
    return OK;
}

static enum err show_kept(struct request *r, bool rooms)
{
    struct roll x;
    enum err e = load(r, rooms, &x);
    if (e != OK)
        return e;
    fill(r, &x);
    return show(r, &x);
}

enum err plan_questions_show(struct request *r)
{
    return show_kept(r, false);
}

enum err plan_rooms_show(struct request *r)
{
    return show_kept(r, true);
}

/* ---- what was typed --------------------------------------------------------------------- */

static const char *typed(struct request *r, const char *name, size_t i)
{
    const char *text = http_form_get(&r->form, arena_printf(r->arena, "%s-%zu", name, i + 1));
    return text_line(r->arena, str_of(text ? text : ""));
}

static void fault(struct request *r, struct roll *x, struct roll_row_view *row, const char *text)
{
    row->error = tr(request_lang(r), text);
    x->n_errors++;
}

static void check_row(struct request *r, struct roll *x, struct roll_row_view *row)
{
    int64_t seats;
    if (text_length(str_of(row->first)) > PLAN_LINE_MAX ||
        (row->third && text_length(str_of(row->third)) > PLAN_LINE_MAX))
        fault(r, x, row, TR("C’est trop long : 300 signes au plus."));
    else if (x->rooms && !*row->first && (*row->second || *row->third))
        fault(r, x, row, TR("Il manque le nom de la salle."));
    else if (x->rooms && *row->second &&
             !parse_int(str_of(row->second), 1, SEATS_IN_ROOM_MAX, &seats))
        fault(r, x, row, TR("Écrivez un nombre de places, ou laissez vide."));
}

static void read_rows(struct request *r, struct roll *x)
{
    for (size_t i = 0; i < most(x); i++) {
        struct roll_row_view row = {.key = typed(r, "cle", i), .first = typed(r, "mots", i)};
        row.index = arena_printf(r->arena, "%zu", x->n + 1);
        if (x->rooms) {
            row.second = typed(r, "places", i);
            row.third = typed(r, "acces", i);
        }
        check_row(r, x, &row);
        if (*row.first || row.error)
            x->rows[x->n++] = row;
    }
}

static int64_t key_of(const char *text)
{
    int64_t key;
    return parse_int(str_of(text), 1, INT64_MAX, &key) ? key : 0;
}

/* ---- saving ----------------------------------------------------------------------------- */

struct edit {
    int64_t revision;
    const struct plan_question *questions;
    const struct plan_room *rooms;
    size_t n;
};

static enum err put_questions(struct arena *a, struct plan *p, void *arg)
{
    const struct edit *e = arg;
    return plan_put_questions(a, p, e->revision, e->questions, e->n);
}

static enum err put_rooms(struct arena *a, struct plan *p, void *arg)
{
    const struct edit *e = arg;
    return plan_put_rooms(a, p, e->revision, e->rooms, e->n);
}

static struct edit edit_of(struct request *r, const struct roll *x, int64_t revision)
{
    struct plan_question *questions = arena_array(r->arena, x->n, sizeof *questions);
    struct plan_room *rooms = arena_array(r->arena, x->n, sizeof *rooms);
    for (size_t i = 0; i < x->n; i++) {
        const struct roll_row_view *row = &x->rows[i];
        questions[i] = (struct plan_question){key_of(row->key), row->first};
        if (x->rooms)
            rooms[i] = (struct plan_room){key_of(row->key), row->first,
                                          *row->third ? row->third : NULL, key_of(row->second)};
    }
    return (struct edit){revision, questions, rooms, x->n};
}

/* What stands there now is listed beside what was typed. */
static enum err show_both(struct request *r, struct roll *x)
{
    enum err e = planned_of(r, &x->p);
    if (e != OK)
        return e;
    const struct plan *p = &x->p.plan;
    size_t n = x->rooms ? p->n_rooms : p->n_questions;
    const char **others = arena_array(r->arena, n, sizeof *others);
    for (size_t i = 0; i < n; i++)
        others[i] = x->rooms ? p->rooms[i].name : p->questions[i].words;
    x->others = others;
    x->n_others = n;
    x->conflict = plan_meanwhile(r, &x->p);
    r->res->status = 409;
    return show(r, x);
}

static enum err take(struct request *r, bool rooms)
{
    struct roll x;
    struct sheet_mark m;
    enum err e = sheet_mark_read(r, &m);
    if (e == OK)
        e = load(r, rooms, &x);
    if (e != OK)
        return e;
    read_rows(r, &x);
    if (x.n_errors)
        return show(r, &x);
    struct edit edit = edit_of(r, &x, m.revision);
    struct plan_change c = {.apply = rooms ? put_rooms : put_questions,
                            .arg = &edit,
                            .act = rooms ? ACT_ROOMS : ACT_QUESTIONS,
                            .about = ""};
    e = plan_write(r, &x.p, &m, &c);
    if (e == ERR_CONFLICT)
        return show_both(r, &x);
    return e == OK ? plan_back(r, &x.p, "enregistrement", 0) : e;
}

enum err plan_questions_take(struct request *r)
{
    return take(r, false);
}

enum err plan_rooms_take(struct request *r)
{
    return take(r, true);
}
