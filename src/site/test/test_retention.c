/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is erased and what stays: each rule on the demonstration's people, years later. */
#include "work.h"

#include "meeting/invitation/invitation.h"
#include "meeting/registration/registration.h"

#include <stdio.h>

#define MEETING "2021-economie-de-l-alliance"
#define PAGE "/organisation/conservation"
#define YEAR (365 * DAY_SECONDS)

/* ---- looking into the tables ------------------------------------------------------------- */

static const struct stmt personal = {
    "SELECT COUNT(*) FROM registration WHERE given_name <> '' OR family_name <> '' OR email <> ''"
    " OR looked_up <> '' OR organisation IS NOT NULL OR territory IS NOT NULL"
    " OR territory_words IS NOT NULL OR access_needs IS NOT NULL OR list_consent_words IS NOT NULL"
    " OR list_consent_at IS NOT NULL OR form_key IS NOT NULL OR token LIKE '_____%'"
    " OR ticket LIKE '_____%' OR person LIKE '_____%'",
    "", "i"};
static const struct stmt people = {"SELECT COUNT(*) FROM registration", "", "i"};
static const struct stmt uneven_pools = {
    "SELECT COUNT(*) FROM seat_pool WHERE taken <> (SELECT COUNT(*) FROM seat_claim"
    " WHERE pool_id = seat_pool.id AND state <> 'waiting') OR waiting <> (SELECT COUNT(*)"
    " FROM seat_claim WHERE pool_id = seat_pool.id AND state = 'waiting')",
    "", "i"};
static const struct stmt counted = {
    "SELECT COUNT(DISTINCT state || modality || COALESCE(ecosystem, '') || COALESCE(area, ''))"
    " FROM registration",
    "", "i"};
static const struct stmt accounts = {"SELECT COUNT(*) FROM account", "", "i"};
static const struct stmt warnings = {
    "SELECT COUNT(*) FROM outbox_message WHERE kind = 'account/inactive'", "", "i"};
static const struct stmt mail_count = {"SELECT COUNT(*) FROM outbox_message", "", "i"};
static const struct stmt mail_sent = {
    "UPDATE outbox_message SET sent_at = created_at WHERE id % 2 = 0", "", ""};
static const struct stmt invited = {"SELECT COUNT(*) FROM invitation", "", "i"};
static const struct stmt *const statements[] = {&personal,   &people,    &uneven_pools,
                                                &counted,    &accounts,  &warnings,
                                                &mail_count, &mail_sent, &invited};
static const struct store_schema schema = {.statements = statements,
                                           .n_statements = ARRAY_LEN(statements)};
static const struct module looking = {.name = "looking", .schema = &schema};

static struct harness h;
static struct signed_in camille, admin;

static int64_t number(const struct stmt *stmt)
{
    struct rows r;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(db_query(h.worker->db, &h.arena, stmt, NO_PARAMS, &r), OK);
    db_end_read(h.worker->db);
    return row_int(&r, 0, 0);
}

static enum err send_half(struct db *db, void *arg)
{
    (void)arg;
    return db_exec(db, &mail_sent, NO_PARAMS, NULL);
}

static struct retention_state state_of(const char *name)
{
    const struct retention_rule *rule = retention_rule_of(&h.app.jobs, name);
    struct retention_state *s;
    size_t n;
    assert_non_null(rule);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(retention_states(&h.app.jobs, h.worker->db, &h.arena, rule,
                                      clock_now(&h.app.clock), &s, &n),
                     OK);
    db_end_read(h.worker->db);
    assert_int_equal(n, 1);
    return s[0];
}

static enum err give_order(struct db *db, void *arg)
{
    const struct retention_rule *rule = retention_rule_of(&h.app.jobs, arg);
    return rule ? retention_queue(db, rule, clock_now(&h.app.clock)) : ERR_NOT_FOUND;
}

