/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The HTTP server: sockets, limits, the guard against ambiguous requests, the page cache, the
 * bounded queue and its workers. It knows neither a table nor a page of ours: a handler gets a
 * request and fills a response.
 */
#ifndef MAILLAGE_HTTP_H
#define MAILLAGE_HTTP_H

#include "base/address.h"
#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

#define HTTP_HEAD_MAX ((size_t)16 * 1024)
#define HTTP_BODY_MAX ((size_t)1024 * 1024)
#define HTTP_HEAD_SECONDS 10
#define HTTP_IDLE_SECONDS 30

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST, HTTP_OTHER };

struct http_field {
    const char *name, *value;
};

/* One request, decoded. All text lives in the request's arena (or the caller's, for tests). */
struct http_request {
    enum http_method method;
    const char *path;  /* percent-decoded once, absolute, no dot segments, valid UTF-8 without
                          control characters */
    const char *query; /* raw, without "?"; "" when none */
    const struct http_field *headers;
    size_t n_headers;
    struct str body;        /* as sent; at most HTTP_BODY_MAX */
    const char *language;   /* "fr" or "en": see http_language */
    const char *zone;       /* the raw value of the cookie "fuseau", "" when none */
    const char *root;       /* "" or "/en": what stands before `path` in the address */
    uint64_t visitor;       /* a number for the visitor's address (IPv6: their /64), another at each
                               start;       0: not by a socket */
    struct address address; /* the same as it is, when it came by a socket: to be kept as a keyed
                               hash alone, and never logged */
    bool secure;            /* arrived by TLS at a proxy of ours */
};

/* The first header of that name (any case), or NULL. */
const char *http_header(const struct http_request *r, const char *name);
/* A cookie's value copied into `a`, or NULL. RFC 6265: first of that name. */
const char *http_cookie(struct arena *a, const struct http_request *r, const char *name);

/*
 * The cookie of who is signed in; a request that brings either is never answered from the page
 * cache. The first name is the one where browsers take Secure cookies: its prefix makes them refuse
 * one that another host or a page without TLS would plant.
 */
#define HTTP_SESSION_COOKIE_SECURE "__Host-session"
#define HTTP_SESSION_COOKIE_PLAIN "session"

/* Tables' versions that a page was made from (see store_versions); n is 0 for a page of constants.
 */
#define HTTP_MAX_DEPENDENCIES 32
struct http_dependencies {
    size_t n;
    uint16_t table[HTTP_MAX_DEPENDENCIES];
    uint64_t version[HTTP_MAX_DEPENDENCIES];
};

#define HTTP_MAX_OUT_HEADERS 24

struct http_response {
    int status;               /* 200 until set */
    const char *content_type; /* "text/html; charset=utf-8" until set */
    struct http_field headers[HTTP_MAX_OUT_HEADERS];
    size_t n_headers;
    struct buf body;        /* owned; freed by the server */
    bool cacheable;         /* may be kept in the page cache under (language, zone, root, path) */
    const char *cache_zone; /* the zone the page was made for: canonical IANA name, or "" */
    bool zone_matters;      /* false: one copy serves every zone */
    int64_t fresh_until;    /* UTC seconds after which a cached copy is stale; 0: never */
    struct http_dependencies made_from;
    bool never_compress;   /* holds a secret next to text that a visitor chose (BREACH) */
    const char *log_route; /* the route's pattern, for the log line: never the address itself */
};

/* Adds a header; name and value must outlive the response (static, or the request's arena). Values
 * with CR, LF or NUL are a bug and die. */
void http_set_header(struct http_response *r, const char *name, const char *value);

/* What a worker brings to each request: its own arena and whatever `worker_open` returned. */
typedef void (*http_handler_fn)(void *worker, struct arena *a, const struct http_request *req,
                                struct http_response *res);

struct http_asset {   /* a file of the binary, compressed when it was built */
    const char *path; /* "/a/3f2c…/site.css" */
    const char *content_type;
    const char *etag;
    const unsigned char *raw, *gzip, *brotli; /* gzip, brotli NULL where they do not help */
    size_t raw_size, gzip_size, brotli_size;
};

