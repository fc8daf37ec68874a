/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/organiser/charts.h"

#include "meeting/registration/views.h"
#include "view/tr.h"
#include "view/typography.h"

#include <stdlib.h>

#define CHARTS 4
#define AREAS_SHOWN 6
#define ALL_BARS 100

enum err counted_load(struct request *r, const struct event *e, const struct filter *f,
                      struct counted *out)
{
    *out = (struct counted){.event = e, .path = organiser_path(r, e, "inscriptions"), .filter = f};
    enum err err = tallies_of_event(r->db, r->arena, e->id, &out->tallies, &out->n_tallies);
    if (err == OK)
        err = pools_of_event(r->db, r->arena, e->id, &out->pools, &out->n_pools);
    if (err == OK)
        err = workshops_of_event(r->db, r->arena, e->id, &out->workshops, &out->n_workshops);
    return err;
}

/* ---- charts ----------------------------------------------------------------------------- */

static bool comes(const struct tally *t)
{
    return t->state != STATE_CANCELLED;
}

static int64_t longest(const struct bar_view *bars, size_t n)
{
    int64_t most = 0;
    for (size_t i = 0; i < n; i++)
        most = bars[i].n > most ? bars[i].n : most;
    return most;
}

static struct chart_view chart_of(struct request *r, const char *title, const char *column,
                                  struct bar_view *bars, size_t n, size_t shown)
{
    int64_t most = longest(bars, n);
    for (size_t i = 0; i < n; i++)
        bars[i].width = organiser_width(r->arena, bars[i].n, most);
    shown = n <= shown + 1 ? n : shown; /* one alone is not worth folding */
    return (struct chart_view){
        .title = tr(request_lang(r), title),
        .column = tr(request_lang(r), column),
        .bars = bars,
        .n_bars = shown,
        .rest = bars + shown,
        .n_rest = n - shown,
    };
}

/* A link that shows those of one bar, and all of those. */
static const char *only(struct request *r, const struct counted *c, struct filter f)
{
    return arena_printf(r->arena, "%s#liste", filter_address(r->arena, c->path, &f));
}

static struct chart_view chart_states(struct request *r, const struct counted *c)
{
    struct bar_view *bars = arena_array(r->arena, STATE_CANCELLED + 1, sizeof *bars);
    for (int s = 0; s <= STATE_CANCELLED; s++) {
        struct filter f = FILTER_ALL;
        f.state = s;
        bars[s] = (struct bar_view){
            .label = organiser_state_label(request_lang(r), (enum registration_state)s),
            .href = only(r, c, f),
            .current = c->filter->state == s,
        };
        for (size_t i = 0; i < c->n_tallies; i++)
            bars[s].n += c->tallies[i].state == (enum registration_state)s ? c->tallies[i].n : 0;
    }
    return chart_of(r, TR("État"), TR("État"), bars, STATE_CANCELLED + 1, ALL_BARS);
}

static struct chart_view chart_modalities(struct request *r, const struct counted *c)
{
    static const enum modality order[] = {MODALITY_ONSITE, MODALITY_REMOTE, MODALITY_LATER};
    struct bar_view *bars = arena_array(r->arena, ARRAY_LEN(order), sizeof *bars);
    for (size_t m = 0; m < ARRAY_LEN(order); m++) {
        struct filter f = FILTER_ALL;
        f.modality = order[m];
        bars[m] = (struct bar_view){
            .label = view_modality(request_lang(r), order[m]),
            .href = only(r, c, f),
            .current = c->filter->modality == (int)order[m],
        };
        for (size_t i = 0; i < c->n_tallies; i++)
            if (comes(&c->tallies[i]) && c->tallies[i].modality == order[m])
                bars[m].n += c->tallies[i].n;
    }
    return chart_of(r, TR("Participation"), TR("Participation"), bars, ARRAY_LEN(order), ALL_BARS);
}

