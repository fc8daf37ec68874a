/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Registering, and a person's own page, found by the secret in its address. */
#include "meeting/registration/handlers.h"

#include "meeting/export.h"
#include "meeting/meeting_pages.h"
#include "meeting/organiser/handlers.h"
#include "meeting/registration/form.h"
#include "meeting/registration/views.h"
#include "view/tr.h"

/* ---- the form --------------------------------------------------------------------------- */

struct registering {
    struct event event;
    struct timetable timetable;
    struct form_offer offer;
    struct event_head head;
};

/* What the page of the form shows; read once. */
static enum err open_form(struct request *r, struct registering *x)
{
    const struct pool *pools = NULL;
    if (x->offer.timetable)
        return OK;
    enum err e = meeting_head(r, &x->event, &x->head);
    if (e == OK)
        e = timetable_load(r->db, r->arena, &x->event, &x->timetable);
    if (e == OK)
        e = pools_of_event(r->db, r->arena, x->event.id, &pools, &x->offer.n_pools);
    x->offer.pools = pools;
    x->offer.timetable = &x->timetable;
    r->visitor_read = true; /* the key in it is this visitor's */
    return e;
}

/* The event of the address; the programme too when there are wishes to check, so that the many who
 * register without one cost little. */
static enum err open_post(struct request *r, struct registering *x)
{
    enum err e = event_by_slug(r->db, r->arena, request_param(r, "slug"), &x->event);
    x->offer.event = &x->event;
    if (e == OK && !form_is_open(&x->event, request_now(r)))
        return request_fail(r, ERR_CONFLICT, TR("Les inscriptions à cette rencontre sont closes."));
    return e == OK && form_has_wishes(r) ? open_form(r, x) : e;
}

/* The form page, filled; with faults its status is 422. */
static enum err show_form(struct request *r, const struct registering *x,
                          const struct registration_form *f, const char *action, const char *title)
{
    struct registration_form_view v = form_view(r, &x->offer, f);
    v.head = x->head;
    v.action = action;
    v.title = tr(request_lang(r), title);
    v.submit = tr(request_lang(r), x->offer.is_change ? TR("Enregistrer") : TR("S’inscrire"));
    v.back = x->offer.is_change ? view_ticket_href(r) : NULL;
    if (f->n_errors)
        r->res->status = f->status ? f->status : 422;
    if (f->status == 429)
        http_set_header(r->res, "Retry-After", "120");
    request_title(r,
                  arena_printf(r->arena, "%s%s – %s",
                               f->n_errors ? tr(request_lang(r), TR("À revoir : ")) : "", v.title,
                               x->head.name),
                  NULL);
    registration_page(r->body, &r->page, &v);
    return OK;
}

static const char *form_action(const struct registering *x, struct request *r)
{
    return arena_printf(r->arena, "%s/inscription", x->head.href);
}

