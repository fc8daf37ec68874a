/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/tr.h"

#include <string.h>

#define FILLED_MAX ((size_t)64 * 1024)

static const struct tr_entry *find(const char *lang, const char *one)
{
    for (size_t c = 0; c < tr_n_catalogs; c++) {
        if (strcmp(tr_catalogs[c].lang, lang) != 0)
            continue;
        size_t low = 0, high = tr_catalogs[c].n;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            const struct tr_entry *e = &tr_catalogs[c].entries[middle];
            int order = strcmp(one, e->one);
            if (!order)
                return e;
            if (order < 0)
                high = middle;
            else
                low = middle + 1;
        }
    }
    return NULL;
}

const char *tr(const char *lang, const char *message)
{
    const struct tr_entry *e = message ? find(lang, message) : NULL;
    return e ? e->text[0] : message;
}

const char *tr_n(const char *lang, const char *one, const char *many, int64_t n)
{
    const struct tr_entry *e = find(lang, one);
    if (e && e->text[1])
        return e->text[n != 1];
    return n > -2 && n < 2 ? one : many;
}

void tr_put_int(struct buf *out, const char *lang, int64_t v)
{
    uint64_t rest = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    unsigned groups[7];
    size_t n = 0;
    do {
        groups[n++] = (unsigned)(rest % 1000);
        rest /= 1000;
    } while (rest);
    const char *separator = !strcmp(lang, "en") ? "," : "\u202f";
    buf_printf(out, "%s%u", v < 0 ? "-" : "", groups[n - 1]);
    while (--n)
        buf_printf(out, "%s%03u", separator, groups[n - 1]);
}

static const struct tr_arg *find_arg(const struct tr_arg *args, size_t n, const char *name,
                                     size_t length)
{
    for (size_t i = 0; i < n; i++)
        if (!strncmp(args[i].name, name, length) && !args[i].name[length])
            return &args[i];
    return NULL;
}

static void fill(struct buf *b, const char *lang, const char *s, const struct tr_arg *args,
                 size_t n)
{
    while (*s) {
        size_t run = strcspn(s, "{");
        buf_add(b, s, run);
        s += run;
        const char *close = *s ? strchr(s, '}') : NULL;
        const struct tr_arg *arg = close ? find_arg(args, n, s + 1, (size_t)(close - s) - 1) : NULL;
        if (!arg) { /* no name of ours: a brace is a brace */
            buf_add(b, s, *s ? 1 : 0);
            s += *s ? 1 : 0;
            continue;
        }
        if (arg->is_number)
            tr_put_int(b, lang, arg->number);
        else if (arg->value)
            buf_puts(b, arg->value);
        s = close + 1;
    }
}

const char *tr_fill(struct arena *a, const char *lang, const char *message,
                    const struct tr_arg *args, size_t n)
{
    BUF_SCOPED b = BUF_INIT(FILLED_MAX);
    fill(&b, lang, message, args, n);
    return arena_strndup(a, buf_str(&b), b.len);
}

const char *tr_count(struct arena *a, const char *lang, const char *one, const char *many,
                     int64_t n)
{
    return tr_fill(a, lang, tr_n(lang, one, many, n), TR_ARGS(TR_ARG("n", n)));
}
