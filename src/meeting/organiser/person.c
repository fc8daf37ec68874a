/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One registration as the organiser sees it, and what can be done to it. */
#include "meeting/organiser/filter.h"
#include "meeting/organiser/handlers.h"
#include "meeting/organiser/views.h"

#include "mail/mail.h"
#include "meeting/meeting_pages.h"
#include "meeting/registration/views.h"
#include "view/tr.h"
#include "view/typography.h"

#define GESTURES_MAX 6

struct person { /* what the page is made from */
    struct event event;
    struct registration g;
    const struct claim *claims;
    size_t n_claims;
    const struct pool *pools;
    size_t n_pools;
};

static enum err find_person(struct request *r, struct event *event, struct registration *g)
{
    int64_t id;
    if (!parse_int(str_of(request_param(r, "id")), 1, INT64_MAX, &id))
        return ERR_NOT_FOUND;
    enum err e = organiser_event(r, event);
    if (e == OK)
        e = registration_by_id(r->db, r->arena, (registration_id){id}, g);
    return e == OK && (g->event.v != event->id.v || g->erased) ? ERR_NOT_FOUND : e;
}

static enum err load_person(struct request *r, struct person *x)
{
    enum err e = find_person(r, &x->event, &x->g);
    if (e == OK)
        e = registration_claims(r->db, r->arena, x->g.id, &x->claims, &x->n_claims);
    if (e == OK)
        e = pools_of_event(r->db, r->arena, x->event.id, &x->pools, &x->n_pools);
    return e;
}

/* ---- what they hold --------------------------------------------------------------------- */

static const struct pool *pool_of_claim(const struct person *x, const struct claim *c)
{
    for (size_t i = 0; i < x->n_pools; i++)
        if (x->pools[i].id == c->pool)
            return &x->pools[i];
    return NULL;
}

/* The words say what the rule will do: it gives a free seat, or puts at the head of the list. */
static struct gesture_view promote(struct request *r, const struct person *x, const struct claim *c)
{
    const char *lang = request_lang(r);
    const struct pool *p = pool_of_claim(x, c);
    struct gesture_view v = {.word = "promotion"};
    if (c->state == CLAIM_OFFERED) {
        v.label = tr(lang, TR("Confirmer la place à sa place"));
        v.help =
            tr(lang, TR("La place proposée lui est donnée, comme si la personne l’acceptait."));
    } else if (p && seats_free(&p->s) > 0) {
        v.label = tr(lang, TR("Donner la place libre"));
        v.help =
            tr(lang, TR("Une place est libre : elle lui est donnée maintenant, avant les autres."));
    } else if (c->ahead) {
        v.label = tr(lang, TR("Mettre en tête de la liste"));
        v.help =
            tr(lang, TR("C’est complet : la prochaine place qui se libère lui sera proposée."));
    } else {
        v.word = NULL;
    }
    v.claim = arena_printf(r->arena, "%lld", (long long)c->id);
    return v;
}

static struct held_view held_of(struct request *r, const struct person *x, const struct claim *c)
{
    const char *lang = request_lang(r);
    struct held_view v = {
        .title = c->rank ? typo_fr(r->arena, c->session_title) : view_modality(lang, c->modality),
        .french = c->rank > 0,
    };
    switch (c->state) {
    case CLAIM_CONFIRMED:
        v.state = "confirmed";
        v.label = tr(lang, TR("Place réservée"));
        return v;
    case CLAIM_OFFERED:
        v.state = "offered";
        v.label = tr(lang, TR("Place proposée"));
        v.detail = tr_fill(r->arena, lang, tr(lang, TR("Réponse attendue avant le {when}")),
                           TR_ARGS(TR_ARG("when", view_instant(r, &x->event, c->offered_until))));
        break;
    case CLAIM_WAITING:
    case CLAIM_NONE:
        v.state = "waiting";
        v.label = tr(lang, TR("En liste d’attente"));
        v.detail = c->ahead ? tr_count(r->arena, lang,
                                       TRN("une personne avant elle", "{n} personnes avant elle"),
                                       c->ahead)
                            : tr(lang, TR("en tête : la prochaine place libre lui sera proposée"));
        break;
    }
    v.promote = promote(r, x, c);
    return v;
}

static void add_held(struct request *r, const struct person *x, struct organiser_person_view *v)
{
    struct held_view *list = arena_array(r->arena, x->n_claims, sizeof *list);
    for (size_t i = 0; i < x->n_claims; i++)
        list[i] = held_of(r, x, &x->claims[i]);
    v->held = list;
    v->n_held = x->n_claims;
}

static bool holds(const struct person *x, session_id workshop)
{
    for (size_t i = 0; i < x->n_claims; i++)
        if (x->claims[i].rank > 0 && x->claims[i].session.v == workshop.v)
            return true;
    return false;
}

