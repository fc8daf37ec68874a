/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whose account an identity opens, and a browser's way there and back, at any hour wanted. */
#include "auth/oidc.h"
#include "store/test/fixture.h"

#define MONDAY INT64_C(1625468400)
#define ISSUER "https://fournisseur.example"

static struct fixture f;

static void add(const char *email, enum role role)
{
    const struct account account = {.email = email, .role = role};
    assert_ok(account_add(f.store, &f.arena, &account, MONDAY));
}

static struct account account(const char *email)
{
    struct account a;
    assert_ok(account_by_email(f.db, &f.arena, email, &a));
    return a;
}

static int up(void **state)
{
    (void)state;
    fixture_dir(&f);
    assert_ok(fixture_open(&f, &auth_schema));
    add("noe@reseau.example", ROLE_MEMBER);
    add("lea@reseau.example", ROLE_ORGANISER);
    add("ida@reseau.example", ROLE_ADMINISTRATOR);
    return 0;
}

static int down(void **state)
{
    (void)state;
    fixture_close(&f);
    fixture_remove(&f);
    return 0;
}

/* ---- a browser -------------------------------------------------------------------------- */

static const char *sent(account_id who, int64_t now)
{
    struct token t;
    const struct oidc_flow flow = {
        .account = who, .root = "/en", .back = "/rencontres", .created_at = now};
    token_make(&t);
    const char *browser = arena_strdup(&f.arena, t.text);
    assert_ok(oidc_flow_begin(f.store, browser, &flow));
    return browser;
}

static enum err came_back(const char *browser, int64_t now)
{
    struct oidc_flow flow;
    return oidc_flow_take(f.store, &f.arena, browser, now, &flow);
}

struct visit {
    const char *browser;
    enum oidc_entry outcome;
    enum role role;
    const char *session; /* token */
};

/* A person comes back; registered: the address is known by a meeting. */
static struct visit visits(const char *subject, const char *email, bool vouched, bool registered)
{
    struct visit v = {.browser = sent((account_id){0}, MONDAY)};
    const struct oidc_person who = {.issuer = ISSUER,
                                    .subject = subject,
                                    .email = email,
                                    .vouched = vouched,
                                    .name = "Du Fournisseur",
                                    .id_token = "a.b.c"};
    struct sign_in in = {.now = MONDAY};
    const struct identity_entry entry = {
        .browser = v.browser, .who = &who, .may_open = registered, .in = &in};
    assert_ok(came_back(v.browser, MONDAY));
    sign_in_prepare(&in);
    assert_ok(identity_enter(f.store, &f.arena, &entry, &v.outcome, &v.role));
    v.session = arena_strdup(&f.arena, in.session.text);
    struct auth_session s;
    assert_int_equal(auth_session_find(f.db, &f.arena, v.session, MONDAY, &s) == OK,
                     v.outcome == OIDC_IN);
    return v;
}

static size_t identities(const char *email)
{
    const struct identity_line *list;
    size_t n;
    assert_ok(identities_of(f.db, &f.arena, account(email).id, &list, &n));
    return n;
}

/* ---- flows ------------------------------------------------------------------------------ */

static void a_way_back_is_good_once_for_ten_minutes(void **state)
{
    struct oidc_flow flow;
    (void)state;
    const char *browser = sent((account_id){0}, MONDAY);
    assert_ok(oidc_flow_take(f.store, &f.arena, browser, MONDAY + OIDC_FLOW_SECONDS - 1, &flow));
    assert_string_equal(flow.root, "/en");
    assert_string_equal(flow.back, "/rencontres");
    assert_int_equal(flow.created_at, MONDAY);
    assert_err(came_back(browser, MONDAY + 1), ERR_GONE);
    browser = sent((account_id){0}, MONDAY);
    assert_err(came_back(browser, MONDAY + OIDC_FLOW_SECONDS), ERR_GONE);
    assert_err(came_back(browser, MONDAY - OIDC_FLOW_SECONDS), ERR_GONE);
    assert_err(came_back("inconnu", MONDAY), ERR_GONE);
}

