/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages of the house: the journal, the accounts, the settings. */
#include "harness.h"

#include "meeting/registration/registration.h"
#include "site/house/colours.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>

#define MEETING "/organisation/rencontres/2021-economie-de-l-alliance"
#define SETTINGS "/organisation/reglages"

static struct harness h;
static struct signed_in admin, other;

static int open_demo(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", true);
    admin = harness_sign_in(&h, "admin@demo.example", ROLE_ADMINISTRATOR);
    other = harness_sign_in(&h, "autre@demo.example", ROLE_ADMINISTRATOR);
    return 0;
}

static int close_demo(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static const char *target_of(const char *name)
{
    struct registration g;
    const char *token = harness_register(&h, "2021-economie-de-l-alliance", name);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(registration_by_token(h.worker->db, &h.arena, token, &g), OK);
    db_end_read(h.worker->db);
    return arena_printf(&h.arena, MEETING "/inscriptions/%lld", (long long)g.id.v);
}

static struct account account_called(const char *email)
{
    struct account a;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(account_by_email(h.worker->db, &h.arena, email, &a), OK);
    db_end_read(h.worker->db);
    return a;
}

/* The first address of that beginning in a page, up to its closing quote. */
static const char *link_of(const char *html, const char *begins)
{
    const char *at = strstr(html, begins);
    if (!at)
        fail_msg("no « %s » in:\n%.3000s", begins, html);
    return arena_strndup(&h.arena, at, strcspn(at, "\""));
}

/* ---- the journal ------------------------------------------------------------------------- */

static void sentences_say_who_did_what(void **state)
{
    (void)state;
    const char *target = target_of("Roussel");
    assert_int_equal(harness_post_as(&h, target, &admin, "geste=annulation").status, 303);
    const char *html = harness_get_as(&h, "/organisation/journal", &admin).body;
    assert_contains(html, "admin@demo.example a annulé l’inscription de ");
    assert_contains(html, arena_printf(&h.arena, "<a href=\"%s\">Roussel</a>", target));
    assert_contains(html, "<th scope=\"row\">État</th><td>Confirmée</td><td>Annulée</td>");
    assert_contains(html, "lundi 5 juillet 2021");
    html = harness_get_as(&h, "/en/organisation/journal", &admin).body;
    assert_contains(html, "admin@demo.example cancelled the registration of ");
    assert_contains(html, "<td>Confirmed</td><td>Cancelled</td>");
}

static void an_action_is_undone_by_its_button(void **state)
{
    (void)state;
    const char *target = target_of("Tournier");
    assert_int_equal(harness_post_as(&h, target, &admin, "geste=annulation").status, 303);
    const char *html = harness_get_as(&h, "/organisation/journal", &admin).body;
    const char *undo = link_of(html, "/organisation/journal/");
    assert_int_equal(harness_post_as(&h, undo, &other, "").status, 303);
    assert_contains(harness_get_as(&h, target, &admin).body, "data-state=\"confirmed\"");
    struct reply a = harness_post_as(&h, undo, &other, "");
    assert_int_equal(a.status, 409);
    assert_contains(a.body, "Rien n’a été annulé");
    html = harness_get_as(&h, "/organisation/journal", &admin).body;
    assert_contains(html, "autre@demo.example a rétabli l’inscription de ");
    assert_contains(html, "annulée</span>");
    /* what the person changed since is theirs: undoing the restoring after they cancelled */
    undo = link_of(html, "/organisation/journal/");
    assert_int_equal(harness_post_as(&h, target, &admin, "geste=annulation").status, 303);
    assert_int_equal(harness_post_as(&h, undo, &other, "").status, 409);
}

static unsigned statements_of(const char *target)
{
    struct reply a = harness_get_as(&h, target, &admin);
    assert_int_equal(a.status, 200);
    return a.statements;
}

static void a_long_journal_costs_as_much_as_a_short_one(void **state)
{
    (void)state;
    unsigned few = statements_of("/organisation/journal?quoi=message");
    const char *target = target_of("Longue");
    for (int i = 0; i < 60; i++)
        assert_int_equal(
            harness_post_as(&h, target, &admin, i % 2 ? "geste=retablissement" : "geste=annulation")
                .status,
            303);
    assert_int_equal(statements_of("/organisation/journal"), few);
    const char *html = harness_get_as(&h, "/organisation/journal", &admin).body;
    const char *older = link_of(html, "/organisation/journal?apres=");
    struct reply a = harness_get_as(&h, older, &admin);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "Les plus récentes");
    assert_int_equal(a.statements, few);
}

