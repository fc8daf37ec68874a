/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The demonstration's people: who they are, what they hold; and the list of who takes part. */
#include "harness.h"

#include "base/text.h"
#include "mail/mail.h"
#include "meeting/demo_people.h"
#include "meeting/registration/registration.h"
#include "network/network.h"

#include <ctype.h>
#include <stdlib.h>

#define SLUG "2021-economie-de-l-alliance"
#define START "2021-07-05T09:00"
#define UNTIL 1625468400 /* the same instant */

/* ---- what the tests read ----------------------------------------------------------------- */

static const struct stmt rows_all = {
    "SELECT id, token, ticket, given_name, family_name, email, ecosystem, territory, state, demo,"
    " CASE WHEN list_consent_words IS NULL THEN 0 ELSE 1 END, created_at, organisation"
    " FROM registration ORDER BY id",
    "", "ittttttttiiiT"};
#define CLAIMS(state)                                                                              \
    "(SELECT count(*) FROM seat_claim WHERE pool_id = seat_pool.id AND state = '" state "')"
static const struct stmt wrong_counts = {
    "SELECT count(*) FROM seat_pool WHERE taken - offered <> " CLAIMS("confirmed") //
    " OR offered <> " CLAIMS("offered") " OR waiting <> " CLAIMS("waiting"),
    "", "i"};
static const struct stmt over_full = {"SELECT count(*) FROM seat_pool WHERE taken > seats", "",
                                      "i"};
static const struct stmt empty_seats = {
    "SELECT count(*) FROM seat_pool WHERE waiting > 0 AND (seats IS NULL OR taken < seats)", "",
    "i"};
static const struct stmt offers = {
    "SELECT count(*), min(offered_until), max(offered_until) FROM seat_claim"
    " WHERE state = 'offered'",
    "", "iII"};
static const struct stmt *const statements[] = {&rows_all, &wrong_counts, &over_full, &empty_seats,
                                                &offers};
static const struct store_schema schema = {.statements = statements,
                                           .n_statements = ARRAY_LEN(statements)};
static const struct module readers = {.name = "readers", .schema = &schema};
enum column {
    ID,
    TOKEN,
    TICKET,
    GIVEN,
    FAMILY,
    EMAIL,
    ECOSYSTEM,
    TERRITORY,
    STATE,
    DEMO,
    AGREES,
    AT,
    ORGANISATION
};

#define LINE "<li>\n<span><b>"

static struct harness h;
static struct rows people; /* as stored, by id */

static struct rows read_all(struct harness *x, const struct stmt *stmt)
{
    struct rows r = {0};
    assert_int_equal(db_begin_read(x->worker->db), OK);
    assert_int_equal(db_query(x->worker->db, &x->arena, stmt, NO_PARAMS, &r), OK);
    db_end_read(x->worker->db);
    return r;
}

static int64_t number(const struct stmt *stmt)
{
    struct rows r = read_all(&h, stmt);
    return row_int(&r, 0, 0);
}

static int open_demo(void **state)
{
    (void)state;
    harness_extra = &readers;
    harness_open(&h, START, true);
    people = read_all(&h, &rows_all);
    return 0;
}

