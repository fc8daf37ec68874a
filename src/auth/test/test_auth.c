/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules of accounts, links and sessions, on a database of their own, at any hour wanted. */
#include "auth/auth.h"
#include "store/test/fixture.h"

#include <pthread.h>

#define MONDAY INT64_C(1625468400) /* 2021-07-05T09:00 in Paris */
#define MINUTE 60
#define HOUR 3600
#define DAY 86400

static struct fixture f;
static struct account camille;

static const char *text_of(const struct token *t)
{
    return arena_strdup(&f.arena, t->text);
}

static int up(void **state)
{
    const struct account account = {
        .email = "Camille@Réseau.example", .name = "Camille", .role = ROLE_ORGANISER};
    (void)state;
    fixture_dir(&f);
    assert_ok(fixture_open(&f, &auth_schema));
    assert_ok(account_add(f.store, &f.arena, &account, MONDAY));
    assert_ok(account_by_email(f.db, &f.arena, "camille@reseau.example", &camille));
    return 0;
}

static int down(void **state)
{
    (void)state;
    fixture_close(&f);
    fixture_remove(&f);
    return 0;
}

static const char *link_at(int64_t now)
{
    struct token t;
    token_make(&t);
    assert_ok(sign_in_link_make(f.store, camille.id, &t, now));
    return text_of(&t);
}

/* The session that the link opens; NULL when it opens none. */
static const char *take(const char *link, const char *old, int64_t now)
{
    struct sign_in in = {.link = link, .old_session = old, .now = now};
    sign_in_prepare(&in);
    enum err e = sign_in(f.store, &f.arena, &in);
    if (e == ERR_GONE)
        return NULL;
    assert_ok(e);
    return text_of(&in.session);
}

static const char *session_at(int64_t now)
{
    const char *s = take(link_at(now), NULL, now);
    assert_non_null(s);
    return s;
}

static struct auth_session found(const char *token, int64_t now)
{
    struct auth_session s;
    assert_ok(auth_session_find(f.db, &f.arena, token, now, &s));
    return s;
}

static bool is_open(const char *token, int64_t now)
{
    struct auth_session s;
    enum err e = auth_session_find(f.db, &f.arena, token, now, &s);
    assert_true(e == OK || e == ERR_NOT_FOUND);
    return e == OK;
}

static enum err show(const char *link, int64_t now)
{
    struct account a;
    return sign_in_link_show(f.db, &f.arena, link, now, &a);
}

/* ---- accounts --------------------------------------------------------------------------- */

static void an_address_has_one_account(void **state)
{
    const struct account again = {.email = "CAMILLE@reseau.EXAMPLE", .role = ROLE_ADMINISTRATOR};
    const struct account *list;
    size_t n;
    (void)state;
    assert_string_equal(camille.email, "Camille@Réseau.example");
    assert_int_equal(camille.role, ROLE_ORGANISER);
    assert_err(account_add(f.store, &f.arena, &again, MONDAY), ERR_CONFLICT);
    assert_ok(account_list(f.db, &f.arena, &list, &n));
    assert_int_equal(n, 1);
    assert_int_equal(list[0].role, ROLE_ORGANISER);
    struct account nobody;
    assert_err(account_by_email(f.db, &f.arena, "x@reseau.example", &nobody), ERR_NOT_FOUND);
}

