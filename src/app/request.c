/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a handler may ask of its request. What it asks decides whether its page can be cached. */
#include "app/app.h"

#include "base/zone.h"
#include "view/tr.h"

const char *request_param(const struct request *r, const char *name)
{
    for (size_t i = 0; i < r->n_params; i++)
        if (strcmp(r->params[i].name, name) == 0)
            return r->params[i].value;
    die("route %s has no parameter %s", r->route ? r->route->pattern : "?", name);
}

int64_t request_now(struct request *r)
{
    r->clock_read = true;
    return clock_now(&r->app->clock);
}

void request_fresh_until(struct request *r, int64_t utc)
{
    if (!r->fresh_until || utc < r->fresh_until)
        r->fresh_until = utc;
}

const char *request_zone(struct request *r, const char *fallback)
{
    if (!r->zone) {
        r->res->zone_matters = true;
        const char *chosen = zone_canonical(r->arena, r->http->zone);
        r->res->cache_zone = chosen ? chosen : "";
        r->zone = chosen ? chosen : fallback;
        r->page.zone = r->zone;
    }
    return r->zone;
}

struct audit_by request_by(const struct request *r)
{
    const struct account *a = r->account;
    if (!a)
        die("route %s: nobody is signed in", r->route->pattern);
    return (struct audit_by){.account = a->id.v, .name = a->name ? a->name : a->email};
}

const char *request_cookie(struct request *r, const char *name)
{
    r->visitor_read = true;
    return http_cookie(r->arena, r->http, name);
}

void request_private(struct request *r)
{
    r->is_private = true;
    r->page.noindex = true;
    r->page.canonical = r->page.url_fr = r->page.url_en = NULL;
}

void request_title(struct request *r, const char *title, const char *description)
{
    r->page.title = title;
    r->page.description = description;
}

void request_policy(struct request *r, const char *policy)
{
    for (size_t i = 0; i < r->res->n_headers; i++)
        if (strcmp(r->res->headers[i].name, "Content-Security-Policy") == 0)
            r->res->headers[i].value = policy;
}

void request_content(struct request *r, const char *type, const char *file_name)
{
    r->res->content_type = type;
    if (file_name)
        http_set_header(r->res, "Content-Disposition",
                        arena_printf(r->arena, "attachment; filename=\"%s\"", file_name));
}

/*
 * One of our own addresses and nothing that a browser could read as another's: WHATWG URL drops
 * tabs and line breaks, and takes "\\" for "/", so that "/\t/host" would lead away.
 */
bool request_is_ours(const char *path)
{
    for (const char *p = path; *p; p++)
        if ((unsigned char)*p <= ' ' || *p == 0x7F || *p == '\\')
            return false;
    return path[0] == '/' && path[1] != '/';
}

enum err request_redirect(struct request *r, int status, const char *path)
{
    if (!request_is_ours(path))
        return request_fail(r, ERR_BAD_REQUEST,
                            TR("Cette adresse de retour n’est pas de ce site."));
    r->res->status = status;
    http_set_header(r->res, "Location", arena_printf(r->arena, "%s%s", r->page.root, path));
    return OK;
}

enum err request_fail(struct request *r, enum err err, const char *detail)
{
    r->detail = tr(request_lang(r), detail);
    return err;
}

static enum err too_many(struct request *r)
{
    return request_fail(
        r, ERR_TOO_MANY,
        TR("Trop de demandes sont arrivées d’ici en peu de temps : attendez quelques "
           "minutes, puis renvoyez. Rien n’a été enregistré."));
}

enum err request_limit(struct request *r, const char *what, bool shared, const struct limit *limit,
                       unsigned cost)
{
    uint64_t key = 0xcbf29ce484222325u;
    if (!r->app->limiter || !r->http->visitor)
        return OK;
    for (const char *p = what; *p; p++)
        key = (key ^ (unsigned char)*p) * 0x100000001b3u;
    key ^= shared ? 0 : r->http->visitor;
    bool left = limiter_take(r->app->limiter, key, limit, cost, request_now(r) * 1000);
    return left ? OK : too_many(r);
}

/* Memory is asked first: a flood is no flood of writes. */
enum err request_limit_sign_in(struct request *r, const char *what,
                               const struct sign_in_limit *limit)
{
    const struct limit in_memory = {limit->burst, 1.0 / (double)limit->seconds};
    enum err e = request_limit(r, what, false, &in_memory, 1);
    if (e != OK || !r->app->limiter || !r->http->visitor)
        return e;
    struct sign_in_who who = sign_in_who(r->app->limits_key, what, &r->http->address);
    e = sign_in_limit_take(r->app->store, r->arena, &who, limit, request_now(r));
    return e == ERR_TOO_MANY ? too_many(r) : e;
}

const char *request_escape(struct arena *a, const char *path, const char *also)
{
    static const char hex[] = "0123456789ABCDEF";
    char *out = arena_alloc(a, strlen(path) * 3 + 1);
    size_t n = 0;
    for (; *path; path++) {
        unsigned char c = (unsigned char)*path;
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     strchr("-._~", c) || strchr(also, c);
        if (!plain)
            out[n++] = '%';
        if (!plain)
            out[n++] = hex[c >> 4];
        out[n++] = plain ? (char)c : hex[c & 15];
    }
    return out;
}
