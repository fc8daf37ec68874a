/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The organiser's pages of invitations, and what a person's own link leads to.
 *
 * The link leads to a page with one button. Programs that look into mail before its reader open
 * every link, but press no button: the opening is counted, and the form shown, by the POST. It
 * costs the person one press, and the count says what people did.
 */
#include "meeting/invitation/handlers.h"

#include "meeting/invitation/views.h"
#include "meeting/meeting_pages.h"
#include "meeting/organiser/views.h"
#include "meeting/registration/form.h"
#include "view/tr.h"

/* ---- the organiser's list --------------------------------------------------------------- */

static const char *said(struct request *r, const char *one, const char *many, int64_t n)
{
    return tr_count(r->arena, request_lang(r), one, many, n);
}

/* What was just done, from the address that the answer led to. */
static const char *what_was_done(struct request *r)
{
    static const struct {
        const char *name, *one, *many;
    } all[] = {
        {"ajoutees", TRN("Une personne ajoutée.", "{n} personnes ajoutées.")},
        {"invitees",
         TRN("Une invitation est prête à partir.", "{n} invitations sont prêtes à partir.")},
        {"relancees", TRN("Une relance est prête à partir.", "{n} relances sont prêtes à partir.")},
        {"retirees", TRN("Une personne retirée.", "{n} personnes retirées.")},
    };
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        const char *n = http_form_get(&r->query, all[i].name);
        int64_t count;
        if (n && parse_int(str_of(n), 0, INT32_MAX, &count))
            return said(r, all[i].one, all[i].many, count);
    }
    return NULL;
}

enum err invitations_show(struct request *r)
{
    struct event event;
    struct invitations_view v = {.action = r->http->path, .notice = what_was_done(r)};
    const char *typed = http_form_get(&r->query, "apres");
    invitation_id after = {0};
    if (typed && !parse_int(str_of(typed), 1, INT64_MAX, &after.v))
        return ERR_NOT_FOUND;
    enum err e = organiser_event(r, &event);
    if (e == OK)
        e = organiser_top(r, &event, TAB_INVITATIONS, TR("Invitations"), NULL, v.action, &v.top);
    if (e == OK)
        e = view_invitations(r, &event, view_filter_of(http_form_get(&r->query, "qui")), after, &v);
    if (e != OK)
        return e;
    invitations_page(r->body, &r->page, &v);
    return OK;
}

/* Back to the list, with the number of people that something was done to. */
static enum err come_back(struct request *r, const char *what, int64_t n)
{
    return request_redirect(
        r, 303, arena_printf(r->arena, "%s?%s=%lld", r->http->path, what, (long long)n));
}

/* ---- a list to be added ----------------------------------------------------------------- */

static enum err show_list(struct request *r, const struct event *event, const char *text,
                          const struct invitation_table *t, const char *notice)
{
    struct invitation_list_view v = {.action = r->http->path, .list = text, .notice = notice};
    enum err e =
        organiser_top(r, event, TAB_INVITATIONS, TR("La liste à ajouter"), NULL, v.action, &v.top);
    if (e != OK)
        return e;
    view_table(r, t, &v);
    r->res->status = v.n_faults ? 422 : 200;
    invitation_list_page(r->body, &r->page, &v);
    return OK;
}

/* Good lines are added; those at fault come back to be corrected, and nothing else. */
static enum err add_list(struct request *r, const struct event *event, const char *text,
                         const struct invitation_table *t)
{
    const struct audit_by by = request_by(r);
    struct add_invitations add = {
        .event = event->id, .drafts = t->drafts, .n = t->n, .by = &by, .now = request_now(r)};
    if (!t->n)
        return show_list(r, event, text, t, NULL);
    enum err e = store_write(r->app->store, add_invitations, &add);
    if (e != OK)
        return e;
    if (!t->n_faulty)
        return come_back(r, "ajoutees", add.added);
    struct invitation_table rest;
    const char *faulty = view_faulty(r->arena, t);
    invitation_table_read(r->arena, request_lang(r), str_of(faulty), &rest);
    return show_list(r, event, faulty, &rest,
                     said(r,
                          TRN("Une personne ajoutée. Voici ce qui reste à corriger.",
                              "{n} personnes ajoutées. Voici ce qui reste à corriger."),
                          add.added));
}

static enum err send_all(struct request *r, const struct event *event)
{
    const struct audit_by by = request_by(r);
    struct send_invitations send = {.event = event->id, .by = &by, .now = request_now(r)};
    if (!form_is_open(event, send.now))
        return request_fail(r, ERR_CONFLICT, TR("Les inscriptions à cette rencontre sont closes."));
    enum err e = store_write(r->app->store, send_invitations, &send);
    return e == OK ? come_back(r, "invitees", send.sent) : e;
}