static void what_is_no_address_is_refused(void **state)
{
    static const char *const bad[] = {"",      "a",        "@b",       "a@",     "a@b@c",  "a b@c",
                                      "a@b\n", "<a@b.fr>", "a,b@c.fr", "\xff@b", "\"a\"@b"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_false(email_is_plausible(bad[i]));
    char longest[256];
    memset(longest, 'a', sizeof longest);
    memcpy(longest + 250, "@b.c", 5);
    assert_true(email_is_plausible(longest));
    memcpy(longest + 251, "@b.c", 5);
    assert_false(email_is_plausible(longest));
    assert_true(email_is_plausible("élu.e+mairie@ville-d-été.example"));
}

static void a_disabled_account_opens_nothing(void **state)
{
    const struct account back = {.email = camille.email, .role = ROLE_ADMINISTRATOR};
    (void)state;
    const char *link = link_at(MONDAY), *session = session_at(MONDAY);
    assert_ok(account_disable(f.store, camille.id, MONDAY + 1));
    assert_false(is_open(session, MONDAY + 2));
    assert_err(show(link, MONDAY + 2), ERR_GONE);
    assert_null(take(link, NULL, MONDAY + 2));
    assert_null(take(link_at(MONDAY + 2), NULL, MONDAY + 3)); /* made by a command that was late */
    assert_err(account_disable(f.store, camille.id, MONDAY + 3), ERR_NOT_FOUND);
    assert_ok(account_add(f.store, &f.arena, &back, MONDAY + 4));
    assert_false(is_open(session, MONDAY + 5)); /* what was closed stays closed */
    struct account now;
    assert_ok(account_by_email(f.db, &f.arena, camille.email, &now));
    assert_int_equal(now.id.v, camille.id.v);
    assert_int_equal(now.role, ROLE_ADMINISTRATOR);
    assert_string_equal(now.name, "Camille");
}

static const struct stmt mark_disabled = {"UPDATE account SET disabled_at = $1", "i", ""};

static enum err only_mark(struct db *db, void *arg)
{
    (void)arg;
    return db_exec(db, &mark_disabled, PARAMS(v_int(MONDAY)), NULL);
}

/* Were a session left behind, as by a sign-in at the same instant, it opens nothing either. */
static void a_session_left_behind_opens_nothing(void **state)
{
    (void)state;
    const char *session = session_at(MONDAY);
    assert_true(is_open(session, MONDAY + 1));
    assert_ok(store_write(f.store, only_mark, NULL));
    assert_false(is_open(session, MONDAY + 1));
}

/* ---- links ------------------------------------------------------------------------------ */

static void a_link_serves_once_within_a_quarter_of_an_hour(void **state)
{
    (void)state;
    const char *link = link_at(MONDAY);
    assert_ok(show(link, MONDAY));
    assert_ok(show(link, MONDAY + 15 * MINUTE - 1)); /* looking does not consume it */
    assert_err(show(link, MONDAY + 15 * MINUTE), ERR_GONE);
    assert_null(take(link, NULL, MONDAY + 15 * MINUTE));
    assert_non_null(take(link, NULL, MONDAY + 15 * MINUTE - 1));
    assert_null(take(link, NULL, MONDAY + 15 * MINUTE - 1));
    assert_err(show(link, MONDAY), ERR_GONE);
    assert_null(take("", NULL, MONDAY));
    assert_null(take("nonsense", NULL, MONDAY));
}

static void only_the_exact_token_is_the_link(void **state)
{
    (void)state;
    char near[TOKEN_TEXT + 1];
    const char *link = link_at(MONDAY);
    assert_int_equal(strlen(link), TOKEN_TEXT);
    memcpy(near, link, sizeof near);
    near[TOKEN_TEXT - 1] = (char)(near[TOKEN_TEXT - 1] + 1); /* the same bytes in lax base64 */
    assert_null(take(near, NULL, MONDAY));
    near[TOKEN_TEXT - 1] = '\0';
    assert_null(take(near, NULL, MONDAY));
    assert_non_null(take(link, NULL, MONDAY));
}

struct racer {
    pthread_t thread;
    const char *link;
    struct sign_in in;
    enum err result;
};

static void *race(void *arg)
{
    struct racer *r = arg;
    struct arena a = ARENA_INIT;
    r->result = sign_in(f.store, &a, &r->in);
    arena_free(&a);
    return NULL;
}

static void of_browsers_that_race_for_a_link_one_gets_in(void **state)
{
    (void)state;
    for (int round = 0; round < 20; round++) {
        struct racer r[4];
        const char *link = link_at(MONDAY);
        int in = 0;
        for (size_t i = 0; i < ARRAY_LEN(r); i++) {
            r[i].in = (struct sign_in){.link = link, .now = MONDAY};
            sign_in_prepare(&r[i].in);
            assert_int_equal(pthread_create(&r[i].thread, NULL, race, &r[i]), 0);
        }
        for (size_t i = 0; i < ARRAY_LEN(r); i++) {
            pthread_join(r[i].thread, NULL);
            assert_true(r[i].result == OK || r[i].result == ERR_GONE);
            assert_int_equal(is_open(r[i].in.session.text, MONDAY), r[i].result == OK);
            in += r[i].result == OK;
        }
        assert_int_equal(in, 1);
    }
}

/* ---- sessions --------------------------------------------------------------------------- */

static void a_session_lives_while_it_is_used(void **state)
{
    (void)state;
    const char *token = session_at(MONDAY);
    struct auth_session s = found(token, MONDAY + 12 * HOUR - 1);
    assert_int_equal(s.account.id.v, camille.id.v);
    assert_string_equal(s.account.email, camille.email);
    assert_false(is_open(token, MONDAY + 12 * HOUR));
    assert_ok(auth_session_touch(f.store, &s, MONDAY + 10 * HOUR));
    assert_true(is_open(token, MONDAY + 22 * HOUR - 1));
    assert_false(is_open(token, MONDAY + 22 * HOUR));
}

static void a_session_ends_after_seven_days(void **state)
{
    (void)state;
    const char *token = session_at(MONDAY);
    for (int64_t t = MONDAY; t < MONDAY + 7 * DAY; t += 6 * HOUR) {
        struct auth_session s = found(token, t);
        assert_ok(auth_session_touch(f.store, &s, t));
    }
    assert_true(is_open(token, MONDAY + 7 * DAY - 1));
    assert_false(is_open(token, MONDAY + 7 * DAY));
}

static void a_read_is_a_write_once_in_five_minutes(void **state)
{
    (void)state;
    const char *token = session_at(MONDAY);
    struct auth_session s = found(token, MONDAY + 5 * MINUTE - 1);
    assert_false(auth_session_is_due(&s, MONDAY + 5 * MINUTE - 1));
    assert_true(auth_session_is_due(&s, MONDAY + 5 * MINUTE));
    assert_ok(auth_session_touch(f.store, &s, MONDAY + 5 * MINUTE));
    s = found(token, MONDAY + 6 * MINUTE);
    assert_false(auth_session_is_due(&s, MONDAY + 6 * MINUTE));
}

/* A clock that is set back, by the operator or at each start of the demonstration. */
static void a_clock_set_back_gives_no_more_than_the_same_again(void **state)
{
    (void)state;
    const char *link = link_at(MONDAY), *token = session_at(MONDAY);
    assert_ok(show(link, MONDAY - 15 * MINUTE + 1));
    assert_err(show(link, MONDAY - 15 * MINUTE), ERR_GONE);
    assert_null(take(link, NULL, MONDAY - 15 * MINUTE));
    assert_true(is_open(token, MONDAY - 12 * HOUR + 1));
    assert_false(is_open(token, MONDAY - 12 * HOUR));
    struct auth_session s = found(token, MONDAY - HOUR);
    assert_true(auth_session_is_due(&s, MONDAY - HOUR));
    assert_ok(auth_session_touch(f.store, &s, MONDAY - HOUR));
    assert_true(is_open(token, MONDAY + 11 * HOUR - 1));
    assert_false(is_open(token, MONDAY + 11 * HOUR));
}

static void signing_in_closes_the_browsers_old_session(void **state)
{
    (void)state;
    const char *phone = session_at(MONDAY), *before = session_at(MONDAY);
    const char *after = take(link_at(MONDAY + 1), before, MONDAY + 1);
    assert_non_null(after);
    assert_string_not_equal(before, after);
    assert_false(is_open(before, MONDAY + 1));
    assert_true(is_open(after, MONDAY + 1));
    assert_true(is_open(phone, MONDAY + 1));
    assert_null(take("nonsense", after, MONDAY + 2)); /* a link that fails closes nothing */
    assert_true(is_open(after, MONDAY + 2));
    assert_non_null(take(link_at(MONDAY + 2), "planted", MONDAY + 2));
    assert_false(is_open("planted", MONDAY + 2));
}

static void signing_out_closes_one_or_all(void **state)
{
    const struct account other = {.email = "autre@reseau.example", .role = ROLE_ORGANISER};
    struct account dominique;
    struct token t;
    (void)state;
    assert_ok(account_add(f.store, &f.arena, &other, MONDAY));
    assert_ok(account_by_email(f.db, &f.arena, other.email, &dominique));
    token_make(&t);
    assert_ok(sign_in_link_make(f.store, dominique.id, &t, MONDAY));
    const char *theirs = take(t.text, NULL, MONDAY);
    const char *a = session_at(MONDAY), *b = session_at(MONDAY), *c = session_at(MONDAY);
    struct auth_session s = found(a, MONDAY);
    assert_ok(sign_out(f.store, &s));
    assert_false(is_open(a, MONDAY));
    assert_true(is_open(b, MONDAY));
    assert_ok(sign_out_everywhere(f.store, camille.id));
    assert_false(is_open(b, MONDAY));
    assert_false(is_open(c, MONDAY));
    assert_true(is_open(theirs, MONDAY));
    assert_ok(auth_session_touch(f.store, &s, MONDAY)); /* a page that was slow revives nothing */
    assert_false(is_open(a, MONDAY));
}

/* ---- what is stored, and forms ---------------------------------------------------------- */

static const struct stmt all_hashes = {
    "SELECT token_hash FROM sign_in_link UNION ALL SELECT token_hash FROM auth_session", "", "b"};

static void no_token_is_in_the_database(void **state)
{
    struct rows r;
    (void)state;
    const char *link = link_at(MONDAY), *session = session_at(MONDAY);
    assert_ok(db_query(f.db, &f.arena, &all_hashes, NO_PARAMS, &r));
    assert_int_equal(r.n, 3);
    for (size_t i = 0; i < r.n; i++) {
        assert_int_equal(row_bytes(&r, i, 0).n, 32);
        assert_memory_not_equal(row_bytes(&r, i, 0).p, link, 32);
        assert_memory_not_equal(row_bytes(&r, i, 0).p, session, 32);
    }
}

static void a_form_belongs_to_its_session(void **state)
{
    (void)state;
    struct auth_session a = found(session_at(MONDAY), MONDAY);
    struct auth_session b = found(session_at(MONDAY), MONDAY);
    char *token = arena_strdup(&f.arena, csrf_token(&f.arena, &a));
    assert_true(csrf_matches(&a, token));
    assert_true(csrf_matches(&a, csrf_token(&f.arena, &a)));
    assert_string_not_equal(token, csrf_token(&f.arena, &a)); /* under another mask */
    assert_false(csrf_matches(&b, token));
    assert_false(csrf_matches(&a, NULL));
    assert_false(csrf_matches(&a, ""));
    for (size_t i = 0; i < strlen(token); i++) {
        char kept = token[i];
        token[i] = kept == 'A' ? 'Q' : 'A';
        assert_false(csrf_matches(&a, token));
        token[i] = kept;
    }
    assert_false(csrf_matches(&a, arena_printf(&f.arena, "%sAAAA", token)));
    token[40] = '\0';
    assert_false(csrf_matches(&a, token));
}

/* ---- limits ---------------------------------------------------------------------------- */

static const unsigned char key[AUTH_SECRET_BYTES] = "une clé de trente-deux octets..";
static const struct sign_in_limit three = {.burst = 3, .seconds = 60};

static struct sign_in_who who_is(const char *what, const char *text)
{
    struct address a;
    assert_true(address_parse(str_of(text), &a));
    a = address_subscriber(&a);
    return sign_in_who(key, what, &a);
}

static int tries(const struct sign_in_who *who, int64_t now)
{
    int n = 0;
    enum err e = OK;
    while (n < 20 && (e = sign_in_limit_take(f.store, &f.arena, who, &three, now)) == OK)
        n++;
    assert_err(e, ERR_TOO_MANY);
    return n;
}

static void tries_come_back_with_time(void **state)
{
    struct sign_in_who a = who_is("code", "203.0.113.9");
    (void)state;
    assert_int_equal(tries(&a, MONDAY), 3);
    assert_int_equal(tries(&a, MONDAY + 59), 0); /* a refusal takes nothing */
    assert_int_equal(tries(&a, MONDAY + 60), 1);
    assert_int_equal(tries(&a, MONDAY + 60 + 120), 2);
    assert_int_equal(tries(&a, MONDAY + DAY), 3); /* never more than full */
}

static void each_address_has_its_own_tries(void **state)
{
    struct sign_in_who a = who_is("code", "203.0.113.9"), b = who_is("code", "203.0.113.10"),
                       c = who_is("link", "203.0.113.9"), v6 = who_is("code", "2001:db8:1:2::5"),
                       same = who_is("code", "2001:db8:1:2:ffff::1"),
                       mapped = who_is("code", "::ffff:203.0.113.9"),
                       next = who_is("code", "2001:db8:1:3::5");
    (void)state;
    assert_int_equal(tries(&a, MONDAY), 3);
    assert_int_equal(tries(&mapped, MONDAY), 0);
    assert_int_equal(tries(&b, MONDAY), 3);
    assert_int_equal(tries(&c, MONDAY), 3);
    assert_int_equal(tries(&v6, MONDAY), 3);
    assert_int_equal(tries(&same, MONDAY), 0); /* the same /64 */
    assert_int_equal(tries(&next, MONDAY), 3);
}

/* Set forward and back again it locks nobody out, and gives no more than one bucket anew. */
static void a_clock_set_back_begins_anew(void **state)
{
    static const int64_t ahead[] = {30 * DAY, HOUR};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ahead); i++) {
        struct sign_in_who a = who_is("code", i ? "203.0.113.9" : "203.0.113.10");
        assert_int_equal(tries(&a, MONDAY + ahead[i]), 3);
        assert_int_equal(tries(&a, MONDAY), 3);
        assert_int_equal(tries(&a, MONDAY + 60), 1);
    }
}

