/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The answers to what never reaches a handler, made at the start: refusing must cost less than
 * asking. */
#include "http/server.h"

#include <string.h>
#include <strings.h>

static const int statuses[N_REFUSALS] = {400, 405, 413, 421, 431, 500, 503};

static void plain_text(int status, struct http_response *res)
{
    res->content_type = "text/plain; charset=utf-8";
    buf_printf(&res->body, "%d %s\n", status, http_status_words(status));
}

/* Ours replaces what the page set. */
static void set_instead(struct http_response *res, const char *name, const char *value)
{
    for (size_t i = 0; i < res->n_headers; i++) {
        if (strcasecmp(res->headers[i].name, name) == 0) {
            res->headers[i].value = value;
            return;
        }
    }
    http_set_header(res, name, value);
}

static struct page *refusal_make(const struct http_config *config, int status, const char *language,
                                 bool json)
{
    struct arena a = ARENA_INIT;
    struct http_response res = {.content_type = "text/html; charset=utf-8"};
    struct page_plan plan = plan_single(0, false);
    buf_init(&res.body, HTTP_BODY_MAX);
    if (config->refuse)
        config->refuse(config->ctx, &a, status, language, json, &res);
    else
        plain_text(status, &res);
    res.status = status;
    set_instead(&res, "Cache-Control", "no-store");
    if (status == 503)
        set_instead(&res, "Retry-After", "2");
    if (status == 405)
        set_instead(&res, "Allow", "GET, HEAD, POST");
    plan.close = status != 503 && status != 500;
    struct page *p = page_make(&res, &plan);
    free(p->route);
    p->route = NULL;
    arena_free(&a);
    return p;
}

void refusals_make(struct refusals *r, const struct http_config *config)
{
    for (size_t s = 0; s < N_REFUSALS; s++)
        for (size_t l = 0; l < MAX_LANGUAGES && config->languages[l]; l++)
            for (int json = 0; json < 2; json++)
                r->page[s][l][json] =
                    refusal_make(config, statuses[s], config->languages[l], json != 0);
}

void refusals_free(struct refusals *r)
{
    for (size_t s = 0; s < N_REFUSALS; s++)
        for (size_t l = 0; l < MAX_LANGUAGES; l++)
            for (int json = 0; json < 2; json++)
                page_unref(r->page[s][l][json]);
}

static bool contains(struct str s, const char *word)
{
    size_t n = strlen(word);
    for (size_t i = 0; i + n <= s.n; i++)
        if (memcmp(s.p + i, word, n) == 0)
            return true;
    return false;
}

/* As the dispatcher chooses between its two forms of a failure. */
static bool wants_json(const struct head *h, const char *rest)
{
    return strncmp(rest, "/api/", 5) == 0 ||
           (contains(h->accept, "json") && !contains(h->accept, "text/html"));
}

struct page *refusal_for(const struct refusals *r, const struct http_config *config, int status,
                         const struct head *h, const char *path)
{
    const char *root, *rest;
    const char *language =
        language_choose(config->languages, path, cookie_find(h->cookie, "langue"),
                        h->accept_language, &root, &rest);
    size_t l = 0, s = 0;
    while (config->languages[l] != language)
        l++;
    while (s + 1 < N_REFUSALS && statuses[s] != status)
        s++;
    return r->page[s][l][wants_json(h, rest)];
}
