/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signing in by e-mail, and "Mon espace", through the dispatcher. */
#include "harness.h"

#include "base/limit.h"

#include <time.h>

#define NOW "2021-07-05T09:00"
#define SLUG "2021-economie-de-l-alliance"
#define CAMILLE "organisation@demo.example"

static struct harness h;

static int up(void **state)
{
    (void)state;
    harness_open(&h, NOW, true);
    h.app.config.smtp = "smtp://127.0.0.1:1"; /* nobody sends: the outbox is read here */
    h.app.config.limits = true;
    return 0;
}

static int down(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

/* ---- a browser -------------------------------------------------------------------------- */

static const char *cookie_of(const struct reply *a)
{
    const char *set = reply_header(a, "Set-Cookie");
    return set ? arena_strndup(&h.arena, set, strcspn(set, ";")) : NULL;
}

static struct reply send_with(const char *method, const char *target, const char *cookie,
                              const char *body)
{
    const struct http_field headers[] = {{cookie ? "Cookie" : NULL, cookie}, {NULL, NULL}};
    return harness_send(&h, method, target, headers, body);
}

/* Asks for a code; the cookie of the browser that did. */
static const char *ask(const char *email)
{
    struct reply a =
        harness_send(&h, "POST", "/connexion", NULL, arena_printf(&h.arena, "email=%s", email));
    assert_int_equal(a.status, 303);
    assert_string_equal(reply_header(&a, "Location"), "/connexion/code");
    const char *set = reply_header(&a, "Set-Cookie");
    assert_contains(set, "__Host-demande=");
    assert_contains(set, "Max-Age=900; HttpOnly; SameSite=Lax; Secure");
    return cookie_of(&a);
}

static struct reply try_code(const char *cookie, const char *code)
{
    return send_with("POST", "/connexion/code", cookie, arena_printf(&h.arena, "code=%s", code));
}

/* ---- the message ------------------------------------------------------------------------ */

static size_t outbox(struct mail_row **rows)
{
    size_t n;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_rows(h.worker->db, &h.arena, 0, 10000, rows, &n), OK);
    db_end_read(h.worker->db);
    return n;
}

static size_t codes_sent(void)
{
    struct mail_row *rows;
    size_t n = outbox(&rows), codes = 0;
    for (size_t i = 0; i < n; i++)
        codes += strcmp(rows[i].kind, "sign-in/code") == 0;
    return codes;
}

struct words {
    const char *to, *code, *link, *subject;
};

/* Of the latest message. */
static struct words latest(void)
{
    struct mail_row *rows;
    struct mail_message m;
    assert_true(outbox(&rows) > 0);
    assert_string_equal(rows[0].kind, "sign-in/code");
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_render(&h.app.mail, h.worker->db, &h.arena, &rows[0], &m), OK);
    db_end_read(h.worker->db);
    const char *link = strstr(m.text, "/connexion/message/");
    assert_non_null(link);
    return (struct words){
        .to = m.to_address,
        .code = arena_printf(&h.arena, "%.3s%.3s", m.subject, m.subject + 3 + strlen("\u00a0")),
        .link = arena_strndup(&h.arena, link, strcspn(link, " \n")),
        .subject = m.subject,
    };
}

/* ---- tests ------------------------------------------------------------------------------ */

static void a_code_lets_in_once(void **state)
{
    (void)state;
    const char *browser = ask("Organisation%40Demo.Example");
    struct words w = latest();
    assert_string_equal(w.to, CAMILLE);
    assert_contains(w.subject, "votre code pour");
    struct reply page = send_with("GET", "/connexion/code", browser, "");
    assert_int_equal(page.status, 200);
    assert_contains(page.body, "autocomplete=\"one-time-code\"");
    struct reply a = try_code(browser, arena_printf(&h.arena, "+%.3s%%20%s", w.code, w.code + 3));
    assert_int_equal(a.status, 303);
    assert_string_equal(reply_header(&a, "Location"), "/organisation");
    const char *session = cookie_of(&a);
    assert_contains(session, "__Host-");
    assert_int_equal(send_with("GET", "/organisation", session, "").status, 200);
    assert_int_equal(try_code(browser, w.code).status, 410);
    assert_int_equal(send_with("GET", "/connexion/code", NULL, "").status, 303);
}

