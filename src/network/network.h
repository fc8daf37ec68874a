/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Territories: the communes, intercommunalities, départements, regions and overseas collectivities
 * of France, and the countries of the world. They are reference data inside the binary, so nothing
 * here fails for want of a database, and the text that a `struct territory` points to lives for
 * ever. Any thread may call any function.
 */
#ifndef MAILLAGE_NETWORK_H
#define MAILLAGE_NETWORK_H

#include "app/app.h"

extern const struct module network_module;

/* In the order in which a list shows them when all else is equal. */
enum territory_kind {
    TERRITORY_COMMUNE, /* "commune-97105": INSEE code */
    TERRITORY_COM,     /* "com-987": overseas collectivity, in place of département and region */
    TERRITORY_DEPARTEMENT, /* "departement-2A", "departement-971" */
    TERRITORY_REGION,      /* "region-01" */
    TERRITORY_COUNTRY,     /* "pays-DE": ISO 3166-1 alpha-2 */
    TERRITORY_EPCI,        /* "epci-200046977": SIREN */
    TERRITORY_EPT,         /* "ept-200057867": a part of the Métropole du Grand Paris */
    TERRITORY_KINDS
};

/*
 * `code` is what addresses and the database keep: the kind, a hyphen, the official code, since
 * official codes alone collide (département 01 is Ain, region 01 Guadeloupe).
 */
struct territory {
    const char *code;
    enum territory_kind kind;
    const char *name, *name_en; /* the same text where English has no other */
    /* Ancestors' codes, NULL where there is none. In an overseas collectivity, it is both
     * `departement` and `region`, so that counts by either leave nobody out. An intercommunality
     * that spans départements is in the one where most of its people live. */
    const char *departement, *region, *epci, *ept;
    int64_t population;    /* inhabitants; 0: unknown, or none */
    const char *postcodes; /* "97400,97417", "" when none */
    bool overseas;
};

/* The word that stands before the hyphen: "commune", "pays"… */
const char *territory_kind_word(enum territory_kind kind);

/* In any case ("COMMUNE-2a004"). "pays-RE" and the like are the French territory. ERR_NOT_FOUND. */
must_check enum err territory_by_code(const char *code, struct territory *out);

#define TERRITORY_RESULTS_MAX 50
#define TERRITORY_QUERY_MAX 240 /* bytes; longer ones find nothing */

/*
 * The best matches of what somebody is typing, at most `limit`, into `results`; returns how many.
 * `query` is UTF-8: a name or its beginning, its words in any order, a postcode or its first two
 * digits, an INSEE, SIREN or département code; narrowed by what a label shows ("saint denis
 * reunion", "Paris 12"). Accents, case, hyphens, apostrophes and blanks are as one likes, "st" is
 * "saint", and from 4 letters one may be missing, added, wrong or swapped with its neighbour.
 * In order: the name; the name but for its article; its beginning; the beginning of a word of it;
 * its words in another order; the same with a mistake. Then kind and population; population first
 * among those of the very same name. Under 2 ms (bench/territory.c). Example:
 *
 *     struct territory found[10];
 *     size_t n = territory_search(a, "pointe a pi", 10, found);
 */
size_t territory_search(struct arena *a, const char *query, size_t limit,
                        struct territory *results);

struct territories {
    struct territory *items; /* in the arena, best first */
    size_t n;
};

/*
 * What somebody wrote where nothing helped them choose: a code, a name, a postcode, a label as
 * shown. OK: one clear match in `out`. Of nested homonyms, the innermost (Paris is the commune,
 * Guadeloupe the département: the outer are found from it). ERR_NOT_FOUND: nothing looks like it.
 * ERR_CONFLICT: several do, equally well, or only nearly; `candidates` (never NULL) has the best
 * ten.
 */
must_check enum err territory_resolve(struct arena *a, const char *words, struct territory *out,
                                      struct territories *candidates);

/*
 * What a list shows, in "fr" or "en", and no other territory has: "Saint-Denis (La Réunion,
 * 97400)", "Métropole de Lyon (EPCI)", "Guadeloupe (département)", "Belgique (pays)". A commune of
 * more than three postcodes shows its département's number: "Lyon (Rhône, 69)".
 */
const char *territory_label(struct arena *a, const struct territory *t, const char *lang);

/* The name in that language. */
static inline const char *territory_name(const struct territory *t, const char *lang)
{
    return strcmp(lang, "en") == 0 ? t->name_en : t->name;
}

/* The IANA zone of the clocks there; "Europe/Paris" for the rest of France and for countries. */
const char *territory_zone(const struct territory *t);

/* How many of that kind there are, and the i-th, the most populous first. */
size_t territory_count(enum territory_kind kind);
struct territory territory_at(enum territory_kind kind, size_t i);

#endif