static bool same_word(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The last bar is of those who did not say. */
static struct chart_view chart_ecosystems(struct request *r, const struct counted *c)
{
    struct bar_view *bars = arena_array(r->arena, n_ecosystems + 1, sizeof *bars);
    for (size_t k = 0; k <= n_ecosystems; k++) {
        const char *word = k < n_ecosystems ? ecosystems[k].word : NULL;
        struct filter f = FILTER_ALL;
        f.ecosystem = word ? word : "";
        bars[k] = (struct bar_view){
            .label = word ? tr(request_lang(r), ecosystems[k].label)
                          : tr(request_lang(r), TR("Non précisé")),
            .href = only(r, c, f),
            .current = same_word(c->filter->ecosystem, f.ecosystem),
        };
        for (size_t i = 0; i < c->n_tallies; i++)
            if (comes(&c->tallies[i]) && same_word(c->tallies[i].ecosystem, word))
                bars[k].n += c->tallies[i].n;
    }
    size_t n = bars[n_ecosystems].n ? n_ecosystems + 1 : n_ecosystems;
    return chart_of(r, TR("Écosystème"), TR("Écosystème"), bars, n, ALL_BARS);
}

/* ---- areas ------------------------------------------------------------------------------ */

static int most_first(const void *left, const void *right)
{
    const struct area_count *x = left, *y = right;
    if (!x->area != !y->area)
        return x->area ? -1 : 1;
    if (x->n != y->n)
        return x->n > y->n ? -1 : 1;
    return x->area ? strcmp(x->area, y->area) : 0;
}

static size_t place_of(struct area_count *list, size_t *n, const char *area)
{
    for (size_t i = 0; i < *n; i++)
        if (same_word(list[i].area, area))
            return i;
    list[*n] = (struct area_count){.area = area};
    return (*n)++;
}

const struct area_count *counted_areas(struct request *r, const struct counted *c, size_t *n)
{
    struct area_count *list = arena_array(r->arena, c->n_tallies, sizeof *list);
    *n = 0;
    for (size_t i = 0; i < c->n_tallies; i++)
        if (comes(&c->tallies[i]))
            list[place_of(list, n, c->tallies[i].area)].n += c->tallies[i].n;
    qsort(list, *n, sizeof *list, most_first);
    for (size_t i = 0; i < *n; i++)
        list[i].label = list[i].area ? organiser_area_label(request_lang(r), list[i].area)
                                     : tr(request_lang(r), TR("Non précisé"));
    return list;
}

static struct chart_view chart_areas(struct request *r, const struct counted *c)
{
    size_t n;
    const struct area_count *areas = counted_areas(r, c, &n);
    struct bar_view *bars = arena_array(r->arena, n, sizeof *bars);
    for (size_t i = 0; i < n; i++) {
        struct filter f = FILTER_ALL;
        f.area = areas[i].area ? areas[i].area : "";
        bars[i] = (struct bar_view){.label = areas[i].label,
                                    .href = only(r, c, f),
                                    .n = areas[i].n,
                                    .current = same_word(c->filter->area, f.area)};
    }
    return chart_of(r, TR("Territoire"), TR("Région, collectivité d’outre-mer ou pays"), bars, n,
                    AREAS_SHOWN);
}

/* ---- seats ------------------------------------------------------------------------------ */

static struct pool_row_view pool_row(struct request *r, const struct seats *s, int64_t scale)
{
    bool limited = s->seats != SEATS_NO_LIMIT;
    int64_t of = limited && s->seats >= s->taken ? s->seats : limited ? s->taken : scale;
    struct pool_row_view v = {
        .taken = s->taken - s->offered,
        .offered = s->offered,
        .waiting = s->waiting,
        .limited = limited,
        .over = limited && s->taken > s->seats,
        .width = organiser_width(r->arena, s->taken - s->offered, of),
        .width_offered = organiser_width(r->arena, s->offered, of),
    };
    v.offered_from = v.width;
    v.seats = limited ? arena_printf(r->arena, "%lld", (long long)s->seats)
                      : tr(request_lang(r), TR("sans limite"));
    return v;
}

/* Bars of pools without a limit are drawn against the fullest. */
static int64_t fullest(const struct counted *c)
{
    int64_t most = 1;
    for (size_t i = 0; i < c->n_pools; i++)
        most = c->pools[i].s.taken > most ? c->pools[i].s.taken : most;
    return most;
}

static void add_pools(struct request *r, const struct counted *c, struct organiser_list_view *v)
{
    static const enum modality order[] = {MODALITY_ONSITE, MODALITY_REMOTE};
    struct pool_row_view *rows =
        arena_array(r->arena, ARRAY_LEN(order) + c->n_workshops, sizeof *rows);
    int64_t scale = fullest(c);
    for (size_t i = 0; i < ARRAY_LEN(order); i++) {
        const struct seats s = modality_seats(c->pools, c->n_pools, order[i]);
        enum answer held = order[i] == MODALITY_ONSITE ? c->event->onsite : c->event->remote;
        struct filter f = FILTER_ALL;
        if (held == ANSWER_NO && !s.taken && !s.waiting)
            continue;
        f.modality = order[i];
        rows[v->n_pools] = pool_row(r, &s, scale);
        rows[v->n_pools].title = view_modality(request_lang(r), order[i]);
        rows[v->n_pools++].href = only(r, c, f);
    }
    for (size_t i = 0; i < c->n_workshops; i++) {
        struct filter f = FILTER_ALL;
        f.workshop = c->workshops[i].id;
        rows[v->n_pools] = pool_row(r, &c->workshops[i].s, scale);
        rows[v->n_pools].title = typo_fr(r->arena, c->workshops[i].title);
        rows[v->n_pools].french = true;
        rows[v->n_pools++].href = only(r, c, f);
    }
    v->pools = rows;
}

void charts_add(struct request *r, const struct counted *c, struct organiser_list_view *v)
{
    struct chart_view *charts = arena_array(r->arena, CHARTS, sizeof *charts);
    charts[v->n_charts++] = chart_states(r, c);
    charts[v->n_charts++] = chart_modalities(r, c);
    charts[v->n_charts++] = chart_ecosystems(r, c);
    charts[v->n_charts++] = chart_areas(r, c);
    v->charts = charts;
    add_pools(r, c, v);
    for (size_t i = 0; i < c->n_tallies; i++) {
        v->all += c->tallies[i].n;
        v->coming += comes(&c->tallies[i]) ? c->tallies[i].n : 0;
        v->present += comes(&c->tallies[i]) ? c->tallies[i].present : 0;
    }
}