static const struct stmt count_flows = {"SELECT count(*) FROM identity_flow", "", "i"};

static void what_is_over_is_swept(void **state)
{
    struct rows r;
    (void)state;
    for (int i = 0; i < 5; i++)
        sent((account_id){0}, MONDAY);
    sent((account_id){0}, MONDAY + 3600);
    assert_ok(db_query(f.db, &f.arena, &count_flows, NO_PARAMS, &r));
    assert_int_equal(row_int(&r, 0, 0), 1);
}

/* ---- coming in -------------------------------------------------------------------------- */

static void a_member_comes_in_by_a_vouched_address(void **state)
{
    (void)state;
    struct visit v = visits("s1", "NOE@Reseau.example", true, false);
    assert_int_equal(v.outcome, OIDC_IN);
    assert_int_equal(v.role, ROLE_MEMBER);
    assert_int_equal(identities("noe@reseau.example"), 1);
    assert_int_equal(visits("s1", "ailleurs@autre.example", false, false).outcome, OIDC_IN);
    assert_int_equal(visits("s1", NULL, false, false).outcome, OIDC_IN);
    assert_int_equal(identities("noe@reseau.example"), 1);
}

static void a_team_account_wants_proof(void **state)
{
    (void)state;
    assert_int_equal(visits("s1", "lea@reseau.example", true, true).outcome, OIDC_PROVE);
    assert_int_equal(visits("s2", "ida@reseau.example", true, true).outcome, OIDC_PROVE);
    assert_int_equal(identities("lea@reseau.example") + identities("ida@reseau.example"), 0);
}

static void an_address_nobody_answers_for_opens_nothing(void **state)
{
    (void)state;
    assert_int_equal(visits("s1", "noe@reseau.example", false, true).outcome, OIDC_PROVE);
    assert_int_equal(visits("s2", "neuve@reseau.example", false, true).outcome, OIDC_PROVE);
    assert_int_equal(visits("s3", NULL, false, false).outcome, OIDC_PROVE);
    struct account a;
    assert_err(account_by_email(f.db, &f.arena, "neuve@reseau.example", &a), ERR_NOT_FOUND);
}

/* "ñ" folds to "n": another mailbox. */
static void an_address_that_only_folds_alike_wants_proof(void **state)
{
    (void)state;
    add("zoé@reseau.example", ROLE_MEMBER);
    assert_int_equal(visits("s1", "zoe@reseau.example", true, false).outcome, OIDC_PROVE);
}

/* The address was given to somebody else at the provider: a second identity is not taken for the
 * first. */
static void a_second_identity_of_an_address_wants_proof(void **state)
{
    (void)state;
    assert_int_equal(visits("s1", "noe@reseau.example", true, false).outcome, OIDC_IN);
    assert_int_equal(visits("s2", "noe@reseau.example", true, false).outcome, OIDC_PROVE);
    assert_int_equal(identities("noe@reseau.example"), 1);
}

static void a_registered_address_gets_an_account(void **state)
{
    (void)state;
    assert_int_equal(visits("s1", "neuve@reseau.example", true, false).outcome, OIDC_UNKNOWN);
    struct visit v = visits("s1", "neuve@reseau.example", true, true);
    assert_int_equal(v.outcome, OIDC_IN);
    assert_int_equal(account("neuve@reseau.example").role, ROLE_MEMBER);
    assert_string_equal(account("neuve@reseau.example").name, "Du Fournisseur");
}

static void a_closed_account_stays_closed(void **state)
{
    (void)state;
    assert_int_equal(visits("s1", "noe@reseau.example", true, true).outcome, OIDC_IN);
    assert_ok(account_disable(f.store, account("noe@reseau.example").id, MONDAY));
    assert_int_equal(visits("s1", "noe@reseau.example", true, true).outcome, OIDC_CLOSED);
    assert_int_equal(visits("s2", "noe@reseau.example", true, true).outcome, OIDC_CLOSED);
}