static void the_filter_is_in_the_files_too(void **state)
{
    (void)state;
    struct reply a =
        harness_get_as(&h, "/organisation/journal.csv?quoi=registration/restored", &admin);
    assert_int_equal(a.status, 200);
    assert_contains(a.type, "text/csv");
    assert_contains(a.body, "Inscription rétablie");
    assert_lacks(a.body, "Inscription annulée");
    a = harness_get_as(&h, "/organisation/journal.json?quoi=registration/restored", &admin);
    assert_contains(a.body, "\"verb\":\"registration/restored\"");
    assert_lacks(a.body, "registration/cancelled");
    a = harness_get_as(&h, "/organisation/journal?du=2021-07-06", &admin);
    assert_contains(a.body, "Rien ne correspond");
    a = harness_get_as(&h, "/organisation/journal?du=5%2F7%2F2021&au=05%2F07%2F2021", &admin);
    assert_contains(a.body, "a rétabli l’inscription de");
    a = harness_get_as(&h, "/organisation/journal?au=4%2F7%2F2021", &admin);
    assert_contains(a.body, "Rien ne correspond");
    a = harness_get_as(&h, "/organisation/journal?du=31%2F2%2F2021", &admin);
    assert_int_equal(a.status, 422);
    a = harness_get_as(&h, "/organisation/journal?du=hier", &admin);
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "value=\"hier\"");
}

/* Accounts are the administrators' matter: an organiser's journal does not tell of them. */
static void organisers_read_of_their_parts(void **state)
{
    (void)state;
    struct signed_in camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    const char *body = "email=lue%40demo.example&role=member";
    assert_int_equal(harness_post_as(&h, "/organisation/comptes", &admin, body).status, 303);
    assert_contains(harness_get_as(&h, "/organisation/journal", &admin).body, "lue@demo.example");
    struct reply a = harness_get_as(&h, "/organisation/journal", &camille);
    assert_contains(a.body, "a annulé l’inscription de");
    assert_lacks(a.body, "lue@demo.example");
    a = harness_get_as(&h, "/organisation/journal.csv?quoi=account/added", &camille);
    assert_lacks(a.body, "lue@demo.example");
}

/* ---- accounts ---------------------------------------------------------------------------- */

static void the_last_administrator_stays_one(void **state)
{
    (void)state;
    struct account one = account_called("autre@demo.example");
    const char *target = arena_printf(&h.arena, "/organisation/comptes/%lld", (long long)one.id.v);
    assert_int_equal(harness_post_as(&h, target, &admin, "vu=administrator%3A&role=member").status,
                     303);
    struct account last = account_called("admin@demo.example");
    target = arena_printf(&h.arena, "/organisation/comptes/%lld", (long long)last.id.v);
    static const char *const all[] = {"vu=administrator%3A&role=member", "acte=desactiver"};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct reply a = harness_post_as(&h, target, &admin, all[i]);
        assert_int_equal(a.status, 422);
        assert_contains(a.body, "dernier compte d’administration");
    }
    assert_int_equal(account_called("admin@demo.example").role, ROLE_ADMINISTRATOR);
    assert_int_equal(account_called("admin@demo.example").disabled_at, 0);
    target = arena_printf(&h.arena, "/organisation/comptes/%lld", (long long)one.id.v);
    assert_int_equal(harness_post_as(&h, target, &admin, "vu=member%3A&role=administrator").status,
                     303);
}

