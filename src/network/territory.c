/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "network/network.h"

#include "network/index.h"
#include "network/query.h"
#include "network/search.h"

#define CODE_MAX 32 /* bytes, the kind's word included */

static const char *text(uint32_t at)
{
    return territory_texts + at;
}

static const char *code_of(uint16_t row)
{
    return row == NO_ROW ? NULL : text(territory_rows[row].code);
}

static const char *english_name(uint16_t row)
{
    for (size_t i = first_alias(row); i < n_territory_aliases && territory_aliases[i].row == row;
         i++)
        if (territory_aliases[i].english)
            return text(territory_aliases[i].name);
    return text(territory_rows[row].name);
}

/* A group is an EPCI, or an EPT whose own group is its EPCI. */
static void put_groups(struct territory *t, uint16_t group)
{
    if (group == NO_ROW)
        return;
    const struct territory_row *g = &territory_rows[group];
    if (g->kind == TERRITORY_EPT)
        t->ept = text(g->code);
    t->epci = g->kind == TERRITORY_EPT ? code_of(g->group) : text(g->code);
}

struct territory row_territory(uint16_t row)
{
    const struct territory_row *r = &territory_rows[row];
    struct territory t = {
        .code = text(r->code),
        .kind = r->kind,
        .name = text(r->name),
        .name_en = english_name(row),
        .departement = code_of(r->departement),
        .region = code_of(r->region),
        .population = r->population,
        .postcodes = text(r->postcodes),
        .overseas = r->overseas,
    };
    put_groups(&t, r->group);
    return t;
}

/* ---- codes ---- */

static uint16_t find_code(enum territory_kind kind, const char *code)
{
    size_t low = territory_kind_first[kind], high = territory_kind_first[kind + 1];
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        uint16_t row = territory_code_order[middle];
        int c = strcasecmp(code_of(row), code);
        if (!c)
            return row;
        if (c < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NO_ROW;
}

/* "pays-RE" is a French territory. */
static uint16_t find_iso(const char *code)
{
    for (size_t i = 0; i < n_territory_isos; i++)
        if (strcasecmp(code, territory_isos[i].code) == 0)
            return territory_isos[i].row;
    return NO_ROW;
}

uint16_t row_of_code(const char *code)
{
    struct str rest = str_of(code), word;
    if (rest.n > CODE_MAX)
        return NO_ROW;
    word = str_cut(&rest, '-');
    for (int kind = 0; rest.p && kind < TERRITORY_KINDS; kind++) {
        const char *name = territory_kind_word(kind);
        if (strlen(name) != word.n || strncasecmp(name, word.p, word.n) != 0)
            continue;
        uint16_t row = find_code(kind, code);
        return row == NO_ROW && kind == TERRITORY_COUNTRY ? find_iso(rest.p) : row;
    }
    return NO_ROW;
}

enum err territory_by_code(const char *code, struct territory *out)
{
    uint16_t row = row_of_code(code);
    if (row == NO_ROW)
        return ERR_NOT_FOUND;
    *out = row_territory(row);
    return OK;
}

size_t territory_count(enum territory_kind kind)
{
    return territory_kind_first[kind + 1] - (size_t)territory_kind_first[kind];
}

struct territory territory_at(enum territory_kind kind, size_t i)
{
    return row_territory((uint16_t)(territory_kind_first[kind] + i));
}

/* ---- clocks ---- */

/*
 * What lies in another hour than Paris, by the IANA database of zones; a commune before its
 * collectivity. Clipperton has no zone of its own: Pitcairn keeps its hour, UTC−8 (decree
 * 2017-292).
 */
static const struct {
    const char *code, *zone;
} zones[] = {
    {"commune-98719", "Pacific/Gambier"},           /* Gambier */
    {"commune-98718", "Pacific/Marquesas"},         /* Fatu-Hiva */
    {"commune-98723", "Pacific/Marquesas"},         /* Hiva-Oa */
    {"commune-98731", "Pacific/Marquesas"},         /* Nuku-Hiva */
    {"commune-98746", "Pacific/Marquesas"},         /* Tahuata */
    {"commune-98756", "Pacific/Marquesas"},         /* Ua-Huka */
    {"commune-98757", "Pacific/Marquesas"},         /* Ua-Pou */
    {"commune-98413", "Indian/Reunion"},            /* Crozet */
    {"commune-98414", "Antarctica/DumontDUrville"}, /* Terre-Adélie */
    {"commune-98415", "Indian/Reunion"},            /* Îles Éparses */
    {"region-01", "America/Guadeloupe"},
    {"region-02", "America/Martinique"},
    {"region-03", "America/Cayenne"},
    {"region-04", "Indian/Reunion"},
    {"region-06", "Indian/Mayotte"},
    {"com-975", "America/Miquelon"},
    {"com-977", "America/St_Barthelemy"},
    {"com-978", "America/Marigot"},
    {"com-984", "Indian/Kerguelen"},
    {"com-986", "Pacific/Wallis"},
    {"com-987", "Pacific/Tahiti"},
    {"com-988", "Pacific/Noumea"},
    {"com-989", "Pacific/Pitcairn"},
};

const char *territory_zone(const struct territory *t)
{
    for (size_t i = 0; t->overseas && i < ARRAY_LEN(zones); i++)
        if (strcmp(zones[i].code, t->code) == 0 ||
            (t->region && strcmp(zones[i].code, t->region) == 0))
            return zones[i].zone;
    return "Europe/Paris";
}
