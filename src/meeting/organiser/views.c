/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/organiser/views.h"

#include "base/zone.h"
#include "meeting/registration/views.h"
#include "meeting/store.h"
#include "network/network.h"
#include "view/dates.h"
#include "view/tr.h"

enum err organiser_event(struct request *r, struct event *out)
{
    return store_event_find(r->db, r->arena, request_param(r, "slug"), out);
}

const char *organiser_path(struct request *r, const struct event *e, const char *below)
{
    return arena_printf(r->arena, "/organisation/rencontres/%s/%s", e->slug, below);
}

const char *organiser_person_path(struct request *r, const struct event *e, registration_id id)
{
    return arena_printf(r->arena, "/organisation/rencontres/%s/inscriptions/%lld", e->slug,
                        (long long)id.v);
}

/* ---- words ------------------------------------------------------------------------------ */

const char *organiser_state_label(const char *lang, enum registration_state s)
{
    static const char *const labels[] = {TR("Confirmée"), TR("En attente"), TR("Place proposée"),
                                         TR("Annulée")};
    return tr(lang, labels[s]);
}

const char *organiser_ecosystem_label(const char *lang, const char *word)
{
    for (size_t i = 0; word && i < n_ecosystems; i++)
        if (strcmp(word, ecosystems[i].word) == 0)
            return tr(lang, ecosystems[i].label);
    return word;
}

const char *organiser_area_label(const char *lang, const char *area)
{
    struct territory t;
    return area && territory_by_code(area, &t) == OK ? territory_name(&t, lang) : area;
}

const char *organiser_territory(const char *lang, const char *code, const char *words)
{
    struct territory t;
    return code && territory_by_code(code, &t) == OK ? territory_name(&t, lang) : words;
}

const char *organiser_hour(struct request *r, const struct event *e, int64_t utc)
{
    const struct zone *z = zone_open(r->arena, e->zone);
    struct civil at, today;
    if (!z)
        return "";
    zone_local(z, utc, &at);
    zone_local(z, request_now(r), &today);
    return civil_day_number(&at) == civil_day_number(&today)
               ? time_text(r->arena, request_lang(r), at.hour * 60 + at.minute)
               : view_instant(r, e, utc);
}

const char *organiser_width(struct arena *a, int64_t n, int64_t of)
{
    if (n <= 0 || of <= 0)
        return "0";
    int64_t tenths = n >= of ? 1000 : n * 1000 / of;
    if (tenths < 5)
        tenths = 5;
    return arena_printf(a, "%lld.%lld", (long long)tenths / 10, (long long)tenths % 10);
}

/* ---- what was just done ----------------------------------------------------------------- */

static const struct gesture gestures[] = {
    {"promotion", CHANGE_PROMOTE, MODALITY_LATER, NULL, NULL,
     TR("Il n’y a rien à donner : cette place est déjà prise, ou la proposition a pris fin.")},
    {"a-distance", CHANGE_MODALITY, MODALITY_REMOTE, NULL, NULL,
     TR("Cette rencontre n’a pas de participation à distance, ou l’inscription est annulée.")},
    {"sur-place", CHANGE_MODALITY, MODALITY_ONSITE, NULL, NULL,
     TR("Cette rencontre ne se tient pas sur place, ou l’inscription est annulée.")},
    {"annulation", CHANGE_CANCEL, MODALITY_LATER, TR("L’inscription de {name} est annulée."),
     "retablissement", TR("Cette inscription ne peut pas être annulée.")},
    {"retablissement", CHANGE_RESTORE, MODALITY_LATER, NULL, "annulation",
     TR("La façon de participer choisie n’est plus proposée : l’inscription ne peut pas être "
        "rétablie telle quelle.")},
    {"arrivee", CHANGE_CHECK_IN, MODALITY_LATER, TR("{name} est là."), "depart",
     TR("Cette inscription est annulée : rétablissez-la d’abord.")},
    {"depart", CHANGE_CHECK_OUT, MODALITY_LATER, TR("L’arrivée de {name} est effacée."), "arrivee",
     TR("L’arrivée n’a pas pu être effacée.")},
};

const struct gesture *gesture_of(const char *word)
{
    for (size_t i = 0; word && i < ARRAY_LEN(gestures); i++)
        if (strcmp(word, gestures[i].word) == 0)
            return &gestures[i];
    return NULL;
}

static const char *restored(enum registration_state s)
{
    return s == STATE_CONFIRMED
               ? TR("L’inscription de {name} est rétablie : sa place est réservée.")
               : TR("L’inscription de {name} est rétablie, en liste d’attente.");
}

