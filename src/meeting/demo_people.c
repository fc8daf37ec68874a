/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who they are: where from, of what organisation, with what name. Values only, no database. */
#include "meeting/demo_people.h"

#include "base/text.h"
#include "meeting/demo_areas.h"
#include "meeting/registration/form.h"
#include "view/tr.h"
#include "view/typography.h"

#include <sodium.h>
#include <stdlib.h>

#define SEED 20210712 /* the day of the 7th meeting */
#define DAY 86400
#define WEEKS_BEFORE 3
#define ONSITE 129 /* of those from the Hexagone: more than the seats, so that some wait */
#define LATER 33
#define TOWN 5000    /* inhabitants, from which a commune calls itself a town */
#define LABEL_MAX 40 /* of a domain: shorter than RFC 1035 2.3.4 allows, to be read */

struct origin { /* of one person */
    const struct area *area;
    const char *place;
};

struct making {
    struct arena *a;
    struct dice dice;
    struct areas areas;
    struct demo_lists given, family, organisations, departements, needs;
    struct demo_person *people;
    struct origin *origins;
};

/* Percent of the people, in the order of ecosystems[]. */
static const int shares[] = {26, 24, 15, 12, 9, 8, 6};

static bool one_in(struct making *m, uint64_t n)
{
    return dice_below(&m->dice, n) == 0;
}

/* ---- where from, and what --------------------------------------------------------------- */

static void shuffle(struct making *m, const void **deck, size_t n)
{
    for (size_t i = n; i > 1; i--) {
        size_t k = dice_below(&m->dice, i);
        const void *swap = deck[i - 1];
        deck[i - 1] = deck[k];
        deck[k] = swap;
    }
}

/* Each area as often as it has people, in any order. */
static void deal_areas(struct making *m)
{
    const void *deck[DEMO_PEOPLE];
    size_t n = 0;
    for (size_t i = 0; i < m->areas.n; i++)
        for (int k = 0; k < m->areas.items[i].people; k++)
            deck[n++] = &m->areas.items[i];
    shuffle(m, deck, n);
    for (size_t i = 0; i < n; i++)
        m->origins[i].area = deck[i];
}

static void deal_ecosystems(struct making *m)
{
    const void *deck[DEMO_PEOPLE];
    size_t n = 0;
    for (size_t e = 0; e < n_ecosystems; e++)
        for (int k = 0; k < shares[e] * DEMO_PEOPLE / 100 && n < DEMO_PEOPLE; k++)
            deck[n++] = ecosystems[e].word;
    while (n < DEMO_PEOPLE)
        deck[n++] = ecosystems[0].word;
    shuffle(m, deck, n);
    for (size_t i = 0; i < n; i++)
        m->people[i].draft.ecosystem = deck[i];
}

/* ---- organisations ---------------------------------------------------------------------- */

/* "de Namur", "d’Amiens", "du Mans", "des Abymes", "de La Rochelle". */
static const char *of_place(struct arena *a, const char *place)
{
    if (strncmp(place, "Le ", 3) == 0)
        return arena_printf(a, "du %s", place + 3);
    if (strncmp(place, "Les ", 4) == 0)
        return arena_printf(a, "des %s", place + 4);
    char first = *text_fold(a, str_of(place)).p;
    return arena_printf(a, strchr("aeiouyh", first) ? "d’%s" : "de %s", place);
}

static const char *fill(struct making *m, const struct origin *o, const char *pattern)
{
    const char *text =
        tr_fill(m->a, "fr", pattern,
                TR_ARGS(TR_ARG("place", o->place), TR_ARG("of", of_place(m->a, o->place)),
                        TR_ARG("region", o->area->name)));
    return typo_fr(m->a, text);
}

static const char *invent(struct making *m, const struct origin *o, const char *kind)
{
    const struct demo_list *list = demo_list(&m->organisations, kind, o->area->code);
    if (!list)
        list = demo_list(&m->organisations, kind, NULL);
    if (!list)
        die("demonstration: no organisation of kind %s", kind);
    return fill(m, o, demo_pick(&m->dice, list));
}

