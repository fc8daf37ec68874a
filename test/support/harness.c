/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "harness.h"

#include "base/zone.h"
#include "meeting/meeting.h"
#include "network/network.h"
#include "site/site.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const struct module *harness_extra;

#define OURS 3
static const struct module *modules[OURS + 1] = {&network_module, &meeting_module, &site_module};

static void must(enum err e, const char *why)
{
    if (e != OK)
        fail_msg("%s: %s", err_name(e), why);
}

static void start(struct harness *h, const struct config *config)
{
    const char *why = "";
    modules[OURS] = harness_extra;
    size_t n = harness_extra ? OURS + 1 : OURS;
    must(app_init(&h->app, config, modules, n, &why), why);
    must(app_open(&h->app, &why), why);
    for (size_t m = 0; m < n; m++)
        if (modules[m]->start)
            must(modules[m]->start(&h->app, &why), why);
    h->worker = app_worker_open(&h->app);
    assert_non_null(h->worker);
}

void harness_open(struct harness *h, const char *now, bool demo)
{
    const char *why = "";
    int64_t at = 0;
    *h = (struct harness){.arena = ARENA_INIT, .app = {.arena = ARENA_INIT}};
    snprintf(h->folder, sizeof h->folder, "/tmp/maillage-test-XXXXXX");
    assert_non_null(mkdtemp(h->folder));
    const struct config config = {
        .db = arena_printf(&h->app.arena, "sqlite:%s/maillage.db", h->folder),
        .data = h->folder,
        .listen = "127.0.0.1:0",
        .base_url = "http://localhost:8017",
        .site_name = "Réseau d’essai",
        .demo = demo,
    };
    assert_true(instant_parse(now, "Europe/Paris", &at));
    h->app.clock = clock_from(at);
    start(h, &config);
    for (size_t m = 0; m < h->app.n_modules; m++)
        if (demo && modules[m]->demo)
            must(modules[m]->demo(&h->app, &h->arena, &why), why);
}

void harness_restart(struct harness *h)
{
    struct config config = h->app.config;
    struct clock clock = h->app.clock;
    config.db = arena_strdup(&h->arena, config.db);
    config.limits = h->app.limiter != NULL;
    app_worker_close(h->worker);
    app_free(&h->app);
    h->app = (struct app){.arena = ARENA_INIT, .clock = clock};
    start(h, &config);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    (void)st;
    (void)kind;
    (void)where;
    return remove(path);
}

void harness_close(struct harness *h)
{
    app_worker_close(h->worker);
    app_free(&h->app);
    arena_free(&h->arena);
    nftw(h->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static struct str kept_body(struct harness *h, struct http_response *res)
{
    struct str s = {arena_strndup(&h->arena, buf_str(&res->body), res->body.len), res->body.len};
    buf_free(&res->body);
    return s;
}

struct reply harness_send(struct harness *h, const char *method, const char *target,
                          const struct http_field *headers, const char *body)
{
    struct http_field all[16] = {{"Host", "localhost:8017"}};
    size_t n = 1;
    for (; headers && headers[n - 1].name; n++)
        all[n] = headers[n - 1];
    struct http_request req;
    struct reply a = {.status = 400};
    if (http_request_build(&h->arena, app_languages, method, target, all, n, str_of(body), &req) !=
        OK)
        return a;
    req.visitor = h->visitor;
    memcpy(req.address.b, &h->visitor, sizeof h->visitor);
    a.res = (struct http_response){.status = 200,
                                   .content_type = "text/html; charset=utf-8",
                                   .body = BUF_INIT((size_t)16 << 20)};
    app_handle(h->worker, &h->arena, &req, &a.res);
    a.status = a.res.status;
    a.type = a.res.content_type;
    a.cacheable = a.res.cacheable;
    a.zone_matters = a.res.zone_matters;
    a.fresh_until = a.res.fresh_until;
    a.statements = db_statement_count(h->worker->db);
    a.size = a.res.body.len;
    a.body = kept_body(h, &a.res).p;
    return a;
}

const char *reply_header(const struct reply *a, const char *name)
{
    for (size_t i = 0; i < a->res.n_headers; i++)
        if (strcmp(a->res.headers[i].name, name) == 0)
            return a->res.headers[i].value;
    return NULL;
}

/* ---- signing in ------------------------------------------------------------------------- */

static void read_account(struct harness *h, const char *email, struct account *out, enum err *e)
{
    must(db_begin_read(h->worker->db), "read");
    *e = account_by_email(h->worker->db, &h->arena, email, out);
    db_end_read(h->worker->db);
}

const char *harness_link(struct harness *h, const char *email)
{
    struct account account;
    struct token token;
    enum err e;
    read_account(h, email, &account, &e);
    must(e, email);
    token_make(&token);
    must(sign_in_link_make(h->app.store, account.id, &token, clock_now(&h->app.clock)), "link");
    return arena_printf(&h->arena, "/connexion/%s", token.text);
}

/* The token in the first form of a page. */
static const char *form_token(struct harness *h, const char *html)
{
    const char *at = strstr(html, "name=\"csrf\" value=\"");
    if (!at)
        fail_msg("no form with a token in:\n%.2000s", html);
    at += strlen("name=\"csrf\" value=\"");
    return arena_strndup(&h->arena, at, strcspn(at, "\""));
}

struct signed_in harness_sign_in(struct harness *h, const char *email, enum role role)
{
    const struct account wanted = {.email = email, .role = role};
    struct account account;
    enum err e;
    read_account(h, email, &account, &e);
    if (e == ERR_NOT_FOUND)
        must(account_add(h->app.store, &h->arena, &wanted, clock_now(&h->app.clock)), email);
    struct reply a = harness_send(h, "POST", harness_link(h, email), NULL, "");
    assert_int_equal(a.status, 303);
    const char *cookie = reply_header(&a, "Set-Cookie");
    struct signed_in who = {.cookie = arena_strndup(&h->arena, cookie, strcspn(cookie, ";"))};
    who.csrf = form_token(h, harness_get_as(h, "/connexion", &who).body);
    return who;
}

struct reply harness_get_as(struct harness *h, const char *target, const struct signed_in *who)
{
    const struct http_field headers[] = {{"Cookie", who->cookie}, {NULL, NULL}};
    return harness_send(h, "GET", target, headers, "");
}

struct reply harness_post_as(struct harness *h, const char *target, const struct signed_in *who,
                             const char *body)
{
    const struct http_field headers[] = {{"Cookie", who->cookie}, {NULL, NULL}};
    return harness_send(h, "POST", target, headers,
                        arena_printf(&h->arena, "csrf=%s&%s", who->csrf, body));
}

void harness_import(struct harness *h, const char *slug, const char *text)
{
    struct programme p;
    const char *why = "";
    struct programme_import import = {
        .programme = &p,
        .slug = slug,
        .source_name = "test.txt",
        .source = str_of(text),
        .now = clock_now(&h->app.clock),
    };
    must(programme_parse(&h->arena, str_of(text), &p, &why), why);
    must(programme_import(h->app.store, &h->arena, &import), "import");
}

const char *harness_register(struct harness *h, const char *slug, const char *name)
{
    const char *target = arena_printf(&h->arena, "/rencontres/%s/inscription", slug);
    struct reply a = harness_send(
        h, "POST", target, NULL,
        arena_printf(&h->arena, "family_name=%s&email=%s%%40example.org&modality=remote", name,
                     name));
    if (a.status != 303)
        fail_msg("registering %s: %d\n%.2000s", name, a.status, a.body);
    return reply_header(&a, "Location") + strlen("/inscriptions/");
}
