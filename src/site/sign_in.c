/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signing in by a one-time link, signing out, and the organisers' front page. */
#include "site/sign_in.h"

#include "meeting/meeting.h"
#include "site/passkeys.h"
#include "site/provider.h"
#include "site/site_pages.h"
#include "view/tr.h"

enum err sign_in_way_back(struct request *r, const struct http_form *form, const char **out)
{
    *out = http_form_get(form, "retour");
    if (!*out || request_is_ours(*out))
        return OK;
    return request_fail(r, ERR_BAD_REQUEST, TR("Cette adresse de retour n’est pas de ce site."));
}

const char *sign_in_with_back(struct request *r, const char *path, const char *back)
{
    return back ? arena_printf(r->arena, "%s?retour=%s", path, request_escape(r->arena, back, "/"))
                : path;
}

const char *sign_in_home(enum role role, const char *back)
{
    if (back)
        return back;
    return role >= ROLE_ORGANISER ? "/organisation" : "/mon-espace";
}

enum err sign_in_show(struct request *r)
{
    const char *lang = request_lang(r);
    struct sign_in_view v = {.by_mail = r->app->config.smtp != NULL,
                             .by_passkey = passkeys_are_offered(r),
                             .provider = provider_view_of(r)};
    enum err e = sign_in_way_back(r, &r->query, &v.back);
    if (e != OK)
        return e;
    if (r->account) {
        v.email = r->account->email;
        v.organiser = r->page.may_organise;
    }
    request_title(r, tr(lang, r->account ? TR("Votre connexion") : TR("Se connecter")), NULL);
    r->page.noindex = true;
    sign_in_page(r->body, &r->page, &v);
    return OK;
}

enum err sign_in_link_page_show(struct request *r)
{
    struct account account;
    struct sign_in_link_view v = {.action = r->http->path};
    enum err e = sign_in_way_back(r, &r->query, &v.back);
    request_private(r);
    if (e == OK)
        e = sign_in_link_show(r->db, r->arena, request_param(r, "token"), request_now(r), &account);
    if (e != OK)
        return e;
    v.name = account.name ? account.name : account.email;
    request_title(r, tr(request_lang(r), TR("Entrer sur le site")), NULL);
    sign_in_link_page(r->body, &r->page, &v);
    return OK;
}

enum err sign_in_link_take(struct request *r)
{
    static const struct sign_in_limit by_visitor = {.burst = 30, .seconds = 30};
    const char *back;
    struct account account;
    struct sign_in in = {
        .browser = request_browser(r),
        .link = request_param(r, "token"),
        .old_session = request_session_token(r),
        .now = request_now(r),
    };
    enum err e = sign_in_way_back(r, &r->form, &back);
    request_private(r);
    if (e != OK)
        return e;
    sign_in_prepare(&in);
    e = request_limit_sign_in(r, "sign-in-link", &by_visitor);
    if (e == OK)
        e = sign_in_link_show(r->db, r->arena, in.link, in.now, &account);
    if (e == OK)
        e = sign_in(r->app->store, r->arena, &in);
    if (e != OK)
        return e;
    request_open_session(r, &in.session);
    return request_redirect(r, 303, sign_in_home(account.role, back));
}

enum err sign_out_take(struct request *r)
{
    const char *hint = NULL; /* for the provider by which they came */
    enum err e = OK;
    if (r->session)
        e = auth_session_id_token(r->db, r->arena, r->session, &hint);
    if (e == OK && r->session)
        e = http_form_get(&r->form, "partout") ? sign_out_everywhere(r->app->store, r->account->id)
                                               : sign_out(r->app->store, r->session);
    if (e != OK)
        return e;
    request_close_session(r);
    return provider_leave(r, hint);
}

static enum err list_meetings(struct request *r, struct organisation_view *v)
{
    const struct event *events;
    size_t n;
    enum err e = events_every(r->db, r->arena, &events, &n);
    if (e != OK)
        return e;
    struct event_item_view *items = arena_array(r->arena, n, sizeof *items);
    for (; e == OK && v->n_meetings < n; v->n_meetings++)
        e = meeting_head(r, &events[v->n_meetings], &items[v->n_meetings].head);
    v->meetings = items;
    return e;
}

static enum err say_failures(struct request *r, struct organisation_view *v)
{
    int64_t n = 0;
    enum err e = jobs_count_failed(r->db, r->arena, &n);
    if (n)
        v->failed =
            tr_count(r->arena, request_lang(r),
                     TRN("Une tâche du site a échoué.", "{n} tâches du site ont échoué."), n);
    return e;
}

enum err organisation_show(struct request *r)
{
    struct organisation_view v = {0};
    v.meets = account_may(r->account, ORGANISES_MEETINGS);
    enum err e = v.meets ? list_meetings(r, &v) : OK;
    if (e == OK)
        e = say_failures(r, &v);
    if (e != OK)
        return e;
    request_title(r, tr(request_lang(r), TR("Organisation")), NULL);
    r->page.noindex = true;
    organisation_page(r->body, &r->page, &v);
    return OK;
}
