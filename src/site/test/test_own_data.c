/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One's data in one's own hands, and consents, through the dispatcher. */
#include "harness.h"

#include "meeting/meeting.h"

#define SLUG "2021-economie-de-l-alliance"
#define EMAIL "lou@exemple.example"
#define EMAIL_ESCAPED "lou%40exemple.example"

static struct harness h;

static int setup(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", true);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static const char *register_lou(const char *more)
{
    struct reply a = harness_send(
        &h, "POST", "/rencontres/" SLUG "/inscription", NULL,
        arena_printf(&h.arena, "given_name=Lou&family_name=Dupr%%C3%%A9&email=%s&modality=remote%s",
                     EMAIL_ESCAPED, more));
    assert_int_equal(a.status, 303);
    return reply_header(&a, "Location");
}

static void later(int64_t seconds)
{
    h.app.clock = clock_from(clock_now(&h.app.clock) + seconds);
}

/* ---- one's own ---------------------------------------------------------------------------- */

static void one_sees_and_takes_what_is_held(void **state)
{
    (void)state;
    register_lou("");
    struct signed_in who = harness_sign_in(&h, EMAIL, ROLE_MEMBER);
    struct reply a = harness_get_as(&h, "/mon-espace/donnees", &who);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, EMAIL);
    assert_contains(a.body, "Inscriptions, places et vœux");
    assert_lacks(a.body, "Invitations</dt>");
    a = harness_post_as(&h, "/mon-espace/donnees/copie", &who, "");
    assert_int_equal(a.status, 200);
    assert_string_equal(a.type, "application/zip");
    assert_contains(reply_header(&a, "Content-Disposition"), "mes-donnees.zip");
    assert_string_equal(reply_header(&a, "Cache-Control"), "no-store");
    assert_memory_equal(a.body, "PK\3\4", 4);
    assert_int_equal(harness_get(&h, "/mon-espace/donnees").status, 303); /* to sign in */
    assert_int_equal(harness_send(&h, "POST", "/mon-espace/donnees/copie", NULL, "").status, 401);
}

static void an_old_sign_in_gives_nothing_away(void **state)
{
    (void)state;
    struct signed_in who = harness_sign_in(&h, EMAIL, ROLE_MEMBER);
    later(SESSION_RECENT_SECONDS + 1);
    struct reply a = harness_get_as(&h, "/mon-espace/donnees", &who);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "Confirmer que c’est vous");
    assert_lacks(a.body, "/effacement");
    a = harness_post_as(&h, "/mon-espace/donnees/copie", &who, "");
    assert_int_equal(a.status, 403);
    assert_contains(a.body, "reconnectez-vous");
    a = harness_post_as(&h, "/mon-espace/donnees/effacement", &who, "oui=1");
    assert_int_equal(a.status, 403);
    assert_int_equal(harness_get_as(&h, "/mon-espace", &who).status, 200);
}

static void one_erases_oneself_by_a_tick(void **state)
{
    (void)state;
    const char *page = register_lou("");
    struct signed_in who = harness_sign_in(&h, EMAIL, ROLE_MEMBER);
    struct reply a = harness_post_as(&h, "/mon-espace/donnees/effacement", &who, "");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "id=\"oui-erreur\"");
    assert_int_equal(harness_get(&h, page).status, 200);
    a = harness_post_as(&h, "/mon-espace/donnees/effacement", &who, "oui=1");
    assert_int_equal(a.status, 303);
    assert_string_equal(reply_header(&a, "Location"), "/donnees-effacees");
    assert_contains(reply_header(&a, "Set-Cookie"), "Max-Age=0");
    assert_int_equal(harness_get(&h, page).status, 404);
    assert_int_equal(harness_get_as(&h, "/mon-espace", &who).status, 303);
    assert_int_equal(harness_get(&h, "/donnees-effacees").status, 200);
}

