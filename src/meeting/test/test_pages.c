/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The public pages through the dispatcher: what they show, what they refuse, what the cache may
 * keep. */
#include "harness.h"

#include <stdio.h>

#define MEETING "/rencontres/2021-economie-de-l-alliance"

static struct harness h;

static int open_demo(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", true);
    return 0;
}

static int close_demo(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static void the_portal_shows_the_next_meeting(void **state)
{
    (void)state;
    struct reply a = harness_get(&h, "/");
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "économie de l’alliance");
    assert_contains(a.body, "Dans 7 jours");
}

static void the_list_has_all_three(void **state)
{
    (void)state;
    struct reply a = harness_get(&h, "/rencontres");
    assert_int_equal(a.status, 200);
    assert_contains(a.body, MEETING "\"");
    assert_contains(a.body, "26 juin 2019");
    assert_contains(a.body, "8 juillet 2020");
}

static void the_meeting_says_its_modality(void **state)
{
    (void)state;
    struct reply a = harness_get(&h, MEETING);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "À distance, sur place à confirmer");
    assert_contains(a.body, "undi 12 juillet 2021");
    assert_contains(a.body, "Quelles richesses humaines mobiliser");
    assert_contains(a.body, "OnlineEventAttendanceMode");
}

static void the_programme_has_every_session(void **state)
{
    static const char *const parts[] = {"Propos introductifs",      "Forum politique",
                                        "La preuve en Actes",       "récit",
                                        "Pause déjeuner",           "Les avancées en un an",
                                        "richesses humaines",       "leviers financiers",
                                        "alliances stratégiques",   "Retour des Ateliers",
                                        "Conclusions de la journée"};
    (void)state;
    struct reply a = harness_get(&h, MEETING "/programme");
    assert_int_equal(a.status, 200);
    for (size_t i = 0; i < ARRAY_LEN(parts); i++)
        assert_contains(a.body, parts[i]);
}

static void hours_follow_the_visitors_zone(void **state)
{
    const struct http_field cookie[] = {{"Cookie", "fuseau=America/Guadeloupe"}, {NULL, NULL}};
    (void)state;
    struct reply a = harness_send(&h, "GET", MEETING "/programme", cookie, "");
    assert_contains(a.body, "3\u00a0h");
    assert_contains(a.body, "Paris − 6\u00a0h");
    assert_true(a.zone_matters);
    const struct http_field wrong[] = {{"Cookie", "fuseau=Nulle/Part"}, {NULL, NULL}};
    assert_lacks(harness_send(&h, "GET", MEETING "/programme", wrong, "").body, "Paris −");
}

static void a_session_has_its_page(void **state)
{
    (void)state;
    struct reply a = harness_get(&h, MEETING "/programme/pause");
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "Pause");
    assert_int_equal(harness_get(&h, MEETING "/programme/pause.ics").status, 200);
}

static void numbers_lead_to_editions(void **state)
{
    (void)state;
    struct reply a = harness_get(&h, "/rencontres/7");
    assert_int_equal(a.status, 302);
    assert_string_equal(reply_header(&a, "Location"), MEETING);
    assert_int_equal(harness_get(&h, "/rencontres/99").status, 404);
}

static void english_is_served_under_its_address(void **state)
{
    (void)state;
    struct reply a = harness_get(&h, "/en" MEETING "/programme");
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "<html lang=\"en\"");
    assert_contains(a.body, "Monday 12 July 2021");
    assert_contains(a.body, "href=\"/en/rencontres\"");
    const struct http_field english[] = {{"Accept-Language", "en-GB,en;q=0.8"}, {NULL, NULL}};
    assert_contains(harness_send(&h, "GET", MEETING, english, "").body, "<html lang=\"en\"");
}

static void what_is_not_there_is_404(void **state)
{
    static const char *const targets[] = {"/nulle-part",
                                          "/rencontres/inconnue",
                                          "/rencontres/inconnue/programme",
                                          MEETING "/inscriptio",
                                          MEETING "/programme/rien",
                                          MEETING "/programme/rien.ics",
                                          "/rencontres/inconnue/programme.ics",
                                          "/rencontres/inconnue/programme.json",
                                          "/rencontres/inconnue/programme.xml",
                                          "/rencontres/inconnue/programme.csv",
                                          "/rencontres/inconnue/programme.pdf",
                                          "/langue/de"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        struct reply a = harness_get(&h, targets[i]);
        if (a.status != 404)
            fail_msg("%s: %d", targets[i], a.status);
        assert_contains(a.body, "n’existe pas");
        assert_false(a.cacheable);
    }
}

