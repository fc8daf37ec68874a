/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A request as handlers see it, and the same built from its parts without a socket. */
#include "http/head.h"

#include <string.h>
#include <strings.h>

const char *http_header(const struct http_request *r, const char *name)
{
    for (size_t i = 0; i < r->n_headers; i++)
        if (strcasecmp(r->headers[i].name, name) == 0)
            return r->headers[i].value;
    return NULL;
}

static struct str request_cookie_slice(const struct http_request *r, const char *name)
{
    for (size_t i = 0; i < r->n_headers; i++) {
        if (strcasecmp(r->headers[i].name, "cookie") != 0)
            continue;
        struct str value = cookie_find(str_of(r->headers[i].value), name);
        if (value.p)
            return value;
    }
    return (struct str){NULL, 0};
}

const char *http_cookie(struct arena *a, const struct http_request *r, const char *name)
{
    struct str value = request_cookie_slice(r, name);
    return value.p ? str_dup(a, value) : NULL;
}

enum err http_request_build(struct arena *a, const char *const *languages, const char *method,
                            const char *target, const struct http_field *headers, size_t n_headers,
                            struct str body, struct http_request *out)
{
    struct str query;
    char *path = arena_alloc(a, strlen(target) + 1);
    enum err e = target_decode(str_of(target), path, &query);
    if (e != OK || body.n > HTTP_UPLOAD_MAX)
        return ERR_BAD_REQUEST;
    *out = (struct http_request){
        .method = method_of(str_of(method)),
        .query = str_dup(a, query),
        .headers = headers,
        .n_headers = n_headers,
        .body = body,
    };
    const char *zone = http_cookie(a, out, "fuseau");
    out->zone = zone ? zone : "";
    out->language =
        language_choose(languages, path, request_cookie_slice(out, "langue"),
                        str_of(http_header(out, "Accept-Language")), &out->root, &out->path);
    return OK;
}

void http_set_header(struct http_response *r, const char *name, const char *value)
{
    if (strpbrk(name, "\r\n: ") || strpbrk(value, "\r\n"))
        die("http: a header \"%s\" with a line break", name);
    if (r->n_headers == HTTP_MAX_OUT_HEADERS)
        die("http: more than %d headers in one response", HTTP_MAX_OUT_HEADERS);
    r->headers[r->n_headers++] = (struct http_field){name, value};
}

const char *http_status_words(int status)
{
    static const struct {
        int status;
        const char *words;
    } known[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {303, "See Other"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {409, "Conflict"},
        {410, "Gone"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {421, "Misdirected Request"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
    };
    for (size_t i = 0; i < ARRAY_LEN(known); i++)
        if (known[i].status == status)
            return known[i].words;
    return "Error";
}
