/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From what a handler filled in to responses that libmicrohttpd can send to many at once. */
#include "http/compress.h"
#include "http/hash.h"
#include "http/page.h"

#include <microhttpd.h>
#include <string.h>
#include <strings.h>

#define HEADERS_WEIGHT ((size_t)1024) /* of one MHD_Response with its headers, about */

struct page_plan plan_shared(const char *root)
{
    return (struct page_plan){
        .encodings = ACCEPT_GZIP | ACCEPT_BROTLI,
        .gzip = 6,
        .brotli = 5,
        .compress_from = 512,
        .tagged = true,
        .vary = root[0] ? ", Cookie" : ", Cookie, Accept-Language",
        .cache_control = "no-cache",
    };
}

struct page_plan plan_single(unsigned encodings, bool cache_control)
{
    return (struct page_plan){
        .encodings = encodings,
        .only_one = true,
        .gzip = 5,
        .brotli = 4,
        .compress_from = 1024,
        .vary = "",
        .cache_control = cache_control ? "private, no-cache" : NULL,
    };
}

static const char *out_header(const struct http_response *res, const char *name)
{
    for (size_t i = 0; i < res->n_headers; i++)
        if (strcasecmp(res->headers[i].name, name) == 0)
            return res->headers[i].value;
    return NULL;
}

/* A value that libmicrohttpd does not take (empty) is left out. */
static void add(struct MHD_Response *r, const char *name, const char *value)
{
    (void)MHD_add_response_header(r, name, value);
}

static void add_vary(struct MHD_Response *r, const struct http_response *res,
                     const struct page_plan *plan, bool encodings)
{
    char value[512];
    const char *own = out_header(res, "Vary");
    const char *rest = plan->vary;
    if (!encodings && rest[0])
        rest += 2;
    snprintf(value, sizeof value, "%s%s%s%s", own ? own : "",
             own && (encodings || rest[0]) ? ", " : "", encodings ? "Accept-Encoding" : "", rest);
    if (value[0])
        add(r, "Vary", value);
}

static const char *const encoding_names[N_ENCODINGS] = {"", "gzip", "br"};

static void add_headers(struct MHD_Response *r, const struct http_response *res,
                        const struct page_plan *plan, enum encoding e, bool varies)
{
    if (res->body.len || res->content_type)
        add(r, "Content-Type", res->content_type ? res->content_type : "text/html; charset=utf-8");
    for (size_t i = 0; i < res->n_headers; i++)
        if (strcasecmp(res->headers[i].name, "Vary") != 0)
            add(r, res->headers[i].name, res->headers[i].value);
    if (e != IDENTITY)
        add(r, "Content-Encoding", encoding_names[e]);
    add_vary(r, res, plan, varies);
    if (plan->cache_control && !out_header(res, "Cache-Control"))
        add(r, "Cache-Control", plan->cache_control);
    if (plan->close)
        add(r, "Connection", "close");
}

/* Takes the bytes. */
static struct MHD_Response *response_of(char *bytes, size_t n)
{
    void *nothing = (void *)(uintptr_t) "";
    struct MHD_Response *r =
        n ? MHD_create_response_from_buffer(n, bytes, MHD_RESPMEM_MUST_FREE)
          : MHD_create_response_from_buffer(0, nothing, MHD_RESPMEM_PERSISTENT);
    if (!r)
        die("http: no memory for a response");
    if (!n)
        free(bytes);
    return r;
}

static void tag(struct page *p, uint64_t hash)
{
    static const char *const ends[N_ENCODINGS] = {"", "-g", "-b"};
    for (int e = 0; e < N_ENCODINGS; e++) {
        if (!p->variant[e])
            continue;
        snprintf(p->etag[e], ETAG_SIZE, "\"%016llx%s\"", (unsigned long long)hash, ends[e]);
        add(p->variant[e], "ETag", p->etag[e]);
    }
}

static void set_variant(struct page *p, enum encoding e, char *bytes, size_t n)
{
    p->variant[e] = response_of(bytes, n);
    p->size[e] = n;
    if (e == IDENTITY)
        p->body = n ? bytes : "";
}

static void compress(struct page *p, struct str body, const struct page_plan *plan)
{
    if (plan->encodings & ACCEPT_BROTLI) {
        struct packed br = pack_brotli(body, plan->brotli);
        if (br.p)
            set_variant(p, BROTLI, br.p, br.n);
    }
    if (plan->encodings & ACCEPT_GZIP && !(plan->only_one && p->variant[BROTLI])) {
        struct packed gz = pack_gzip(body, plan->gzip);
        if (gz.p)
            set_variant(p, GZIP, gz.p, gz.n);
    }
}

