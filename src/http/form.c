/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/http.h"

#include "base/text.h"

#include <string.h>

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* Decodes "+" and escapes into the arena; NULL for a bad escape, NUL or bytes that are not UTF-8.
 */
static const char *decode(struct arena *a, struct str s)
{
    char *out = arena_alloc(a, s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '+') {
            c = ' ';
        } else if (c == '%') {
            int high = s.n - i > 2 ? hex_value(s.p[i + 1]) : -1;
            int low = high >= 0 ? hex_value(s.p[i + 2]) : -1;
            if (low < 0)
                return NULL;
            c = (char)(high << 4 | low);
            i += 2;
        }
        if (c == '\0')
            return NULL;
        out[n++] = c;
    }
    return text_is_utf8((struct str){out, n}) ? out : NULL;
}

static bool decode_field(struct arena *a, struct str pair, struct http_field *out)
{
    struct str name = str_cut(&pair, '=');
    out->name = decode(a, name);
    out->value = pair.p ? decode(a, pair) : "";
    return out->name && out->value;
}

enum err http_form_parse(struct arena *a, struct str encoded, struct http_form *out)
{
    struct str rest = encoded;
    size_t cap = 0;
    *out = (struct http_form){0};
    while (rest.p) {
        struct str pair = str_cut(&rest, '&');
        if (!pair.n)
            continue;
        if (out->n == HTTP_FORM_MAX_FIELDS)
            return ERR_BAD_REQUEST;
        out->fields = arena_grow(a, out->fields, out->n, &cap, sizeof *out->fields);
        if (!decode_field(a, pair, &out->fields[out->n]))
            return ERR_BAD_REQUEST;
        out->n++;
    }
    return OK;
}

const char *http_form_get(const struct http_form *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->fields[i].name, name) == 0)
            return f->fields[i].value;
    return NULL;
}