/* "CC du Perche" as "Communauté de communes du Perche". */
static const char *epci_name(struct arena *a, const char *name)
{
    static const struct {
        const char *short_form, *words;
    } all[] = {{"CC ", "Communauté de communes "},
               {"CA ", "Communauté d’agglomération "},
               {"CU ", "Communauté urbaine "}};
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        if (strncmp(name, all[i].short_form, 3) == 0)
            name = arena_printf(a, "%s%s", all[i].words, name + 3);
    return typo_fr(a, name);
}

static void set_territory(struct making *m, struct demo_person *p, const char *code)
{
    struct territory t;
    if (territory_by_code(code, &t) != OK)
        die("demonstration: no territory %s", code);
    p->draft.territory = t.code;
    p->draft.territory_words = territory_label(m->a, &t, "fr");
}

/* Who governs there: the commune, or what it is part of. */
static void join_collectivity(struct making *m, struct demo_person *p, const struct origin *o,
                              const struct territory *commune)
{
    uint64_t dice = dice_below(&m->dice, 10);
    const struct demo_list *departement =
        commune->departement ? demo_list(&m->departements, commune->departement, NULL) : NULL;
    struct territory epci;
    if (dice < 3 && commune->epci && territory_by_code(commune->epci, &epci) == OK) {
        p->draft.organisation = epci_name(m->a, epci.name);
        set_territory(m, p, epci.code);
    } else if (dice < 5 && departement) {
        p->draft.organisation = departement->items[0];
        set_territory(m, p, commune->departement);
    } else if (dice < 6 && strncmp(o->area->code, "region-", 7) == 0) {
        p->draft.organisation = invent(m, o, "region");
        set_territory(m, p, o->area->code);
    } else {
        bool village = o->area->near && commune->population < TOWN;
        p->draft.organisation = invent(m, o, village ? "village" : "collectivite");
    }
}

/* Somebody before them from the same area and ecosystem. */
static const struct demo_person *colleague(const struct making *m, size_t i)
{
    for (size_t k = i; k-- > 0;)
        if (m->origins[k].area == m->origins[i].area &&
            m->people[k].draft.ecosystem == m->people[i].draft.ecosystem)
            return &m->people[k];
    return NULL;
}

static void place_person(struct making *m, size_t i)
{
    struct demo_person *p = &m->people[i];
    struct origin *o = &m->origins[i];
    const struct demo_person *other = one_in(m, 6) ? colleague(m, i) : NULL;
    struct territory t;
    if (other) {
        p->draft.organisation = other->draft.organisation;
        p->draft.territory = other->draft.territory;
        p->draft.territory_words = other->draft.territory_words;
        return;
    }
    t = area_place(&m->dice, o->area, &o->place);
    set_territory(m, p, t.code);
    if (strcmp(p->draft.ecosystem, "collectivite") == 0)
        join_collectivity(m, p, o, &t);
    else
        p->draft.organisation = invent(m, o, p->draft.ecosystem);
}

/* ---- names ------------------------------------------------------------------------------ */

/* Two in three from the area's own list, where it has one. */
static const char *name_from(struct making *m, const struct demo_lists *lists, const char *area)
{
    const struct demo_list *own = demo_list(lists, area, area);
    bool elsewhere = one_in(m, 3) && strncmp(area, "region-", 7) == 0;
    return demo_pick(&m->dice, own && !elsewhere ? own : demo_list(lists, "*", NULL));
}

static bool is_taken(const struct making *m, size_t i)
{
    const struct registration_draft *d = &m->people[i].draft;
    for (size_t k = 0; k < i; k++)
        if (strcmp(m->people[k].draft.given_name, d->given_name) == 0 &&
            strcmp(m->people[k].draft.family_name, d->family_name) == 0)
            return true;
    return false;
}