static void the_session_knows_what_to_tell_the_provider(void **state)
{
    struct auth_session s;
    const char *hint;
    (void)state;
    struct visit v = visits("s1", "noe@reseau.example", true, false);
    assert_ok(auth_session_find(f.db, &f.arena, v.session, MONDAY, &s));
    assert_ok(auth_session_id_token(f.db, &f.arena, &s, &hint));
    assert_string_equal(hint, "a.b.c");
}

/* ---- proof ------------------------------------------------------------------------------ */

static void what_is_held_is_linked_once_proved(void **state)
{
    struct oidc_person who;
    (void)state;
    struct visit v = visits("s1", "lea@reseau.example", true, false);
    assert_ok(identity_held(f.db, &f.arena, v.browser, MONDAY + LINK_SECONDS - 1, &who));
    assert_string_equal(who.subject, "s1");
    assert_err(identity_held(f.db, &f.arena, v.browser, MONDAY + LINK_SECONDS, &who), ERR_GONE);
    assert_err(identity_held(f.db, &f.arena, "autre", MONDAY, &who), ERR_GONE);
    assert_err(identity_held(f.db, &f.arena, sent((account_id){0}, MONDAY), MONDAY, &who),
               ERR_GONE);
    assert_ok(
        identity_link_held(f.store, &f.arena, v.browser, account("lea@reseau.example").id, MONDAY));
    assert_err(
        identity_link_held(f.store, &f.arena, v.browser, account("noe@reseau.example").id, MONDAY),
        ERR_GONE);
    v = visits("s1", "lea@reseau.example", true, false);
    assert_int_equal(v.outcome, OIDC_IN);
    assert_int_equal(v.role, ROLE_ORGANISER);
}

static void who_came_in_leaves_nothing_to_link(void **state)
{
    struct oidc_person who;
    (void)state;
    struct visit v = visits("s1", "noe@reseau.example", true, false);
    assert_err(identity_held(f.db, &f.arena, v.browser, MONDAY, &who), ERR_GONE);
}

static void an_identity_is_of_one_account(void **state)
{
    const struct oidc_person who = {.issuer = ISSUER, .subject = "s1"},
                             elsewhere = {.issuer = "https://autre.example", .subject = "s1"};
    const struct identity_line *list;
    size_t n;
    (void)state;
    account_id noe = account("noe@reseau.example").id, lea = account("lea@reseau.example").id;
    assert_ok(identity_link(f.store, &f.arena, &who, noe, MONDAY));
    assert_ok(identity_link(f.store, &f.arena, &who, noe, MONDAY));
    assert_err(identity_link(f.store, &f.arena, &who, lea, MONDAY), ERR_CONFLICT);
    assert_ok(identity_link(f.store, &f.arena, &elsewhere, lea, MONDAY));
    assert_ok(identities_of(f.db, &f.arena, noe, &list, &n));
    assert_int_equal(n, 1);
    assert_err(identity_unlink(f.store, lea, list[0].id), ERR_NOT_FOUND);
    assert_ok(identity_unlink(f.store, noe, list[0].id));
    assert_int_equal(identities("noe@reseau.example"), 0);
    assert_int_equal(visits("s1", NULL, false, false).outcome, OIDC_PROVE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define EACH(test) cmocka_unit_test_setup_teardown(test, up, down)
        EACH(a_way_back_is_good_once_for_ten_minutes),
        EACH(what_is_over_is_swept),
        EACH(a_member_comes_in_by_a_vouched_address),
        EACH(a_team_account_wants_proof),
        EACH(an_address_nobody_answers_for_opens_nothing),
        EACH(an_address_that_only_folds_alike_wants_proof),
        EACH(a_second_identity_of_an_address_wants_proof),
        EACH(a_registered_address_gets_an_account),
        EACH(a_closed_account_stays_closed),
        EACH(the_session_knows_what_to_tell_the_provider),
        EACH(what_is_held_is_linked_once_proved),
        EACH(who_came_in_leaves_nothing_to_link),
        EACH(an_identity_is_of_one_account),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