static const struct stmt all_limits = {"SELECT who, full_at FROM sign_in_limit", "", "bi"};

static void no_address_is_in_the_database(void **state)
{
    struct sign_in_who a = who_is("code", "203.0.113.9"), b = who_is("code", "203.0.113.10");
    unsigned char other[AUTH_SECRET_BYTES] = "une autre clé";
    struct address address;
    struct rows r;
    (void)state;
    assert_int_equal(tries(&a, MONDAY), 3);
    assert_ok(db_query(f.db, &f.arena, &all_limits, NO_PARAMS, &r));
    assert_int_equal(r.n, 1);
    assert_int_equal(row_bytes(&r, 0, 0).n, 16);
    assert_memory_equal(row_bytes(&r, 0, 0).p, a.bytes, 16);
    assert_true(address_parse(str_of("203.0.113.9"), &address));
    struct sign_in_who guess = sign_in_who(other, "code", &address); /* without the key: nothing */
    assert_memory_not_equal(guess.bytes, a.bytes, 16);
    assert_int_equal(tries(&b, MONDAY + 180), 3); /* the first is full again: its row goes */
    assert_ok(db_query(f.db, &f.arena, &all_limits, NO_PARAMS, &r));
    assert_int_equal(r.n, 1);
    assert_memory_equal(row_bytes(&r, 0, 0).p, b.bytes, 16);
}

