/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What compiled templates call. Values are printed by their type: text, integers, and where they
 * may stand `struct safe_html` and `struct safe_json`; any other type (bool, double, a struct) is a
 * compile error. NULL text prints nothing.
 */
#ifndef MAILLAGE_VIEW_HTML_H
#define MAILLAGE_VIEW_HTML_H

#include "view/page.h"
#include "view/tr.h"

/* Text between tags: & < > are escaped. */
void html_text(struct buf *out, const char *s);
/* Within quotes, and in <title> and <textarea>: & < > " ' are escaped. */
void html_attr(struct buf *out, const char *s);
/*
 * A whole address at the start of a URL attribute: relative, or of scheme http, https, mailto, tel
 * or webcal. Anything else, another host without a scheme ("//host"), backslashes and control
 * characters: "#".
 */
void html_url(struct buf *out, const char *s);
/* Whether html_url would print it. */
bool html_url_allowed(const char *s);
/* A part of an address: all but the unreserved characters of RFC 3986 (2.3) become %XX. */
void html_url_part(struct buf *out, const char *s);
/* A script's address: of this site, from its root; else nothing. */
void html_script_src(struct buf *out, const char *s);
/* The language's root and an internal address, which starts with "/" and one only; else "#". */
void html_path(struct buf *out, const char *root, const char *path);

void html_safe(struct buf *out, struct safe_html s);
void html_json(struct buf *out, struct safe_json s);
void html_int(struct buf *out, int64_t v);
void html_uint(struct buf *out, uint64_t v);

/* A translated message with its {names} filled in and everything escaped. */
void html_tr_text(struct buf *out, const char *lang, const char *message, const struct tr_arg *args,
                  size_t n);
void html_tr_attr(struct buf *out, const char *lang, const char *message, const struct tr_arg *args,
                  size_t n);

#define html_literal(out, s) buf_add((out), (s), sizeof(s) - 1)

/* clang-format off */
#define HTML_INTEGERS                                                                              \
    signed char: html_int, short: html_int, int: html_int, long: html_int, long long: html_int,    \
    unsigned char: html_uint, unsigned short: html_uint, unsigned int: html_uint,                  \
    unsigned long: html_uint, unsigned long long: html_uint

#define HTML_PUT(out, x, text) _Generic((x), const char *: text, char *: text, HTML_INTEGERS)(out, x)
#define html_put_text(out, x)                                                                      \
    _Generic((x), const char *: html_text, char *: html_text, struct safe_html: html_safe,         \
             HTML_INTEGERS)(out, x)
#define html_put_attr(out, x) HTML_PUT(out, x, html_attr)
#define html_put_url(out, x) HTML_PUT(out, x, html_url)
#define html_put_url_part(out, x) HTML_PUT(out, x, html_url_part)
#define html_put_script_src(out, x) html_script_src(out, x)
#define html_put_json(out, x) html_json(out, x)

/* {{if x}}: bool; integers but 0; text but NULL and ""; other pointers but NULL. */
#define html_true(x)                                                                               \
    _Generic((x), const char *: html_true_text, char *: html_true_text, bool: html_true_int,       \
             TR_BY_INTEGER(html_true_int), default: html_true_pointer)(x)

/* {{for x in v.list}}: a pointer to the element, or the text itself in a list of texts. */
#define html_item(list, i)                                                                         \
    _Generic(&(list)[0], const char *const *: (list)[i], const char **: (list)[i],                 \
             char **: (list)[i], char *const *: (list)[i], default: &(list)[i])
/* clang-format on */

static inline bool html_true_text(const char *s)
{
    return s && *s;
}
static inline bool html_true_int(int64_t v)
{
    return v != 0;
}
static inline bool html_true_pointer(const void *p)
{
    return p != NULL;
}

#endif
