/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Territories: that nobody is left out, what somebody types and what is found, what labels say,
 * what is understood without help; then every commune, typed without accents, and with a mistake.
 */
#include "harness.h"

#include "base/text.h"
#include "base/zone.h"
#include "network/network.h"

#include <stdio.h>
#include <stdlib.h>

#define SHOWN 10

static struct arena arena;

static int clear(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct territory by_code(const char *code)
{
    struct territory t;
    if (territory_by_code(code, &t) != OK)
        fail_msg("no territory %s", code);
    return t;
}

/* The place of `code` among what is found, from 1; 0: it is not. */
static size_t rank(const char *query, const char *code)
{
    struct territory found[SHOWN];
    size_t n = territory_search(&arena, query, SHOWN, found);
    for (size_t i = 0; i < n; i++)
        if (strcmp(found[i].code, code) == 0)
            return i + 1;
    return 0;
}

#define assert_first(query, code)                                                                  \
    do {                                                                                           \
        size_t place_ = rank((query), (code));                                                     \
        if (place_ != 1)                                                                           \
            fail_msg("« %s »: %s is number %zu", (query), (code), place_);                         \
    } while (0)

static size_t count_found(const char *query)
{
    struct territory found[SHOWN];
    return territory_search(&arena, query, SHOWN, found);
}

static uint64_t next(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* ---- who is there ---- */

static void there_is_everybody(void **state)
{
    (void)state;
    assert_int_equal(territory_count(TERRITORY_COMMUNE), 34969);
    assert_int_equal(territory_count(TERRITORY_EPCI), 1255);
    assert_int_equal(territory_count(TERRITORY_EPT), 11);
    assert_int_equal(territory_count(TERRITORY_DEPARTEMENT), 101);
    assert_int_equal(territory_count(TERRITORY_REGION), 18);
    assert_int_equal(territory_count(TERRITORY_COM), 8);
    assert_in_range(territory_count(TERRITORY_COUNTRY), 235, 245); /* as ICU grows */
    int64_t people = 0;
    for (size_t i = 0; i < territory_count(TERRITORY_COMMUNE); i++)
        people += territory_at(TERRITORY_COMMUNE, i).population;
    assert_in_range(people, 67000000, 70000000);
}

static void every_overseas_territory_is_there(void **state)
{
    (void)state;
    static const struct {
        const char *query, *code, *zone, *commune;
    } far[] = {
        {"Guadeloupe", "departement-971", "America/Guadeloupe", "commune-97120"},
        {"Martinique", "departement-972", "America/Martinique", "commune-97209"},
        {"Guyane", "departement-973", "America/Cayenne", "commune-97302"},
        {"La Réunion", "departement-974", "Indian/Reunion", "commune-97411"},
        {"Mayotte", "departement-976", "Indian/Mayotte", "commune-97611"},
        {"Saint-Pierre-et-Miquelon", "com-975", "America/Miquelon", "commune-97502"},
        {"saint barthelemy", "com-977", "America/St_Barthelemy", "commune-97701"},
        {"saint martin", "com-978", "America/Marigot", "commune-97801"},
        {"TAAF", "com-984", "Indian/Kerguelen", "commune-98412"},
        {"wallis", "com-986", "Pacific/Wallis", "commune-98613"},
        {"Polynésie", "com-987", "Pacific/Tahiti", "commune-98735"},
        {"nouvelle caledonie", "com-988", "Pacific/Noumea", "commune-98818"},
        {"clipperton", "com-989", "Pacific/Pitcairn", "commune-98901"},
    };
    for (size_t i = 0; i < ARRAY_LEN(far); i++) {
        struct territory t = by_code(far[i].code), c = by_code(far[i].commune);
        if (!rank(far[i].query, far[i].code))
            fail_msg("« %s » does not find %s", far[i].query, far[i].code);
        assert_true(t.overseas && c.overseas);
        assert_string_equal(territory_zone(&t), far[i].zone);
        assert_string_equal(territory_zone(&c), far[i].zone);
        assert_string_equal(c.departement, far[i].code);
        assert_non_null(zone_open(&arena, far[i].zone));
    }
}

static void an_island_may_keep_another_hour(void **state)
{
    (void)state;
    static const char *const hours[][2] = {
        {"commune-98731", "Pacific/Marquesas"},
        {"commune-98723", "Pacific/Marquesas"},
        {"commune-98718", "Pacific/Marquesas"},
        {"commune-98746", "Pacific/Marquesas"},
        {"commune-98756", "Pacific/Marquesas"},
        {"commune-98757", "Pacific/Marquesas"},
        {"commune-98719", "Pacific/Gambier"},
        {"commune-98714", "Pacific/Tahiti"},
        {"commune-98413", "Indian/Reunion"},
        {"commune-98414", "Antarctica/DumontDUrville"},
        {"region-04", "Indian/Reunion"},
        {"epci-249740119", "Indian/Reunion"},
        {"departement-2A", "Europe/Paris"},
        {"commune-75056", "Europe/Paris"},
        {"pays-DE", "Europe/Paris"},
    };
    for (size_t i = 0; i < ARRAY_LEN(hours); i++) {
        struct territory t = by_code(hours[i][0]);
        assert_string_equal(territory_zone(&t), hours[i][1]);
        assert_non_null(zone_open(&arena, hours[i][1]));
    }
}

/* ---- codes and ancestors ---- */

static void a_code_is_of_one_kind(void **state)
{
    (void)state;
    assert_string_equal(by_code("departement-01").name, "Ain");
    assert_string_equal(by_code("region-01").name, "Guadeloupe");
    assert_string_equal(by_code("COMMUNE-2a004").code, "commune-2A004");
    assert_string_equal(by_code("pays-de").name, "Allemagne");
    assert_string_equal(by_code("pays-RE").code, "departement-974");
    assert_string_equal(by_code("pays-PF").code, "com-987");
    static const char *const none[] = {"",
                                       "-",
                                       "commune",
                                       "commune-",
                                       "commune-9710",
                                       "01",
                                       "pays-XX",
                                       "pays-EA",
                                       "region-971",
                                       "commune-97105 ",
                                       "departement-departement-departement-departement-01"};
    struct territory t;
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        if (territory_by_code(none[i], &t) != ERR_NOT_FOUND)
            fail_msg("« %s » is %s", none[i], t.code);
}

static void every_code_leads_back(void **state)
{
    (void)state;
    for (int kind = 0; kind < TERRITORY_KINDS; kind++)
        for (size_t i = 0; i < territory_count(kind); i++) {
            struct territory t = territory_at(kind, i);
            assert_int_equal(t.kind, kind);
            assert_string_equal(by_code(t.code).code, t.code);
            assert_true(str_starts(str_of(t.code), territory_kind_word(kind)));
        }
}

/* Each commune counts in one region, where its département is. */
static void counts_by_region_leave_nobody_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < territory_count(TERRITORY_COMMUNE); i++) {
        struct territory c = territory_at(TERRITORY_COMMUNE, i);
        struct territory d = by_code(c.departement), r = by_code(c.region);
        if (d.kind == TERRITORY_COM)
            assert_string_equal(r.code, d.code);
        else
            assert_string_equal(r.code, d.region);
        assert_int_equal(c.overseas, r.overseas);
        assert_true(c.epci || c.overseas || c.population < 6000);
    }
}