/* ---- what is over goes ------------------------------------------------------------------ */

static const struct stmt count_rows = {
    "SELECT (SELECT count(*) FROM sign_in_link), (SELECT count(*) FROM auth_session)", "", "ii"};

static void what_is_over_is_swept(void **state)
{
    struct rows r;
    (void)state;
    for (int i = 0; i < 5; i++)
        session_at(MONDAY);
    session_at(MONDAY + 8 * DAY);
    assert_ok(db_query(f.db, &f.arena, &count_rows, NO_PARAMS, &r));
    assert_int_equal(row_int(&r, 0, 0), 1);
    assert_int_equal(row_int(&r, 0, 1), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define EACH(test) cmocka_unit_test_setup_teardown(test, up, down)
        EACH(an_address_has_one_account),
        EACH(what_is_no_address_is_refused),
        EACH(a_disabled_account_opens_nothing),
        EACH(a_session_left_behind_opens_nothing),
        EACH(a_link_serves_once_within_a_quarter_of_an_hour),
        EACH(only_the_exact_token_is_the_link),
        EACH(of_browsers_that_race_for_a_link_one_gets_in),
        EACH(a_session_lives_while_it_is_used),
        EACH(a_session_ends_after_seven_days),
        EACH(a_read_is_a_write_once_in_five_minutes),
        EACH(a_clock_set_back_gives_no_more_than_the_same_again),
        EACH(signing_in_closes_the_browsers_old_session),
        EACH(signing_out_closes_one_or_all),
        EACH(no_token_is_in_the_database),
        EACH(a_form_belongs_to_its_session),
        EACH(tries_come_back_with_time),
        EACH(each_address_has_its_own_tries),
        EACH(a_clock_set_back_begins_anew),
        EACH(no_address_is_in_the_database),
        EACH(what_is_over_is_swept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