static int close_demo(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static bool is(size_t row, enum column c, const char *word)
{
    return strcmp(row_text(&people, row, c), word) == 0;
}

/* ---- who they are ------------------------------------------------------------------------ */

static void they_are_always_the_same(void **state)
{
    struct arena a = ARENA_INIT;
    (void)state;
    const struct demo_person *one = demo_people(&a, UNTIL), *two = demo_people(&a, UNTIL);
    for (size_t i = 0; i < DEMO_PEOPLE; i++) {
        assert_string_equal(one[i].draft.email, two[i].draft.email);
        assert_string_equal(one[i].token, two[i].token);
        assert_string_equal(one[i].ticket, two[i].ticket);
        assert_int_equal(one[i].registers_at, two[i].registers_at);
        assert_int_equal(one[i].cancels_at, two[i].cancels_at);
        assert_int_equal(one[i].n_wishes, two[i].n_wishes);
        assert_int_equal(one[i].draft.modality, two[i].draft.modality);
    }
    arena_free(&a);
}

static void they_come_one_after_the_other_in_three_weeks(void **state)
{
    struct arena a = ARENA_INIT;
    (void)state;
    const struct demo_person *p = demo_people(&a, UNTIL);
    for (size_t i = 0; i < DEMO_PEOPLE; i++) {
        assert_true(p[i].registers_at >= (i ? p[i - 1].registers_at : UNTIL - 21 * 86400));
        assert_true(p[i].registers_at < UNTIL);
        if (p[i].cancels_at != NO_INSTANT)
            assert_true(p[i].cancels_at > p[i].registers_at && p[i].cancels_at < UNTIL);
    }
    arena_free(&a);
}

static void a_second_network_has_the_same(void **state)
{
    struct harness other;
    (void)state;
    harness_open(&other, "2021-07-12T09:20", true); /* later that month */
    struct rows again = read_all(&other, &rows_all);
    assert_int_equal(again.n, people.n);
    for (size_t i = 0; i < people.n; i++) {
        assert_int_equal(row_int(&again, i, ID), row_int(&people, i, ID));
        assert_string_equal(row_text(&again, i, TOKEN), row_text(&people, i, TOKEN));
        assert_string_equal(row_text(&again, i, EMAIL), row_text(&people, i, EMAIL));
        assert_string_equal(row_text(&again, i, STATE), row_text(&people, i, STATE));
        assert_int_equal(row_int(&again, i, AT), row_int(&people, i, AT));
    }
    harness_close(&other);
}

static void starting_again_adds_nobody(void **state)
{
    const char *why = "";
    (void)state;
    assert_int_equal(meeting_module.demo(&h.app, &h.arena, &why), OK);
    assert_int_equal(read_all(&h, &rows_all).n, DEMO_PEOPLE);
}

static size_t from(const char *region)
{
    size_t n = 0;
    for (size_t i = 0; i < people.n; i++) {
        struct territory t;
        assert_int_equal(territory_by_code(row_text(&people, i, TERRITORY), &t), OK);
        n += strcmp(t.code, region) == 0 || (t.region && strcmp(t.region, region) == 0);
    }
    return n;
}

static void every_region_and_collectivity_is_there(void **state)
{
    static const char *const abroad[] = {"pays-BE", "pays-CH", "pays-CA", "pays-SN"};
    (void)state;
    assert_int_equal(people.n, DEMO_PEOPLE);
    assert_int_equal(territory_count(TERRITORY_REGION), 18);
    for (size_t i = 0; i < territory_count(TERRITORY_REGION); i++)
        assert_true(from(territory_at(TERRITORY_REGION, i).code) >= 4);
    for (size_t i = 0; i < territory_count(TERRITORY_COM); i++) {
        const char *code = territory_at(TERRITORY_COM, i).code;
        if ((from(code) > 0) == (strcmp(code, "com-989") == 0)) /* nobody lives on Clipperton */
            fail_msg("%s: %zu people", code, from(code));
    }
    for (size_t i = 0; i < ARRAY_LEN(abroad); i++)
        assert_true(from(abroad[i]) >= 2);
    assert_true(from("region-11") > from("region-94")); /* by population */
}

static void every_ecosystem_is_there(void **state)
{
    (void)state;
    for (size_t e = 0; e < n_ecosystems; e++) {
        size_t n = 0;
        for (size_t i = 0; i < people.n; i++)
            n += is(i, ECOSYSTEM, ecosystems[e].word);
        if (n < 20 || n > 100)
            fail_msg("%s: %zu people", ecosystems[e].word, n);
    }
}

static const char *name_of(size_t i)
{
    return arena_printf(&h.arena, "%s|%s", row_text(&people, i, GIVEN),
                        row_text(&people, i, FAMILY));
}

static void nobody_is_there_twice(void **state)
{
    size_t same_name = 0, one_name = 0;
    (void)state;
    for (size_t i = 0; i < people.n; i++) {
        one_name += !*row_text(&people, i, GIVEN) || !*row_text(&people, i, FAMILY);
        for (size_t k = 0; k < i; k++) {
            if (strcmp(name_of(i), name_of(k)) != 0)
                continue;
            same_name++;
            assert_string_not_equal(row_text(&people, i, EMAIL), row_text(&people, k, EMAIL));
            assert_string_not_equal(row_text(&people, i, ORGANISATION),
                                    row_text(&people, k, ORGANISATION));
        }
    }
    assert_int_equal(same_name, 1);
    assert_int_equal(one_name, 1);
}

static void addresses_reach_nobody(void **state)
{
    (void)state;
    for (size_t i = 0; i < people.n; i++) {
        const char *s = row_text(&people, i, EMAIL), *at = strchr(s, '@');
        assert_true(at && at > s && at - s <= 64 && !strchr(at + 1, '@'));
        assert_true(strlen(at + 1) > 8 && strcmp(s + strlen(s) - 8, ".example") == 0);
        assert_true(strlen(at + 1) - 8 <= 63); /* RFC 1035 2.3.4: a label */
        for (; *s; s++)
            assert_true(islower((unsigned char)*s) || isdigit((unsigned char)*s) ||
                        strchr(".-@", *s));
    }
}

/* ---- what they hold ---------------------------------------------------------------------- */

static size_t in_state(const char *word)
{
    size_t n = 0;
    for (size_t i = 0; i < people.n; i++)
        n += is(i, STATE, word);
    return n;
}

static void all_are_marked_and_every_state_shows(void **state)
{
    (void)state;
    for (size_t i = 0; i < people.n; i++)
        assert_int_equal(row_int(&people, i, DEMO), 1);
    assert_int_equal(in_state("cancelled"), 11);
    assert_int_equal(in_state("offered"), 1);
    assert_true(in_state("waiting") >= 2 && in_state("waiting") <= 12);
    assert_true(in_state("confirmed") >= 320);
}

static void the_counts_agree_with_the_claims(void **state)
{
    (void)state;
    assert_int_equal(number(&wrong_counts), 0);
    assert_int_equal(number(&over_full), 0);
    assert_int_equal(number(&empty_seats), 0);
}

static void the_room_and_two_workshops_are_full(void **state)
{
    struct event e;
    const struct pool *pools;
    size_t n, full = 0, nearly = 0;
    (void)state;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(event_by_slug(h.worker->db, &h.arena, SLUG, &e), OK);
    assert_int_equal(pools_of_event(h.worker->db, &h.arena, e.id, &pools, &n), OK);
    db_end_read(h.worker->db);
    for (size_t i = 0; i < n; i++) {
        const struct seats *s = &pools[i].s;
        if (pools[i].of_event && pools[i].modality == MODALITY_ONSITE)
            assert_int_equal(s->seats, 120);
        if (pools[i].of_event && pools[i].modality == MODALITY_REMOTE)
            assert_int_equal(s->seats, SEATS_NO_LIMIT);
        full += !pools[i].of_event && s->waiting > 0 && seats_free(s) == 0;
        nearly += !pools[i].of_event && !s->waiting && seats_free(s) > 0 && seats_free(s) <= 8;
    }
    assert_int_equal(full, 2);
    assert_int_equal(nearly, 1);
}

static void a_few_offers_wait_for_an_answer(void **state)
{
    (void)state;
    struct rows r = read_all(&h, &offers);
    assert_int_equal(row_int(&r, 0, 0), 3);
    assert_true(row_int(&r, 0, 1) > UNTIL);
    assert_true(row_int(&r, 0, 2) < UNTIL + 2 * 86400);
}

static void the_outbox_tells_of_the_last_ones(void **state)
{
    struct mail_row *rows;
    size_t n;
    (void)state;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_rows(h.worker->db, &h.arena, 0, 500, &rows, &n), OK);
    db_end_read(h.worker->db);
    assert_true(n >= 12 && n <= 24);
    for (size_t i = 0; i + 1 < n; i++) {
        assert_true(rows[i].created_at >= rows[i + 1].created_at);
        assert_true(rows[i].created_at > UNTIL - 4 * 86400);
    }
}