static void a_territory_knows_its_ancestors(void **state)
{
    (void)state;
    struct territory t = by_code("commune-97105");
    assert_string_equal(t.departement, "departement-971");
    assert_string_equal(t.region, "region-01");
    assert_string_equal(t.epci, "epci-249710070");
    assert_null(t.ept);
    assert_string_equal(t.postcodes, "97100");
    t = by_code("commune-93001"); /* Aubervilliers */
    assert_string_equal(t.ept, "ept-200057867");
    assert_string_equal(t.epci, "epci-200054781");
    assert_string_equal(by_code(t.ept).epci, t.epci);
    t = by_code("commune-98735"); /* Papeete */
    assert_string_equal(t.departement, "com-987");
    assert_string_equal(t.region, "com-987");
    assert_null(t.epci);
    t = by_code("epci-200046977"); /* Métropole de Lyon */
    assert_string_equal(t.departement, "departement-69");
    assert_string_equal(t.region, "region-84");
    t = by_code("pays-BE");
    assert_null(t.region);
    assert_false(t.overseas);
    t = by_code("commune-55039"); /* destroyed in 1916, nobody lives there */
    assert_int_equal(t.population, 0);
}

/* ---- what is typed ---- */

static void a_name_is_found_however_it_is_typed(void **state)
{
    (void)state;
    static const char *const typed[][2] = {
        {"st etienne", "commune-42218"},
        {"SAINT ETIENNE", "commune-42218"},
        {"saint-étienne", "commune-42218"},
        {"  Saint   Étienne ", "commune-42218"},
        {"saintetienne", "commune-42218"},
        {"ST-ETIENNE", "commune-42218"},
        {"pointe a pitre", "commune-97120"},
        {"pointe-à-p", "commune-97120"},
        {"L'Haÿ-les-Roses", "commune-94038"},
        {"l’hay les roses", "commune-94038"},
        {"lhay les roses", "commune-94038"},
        {"hay-les-roses", "commune-94038"},
        {"roses l'hay", "commune-94038"},
        {"Havre", "commune-76351"},
        {"le havre", "commune-76351"},
        {"wallis", "com-986"},
        {"Papeete", "commune-98735"},
        {"Nouméa", "commune-98818"},
        {"NOUMEA", "commune-98818"},
        {"belgique", "pays-BE"},
        {"Belgium", "pays-BE"},
        {"antigua and barbuda", "pays-AG"},
        {"cote d'ivoire", "pays-CI"},
        {"french polynesia", "com-987"},
        {"metropole lyon", "epci-200046977"},
        {"Communauté de communes Faucigny - Glières", "epci-200000172"},
        {"plaine commune", "ept-200057867"},
        {"chalon s/ saône", "commune-71076"},
        {"Ste Marie aux Mines", "commune-68298"},
        {"bretagne", "region-53"},
        {"paris", "commune-75056"},
        {"lyo", "commune-69123"},
    };
    for (size_t i = 0; i < ARRAY_LEN(typed); i++)
        assert_first(typed[i][0], typed[i][1]);
    assert_first("vandoeuvre les nancy", "commune-54547");
    assert_int_not_equal(rank("etienne st", "commune-42218"), 0);
}

