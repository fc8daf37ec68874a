/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a request to its answer: straight down, one step after the other. */
#include "app/app.h"

#include "app/gate.h"
#include "app/routes.h"
#include "base/json.h"
#include "base/log.h"
#include "view/tr.h"

#include <stdatomic.h>
#include <stdlib.h>

const char *const app_languages[] = {"fr", "en", NULL};

int err_status(enum err e)
{
    switch (e) {
    case OK:
        return 200;
    case ERR_BAD_REQUEST:
        return 400;
    case ERR_SIGN_IN:
        return 401;
    case ERR_FORBIDDEN:
    case ERR_STALE_FORM:
        return 403;
    case ERR_NOT_FOUND:
        return 404;
    case ERR_GONE:
        return 410;
    case ERR_METHOD:
        return 405;
    case ERR_CONFLICT:
        return 409;
    case ERR_TOO_LARGE:
        return 413;
    case ERR_INVALID:
        return 422;
    case ERR_TOO_MANY:
        return 429;
    case ERR_BUSY:
        return 503;
    case ERR_IO:
    case ERR_CORRUPT:
    case ERR_NEWER:
    case ERR_BUG:
        break;
    }
    return 500;
}

/*
 * What a page may do in the visitor's browser: our own style, scripts and pictures, nothing inline,
 * nothing from elsewhere, in nobody's frame.
 */
static void protect(struct http_response *res)
{
    http_set_header(res, "Content-Security-Policy",
                    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
                    "connect-src 'self'; manifest-src 'self'; form-action 'self'; "
                    "frame-ancestors 'none'; base-uri 'none'");
    http_set_header(res, "X-Content-Type-Options", "nosniff");
    http_set_header(res, "Referrer-Policy", "strict-origin-when-cross-origin");
    http_set_header(res, "Permissions-Policy",
                    "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
                    "interest-cohort=()");
    http_set_header(res, "Cross-Origin-Opener-Policy", "same-origin");
}

static bool accepts(const struct http_request *http, const char *type)
{
    const char *accept = http_header(http, "Accept");
    return accept && strstr(accept, type);
}

static bool wants_json(const struct http_request *http)
{
    if (str_starts(str_of(http->path), "/api/"))
        return true;
    bool json = accepts(http, "application/json") || accepts(http, "application/problem+json");
    return json && !accepts(http, "text/html");
}

/* RFC 9457 */
static void problem_document(struct request *r, const struct failure *f)
{
    struct json j = json_to(r->body);
    r->res->content_type = "application/problem+json; charset=utf-8";
    json_begin_object(&j);
    json_key_text(&j, "type", "about:blank");
    json_key_text(&j, "title", http_status_words(f->status));
    json_key_int(&j, "status", f->status);
    if (f->detail)
        json_key_text(&j, "detail", f->detail);
    if (f->reference)
        json_key_text(&j, "instance", arena_printf(r->arena, "urn:maillage:%s", f->reference));
    json_end(&j);
}

static const char *fault_reference(struct request *r, enum err e)
{
    static _Atomic uint64_t faults;
    uint64_t n = atomic_fetch_add(&faults, 1) + 1;
    const char *reference =
        arena_printf(r->arena, "%llx-%llu", (unsigned long long)clock_now(&r->app->clock),
                     (unsigned long long)n);
    log_line("event=fault reference=%s error=%s route=%s", reference, err_name(e),
             r->route ? r->route->pattern : "-");
    return reference;
}

static void answer_failure(struct request *r, const struct failure *f, bool json)
{
    buf_clear(r->body);
    r->page.canonical = r->page.url_fr = r->page.url_en = NULL;
    r->res->status = f->status;
    r->res->cacheable = false;
    r->res->content_type = "text/html; charset=utf-8"; /* whatever the answer was to be */
    if (f->status == 503 || f->status == 429)
        http_set_header(r->res, "Retry-After", "5");
    if (f->status == 401) /* RFC 9110 15.5.2 asks for one; browsers know none for a form */
        http_set_header(r->res, "WWW-Authenticate", "Cookie realm=\"/connexion\"");
    if (json)
        problem_document(r, f);
    else
        r->app->failure_page(r, f);
}

static void allow_header(struct request *r)
{
    struct request probe = *r;
    struct http_request http = *r->http;
    probe.http = &http;
    http.method = HTTP_GET;
    bool get = routes_find(r->app, &probe) == OK;
    http.method = HTTP_POST;
    bool post = routes_find(r->app, &probe) == OK;
    http_set_header(r->res, "Allow", get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : "POST");
}

/* What says that it is something else is left to the handler, as it came. */
static bool holds_form(const struct http_request *http)
{
    static const char form[] = "application/x-www-form-urlencoded";
    const char *type = http_header(http, "Content-Type");
    return http->method == HTTP_POST &&
           (!type || strncasecmp(type, form, sizeof form - 1) == 0 || http_is_multipart(type));
}