static void rights_that_moved_are_not_overwritten(void **state)
{
    (void)state;
    const char *body = "email=droits%40demo.example&role=organiser&members=1";
    assert_int_equal(harness_post_as(&h, "/organisation/comptes", &admin, body).status, 303);
    struct account a = account_called("droits@demo.example");
    assert_int_equal(a.parts, part_bit(PART_MEMBERS));
    const char *target = arena_printf(&h.arena, "/organisation/comptes/%lld", (long long)a.id.v);
    struct reply r = harness_post_as(&h, target, &admin, "vu=organiser%3Ameetings&role=member");
    assert_int_equal(r.status, 422);
    assert_contains(r.body, "a changé entre-temps");
    r = harness_post_as(&h, target, &admin, "vu=organiser%3Amembers&role=organiser");
    assert_int_equal(r.status, 422);
    assert_contains(r.body, "au moins une partie");
    r = harness_post_as(&h, "/organisation/comptes", &admin, body);
    assert_int_equal(r.status, 422);
    assert_contains(r.body, "déjà un compte");
    assert_contains(r.body, "value=\"droits@demo.example\"");
    assert_int_equal(account_called("droits@demo.example").role, ROLE_ORGANISER);
}

/* ---- settings ---------------------------------------------------------------------------- */

static int save(const struct signed_in *who, const char *section, const char *body)
{
    return harness_post_as(&h, arena_printf(&h.arena, SETTINGS "/%s", section), who, body).status;
}

static const char *seen_of(const char *section)
{
    const char *html = harness_get_as(&h, SETTINGS, &admin).body;
    const char *at =
        strstr(html, arena_printf(&h.arena, "<section class=\"section\" id=\"%s\">", section));
    assert_non_null(at);
    at = strstr(at, "name=\"vu\" value=\"") + strlen("name=\"vu\" value=\"");
    return arena_strndup(&h.arena, at, strcspn(at, "\""));
}

static void a_setting_is_on_the_next_page(void **state)
{
    (void)state;
    const uint64_t before = atomic_load(&store_versions(h.app.store)[h.app.settings_table]);
    struct reply page = harness_get(&h, "/rencontres");
    assert_true(page.cacheable);
    bool depends = false;
    for (size_t i = 0; i < page.res.made_from.n; i++)
        depends = depends || page.res.made_from.table[i] == h.app.settings_table;
    assert_true(depends); /* or the page cache would keep the old name */
    assert_int_equal(save(&admin, "reseau",
                          "vu=0&site_name=Mailles+%26+Cie&letters=MC&contact=nous%40demo.example"),
                     303);
    assert_true(atomic_load(&store_versions(h.app.store)[h.app.settings_table]) > before);
    page = harness_get(&h, "/");
    assert_contains(page.body, "<title>Mailles &amp; Cie</title>");
    assert_contains(page.body, ">MC</span>");
    assert_contains(page.body, "href=\"mailto:nous@demo.example\"");
    unsigned first = harness_get(&h, "/mentions-legales").statements;
    assert_int_equal(harness_get(&h, "/mentions-legales").statements, first);
}

static void what_the_operator_gave_stays(void **state)
{
    (void)state;
    h.app.config.site_name_fixed = true;
    const char *html = harness_get_as(&h, SETTINGS, &admin).body;
    assert_contains(html, "--site-name");
    const char *body = arena_printf(&h.arena, "vu=%s&site_name=Autre", seen_of("reseau"));
    assert_int_equal(save(&admin, "reseau", body), 303);
    assert_lacks(harness_get(&h, "/").body, "Autre");
}