static bool may_compress(const struct http_response *res, const struct page_plan *plan)
{
    const char *type = res->content_type ? res->content_type : "text/html";
    return !res->never_compress && res->body.len >= plan->compress_from &&
           !out_header(res, "Content-Encoding") && type_compresses(type);
}

struct page *page_make(struct http_response *res, const struct page_plan *plan)
{
    struct page *p = xcalloc(1, sizeof *p);
    struct str body = {res->body.data, res->body.len};
    bool varies = may_compress(res, plan);
    atomic_init(&p->refs, 1);
    p->status = res->status ? res->status : 200;
    p->route = res->log_route ? xstrdup(res->log_route) : NULL;
    p->made_from = res->made_from;
    p->fresh_until = res->fresh_until;
    uint64_t hash = plan->tagged ? hash_bytes(0, body.p ? body.p : "", body.n) : 0;
    if (varies)
        compress(p, body, plan);
    if (plan->only_one && (p->variant[BROTLI] || p->variant[GZIP]))
        free(res->body.data);
    else
        set_variant(p, IDENTITY, body.n ? xrealloc(res->body.data, body.n) : res->body.data,
                    body.n);
    for (int e = 0; e < N_ENCODINGS; e++)
        if (p->variant[e])
            add_headers(p->variant[e], res, plan, (enum encoding)e, varies);
    if (plan->tagged)
        tag(p, hash);
    buf_init(&res->body, 0);
    return p;
}

static void asset_variant(struct page *p, const struct http_asset *a, enum encoding e,
                          const unsigned char *bytes, size_t n)
{
    static const char *const ends[N_ENCODINGS] = {"", "-g", "-b"};
    struct str bare = str_of(a->etag ? a->etag : "");
    while (bare.n && bare.p[0] == '"')
        bare = str_sub(bare, 1, bare.n);
    while (bare.n && bare.p[bare.n - 1] == '"')
        bare.n--;
    struct MHD_Response *r =
        MHD_create_response_from_buffer(n, (void *)(uintptr_t)bytes, MHD_RESPMEM_PERSISTENT);
    if (!r)
        die("http: no memory for an asset");
    add(r, "Content-Type", a->content_type);
    add(r, "Cache-Control", "public, max-age=31536000, immutable");
    add(r, "X-Content-Type-Options", "nosniff");
    if (a->gzip || a->brotli)
        add(r, "Vary", "Accept-Encoding");
    if (e != IDENTITY)
        add(r, "Content-Encoding", encoding_names[e]);
    if (bare.n) {
        snprintf(p->etag[e], ETAG_SIZE, "\"%.*s%s\"", (int)(bare.n > 80 ? 80 : bare.n), bare.p,
                 ends[e]);
        add(r, "ETag", p->etag[e]);
    }
    p->variant[e] = r;
    p->size[e] = n;
}

struct page *page_of_asset(const struct http_asset *a)
{
    struct page *p = xcalloc(1, sizeof *p);
    atomic_init(&p->refs, 1);
    p->status = 200;
    p->route = xstrdup("asset");
    asset_variant(p, a, IDENTITY, a->raw, a->raw_size);
    if (a->gzip)
        asset_variant(p, a, GZIP, a->gzip, a->gzip_size);
    if (a->brotli)
        asset_variant(p, a, BROTLI, a->brotli, a->brotli_size);
    return p;
}

struct page *page_ref(struct page *p)
{
    atomic_fetch_add_explicit(&p->refs, 1, memory_order_relaxed);
    return p;
}

void page_unref(struct page *p)
{
    if (!p || atomic_fetch_sub_explicit(&p->refs, 1, memory_order_acq_rel) != 1)
        return;
    for (int e = 0; e < N_ENCODINGS; e++)
        if (p->variant[e])
            MHD_destroy_response(p->variant[e]);
    free(p->route);
    free(p);
}

enum encoding page_pick(const struct page *p, unsigned accepted)
{
    if (accepted & ACCEPT_BROTLI && p->variant[BROTLI])
        return BROTLI;
    if (accepted & ACCEPT_GZIP && p->variant[GZIP])
        return GZIP;
    if (p->variant[IDENTITY])
        return IDENTITY;
    return p->variant[BROTLI] ? BROTLI : GZIP;
}

size_t page_weight(const struct page *p)
{
    size_t n = sizeof *p;
    for (int e = 0; e < N_ENCODINGS; e++)
        if (p->variant[e])
            n += p->size[e] + HEADERS_WEIGHT;
    return n;
}