static void words_come_in_any_order(void **state)
{
    (void)state;
    assert_first("roses hay", "commune-94038");
    assert_first("pitre pointe", "commune-97120");
    assert_first("nancy vandoeuvre", "commune-54547");
    assert_first("vie val", "commune-14576"); /* too short for a mistake to explain it */
}

static void one_mistake_is_understood(void **state)
{
    (void)state;
    static const char *const typed[][2] = {
        {"bordaux", "commune-33063"},     /* left out */
        {"lyno", "commune-69123"},        /* swapped */
        {"marseillle", "commune-13055"},  /* added */
        {"strasbourk", "commune-67482"},  /* replaced */
        {"xtrasbourg", "commune-67482"},  /* at the beginning */
        {"saintetiene", "commune-42218"}, /* in several words */
        {"papete", "commune-98735"},      {"poinet a pitre", "commune-97120"},
        {"roses haay", "commune-94038"},  {"bordaux 33", "commune-33063"},
    };
    for (size_t i = 0; i < ARRAY_LEN(typed); i++)
        assert_first(typed[i][0], typed[i][1]);
    assert_int_equal(rank("lyn", "commune-69123"), 0);
    assert_int_equal(rank("bordeuax x", "commune-33063"), 0);
}

static void numbers_are_codes(void **state)
{
    (void)state;
    assert_first("97400", "commune-97411");
    assert_first("97 400", "commune-97411");
    assert_int_not_equal(rank("974", "commune-97411"), 0);
    assert_first("974", "departement-974");
    assert_first("75", "departement-75");
    assert_first("75012", "commune-75056");
    assert_first("2a", "departement-2A");
    assert_first("2A004", "commune-2A004");
    assert_first("97105", "commune-97105");
    assert_first("200 046 977", "epci-200046977");
    assert_first("epci-200046977", "epci-200046977");
    assert_first("69001", "commune-69123");              /* a postcode first */
    assert_int_equal(rank("69001", "commune-69001"), 2); /* then an INSEE code */
    assert_int_equal(count_found("5"), 0);
    assert_int_equal(count_found("00000"), 0);
    assert_int_equal(count_found("97402"), 1); /* an INSEE code alone */
    assert_int_equal(count_found("999999999999"), 0);
}