/* Applies a rule; how many rows it says that it dealt with. */
static int64_t apply(const char *name)
{
    assert_int_equal(store_write(h.app.store, give_order, (void *)(uintptr_t)name), OK);
    assert_int_equal(harness_work(&h), 1);
    struct retention_state s = state_of(name);
    assert_true(s.ran);
    assert_int_equal(s.ran_at / 60, clock_now(&h.app.clock) / 60);
    return s.erased;
}

static enum err ask_nightly(struct db *db, void *arg)
{
    (void)arg;
    return job_queue(db, retention_kind.name, "", NULL, clock_now(&h.app.clock));
}

static const char *night(void)
{
    const struct job_row *rows;
    size_t n;
    assert_int_equal(store_write(h.app.store, ask_nightly, NULL), OK);
    assert_int_equal(harness_work(&h), 1);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(jobs_last(h.worker->db, &h.arena, &rows, &n), OK);
    db_end_read(h.worker->db);
    assert_int_equal(n, 1);
    assert_string_equal(rows[0].kind, retention_kind.name);
    return rows[0].result;
}

static int up(void **state)
{
    (void)state;
    harness_extra = &looking;
    harness_open(&h, "2021-07-05T09:00", true);
    h.app.jobs.mail = true;
    camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    admin = harness_sign_in(&h, "admin@demo.example", ROLE_ADMINISTRATOR);
    return 0;
}