/* One answered request, for the log: nothing that tells who the visitor is. */
struct http_log {
    const char *method;    /* "GET", "HEAD", "POST", "OTHER" */
    const char *route;     /* http_response.log_route, "asset", or "-" */
    int status;            /* 0: the visitor left before the answer */
    size_t bytes;          /* of the body that was to be sent */
    uint64_t microseconds; /* from the head's arrival to the last byte handed to the system */
    const char *cache;     /* "hit", "miss" (could have been one), "none" */
};

struct http_config {
    const char *host;                 /* address to listen on: "127.0.0.1", "::", "0.0.0.0" */
    uint16_t port;                    /* 0 takes a free one: see http_port */
    const char *const *allowed_hosts; /* names without port accepted in Host; NULL-terminated */
    const struct network *proxies;    /* whose X-Forwarded-For and X-Forwarded-Proto are believed */
    size_t n_proxies;
    unsigned io_threads,
        workers; /* 0: min(cores, 4); 8 a core, 16 to 64: a write waits for the disk with others */
    unsigned queue_max; /* requests that may wait for a worker; 0: 256 */
    size_t cache_bytes; /* 0: 64 MiB */
    bool cache_verify;  /* MAILLAGE_CACHE=verify: each hit is rendered again and compared */
    const char *const *languages;     /* {"fr", "en", NULL}: the first is the default */
    const _Atomic uint64_t *versions; /* the tables' counters; NULL: nothing is cached but assets */
    int64_t (*now)(void *ctx);        /* UTC seconds, the program's one clock */
    const struct http_asset *assets;
    size_t n_assets;
    http_handler_fn handle;
    /* The page for what never reaches a handler. Called at start only, once for each status (400,
     * 405, 413, 421, 431, 500, 503) and language, in both forms; the answers are kept ready. NULL:
     * plain text. */
    void (*refuse)(void *ctx, struct arena *a, int status, const char *language, bool wants_json,
                   struct http_response *res);
    void (*log)(
        void *ctx,
        const struct http_log *line); /* from the I/O threads, at once and cheap; NULL: none */
    void *(*worker_open)(void *ctx);  /* NULL on failure */
    void (*worker_close)(void *worker);
    void *ctx;
};

struct http_server;

/* The reason phrase of a status ("Not Found"), never NULL. */
const char *http_status_words(int status);

/* `*why` says what the system refused ("port 8017 is taken"). The configuration is copied, not what
 * it points to. */
must_check enum err http_start(const struct http_config *config, struct http_server **out,
                               const char **why);
uint16_t http_port(const struct http_server *s);
/* Stops accepting, finishes what is being answered (at most 5 s), frees everything. */
void http_stop(struct http_server *s);

/*
 * Which language an address and a visitor ask for: "/en/…" is English and "/fr/…" French whatever
 * the visitor; else the cookie "langue", else Accept-Language (RFC 9110 12.5.4), else the first.
 * `*root` gets "/en", "/fr" or "" and
 * `*rest` the path behind it.
 */
const char *http_language(const char *const *languages, const char *path, const char *cookie,
                          const char *accept_language, const char **root, const char **rest);

/* Builds a request from its parts as the server would (for `maillage request` and tests):
 * ERR_BAD_REQUEST when the guard would refuse the target. */
must_check enum err http_request_build(struct arena *a, const char *const *languages,
                                       const char *method, const char *target,
                                       const struct http_field *headers, size_t n_headers,
                                       struct str body, struct http_request *out);

/* A form: application/x-www-form-urlencoded (WHATWG), from a query or a body. */
#define HTTP_FORM_MAX_FIELDS 512
struct http_form {
    struct http_field *fields;
    size_t n;
};
/* ERR_BAD_REQUEST: too many fields, bad percent escapes, text that is not UTF-8, or holds NUL. */
must_check enum err http_form_parse(struct arena *a, struct str encoded, struct http_form *out);
const char *http_form_get(const struct http_form *f, const char *name); /* first, or NULL */

/* Counters for /metrics and tests, all since start. */
struct http_counters {
    uint64_t requests, cache_hits, cache_misses, refused_guard, refused_full, cache_mismatches;
};
struct http_counters http_counters(const struct http_server *s);

#endif
