/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signing in by a provider, as far as it goes without one: it is away. test/oidc/ has a real one.
 */
#include "harness.h"

#define NOW "2021-07-05T09:00"
#define CAMILLE "organisation@demo.example"
#define RETURN "/connexion/fournisseur/retour"
#define ISSUER "http://127.0.0.1:1"
#define QUARTER (15 * 60)

static struct harness h;

static int up(void **state)
{
    static const struct oidc_config config = {.issuer = ISSUER,
                                              .client = "maillage",
                                              .secret = "secret",
                                              .label = "Compte d’essai",
                                              .return_to = "http://localhost:8017" RETURN,
                                              .signed_out =
                                                  "http://localhost:8017/deconnexion/retour"};
    (void)state;
    harness_open(&h, NOW, true);
    h.app.oidc = oidc_new(&config);
    return 0;
}

static int down(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static int64_t now(void)
{
    return clock_now(&h.app.clock);
}

static struct account camille(void)
{
    struct account a;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(account_by_email(h.worker->db, &h.arena, CAMILLE, &a), OK);
    db_end_read(h.worker->db);
    return a;
}

static void tie(const char *subject)
{
    const struct oidc_person who = {
        .issuer = ISSUER, .subject = subject, .email = subject, .siret = "13002526500013"};
    assert_int_equal(identity_link(h.app.store, &h.arena, &who, camille().id, now()), OK);
}

/* The latest of Camille's; 0: none. */
static int64_t identity(void)
{
    const struct identity_line *list;
    size_t n;
    account_id id = camille().id;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(identities_of(h.worker->db, &h.arena, id, &list, &n), OK);
    db_end_read(h.worker->db);
    return n ? list[n - 1].id : 0;
}

/* A browser that was sent to the provider. */
static const char *sent(void)
{
    struct token t;
    const struct oidc_flow flow = {.root = "/en", .back = "/rencontres", .created_at = now()};
    token_make(&t);
    assert_int_equal(oidc_flow_begin(h.app.store, t.text, &flow), OK);
    return arena_strdup(&h.arena, t.text);
}

static struct reply back(const char *browser, const char *query)
{
    const char *cookie = arena_printf(&h.arena, "__Host-fournisseur=%s", browser);
    const struct http_field headers[] = {{"Cookie", cookie}, {NULL, NULL}};
    return harness_send(&h, "GET", arena_printf(&h.arena, RETURN "?%s", query), headers, "");
}

static const char *query_of(const char *browser, const char *rest)
{
    struct oidc_proofs p = oidc_proofs_of(browser);
    return arena_printf(&h.arena, "state=%s&%s", p.state.text, rest);
}

/* ---- tests ------------------------------------------------------------------------------ */

static void without_a_provider_there_is_nothing(void **state)
{
    (void)state;
    oidc_free(h.app.oidc);
    h.app.oidc = NULL;
    struct signed_in who = harness_sign_in(&h, CAMILLE, ROLE_ORGANISER);
    assert_int_equal(harness_send(&h, "POST", "/connexion/fournisseur", NULL, "").status, 404);
    assert_int_equal(harness_get(&h, RETURN "?code=a&state=b").status, 404);
    assert_int_equal(harness_post_as(&h, "/mon-espace/identites/lier", &who, "").status, 404);
    assert_lacks(harness_get(&h, "/connexion").body, "fournisseur");
    assert_lacks(harness_get_as(&h, "/mon-espace", &who).body, "identites");
}

static void a_provider_that_is_away_is_said_so(void **state)
{
    (void)state;
    assert_contains(harness_get(&h, "/connexion").body, "S’identifier avec Compte d’essai");
    struct reply a = harness_send(&h, "POST", "/connexion/fournisseur", NULL, "retour=/rencontres");
    assert_int_equal(a.status, 503);
    assert_contains(a.body, "Compte d’essai ne répond pas");
    assert_contains(a.body, "value=\"/rencontres\"");
    assert_non_null(reply_header(&a, "Retry-After"));
    assert_null(reply_header(&a, "Refresh"));
    const char *browser = sent();
    assert_int_equal(back(browser, query_of(browser, "code=a")).status, 503);
}

static void only_ones_own_way_back_is_taken(void **state)
{
    (void)state;
    const char *mine = sent(), *other = sent();
    assert_int_equal(harness_get(&h, RETURN "?code=a&state=b").status, 410);
    assert_int_equal(back(mine, query_of(other, "error=access_denied")).status, 410);
    assert_int_equal(back(mine, "error=access_denied").status, 410);
    assert_int_equal(
        back(mine, query_of(mine, "error=access_denied&iss=https://autre.example")).status, 410);
    struct reply a = back(mine, query_of(mine, "error=access_denied&error_description=%3Cb%3E"));
    assert_int_equal(a.status, 403);
    assert_contains(a.body, "You were not signed in through"); /* in the language it began in */
    assert_contains(a.body, "&lt;b&gt; (access_denied)");
    assert_contains(a.body, "Meetings</a>");
    assert_int_equal(back(mine, query_of(mine, "error=access_denied")).status, 410);
}

static void what_changes_the_way_in_wants_a_recent_sign_in(void **state)
{
    (void)state;
    struct signed_in who = harness_sign_in(&h, CAMILLE, ROLE_ORGANISER);
    tie("un");
    const char *target =
        arena_printf(&h.arena, "/mon-espace/identites/%lld/delier", (long long)identity());
    h.app.clock.shift += QUARTER;
    struct reply a = harness_post_as(&h, target, &who, "");
    assert_int_equal(a.status, 303);
    assert_string_equal(reply_header(&a, "Location"), "/mon-espace/confirmer?retour=/mon-espace");
    a = harness_post_as(&h, "/mon-espace/identites/lier", &who, "");
    assert_string_equal(reply_header(&a, "Location"), "/mon-espace/confirmer?retour=/mon-espace");
    a = harness_get_as(&h, "/connexion/fournisseur/lier", &who);
    assert_contains(reply_header(&a, "Location"), "/mon-espace/confirmer");
    assert_true(identity() != 0);
    assert_contains(harness_get_as(&h, "/mon-espace/confirmer?retour=/mon-espace", &who).body,
                    "de-nouveau");
    who = harness_sign_in(&h, CAMILLE, ROLE_ORGANISER);
    assert_int_equal(harness_post_as(&h, target, &who, "").status, 303);
    assert_int_equal(identity(), 0);
}

static void one_unlinks_ones_own_alone(void **state)
{
    (void)state;
    tie("un");
    struct signed_in admin = harness_sign_in(&h, "admin@demo.example", ROLE_ADMINISTRATOR);
    const char *target =
        arena_printf(&h.arena, "/mon-espace/identites/%lld/delier", (long long)identity());
    assert_int_equal(harness_post_as(&h, target, &admin, "").status, 303);
    assert_true(identity() != 0);
}

static void the_list_is_one_statement(void **state)
{
    (void)state;
    struct signed_in who = harness_sign_in(&h, CAMILLE, ROLE_ORGANISER);
    tie("un");
    struct reply one = harness_get_as(&h, "/mon-espace", &who);
    for (int i = 0; i < IDENTITIES_MAX - 1; i++)
        tie(arena_printf(&h.arena, "autre-%d", i));
    struct reply many = harness_get_as(&h, "/mon-espace", &who);
    assert_int_equal(one.statements, many.statements);
    assert_contains(one.body, "SIRET 130\u00a0025\u00a0265\u00a000013");
    assert_contains(one.body, "/mon-espace/identites/lier");
    assert_lacks(many.body, "/mon-espace/identites/lier"); /* no more than these */
}

static void a_way_back_out_is_known_by_its_state(void **state)
{
    const struct http_field headers[] = {{"Cookie", "__Host-fournisseur=abc"}, {NULL, NULL}};
    (void)state;
    struct reply a = harness_send(&h, "GET", "/deconnexion/retour?state=abc", headers, "");
    assert_contains(a.body, "Vous êtes hors connexion");
    a = harness_send(&h, "GET", "/deconnexion/retour?state=abd", headers, "");
    assert_string_equal(reply_header(&a, "Location"), "/");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define EACH(test) cmocka_unit_test_setup_teardown(test, up, down)
        EACH(without_a_provider_there_is_nothing),
        EACH(a_provider_that_is_away_is_said_so),
        EACH(only_ones_own_way_back_is_taken),
        EACH(what_changes_the_way_in_wants_a_recent_sign_in),
        EACH(one_unlinks_ones_own_alone),
        EACH(the_list_is_one_statement),
        EACH(a_way_back_out_is_known_by_its_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
