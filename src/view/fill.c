/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A value is put where its name stands once Markdown has been read: until then a private character
 * (Unicode 16.0, 23.5) stands there, so that nothing in a value is ever read as Markdown.
 */
#include "view/fill.h"

#include "base/text.h"
#include "view/html.h"

#define NAME_MAX_BYTES 40
#define PRIVATE_FIRST 0xF0000 /* plane 15: one character a value */
#define DISTANCE_MAX 3        /* letters between what was typed and the name that is meant */

/* The length in bytes of a plane 15 character at `p`, 0 for another. */
static size_t is_private(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    return u[0] == 0xF3 && u[1] >= 0xB0 && u[1] <= 0xBF && u[2] && u[3] ? 4 : 0;
}

static bool is_name_byte(unsigned char c)
{
    return c >= 0x80 || c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9');
}

/* The name in "{name}" at `p`: its bytes, 0 when none begins there. `*closed`: "}" follows. */
static size_t name_at(const char *p, bool *closed)
{
    size_t n = 0;
    while (p[0] == '{' && is_name_byte((unsigned char)p[1 + n]) && n <= NAME_MAX_BYTES)
        n++;
    *closed = n && p[1 + n] == '}';
    return n;
}

/* ---- checking --------------------------------------------------------------------------- */

static size_t least(size_t a, size_t b, size_t c)
{
    size_t m = a < b ? a : b;
    return m < c ? m : c;
}

/* Wagner and Fischer, 1974: letters to add, drop or change. */
static size_t distance(const char *x, const char *y)
{
    size_t row[NAME_MAX_BYTES + 2], n = strlen(y);
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; x[i - 1]; i++) {
        size_t before = row[0];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t above = row[j];
            row[j] = least(above + 1, row[j - 1] + 1, before + (x[i - 1] != y[j - 1]));
            before = above;
        }
    }
    return row[n];
}

static const char *nearest(struct arena *a, const char *typed, const char *const *names, size_t n)
{
    const char *folded = text_fold(a, str_of(typed)).p, *best = NULL;
    size_t closest = DISTANCE_MAX + 1;
    for (size_t i = 0; i < n; i++) {
        size_t d = distance(folded, names[i]);
        if (d < closest) {
            closest = d;
            best = names[i];
        }
    }
    return best;
}

static bool is_known(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static const char *unknown(struct arena *a, const char *lang, const char *name, const char *meant)
{
    const char *braced = arena_printf(a, "{%s}", name);
    if (!meant)
        return tr_fill(a, lang, tr(lang, TR("{name} n’est pas un mot à remplacer.")),
                       TR_ARGS(TR_ARG("name", braced)));
    return tr_fill(
        a, lang, tr(lang, TR("{name} n’est pas un mot à remplacer : vouliez-vous dire {meant} ?")),
        TR_ARGS(TR_ARG("name", braced), TR_ARG("meant", arena_printf(a, "{%s}", meant))));
}

bool fill_check(struct arena *a, const char *lang, const char *text, const char *const *names,
                size_t n, const char **why)
{
    for (const char *p = text; *p; p++) {
        bool closed;
        size_t k = name_at(p, &closed);
        if (!k)
            continue;
        const char *name = arena_strndup(a, p + 1, k);
        if (!closed) {
            *why = tr_fill(a, lang, tr(lang, TR("L’accolade de {name} n’est pas fermée.")),
                           TR_ARGS(TR_ARG("name", arena_printf(a, "{%s", name))));
            return false;
        }
        if (!is_known(name, names, n)) {
            *why = unknown(a, lang, name, nearest(a, name, names, n));
            return false;
        }
        p += k + 1;
    }
    return true;
}

/* ---- filling ---------------------------------------------------------------------------- */

static const struct fill *fill_of(const char *p, const struct fill *fills, size_t n, size_t *bytes)
{
    bool closed;
    size_t k = name_at(p, &closed);
    for (size_t i = 0; closed && i < n; i++)
        if (strlen(fills[i].name) == k && memcmp(fills[i].name, p + 1, k) == 0) {
            *bytes = k + 2;
            return &fills[i];
        }
    return NULL;
}

static void drop_blank(struct buf *out)
{
    if (out->len && out->data[out->len - 1] == ' ')
        out->data[--out->len] = '\0';
}

static bool is_empty(const struct fill *f)
{
    return !f->value || !*f->value;
}

const char *fill_text(struct arena *a, const char *text, const struct fill *fills, size_t n)
{
    BUF_SCOPED out = BUF_INIT(MARKDOWN_MAX_BYTES);
    for (size_t bytes; *text; text += bytes) {
        const struct fill *f = fill_of(text, fills, n, &bytes);
        if (f && is_empty(f))
            drop_blank(&out);
        else if (f)
            buf_puts(&out, f->value);
        else
            buf_add(&out, text, bytes = 1);
    }
    return arena_strndup(a, buf_str(&out), out.len);
}

static void put_private(struct buf *out, size_t i)
{
    const unsigned c = PRIVATE_FIRST + (unsigned)i;
    buf_putc(out, (char)(0xF0 | c >> 18));
    buf_putc(out, (char)(0x80 | (c >> 12 & 0x3F)));
    buf_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
    buf_putc(out, (char)(0x80 | (c & 0x3F)));
}

/* Addresses as they are, so that they may be a link's; a private character for each word. */
static struct str prepared(struct arena *a, const char *text, const struct fill *fills, size_t n)
{
    BUF_SCOPED out = BUF_INIT(2 * MARKDOWN_MAX_BYTES);
    for (size_t bytes; *text; text += bytes) {
        const struct fill *f = fill_of(text, fills, n, &bytes);
        if (f && f->address)
            buf_puts(&out, f->value ? f->value : "");
        else if (f)
            put_private(&out, (size_t)(f - fills));
        else if ((bytes = is_private(text)) == 0)
            buf_add(&out, text, bytes = 1);
    }
    return (struct str){arena_strndup(a, buf_str(&out), out.len), out.len};
}

static size_t private_index(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;
    unsigned c = (u[0] & 7U) << 18 | (u[1] & 0x3FU) << 12 | (u[2] & 0x3FU) << 6 | (u[3] & 0x3FU);
    return c - PRIVATE_FIRST;
}

enum err fill_markdown(struct arena *a, const char *text, const char *base,
                       const struct fill *fills, size_t n, struct safe_html *out)
{
    struct safe_html html;
    enum err e =
        n > FILLS_MAX ? ERR_BUG : markdown_letter(a, prepared(a, text, fills, n), base, &html);
    *out = (struct safe_html){NULL, 0};
    if (e != OK || !html.p)
        return e;
    BUF_SCOPED b = BUF_INIT(4 * MARKDOWN_MAX_BYTES);
    for (const char *p = html.p; *p;) {
        size_t k = is_private(p), i = k ? private_index(p) : 0;
        if (!k)
            buf_putc(&b, *p++);
        else if (i < n && is_empty(&fills[i]))
            drop_blank(&b);
        else if (i < n)
            html_attr(&b, fills[i].value);
        p += k;
    }
    *out = (struct safe_html){arena_strndup(a, buf_str(&b), b.len), b.len};
    return b.full ? ERR_TOO_LARGE : OK;
}