/* Somebody must be left who can do what they can. */
static void the_last_of_a_team_stays(void **state)
{
    (void)state;
    struct signed_in who = harness_sign_in(&h, "seule@exemple.example", ROLE_ADMINISTRATOR);
    struct reply a = harness_post_as(&h, "/mon-espace/donnees/effacement", &who, "oui=1");
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "dernier");
    harness_sign_in(&h, "autre@exemple.example", ROLE_ADMINISTRATOR);
    a = harness_post_as(&h, "/mon-espace/donnees/effacement", &who, "oui=1");
    assert_int_equal(a.status, 303);
}

/* ---- of somebody who asked ------------------------------------------------------------------ */

static void an_organiser_answers_who_asks(void **state)
{
    (void)state;
    const char *page = register_lou("");
    struct signed_in who = harness_sign_in(&h, "equipe@exemple.example", ROLE_ORGANISER);
    assert_int_equal(harness_get_as(&h, "/organisation/donnees", &who).status, 200);
    struct reply a = harness_post_as(&h, "/organisation/donnees", &who, "email=pas-une-adresse");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "value=\"pas-une-adresse\"");
    a = harness_post_as(&h, "/organisation/donnees", &who, "email=personne%40exemple.example");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "Rien n’est gardé");
    a = harness_post_as(&h, "/organisation/donnees", &who, "email=LOU%40exemple.example");
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "Inscriptions, places et vœux");
    a = harness_post_as(&h, "/organisation/donnees/copie", &who, "email=" EMAIL_ESCAPED);
    assert_memory_equal(a.body, "PK\3\4", 4);
    a = harness_post_as(&h, "/organisation/donnees/effacement", &who, "email=" EMAIL_ESCAPED);
    assert_int_equal(a.status, 422);
    a = harness_post_as(&h, "/organisation/donnees/effacement", &who, "oui=1&email=" EMAIL_ESCAPED);
    assert_int_equal(a.status, 303);
    assert_contains(harness_get_as(&h, "/organisation/donnees?fait=1", &who).body, "effacées");
    assert_int_equal(harness_get(&h, page).status, 404);
    assert_int_equal(harness_get_as(&h, "/organisation", &who).status, 200);
}

static void an_organiser_does_not_erase_the_team(void **state)
{
    (void)state;
    struct signed_in organiser = harness_sign_in(&h, "equipe@exemple.example", ROLE_ORGANISER);
    struct signed_in chief = harness_sign_in(&h, "chef@exemple.example", ROLE_ADMINISTRATOR);
    struct signed_in member = harness_sign_in(&h, EMAIL, ROLE_MEMBER);
    const char *form = "oui=1&email=chef%40exemple.example";
    struct reply a = harness_post_as(&h, "/organisation/donnees/effacement", &organiser, form);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "fait partie de l’équipe");
    assert_int_equal(harness_get_as(&h, "/organisation", &chief).status, 200);
    assert_int_equal(harness_post_as(&h, "/organisation/donnees", &member, form).status, 403);
    assert_int_equal(harness_post_as(&h, "/organisation/donnees/effacement", &member, form).status,
                     403);
    later(SESSION_RECENT_SECONDS + 1);
    form = "oui=1&email=" EMAIL_ESCAPED;
    a = harness_post_as(&h, "/organisation/donnees/effacement", &organiser, form);
    assert_int_equal(a.status, 403);
}

/* An accent makes another mailbox: another's data is not given for looking alike. */
static void an_accent_makes_another_person(void **state)
{
    (void)state;
    struct reply a = harness_send(&h, "POST", "/rencontres/" SLUG "/inscription", NULL,
                                  "given_name=Autre&family_name=Accent&email=l%C3%B6u%40exemple."
                                  "example&modality=remote");
    const char *theirs = reply_header(&a, "Location");
    register_lou("");
    struct signed_in who = harness_sign_in(&h, EMAIL, ROLE_MEMBER);
    a = harness_post_as(&h, "/mon-espace/donnees/effacement", &who, "oui=1");
    assert_int_equal(a.status, 303);
    assert_int_equal(harness_get(&h, theirs).status, 200);
}