/* What the invitation in the address knows; of another meeting or unknown, nothing. */
static enum err invite(struct request *r, const struct registering *x, struct registration_form *f)
{
    struct invitation v;
    const char *token = http_form_get(&r->query, "invitation");
    if (!token)
        return OK;
    request_private(r);
    enum err e = invitation_by_token(r->db, r->arena, token, &v);
    if (e == OK && v.event.v == x->event.id.v)
        form_invite(&v, f);
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err registration_form_show(struct request *r)
{
    struct registering x = {.offer.event = &x.event};
    struct registration_form f = {0};
    enum err e = event_by_slug(r->db, r->arena, request_param(r, "slug"), &x.event);
    if (e == OK)
        e = open_form(r, &x);
    if (e == OK)
        e = invite(r, &x, &f);
    return e == OK ? show_form(r, &x, &f, form_action(&x, r), TR("S’inscrire")) : e;
}

static enum err store_registration(struct request *r, const struct registering *x,
                                   const struct registration_form *f, const char **token)
{
    char new_token[TOKEN_SIZE], ticket[TICKET_SIZE];
    struct register_person *p = arena_new(r->arena, struct register_person);
    registration_names(new_token, ticket);
    *p = (struct register_person){.event = &x->event,
                                  .draft = &f->draft,
                                  .key = f->key,
                                  .token = new_token,
                                  .ticket = ticket,
                                  .invitation = f->invitation,
                                  .now = request_now(r)};
    *token = p->stored_token;
    return store_write(r->app->store, register_person, p);
}

/* There is one already: its link goes to its address, since the form tells nobody's. */
static enum err remind(struct request *r, const struct registering *x,
                       const struct registration_form *f)
{
    struct remind_registered remind = {x->event.id, &f->draft, request_now(r)};
    enum err e = store_write(r->app->store, remind_registered, &remind);
    return e == OK || e == ERR_NOT_FOUND ? ERR_CONFLICT : e;
}

/* A refusal that the form itself shows, with all that was typed. */
static bool refused(struct request *r, enum err e, struct registration_form *f)
{
    if (e == ERR_CONFLICT)
        form_fault(
            r, f, "email",
            TR("Une inscription existe déjà à ce nom et à cette adresse : son lien personnel "
               "vous est envoyé par message."));
    else if (e == ERR_TOO_MANY || e == ERR_INVALID)
        form_fault(r, f, "given_name", r->detail);
    f->status = e == ERR_TOO_MANY ? 429 : 422;
    return e == ERR_CONFLICT || e == ERR_TOO_MANY || e == ERR_INVALID;
}

enum err registration_form_take(struct request *r)
{
    struct registering x = {0};
    struct registration_form f;
    const char *token = "";
    enum err e = open_post(r, &x);
    if (e != OK)
        return e;
    form_read(r, &x.offer, &f);
    e = form_admit(r, &x.event);
    if (e == OK && !f.n_errors)
        e = store_registration(r, &x, &f, &token);
    if (e == ERR_CONFLICT)
        e = remind(r, &x, &f);
    if (e != OK && !refused(r, e, &f))
        return e;
    if (!f.n_errors)
        return request_redirect(r, 303, arena_printf(r->arena, "/inscriptions/%s", token));
    e = open_form(r, &x);
    return e == OK ? show_form(r, &x, &f, form_action(&x, r), TR("S’inscrire")) : e;
}

/* ---- the private page ------------------------------------------------------------------- */

enum err find_mine(struct request *r, struct registration *g, struct event *event)
{
    request_private(r);
    enum err e = registration_by_token(r->db, r->arena, request_param(r, "token"), g);
    return e == OK ? event_of_registration(r->db, r->arena, g->event, event) : e;
}

enum err registration_show(struct request *r)
{
    struct registration g;
    struct event event;
    struct ticket_view v;
    enum err e = find_mine(r, &g, &event);
    if (e == OK)
        e = view_ticket(r, &g, &event, &v);
    if (e != OK)
        return e;
    r->page.state = v.state;
    request_title(r, arena_printf(r->arena, "%s – %s", v.state_label, v.head.name), NULL);
    ticket_page(r->body, &r->page, &v);
    return OK;
}

static enum err change(struct request *r, struct change_registration *c)
{
    c->token = request_param(r, "token");
    c->now = request_now(r);
    request_private(r);
    return store_write(r->app->store, change_registration, c);
}

/* Back to the private page, with a word on what was done. */
static enum err come_back(struct request *r, const char *done)
{
    return request_redirect(r, 303,
                            arena_printf(r->arena, "%s?fait=%s", view_ticket_href(r), done));
}

static enum err open_edit(struct request *r, struct registration *g, struct registering *x)
{
    enum err e = find_mine(r, g, &x->event);
    if (e == OK && g->state == STATE_CANCELLED)
        e = request_fail(r, ERR_CONFLICT, TR("Cette inscription est annulée."));
    x->offer.is_change = true;
    x->offer.event = &x->event;
    return e == OK ? open_form(r, x) : e;
}

static const char *edit_action(struct request *r)
{
    return arena_printf(r->arena, "%s/modifier", view_ticket_href(r));
}

enum err registration_edit_show(struct request *r)
{
    struct registration g;
    struct registering x = {0};
    struct registration_form f;
    session_id wishes[WISHES_MAX];
    size_t n;
    enum err e = open_edit(r, &g, &x);
    if (e == OK)
        e = registration_wishes(r->db, r->arena, g.id, wishes, &n);
    if (e != OK)
        return e;
    form_fill(r, &g, wishes, n, &f);
    return show_form(r, &x, &f, edit_action(r), TR("Changer mon inscription"));
}

enum err registration_edit_take(struct request *r)
{
    struct registration g;
    struct registering x = {0};
    struct registration_form f;
    enum err e = open_edit(r, &g, &x);
    if (e != OK)
        return e;
    form_read(r, &x.offer, &f);
    f.draft.email = g.draft.email;
    struct change_registration c = {.change = CHANGE_DETAILS, .draft = &f.draft};
    e = f.n_errors ? OK : change(r, &c);
    if (e == ERR_CONFLICT)
        form_fault(r, &f, "family_name",
                   TR("Une autre inscription existe déjà à ce nom et à cette adresse."));
    else if (e != OK)
        return e;
    if (f.n_errors)
        return show_form(r, &x, &f, edit_action(r), TR("Changer mon inscription"));
    return come_back(r, "reponses");
}

enum err registration_modality_take(struct request *r)
{
    const char *word = http_form_get(&r->form, "modality");
    struct change_registration c = {.change = CHANGE_MODALITY};
    for (int m = MODALITY_REMOTE; m <= MODALITY_LATER; m++)
        if (word && strcmp(word, modality_word((enum modality)m)) == 0) {
            c.modality = (enum modality)m;
            enum err e = change(r, &c);
            if (e == ERR_CONFLICT)
                return request_fail(r, e, TR("Cette façon de participer n’est pas proposée."));
            return e == OK ? come_back(r, "participation") : e;
        }
    return request_fail(r, ERR_INVALID, TR("Choisissez comment vous participerez."));
}

enum err registration_seat_take(struct request *r)
{
    const char *claim = http_form_get(&r->form, "claim");
    const char *answer = http_form_get(&r->form, "answer");
    bool yes = answer && strcmp(answer, "accept") == 0;
    struct change_registration c = {.change = yes ? CHANGE_ACCEPT : CHANGE_DECLINE};
    if (!claim || !answer || !parse_int(str_of(claim), 1, INT64_MAX, &c.claim))
        return request_fail(r, ERR_INVALID, TR("Cette réponse est incomplète."));
    enum err e = change(r, &c);
    if (e == ERR_CONFLICT || e == ERR_NOT_FOUND)
        return request_fail(
            r, ERR_CONFLICT,
            TR("Cette place n’est plus proposée : le délai est passé, ou la réponse "
               "est déjà donnée. Votre page dit où vous en êtes."));
    return e == OK ? come_back(r, yes ? "place" : "laissee") : e;
}

/* From the private page, or from "Mon espace", which says where to come back to. */
enum err registration_consent_withdraw(struct request *r)
{
    const char *back = http_form_get(&r->form, "retour");
    struct change_registration c = {.change = CHANGE_WITHDRAW};
    if (!parse_int(str_of(request_param(r, "id")), 1, INT64_MAX, &c.consent))
        return ERR_NOT_FOUND;
    enum err e = change(r, &c);
    if (e != OK)
        return e;
    bool from_own = back && strcmp(back, "/mon-espace") == 0;
    return from_own ? request_redirect(r, 303, back) : come_back(r, "accord");
}

enum err registration_cancel_show(struct request *r)
{
    struct registration g;
    struct event event;
    struct ticket_view v;
    enum err e = find_mine(r, &g, &event);
    if (e == OK && g.state == STATE_CANCELLED)
        return come_back(r, "annulation");
    if (e == OK)
        e = view_ticket(r, &g, &event, &v);
    if (e != OK)
        return e;
    request_title(r, tr(request_lang(r), TR("Annuler mon inscription ?")), NULL);
    cancel_page(r->body, &r->page, &v);
    return OK;
}

enum err registration_cancel_take(struct request *r)
{
    struct change_registration c = {.change = CHANGE_CANCEL};
    enum err e = change(r, &c);
    return e == OK ? come_back(r, "annulation") : e;
}

/* ---- ticket, badge, calendar ------------------------------------------------------------ */

enum err registration_qr(struct request *r)
{
    struct registration g;
    struct event event;
    enum err e = find_mine(r, &g, &event);
    if (e != OK)
        return e;
    request_content(r, "image/svg+xml", NULL);
    return view_qr(r, arena_printf(r->arena, "%s/billets/%s", r->app->config.base_url, g.ticket));
}

enum err registration_ics(struct request *r)
{
    struct registration g;
    struct event event;
    struct timetable t;
    const struct timetable *one = &t;
    enum err e = find_mine(r, &g, &event);
    if (e == OK)
        e = timetable_load(r->db, r->arena, &event, &t);
    if (e == OK)
        e = view_my_timetable(r->db, r->arena, &g, &t);
    if (e != OK)
        return e;
    const struct export_context c = {.arena = r->arena,
                                     .base_url = r->app->config.base_url,
                                     .site_name = r->settings->site_name,
                                     .lang = request_lang(r),
                                     .now = request_now(r),
                                     .shift = g.calendar_shift};
    request_content(r, "text/calendar; charset=utf-8",
                    arena_printf(r->arena, "%s.ics", event.slug));
    return export_ics(&c, &one, 1, NULL, false, r->body);
}

enum err badge_show(struct request *r)
{
    struct registration g;
    struct event event;
    struct badge_view v;
    request_private(r);
    enum err e = registration_by_ticket(r->db, r->arena, request_param(r, "ticket"), &g);
    if (e == OK)
        e = event_of_registration(r->db, r->arena, g.event, &event);
    if (e == OK && account_may(r->account, ORGANISES_MEETINGS))
        return organiser_badge_show(r, &g, &event);
    if (e == OK)
        e = view_badge(r, &g, &event, &v);
    if (e != OK)
        return e;
    r->page.state = registration_state_word(g.state);
    request_title(r, tr(request_lang(r), TR("Billet")), NULL);
    badge_page(r->body, &r->page, &v);
    return OK;
}