static void the_form_says_what_is_left(void **state)
{
    (void)state;
    const char *body = harness_get(&h, "/rencontres/" SLUG "/inscription").body;
    assert_contains(body, "liste d’attente</span>");    /* on site */
    assert_contains(body, "liste d’attente)</option>"); /* a workshop */
    assert_contains(body, " places)</option>");
}

/* ---- the list ---------------------------------------------------------------------------- */

static const char *list_of(const char *token, const char *query)
{
    return arena_printf(&h.arena, "/inscriptions/%s/participants%s", token, query);
}

static size_t first_in(const char *word, bool agrees)
{
    for (size_t i = 0; i < people.n; i++)
        if (is(i, STATE, word) && row_int(&people, i, AGREES) == agrees)
            return i;
    fail_msg("nobody is %s", word);
    return 0;
}

static const char *mine(void)
{
    return row_text(&people, first_in("confirmed", true), TOKEN);
}

/* All pages, one after the other. */
static const char *whole_list(const char *token, size_t *pages)
{
    struct buf all = BUF_INIT(1 << 20);
    const char *query = "";
    *pages = 0;
    while (query && ++*pages < 20) {
        struct reply a = harness_get(&h, list_of(token, query));
        assert_int_equal(a.status, 200);
        const char *from = strstr(a.body, "<ul class=\"people\">"), *to = strstr(from, "</ul>");
        buf_puts(&all, arena_strndup(&h.arena, from, (size_t)(to - from)));
        const char *next = strstr(a.body, "apres=");
        query = next ? arena_printf(&h.arena, "?%.*s", (int)strcspn(next, "\""), next) : NULL;
    }
    const char *text = arena_strdup(&h.arena, buf_str(&all));
    buf_free(&all);
    return text;
}

