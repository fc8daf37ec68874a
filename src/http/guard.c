/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Refuses what two programs could read differently (request smuggling: RFC 9112 11.2), before
 * anything else looks at the request. libmicrohttpd 0.9.75 lets most of it through.
 */
#include "http/head.h"

#include <string.h>

/* RFC 9110 5.6.2 */
static bool is_token_char(unsigned char c)
{
    static const char marks[] = "!#$%&'*+-.^_`|~";
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
           (c && strchr(marks, c));
}

static bool is_token(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!is_token_char((unsigned char)s.p[i]))
            return false;
    return s.n > 0;
}

static bool is_field_value(struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && c != '\t') || c == 0x7f)
            return false;
    }
    return true;
}

static bool set_once(struct str *slot, struct str value)
{
    if (slot->p)
        return false;
    *slot = value;
    return true;
}

static bool set_length(struct head *h, struct str value)
{
    int64_t n;
    if (h->has_length)
        return false;
    for (size_t i = 0; i < value.n; i++)
        if (value.p[i] < '0' || value.p[i] > '9')
            return false;
    if (!parse_int(value, 0, INT64_MAX, &n))
        return false;
    h->has_length = true;
    h->length = (uint64_t)n;
    return true;
}

static bool set_chunked(struct head *h, struct str value)
{
    if (h->chunked || h->http_1_0 || !str_is_nocase(value, "chunked"))
        return false;
    h->chunked = true;
    return true;
}

/* Notes a field that the server itself reads; false when it makes the request ambiguous. */
static bool note_field(struct head *h, const struct head_field *f)
{
    switch (f->name.n) {
    case 4:
        return !str_is_nocase(f->name, "host") || set_once(&h->host, f->value);
    case 6:
        if (str_is_nocase(f->name, "cookie") && h->n_cookies++ == 0)
            h->cookie = f->value;
        else if (str_is_nocase(f->name, "accept") && !h->accept.p)
            h->accept = f->value;
        return true;
    case 13:
        if (str_is_nocase(f->name, "if-none-match") && !h->if_none_match.p)
            h->if_none_match = f->value;
        h->has_authorization |= str_is_nocase(f->name, "authorization");
        return true;
    case 14:
        return !str_is_nocase(f->name, "content-length") || set_length(h, f->value);
    case 15:
        if (str_is_nocase(f->name, "accept-encoding") && !h->accept_encoding.p)
            h->accept_encoding = f->value;
        else if (str_is_nocase(f->name, "accept-language") && !h->accept_language.p)
            h->accept_language = f->value;
        return true;
    case 17:
        if (str_is_nocase(f->name, "x-forwarded-proto"))
            h->forwarded_https = str_is_nocase(f->value, "https");
        return !str_is_nocase(f->name, "transfer-encoding") || set_chunked(h, f->value);
    default:
        return true;
    }
}

static bool fields_clear(struct head *h)
{
    for (unsigned i = 0; i < h->n_fields; i++) {
        const struct head_field *f = &h->fields[i];
        if (!is_token(f->name) || !is_field_value(f->value) || !note_field(h, f))
            return false;
    }
    return true;
}

/* "name", "name:port", "[::1]", "[::1]:port": cuts the port off; false when it is none of these. */
static bool host_name(struct str host, struct str *name)
{
    int64_t port;
    size_t end = 0;
    if (host.n && host.p[0] == '[') {
        while (end < host.n && host.p[end] != ']')
            end++;
        end++;
    } else {
        while (end < host.n && host.p[end] != ':')
            end++;
    }
    if (end > host.n || end == 0)
        return false;
    *name = str_sub(host, 0, end);
    if (end == host.n)
        return true;
    return host.p[end] == ':' &&
           (end + 1 == host.n || parse_int(str_sub(host, end + 1, host.n), 0, 65535, &port));
}

static bool host_allowed(struct str name, const char *const *allowed)
{
    for (size_t i = 0; allowed && allowed[i]; i++) {
        if (i == 0 && strcmp(allowed[0], "*") == 0)
            return true;
        if (name.n == strlen(allowed[i]) && strncasecmp(name.p, allowed[i], name.n) == 0)
            return true;
    }
    return false;
}

static int guard_host(const struct head *h, const char *const *allowed)
{
    struct str name;
    if (!h->host.p)
        return h->http_1_0 ? 0 : 400;
    if (!host_name(h->host, &name))
        return 400;
    return host_allowed(name, allowed) ? 0 : 421;
}

static int guard_method(const struct head *h)
{
    if (!is_token(h->method))
        return 400;
    if (str_is(h->method, "TRACE") || str_is(h->method, "CONNECT"))
        return 405;
    return 0;
}

static int guard_body(const struct head *h)
{
    enum http_method m = method_of(h->method);
    if (h->chunked && h->has_length)
        return 400;
    /* a GET with a body means nothing (RFC 9110 9.3.1) and hides a second request from half of the
     * world */
    if ((m == HTTP_GET || m == HTTP_HEAD) && (h->chunked || h->length > 0))
        return 400;
    return h->length > HTTP_BODY_MAX ? 413 : 0;
}

int head_guard(struct head *h, const char *const *allowed_hosts)
{
    int status = guard_method(h);
    if (h->size > HTTP_HEAD_MAX || h->n_fields > HEAD_MAX_FIELDS)
        return 431;
    if (status)
        return status;
    if (!h->exact || !fields_clear(h))
        return 400;
    status = guard_host(h, allowed_hosts);
    return status ? status : guard_body(h);
}