static void every_answer_is_protected(void **state)
{
    (void)state;
    const struct reply all[] = {harness_get(&h, "/"), harness_get(&h, "/nulle-part"),
                                harness_get(&h, MEETING "/programme.ics")};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        assert_contains(reply_header(&all[i], "Content-Security-Policy"), "default-src 'none'");
        assert_string_equal(reply_header(&all[i], "X-Content-Type-Options"), "nosniff");
    }
}

static void a_wrong_method_says_which_are_right(void **state)
{
    (void)state;
    struct reply a = harness_send(&h, "POST", "/rencontres", NULL, "");
    assert_int_equal(a.status, 405);
    assert_string_equal(reply_header(&a, "Allow"), "GET, HEAD");
}

static void programs_get_problem_documents(void **state)
{
    const struct http_field json[] = {{"Accept", "application/json"}, {NULL, NULL}};
    (void)state;
    struct reply a = harness_send(&h, "GET", "/nulle-part", json, "");
    assert_int_equal(a.status, 404);
    assert_contains(a.type, "application/problem+json");
    assert_contains(a.body, "\"status\":404");
}

static void the_zone_is_remembered(void **state)
{
    (void)state;
    struct reply a = harness_get(&h, "/fuseau?fuseau=Pacific%2FWallis&retour=%2Frencontres");
    assert_int_equal(a.status, 303);
    assert_string_equal(reply_header(&a, "Location"), "/rencontres");
    assert_contains(reply_header(&a, "Set-Cookie"), "fuseau=Pacific/Wallis;");
    assert_int_equal(harness_get(&h, "/fuseau?fuseau=Nulle%2FPart").status, 422);
    assert_int_equal(
        harness_get(&h, "/fuseau?fuseau=Europe%2FParis&retour=%2F%2Fevil.example").status, 400);
    assert_int_equal(
        harness_get(&h, "/fuseau?fuseau=Europe%2FParis&retour=https%3A%2F%2Fevil").status, 400);
    static const char *const away[] = {"%2F%0A%2Fx",         "%2F%0D",   "%2F%09%2Fevil.example",
                                       "%2F%5Cevil.example", "%2Fa%20b", "",
                                       "rencontres"};
    for (size_t i = 0; i < ARRAY_LEN(away); i++) {
        char target[100];
        snprintf(target, sizeof target, "/fuseau?fuseau=Europe%%2FParis&retour=%s", away[i]);
        struct reply refused = harness_get(&h, target);
        assert_int_equal(refused.status, 400);
        assert_null(reply_header(&refused, "Set-Cookie"));
    }
    assert_int_equal(harness_get(&h, "/langue/en?retour=/%0Ax").status, 400);
    assert_int_equal(harness_get(&h, "/fuseau?fuseau=%ff").status, 400);
    assert_contains(harness_get(&h, "/fuseau").body, "Pacific/Wallis");
}

/* ---- what the page cache may keep -------------------------------------------------------- */

static void pages_are_kept_until_they_would_change(void **state)
{
    (void)state;
    assert_true(harness_get(&h, "/mentions-legales").cacheable);
    struct reply a = harness_get(&h, MEETING "/programme");
    assert_true(a.cacheable);
    int64_t now = clock_now(&h.app.clock);
    assert_true(a.fresh_until > now);
    assert_true(a.fresh_until <= now + 86400); /* "Dans 7 jours" changes at midnight */
    assert_false(harness_get(&h, "/fuseau").cacheable);
    assert_true(a.res.made_from.n >= 5);
}

static void now_is_marked_on_the_day(void **state)
{
    struct harness day;
    (void)state;
    harness_open(&day, "2021-07-12T09:20", true);
    struct reply a = harness_get(&day, MEETING "/programme");
    assert_contains(a.body, "En ce moment");
    assert_contains(a.body, "aria-current=\"time\"");
    assert_true(a.fresh_until <= clock_now(&day.app.clock) + 25 * 60);
    harness_close(&day);
    harness_open(&day, "2021-07-12T08:30", true); /* before the first: kept until it starts */
    a = harness_get(&day, MEETING "/programme");
    assert_lacks(a.body, "aria-current=\"time\"");
    assert_true(a.fresh_until <= clock_now(&day.app.clock) + 30 * 60);
    harness_close(&day);
}

/* ---- importing again --------------------------------------------------------------------- */

static const char *const first = "Journée d'essai\n\nMardi 4 mars 2025\n\n9h00 – 9h30 : Ouverture\n"
                                 "9h30 – 10h30 : Table ronde sur l'eau\n10h30 – 11h00 : Pause\n";
