/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where the demonstration's people come from. Private to this folder. */
#ifndef MAILLAGE_MEETING_DEMO_AREAS_H
#define MAILLAGE_MEETING_DEMO_AREAS_H

#include "meeting/demo_words.h"
#include "network/network.h"

struct area { /* a region, an overseas collectivity, or a country */
    const char *code, *name;
    int64_t population;
    int people;
    bool near;                      /* in the Hexagone or Corsica: one can come for the day */
    const struct demo_list *cities; /* abroad */
    struct {
        size_t index;         /* for territory_at */
        int64_t people_up_to; /* its inhabitants and those of the ones before it */
    } * communes;
    size_t n_communes, cap;
};
struct areas {
    struct area *items;
    size_t n;
};

/* Every region and every inhabited collectivity with somebody, more where more people live; one
 * for each city abroad; `people` in all. */
struct areas areas_of(struct arena *a, int people);

/* A commune by its inhabitants, or the area itself; and the name an organisation there would use.
 */
struct territory area_place(struct dice *d, const struct area *area, const char **place);

#endif