static const char *moved(const struct registration *g, enum modality m)
{
    if (g->draft.modality == m && g->state == STATE_CONFIRMED)
        return m == MODALITY_ONSITE ? TR("{name} participe maintenant sur place.")
                                    : TR("{name} participe maintenant à distance.");
    return m == MODALITY_ONSITE
               ? TR("C’est complet sur place : {name} est en liste d’attente, et garde la place "
                    "déjà tenue ailleurs.")
               : TR("C’est complet à distance : {name} est en liste d’attente, et garde la place "
                    "déjà tenue ailleurs.");
}

/* What a promotion gave: the claim is now a seat, or still waits, at the head of its list. */
static enum err promoted(struct request *r, const struct registration *g, const char **out)
{
    const char *word = http_form_get(&r->query, "place");
    const struct claim *claims;
    size_t n;
    int64_t id = 0;
    enum err e = registration_claims(r->db, r->arena, g->id, &claims, &n);
    if (e != OK || !word || !parse_int(str_of(word), 1, INT64_MAX, &id))
        return e;
    for (size_t i = 0; i < n; i++)
        if (claims[i].id == id)
            *out = claims[i].state == CLAIM_CONFIRMED
                       ? TR("La place est donnée à {name}.")
                       : TR("{name} est en tête de la liste d’attente.");
    return OK;
}

/* Whether it is still so: the address of a notice may be opened again, after it was undone. */
static bool still_so(const struct gesture *x, const struct registration *g)
{
    bool here = g->checked_in_at != NO_INSTANT, cancelled = g->state == STATE_CANCELLED;
    switch (x->change) {
    case CHANGE_CHECK_IN:
        return here;
    case CHANGE_CHECK_OUT:
        return !here;
    case CHANGE_CANCEL:
        return cancelled;
    default:
        return !cancelled;
    }
}

static enum err what_was_done(struct request *r, const struct gesture *x,
                              const struct registration *g, const char **out)
{
    *out = x->done;
    if (x->change == CHANGE_PROMOTE)
        return promoted(r, g, out);
    if (x->change == CHANGE_RESTORE)
        *out = restored(g->state);
    if (x->change == CHANGE_MODALITY)
        *out = moved(g, x->modality);
    return OK;
}

/* From "?fait=…&qui=…", which a gesture leaves in the address it comes back to. */
static enum err add_notice(struct request *r, const struct event *event, const char *here,
                           struct notice_view *out)
{
    const struct gesture *x = gesture_of(http_form_get(&r->query, "fait"));
    const char *who = http_form_get(&r->query, "qui"), *sentence;
    struct registration g;
    int64_t id;
    if (!x || !who || !parse_int(str_of(who), 1, INT64_MAX, &id))
        return OK;
    enum err e = registration_by_id(r->db, r->arena, (registration_id){id}, &g);
    if (e == ERR_NOT_FOUND || (e == OK && (g.event.v != event->id.v || !still_so(x, &g))))
        return OK;
    if (e == OK)
        e = what_was_done(r, x, &g, &sentence);
    if (e != OK || !sentence)
        return e;
    const char *name = full_name(r->arena, g.draft.given_name, g.draft.family_name);
    out->text = tr_fill(r->arena, request_lang(r), tr(request_lang(r), sentence),
                        TR_ARGS(TR_ARG("name", name)));
    out->undo = x->undo;
    out->action = organiser_person_path(r, event, g.id);
    out->back = here;
    return OK;
}

/* ---- the top ---------------------------------------------------------------------------- */

static void add_tabs(struct request *r, const struct event *e, enum organiser_tab tab,
                     struct organiser_top *out)
{
    static const struct {
        const char *below, *label;
    } all[] = {
        [TAB_PROGRAMME] = {"programme", TR("Programme")},
        [TAB_LIST] = {"inscriptions", TR("Inscriptions")},
        [TAB_INVITATIONS] = {"invitations", TR("Inviter")},
        [TAB_DOOR] = {"accueil", TR("Pointage")},
        [TAB_PLACES] = {"places", TR("Places")},
        [TAB_FORMAT] = {"format", TR("Format")},
    };
    struct nav_item *tabs = arena_array(r->arena, ARRAY_LEN(all), sizeof *tabs);
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        tabs[i] = (struct nav_item){.href = organiser_path(r, e, all[i].below),
                                    .label = tr(request_lang(r), all[i].label),
                                    .current = i == tab};
    out->tabs = tabs;
    out->n_tabs = ARRAY_LEN(all);
}

enum err organiser_top(struct request *r, const struct event *e, enum organiser_tab tab,
                       const char *title, const char *name, const char *here,
                       struct organiser_top *out)
{
    enum err err = meeting_head(r, e, &out->head);
    if (err == OK)
        err = add_notice(r, e, here, &out->notice);
    if (err != OK)
        return err;
    add_tabs(r, e, tab, out);
    out->title = name ? name : tr(request_lang(r), title);
    request_private(r);
    request_title(r,
                  arena_printf(r->arena, "%s%s%s – %s", name ? name : "", name ? " – " : "",
                               tr(request_lang(r), title), out->head.name),
                  NULL);
    return OK;
}