static void the_link_is_of_one_browser(void **state)
{
    (void)state;
    const char *browser = ask(CAMILLE), *link = latest().link;
    const char *other = ask("somebody%40else.example");
    for (int i = 0; i < 3; i++) { /* a scanner of mail */
        assert_int_equal(harness_get(&h, link).status, 410);
        assert_int_equal(harness_send(&h, "POST", link, NULL, "").status, 410);
        assert_int_equal(send_with("GET", link, other, "").status, 410);
        struct reply a = send_with("GET", link, browser, "");
        assert_int_equal(a.status, 200);
        assert_contains(a.body, "Se connecter</button>");
        assert_null(reply_header(&a, "Set-Cookie"));
    }
    struct reply in = send_with("POST", link, browser, "");
    assert_int_equal(in.status, 303);
    assert_int_equal(send_with("POST", link, browser, "").status, 410);
    assert_int_equal(send_with("GET", link, browser, "").status, 410);
}

static void five_tries(void **state)
{
    (void)state;
    const char *browser = ask(CAMILLE), *code = latest().code;
    const char *wrong = strcmp(code, "000000") == 0 ? "000001" : "000000";
    assert_int_equal(try_code(browser, "12").status, 422); /* no try */
    for (int i = 0; i < CODE_TRIES; i++) {
        struct reply a = try_code(browser, wrong);
        assert_int_equal(a.status, 422);
        assert_contains(a.body, "aria-invalid=\"true\"");
    }
    assert_int_equal(try_code(browser, code).status, 410);
}

static void a_quarter_of_an_hour(void **state)
{
    (void)state;
    const char *browser = ask(CAMILLE), *code = latest().code;
    struct mail_row *rows;
    struct mail_message m;
    h.app.clock.shift += LINK_SECONDS;
    assert_int_equal(try_code(browser, code).status, 410);
    outbox(&rows);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_render(&h.app.mail, h.worker->db, &h.arena, &rows[0], &m), ERR_GONE);
    db_end_read(h.worker->db);
    h.app.clock.shift -= LINK_SECONDS + 10 * 365 * 86400; /* a clock set back opens nothing */
    assert_int_equal(try_code(browser, code).status, 410);
}

/* Everything that is answered is the same, but for the random text of a cookie. */
static void nobody_learns_who_is_known(void **state)
{
    static const char *const emails[] = {CAMILLE, "inconnu@ailleurs.example"};
    struct reply asked[2], page[2], wrong[2], gone[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        size_t before = codes_sent();
        asked[i] = harness_send(&h, "POST", "/connexion", NULL,
                                arena_printf(&h.arena, "email=%s", emails[i]));
        assert_int_equal(codes_sent() - before, i == 0);
        const char *browser = cookie_of(&asked[i]);
        page[i] = send_with("GET", "/connexion/code", browser, "");
        for (int k = 0; k < CODE_TRIES; k++)
            wrong[i] = try_code(browser, "999999");
        gone[i] = try_code(browser, "999999");
    }
    assert_int_equal(strlen(reply_header(&asked[0], "Set-Cookie")),
                     strlen(reply_header(&asked[1], "Set-Cookie")));
    assert_string_equal(reply_header(&asked[0], "Location"), reply_header(&asked[1], "Location"));
    assert_int_equal(asked[0].res.n_headers, asked[1].res.n_headers);
    assert_string_equal(page[0].body, page[1].body);
    assert_string_equal(wrong[0].body, wrong[1].body);
    assert_int_equal(gone[0].status, gone[1].status);
    assert_string_equal(gone[0].body, gone[1].body);
}

