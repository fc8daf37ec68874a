/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The counts above the organiser's list: charts that are tables, and seats. Private. */
#ifndef MAILLAGE_MEETING_ORGANISER_CHARTS_H
#define MAILLAGE_MEETING_ORGANISER_CHARTS_H

#include "meeting/organiser/filter.h"
#include "meeting/organiser/views.h"

/* What one page is counted from. */
struct counted {
    const struct event *event;
    const char *path; /* of the list */
    const struct filter *filter;
    const struct tally *tallies;
    size_t n_tallies;
    const struct pool *pools;
    size_t n_pools;
    const struct workshop *workshops;
    size_t n_workshops;
};
must_check enum err counted_load(struct request *r, const struct event *e, const struct filter *f,
                                 struct counted *out);

/* An area and how many are from there. */
struct area_count {
    const char *area; /* NULL: not said */
    const char *label;
    int64_t n;
};
/* The most numerous first, "not said" last; of those who come. */
const struct area_count *counted_areas(struct request *r, const struct counted *c, size_t *n);

/* The choices of the filter's form; returns how many. */
size_t organiser_selects(struct request *r, const struct counted *c, bool with_order,
                         const struct select_view **out);

void charts_add(struct request *r, const struct counted *c, struct organiser_list_view *v);

#endif