static enum err read_body(struct request *r)
{
    const char *type = http_header(r->http, "Content-Type");
    if (!http_is_multipart(type))
        return r->http->body.n > HTTP_BODY_MAX ? ERR_TOO_LARGE
                                               : http_form_parse(r->arena, r->http->body, &r->form);
    if (!r->route->file_max)
        return request_fail(r, ERR_BAD_REQUEST, TR("Ce formulaire ne prend pas de fichier."));
    return http_multipart_parse(r->arena, type, r->http->body, r->route->file_max, &r->form);
}

static enum err read_forms(struct request *r)
{
    enum err e = http_form_parse(r->arena, str_of(r->http->query), &r->query);
    if (e == OK && holds_form(r->http))
        e = read_body(r);
    return e == OK ? gate_form(r) : e;
}

/* Who is there is asked before an address is refused, so that the page of the refusal knows. */
static enum err admit(struct request *r)
{
    enum err found = routes_find(r->app, r);
    enum err e = gate_who(r);
    if (found == ERR_METHOD)
        allow_header(r);
    if (e != OK || found != OK)
        return e != OK ? e : found;
    r->res->log_route = r->route->pattern;
    return gate_enter(r, r->route->capability);
}

/* An address in a language that is not offered leads to the page in the one that is. */
static bool leads_elsewhere(struct request *r)
{
    if (r->settings->english || strcmp(r->http->root, "/en") != 0 || r->http->method == HTTP_POST)
        return false;
    const char *path = request_escape(r->arena, r->http->path, "/"), *query = r->http->query;
    return request_redirect(r, 302, *query ? arena_printf(r->arena, "%s?%s", path, query) : path) ==
           OK;
}

static enum err run(struct request *r)
{
    if (leads_elsewhere(r))
        return OK;
    enum err e = r->db ? db_begin_read(r->db) : OK;
    if (e == OK)
        e = admit(r);
    if (e == OK)
        e = read_forms(r);
    if (e == OK)
        e = r->route->handle(r);
    if (r->db)
        db_end_read(r->db);
    return e == OK && r->body->full ? ERR_TOO_LARGE : e;
}

/* To the sign-in page, with the way back. */
static enum err send_to_sign_in(struct request *r)
{
    const char *path = request_escape(r->arena, r->http->path, "/"), *query = r->http->query;
    const char *back = *query ? arena_printf(r->arena, "%s?%s", path, query) : path;
    return request_redirect(
        r, 303,
        arena_printf(r->arena, "/connexion?retour=%s", request_escape(r->arena, back, "/")));
}

static void fail_with(struct request *r, enum err e)
{
    bool json = wants_json(r->http);
    if (e == ERR_SIGN_IN && !json && r->http->method != HTTP_POST && send_to_sign_in(r) == OK)
        return;
    struct failure f = {.err = e, .status = err_status(e), .detail = r->detail};
    if (f.status == 500)
        f.reference = fault_reference(r, e);
    answer_failure(r, &f, json);
}

/* The same page's addresses in each language; a prefix names the language, without one the visitor
 * decides. */
static void say_addresses(struct request *r)
{
    struct page *p = &r->page;
    const char *base = r->app->config.base_url,
               *path = request_escape(r->arena, r->http->path, "/");
    bool english = strcmp(p->lang, "en") == 0;
    p->url_fr = arena_printf(r->arena, "%s%s", base, path);
    p->url_en = arena_printf(r->arena, "%s/en%s", base, path);
    p->canonical = english ? p->url_en : p->url_fr;
    p->other_lang = english ? "fr" : "en";
    p->other_label = english ? "Français" : "English";
    p->other_href = arena_printf(r->arena, "/langue/%s?retour=%s", p->other_lang, path);
}

/* English is not offered: nothing leads to it. */
static void speak_french(struct request *r)
{
    struct page *p = &r->page;
    p->lang = "fr";
    p->root = "";
    p->canonical = p->url_fr;
    p->url_fr = p->url_en = p->other_href = NULL;
}

static void add_nav(struct request *r)
{
    const struct app *app = r->app;
    struct nav_item *nav = arena_array(r->arena, app->n_nav, sizeof *nav);
    for (size_t i = 0; i < app->n_nav; i++)
        nav[i] = (struct nav_item){
            .href = app->nav[i]->href,
            .label = tr(r->page.lang, app->nav[i]->label),
            .current = str_starts(str_of(r->http->path), app->nav[i]->href),
        };
    r->page.nav = nav;
    r->page.n_nav = app->n_nav;
}

void request_resume(struct request *r, const char *root)
{
    r->page.root = root;
    if (strcmp(root, "/en") == 0)
        r->page.lang = "en";
    add_nav(r);
}

