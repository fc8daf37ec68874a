/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A request's way through the I/O thread: guard, body, page cache or queue, answer. libmicrohttpd
 * calls on_request once when the head is there, for each piece of body, once when all is there, and
 * again when a worker has answered. An answer given at the first call closes the connection: right
 * for what is refused, so a page from the cache waits for the next.
 */
#include "http/server.h"

#include <microhttpd.h>

#define CACHED_PATH_MAX 1024
#define CACHED_ZONE_MAX 64

/*
 * A head of 16 KiB, its list of fields and the answer's head. libmicrohttpd clears all of it after
 * each request: 32 KiB cost 12 % of a cached page.
 */
#define CONNECTION_MEMORY ((size_t)24 * 1024)

static enum MHD_Result send_page(struct conn *c, struct MHD_Connection *mhd, struct page *p,
                                 enum encoding e, int status)
{
    c->answered = p; /* takes the reference */
    c->phase = PHASE_ANSWERED;
    c->status = status;
    c->bytes = status == 304 || method_of(c->head.method) == HTTP_HEAD ? 0 : p->size[e];
    conn_deadline(c, c->server->limits.answer_ms);
    return MHD_queue_response(mhd, (unsigned)status, p->variant[e]);
}

static enum MHD_Result send_refusal(struct conn *c, struct MHD_Connection *mhd, int status)
{
    struct http_server *s = c->server;
    struct page *p = refusal_for(&s->refusals, &s->config, status, &c->head, c->path);
    return send_page(c, mhd, page_ref(p), IDENTITY, status);
}

/* Sends the best encoding, or 304 when the visitor has it. Takes the reference. */
static enum MHD_Result send_best(struct conn *c, struct MHD_Connection *mhd, struct page *p)
{
    const struct head *h = &c->head;
    enum encoding e = page_pick(p, encodings_accepted(h->accept_encoding));
    bool has_it = p->status == 200 && p->etag[e][0] && h->if_none_match.p &&
                  method_of(h->method) <= HTTP_HEAD && etag_matches(h->if_none_match, p->etag[e]);
    return send_page(c, mhd, p, e, has_it ? 304 : p->status);
}

static bool has_session(const struct head *h)
{
    return cookie_find(h->cookie, HTTP_SESSION_COOKIE_SECURE).p ||
           cookie_find(h->cookie, HTTP_SESSION_COOKIE_PLAIN).p;
}

/* Only what everybody without a session would get alike. */
static bool may_cache(const struct conn *c, const struct cache_key *k)
{
    const struct head *h = &c->head;
    return c->server->cache && method_of(h->method) <= HTTP_HEAD && !c->query.n &&
           !h->has_authorization && h->n_cookies <= 1 && k->zone.n <= CACHED_ZONE_MAX &&
           !(h->cookie.p && has_session(h)) && strlen(k->path) <= CACHED_PATH_MAX;
}

static struct cache_key key_of(const struct conn *c)
{
    const struct head *h = &c->head;
    struct cache_key k;
    struct str none = {"", 0};
    struct str chosen = cookie_find(h->cookie, "langue");
    struct str zone = cookie_find(h->cookie, "fuseau");
    k.language = language_choose(c->server->config.languages, c->path, chosen, h->accept_language,
                                 &k.root, &k.path);
    k.zone = zone.p ? zone : none;
    return k;
}

static enum MHD_Result enqueue(struct conn *c, struct MHD_Connection *mhd,
                               const struct cache_key *key, bool cacheable, struct page *expect)
{
    struct job *j = job_new(c, mhd, key, cacheable);
    j->expect = expect;
    c->job = j;
    c->phase = PHASE_QUEUED;
    conn_deadline(c, 0);
    if (queue_put(&c->server->queue, j))
        return MHD_YES;
    c->job = NULL;
    job_free(j);
    count_up(&c->server->refused_full);
    return send_refusal(c, mhd, 503);
}