static void who_registered_has_an_account(void **state)
{
    (void)state;
    const char *token = harness_register(&h, SLUG, "Noëlle");
    struct reply mine = harness_get(&h, arena_printf(&h.arena, "/inscriptions/%s", token));
    assert_int_equal(mine.status, 200);
    const char *at = strstr(mine.body, "@");
    assert_non_null(at);
    while (at > mine.body && !strchr(" >\"\n:", at[-1]))
        at--;
    const char *email = arena_strndup(&h.arena, at, strcspn(at, " <\"\n"));
    const char *browser = ask(email);
    struct reply a = try_code(browser, latest().code);
    assert_int_equal(a.status, 303);
    assert_string_equal(reply_header(&a, "Location"), "/mon-espace");
    const char *session = cookie_of(&a);
    struct reply own = send_with("GET", "/mon-espace", session, "");
    assert_int_equal(own.status, 200);
    assert_contains(own.body, arena_printf(&h.arena, "/inscriptions/%s", token));
    assert_contains(own.body, "Ce navigateur");
    assert_int_equal(send_with("GET", "/organisation", session, "").status, 403);
}

static void an_account_is_written_to_five_times_an_hour(void **state)
{
    (void)state;
    size_t before = codes_sent();
    for (int i = 0; i < CODES_AN_HOUR + 3; i++)
        ask(CAMILLE);
    assert_int_equal(codes_sent() - before, CODES_AN_HOUR);
    h.app.clock.shift += 3601;
    ask(CAMILLE);
    assert_int_equal(codes_sent() - before, CODES_AN_HOUR + 1);
}

static void the_way_back_is_ours(void **state)
{
    static const char *const away[] = {"https://mal.example/", "//mal.example/", "/\\mal.example",
                                       "javascript:alert(1)", "mal.example"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(away); i++) {
        const char *body = arena_printf(&h.arena, "email=%s&retour=%s", CAMILLE,
                                        request_escape(&h.arena, away[i], ""));
        struct reply a = harness_send(&h, "POST", "/connexion", NULL, body);
        assert_int_equal(a.status, 400);
    }
    struct reply a =
        harness_send(&h, "POST", "/connexion", NULL,
                     "email=" CAMILLE "&retour=%2Forganisation%2Fmessages%3Favant%3D9");
    assert_string_equal(reply_header(&a, "Location"),
                        "/connexion/code?retour=/organisation/messages%3Favant%3D9");
    a = send_with(
        "POST", "/connexion/code", cookie_of(&a),
        arena_printf(&h.arena, "code=%s&retour=%%2Forganisation%%2Fmessages", latest().code));
    assert_string_equal(reply_header(&a, "Location"), "/organisation/messages");
}

static void what_is_no_address_is_said(void **state)
{
    static const char *const typed[] = {"", "a", "a%40", "a%20b%40c.fr",
                                        "a%40b%0d%0aBcc%3Ax%40y.z"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
        struct reply a = harness_send(&h, "POST", "/connexion", NULL,
                                      arena_printf(&h.arena, "email=%s", typed[i]));
        assert_int_equal(a.status, 422);
        assert_contains(a.body, "id=\"email-erreur\"");
    }
}

/* A code is a key: whoever reads the outbox may not read it. */
static void organisers_do_not_read_codes(void **state)
{
    struct mail_row *rows;
    (void)state;
    struct signed_in camille = harness_sign_in(&h, CAMILLE, ROLE_ORGANISER);
    ask(CAMILLE);
    struct words w = latest();
    outbox(&rows);
    const char *page = arena_printf(&h.arena, "/organisation/messages/%lld", (long long)rows[0].id);
    struct reply a = harness_get_as(&h, page, &camille);
    assert_int_equal(a.status, 200);
    assert_lacks(a.body, w.code);
    assert_lacks(a.body, arena_printf(&h.arena, "%.3s\u00a0%s", w.code, w.code + 3));
    assert_int_equal(harness_get_as(&h, arena_printf(&h.arena, "%s.html", page), &camille).status,
                     403);
    assert_lacks(harness_get_as(&h, "/organisation/messages", &camille).body, w.code);
}