static enum err remind_all(struct request *r, const struct event *event)
{
    const struct audit_by by = request_by(r);
    struct remind_invitations remind = {.event = event->id, .by = &by, .now = request_now(r)};
    if (!form_is_open(event, remind.now))
        return request_fail(r, ERR_CONFLICT, TR("Les inscriptions à cette rencontre sont closes."));
    enum err e = store_write(r->app->store, remind_invitations, &remind);
    return e == OK ? come_back(r, "relancees", remind.reminded) : e;
}

static enum err withdraw_all(struct request *r, const struct event *event)
{
    const struct audit_by by = request_by(r);
    struct withdraw_invitations withdraw = {.event = event->id, .by = &by, .now = request_now(r)};
    enum err e = store_write(r->app->store, withdraw_invitations, &withdraw);
    return e == OK ? come_back(r, "retirees", withdraw.withdrawn) : e;
}

enum err invitations_take(struct request *r)
{
    const char *act = http_form_get(&r->form, "acte"), *text = http_form_get(&r->form, "liste");
    struct event event;
    struct invitation_table t;
    enum err e = organiser_event(r, &event);
    if (e != OK)
        return e;
    if (act && strcmp(act, "inviter") == 0)
        return send_all(r, &event);
    if (act && strcmp(act, "relancer") == 0)
        return remind_all(r, &event);
    if (act && strcmp(act, "retirer") == 0)
        return withdraw_all(r, &event);
    text = text ? text : "";
    invitation_table_read(r->arena, request_lang(r), str_of(text), &t);
    if (act && strcmp(act, "ajouter") == 0)
        return add_list(r, &event, text, &t);
    return show_list(r, &event, text, &t, NULL);
}

/* ---- the person's own page -------------------------------------------------------------- */

static enum err find_mine(struct request *r, struct invitation *v, struct event *event)
{
    request_private(r);
    enum err e = invitation_by_token(r->db, r->arena, request_param(r, "token"), v);
    return e == OK ? event_of_registration(r->db, r->arena, v->event, event) : e;
}

static const char *greeting(struct request *r, const struct invitation *v)
{
    const char *name = *v->draft.given_name ? v->draft.given_name : v->draft.family_name;
    if (!*name)
        return tr(request_lang(r), TR("Vous êtes parmi les personnes invitées"));
    return tr_fill(r->arena, request_lang(r), tr(request_lang(r), TR("Invitation pour {name}")),
                   TR_ARGS(TR_ARG("name", name)));
}

static enum err fill_mine(struct request *r, struct invitation_view *v)
{
    struct invitation mine;
    struct event event;
    enum err e = find_mine(r, &mine, &event);
    if (e == OK)
        e = meeting_head(r, &event, &v->head);
    if (e != OK)
        return e;
    v->action = arena_printf(r->arena, "/invitations/%s", mine.token);
    v->decline = arena_printf(r->arena, "%s/refus", v->action);
    v->greeting = greeting(r, &mine);
    v->answered = mine.answered && mine.state != STATE_CANCELLED;
    v->declined = !mine.answered && mine.declined_at != NO_INSTANT;
    v->closed = !v->head.inscription;
    request_title(
        r, arena_printf(r->arena, "%s – %s", tr(request_lang(r), TR("Invitation")), v->head.name),
        NULL);
    return OK;
}

enum err invitation_show(struct request *r)
{
    struct invitation_view v = {0};
    enum err e = fill_mine(r, &v);
    if (e == OK)
        invitation_page(r->body, &r->page, &v);
    return e;
}

enum err invitation_decline_show(struct request *r)
{
    struct invitation_view v = {0};
    enum err e = fill_mine(r, &v);
    if (e == OK)
        decline_page(r->body, &r->page, &v);
    return e;
}

/* RFC 8058: a reader of mail sends "List-Unsubscribe=One-Click", without cookie and without asking:
 * its reader wants no more of these. */
enum err invitation_decline_take(struct request *r)
{
    struct invitation mine;
    struct event event;
    const char *click = http_form_get(&r->form, "List-Unsubscribe");
    enum err e = find_mine(r, &mine, &event);
    if (e != OK)
        return e;
    struct decline_invitation decline = {.token = mine.token,
                                         .email = mine.draft.email,
                                         .no_more = (click && strcmp(click, "One-Click") == 0) ||
                                                    http_form_get(&r->form, "plus"),
                                         .now = request_now(r)};
    e = store_write(r->app->store, decline_invitation, &decline);
    return e == OK ? request_redirect(r, 303, r->http->path) : e;
}

enum err invitation_take(struct request *r)
{
    struct invitation mine;
    struct event event;
    struct open_invitation open = {request_param(r, "token"), request_now(r)};
    enum err e = find_mine(r, &mine, &event);
    if (e == OK && mine.opened_at == NO_INSTANT)
        e = store_write(r->app->store, open_invitation, &open);
    if (e != OK)
        return e;
    return request_redirect(
        r, 303,
        arena_printf(r->arena, "/rencontres/%s/inscription?invitation=%s", event.slug, mine.token));
}