static void what_a_label_shows_narrows(void **state)
{
    (void)state;
    assert_first("saint denis reunion", "commune-97411");
    assert_first("Saint-Denis 93", "commune-93066");
    assert_first("93200 saint denis", "commune-93066");
    assert_first("Paris 12", "commune-75056");
    assert_first("Paris 12e arrondissement", "commune-75056");
    assert_first("Lyon 3", "commune-69123");
    assert_first("Lille cedex", "commune-59350");
    assert_first("guadeloupe région", "region-01");
    assert_int_equal(rank("Paris 21", "commune-75056"), 0);
    assert_int_equal(rank("saint denis gard", "commune-97411"), 0);
}

static void homonyms_are_told_apart(void **state)
{
    (void)state;
    struct territory found[SHOWN];
    assert_int_equal(territory_search(&arena, "saint denis", SHOWN, found), SHOWN);
    assert_string_equal(found[0].code, "commune-97411");
    assert_string_equal(found[1].code, "commune-93066");
    assert_string_equal(found[0].name, found[1].name);
    for (size_t i = 0; i < SHOWN; i++)
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(territory_label(&arena, &found[i], "fr"),
                                    territory_label(&arena, &found[k], "fr"));
    for (size_t i = 1; i < 4; i++)
        assert_true(found[i - 1].population > found[i].population);
}

/* The name itself, its beginning, a word of it, then mistakes; communes first, then by people. */
static void the_better_match_comes_first(void **state)
{
    (void)state;
    assert_first("vienne", "departement-86"); /* more people than the commune of that name */
    assert_int_equal(rank("vienne", "commune-38544"), 2);
    assert_first("bordeau", "commune-33063");
    assert_in_range(rank("bordeau", "epci-243300316"), 4, SHOWN);
    assert_in_range(rank("hauts de", "departement-92"), 2, rank("hauts de", "region-32") - 1);
    assert_first("aix", "commune-19002"); /* 352 people, before Aix-en-Provence and its 148,000 */
    assert_int_equal(rank("aix", "commune-13001"), 2);
    assert_first("bel", "commune-90010"); /* Belfort */
    assert_int_not_equal(rank("belgi", "pays-BE"), 0);
}

static void what_is_not_a_territory_finds_nothing(void **state)
{
    (void)state;
    static const char *const none[] = {"",     "   ",      "!!!",  "-",   "'", "Москва",
                                       "xqzv", "qqqqqqqq", "北京", "%00", "5", "saint xqzvw"};
    for (size_t i = 0; i < ARRAY_LEN(none); i++)
        if (count_found(none[i]))
            fail_msg("« %s » finds something", none[i]);
    char *long_one = arena_alloc(&arena, 100001);
    memset(long_one, 's', 100000);
    assert_int_equal(count_found(long_one), 0);
    for (size_t i = 0; i < 100000; i += 2)
        long_one[i] = ' ';
    assert_int_equal(count_found(long_one), 0);
    long_one[TERRITORY_QUERY_MAX] = '\0';
    assert_int_equal(count_found(long_one), 0);
    assert_int_equal(count_found("\xC3\x28\xFF"), 0); /* refused before, harmless here */
}

/* What is typed in a hurry, or by a machine: up to the longest, valid UTF-8 or not. */
static void odd_text_does_no_harm(void **state)
{
    (void)state;
    static const char signs[] = "aeilnst  -'0123456789/&(),.\xC3\xA9\xFF\xE2\x80";
    uint64_t seed = 2021;
    for (size_t i = 0; i < 20000; i++) {
        char text[TERRITORY_QUERY_MAX + 3];
        struct territory found[SHOWN], t;
        struct territories could_be;
        size_t length = next(&seed) % (i % 2 ? 12 : sizeof text - 1);
        size_t n_signs = i % 4 ? sizeof signs - 1 : strcspn(signs, " "); /* or one long word */
        for (size_t k = 0; k < length; k++)
            text[k] = signs[next(&seed) % n_signs];
        text[length] = '\0';
        assert_in_range(territory_search(&arena, text, SHOWN, found), 0, SHOWN);
        if (i % 8 == 0)
            assert_in_range(territory_resolve(&arena, text, &t, &could_be), OK, ERR_CONFLICT);
        arena_clear(&arena);
    }
}