/* Wishes of which nothing is held: a better one has a seat, or the event itself has none yet. */
static enum err add_wishes(struct request *r, const struct person *x,
                           struct organiser_person_view *v)
{
    const struct workshop *all;
    session_id wishes[WISHES_MAX];
    size_t n_all, n;
    enum err e = workshops_of_event(r->db, r->arena, x->event.id, &all, &n_all);
    if (e == OK)
        e = registration_wishes(r->db, r->arena, x->g.id, wishes, &n);
    if (e != OK)
        return e;
    const char **list = arena_array(r->arena, WISHES_MAX, sizeof *list);
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n_all; k++)
            if (all[k].id.v == wishes[i].v && !holds(x, wishes[i]))
                list[v->n_wishes++] = typo_fr(r->arena, all[k].title);
    v->wishes = list;
    return OK;
}

/* ---- what can be done ------------------------------------------------------------------- */

struct doing {
    struct request *r;
    struct gesture_view *list;
    size_t n;
};

static void can(struct doing *d, const char *word, const char *label, const char *help)
{
    d->list[d->n++] = (struct gesture_view){
        .word = word, .label = tr(request_lang(d->r), label), .help = tr(request_lang(d->r), help)};
}

static void can_move(struct doing *d, const struct person *x)
{
    enum modality now = x->g.draft.modality;
    if (now != MODALITY_ONSITE && x->event.onsite != ANSWER_NO)
        can(d, "sur-place", TR("Faire participer sur place"),
            TR("Si c’est complet, la personne attend et garde ce qu’elle tient."));
    if (now != MODALITY_REMOTE && x->event.remote != ANSWER_NO)
        can(d, "a-distance", TR("Faire participer à distance"),
            TR("Si c’est complet, la personne attend et garde ce qu’elle tient."));
}

static void add_gestures(struct request *r, const struct person *x, struct organiser_person_view *v)
{
    struct doing d = {.r = r, .list = arena_array(r->arena, GESTURES_MAX, sizeof *d.list)};
    if (v->cancelled) {
        can(&d, "retablissement", TR("Rétablir l’inscription"),
            TR("Une place s’il en reste, sinon la liste d’attente ; la personne reçoit un "
               "message."));
    } else {
        if (v->present)
            can(&d, "depart", TR("Effacer l’arrivée"), NULL);
        else
            can(&d, "arrivee", TR("Pointer l’arrivée"), NULL);
        can_move(&d, x);
        can(&d, "annulation", TR("Annuler l’inscription"),
            TR("Sa place est proposée à la personne suivante ; un message part. On peut revenir en "
               "arrière."));
    }
    d.list[0].first = true;
    v->gestures = d.list;
    v->n_gestures = d.n;
}

/* ---- its messages ----------------------------------------------------------------------- */

static struct person_message_view message_of(struct request *r, const struct event *e,
                                             const struct mail_row *row)
{
    const struct mail_kind *kind = mail_kind_of(&r->app->mail, row->kind);
    return (struct person_message_view){
        .label = kind ? tr(request_lang(r), kind->label) : row->kind,
        .when = organiser_hour(r, e, row->sent ? row->sent_at : row->created_at),
        .href =
            kind ? arena_printf(r->arena, "/organisation/messages/%lld", (long long)row->id) : NULL,
    };
}

static enum err add_messages(struct request *r, const struct person *x,
                             struct organiser_person_view *v)
{
    struct mail_row *rows;
    enum err e =
        mail_rows_about(r->db, r->arena, "registration/", x->g.id.v, &rows, &v->n_messages);
    if (e != OK)
        return e;
    struct person_message_view *list = arena_array(r->arena, v->n_messages, sizeof *list);
    for (size_t i = 0; i < v->n_messages; i++)
        list[i] = message_of(r, &x->event, &rows[i]);
    v->messages = list;
    return OK;
}

/* ---- the page --------------------------------------------------------------------------- */

/* The list one came from, with its filters; the browser says it of pages of the same site. */
static const char *way_back(struct request *r, const char *list)
{
    const char *asked = http_form_get(&r->query, "liste");
    const char *from = http_header(r->http, "Referer");
    const char *base =
        arena_printf(r->arena, "%s%s%s?", r->app->config.base_url, r->page.root, list);
    if (asked && strncmp(asked, list, strlen(list)) == 0 && request_is_ours(asked))
        return asked;
    bool known = from && strlen(from) < HTTP_HEAD_MAX && strncmp(from, base, strlen(base)) == 0;
    return known ? arena_strdup(r->arena,
                                from + strlen(r->app->config.base_url) + strlen(r->page.root))
                 : list;
}

