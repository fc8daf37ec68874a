/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The zones a visitor can choose: the territories of France first, by the name people give them,
 * then every other zone of the IANA database by its city.
 */
#include "meeting/views.h"

#include "view/dates.h"
#include "view/tr.h"

static const struct {
    const char *zone, *label;
} french[] = {
    {"Europe/Paris", TR("Hexagone et Corse")},
    {"America/Guadeloupe", TR("Guadeloupe")},
    {"America/Martinique", TR("Martinique")},
    {"America/Cayenne", TR("Guyane")},
    {"Indian/Reunion", TR("La Réunion")},
    {"Indian/Mayotte", TR("Mayotte")},
    {"America/Miquelon", TR("Saint-Pierre-et-Miquelon")},
    {"America/St_Barthelemy", TR("Saint-Barthélemy")},
    {"America/Marigot", TR("Saint-Martin")},
    {"Pacific/Noumea", TR("Nouvelle-Calédonie")},
    {"Pacific/Wallis", TR("Wallis-et-Futuna")},
    {"Pacific/Tahiti", TR("Polynésie française : Tahiti")},
    {"Pacific/Marquesas", TR("Polynésie française : Marquises")},
    {"Pacific/Gambier", TR("Polynésie française : Gambier")},
    {"Indian/Kerguelen", TR("Terres australes")},
};

static const char *french_label(const char *zone)
{
    for (size_t i = 0; i < ARRAY_LEN(french); i++)
        if (strcmp(french[i].zone, zone) == 0)
            return french[i].label;
    return NULL;
}

const char *zone_label(struct arena *a, const char *lang, const char *zone)
{
    const char *label = french_label(zone);
    if (strcmp(zone, "Europe/Paris") == 0)
        return "Paris";
    return label ? tr(lang, label) : zone_city(a, lang, zone);
}

static struct option_group_view french_group(struct arena *a, const char *lang, const char *chosen)
{
    struct option_view *o = arena_array(a, ARRAY_LEN(french), sizeof *o);
    for (size_t i = 0; i < ARRAY_LEN(french); i++)
        o[i] = (struct option_view){french[i].zone, tr(lang, french[i].label),
                                    chosen && strcmp(chosen, french[i].zone) == 0};
    return (struct option_group_view){tr(lang, TR("Territoires français")), o, ARRAY_LEN(french)};
}

/* The part of the world a zone is named after, in the order they are shown. */
static const struct {
    const char *prefix, *label;
} regions[] = {
    {"Europe/", TR("Europe")},          {"Africa/", TR("Afrique")},
    {"America/", TR("Amériques")},      {"Asia/", TR("Asie")},
    {"Australia/", TR("Australie")},    {"Pacific/", TR("Océan Pacifique")},
    {"Indian/", TR("Océan Indien")},    {"Atlantic/", TR("Océan Atlantique")},
    {"Antarctica/", TR("Antarctique")},
};

static struct option_group_view region_group(struct arena *a, const char *lang, const char *chosen,
                                             size_t region)
{
    size_t n_all, n = 0;
    const char *const *all = zone_list(a, &n_all);
    struct option_view *o = arena_array(a, n_all + 1, sizeof *o);
    for (size_t i = 0; i < n_all; i++)
        if (str_starts(str_of(all[i]), regions[region].prefix))
            o[n++] = (struct option_view){all[i], zone_city(a, lang, all[i]),
                                          chosen && strcmp(chosen, all[i]) == 0};
    return (struct option_group_view){tr(lang, regions[region].label), o, n};
}

const struct option_group_view *zone_groups(struct arena *a, const char *lang, const char *chosen,
                                            bool all, size_t *n)
{
    struct option_group_view *g = arena_array(a, ARRAY_LEN(regions) + 2, sizeof *g);
    *n = 0;
    g[(*n)++] = french_group(a, lang, chosen);
    for (size_t i = 0; all && i < ARRAY_LEN(regions); i++)
        g[(*n)++] = region_group(a, lang, chosen, i);
    if (!all && chosen && !french_label(chosen)) {
        struct option_view *o = arena_new(a, struct option_view);
        *o = (struct option_view){chosen, zone_label(a, lang, chosen), true};
        g[(*n)++] = (struct option_group_view){tr(lang, TR("Votre choix")), o, 1};
    }
    return g;
}

const struct option_group_view *meeting_zones(struct arena *a, const char *lang, size_t *n)
{
    return zone_groups(a, lang, NULL, true, n);
}

/* "Paris − 6 h": how far the visitor's clocks are from the meeting's at that instant. */
static const char *difference(const struct viewing *v, const char *home_label, int64_t at)
{
    int minutes = zone_offset(v->visitor, at) - zone_offset(v->home, at);
    if (!minutes)
        return NULL;
    int size = minutes < 0 ? -minutes : minutes;
    return arena_printf(v->a, "%s %s %s", home_label, minutes < 0 ? "−" : "+",
                        duration_text(v->a, v->lang, size));
}

struct zone_view view_zone(const struct viewing *v, const struct event *e)
{
    const char *chosen = zone_name(v->visitor);
    struct zone_view z = {
        .label = zone_label(v->a, v->lang, chosen),
        .home_label = zone_label(v->a, v->lang, e->zone),
        .same = v->visitor == v->home,
        .action = "/fuseau",
        .back = v->r->http->path,
    };
    z.difference = difference(v, z.home_label, e->starts_at == NO_INSTANT ? v->now : e->starts_at);
    z.groups = zone_groups(v->a, v->lang, chosen, false, &z.n_groups);
    return z;
}