static void no_more_than_asked_for_and_none_twice(void **state)
{
    (void)state;
    static const char *const typed[] = {"s",          "saint",   "a",    "97",       "la",
                                        "guadeloupe", "st mart", "lyno", "saint mar"};
    for (size_t q = 0; q < ARRAY_LEN(typed); q++) {
        struct territory found[TERRITORY_RESULTS_MAX];
        assert_int_equal(territory_search(&arena, typed[q], 0, found), 0);
        assert_int_equal(territory_search(&arena, typed[q], 1, found), 1);
        const char *first = found[0].code;
        size_t n = territory_search(&arena, typed[q], 1000, found);
        assert_in_range(n, 1, TERRITORY_RESULTS_MAX);
        assert_string_equal(found[0].code, first);
        for (size_t i = 0; i < n; i++)
            for (size_t k = 0; k < i; k++)
                assert_string_not_equal(found[i].code, found[k].code);
    }
}

/* ---- labels ---- */

static void a_label_says_which(void **state)
{
    (void)state;
    static const char *const labels[][3] = {
        {"commune-97411", "Saint-Denis (La Réunion, 97400)", "Saint-Denis (Réunion, 97400)"},
        {"commune-69123", "Lyon (Rhône, 69)", "Lyon (Rhône, 69)"},
        {"commune-75056", "Paris (commune, 75)", "Paris (commune, 75)"},
        {"commune-98412", "Archipel des Kerguelen (Terres australes et antarctiques françaises)",
         "Archipel des Kerguelen (French Southern Territories)"},
        {"epci-200046977", "Métropole de Lyon (EPCI)", "Métropole de Lyon (EPCI)"},
        {"epci-247400666", "CC des Quatre Rivières (EPCI, Haute-Savoie)",
         "CC des Quatre Rivières (EPCI, Haute-Savoie)"},
        {"departement-971", "Guadeloupe (département)", "Guadeloupe (department)"},
        {"region-04", "La Réunion (région)", "Réunion (region)"},
        {"com-987", "Polynésie française (collectivité d’outre-mer)",
         "French Polynesia (overseas collectivity)"},
        {"pays-BE", "Belgique (pays)", "Belgium (country)"},
    };
    for (size_t i = 0; i < ARRAY_LEN(labels); i++) {
        struct territory t = by_code(labels[i][0]);
        assert_string_equal(territory_label(&arena, &t, "fr"), labels[i][1]);
        assert_string_equal(territory_label(&arena, &t, "en"), labels[i][2]);
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void no_two_have_one_label(void **state)
{
    (void)state;
    size_t n = 0, cap = 0;
    const char **all = NULL;
    for (int kind = 0; kind < TERRITORY_KINDS; kind++)
        for (size_t i = 0; i < territory_count(kind); i++) {
            struct territory t = territory_at(kind, i);
            all = arena_grow(&arena, all, n, &cap, sizeof *all);
            all[n++] = territory_label(&arena, &t, "fr");
        }
    qsort(all, n, sizeof *all, by_text);
    for (size_t i = 1; i < n; i++)
        if (strcmp(all[i - 1], all[i]) == 0)
            fail_msg("two territories show as « %s »", all[i]);
}

/* ---- understood without help ---- */

static const char *resolved(const char *words)
{
    struct territory t;
    struct territories could_be;
    enum err e = territory_resolve(&arena, words, &t, &could_be);
    if (e == ERR_CONFLICT)
        assert_in_range(could_be.n, 2, 10);
    else
        assert_int_equal(could_be.n, 0);
    return e == OK ? t.code : e == ERR_CONFLICT ? "several" : "none";
}

static void what_is_clear_is_taken(void **state)
{
    (void)state;
    static const char *const written[][2] = {
        {"commune-97105", "commune-97105"},
        {"97105", "commune-97105"},
        {"97400", "commune-97411"},
        {"Nouméa", "commune-98818"},
        {" nouméa ", "commune-98818"},
        {"Havre", "commune-76351"},
        {"ST ETIENNE", "commune-42218"},
        {"Paris", "commune-75056"},
        {"Paris 12", "commune-75056"},
        {"Guadeloupe", "departement-971"},
        {"guadeloupe (région)", "region-01"},
        {"69", "departement-69"},
        {"DE", "pays-DE"},
        {"MQ", "departement-972"},
        {"Belgique", "pays-BE"},
        {"Saint-Denis (La Réunion, 97400)", "commune-97411"},
        {"Saint-Denis 93", "commune-93066"},
        {"Saint-Denis", "several"},
        {"La Réunion", "several"}, /* also a village of Lot-et-Garonne */
        {"01400", "several"},
        {"CC des Quatre Rivières", "several"},
        {"bordaux", "several"}, /* a guess is not an answer */
        {"s", "several"},
        {"", "none"},
        {"xqzv", "none"},
        {"00000", "none"},
    };
    for (size_t i = 0; i < ARRAY_LEN(written); i++)
        if (strcmp(resolved(written[i][0]), written[i][1]) != 0)
            fail_msg("« %s » is %s", written[i][0], resolved(written[i][0]));
}

static void several_are_shown_best_first(void **state)
{
    (void)state;
    struct territory t;
    struct territories could_be;
    assert_int_equal(territory_resolve(&arena, "saint denis", &t, &could_be), ERR_CONFLICT);
    assert_int_equal(could_be.n, 4);
    assert_string_equal(could_be.items[0].code, "commune-97411");
    assert_string_equal(could_be.items[1].code, "commune-93066");
    assert_int_equal(territory_resolve(&arena, "bordaux", &t, &could_be), ERR_CONFLICT);
    assert_string_equal(could_be.items[0].code, "commune-33063");
}

/* What is chosen from the list and sent as words comes back as what was chosen. */
static void a_label_leads_back(void **state)
{
    (void)state;
    size_t wrong = 0, step = getenv("MAILLAGE_SLOW") ? 1 : 5;
    for (int kind = 0; kind < TERRITORY_KINDS; kind++)
        for (size_t i = 0; i < territory_count(kind); i += kind == TERRITORY_COMMUNE ? step : 1) {
            struct territory t = territory_at(kind, i);
            for (int english = 0; english < 2; english++) {
                const char *label = territory_label(&arena, &t, english ? "en" : "fr");
                if (strcmp(resolved(label), t.code) == 0)
                    continue;
                print_message("« %s » (%s) is %s\n", label, t.code, resolved(label));
                wrong++;
            }
            arena_clear(&arena);
        }
    assert_int_equal(wrong, 0);
}

/* ---- every commune ---- */

static bool finds_its_like(const char *query, struct str name)
{
    struct territory found[SHOWN];
    size_t n = territory_search(&arena, query, SHOWN, found);
    for (size_t i = 0; i < n; i++)
        if (str_eq(text_fold(&arena, str_of(found[i].name)), name))
            return true;
    return false;
}

static void every_name_without_accents_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < territory_count(TERRITORY_COMMUNE); i++) {
        struct territory t = territory_at(TERRITORY_COMMUNE, i);
        struct str name = text_fold(&arena, str_of(t.name));
        if (!finds_its_like(str_dup(&arena, name), name))
            fail_msg("« %.*s » is not found", (int)name.n, name.p);
        arena_clear(&arena);
    }
}