static void sessions_are_listed_and_closed(void **state)
{
    (void)state;
    struct signed_in one = harness_sign_in(&h, CAMILLE, ROLE_ORGANISER);
    struct signed_in two = harness_sign_in(&h, CAMILLE, ROLE_ORGANISER);
    struct signed_in three = harness_sign_in(&h, CAMILLE, ROLE_ORGANISER);
    struct signed_in other = harness_sign_in(&h, "autre@demo.example", ROLE_ORGANISER);
    struct reply a = harness_get_as(&h, "/mon-espace", &one);
    const char *close = strstr(a.body, "/mon-espace/connexions/");
    assert_non_null(close);
    const char *action = arena_strndup(&h.arena, close, strcspn(close, "\""));
    assert_int_equal(harness_post_as(&h, action, &other, "").status, 303); /* not theirs */
    assert_int_equal(harness_get_as(&h, "/mon-espace", &two).status, 200);
    assert_int_equal(harness_get_as(&h, "/mon-espace", &three).status, 200);
    assert_int_equal(harness_post_as(&h, action, &one, "").status, 303);
    int open = (harness_get_as(&h, "/mon-espace", &two).status == 200) +
               (harness_get_as(&h, "/mon-espace", &three).status == 200);
    assert_int_equal(open, 1);
    assert_int_equal(harness_post_as(&h, "/mon-espace/connexions/fermer", &one, "").status, 303);
    assert_int_equal(harness_get_as(&h, "/mon-espace", &two).status, 303);
    assert_int_equal(harness_get_as(&h, "/mon-espace", &three).status, 303);
    assert_int_equal(harness_get_as(&h, "/mon-espace", &one).status, 200);
    assert_int_equal(harness_get_as(&h, "/mon-espace", &other).status, 200);
}

/* ---- limits ----------------------------------------------------------------------------- */

static int up_limited(void **state)
{
    up(state);
    h.app.limiter = limiter_new();
    h.visitor = 4711;
    return 0;
}

static int times_until_refused(const char *target, const char *body)
{
    for (int n = 0; n < 200; n++) {
        struct reply a = harness_send(&h, "POST", target, NULL, body);
        if (a.status != 429)
            continue;
        assert_contains(a.body, "attendez quelques minutes");
        return n;
    }
    fail_msg("%s is never refused", target);
    return 0;
}

/* A few come back while a slow machine counts. */
static void expect_tries(const char *target, const char *body, int wanted)
{
    int n = times_until_refused(target, body);
    if (n < wanted || n > wanted + 4)
        fail_msg("%s: %d tries, not %d", target, n, wanted);
}

/* Each way in has its limit, by visitor, and a restart forgets none of it. */
static void tries_are_counted_over_a_restart(void **state)
{
    static const struct {
        const char *target, *body;
        int burst;
    } ways[] = {{"/connexion", "email=inconnu%40ailleurs.example", 10},
                {"/connexion/code", "code=123456", 30},
                {"/connexion/message/AAAA", "", 30},
                {"/connexion/AAAA", "", 30},
                {"/connexion/cle", "id=AAAA", 120}};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
        bool shares = strcmp(ways[i].target, "/connexion/message/AAAA") == 0; /* with codes */
        h.visitor = 4711;
        expect_tries(ways[i].target, ways[i].body, shares ? 0 : ways[i].burst);
        harness_restart(&h);
        expect_tries(ways[i].target, ways[i].body, 0);
        h.visitor = 4712; /* somebody else */
        expect_tries(ways[i].target, ways[i].body, shares ? 0 : ways[i].burst);
    }
    h.app.clock.shift += 3 * 60;
    harness_restart(&h);
    expect_tries("/connexion", "email=inconnu%40ailleurs.example", 3);
}