/* What was answered; what was left empty is left out. */
static void add_answers(struct request *r, const struct person *x, struct organiser_person_view *v)
{
    const char *lang = request_lang(r);
    const struct registration_draft *d = &x->g.draft;
    const struct answer_view all[] = {
        {TR("Structure"), d->organisation},
        {TR("Écosystème"), organiser_ecosystem_label(lang, d->ecosystem)},
        {TR("Territoire"), organiser_territory(lang, d->territory, d->territory_words)},
        {TR("Besoins d’accessibilité"), d->access_needs},
        {TR("Liste des participants"), d->list_consent_words ? tr(lang, TR("Accepte d’y figurer"))
                                                             : tr(lang, TR("N’y figure pas"))},
        {TR("Langue"),
         strcmp(d->lang, "en") == 0 ? tr(lang, TR("Anglais")) : tr(lang, TR("Français"))},
        {TR("Inscription"), view_instant(r, &x->event, x->g.created_at)},
    };
    struct answer_view *list = arena_array(r->arena, ARRAY_LEN(all), sizeof *list);
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        if (all[i].value && *all[i].value)
            list[v->n_answers++] = (struct answer_view){tr(lang, all[i].label), all[i].value};
    v->answers = list;
    v->email = d->email;
}

static void add_state(struct request *r, const struct person *x, struct organiser_person_view *v)
{
    const char *lang = request_lang(r);
    v->code = view_code(r->arena, x->g.ticket);
    v->state = registration_state_word(x->g.state);
    v->state_label = organiser_state_label(lang, x->g.state);
    v->cancelled = x->g.state == STATE_CANCELLED;
    v->modality = view_modality(lang, x->g.draft.modality);
    if (x->g.checked_in_at != NO_INSTANT)
        v->present = organiser_hour(r, &x->event, x->g.checked_in_at);
}

enum err organiser_person_show(struct request *r)
{
    struct person x;
    struct organiser_person_view v = {0};
    enum err e = load_person(r, &x);
    if (e != OK)
        return e;
    v.name = full_name(r->arena, x.g.draft.given_name, x.g.draft.family_name);
    v.action = organiser_person_path(r, &x.event, x.g.id);
    v.back = way_back(r, organiser_path(r, &x.event, "inscriptions"));
    v.here = arena_printf(r->arena, "%s?liste=%s", v.action, address_part(r->arena, v.back));
    add_state(r, &x, &v);
    add_answers(r, &x, &v);
    add_held(r, &x, &v);
    add_gestures(r, &x, &v);
    e = organiser_top(r, &x.event, TAB_NONE, TR("Inscription"), v.name, v.here, &v.top);
    if (e == OK)
        e = add_wishes(r, &x, &v);
    if (e == OK)
        e = add_messages(r, &x, &v);
    if (e != OK)
        return e;
    r->page.state = v.state;
    organiser_person_page(r->body, &r->page, &v);
    return OK;
}

/* ---- doing it --------------------------------------------------------------------------- */

/* Back to where the form stood, with what was done; a place that is not the organiser's, or none:
 * to the registration. */
static enum err come_back(struct request *r, const struct event *event, registration_id id,
                          const struct gesture *x, int64_t claim)
{
    const char *back = http_form_get(&r->form, "retour");
    bool known = back && (str_starts(str_of(back), "/organisation/rencontres/") ||
                          str_starts(str_of(back), "/billets/"));
    if (!known || strchr(back, '#'))
        back = organiser_person_path(r, event, id);
    const char *place = claim ? arena_printf(r->arena, "&place=%lld", (long long)claim) : "";
    return request_redirect(r, 303,
                            arena_printf(r->arena, "%s%sfait=%s&qui=%lld%s", back,
                                         strchr(back, '?') ? "&" : "?", x->word, (long long)id.v,
                                         place));
}

enum err organiser_person_take(struct request *r)
{
    const struct gesture *x = gesture_of(http_form_get(&r->form, "geste"));
    const char *claim = http_form_get(&r->form, "place");
    struct event event;
    struct registration g;
    if (!x)
        return request_fail(r, ERR_INVALID, TR("Ce formulaire ne dit pas quoi faire."));
    const struct audit_by by = request_by(r);
    struct change_registration c = {
        .change = x->change, .modality = x->modality, .by = &by, .now = request_now(r)};
    if (x->change == CHANGE_PROMOTE &&
        (!claim || !parse_int(str_of(claim), 1, INT64_MAX, &c.claim)))
        return request_fail(r, ERR_INVALID, TR("Ce formulaire ne dit pas quelle place donner."));
    enum err e = find_person(r, &event, &g);
    if (e != OK)
        return e;
    c.id = g.id;
    e = store_write(r->app->store, change_registration, &c);
    if (e == ERR_CONFLICT || (e == ERR_NOT_FOUND && c.claim))
        return request_fail(r, ERR_CONFLICT, x->refused);
    return e == OK ? come_back(r, &event, g.id, x, c.claim) : e;
}
