/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The accessibility statement: honest without an audit, exact with one. */
#include "harness.h"

#include "site/site.h"

#include <stdio.h>
#include <sys/stat.h>

static struct harness h;

static void write_page(const char *name, const char *text)
{
    mkdir(arena_printf(&h.arena, "%s/pages", h.folder), 0700);
    FILE *f = fopen(arena_printf(&h.arena, "%s/pages/%s", h.folder, name), "we");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

/* The page, once the program has started with that file. */
static const char *statement_with(const char *name, const char *text)
{
    harness_stop(&h);
    write_page(name, text);
    harness_start(&h, "2021-07-05T09:00", false);
    struct reply a = harness_get(&h, "/accessibilite");
    assert_int_equal(a.status, 200);
    return a.body;
}

static int setup(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", false);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

/* Each of the order's parts, in its order. */
static void without_an_audit_it_is_not_conformant(void **state)
{
    static const char *const parts[] = {"État de conformité",
                                        "Résultats des tests",
                                        "Contenus non accessibles",
                                        "Établissement de cette déclaration",
                                        "Retour d’information et contact",
                                        "Voies de recours"};
    const char *page = harness_get(&h, "/accessibilite").body, *at = page;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        at = strstr(at, arena_printf(&h.arena, "<h2>%s</h2>", parts[i]));
        if (!at)
            fail_msg("« %s » does not come after « %s »", parts[i], i ? parts[i - 1] : "");
    }
    assert_contains(page, "<b>non conforme</b>");
    assert_contains(page, "Aucun audit de conformité");
    assert_contains(page, "n’en prouve pas l’absence");
    assert_contains(page, "axe-core 4.");
    assert_contains(page, "Accessibilité\u00a0: non conforme</a>");
    assert_lacks(page, "(null)");
    assert_contains(harness_get(&h, "/en/accessibilite").body, "<b>not conformant</b>");
}

static void an_audit_says_how_far(void **state)
{
    (void)state;
    const char *page = statement_with(
        "rgaa.json", "{\"date\": \"2027-03-02\", \"by\": \"Cabinet <Exemple>\", \"met\": 41,"
                     " \"applicable\": 48, \"report\": \"https://audit.example/1.pdf\"}");
    assert_contains(page, "<b>partiellement conforme</b>");
    assert_contains(page, "Cabinet &lt;Exemple&gt;, daté du mardi 2 mars 2027");
    assert_contains(page, "41 critères applicables sur 48 sont respectés, soit 85\u202f%");
    assert_contains(page, "href=\"https://audit.example/1.pdf\"");
    assert_contains(page, "Accessibilité\u00a0: partiellement conforme</a>");
    assert_lacks(page, "Aucun audit");
    page = statement_with("rgaa.json", "{\"date\": \"2027-03-02\", \"by\": \"X\", \"met\": 48,"
                                       " \"applicable\": 48}");
    assert_contains(page, "<b>totalement conforme</b>");
    page = statement_with("rgaa.json", "{\"date\": \"2027-03-02\", \"by\": \"X\", \"met\": 23,"
                                       " \"applicable\": 48}");
    assert_contains(page, "<b>non conforme</b>");
    assert_contains(page, "23 critères");
}

static void a_wrong_audit_stops_the_start(void **state)
{
    static const char *const wrong[] = {
        "{", "{\"date\": \"hier\", \"by\": \"X\", \"met\": 1, \"applicable\": 2}",
        "{\"date\": \"2027-03-02\", \"by\": \"X\", \"met\": 49, \"applicable\": 48}",
        "{\"date\": \"2027-03-02\", \"by\": \"X\", \"met\": 1, \"applicable\": 107}",
        ("{\"date\": \"2027-03-02\", \"by\": \"X\", \"met\": 1, \"applicable\": 2,"
         " \"report\": \"javascript:1\"}")};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        const char *why = "";
        write_page("rgaa.json", wrong[i]);
        assert_int_equal(site_module.start(&h.app, &why), ERR_INVALID);
        assert_contains(why, "rgaa.json");
    }
}

static void the_operators_words_stand_in_it(void **state)
{
    (void)state;
    const char *page =
        statement_with("accessibilite-contact.fr.md", "# Nous écrire\n\nÀ acces@reseau.example.\n");
    assert_contains(page, "<h2>Nous écrire</h2>");
    assert_contains(page, "acces@reseau.example");
    assert_contains(page, "Résultats des tests");
    page = statement_with("accessibilite.fr.md", "# Ma page\n\nTout entière.\n");
    assert_contains(page, "<h1>Ma page</h1>");
    assert_lacks(page, "Résultats des tests");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(without_an_audit_it_is_not_conformant, setup, teardown),
        cmocka_unit_test_setup_teardown(an_audit_says_how_far, setup, teardown),
        cmocka_unit_test_setup_teardown(a_wrong_audit_stops_the_start, setup, teardown),
        cmocka_unit_test_setup_teardown(the_operators_words_stand_in_it, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