static const char *const later = "Journée d'essai\n\nMardi 4 mars 2025\n\n9h00 – 9h30 : Ouverture\n"
                                 "9h45 – 10h45 : Table ronde sur l'eau\n10h45 – 11h30 : Débat\n";

static void a_session_keeps_its_entry_when_it_moves(void **state)
{
    (void)state;
    harness_import(&h, "essai", first);
    struct reply before = harness_get(&h, "/rencontres/essai/programme/table-ronde-sur-l-eau.ics");
    assert_int_equal(before.status, 200);
    assert_contains(before.body, "SEQUENCE:0");
    const char *uid = strstr(before.body, "UID:");
    char line[80];
    snprintf(line, sizeof line, "%.40s", uid);
    harness_import(&h, "essai", later);
    struct reply after = harness_get(&h, "/rencontres/essai/programme/table-ronde-sur-l-eau.ics");
    assert_contains(after.body, "SEQUENCE:1");
    assert_contains(after.body, line);
    assert_contains(after.body, "T094500");
    assert_contains(harness_get(&h, "/rencontres/essai/programme/ouverture.ics").body,
                    "SEQUENCE:0");
    assert_int_equal(harness_get(&h, "/rencontres/essai/programme/pause").status, 404);
}

static void words_of_a_document_stay_words(void **state)
{
    (void)state;
    harness_import(&h, "mechant",
                   "Journée <script>alert(1)</script>\n\nMardi 4 mars 2025\n\n"
                   "9h – 10h : Exposé \"><img src=x onerror=alert(1)> (Salle <b>1</b>)\n"
                   "[lien](javascript:alert(1)) et </script><script>alert(2)</script>\n"
                   "10h – 11h : =HYPERLINK(\"http://evil\")\n");
    static const char *const pages[] = {"/rencontres/mechant", "/rencontres/mechant/programme",
                                        "/rencontres", "/rencontres.atom"};
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        struct reply a = harness_get(&h, pages[i]);
        assert_int_equal(a.status, 200);
        assert_lacks(a.body, "<script>alert");
        assert_lacks(a.body, "<img src=x");
        assert_lacks(a.body, "href=\"javascript:");
    }
    assert_lacks(harness_get(&h, "/rencontres/mechant/programme.csv").body, ",=HYPERLINK");
}

/* ---- a constant number of statements ----------------------------------------------------- */

static void import_many(int sessions, const char *slug)
{
    struct buf b = BUF_INIT(1 << 20);
    buf_puts(&b, "Journée d'essai\n\nMardi 4 mars 2025\n\n");
    for (int i = 0; i < sessions; i++)
        buf_printf(&b, "%dh%02d – %dh%02d : Présentation numéro %d\n", 8 + i / 4, i % 4 * 15,
                   8 + (i + 1) / 4, (i + 1) % 4 * 15, i);
    harness_import(&h, slug, buf_str(&b));
    buf_free(&b);
}

static void lists_run_as_many_statements_for_1_as_for_30(void **state)
{
    (void)state;
    import_many(1, "petit");
    import_many(30, "grand");
    assert_int_equal(harness_get(&h, "/rencontres/petit/programme").statements,
                     harness_get(&h, "/rencontres/grand/programme").statements);
    unsigned before = harness_get(&h, "/rencontres").statements;
    for (int i = 0; i < 30; i++) {
        char slug[16];
        snprintf(slug, sizeof slug, "liste-%d", i);
        import_many(1, slug);
    }
    assert_int_equal(harness_get(&h, "/rencontres").statements, before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_portal_shows_the_next_meeting),
        cmocka_unit_test(the_list_has_all_three),
        cmocka_unit_test(the_meeting_says_its_modality),
        cmocka_unit_test(the_programme_has_every_session),
        cmocka_unit_test(hours_follow_the_visitors_zone),
        cmocka_unit_test(a_session_has_its_page),
        cmocka_unit_test(numbers_lead_to_editions),
        cmocka_unit_test(english_is_served_under_its_address),
        cmocka_unit_test(what_is_not_there_is_404),
        cmocka_unit_test(every_answer_is_protected),
        cmocka_unit_test(a_wrong_method_says_which_are_right),
        cmocka_unit_test(programs_get_problem_documents),
        cmocka_unit_test(the_zone_is_remembered),
        cmocka_unit_test(pages_are_kept_until_they_would_change),
        cmocka_unit_test(now_is_marked_on_the_day),
        cmocka_unit_test(a_session_keeps_its_entry_when_it_moves),
        cmocka_unit_test(words_of_a_document_stay_words),
        cmocka_unit_test(lists_run_as_many_statements_for_1_as_for_30),
    };
    return cmocka_run_group_tests(tests, open_demo, close_demo);
}
