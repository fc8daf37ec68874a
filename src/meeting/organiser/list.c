/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The organiser's list of registrations: who, found and filtered, with the counts above. */
#include "meeting/organiser/charts.h"
#include "meeting/organiser/handlers.h"

#include "meeting/meeting_pages.h"
#include "meeting/registration/views.h"
#include "view/tr.h"
#include "view/typography.h"

#define ROWS_A_PAGE 50
#define SELECTS 7

/* ---- the choices of the form ------------------------------------------------------------- */

struct choosing { /* one list of choices that grows */
    struct request *r;
    struct choice_view *list;
    size_t n;
};

static struct choosing choosing_start(struct request *r, size_t most, const char *all)
{
    struct choosing c = {.r = r, .list = arena_array(r->arena, most + 1, sizeof *c.list)};
    c.list[c.n++] = (struct choice_view){.value = "", .label = tr(request_lang(r), all)};
    return c;
}

static void choose(struct choosing *c, const char *value, const char *label, bool selected)
{
    c->list[c->n++] = (struct choice_view){.value = value, .label = label, .selected = selected};
}

static struct select_view select_of(const struct choosing *c, const char *name, const char *label)
{
    return (struct select_view){.name = name,
                                .label = tr(request_lang(c->r), label),
                                .choices = c->list,
                                .n_choices = c->n};
}

static struct select_view select_state(struct request *r, const struct filter *f)
{
    struct choosing c = choosing_start(r, STATE_CANCELLED + 1, TR("Tous"));
    for (int s = 0; s <= STATE_CANCELLED; s++)
        choose(&c, registration_state_word((enum registration_state)s),
               organiser_state_label(request_lang(r), (enum registration_state)s), f->state == s);
    return select_of(&c, "etat", TR("État"));
}

static struct select_view select_modality(struct request *r, const struct filter *f)
{
    struct choosing c = choosing_start(r, MODALITY_LATER + 1, TR("Toutes"));
    for (int m = 0; m <= MODALITY_LATER; m++)
        choose(&c, modality_word((enum modality)m),
               view_modality(request_lang(r), (enum modality)m), f->modality == m);
    return select_of(&c, "participation", TR("Participation"));
}

static bool is_word(const char *word, const char *chosen)
{
    return chosen && strcmp(word, chosen) == 0;
}

static struct select_view select_ecosystem(struct request *r, const struct filter *f)
{
    struct choosing c = choosing_start(r, n_ecosystems + 1, TR("Tous"));
    for (size_t i = 0; i < n_ecosystems; i++)
        choose(&c, ecosystems[i].word, tr(request_lang(r), ecosystems[i].label),
               is_word(ecosystems[i].word, f->ecosystem));
    choose(&c, "?", tr(request_lang(r), TR("Non précisé")), is_word("", f->ecosystem));
    return select_of(&c, "ecosysteme", TR("Écosystème"));
}

/* Those that somebody is from, and the one that was asked for even so. */
static struct select_view select_area(struct request *r, const struct counted *n)
{
    const char *asked = n->filter->area;
    size_t count;
    const struct area_count *areas = counted_areas(r, n, &count);
    struct choosing c = choosing_start(r, count + 1, TR("Tous"));
    bool found = !asked;
    for (size_t i = 0; i < count; i++) {
        bool chosen = is_word(areas[i].area ? areas[i].area : "", asked);
        found = found || chosen;
        choose(&c, areas[i].area ? areas[i].area : "?", areas[i].label, chosen);
    }
    if (!found)
        choose(&c, *asked ? asked : "?", organiser_area_label(request_lang(r), asked), true);
    return select_of(&c, "region", TR("Territoire"));
}

static struct select_view select_workshop(struct request *r, const struct counted *n)
{
    struct choosing c = choosing_start(r, n->n_workshops + 1, TR("Tous"));
    choose(&c, "aucun", tr(request_lang(r), TR("Aucun atelier choisi")),
           n->filter->workshop.v == NO_WORKSHOP);
    for (size_t i = 0; i < n->n_workshops; i++)
        choose(&c, arena_printf(r->arena, "%lld", (long long)n->workshops[i].id.v),
               typo_fr(r->arena, n->workshops[i].title),
               n->filter->workshop.v == n->workshops[i].id.v);
    return select_of(&c, "atelier", TR("Atelier"));
}

static struct select_view select_present(struct request *r, const struct filter *f)
{
    struct choosing c = choosing_start(r, 2, TR("Toutes"));
    choose(&c, "oui", tr(request_lang(r), TR("Arrivées")), f->present == 1);
    choose(&c, "non", tr(request_lang(r), TR("Pas encore là")), f->present == 0);
    return select_of(&c, "presence", TR("Présence"));
}

static struct select_view select_order(struct request *r, const struct filter *f)
{
    struct choosing c = choosing_start(r, 1, TR("Alphabétique"));
    choose(&c, "arrivee", tr(request_lang(r), TR("Date d’inscription")), f->by_arrival);
    return select_of(&c, "tri", TR("Ordre"));
}

size_t organiser_selects(struct request *r, const struct counted *c, bool with_order,
                         const struct select_view **out)
{
    const struct filter *f = c->filter;
    struct select_view *list = arena_array(r->arena, SELECTS, sizeof *list);
    size_t n = 0;
    list[n++] = select_state(r, f);
    list[n++] = select_modality(r, f);
    list[n++] = select_ecosystem(r, f);
    list[n++] = select_area(r, c);
    if (c->n_workshops)
        list[n++] = select_workshop(r, c);
    list[n++] = select_present(r, f);
    if (with_order)
        list[n++] = select_order(r, f);
    *out = list;
    return n;
}