static void start_page(struct request *r)
{
    const struct app *app = r->app;
    const struct settings *s = r->settings;
    r->page = (struct page){
        .lang = r->http->language,
        .root = strcmp(r->http->root, "/fr") == 0 ? "" : r->http->root,
        .path = r->http->path,
        .query = r->http->query,
        .site_name = s->site_name,
        .letters = s->letters,
        .contact = s->contact ? arena_printf(r->arena, "mailto:%s", s->contact) : NULL,
        .theme = s->theme ? arena_printf(r->arena, "%s/theme.css", s->theme) : NULL,
        .base_url = app->config.base_url,
        .source_url = app->config.source_url,
        .demo = app->config.demo,
        .accessibility =
            tr(r->http->language,
               app->accessibility ? app->accessibility : TR("Accessibilité : non conforme")),
        .title = "",
        .zone = "Europe/Paris",
    };
    add_nav(r);
    say_addresses(r);
    if (!s->english)
        speak_french(r);
}

/* The versions of the tables as they stand before anything is read. */
static void versions_now(const struct app *app, uint64_t *before)
{
    const _Atomic uint64_t *v = store_versions(app->store);
    for (size_t i = 0; i < STORE_MAX_TABLES; i++)
        before[i] = atomic_load_explicit(&v[i], memory_order_acquire);
}

/* A page may be kept when all it was made of is known: tables, language, zone, and a time if it
 * read the clock. */
static void offer_to_cache(struct request *r, const uint64_t *before)
{
    struct http_dependencies *made = &r->res->made_from;
    if (r->http->method == HTTP_POST || r->res->status != 200 || r->visitor_read || r->account ||
        r->is_private || (r->clock_read && !r->fresh_until))
        return;
    struct table_set read = db_tables_read(r->db);
    int settings = r->app->settings_table; /* every page shows some, from the worker's copy */
    read.bits[settings / 64] |= UINT64_C(1) << (settings % 64);
    for (size_t t = 0; t < STORE_MAX_TABLES; t++) {
        if (!(read.bits[t / 64] >> (t % 64) & 1))
            continue;
        if (made->n == HTTP_MAX_DEPENDENCIES)
            return;
        made->table[made->n] = (uint16_t)t;
        made->version[made->n++] = before[t];
    }
    r->res->fresh_until = r->fresh_until;
    r->res->cacheable = true;
}

/* What is the same for everybody, and says so itself. */
static bool says_how_long(const struct http_response *res)
{
    for (size_t i = 0; i < res->n_headers; i++)
        if (strcmp(res->headers[i].name, "Cache-Control") == 0)
            return true;
    return false;
}

/* Once the table has moved, and only then. What cannot be read stays as it was. */
static void refresh_settings(struct worker *w, uint64_t version)
{
    struct arena fresh = ARENA_INIT;
    struct settings s;
    if (w->settings.site_name && w->settings_version == version)
        return;
    enum err e = db_begin_read(w->db);
    if (e == OK)
        e = settings_load(w->db, &fresh, &w->app->config, &s);
    db_end_read(w->db);
    if (e != OK) {
        log_line("event=settings-not-read error=%s", err_name(e));
        arena_free(&fresh);
        if (!w->settings.site_name)
            w->settings = w->app->settings;
        return;
    }
    arena_free(&w->arena);
    w->arena = fresh;
    w->settings = s;
    w->settings_version = version;
}

static void say_who_may_keep(struct request *r, enum err e)
{
    if (e == OK && r->is_immutable)
        http_set_header(r->res, "Cache-Control", "public, max-age=31536000, immutable");
    else if ((r->account || r->is_private) && !says_how_long(r->res))
        http_set_header(r->res, "Cache-Control", "no-store");
}

void app_handle(void *worker, struct arena *a, const struct http_request *req,
                struct http_response *res)
{
    struct worker *w = worker;
    uint64_t before[STORE_MAX_TABLES];
    struct request r = {.app = w->app,
                        .db = w->db,
                        .settings = &w->settings,
                        .arena = a,
                        .http = req,
                        .res = res,
                        .account = w->as,
                        .body = &res->body};
    versions_now(w->app, before);
    refresh_settings(w, before[w->app->settings_table]);
    protect(res);
    start_page(&r);
    enum err e = run(&r);
    if (e != OK)
        fail_with(&r, e);
    else
        offer_to_cache(&r, before);
    say_who_may_keep(&r, e);
}

void app_refuse(const struct app *app, struct arena *a, int status, const char *language, bool json,
                struct http_response *res)
{
    const struct http_request req = {
        .method = HTTP_GET, .path = "/", .query = "", .language = language, .zone = "", .root = ""};
    struct request r = {.app = app,
                        .settings = &app->settings,
                        .arena = a,
                        .http = &req,
                        .res = res,
                        .body = &res->body};
    protect(res);
    start_page(&r);
    const struct failure f = {.err = status == 503 ? ERR_BUSY : ERR_BAD_REQUEST, .status = status};
    answer_failure(&r, &f, json);
}

void *app_worker_open(void *app)
{
    struct worker *w = xcalloc(1, sizeof *w);
    w->app = app;
    if (store_reader(w->app->store, &w->db) == OK)
        return w;
    free(w);
    return NULL;
}

void app_worker_close(void *worker)
{
    struct worker *w = worker;
    store_reader_close(w->db);
    arena_free(&w->arena);
    free(w);
}
