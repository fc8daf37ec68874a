/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The route table: gathered from the modules, checked once, the more literal pattern first. */
#include "app/routes.h"

#include <stdlib.h>

static struct str segment(struct str *rest)
{
    return str_cut(rest, '/');
}

/* ":name" is 2, ":name.ext" is 1, a literal 0. */
static int looseness(struct str s)
{
    if (!str_starts(s, ":"))
        return 0;
    return memchr(s.p, '.', s.n) ? 1 : 2;
}

/* Orders two patterns: at the first segment that differs, the more literal one comes first. */
static int compare(const void *left, const void *right)
{
    const struct route *a = *(const struct route *const *)left;
    const struct route *b = *(const struct route *const *)right;
    struct str x = str_of(a->pattern), y = str_of(b->pattern);
    while (x.p && y.p) {
        struct str s = segment(&x), t = segment(&y);
        int d = looseness(s) - looseness(t);
        if (d)
            return d;
        if (looseness(s) == 0 && !str_eq(s, t))
            return strcmp(a->pattern, b->pattern);
    }
    if (!x.p != !y.p)
        return x.p ? 1 : -1;
    return (int)a->method - (int)b->method;
}

/* A parameter's value: not empty, and without the extension its pattern names. */
static bool take_param(struct str pattern, struct str value, struct request *r)
{
    const char *dot = memchr(pattern.p, '.', pattern.n);
    size_t name_end = dot ? (size_t)(dot - pattern.p) : pattern.n;
    struct str ext = str_sub(pattern, name_end, pattern.n);
    if (value.n <= ext.n || memcmp(value.p + value.n - ext.n, ext.p, ext.n) != 0)
        return false;
    if (r->n_params == MAX_ROUTE_PARAMS)
        die("route %.*s: too many parameters", (int)pattern.n, pattern.p);
    r->params[r->n_params++] = (struct http_field){
        .name = str_dup(r->arena, str_sub(pattern, 1, name_end)),
        .value = str_dup(r->arena, str_sub(value, 0, value.n - ext.n)),
    };
    return true;
}

static bool literals_agree(const char *pattern, const char *path)
{
    struct str want = str_of(pattern), have = str_of(path);
    while (want.p && have.p) {
        struct str w = segment(&want), h = segment(&have);
        if (!str_starts(w, ":") && !str_eq(w, h))
            return false;
    }
    return !want.p && !have.p;
}

static bool match(const struct route *route, const char *path, struct request *r)
{
    if (!literals_agree(route->pattern, path))
        return false;
    struct str want = str_of(route->pattern), have = str_of(path);
    r->n_params = 0;
    while (want.p) {
        struct str w = segment(&want), h = segment(&have);
        if (str_starts(w, ":") && !take_param(w, h, r))
            return false;
    }
    return true;
}

enum err routes_find(const struct app *app, struct request *r)
{
    enum http_method method = r->http->method == HTTP_HEAD ? HTTP_GET : r->http->method;
    bool elsewhere = false;
    for (size_t i = 0; i < app->n_routes; i++) {
        if (!match(app->routes[i], r->http->path, r))
            continue;
        if (app->routes[i]->method == method) {
            r->route = app->routes[i];
            return OK;
        }
        elsewhere = true;
    }
    return elsewhere ? ERR_METHOD : ERR_NOT_FOUND;
}

size_t routes_body_max(const struct app *app, const char *path)
{
    struct arena a = ARENA_INIT;
    const struct http_request http = {.method = HTTP_POST, .path = path};
    struct request r = {.app = app, .arena = &a, .http = &http};
    bool takes_files = routes_find(app, &r) == OK && r.route->file_max;
    size_t max = takes_files ? HTTP_BODY_MAX + 2 * r.route->file_max : HTTP_BODY_MAX;
    arena_free(&a);
    return max;
}

static enum err check(struct app *app, const char **why)
{
    for (size_t i = 0; i < app->n_routes; i++) {
        const struct route *r = app->routes[i];
        if (r->capability == CAPABILITY_NONE || r->pattern[0] != '/' || !r->handle) {
            *why = arena_printf(&app->arena, "route %s: no capability or no handler", r->pattern);
            return ERR_BUG;
        }
        if (r->file_max > HTTP_FILE_MAX || (r->file_max && r->method != HTTP_POST)) {
            *why = arena_printf(&app->arena, "route %s: a file over %zu bytes, or not by POST",
                                r->pattern, HTTP_FILE_MAX);
            return ERR_BUG;
        }
        if (i && compare(&app->routes[i - 1], &app->routes[i]) == 0) {
            *why = arena_printf(&app->arena, "route %s: same as %s", r->pattern,
                                app->routes[i - 1]->pattern);
            return ERR_BUG;
        }
    }
    return OK;
}

/* What the organisers' navigation leads to is shown to whom its route lets in. */
static enum err find_needs(struct app *app, const char **why)
{
    app->organiser_needs = arena_array(&app->arena, app->n_organiser, sizeof(enum capability));
    for (size_t i = 0; i < app->n_organiser; i++) {
        const char *href = app->organiser[i]->href;
        for (size_t k = 0; k < app->n_routes; k++)
            if (app->routes[k]->method == HTTP_GET && strcmp(app->routes[k]->pattern, href) == 0)
                app->organiser_needs[i] = app->routes[k]->capability;
        if (app->organiser_needs[i] == CAPABILITY_NONE) {
            *why = arena_printf(&app->arena, "navigation: no route at %s", href);
            return ERR_BUG;
        }
    }
    return OK;
}

enum err routes_gather(struct app *app, const char **why)
{
    size_t n = 0;
    for (size_t m = 0; m < app->n_modules; m++)
        n += app->modules[m]->n_routes;
    app->routes = arena_array(&app->arena, n, sizeof(struct route *));
    for (size_t m = 0; m < app->n_modules; m++)
        for (size_t i = 0; i < app->modules[m]->n_routes; i++)
            app->routes[app->n_routes++] = &app->modules[m]->routes[i];
    qsort(app->routes, app->n_routes, sizeof(struct route *), compare);
    enum err e = check(app, why);
    return e == OK ? find_needs(app, why) : e;
}

const char *capability_name(enum capability c)
{
    static const char *const names[] = {[CAPABILITY_NONE] = "NONE",
                                        [PUBLIC] = "PUBLIC",
                                        [SIGNED_IN] = "SIGNED_IN",
                                        [REVIEWER] = "REVIEWER",
                                        [ORGANISER] = "ORGANISER",
                                        [ORGANISES_MEETINGS] = "ORGANISES_MEETINGS",
                                        [ORGANISES_TOOLBOX] = "ORGANISES_TOOLBOX",
                                        [ORGANISES_PRACTICES] = "ORGANISES_PRACTICES",
                                        [ORGANISES_OBSERVATORY] = "ORGANISES_OBSERVATORY",
                                        [ORGANISES_MEMBERS] = "ORGANISES_MEMBERS",
                                        [ADMINISTRATOR] = "ADMINISTRATOR"};
    return names[c];
}
