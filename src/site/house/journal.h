/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The journal's filter and its words, shared by its page and its files. Private to this folder. */
#ifndef MAILLAGE_SITE_HOUSE_JOURNAL_H
#define MAILLAGE_SITE_HOUSE_JOURNAL_H

#include "app/app.h"
#include "base/zone.h"

#define JOURNAL_ZONE "Europe/Paris" /* of the network's team */

struct journal_filter {
    struct audit_filter f;
    const char *from, *until; /* as typed, "" for none */
    const char *wrong;        /* a date that is none: a sentence; NULL */
};

/* From the address: qui, quoi, du, au, chose, apres. What it does not understand restricts nothing,
 * but for a date, which is told. */
struct journal_filter journal_filter_read(struct request *r);

/* "/organisation/journal?qui=7&du=…" with `changes` in place of the filter's own where they name
 * one; a value NULL takes it away. The page's place is always left out. */
const char *journal_address(struct request *r, const char *path, const struct http_field *changes,
                            size_t n);

/* Whether the reader may see entries of a kind; NULL, a kind that no module brings any more, is for
 * administrators. */
bool journal_may_read(const struct account *a, const struct audit_kind *kind);

/* "Camille Durand", "La ligne de commande"… */
const char *journal_actor(const char *lang, const struct audit_by *by);
/* What a thing is called: its title, else "n° 12". */
const char *journal_title(struct arena *a, const char *lang, const struct audit_row *row);
/* The sentence around {what}, filled in. */
struct journal_sentence {
    const char *before, *after;
};
struct journal_sentence journal_sentence(struct arena *a, const char *lang,
                                         const struct audit_kind *kind,
                                         const struct audit_row *row);
const char *journal_field(const char *lang, const struct audit_kind *kind, const char *name);
/* NULL for NULL. */
const char *journal_value(struct arena *a, const char *lang, const struct zone *z,
                          const struct audit_kind *kind, const char *field, const char *value);
/* "5 juil. 2021, 9 h 02" */
const char *journal_instant(struct arena *a, const char *lang, const struct zone *z, int64_t utc);

#endif
