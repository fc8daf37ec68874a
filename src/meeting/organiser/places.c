/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The seats of a meeting: for each way to take part, and for each workshop. */
#include "meeting/organiser/places.h"
#include "meeting/organiser/handlers.h"
#include "meeting/organiser/views.h"

#include "meeting/meeting_pages.h"
#include "meeting/registration/views.h"
#include "view/tr.h"
#include "view/typography.h"

/* ---- the rule --------------------------------------------------------------------------- */

enum err set_all_seats(struct db *db, void *arg)
{
    struct set_all_seats *all = arg;
    enum err e = OK;
    all->offers = all->over = 0;
    for (size_t i = 0; e == OK && i < all->n; i++) {
        struct set_seats one = all->seats[i];
        e = set_seats(db, &one);
        all->offers += one.offers;
        all->over += one.over;
    }
    return e;
}

/* ---- the form --------------------------------------------------------------------------- */

struct place { /* one field */
    const char *name, *title;
    enum modality modality;
    session_id workshop; /* 0: of the event */
    struct seats now;
    const char *typed, *error;
    int64_t seats;
};

struct places {
    struct event event;
    struct place *list;
    size_t n, n_modalities; /* those of the event come first */
    size_t n_errors;
};

static const char *number(struct arena *a, int64_t seats)
{
    return seats == SEATS_NO_LIMIT ? "" : arena_printf(a, "%lld", (long long)seats);
}

static void add_place(struct request *r, struct places *x, struct place p)
{
    p.typed = number(r->arena, p.now.seats);
    p.seats = p.now.seats;
    x->list[x->n++] = p;
}

/* A way that is not on offer is shown while somebody still holds a seat in it. */
static void add_modalities(struct request *r, struct places *x, const struct pool *pools, size_t n)
{
    static const enum modality order[] = {MODALITY_ONSITE, MODALITY_REMOTE};
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        const struct seats s = modality_seats(pools, n, order[i]);
        enum answer held = order[i] == MODALITY_ONSITE ? x->event.onsite : x->event.remote;
        if (held != ANSWER_NO || s.taken || s.waiting)
            add_place(r, x,
                      (struct place){.name = modality_word(order[i]),
                                     .title = view_modality(request_lang(r), order[i]),
                                     .modality = order[i],
                                     .now = s});
    }
    x->n_modalities = x->n;
}

static enum err load_places(struct request *r, struct places *x)
{
    const struct pool *pools;
    const struct workshop *workshops;
    size_t n_pools, n;
    *x = (struct places){0};
    enum err e = organiser_event(r, &x->event);
    if (e == OK)
        e = pools_of_event(r->db, r->arena, x->event.id, &pools, &n_pools);
    if (e == OK)
        e = workshops_of_event(r->db, r->arena, x->event.id, &workshops, &n);
    if (e != OK)
        return e;
    x->list = arena_array(r->arena, n + 2, sizeof *x->list);
    add_modalities(r, x, pools, n_pools);
    for (size_t i = 0; i < n; i++)
        add_place(r, x,
                  (struct place){
                      .name = arena_printf(r->arena, "atelier-%lld", (long long)workshops[i].id.v),
                      .title = typo_fr(r->arena, workshops[i].title),
                      .workshop = workshops[i].id,
                      .now = workshops[i].s,
                  });
    return OK;
}

bool seats_from_text(const char *text, int64_t *out)
{
    return parse_int(str_trim(str_of(text)), 0, SEATS_MAX, out);
}

/* An empty field is no limit; one that is not there changes nothing. */
static void read_place(struct request *r, struct places *x, struct place *p)
{
    const char *typed = http_form_get(&r->form, p->name);
    if (!typed)
        return;
    p->typed = typed;
    if (!str_trim(str_of(typed)).n) {
        p->seats = SEATS_NO_LIMIT;
    } else if (!seats_from_text(typed, &p->seats)) {
        p->error =
            tr(request_lang(r),
               TR("Écrivez un nombre entier, de 0 à 1 000 000, ou laissez vide : sans limite."));
        x->n_errors++;
    }
}

/* ---- the page --------------------------------------------------------------------------- */

static struct seats_field_view field_of(struct request *r, const struct place *p)
{
    return (struct seats_field_view){
        .field = {.name = p->name,
                  .label = p->title,
                  .value = p->typed,
                  .error = p->error,
                  .described = arena_printf(r->arena, "%s-etat%s%s%s", p->name, p->error ? " " : "",
                                            p->error ? p->name : "", p->error ? "-erreur" : "")},
        .french = p->workshop.v != 0,
        .taken = p->now.taken - p->now.offered,
        .offered = p->now.offered,
        .waiting = p->now.waiting,
        .counted = p->now.taken || p->now.waiting,
    };
}

