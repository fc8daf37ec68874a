/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/oidc_fetch.h"

#include <curl/curl.h>
#include <pthread.h>

#define CONNECT_MS 3000L /* the name's resolution as well */
#define ADDRESS_MAX 2000
#define HERE "localhost,127.0.0.1,::1"

struct fetcher {
    CURL *curl;
    long left; /* of its patience, in milliseconds */
    struct buf body;
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void start_curl(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        die("auth: libcurl does not start");
}

struct fetcher *fetcher_new(long patience)
{
    pthread_once(&once, start_curl);
    struct fetcher *f = xcalloc(1, sizeof *f);
    f->curl = curl_easy_init();
    if (!f->curl)
        die("auth: no memory for a connection");
    f->left = patience;
    buf_init(&f->body, FETCH_BYTES_MAX);
    return f;
}

void fetcher_free(struct fetcher *f)
{
    if (!f)
        return;
    curl_easy_cleanup(f->curl);
    buf_free(&f->body);
    free(f);
}

/* ---- addresses -------------------------------------------------------------------------- */

static bool part_is(CURLU *url, CURLUPart part, const char *value)
{
    char *text = NULL;
    bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;
    bool is = value ? has && strcmp(text, value) == 0 : has;
    curl_free(text);
    return is;
}

/* It goes into a header of ours, and browsers read a "\\" as a "/". */
static bool is_printable(const char *address)
{
    size_t n = 0;
    for (; address[n]; n++)
        if (address[n] <= ' ' || address[n] > '~' || strchr("\\\"'<>", address[n]))
            return false;
    return n <= ADDRESS_MAX;
}

bool oidc_url_is_good(const char *address)
{
    CURLU *url = curl_url();
    bool good = url && is_printable(address) &&
                curl_url_set(url, CURLUPART_URL, address, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK;
    bool here = good && (part_is(url, CURLUPART_HOST, "localhost") ||
                         part_is(url, CURLUPART_HOST, "127.0.0.1") ||
                         part_is(url, CURLUPART_HOST, "[::1]"));
    good = good && (part_is(url, CURLUPART_SCHEME, "https") ||
                    (here && part_is(url, CURLUPART_SCHEME, "http")));
    good = good && !part_is(url, CURLUPART_USER, NULL) && !part_is(url, CURLUPART_FRAGMENT, NULL);
    curl_url_cleanup(url);
    return good;
}

const char *fetch_escape(struct arena *a, const char *text)
{
    char *escaped = curl_easy_escape(NULL, text, 0);
    if (!escaped)
        die("auth: no memory");
    const char *out = arena_strdup(a, escaped);
    curl_free(escaped);
    return out;
}

/* ---- requests --------------------------------------------------------------------------- */

static size_t take_bytes(char *bytes, size_t size, size_t n, void *ctx)
{
    struct buf *b = ctx;
    buf_add(b, bytes, size * n);
    return b->full ? 0 : size * n; /* 0 stops it */
}

static void set_up(struct fetcher *f, const struct fetch_request *r)
{
    CURL *c = f->curl;
    curl_easy_reset(c); /* keeps the connection */
    curl_easy_setopt(c, CURLOPT_URL, r->url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "https,http"); /* oidc_url_is_good says which */
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, f->left < CONNECT_MS ? f->left : CONNECT_MS);
    curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, f->left);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, &f->body);
    curl_easy_setopt(c, CURLOPT_USERAGENT, "maillage");
    if (strncmp(r->url, "http:", 5) == 0)
        curl_easy_setopt(c, CURLOPT_NOPROXY, HERE);
    if (r->form)
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, r->form);
    if (r->user) {
        curl_easy_setopt(c, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(c, CURLOPT_USERNAME, r->user);
        curl_easy_setopt(c, CURLOPT_PASSWORD, r->secret);
    }
    if (r->bearer) {
        curl_easy_setopt(c, CURLOPT_HTTPAUTH, CURLAUTH_BEARER);
        curl_easy_setopt(c, CURLOPT_XOAUTH2_BEARER, r->bearer);
    }
}

static CURLcode perform(struct fetcher *f, struct arena *a, const struct fetch_request *r)
{
    curl_off_t spent = 0;
    struct curl_slist *headers = curl_slist_append(NULL, arena_printf(a, "Accept: %s", r->accept));
    curl_easy_setopt(f->curl, CURLOPT_HTTPHEADER, headers);
    CURLcode code = curl_easy_perform(f->curl);
    curl_slist_free_all(headers);
    curl_easy_getinfo(f->curl, CURLINFO_TOTAL_TIME_T, &spent);
    f->left -= (long)(spent / 1000);
    return code;
}

enum oidc_trouble fetch(struct fetcher *f, struct arena *a, const struct fetch_request *r,
                        struct fetch_answer *out, const char **why)
{
    char *type = NULL;
    *why = arena_printf(a, "%s: no time is left to ask it", r->url);
    if (f->left <= 0)
        return OIDC_AWAY;
    buf_clear(&f->body);
    set_up(f, r);
    CURLcode code = perform(f, a, r);
    *why = arena_printf(a, "%s: %s", r->url,
                        f->body.full ? "its answer is too long" : curl_easy_strerror(code));
    if (code != CURLE_OK)
        return f->body.full ? OIDC_REFUSED : OIDC_AWAY;
    curl_easy_getinfo(f->curl, CURLINFO_RESPONSE_CODE, &out->status);
    curl_easy_getinfo(f->curl, CURLINFO_CONTENT_TYPE, &type);
    out->type = type ? arena_strdup(a, type) : "";
    out->body = (struct str){arena_strndup(a, buf_str(&f->body), f->body.len), f->body.len};
    *why = arena_printf(a, "%s: answers %ld", r->url, out->status);
    return out->status >= 500 || out->status == 429 ? OIDC_AWAY : OIDC_FINE;
}
