/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/gate.h"

#include "auth/passkey.h"
#include "base/log.h"
#include "view/tr.h"

/* ---- the cookie ------------------------------------------------------------------------- */

static bool names(const char *base_url, const char *host)
{
    size_t n = strlen(host);
    return strncmp(base_url, host, n) == 0 && (!base_url[n] || strchr(":/", base_url[n]));
}

/* Browsers take a Secure cookie over TLS, and from their own machine (not Safari, there). */
static bool takes_secure(const struct config *c)
{
    return strncmp(c->base_url, "https://", 8) == 0 || names(c->base_url, "http://localhost") ||
           names(c->base_url, "http://127.0.0.1") || names(c->base_url, "http://[::1]");
}

const char *gate_cookie(const struct config *c)
{
    return takes_secure(c) ? HTTP_SESSION_COOKIE_SECURE : HTTP_SESSION_COOKIE_PLAIN;
}

/* That there is none leaves a page what everyone without a session gets: it may be kept. */
const char *request_session_token(struct request *r)
{
    const char *token = http_cookie(r->arena, r->http, gate_cookie(&r->app->config));
    r->visitor_read = r->visitor_read || token;
    return token;
}

static void set_cookie(struct request *r, const char *name, const char *value, int seconds)
{
    const char *secure = takes_secure(&r->app->config) ? "; Secure" : "";
    http_set_header(r->res, "Set-Cookie",
                    arena_printf(r->arena, "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s",
                                 name, value, seconds, secure));
}

void request_open_session(struct request *r, const struct token *token)
{
    set_cookie(r, gate_cookie(&r->app->config), token->text, SESSION_MAX_SECONDS);
}

void request_close_session(struct request *r)
{
    set_cookie(r, gate_cookie(&r->app->config), "", 0);
}

static const char *asking_cookie(const struct request *r)
{
    return takes_secure(&r->app->config) ? "__Host-demande" : "demande";
}

const char *request_asking_token(struct request *r)
{
    return request_cookie(r, asking_cookie(r));
}

void request_open_asking(struct request *r, const struct token *token)
{
    set_cookie(r, asking_cookie(r), token->text, LINK_SECONDS);
}

static const char *challenge_cookie(const struct request *r)
{
    return takes_secure(&r->app->config) ? "__Host-cle" : "cle";
}

const char *request_challenge_token(struct request *r)
{
    return request_cookie(r, challenge_cookie(r));
}

void request_open_challenge(struct request *r, const struct token *token)
{
    set_cookie(r, challenge_cookie(r), token->text, PASSKEY_CHALLENGE_SECONDS);
}

static const char *flow_cookie(const struct request *r)
{
    return takes_secure(&r->app->config) ? "__Host-fournisseur" : "fournisseur";
}

const char *request_flow_token(struct request *r)
{
    return request_cookie(r, flow_cookie(r));
}

void request_open_flow(struct request *r, const struct token *token)
{
    set_cookie(r, flow_cookie(r), token->text, OIDC_FLOW_SECONDS + LINK_SECONDS);
}

void request_close_flow(struct request *r)
{
    set_cookie(r, flow_cookie(r), "", 0);
}

/* The first of these that stands in the User-Agent: each also claims to be those after it. */
static const char *first_named(const char *agent, const char *const (*names)[2], size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strstr(agent, names[i][0]))
            return names[i][1];
    return NULL;
}

const char *request_browser(struct request *r)
{
    static const char *const browsers[][2] = {
        {"Edg", "Edge"},        {"OPR/", "Opera"},      {"SamsungBrowser", "Samsung Internet"},
        {"Firefox", "Firefox"}, {"FxiOS", "Firefox"},   {"Chrome/", "Chrome"},
        {"CriOS", "Chrome"},    {"Version/", "Safari"},
    };
    static const char *const systems[][2] = {
        {"Windows", "Windows"}, {"Android", "Android"}, {"iPhone", "iPhone"},
        {"iPad", "iPad"},       {"Mac OS X", "macOS"},  {"Linux", "Linux"},
    };
    const char *agent = http_header(r->http, "User-Agent");
    const char *browser = agent ? first_named(agent, browsers, ARRAY_LEN(browsers)) : NULL;
    const char *system = agent ? first_named(agent, systems, ARRAY_LEN(systems)) : NULL;
    if (browser && system)
        return arena_printf(r->arena, "%s, %s", browser, system);
    return browser ? browser : system;
}