static void add_fields(struct request *r, const struct places *x, struct organiser_places_view *v)
{
    struct seats_field_view *fields = arena_array(r->arena, x->n, sizeof *fields);
    struct form_error_view *errors = arena_array(r->arena, x->n_errors, sizeof *errors);
    for (size_t i = 0; i < x->n; i++) {
        fields[i] = field_of(r, &x->list[i]);
        if (x->list[i].error)
            errors[v->n_errors++] = (struct form_error_view){
                arena_printf(r->arena, "#%s", x->list[i].name),
                arena_printf(r->arena, "%s – %s", x->list[i].title, x->list[i].error)};
    }
    v->errors = errors;
    v->modalities = fields;
    v->n_modalities = x->n_modalities;
    v->workshops = fields + x->n_modalities;
    v->n_workshops = x->n - x->n_modalities;
}

/* From "?fait=places&offres=3&trop=1". */
static const char *what_saving_did(struct request *r)
{
    const char *lang = request_lang(r), *done = http_form_get(&r->query, "fait");
    const char *offers = http_form_get(&r->query, "offres"),
               *over = http_form_get(&r->query, "trop");
    int64_t n = 0, too_many = 0;
    if (!done || strcmp(done, "places") != 0)
        return NULL;
    if ((offers && !parse_int(str_of(offers), 0, SEATS_MAX, &n)) ||
        (over && !parse_int(str_of(over), 0, SEATS_MAX, &too_many)))
        return NULL;
    const char *saved = tr(lang, TR("Les places sont enregistrées."));
    const char *offered =
        n ? tr_count(r->arena, lang,
                     TRN("Une place est proposée à la personne qui attendait : un message part.",
                         "{n} places sont proposées à des personnes qui attendaient : autant de "
                         "messages partent."),
                     n)
          : tr(lang, TR("Aucune place n’a été proposée de ce fait."));
    const char *warning =
        too_many
            ? tr(lang, TR("Là où plus de places sont déjà données qu’il n’y en a, personne ne "
                          "perd la sienne, et aucune ne se libère avant que le compte y soit."))
            : "";
    return arena_printf(r->arena, "%s %s %s", saved, offered, warning);
}

static enum err show_places(struct request *r, const struct places *x)
{
    struct organiser_places_view v = {.action = organiser_path(r, &x->event, "places")};
    enum err e = organiser_top(r, &x->event, TAB_PLACES, TR("Places"), NULL, v.action, &v.top);
    if (e != OK)
        return e;
    if (!x->n_errors)
        v.top.notice.text = what_saving_did(r);
    else
        r->res->status = 422;
    add_fields(r, x, &v);
    organiser_places_page(r->body, &r->page, &v);
    return OK;
}

enum err organiser_places_show(struct request *r)
{
    struct places x;
    enum err e = load_places(r, &x);
    return e == OK ? show_places(r, &x) : e;
}

/* What is to be written: only what differs. */
static struct set_all_seats changes_of(struct request *r, const struct places *x,
                                       const struct audit_by *by)
{
    struct set_seats *list = arena_array(r->arena, x->n, sizeof *list);
    struct set_all_seats all = {.seats = list};
    for (size_t i = 0; i < x->n; i++)
        if (x->list[i].seats != x->list[i].now.seats)
            list[all.n++] = (struct set_seats){.event = x->event.id,
                                               .modality = x->list[i].modality,
                                               .session = x->list[i].workshop,
                                               .seats = x->list[i].seats,
                                               .by = by,
                                               .now = request_now(r)};
    return all;
}

enum err organiser_places_take(struct request *r)
{
    struct places x;
    enum err e = load_places(r, &x);
    if (e != OK)
        return e;
    for (size_t i = 0; i < x.n; i++)
        read_place(r, &x, &x.list[i]);
    if (x.n_errors)
        return show_places(r, &x);
    const struct audit_by by = request_by(r);
    struct set_all_seats all = changes_of(r, &x, &by);
    if (all.n)
        e = store_write(r->app->store, set_all_seats, &all);
    if (e != OK)
        return e;
    return request_redirect(r, 303,
                            arena_printf(r->arena, "%s?fait=places&offres=%lld&trop=%lld",
                                         organiser_path(r, &x.event, "places"),
                                         (long long)all.offers, (long long)all.over));
}