static void two_people_lose_nothing_in_silence(void **state)
{
    (void)state;
    const char *seen = seen_of("courriel");
    const char *mine = arena_printf(&h.arena, "vu=%s&mail_name=Le+mien", seen);
    const char *theirs = arena_printf(&h.arena, "vu=%s&mail_name=Le+leur", seen);
    assert_int_equal(save(&other, "courriel", theirs), 303);
    struct reply a = harness_post_as(&h, SETTINGS "/courriel", &admin, mine);
    assert_int_equal(a.status, 409);
    assert_contains(a.body, "value=\"Le mien\"");
    assert_contains(a.body, "En place maintenant");
    assert_contains(a.body, "Le leur");
    assert_contains(a.body, "data-keep-unsaved");
    const char *again = arena_printf(&h.arena, "vu=%s&mail_name=Le+mien", seen_of("courriel"));
    assert_int_equal(save(&admin, "courriel", again), 303);
    assert_contains(harness_get_as(&h, SETTINGS, &admin).body, "value=\"Le mien\"");
}

static void colours_must_be_legible(void **state)
{
    (void)state;
    struct reply a = harness_post_as(&h, SETTINGS "/couleurs", &admin, "vu=0&light_1=%23ffcc00");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "Son contraste est de 1,2");
    assert_contains(a.body, "value=\"#ffcc00\"");
    const char *at = strstr(a.body, "qui convient");
    uint32_t nearest;
    assert_true(hue_from_text(arena_strndup(&h.arena, strchr(at, '#'), 7), &nearest));
    assert_true(thread_contrast(BY_DAY, nearest) >= CONTRAST_NEEDED);
    const char *body = arena_printf(&h.arena, "vu=0&light_1=%%23%06x", nearest);
    assert_int_equal(save(&admin, "couleurs", body), 303);
    const char *theme = link_of(harness_get(&h, "/").body, "/theme/");
    a = harness_get(&h, theme);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, arena_printf(&h.arena, "--thread-1:#%06x;", nearest));
    assert_string_equal(reply_header(&a, "Cache-Control"), "public, max-age=31536000, immutable");
    a = harness_get_as(&h, theme, &admin);
    assert_string_equal(reply_header(&a, "Cache-Control"), "public, max-age=31536000, immutable");
    a = harness_get(&h, link_of(a.body, "/theme/"));
    assert_contains(a.type, "image/svg+xml");
    assert_contains(a.body, arena_printf(&h.arena, "#%06x", nearest));
    assert_lacks(a.body, "#0b6e69");
    assert_int_equal(save(&admin, "couleurs",
                          arena_printf(&h.arena, "vu=%s&light_1=%%23123456", seen_of("couleurs"))),
                     303);
    assert_string_not_equal(link_of(harness_get(&h, "/").body, "/theme/"), theme);
}

/* The formula of WCAG, on pairs whose ratio is known; and the program's own colours pass. */
static void contrast_is_that_of_wcag(void **state)
{
    static const uint32_t day[] = {0x0b6e69, 0xb3431e, 0x7a5c00},
                          night[] = {0x5fc6ba, 0xf2946f, 0xdcb95a};
    (void)state;
    assert_true(fabs(contrast(0x000000, 0xffffff) - 21) < 0.001);
    assert_true(fabs(contrast(0x777777, 0xffffff) - 4.478) < 0.001);
    assert_true(fabs(contrast(0x767676, 0xffffff) - 4.542) < 0.001);
    for (size_t i = 0; i < ARRAY_LEN(day); i++) {
        assert_true(thread_contrast(BY_DAY, day[i]) >= CONTRAST_NEEDED);
        assert_true(thread_contrast(BY_NIGHT, night[i]) >= CONTRAST_NEEDED);
        assert_int_equal(thread_nearest(BY_DAY, day[i]), day[i]);
    }
    for (uint32_t hue = 0; hue < 0x1000000; hue += 0x030507) {
        assert_true(thread_contrast(BY_DAY, thread_nearest(BY_DAY, hue)) >= CONTRAST_NEEDED);
        assert_true(thread_contrast(BY_NIGHT, thread_nearest(BY_NIGHT, hue)) >= CONTRAST_NEEDED);
    }
}

