/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* At the door, on a phone: who comes in, by name, by code or by the badge's picture. */
#include "meeting/organiser/filter.h"
#include "meeting/organiser/handlers.h"
#include "meeting/organiser/views.h"

#include "meeting/meeting_pages.h"
#include "meeting/registration/views.h"
#include "view/tr.h"
#include "view/typography.h"

#define GUESTS_SHOWN 10
#define LATEST_SHOWN 5

/* ---- one guest -------------------------------------------------------------------------- */

/* Why somebody is not expected at this door; NULL when they are. */
static const char *alarm_of(const char *lang, enum registration_state s, enum modality m)
{
    if (s == STATE_CANCELLED)
        return tr(lang, TR("Inscription annulée"));
    if (s == STATE_WAITING)
        return tr(lang, TR("En liste d’attente : pas de place réservée"));
    if (s == STATE_OFFERED)
        return tr(lang, TR("Place proposée, pas encore acceptée"));
    return m == MODALITY_REMOTE ? tr(lang, TR("Inscription à distance")) : NULL;
}

static const char *seat_of(struct request *r, const struct row *w)
{
    for (size_t i = 0; i < w->n_wishes; i++)
        if (w->wishes[i].state == CLAIM_CONFIRMED)
            return typo_fr(r->arena, w->wishes[i].title);
    return NULL;
}

static struct guest_view guest_of(struct request *r, const struct event *e, const struct row *w)
{
    const char *lang = request_lang(r);
    return (struct guest_view){
        .href = organiser_person_path(r, e, w->id),
        .action = organiser_person_path(r, e, w->id),
        .name = full_name(r->arena, w->given_name, w->family_name),
        .organisation = w->organisation,
        .modality = view_modality(lang, w->modality),
        .code = view_code(r->arena, w->ticket),
        .wish = seat_of(r, w),
        .alarm = alarm_of(lang, w->state, w->modality),
        .mild = w->state == STATE_CONFIRMED,
        .state = registration_state_word(w->state),
        .present = w->checked_in_at == NO_INSTANT ? NULL : organiser_hour(r, e, w->checked_in_at),
        .may_enter = w->state != STATE_CANCELLED,
    };
}

static enum err add_guests(struct request *r, const struct event *e, const struct filter *f,
                           struct organiser_door_view *v)
{
    const struct row *rows;
    enum err err =
        rows_of_event(r->db, r->arena, e->id, f, GUESTS_SHOWN, &rows, &v->n_guests, &v->many);
    if (err != OK)
        return err;
    struct guest_view *list = arena_array(r->arena, v->n_guests, sizeof *list);
    for (size_t i = 0; i < v->n_guests; i++)
        list[i] = guest_of(r, e, &rows[i]);
    v->guests = list;
    return OK;
}

/* ---- the page --------------------------------------------------------------------------- */

/* Expected: who has a seat on site, or has yet to choose. */
static enum err add_counts(struct request *r, const struct event *e, struct organiser_door_view *v)
{
    const struct tally *t;
    size_t n;
    enum err err = tallies_of_event(r->db, r->arena, e->id, &t, &n);
    for (size_t i = 0; err == OK && i < n; i++) {
        v->present += t[i].present;
        if (t[i].state == STATE_CONFIRMED && t[i].modality != MODALITY_REMOTE)
            v->expected += t[i].n;
    }
    return err;
}

static enum err add_latest(struct request *r, const struct event *e, struct organiser_door_view *v)
{
    const struct arrival *all;
    enum err err = arrivals_of_event(r->db, r->arena, e->id, LATEST_SHOWN, &all, &v->n_latest);
    if (err != OK)
        return err;
    struct arrival_view *list = arena_array(r->arena, v->n_latest, sizeof *list);
    for (size_t i = 0; i < v->n_latest; i++)
        list[i] = (struct arrival_view){
            .href = organiser_person_path(r, e, all[i].id),
            .action = organiser_person_path(r, e, all[i].id),
            .name = full_name(r->arena, all[i].given_name, all[i].family_name),
            .when = organiser_hour(r, e, all[i].at),
        };
    v->latest = list;
    return OK;
}

enum err organiser_door_show(struct request *r)
{
    struct event event;
    struct organiser_door_view v = {0};
    struct filter f = FILTER_ALL;
    f.search = filter_read(r).search;
    enum err e = organiser_event(r, &event);
    if (e != OK)
        return e;
    v.action = v.here = organiser_path(r, &event, "accueil"); /* ready for the next guest */
    v.search = f.search;
    v.searched = f.search != NULL;
    e = organiser_top(r, &event, TAB_DOOR, TR("Pointage"), NULL, v.here, &v.top);
    if (e == OK && v.searched)
        e = add_guests(r, &event, &f, &v);
    if (e == OK)
        e = add_counts(r, &event, &v);
    if (e == OK)
        e = add_latest(r, &event, &v);
    if (e != OK)
        return e;
    organiser_door_page(r->body, &r->page, &v);
    return OK;
}

/* ---- the badge -------------------------------------------------------------------------- */

enum err organiser_badge_show(struct request *r, const struct registration *g,
                              const struct event *event)
{
    struct organiser_badge_view v = {.here = arena_printf(r->arena, "/billets/%s", g->ticket),
                                     .door = organiser_path(r, event, "accueil")};
    struct filter f = FILTER_ALL;
    const struct row *rows;
    size_t n;
    bool more;
    f.search = g->ticket;
    enum err e = rows_of_event(r->db, r->arena, event->id, &f, 1, &rows, &n, &more);
    if (e == OK && !n)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = organiser_top(r, event, TAB_DOOR, TR("Billet"),
                          full_name(r->arena, g->draft.given_name, g->draft.family_name), v.here,
                          &v.top);
    if (e != OK)
        return e;
    v.guest = guest_of(r, event, &rows[0]);
    r->page.state = v.guest.state;
    organiser_badge_page(r->body, &r->page, &v);
    return OK;
}
