/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Translation. The French message is its own key; po/ holds the other languages, which
 * tools/catalog compiles into the binary. A message without a translation is shown in French.
 *
 *     tr(lang, TR("S’inscrire"))
 *     tr_fill(a, lang, tr(lang, TR("Rencontre de {city}")), TR_ARGS(TR_ARG("city", city)))
 *     tr_count(a, lang, TRN("Dans un jour", "Dans {n} jours"), days)
 */
#ifndef MAILLAGE_VIEW_TR_H
#define MAILLAGE_VIEW_TR_H

#include "base/arena.h"
#include "base/buf.h"

/* Mark a message for po/; they change nothing. Also outside of functions. */
#define TR(s) (s)
#define TRN(one, many) (one), (many)

/*
 * The message in the language: borrowed, constant. NULL for NULL. A message that is a printf format
 * stays one: the compiler checks it, and tools/catalog that its translation has the same
 * conversions.
 */
__attribute__((format_arg(2))) const char *tr(const char *lang, const char *message);

/* The form for n: French says "0 place, 1 place, 2 places", English "0 seats, 1 seat, 2 seats". */
const char *tr_n(const char *lang, const char *one, const char *many, int64_t n);

struct tr_arg {
    const char *name;
    const char *value; /* text, or */
    int64_t number;    /* an integer, written as the language does */
    bool is_number;
};

static inline struct tr_arg tr_arg_text(const char *name, const char *value)
{
    return (struct tr_arg){.name = name, .value = value};
}
static inline struct tr_arg tr_arg_int(const char *name, int64_t number)
{
    return (struct tr_arg){.name = name, .number = number, .is_number = true};
}
static inline int64_t tr_int(int64_t v)
{
    return v;
}

/* clang-format off */
#define TR_BY_INTEGER(f)                                                                           \
    signed char: f, short: f, int: f, long: f, long long: f, unsigned char: f, unsigned short: f,  \
    unsigned int: f, unsigned long: f, unsigned long long: f
#define TR_ARG(name, x)                                                                            \
    _Generic((x), const char *: tr_arg_text, char *: tr_arg_text, TR_BY_INTEGER(tr_arg_int))(name, x)
#define TR_INT(x) _Generic((x), TR_BY_INTEGER(tr_int))(x)
#define TR_ARGS(...)                                                                               \
    (const struct tr_arg[]){__VA_ARGS__},                                                          \
    sizeof((const struct tr_arg[]){__VA_ARGS__}) / sizeof(struct tr_arg)
/* clang-format on */

/* Plain text with its {names} filled in; nothing is escaped, templates do that. */
const char *tr_fill(struct arena *a, const char *lang, const char *message,
                    const struct tr_arg *args, size_t n);
/* tr_n with {n} filled in. */
const char *tr_count(struct arena *a, const char *lang, const char *one, const char *many,
                     int64_t n);

/* "12 345" in French, with U+202F; "12,345" in English. */
void tr_put_int(struct buf *out, const char *lang, int64_t v);

/* Made by tools/catalog: sorted by `one`, in bytes. */
struct tr_entry {
    const char *one, *text[2]; /* text[1] NULL without plural */
};
struct tr_catalog {
    const char *lang;
    const struct tr_entry *entries;
    size_t n;
};
extern const struct tr_catalog tr_catalogs[];
extern const size_t tr_n_catalogs;

#endif