static void name_person(struct making *m, size_t i)
{
    struct registration_draft *d = &m->people[i].draft;
    do {
        d->given_name = name_from(m, &m->given, m->origins[i].area->code);
        d->family_name = name_from(m, &m->family, m->origins[i].area->code);
    } while (is_taken(m, i));
}

/* What real lists have: somebody with one name, and two people who share both of theirs. */
static void add_odd_names(struct making *m)
{
    size_t one = 0, first = DEMO_PEOPLE / 4, second = DEMO_PEOPLE / 2;
    while (strcmp(m->origins[one].area->code, "com-986") != 0)
        one++;
    m->people[one].draft.family_name = "";
    while (m->people[second].draft.organisation == m->people[first].draft.organisation)
        second++;
    m->people[second].draft.given_name = m->people[first].draft.given_name;
    m->people[second].draft.family_name = m->people[first].draft.family_name;
}

/* "jean-luc.le-goff@ville-de-quimper.example" */
static void address_person(struct making *m, struct registration_draft *d)
{
    const char *given = text_slug(m->a, d->given_name), *family = text_slug(m->a, d->family_name);
    char *domain = text_slug(m->a, d->organisation);
    for (char *end = domain; end && strlen(domain) > LABEL_MAX;)
        if ((end = strrchr(domain, '-')))
            *end = '\0';
    bool both = *d->given_name && *d->family_name;
    d->email = arena_printf(m->a, "%s%s%s@%s.example", *d->given_name ? given : "", both ? "." : "",
                            *d->family_name ? family : "", domain);
}

/* ---- what they want --------------------------------------------------------------------- */

/* From far away, at a distance; of the others, exactly as many as it takes to fill the room. */
static void deal_modalities(struct making *m)
{
    uint64_t near = 0, onsite = ONSITE, later = LATER;
    for (size_t i = 0; i < DEMO_PEOPLE; i++)
        near += m->origins[i].area->near;
    for (size_t i = 0; i < DEMO_PEOPLE; i++) {
        struct registration_draft *d = &m->people[i].draft;
        if (!m->origins[i].area->near)
            continue;
        uint64_t dice = dice_below(&m->dice, near--);
        if (dice < onsite) {
            d->modality = MODALITY_ONSITE;
            onsite--;
        } else if (dice < onsite + later) {
            d->modality = MODALITY_LATER;
            later--;
        }
    }
}

/* Human resources, funding levers, strategic alliances: what is wished first, in percent. */
static const uint64_t first_wish[DEMO_WORKSHOPS] = {28, 38, 34};

static void wish(struct making *m, struct demo_person *p)
{
    static const size_t how_many[] = {0, 1, 1, 1, 2, 2, 2, 3, 3, 3};
    uint64_t dice = dice_below(&m->dice, 100);
    int first = 0;
    while (dice >= first_wish[first])
        dice -= first_wish[first++];
    int step = one_in(m, 2) ? 1 : 2;
    p->n_wishes = how_many[dice_below(&m->dice, ARRAY_LEN(how_many))];
    for (size_t i = 0; i < p->n_wishes; i++)
        p->wishes[i] = (first + (int)i * step) % DEMO_WORKSHOPS;
}

static void ask(struct making *m, size_t i)
{
    struct registration_draft *d = &m->people[i].draft;
    const struct area *area = m->origins[i].area;
    const char *kind = d->modality == MODALITY_ONSITE ? "onsite"
                       : area->near || area->cities   ? "remote"
                                                      : "overseas";
    bool needs = one_in(m, 20), agrees = !one_in(m, 6);
    d->access_needs = needs ? demo_pick(&m->dice, demo_list(&m->needs, kind, NULL)) : NULL;
    d->needs_words = needs ? form_needs_words("fr") : NULL;
    d->list_consent_words = agrees ? form_consent_words("fr") : NULL;
    d->lang = "fr";
    wish(m, &m->people[i]);
}