/* ---- who is there ----------------------------------------------------------------------- */

/* Being seen keeps a session alive. A visit is not refused because the disk is busy. */
static void touch(struct request *r, const struct auth_session *s, int64_t now)
{
    if (!auth_session_is_due(s, now))
        return;
    enum err e = auth_session_touch(r->app->store, s, now);
    if (e != OK)
        log_line("event=session-not-touched error=%s", err_name(e));
}

static enum err find_session(struct request *r)
{
    const char *token = request_session_token(r);
    int64_t now = clock_now(&r->app->clock);
    struct auth_session *s = arena_new(r->arena, struct auth_session);
    if (!token)
        return OK;
    enum err e = auth_session_find(r->db, r->arena, token, now, s);
    if (e != OK)
        return e == ERR_NOT_FOUND ? OK : e;
    touch(r, s, now);
    r->session = s;
    r->account = &s->account;
    return OK;
}

static bool may(const struct account *a, enum capability c)
{
    switch (c) {
    case PUBLIC:
        return true;
    case SIGNED_IN:
        return a;
    case ORGANISER:
        return a && (a->role == ROLE_ORGANISER || a->role == ROLE_ADMINISTRATOR);
    case ADMINISTRATOR:
        return a && a->role == ROLE_ADMINISTRATOR;
    case CAPABILITY_NONE:
        break;
    }
    return false;
}

static bool is_below(const char *path, const char *above)
{
    size_t n = strlen(above);
    return strncmp(path, above, n) == 0 && (!path[n] || path[n] == '/');
}

/* The organisers' own navigation, on their pages alone. */
static void add_organiser_nav(struct request *r)
{
    const struct app *app = r->app;
    struct nav_item *items = arena_array(r->arena, app->n_organiser + 1, sizeof *items);
    items[0] = (struct nav_item){
        .href = "/organisation",
        .label = tr(request_lang(r), TR("Vue d’ensemble")),
        .current = strcmp(r->http->path, "/organisation") == 0,
    };
    for (size_t i = 0; i < app->n_organiser; i++)
        items[i + 1] = (struct nav_item){
            .href = app->organiser[i]->href,
            .label = tr(request_lang(r), app->organiser[i]->label),
            .current = is_below(r->http->path, app->organiser[i]->href),
        };
    r->page.organiser = items;
    r->page.n_organiser = app->n_organiser ? app->n_organiser + 1 : 0;
}

enum err gate_who(struct request *r)
{
    struct page *p = &r->page;
    enum err e = r->account || !r->db ? OK : find_session(r);
    if (e != OK || !r->account)
        return e;
    p->account = r->account->name ? r->account->name : r->account->email;
    p->may_organise = may(r->account, ORGANISER);
    if (r->session)
        p->csrf = csrf_token(r->arena, r->session);
    if (p->may_organise && is_below(r->http->path, "/organisation"))
        add_organiser_nav(r);
    return OK;
}

enum err gate_enter(const struct request *r, enum capability c)
{
    if (may(r->account, c))
        return OK;
    return r->account ? ERR_FORBIDDEN : ERR_SIGN_IN;
}

/* ---- where a change comes from ---------------------------------------------------------- */

/* Sec-Fetch-Site where the browser sends it, Origin otherwise. */
static bool from_our_pages(const struct request *r)
{
    const char *site = http_header(r->http, "Sec-Fetch-Site");
    if (site)
        return strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
    const char *origin = http_header(r->http, "Origin");
    const char *host = http_header(r->http, "Host");
    if (!origin)
        return true; /* not a browser's form: every browser in use sends one of the two with a POST
                      */
    const char *name = strstr(origin, "://");
    return name && host && strcmp(name + 3, host) == 0;
}

enum err gate_form(struct request *r)
{
    if (r->http->method != HTTP_POST)
        return OK;
    if (!from_our_pages(r))
        return request_fail(r, ERR_STALE_FORM,
                            TR("Ce formulaire a été envoyé depuis un autre site."));
    bool ours = !r->session || csrf_matches(r->session, http_form_get(&r->form, "csrf"));
    return ours ? OK : ERR_STALE_FORM;
}