/* The whole request is there. */
static enum MHD_Result respond(struct conn *c, struct MHD_Connection *mhd)
{
    struct http_server *s = c->server;
    if (c->dropped || c->no_room || !spool_ready(&c->body))
        return send_refusal(c, mhd, c->dropped ? 413 : 503);
    bool reads = method_of(c->head.method) <= HTTP_HEAD;
    struct page *asset = reads ? asset_find(&s->assets, c->path) : NULL;
    if (asset)
        return send_best(c, mhd, page_ref(asset));
    struct cache_key key = key_of(c);
    bool cacheable = may_cache(c, &key);
    struct page *kept = cacheable ? cache_find(s->cache, &key) : NULL;
    if (kept) {
        count_up(&s->cache_hits);
        c->cached = CACHE_HIT;
        return s->config.cache_verify ? enqueue(c, mhd, &key, true, kept) : send_best(c, mhd, kept);
    }
    if (cacheable) {
        count_up(&s->cache_misses);
        c->cached = CACHE_MISS;
    }
    return enqueue(c, mhd, &key, cacheable, NULL);
}

/* The worker is done, or http_stop would not wait for it. */
static enum MHD_Result answer(struct conn *c, struct MHD_Connection *mhd)
{
    struct job *j = c->job;
    if (!j)
        return send_refusal(c, mhd, 503);
    struct page *p = page_ref(j->answer);
    c->job = NULL;
    job_free(j);
    return send_best(c, mhd, p);
}

/* More than a form's worth is for a route that takes files, from somebody who may be signed in. */
static size_t body_max_of(const struct conn *c)
{
    const struct http_server *s = c->server;
    const struct head *h = &c->head;
    bool small = h->has_length && h->length <= HTTP_BODY_MAX;
    if (small || !s->config.body_max || method_of(h->method) != HTTP_POST || !h->cookie.p ||
        !has_session(h))
        return HTTP_BODY_MAX;
    return s->config.body_max(s->config.ctx, key_of(c).path);
}

/* A slow line has the time that its file takes, and no more. */
static unsigned body_ms_of(const struct conn *c)
{
    const struct http_limits *l = &c->server->limits;
    size_t more = c->body_max - HTTP_BODY_MAX;
    return l->body_ms + (unsigned)(more * 1000 / (l->body_rate ? l->body_rate : 1));
}

static enum MHD_Result begin(struct conn *c, struct MHD_Connection *mhd, const char *method,
                             const char *version)
{
    struct http_server *s = c->server;
    c->began = monotonic_ns();
    c->counted = true;
    atomic_fetch_add(&s->in_flight, 1);
    count_up(&s->requests);
    head_collect(c, mhd, method, version);
    c->path = c->text + c->head.target.n + 1;
    int status = head_guard(&c->head, s->config.allowed_hosts);
    if (target_decode(c->head.target, c->path, &c->query) != OK) {
        memcpy(c->path, "/", 2);
        status = status ? status : 400;
    }
    c->body_max = status ? HTTP_BODY_MAX : body_max_of(c);
    if (!status && c->head.length > c->body_max)
        status = 413;
    if (status)
        count_up(&s->refused_guard);
    else if (atomic_load_explicit(&s->stopping, memory_order_relaxed))
        status = 503;
    if (status)
        return send_refusal(c, mhd, status);
    c->phase = PHASE_BODY;
    if (c->head.length || c->head.chunked)
        conn_deadline(c, body_ms_of(c));
    return MHD_YES;
}

/* A chunked body over the cap can be refused only at its end, so a little more of it is read and
 * dropped. */