static const struct stmt count_limits = {"SELECT count(*) FROM sign_in_limit", "", "i"};

static void reading_pages_counts_nothing(void **state)
{
    struct rows r;
    (void)state;
    for (int i = 0; i < 50; i++) {
        harness_get(&h, "/connexion");
        harness_get(&h, "/rencontres");
    }
    harness_send(&h, "POST", "/connexion", NULL, "email=rien"); /* no address: no try */
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(db_query(h.worker->db, &h.arena, &count_limits, NO_PARAMS, &r), OK);
    assert_int_equal(row_int(&r, 0, 0), 0);
    db_end_read(h.worker->db);
}

/* ---- time ------------------------------------------------------------------------------- */

#define KNOWN 400
#define EACH 4

static int64_t ns_to_ask(const char *email)
{
    struct timespec a, b;
    const char *body = arena_printf(&h.arena, "email=%s", email);
    clock_gettime(CLOCK_MONOTONIC, &a);
    harness_send(&h, "POST", "/connexion", NULL, body);
    clock_gettime(CLOCK_MONOTONIC, &b);
    return (b.tv_sec - a.tv_sec) * INT64_C(1000000000) + b.tv_nsec - a.tv_nsec;
}

/* How often a known address takes longer than an unknown one: a half when time tells nothing. */
static double area(const int64_t *known, const int64_t *unknown, size_t n)
{
    double longer = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++)
            longer += known[i] > unknown[k] ? 1 : known[i] == unknown[k] ? 0.5 : 0;
    return longer / ((double)n * (double)n);
}

static void time_tells_nothing(void **state)
{
    static int64_t known[KNOWN * EACH], unknown[KNOWN * EACH];
    (void)state;
    for (int i = 0; i < KNOWN; i++) {
        const struct account account = {.email = arena_printf(&h.arena, "connu%d@demo.example", i),
                                        .role = ROLE_MEMBER};
        assert_int_equal(account_add(h.app.store, &h.arena, &account, 1625468400), OK);
    }
    for (int i = 0; i < KNOWN * EACH; i++) { /* in turn, so that the machine's moods fall on both */
        const char *a = arena_printf(&h.arena, "connu%d@demo.example", i / EACH);
        const char *b = arena_printf(&h.arena, "autre%d@demo.example", i / EACH);
        if (i % 2)
            known[i] = ns_to_ask(a);
        unknown[i] = ns_to_ask(b);
        if (!(i % 2))
            known[i] = ns_to_ask(a);
    }
    double x = area(known, unknown, KNOWN * EACH);
    print_message("known against unknown, %d tries each: area %.3f\n", KNOWN * EACH, x);
    assert_true(x < 0.55 && x > 0.45);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_code_lets_in_once, up, down),
        cmocka_unit_test_setup_teardown(the_link_is_of_one_browser, up, down),
        cmocka_unit_test_setup_teardown(five_tries, up, down),
        cmocka_unit_test_setup_teardown(a_quarter_of_an_hour, up, down),
        cmocka_unit_test_setup_teardown(nobody_learns_who_is_known, up, down),
        cmocka_unit_test_setup_teardown(who_registered_has_an_account, up, down),
        cmocka_unit_test_setup_teardown(an_account_is_written_to_five_times_an_hour, up, down),
        cmocka_unit_test_setup_teardown(the_way_back_is_ours, up, down),
        cmocka_unit_test_setup_teardown(what_is_no_address_is_said, up, down),
        cmocka_unit_test_setup_teardown(organisers_do_not_read_codes, up, down),
        cmocka_unit_test_setup_teardown(sessions_are_listed_and_closed, up, down),
        cmocka_unit_test_setup_teardown(tries_are_counted_over_a_restart, up_limited, down),
        cmocka_unit_test_setup_teardown(reading_pages_counts_nothing, up_limited, down),
        cmocka_unit_test_setup_teardown(time_tells_nothing, up, down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