static int down(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

/* Years later, the two come back. */
static void later(int64_t seconds)
{
    harness_pass(&h, seconds);
    camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    admin = harness_sign_in(&h, "admin@demo.example", ROLE_ADMINISTRATOR);
}

/* ---- the rules --------------------------------------------------------------------------- */

/* Whatever a rule counts is what it does, and then nothing is left to count. */
static void what_is_counted_is_what_is_done(void **state)
{
    (void)state;
    assert_int_equal(store_write(h.app.store, send_half, NULL), OK);
    int64_t messages = number(&mail_count);
    later(4 * YEAR);
    for (size_t i = 0; i < h.app.jobs.n_rules; i++) {
        const char *name = h.app.jobs.rules[i]->name;
        int64_t n = state_of(name).n, done = apply(name);
        if (done != n)
            fail_msg("%s: %lld counted, %lld done", name, (long long)n, (long long)done);
        assert_int_equal(state_of(name).n, 0);
    }
    assert_int_equal(state_of("inscriptions").erased, 350);
    assert_true(state_of("messages").erased > 5);
    assert_true(number(&mail_count) >= messages / 2); /* what waits to be sent stays */
}

static void people_are_forgotten_and_still_counted(void **state)
{
    struct event event;
    struct registration g;
    (void)state;
    const char *token = harness_register(&h, MEETING, "Perpetua");
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(registration_by_token(h.worker->db, &h.arena, token, &g), OK);
    assert_int_equal(event_by_slug(h.worker->db, &h.arena, MEETING, &event), OK);
    db_end_read(h.worker->db);
    const char *page = arena_printf(&h.arena, "/inscriptions/%s", token);
    const char *list = "/organisation/rencontres/" MEETING "/inscriptions";
    const char *search = "/organisation/rencontres/" MEETING "/inscriptions?q=Perpetua";
    const char *person = arena_printf(&h.arena, "%s/%lld", list, (long long)g.id.v);
    int64_t groups = number(&counted), all = number(&people);
    later(23 * 30 * DAY_SECONDS);
    assert_int_equal(state_of("inscriptions").n, 0);
    later(2 * 30 * DAY_SECONDS);
    assert_int_equal(harness_get(&h, page).status, 200);
    assert_contains(harness_get_as(&h, search, &camille).body, "Perpetua");
    assert_int_equal(apply("inscriptions"), all);
    assert_int_equal(number(&personal), 0);
    assert_int_equal(number(&people), all);
    assert_int_equal(number(&counted), groups);
    assert_int_equal(number(&uneven_pools), 0);
    assert_int_equal(harness_get(&h, page).status, 404);
    assert_int_equal(
        harness_get(&h, arena_printf(&h.arena, "/inscriptions/%%20%lld", (long long)g.id.v)).status,
        404);
    assert_int_equal(harness_get(&h, arena_printf(&h.arena, "/billets/%s", g.ticket)).status, 404);
    assert_int_equal(
        harness_get(&h, arena_printf(&h.arena, "/billets/%%20%lld", (long long)g.id.v)).status,
        404);
    assert_int_equal(harness_get_as(&h, person, &camille).status, 404);
    struct reply a = harness_get_as(&h, list, &camille);
    assert_int_equal(a.status, 200);
    assert_lacks(harness_get_as(&h, search, &camille).body, "/inscriptions/");
    assert_contains(a.body, "340"); /* the figures of the meeting are still those */
    assert_lacks(
        harness_get_as(&h, "/organisation/rencontres/" MEETING "/inscriptions.csv", &camille).body,
        "example.org");
}

static void those_who_were_asked_are_erased(void **state)
{
    struct invitation_table t;
    struct event event;
    (void)state;
    invitation_table_read(&h.arena, "fr", str_of("e-mail\na@example.org\nb@example.org\n"), &t);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(event_by_slug(h.worker->db, &h.arena, MEETING, &event), OK);
    db_end_read(h.worker->db);
    struct add_invitations add = {
        .event = event.id, .drafts = t.drafts, .n = t.n, .now = clock_now(&h.app.clock)};
    assert_int_equal(store_write(h.app.store, add_invitations, &add), OK);
    harness_pass(&h, YEAR);
    struct reply a = harness_send(
        &h, "POST", arena_printf(&h.arena, "/invitations/%s", t.drafts[0].token), NULL, "");
    assert_true(a.status < 400); /* one opened theirs a year later */
    harness_pass(&h, 2 * YEAR + 10 * DAY_SECONDS);
    assert_int_equal(apply("invitations"), 1);
    assert_int_equal(number(&invited), 1);
    harness_pass(&h, YEAR);
    assert_int_equal(apply("invitations"), 1);
}

/* ---- accounts ---------------------------------------------------------------------------- */

static void member(const char *email, enum role role)
{
    const struct account a = {.email = email, .role = role};
    assert_int_equal(account_add(h.app.store, &h.arena, &a, clock_now(&h.app.clock)), OK);
}

static bool is_there(const char *email)
{
    struct account a;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    enum err e = account_by_email(h.worker->db, &h.arena, email, &a);
    db_end_read(h.worker->db);
    return e == OK;
}

static void an_account_is_warned_then_erased(void **state)
{
    (void)state;
    member("absente@demo.example", ROLE_MEMBER);
    member("revenue@demo.example", ROLE_MEMBER);
    later(23 * 30 * DAY_SECONDS + 5 * DAY_SECONDS);
    assert_int_equal(apply("avertissements"), 0);
    later(15 * DAY_SECONDS); /* 23 months and some days */
    assert_int_equal(state_of("avertissements").n, 2);
    assert_int_equal(apply("avertissements"), 2);
    assert_int_equal(apply("avertissements"), 0); /* told once */
    assert_int_equal(number(&warnings), 2);
    later(10 * DAY_SECONDS);
    harness_sign_in(&h, "revenue@demo.example", ROLE_MEMBER);
    later(15 * DAY_SECONDS); /* over 24 months; warned 25 days ago */
    assert_int_equal(apply("comptes"), 0);
    later(10 * DAY_SECONDS);
    assert_int_equal(apply("comptes"), 1);
    assert_false(is_there("absente@demo.example"));
    assert_true(is_there("revenue@demo.example"));
}

/* Away for years without a warning (nothing was served): warned first all the same. */
static void nobody_is_erased_unwarned(void **state)
{
    (void)state;
    member("absente@demo.example", ROLE_MEMBER);
    later(5 * YEAR);
    assert_int_equal(apply("comptes"), 0);
    assert_int_equal(apply("avertissements"), 1);
    assert_int_equal(apply("comptes"), 0);
    later(31 * DAY_SECONDS);
    assert_int_equal(apply("comptes"), 1);
}

static void the_last_administrator_stays(void **state)
{
    (void)state;
    member("autre-admin@demo.example", ROLE_ADMINISTRATOR);
    harness_pass(&h, 3 * YEAR);
    int64_t before = number(&accounts);
    assert_int_equal(before, 3);
    assert_int_equal(apply("avertissements"), 2); /* Camille, and the administrator seen first */
    harness_pass(&h, 40 * DAY_SECONDS);
    assert_int_equal(apply("comptes"), 2);
    assert_int_equal(number(&accounts), 1);
    assert_true(is_there("autre-admin@demo.example")); /* made last */
    harness_pass(&h, 5 * YEAR);
    assert_int_equal(apply("avertissements"), 0);
    assert_int_equal(apply("comptes"), 0);
    assert_int_equal(number(&accounts), 1);
}

static void the_warning_says_when(void **state)
{
    (void)state;
    member("absente@demo.example", ROLE_MEMBER);
    later(3 * YEAR);
    assert_int_equal(apply("avertissements"), 1);
    struct mail_row *rows;
    struct mail_message m;
    size_t n;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_rows(h.worker->db, &h.arena, 0, 1, &rows, &n), OK);
    assert_int_equal(mail_render(&h.app.mail, h.worker->db, &h.arena, &rows[0], &m), OK);
    db_end_read(h.worker->db);
    assert_string_equal(m.to_address, "absente@demo.example");
    assert_contains(m.text, "3 août 2024");
    assert_contains(m.text, "/connexion");
    harness_sign_in(&h, "absente@demo.example", ROLE_MEMBER);
    assert_int_equal(db_begin_read(h.worker->db), OK); /* back meanwhile: it is not sent */
    assert_int_equal(mail_render(&h.app.mail, h.worker->db, &h.arena, &rows[0], &m), ERR_GONE);
    db_end_read(h.worker->db);
}

