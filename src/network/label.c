/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "network/network.h"

#include "network/index.h"
#include "network/search.h"
#include "view/tr.h"

#define POSTCODES_SHOWN 3 /* with more, the first says little */

static const char *kind_label(enum territory_kind kind, const char *lang)
{
    static const char *const labels[TERRITORY_KINDS] = {
        [TERRITORY_COMMUNE] = TR("commune"),
        [TERRITORY_COM] = TR("collectivité d’outre-mer"),
        [TERRITORY_DEPARTEMENT] = TR("département"),
        [TERRITORY_REGION] = TR("région"),
        [TERRITORY_COUNTRY] = TR("pays"),
        [TERRITORY_EPCI] = TR("EPCI"),
        [TERRITORY_EPT] = TR("EPT"),
    };
    return tr(lang, labels[kind]);
}

/* The first postcode, the département's number where there are many, NULL where there is none. */
static const char *number(struct arena *a, const struct territory *t)
{
    size_t n = 0;
    struct str rest = str_of(t->postcodes), first = str_cut(&rest, ',');
    for (n = 1; rest.p; n++)
        (void)str_cut(&rest, ',');
    if (n > POSTCODES_SHOWN)
        return strchr(t->departement, '-') + 1;
    return first.n ? str_dup(a, first) : NULL;
}

static const char *commune_label(struct arena *a, const struct territory *t, const char *lang)
{
    struct territory d = row_territory(row_of_code(t->departement));
    const char *name = territory_name(t, lang), *around = territory_name(&d, lang);
    if (strcmp(t->name, d.name) == 0) /* "Paris (commune, 75)" */
        around = kind_label(TERRITORY_COMMUNE, lang);
    const char *n = number(a, t);
    return n ? arena_printf(a, "%s (%s, %s)", name, around, n)
             : arena_printf(a, "%s (%s)", name, around);
}

const char *territory_label(struct arena *a, const struct territory *t, const char *lang)
{
    if (t->kind == TERRITORY_COMMUNE)
        return commune_label(a, t, lang);
    const char *name = territory_name(t, lang), *kind = kind_label(t->kind, lang);
    if (!t->departement || !territory_rows[row_of_code(t->code)].homonym)
        return arena_printf(a, "%s (%s)", name, kind);
    struct territory d = row_territory(row_of_code(t->departement));
    return arena_printf(a, "%s (%s, %s)", name, kind, territory_name(&d, lang));
}