static enum MHD_Result take_body(struct conn *c, const char *bytes, size_t n)
{
    if (c->dropped || n > c->body_max - c->body.n) {
        c->dropped += n;
        spool_free(&c->body);
        return c->dropped > c->server->limits.body_swallow ? MHD_NO : MHD_YES;
    }
    c->held += n;
    if (atomic_fetch_add(&c->server->bodies, n) + n > c->server->limits.bodies_max)
        return MHD_NO;
    if (!c->no_room && !spool_add(&c->body, c->server->config.spool, bytes, n)) {
        spool_free(&c->body);
        c->no_room = true;
    }
    return MHD_YES;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *mhd, const char *url,
                                  const char *method, const char *version, const char *body,
                                  size_t *body_size, void **ctx)
{
    struct conn *c = *ctx;
    (void)cls;
    (void)url;
    if (!c)
        return MHD_NO;
    if (c->phase == PHASE_TARGET)
        return begin(c, mhd, method, version);
    if (c->phase == PHASE_BODY && *body_size) {
        size_t n = *body_size;
        *body_size = 0;
        return take_body(c, body, n);
    }
    if (c->phase == PHASE_BODY)
        return respond(c, mhd);
    return c->phase == PHASE_QUEUED ? answer(c, mhd) : MHD_NO;
}

/* The request line has come: libmicrohttpd is about to take its query apart, so a copy is made. */
static void *on_target(void *cls, const char *target, struct MHD_Connection *mhd)
{
    (void)cls;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    struct conn *c = info ? info->socket_context : NULL;
    size_t n = strlen(target);
    if (!c)
        return NULL;
    conn_reset(c);
    c->text = 2 * (n + 1) <= sizeof c->inline_text ? c->inline_text : xmalloc(2 * (n + 1));
    memcpy(c->text, target, n + 1);
    c->target_at = target;
    spool_init(&c->body);
    c->phase = PHASE_TARGET;
    return c;
}

static void write_log(const struct conn *c)
{
    static const char *const methods[] = {"GET", "HEAD", "POST", "OTHER"};
    static const char *const cached[] = {"none", "miss", "hit"};
    const struct http_config *config = &c->server->config;
    const struct http_log line = {
        .method = methods[method_of(c->head.method)],
        .route = c->answered && c->answered->route ? c->answered->route : "-",
        .status = c->status,
        .bytes = c->bytes,
        .microseconds = (uint64_t)(monotonic_ns() - c->began) / 1000,
        .cache = cached[c->cached],
    };
    config->log(config->ctx, &line);
}

static void on_completed(void *cls, struct MHD_Connection *mhd, void **ctx,
                         enum MHD_RequestTerminationCode how)
{
    struct conn *c = *ctx;
    (void)cls;
    (void)mhd;
    (void)how;
    if (!c)
        return;
    struct http_server *s = c->server;
    *ctx = NULL;
    if (c->counted && s->config.log)
        write_log(c);
    job_free(c->job);
    c->job = NULL;
    if (c->counted)
        atomic_fetch_sub(&s->in_flight, 1);
    conn_reset(c);
    conn_deadline(c, s->limits.idle_ms + s->limits.head_ms);
}

static void on_connection(void *cls, struct MHD_Connection *mhd, void **socket_context,
                          enum MHD_ConnectionNotificationCode code)
{
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        *socket_context = conn_open(cls, mhd);
    } else if (*socket_context) {
        conn_close(*socket_context);
        *socket_context = NULL;
    }
}

/* Escapes are ours to decode, once. */
static size_t keep_escapes(void *cls, struct MHD_Connection *mhd, char *s)
{
    (void)cls;
    (void)mhd;
    return strlen(s);
}

struct MHD_Daemon *daemon_start(struct io_loop *l, unsigned connections)
{
    struct http_server *s = l->server;
    unsigned idle_seconds = (s->limits.idle_ms + 999) / 1000;
    return MHD_start_daemon(
        MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME, s->port, NULL, NULL, on_request, NULL,
        MHD_OPTION_LISTEN_SOCKET, s->listen_fd, MHD_OPTION_CONNECTION_LIMIT, connections,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_MEMORY, MHD_OPTION_CONNECTION_TIMEOUT,
        idle_seconds, MHD_OPTION_LISTEN_BACKLOG_SIZE, 4096u, MHD_OPTION_URI_LOG_CALLBACK, on_target,
        NULL, MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, NULL, MHD_OPTION_NOTIFY_CONNECTION, on_connection, l, MHD_OPTION_END);
}
