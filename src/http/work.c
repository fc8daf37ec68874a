/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a worker does with one request: render it, keep it if it may be kept. */
#include "http/server.h"

#include <strings.h>

#define ANSWER_MAX ((size_t)64 * 1024 * 1024)

void job_free(struct job *j)
{
    if (!j)
        return;
    page_unref(j->expect);
    page_unref(j->answer);
    spool_free(&j->body);
    free(j->text);
    free(j);
}

static bool sets_cookie(const struct http_response *res)
{
    for (size_t i = 0; i < res->n_headers; i++)
        if (strcasecmp(res->headers[i].name, "Set-Cookie") == 0)
            return true;
    return false;
}

static bool may_keep(const struct http_server *s, const struct job *j,
                     const struct http_response *res)
{
    return s->cache && res->cacheable && j->may_cache && j->request.method == HTTP_GET &&
           res->status == 200 && !sets_cookie(res);
}

static void fail(struct http_response *res, const char *why, const char *path)
{
    buf_clear(&res->body);
    res->body.full = false;
    *res = (struct http_response){.status = 500,
                                  .content_type = "text/plain; charset=utf-8",
                                  .body = res->body,
                                  .log_route = res->log_route};
    http_set_header(res, "X-Content-Type-Options", "nosniff");
    buf_printf(&res->body, "%s: %s\n", why, path);
}

/* cache_verify: the page rendered now must be the page that was kept, unless something moved
 * between. */
static void compare(struct http_server *s, const struct job *j, struct http_response *res)
{
    const struct page *kept = j->expect;
    size_t n = kept->size[IDENTITY];
    if (!cache_fresh(s->cache, kept))
        return;
    if (res->status == kept->status && res->body.len == n &&
        (n == 0 || memcmp(res->body.data, kept->body, n) == 0))
        return;
    count_up(&s->cache_mismatches);
    fail(res, "The cached page differs from the page rendered again", j->request.path);
}

static void render(struct http_server *s, void *worker, struct arena *a, struct job *j)
{
    struct http_response res = {.status = 200, .content_type = "text/html; charset=utf-8"};
    buf_init(&res.body, ANSWER_MAX);
    s->config.handle(worker, a, &j->request, &res);
    if (res.body.full)
        fail(&res, "The answer is over 64 MiB", j->request.path);
    if (j->expect)
        compare(s, j, &res);
    bool keep = may_keep(s, j, &res);
    struct page_plan plan = keep ? plan_shared(j->request.root)
                                 : plan_single(j->accepted, j->request.method != HTTP_POST);
    plan.close = j->must_close && !keep;
    j->answer = page_make(&res, &plan);
    if (keep)
        cache_store(s->cache, &j->key,
                    res.zone_matters ? (res.cache_zone ? res.cache_zone : "") : NULL, j->answer);
}

void job_work(struct http_server *s, void *worker, struct arena *a, struct job *j)
{
    /* another worker may have rendered it while this one waited in the queue */
    if (j->may_cache && !j->expect && s->cache)
        j->answer = cache_find(s->cache, &j->key);
    j->answer_was_cached = j->answer != NULL;
    if (!j->answer)
        render(s, worker, a, j);
}