/* One letter left out, added, replaced, or swapped with the next. */
static const char *mistaken(struct str s, uint64_t *seed)
{
    size_t at = next(seed) % s.n;
    char letter = (char)('a' + next(seed) % 26);
    int n = (int)at;
    switch (next(seed) % 4) {
    case 0:
        return arena_printf(&arena, "%.*s%s", n, s.p, str_dup(&arena, str_sub(s, at + 1, s.n)));
    case 1:
        return arena_printf(&arena, "%.*s%c%.*s", n, s.p, letter, (int)s.n - n, s.p + at);
    case 2:
        return arena_printf(&arena, "%.*s%c%.*s", n, s.p, letter, (int)s.n - n - 1, s.p + at + 1);
    default:
        at = at + 1 < s.n ? at : 0;
        n = (int)at;
        return arena_printf(&arena, "%.*s%c%c%.*s", n, s.p, s.p[at + 1], s.p[at], (int)s.n - n - 2,
                            s.p + at + 2);
    }
}

static void every_name_with_a_mistake_is_found(void **state)
{
    (void)state;
    uint64_t seed = 2021;
    size_t tried = 0, found = 0;
    for (size_t i = 0; i < territory_count(TERRITORY_COMMUNE); i++) {
        struct str name = text_fold(&arena, str_of(territory_at(TERRITORY_COMMUNE, i).name));
        if (name.n >= 4) {
            tried++;
            found += finds_its_like(mistaken(name, &seed), name);
        }
        arena_clear(&arena);
    }
    print_message("with a mistake: %zu of %zu found (%.2f %%)\n", found, tried,
                  100.0 * (double)found / (double)tried);
    assert_true(tried > 34800 && found * 100 >= tried * 97);
}