static size_t times(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        n++;
    return n;
}

static const char *shown(size_t i)
{
    const char *family = row_text(&people, i, FAMILY), *given = row_text(&people, i, GIVEN);
    return *family ? arena_printf(&h.arena, "<b>%s</b> %s</span>", family, given)
                   : arena_printf(&h.arena, "<b>%s</b></span>", given);
}

static void those_who_agreed_and_have_a_seat_are_listed(void **state)
{
    size_t pages, listed = 0;
    (void)state;
    const char *list = whole_list(mine(), &pages);
    for (size_t i = 0; i < people.n; i++) {
        bool expected = is(i, STATE, "confirmed") && row_int(&people, i, AGREES);
        listed += expected;
        if (!times(list, shown(i)) == expected && times(list, shown(i)) < 2)
            fail_msg("%s (%s): %s", name_of(i), row_text(&people, i, STATE),
                     expected ? "missing" : "should not be listed");
    }
    assert_int_equal(times(list, "<li>"), listed);
    assert_int_equal(pages, (listed + 49) / 50);
    assert_contains(harness_get(&h, list_of(mine(), "")).body,
                    arena_printf(&h.arena, "%zu personnes", listed));
}

static void the_list_is_alphabetical(void **state)
{
    size_t pages;
    struct str before = {"", 0};
    (void)state;
    const char *list = whole_list(mine(), &pages);
    for (const char *at = list; (at = strstr(at, LINE)) || (at = NULL);) {
        at += strlen(LINE);
        const char *name = arena_strndup(&h.arena, at, strcspn(at, "<"));
        struct str key = text_sort_key(&h.arena, "fr", str_of(name));
        size_t n = key.n < before.n ? key.n : before.n;
        if (memcmp(before.p, key.p, n) > 0)
            fail_msg("%s is out of order", name);
        before = key;
    }
    assert_true(before.n > 0);
}

static void addresses_are_neither_shown_nor_guessed(void **state)
{
    size_t pages;
    (void)state;
    assert_lacks(whole_list(mine(), &pages), "@");
    assert_lacks(whole_list(mine(), &pages), ".example");
    struct reply a = harness_get(&h, list_of(mine(), "?q=.example"));
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "Personne ne correspond");
    assert_lacks(a.body, "<ul class=\"people\">");
}

static void a_search_needs_no_accents(void **state)
{
    (void)state;
    struct reply a = harness_get(&h, list_of(mine(), "?q=REUNION"));
    assert_contains(a.body, "(La Réunion, 97");
    assert_lacks(a.body, "(Guadeloupe, 97");
    assert_contains(a.body, "value=\"REUNION\"");
    a = harness_get(&h, list_of(mine(), "?q=saint+reunion"));
    assert_contains(a.body, "(La Réunion, 97");
    a = harness_get(&h, list_of(mine(), "?q=ville")); /* more than a page has */
    assert_contains(a.body, "</li>");
    char *long_text = arena_alloc(&h.arena, 200);
    memset(long_text, 'a', 130);
    a = harness_get(&h, list_of(mine(), arena_printf(&h.arena, "?q=%s", long_text)));
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "id=\"q-erreur\"");
    assert_contains(a.body, long_text);
}

static void a_search_goes_on_over_its_pages(void **state)
{
    (void)state;
    struct reply a = harness_get(&h, list_of(mine(), "?q=e"));
    const char *next = strstr(a.body, "?q=e&amp;apres=");
    assert_non_null(next);
    next = arena_printf(&h.arena, "?q=e&apres=%.*s", (int)strcspn(next + 15, "\""), next + 15);
    struct reply b = harness_get(&h, list_of(mine(), next));
    assert_int_equal(times(b.body, "<b>") > 10, true);
    assert_contains(b.body, "Début de la liste");
    const char *name = strstr(a.body, LINE);
    name = arena_strndup(&h.arena, name, strlen(LINE) + strcspn(name + strlen(LINE), "\n"));
    assert_lacks(b.body, name);
}

