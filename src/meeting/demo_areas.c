/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/demo_areas.h"

#define COMMUNE_LEAST 1000 /* inhabitants */
#define REGION_LEAST 4     /* people of it */
#define COLLECTIVITY_LEAST 2
#define UNINHABITED                                                                                \
    "com-989" /* Clipperton; the Austral and Antarctic Lands have their stations                   \
               */

static void add_french(struct areas *all, enum territory_kind kind, int least)
{
    for (size_t i = 0; i < territory_count(kind); i++) {
        struct territory t = territory_at(kind, i);
        if (strcmp(t.code, UNINHABITED) != 0)
            all->items[all->n++] = (struct area){.code = t.code,
                                                 .name = t.name,
                                                 .population = t.population,
                                                 .people = t.population ? least : 1,
                                                 .near = !t.overseas};
    }
}

static void add_abroad(struct arena *a, struct areas *all, const struct demo_lists *countries)
{
    for (size_t i = 0; i < countries->n; i++) {
        const struct demo_list *country = &countries->items[i];
        const char *code = str_dup(a, country->heading);
        struct territory t;
        if (territory_by_code(code, &t) != OK)
            die("demonstration: there is no country %s", code);
        all->items[all->n++] = (struct area){
            .code = code, .name = t.name, .people = (int)country->n, .cities = country};
    }
}

/* Each further person to where they stand for the most inhabitants (Webster, Sainte-Laguë). */
static void share_out(struct areas *all, int people)
{
    for (size_t i = 0; i < all->n; i++)
        people -= all->items[i].people;
    while (people-- > 0) {
        struct area *most = &all->items[0];
        for (size_t i = 1; i < all->n; i++) {
            struct area *x = &all->items[i];
            if (x->population * (2 * most->people + 1) > most->population * (2 * x->people + 1))
                most = x;
        }
        most->people++;
    }
}

static void add_commune(struct arena *a, struct area *area, size_t index, int64_t inhabitants)
{
    int64_t before = area->n_communes ? area->communes[area->n_communes - 1].people_up_to : 0;
    area->communes =
        arena_grow(a, area->communes, area->n_communes, &area->cap, sizeof *area->communes);
    area->communes[area->n_communes].index = index;
    area->communes[area->n_communes++].people_up_to = before + inhabitants;
}

static void add_communes(struct arena *a, struct areas *all)
{
    for (size_t i = 0; i < territory_count(TERRITORY_COMMUNE); i++) {
        struct territory t = territory_at(TERRITORY_COMMUNE, i);
        if (t.population < COMMUNE_LEAST)
            return; /* the most populous come first */
        for (size_t k = 0; k < all->n; k++)
            if (strcmp(all->items[k].code, t.region) == 0)
                add_commune(a, &all->items[k], i, t.population);
    }
}

struct areas areas_of(struct arena *a, int people)
{
    struct demo_lists *countries = arena_new(a, struct demo_lists);
    *countries = demo_lists(a, "people-areas.txt", ",");
    size_t most = territory_count(TERRITORY_REGION) + territory_count(TERRITORY_COM);
    struct areas all = {.items = arena_array(a, most + countries->n, sizeof *all.items)};
    add_french(&all, TERRITORY_REGION, REGION_LEAST);
    add_french(&all, TERRITORY_COM, COLLECTIVITY_LEAST);
    add_abroad(a, &all, countries);
    share_out(&all, people);
    add_communes(a, &all);
    return all;
}

struct territory area_place(struct dice *d, const struct area *area, const char **place)
{
    struct territory t;
    if (area->n_communes) {
        size_t i = 0;
        int64_t all = area->communes[area->n_communes - 1].people_up_to;
        int64_t one = (int64_t)dice_below(d, (uint64_t)all);
        while (area->communes[i].people_up_to <= one)
            i++;
        t = territory_at(TERRITORY_COMMUNE, area->communes[i].index);
    } else if (territory_by_code(area->code, &t) != OK) {
        die("demonstration: there is no territory %s", area->code);
    }
    *place = area->cities ? demo_pick(d, area->cities) : t.name;
    return t;
}