/* ---- the address ---- */

static struct harness h;

static int open_it(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", false);
    return 0;
}

static int close_it(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static void a_field_asks_while_one_types(void **state)
{
    (void)state;
    struct reply a = harness_get(&h, "/territoires.json?q=pointe+%C3%A0+pitre");
    assert_int_equal(a.status, 200);
    assert_string_equal(a.type, "application/json; charset=utf-8");
    assert_string_equal(a.body, "[{\"code\":\"commune-97120\",\"label\":\"Pointe-à-Pitre "
                                "(Guadeloupe, 97110)\",\"kind\":\"commune\"}]");
    assert_string_equal(reply_header(&a, "Cache-Control"), "public, max-age=3600");
    assert_string_equal(reply_header(&a, "Vary"), "Accept-Language, Cookie");
    assert_int_equal(a.statements, 0);
    a = harness_get(&h, "/en/territoires.json?q=germany");
    assert_contains(a.body, "\"label\":\"Germany (country)\"");
    a = harness_get(&h, "/territoires.json?q=saint");
    size_t n = 0;
    for (const char *p = a.body; (p = strstr(p, "\"code\"")); p++)
        n++;
    assert_int_equal(n, SHOWN);
    assert_string_equal(harness_get(&h, "/territoires.json").body, "[]");
    assert_string_equal(harness_get(&h, "/territoires.json?q=xqzv").body, "[]");
}

static void an_address_refuses_what_is_not_a_name(void **state)
{
    (void)state;
    char target[200] = "/territoires.json?q=";
    size_t n = strlen(target);
    memset(target + n, 's', 100);
    assert_int_equal(harness_get(&h, target).status, 200);
    target[n + 100] = 's';
    assert_int_equal(harness_get(&h, target).status, 413);
    assert_int_equal(harness_get(&h, "/territoires.json?q=%FF").status, 400);
    assert_int_equal(harness_get(&h, "/territoires.json?q=a%00b").status, 400);
    assert_int_equal(harness_send(&h, "POST", "/territoires.json", NULL, "q=paris").status, 405);
}

#define test(f) cmocka_unit_test_teardown(f, clear)

int main(void)
{
    const struct CMUnitTest tests[] = {
        test(there_is_everybody),
        test(every_overseas_territory_is_there),
        test(an_island_may_keep_another_hour),
        test(a_code_is_of_one_kind),
        test(every_code_leads_back),
        test(counts_by_region_leave_nobody_out),
        test(a_territory_knows_its_ancestors),
        test(a_name_is_found_however_it_is_typed),
        test(words_come_in_any_order),
        test(one_mistake_is_understood),
        test(numbers_are_codes),
        test(what_a_label_shows_narrows),
        test(homonyms_are_told_apart),
        test(the_better_match_comes_first),
        test(what_is_not_a_territory_finds_nothing),
        test(odd_text_does_no_harm),
        test(no_more_than_asked_for_and_none_twice),
        test(a_label_says_which),
        test(no_two_have_one_label),
        test(what_is_clear_is_taken),
        test(several_are_shown_best_first),
        test(a_label_leads_back),
        test(every_name_without_accents_is_found),
        test(every_name_with_a_mistake_is_found),
        cmocka_unit_test_setup_teardown(a_field_asks_while_one_types, open_it, close_it),
        cmocka_unit_test_setup_teardown(an_address_refuses_what_is_not_a_name, open_it, close_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
