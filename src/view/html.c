/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/html.h"

#include "base/str.h"

#include <strings.h>

enum { SPECIAL_TEXT = 1, SPECIAL_ATTR = 2, UNRESERVED = 4 };

static const unsigned char classes[256] = {
    ['&'] = SPECIAL_TEXT | SPECIAL_ATTR,
    ['<'] = SPECIAL_TEXT | SPECIAL_ATTR,
    ['>'] = SPECIAL_TEXT | SPECIAL_ATTR,
    ['"'] = SPECIAL_ATTR,
    ['\''] = SPECIAL_ATTR,
    ['0' ... '9'] = UNRESERVED,
    ['A' ... 'Z'] = UNRESERVED,
    ['a' ... 'z'] = UNRESERVED,
    ['-'] = UNRESERVED,
    ['.'] = UNRESERVED,
    ['_'] = UNRESERVED,
    ['~'] = UNRESERVED,
};

static void put_entity(struct buf *out, char c)
{
    switch (c) {
    case '&':
        buf_add(out, "&amp;", 5);
        break;
    case '<':
        buf_add(out, "&lt;", 4);
        break;
    case '>':
        buf_add(out, "&gt;", 4);
        break;
    case '"':
        buf_add(out, "&#34;", 5);
        break;
    default:
        buf_add(out, "&#39;", 5);
    }
}

/* Copies runs of ordinary bytes whole. */
static inline void escape(struct buf *out, const char *s, size_t n, unsigned char special)
{
    const char *end = s + n, *run = s;
    for (; s < end; s++) {
        if (!(classes[(unsigned char)*s] & special))
            continue;
        buf_add(out, run, (size_t)(s - run));
        put_entity(out, *s);
        run = s + 1;
    }
    buf_add(out, run, (size_t)(end - run));
}

void html_text(struct buf *out, const char *s)
{
    if (s)
        escape(out, s, strlen(s), SPECIAL_TEXT);
}

void html_attr(struct buf *out, const char *s)
{
    if (s)
        escape(out, s, strlen(s), SPECIAL_ATTR);
}

void html_safe(struct buf *out, struct safe_html s)
{
    if (s.p)
        buf_add(out, s.p, s.n);
}

void html_json(struct buf *out, struct safe_json s)
{
    if (s.p)
        buf_add(out, s.p, s.n);
    else
        buf_add(out, "null", 4);
}

void html_int(struct buf *out, int64_t v)
{
    buf_int(out, v);
}

void html_uint(struct buf *out, uint64_t v)
{
    if (v <= INT64_MAX)
        buf_int(out, (int64_t)v);
    else
        buf_printf(out, "%llu", (unsigned long long)v);
}

/* ---- addresses ---- */

/* No control characters, which browsers drop or trim; no "\", which they read as "/". */
static bool plain_address(const char *s)
{
    bool before_query = true;
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c < 0x20 || c == 0x7f || (before_query && c == '\\'))
            return false;
        before_query &= c != '?' && c != '#';
    }
    return true;
}

static bool allowed_scheme(const char *s, size_t n)
{
    static const char *const schemes[] = {"http", "https", "mailto", "tel", "webcal"};
    for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
        if (strlen(schemes[i]) == n && !strncasecmp(schemes[i], s, n))
            return true;
    return false;
}

bool html_url_allowed(const char *s)
{
    if (!plain_address(s) || s[0] == ' ' || (s[0] == '/' && s[1] == '/'))
        return false;
    size_t n = strcspn(s, ":/?#");
    return s[n] != ':' || allowed_scheme(s, n);
}

static void put_address(struct buf *out, const char *s)
{
    for (size_t n; *s; s += n) {
        n = strcspn(s, " ");
        escape(out, s, n, SPECIAL_ATTR);
        if (s[n] == ' ') {
            buf_add(out, "%20", 3);
            n++;
        }
    }
}

void html_url(struct buf *out, const char *s)
{
    if (!s)
        return;
    if (html_url_allowed(s))
        put_address(out, s);
    else
        buf_putc(out, '#');
}

static bool internal_address(const char *s)
{
    return s && s[0] == '/' && s[1] != '/' && plain_address(s);
}

void html_script_src(struct buf *out, const char *s)
{
    if (internal_address(s))
        put_address(out, s);
}

void html_path(struct buf *out, const char *root, const char *path)
{
    if (!internal_address(path)) {
        buf_putc(out, '#');
        return;
    }
    html_attr(out, root);
    put_address(out, path);
}

void html_url_part(struct buf *out, const char *s)
{
    static const char hex[16] = "0123456789ABCDEF";
    for (; s && *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (classes[c] & UNRESERVED) {
            buf_putc(out, *s);
        } else {
            const char escaped[3] = {'%', hex[c >> 4], hex[c & 15]};
            buf_add(out, escaped, 3);
        }
    }
}

/* ---- messages ---- */

static const struct tr_arg *find_arg(const struct tr_arg *args, size_t n, const char *name,
                                     size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (!strncmp(args[i].name, name, length) && !args[i].name[length])
            return &args[i];
    return NULL;
}

static void put_message(struct buf *out, const char *lang, const char *s, const struct tr_arg *args,
                        size_t n, unsigned char special)
{
    while (*s) {
        size_t run = strcspn(s, "{");
        escape(out, s, run, special);
        s += run;
        const char *close = *s ? strchr(s, '}') : NULL;
        if (!close) {
            escape(out, s, strlen(s), special);
            return;
        }
        const struct tr_arg *arg = find_arg(args, n, s + 1, (size_t)(close - s) - 1);
        if (!arg)
            escape(out, s, (size_t)(close - s) + 1, special);
        else if (arg->is_number)
            tr_put_int(out, lang, arg->number);
        else if (arg->value)
            escape(out, arg->value, strlen(arg->value), special);
        s = close + 1;
    }
}

void html_tr_text(struct buf *out, const char *lang, const char *message, const struct tr_arg *args,
                  size_t n)
{
    put_message(out, lang, message, args, n, SPECIAL_TEXT);
}

void html_tr_attr(struct buf *out, const char *lang, const char *message, const struct tr_arg *args,
                  size_t n)
{
    put_message(out, lang, message, args, n, SPECIAL_ATTR);
}