/* ---- consents ------------------------------------------------------------------------------- */

/* The first address of the page that takes a consent back. */
static const char *withdrawal(const char *html)
{
    const char *at = strstr(html, "/accords/");
    if (!at)
        return NULL;
    while (at > html && at[-1] != '"')
        at--;
    return arena_strndup(&h.arena, at, strcspn(at, "\""));
}

static void a_consent_is_shown_and_taken_back(void **state)
{
    (void)state;
    const char *page = register_lou("&consent_list=1&access_needs=Une+boucle");
    struct signed_in who = harness_sign_in(&h, EMAIL, ROLE_MEMBER);
    struct reply a = harness_get(&h, page);
    assert_contains(a.body, "J’accepte que mon nom, ma structure et mon territoire");
    assert_contains(a.body, "vous acceptez que l’équipe");
    assert_contains(a.body, "5 juillet 2021, 9");
    assert_contains(harness_get_as(&h, "/mon-espace", &who).body, "J’accepte que mon nom");
    assert_lacks(a.body, "retiré le");
    later(3600);
    a = harness_send(&h, "POST", withdrawal(a.body), NULL, "");
    assert_int_equal(a.status, 303);
    assert_contains(reply_header(&a, "Location"), "fait=accord");
    a = harness_get(&h, page);
    assert_contains(a.body, "retiré le");
    assert_contains(a.body, "10");
    a = harness_get(&h, arena_printf(&h.arena, "%s/participants", page));
    assert_lacks(a.body, "Vous figurez dans cette liste");
    const char *needs = withdrawal(harness_get(&h, page).body);
    a = harness_post_as(&h, needs, &who, "retour=/mon-espace");
    assert_string_equal(reply_header(&a, "Location"), "/mon-espace");
    assert_null(withdrawal(harness_get(&h, page).body));
    assert_lacks(harness_get(&h, arena_printf(&h.arena, "%s/modifier", page)).body, "Une boucle");
}

/* Given anew it is another act; another's registration has none of it. */
static void a_consent_given_again_is_another(void **state)
{
    (void)state;
    const char *page = register_lou("&consent_list=1");
    const char *edit = arena_printf(&h.arena, "%s/modifier", page);
    const char *first = withdrawal(harness_get(&h, page).body);
    const char *others = harness_register(&h, SLUG, "Voisin");
    const char *id = strstr(first, "/accords/");
    struct reply a = harness_send(
        &h, "POST", arena_printf(&h.arena, "/inscriptions/%s%s", others, id), NULL, "");
    assert_int_equal(a.status, 404);
    static const char form[] = "given_name=Lou&family_name=Dupr%C3%A9";
    assert_int_equal(harness_send(&h, "POST", edit, NULL, form).status, 303);
    assert_null(withdrawal(harness_get(&h, page).body)); /* unticked in the form: taken back */
    a = harness_send(&h, "POST", edit, NULL, arena_printf(&h.arena, "%s&consent_list=1", form));
    assert_int_equal(a.status, 303);
    a = harness_get(&h, page);
    assert_string_not_equal(withdrawal(a.body), first);
    assert_contains(a.body, "retiré le"); /* and the first stays known */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_sees_and_takes_what_is_held, setup, teardown),
        cmocka_unit_test_setup_teardown(an_old_sign_in_gives_nothing_away, setup, teardown),
        cmocka_unit_test_setup_teardown(one_erases_oneself_by_a_tick, setup, teardown),
        cmocka_unit_test_setup_teardown(the_last_of_a_team_stays, setup, teardown),
        cmocka_unit_test_setup_teardown(an_organiser_answers_who_asks, setup, teardown),
        cmocka_unit_test_setup_teardown(an_organiser_does_not_erase_the_team, setup, teardown),
        cmocka_unit_test_setup_teardown(an_accent_makes_another_person, setup, teardown),
        cmocka_unit_test_setup_teardown(a_consent_is_shown_and_taken_back, setup, teardown),
        cmocka_unit_test_setup_teardown(a_consent_given_again_is_another, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