static void it_is_for_who_is_registered(void **state)
{
    (void)state;
    assert_int_equal(harness_get(&h, list_of("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "")).status, 404);
    const char *gone = row_text(&people, first_in("cancelled", true), TOKEN);
    struct reply a = harness_get(&h, list_of(gone, ""));
    assert_int_equal(a.status, 403);
    assert_lacks(a.body, "class=\"people\"");
    assert_lacks(harness_get(&h, arena_printf(&h.arena, "/inscriptions/%s", gone)).body,
                 "/participants");
    const char *waits = row_text(&people, first_in("waiting", true), TOKEN);
    a = harness_get(&h, list_of(waits, ""));
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "quand votre place sera confirmée");
    a = harness_get(&h, list_of(mine(), ""));
    assert_false(a.cacheable);
    assert_contains(a.body, "noindex");
    assert_contains(harness_get(&h, arena_printf(&h.arena, "/inscriptions/%s", mine())).body,
                    "/participants\"");
}

/* Registers at a small meeting of its own; the private page's token. */
static const char *elsewhere(const char *name, const char *more)
{
    struct reply a = harness_send(
        &h, "POST", "/rencontres/ailleurs/inscription", NULL,
        arena_printf(&h.arena, "family_name=%s&email=%s%%40example.org&modality=onsite%s", name,
                     name, more));
    assert_int_equal(a.status, 303);
    return reply_header(&a, "Location") + strlen("/inscriptions/");
}

static void another_meetings_people_stay_apart(void **state)
{
    (void)state;
    harness_import(&h, "ailleurs",
                   "Ailleurs\n14 juillet 2021, en présentiel\n9h – 10h : Accueil\n");
    const char *token = elsewhere("Seul", "&consent_list=1");
    const int64_t theirs = row_int(&people, first_in("confirmed", true), ID);
    const char *queries[] = {"", "?apres=1",
                             arena_printf(&h.arena, "?apres=%lld", (long long)theirs), "?apres=x",
                             "?q=a&apres=99999999"};
    for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
        struct reply a = harness_get(&h, list_of(token, queries[i]));
        assert_int_equal(a.status, 200);
        assert_int_equal(times(a.body, "<li>\n<span>"), i < 4);
    }
    assert_lacks(harness_get(&h, list_of(mine(), "?q=seul")).body, "<b>Seul</b>");
}

static void one_or_350_run_the_same_statements(void **state)
{
    (void)state;
    const char *few = elsewhere("Deuxieme", "");
    assert_int_equal(harness_get(&h, list_of(few, "")).statements,
                     harness_get(&h, list_of(mine(), "")).statements);
    assert_int_equal(harness_get(&h, list_of(few, "?q=e")).statements,
                     harness_get(&h, list_of(mine(), "?q=e")).statements);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_are_always_the_same),
        cmocka_unit_test(they_come_one_after_the_other_in_three_weeks),
        cmocka_unit_test(a_second_network_has_the_same),
        cmocka_unit_test(starting_again_adds_nobody),
        cmocka_unit_test(every_region_and_collectivity_is_there),
        cmocka_unit_test(every_ecosystem_is_there),
        cmocka_unit_test(nobody_is_there_twice),
        cmocka_unit_test(addresses_reach_nobody),
        cmocka_unit_test(all_are_marked_and_every_state_shows),
        cmocka_unit_test(the_counts_agree_with_the_claims),
        cmocka_unit_test(the_room_and_two_workshops_are_full),
        cmocka_unit_test(a_few_offers_wait_for_an_answer),
        cmocka_unit_test(the_outbox_tells_of_the_last_ones),
        cmocka_unit_test(the_form_says_what_is_left),
        cmocka_unit_test(those_who_agreed_and_have_a_seat_are_listed),
        cmocka_unit_test(the_list_is_alphabetical),
        cmocka_unit_test(addresses_are_neither_shown_nor_guessed),
        cmocka_unit_test(a_search_needs_no_accents),
        cmocka_unit_test(a_search_goes_on_over_its_pages),
        cmocka_unit_test(it_is_for_who_is_registered),
        cmocka_unit_test(another_meetings_people_stay_apart),
        cmocka_unit_test(one_or_350_run_the_same_statements),
    };
    return cmocka_run_group_tests(tests, open_demo, close_demo);
}