static void without_a_relay_nobody_is_warned_nor_erased(void **state)
{
    (void)state;
    h.app.jobs.mail = false;
    member("absente@demo.example", ROLE_MEMBER);
    later(3 * YEAR);
    assert_int_equal(apply("avertissements"), 0);
    later(40 * DAY_SECONDS);
    assert_int_equal(apply("comptes"), 0);
    assert_contains(harness_get_as(&h, PAGE, &camille).body, "attend un serveur");
}

/* ---- the round of each night -------------------------------------------------------------- */

static void the_first_round_erases_nothing(void **state)
{
    (void)state;
    later(3 * YEAR);
    assert_contains(night(), "Premier passage");
    assert_int_equal(state_of("inscriptions").n, 350);
    later(DAY_SECONDS);
    assert_contains(night(), "traitées");
    assert_int_equal(state_of("inscriptions").n, 0);
    assert_int_equal(number(&personal), 0);
}

static void a_clock_that_leapt_erases_nothing(void **state)
{
    (void)state;
    assert_contains(night(), "Premier passage");
    later(DAY_SECONDS);
    assert_contains(night(), "traitées");
    harness_pass(&h, 10 * YEAR);
    assert_contains(night(), "à confirmer");
    assert_int_equal(state_of("inscriptions").n, 350);
    harness_pass(&h, DAY_SECONDS);
    assert_contains(night(), "à confirmer"); /* not one night later either */
    later(0);
    assert_contains(harness_get_as(&h, PAGE, &camille).body, "a fait un saut");
    assert_lacks(harness_get_as(&h, PAGE, &camille).body, "reprendre</button>");
    assert_contains(harness_get_as(&h, PAGE, &admin).body, "reprendre</button>");
    assert_int_equal(harness_post_as(&h, PAGE "/reprendre", &camille, "").status, 403);
    assert_int_equal(harness_post_as(&h, PAGE "/reprendre", &admin, "").status, 303);
    assert_contains(night(), "traitées");
    assert_int_equal(state_of("inscriptions").n, 0);
}

static void a_clock_that_comes_back_needs_nobody(void **state)
{
    (void)state;
    night();
    harness_pass(&h, 10 * YEAR);
    assert_contains(night(), "à confirmer");
    harness_pass(&h, -10 * YEAR + DAY_SECONDS);
    assert_contains(night(), "traitées");
    harness_pass(&h, -10 * YEAR);
    assert_contains(night(), "à confirmer");
    harness_pass(&h, 10 * YEAR + DAY_SECONDS);
    assert_contains(night(), "traitées");
}