static void add_selects(struct request *r, const struct counted *c, struct organiser_list_view *v)
{
    struct filter rest = *c->filter;
    v->n_selects = organiser_selects(r, c, true, &v->selects);
    rest.search = NULL;
    v->choices_set = filter_is_on(&rest) || rest.by_arrival;
}

/* ---- rows ------------------------------------------------------------------------------- */

static struct row_wish_view wish_of(struct request *r, const struct row_wish *w)
{
    static const struct {
        const char *state, *label;
    } words[] = {
        [CLAIM_NONE] = {"", TR("vœu")},
        [CLAIM_WAITING] = {"waiting", TR("en attente")},
        [CLAIM_OFFERED] = {"offered", TR("place proposée")},
        [CLAIM_CONFIRMED] = {"confirmed", TR("place réservée")},
    };
    return (struct row_wish_view){.title = typo_fr(r->arena, w->title),
                                  .state = words[w->state].state,
                                  .label = tr(request_lang(r), words[w->state].label)};
}

/* What is held of the wishes; the wishes themselves while nothing is. */
static void add_wishes(struct request *r, const struct row *w, struct row_view *v)
{
    struct row_wish_view *list = arena_array(r->arena, w->n_wishes, sizeof *list);
    bool holds = false;
    for (size_t i = 0; i < w->n_wishes; i++)
        holds = holds || w->wishes[i].state != CLAIM_NONE;
    for (size_t i = 0; i < w->n_wishes; i++)
        if (!holds || w->wishes[i].state != CLAIM_NONE)
            list[v->n_wishes++] = wish_of(r, &w->wishes[i]);
    v->wishes = list;
}

static struct row_view row_view_of(struct request *r, const struct event *e, const struct row *w)
{
    const char *lang = request_lang(r);
    struct row_view v = {
        .href = organiser_person_path(r, e, w->id),
        .name = full_name(r->arena, w->given_name, w->family_name),
        .organisation = w->organisation,
        .email = w->email,
        .territory = organiser_territory(lang, w->territory, w->territory_words),
        .modality = view_modality(lang, w->modality),
        .state = registration_state_word(w->state),
        .state_label = organiser_state_label(lang, w->state),
        .present = w->checked_in_at == NO_INSTANT ? NULL : organiser_hour(r, e, w->checked_in_at),
    };
    add_wishes(r, w, &v);
    return v;
}

/* The pages behind and before, of the same filter. */
static void add_turns(struct request *r, const struct counted *c, const struct row *rows, size_t n,
                      bool more, struct organiser_list_view *v)
{
    struct filter f = *c->filter;
    bool back = f.before != 0;
    f.after = f.before = 0;
    if (n && (back ? more : c->filter->after != 0)) {
        f.before = rows[0].id.v;
        v->previous = arena_printf(r->arena, "%s#liste", filter_address(r->arena, c->path, &f));
    }
    f.before = 0;
    if (n && (back || more)) {
        f.after = rows[n - 1].id.v;
        v->next = arena_printf(r->arena, "%s#liste", filter_address(r->arena, c->path, &f));
    }
}

static enum err add_rows(struct request *r, const struct counted *c, struct organiser_list_view *v)
{
    const struct row *rows;
    bool more;
    enum err e = rows_of_event(r->db, r->arena, c->event->id, c->filter, ROWS_A_PAGE, &rows,
                               &v->n_rows, &more);
    if (e == OK)
        e = rows_count(r->db, r->arena, c->event->id, c->filter, &v->found);
    if (e != OK)
        return e;
    struct row_view *list = arena_array(r->arena, v->n_rows, sizeof *list);
    for (size_t i = 0; i < v->n_rows; i++)
        list[i] = row_view_of(r, c->event, &rows[i]);
    v->rows = list;
    add_turns(r, c, rows, v->n_rows, more, v);
    return OK;
}

/* ---- the page --------------------------------------------------------------------------- */

static void add_addresses(struct request *r, const struct counted *c, struct organiser_list_view *v)
{
    struct filter f = *c->filter;
    f.after = f.before = 0;
    v->action = c->path;
    v->search = f.search;
    v->filtered = filter_is_on(&f);
    v->places = organiser_path(r, c->event, "places");
    v->csv = filter_address(r->arena, organiser_path(r, c->event, "inscriptions.csv"), &f);
    v->xlsx = filter_address(r->arena, organiser_path(r, c->event, "inscriptions.xlsx"), &f);
    f.by_arrival = false;
    v->write = filter_address(r->arena, organiser_path(r, c->event, "messages/nouveau"), &f);
}

enum err organiser_list_show(struct request *r)
{
    struct event event;
    struct counted c;
    struct organiser_list_view v = {0};
    const struct filter f = filter_read(r);
    enum err e = organiser_event(r, &event);
    if (e == OK)
        e = counted_load(r, &event, &f, &c);
    if (e == OK)
        e = organiser_top(r, &event, TAB_LIST, TR("Inscriptions"), NULL,
                          filter_address(r->arena, c.path, &f), &v.top);
    if (e == OK)
        e = add_rows(r, &c, &v);
    if (e == OK)
        e = erased_attendance(r->db, r->arena, event.id, &v.erased, &v.erased_present);
    if (e != OK)
        return e;
    charts_add(r, &c, &v);
    add_selects(r, &c, &v);
    add_addresses(r, &c, &v);
    organiser_list_page(r->body, &r->page, &v);
    return OK;
}