/* Tokens and tickets of the usual shape (registration_names), from dice of their own. */
static void mark(struct demo_person *p, size_t i)
{
    struct dice dice = {~(uint64_t)SEED + i};
    uint64_t bytes[3];
    for (size_t k = 0; k < ARRAY_LEN(bytes); k++)
        bytes[k] = dice_throw(&dice);
    sodium_bin2base64(p->token, TOKEN_SIZE, (const unsigned char *)bytes, sizeof bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    for (size_t k = 0; k + 1 < TICKET_SIZE; k++)
        p->ticket[k] = TICKET_LETTERS[dice_below(&dice, sizeof TICKET_LETTERS - 1)];
    p->ticket[TICKET_SIZE - 1] = '\0';
}

/* ---- when ------------------------------------------------------------------------------- */

static int earlier(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* By day, less on the two days before each whole week (`until` is a Monday's morning). */
static void deal_times(struct making *m, int64_t until)
{
    int64_t times[DEMO_PEOPLE];
    for (size_t i = 0; i < DEMO_PEOPLE; i++) {
        int64_t day;
        do {
            day = (int64_t)dice_below(&m->dice, WEEKS_BEFORE * 7);
        } while (day % 7 >= 5 && !one_in(m, 4));
        int64_t second = (int64_t)dice_below(&m->dice, DAY / 2);
        times[i] = until - (WEEKS_BEFORE * 7 - day) * (int64_t)DAY + second;
    }
    qsort(times, DEMO_PEOPLE, sizeof *times, earlier);
    for (size_t i = 0; i < DEMO_PEOPLE; i++) {
        m->people[i].registers_at = times[i];
        m->people[i].cancels_at = NO_INSTANT;
    }
}

/* Among the first, who have their seats: these give them back while others wait for them. */
static void cancel_late(struct making *m, enum modality modality, int wished, int64_t at)
{
    for (size_t i = 0; i < DEMO_PEOPLE; i++) {
        struct demo_person *p = &m->people[i];
        bool wishes = wished < 0 ? !p->n_wishes : p->n_wishes && p->wishes[0] == wished;
        if (p->draft.modality == modality && wishes && p->cancels_at == NO_INSTANT) {
            p->cancels_at = at;
            return;
        }
    }
    die("demonstration: nobody is there to cancel");
}

static void deal_cancellations(struct making *m, int64_t until)
{
    for (size_t i = 5; i < 60; i += 7) { /* before any list is full: nobody waits for these */
        struct demo_person *p = &m->people[i];
        p->cancels_at = p->registers_at + DAY / 4 + (int64_t)dice_below(&m->dice, DAY);
    }
    cancel_late(m, MODALITY_ONSITE, 1, until - DAY / 2);
    cancel_late(m, MODALITY_REMOTE, 2, until - DAY / 8);
    cancel_late(m, MODALITY_REMOTE, -1, until - DAY / 24);
}

const struct demo_person *demo_people(struct arena *a, int64_t until)
{
    struct making m = {
        .a = a,
        .dice = {SEED},
        .given = demo_lists(a, "people-given-names.txt", ","),
        .family = demo_lists(a, "people-family-names.txt", ","),
        .organisations = demo_lists(a, "people-organisations.txt", ""),
        .departements = demo_lists(a, "people-departements.txt", ""),
        .needs = demo_lists(a, "people-needs.txt", ""),
        .areas = areas_of(a, DEMO_PEOPLE),
        .people = arena_array(a, DEMO_PEOPLE, sizeof *m.people),
        .origins = arena_array(a, DEMO_PEOPLE, sizeof *m.origins),
    };
    deal_areas(&m);
    deal_ecosystems(&m);
    deal_modalities(&m);
    for (size_t i = 0; i < DEMO_PEOPLE; i++) {
        place_person(&m, i);
        name_person(&m, i);
        ask(&m, i);
        mark(&m.people[i], i);
    }
    add_odd_names(&m);
    for (size_t i = 0; i < DEMO_PEOPLE; i++)
        address_person(&m, &m.people[i].draft);
    deal_times(&m, until);
    deal_cancellations(&m, until);
    return m.people;
}