/* ---- the page ----------------------------------------------------------------------------- */

static void the_page_says_what_and_how_many(void **state)
{
    (void)state;
    later(3 * YEAR);
    struct reply a = harness_get_as(&h, PAGE, &camille);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "350 lignes");
    assert_contains(a.body, "24 mois");
    assert_lacks(a.body, "Enregistrer les délais");
    a = harness_get_as(&h, PAGE "/inscriptions", &camille);
    assert_contains(a.body, "350 lignes</button>");
    assert_int_equal(harness_get_as(&h, PAGE "/rien", &camille).status, 404);
}

static void a_number_is_confirmed(void **state)
{
    (void)state;
    later(3 * YEAR);
    struct reply a = harness_post_as(&h, PAGE "/inscriptions", &camille, "lignes=349");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "350 lignes</button>");
    assert_int_equal(harness_work(&h), 0);
    a = harness_post_as(&h, PAGE "/inscriptions", &camille, "lignes=350");
    assert_int_equal(a.status, 303);
    harness_post_as(&h, PAGE "/inscriptions", &camille, "lignes=350"); /* pressed twice */
    assert_int_equal(harness_work(&h), 1);
    assert_int_equal(state_of("inscriptions").erased, 350);
}

static void delays_are_chosen_within_bounds(void **state)
{
    static const char *const good =
        "inscriptions=12&invitations=24&connexions=2&comptes=12&messages=6&taches=30";
    (void)state;
    assert_int_equal(harness_post_as(&h, PAGE, &camille, good).status, 403);
    struct reply a = harness_post_as(
        &h, PAGE, &admin,
        "inscriptions=120&invitations=24&connexions=2&comptes=x&messages=6&taches=30");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "value=\"120\"");
    assert_contains(a.body, "value=\"x\"");
    assert_contains(a.body, "Un nombre de 1 à 36.");
    assert_int_equal(state_of("invitations").delay, 36); /* all or nothing */
    assert_int_equal(harness_post_as(&h, PAGE, &admin, good).status, 303);
    assert_int_equal(state_of("inscriptions").delay, 12);
    assert_int_equal(state_of("comptes").delay, 12);
    assert_int_equal(state_of("avertissements").delay, 11); /* a month before, always */
    assert_int_equal(retention_choose(h.app.store, retention_rule_of(&h.app.jobs, "comptes"), 25),
                     ERR_INVALID);
}

static void months_are_those_of_the_calendar(void **state)
{
    int64_t now = 0, expected = 0;
    (void)state;
    assert_true(instant_parse("2024-03-31T12:00:00Z", "Europe/Paris", &now));
    assert_true(instant_parse("2024-02-29T12:00:00Z", "Europe/Paris", &expected));
    assert_int_equal(retention_before(RETENTION_MONTHS, 1, now), expected);
    assert_true(instant_parse("2021-03-31T12:00:00Z", "Europe/Paris", &expected));
    assert_int_equal(retention_before(RETENTION_MONTHS, 36, now), expected);
    assert_int_equal(retention_before(RETENTION_DAYS, 2, now), now - 172800);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup_teardown(name, up, down)
        T(what_is_counted_is_what_is_done),
        T(people_are_forgotten_and_still_counted),
        T(those_who_were_asked_are_erased),
        T(an_account_is_warned_then_erased),
        T(nobody_is_erased_unwarned),
        T(the_last_administrator_stays),
        T(the_warning_says_when),
        T(without_a_relay_nobody_is_warned_nor_erased),
        T(the_first_round_erases_nothing),
        T(a_clock_that_leapt_erases_nothing),
        T(a_clock_that_comes_back_needs_nobody),
        T(the_page_says_what_and_how_many),
        T(a_number_is_confirmed),
        T(delays_are_chosen_within_bounds),
        cmocka_unit_test(months_are_those_of_the_calendar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