/* The grounds of colours.c are those of the style sheet. */
static void the_style_sheet_has_the_same_grounds(void **state)
{
    static const char *const all[] = {
        "--paper: #fbf8f3", "--sheet: #fffdfa", "--wash: #f3ede2",      "--paper: #16191f",
        "--sheet: #1d2129", "--wash: #232831",  "--on-action: #ffffff", "--on-action: #0d1b1a"};
    static char css[200000];
    (void)state;
    FILE *f =
        fopen(arena_printf(&h.arena, "%s/web/css/site.css", getenv("MAILLAGE_SOURCE_DIR")), "re");
    assert_non_null(f);
    css[fread(css, 1, sizeof css - 1, f)] = '\0';
    fclose(f);
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        assert_contains(css, all[i]);
}

static void english_can_be_withdrawn(void **state)
{
    (void)state;
    const char *body = arena_printf(&h.arena, "vu=%s&languages=fr&language=fr", seen_of("langues"));
    assert_int_equal(save(&admin, "langues", body), 303);
    struct reply a = harness_get(&h, "/en/rencontres?x=1");
    assert_int_equal(a.status, 302);
    assert_string_equal(reply_header(&a, "Location"), "/rencontres?x=1");
    const struct http_field english[] = {{"Accept-Language", "en"}, {NULL, NULL}};
    a = harness_send(&h, "GET", "/rencontres", english, "");
    assert_contains(a.body, "<html lang=\"fr\"");
    assert_lacks(a.body, "hreflang=\"en\"");
    body = arena_printf(&h.arena, "vu=%s&languages=fr%%2Cen&language=fr", seen_of("langues"));
    assert_int_equal(save(&admin, "langues", body), 303);
    assert_int_equal(harness_get(&h, "/en/rencontres").status, 200);
}

static void a_legal_page_is_written_on_the_site(void **state)
{
    const char *target = SETTINGS "/pages/mentions-legales.fr";
    (void)state;
    struct reply a =
        harness_post_as(&h, target, &admin, "vu=0&acte=voir&texte=%23+Qui%0A%0A**Nous**.");
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "<strong>Nous</strong>");
    assert_lacks(harness_get(&h, "/mentions-legales").body, "<strong>Nous</strong>");
    a = harness_post_as(&h, target, &admin, "vu=0&texte=%23+Qui%0A%0A**Nous**%3Cscript%3E.");
    assert_int_equal(a.status, 303);
    a = harness_get(&h, "/mentions-legales");
    assert_contains(a.body, "<strong>Nous</strong>");
    assert_lacks(a.body, "<script>.");
    a = harness_post_as(&h, target, &other, "vu=0&texte=%23+Autre%0A%0AEux.");
    assert_int_equal(a.status, 409);
    assert_contains(a.body, "Eux.</textarea>");
    assert_contains(a.body, "**Nous**");
    a = harness_post_as(&h, target, &other, "vu=0&texte=Sans+titre");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "Sans titre</textarea>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_say_who_did_what),
        cmocka_unit_test(an_action_is_undone_by_its_button),
        cmocka_unit_test(a_long_journal_costs_as_much_as_a_short_one),
        cmocka_unit_test(the_filter_is_in_the_files_too),
        cmocka_unit_test(organisers_read_of_their_parts),
        cmocka_unit_test(the_last_administrator_stays_one),
        cmocka_unit_test(rights_that_moved_are_not_overwritten),
        cmocka_unit_test(a_setting_is_on_the_next_page),
        cmocka_unit_test(what_the_operator_gave_stays),
        cmocka_unit_test(two_people_lose_nothing_in_silence),
        cmocka_unit_test(colours_must_be_legible),
        cmocka_unit_test(contrast_is_that_of_wcag),
        cmocka_unit_test(the_style_sheet_has_the_same_grounds),
        cmocka_unit_test(english_can_be_withdrawn),
        cmocka_unit_test(a_legal_page_is_written_on_the_site),
    };
    return cmocka_run_group_tests(tests, open_demo, close_demo);
}
