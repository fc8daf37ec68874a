/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a relay or a provider reports to /courrier/retours: who may, in which form, how often. */
#include "harness.h"

#include "site/returns.h"

#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#define SLUG "2021-forum-des-essais"
#define SECRET "un secret partage de plus de trente-deux octets"

static const char programme[] = "Forum des essais\n12 juillet 2021, à distance\n\n"
                                "9h00 – 9h30 : Accueil\n9h30 – 12h00 : Plénière\n";

static const struct stmt all_sent = {
    "UPDATE outbox_message SET sent_at = created_at, failed_at = NULL", "", ""};
static const struct stmt *const statements[] = {&all_sent};
static const struct store_schema schema = {.statements = statements,
                                           .n_statements = ARRAY_LEN(statements)};
static const struct module essai = {.name = "essai", .schema = &schema};

static struct harness h;

static int open_it(void **state)
{
    (void)state;
    harness_extra = &essai;
    harness_open(&h, "2021-07-05T09:00", false);
    h.app.config.limits = false;
    harness_import(&h, SLUG, programme);
    return 0;
}

static int close_it(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static enum err send_all(struct db *db, void *arg)
{
    (void)arg;
    return db_exec(db, &all_sent, NO_PARAMS, NULL);
}

/* The Message-ID of what was sent to somebody who just registered. */
static const char *message_to(const char *name)
{
    struct mail_row *rows;
    size_t n;
    harness_register(&h, SLUG, name);
    assert_int_equal(store_write(h.app.store, send_all, NULL), OK);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_rows(h.worker->db, &h.arena, 0, 1, &rows, &n), OK);
    db_end_read(h.worker->db);
    return arena_printf(&h.arena, "m%lld.%lld@reseau.example", (long long)rows[0].id,
                        (long long)rows[0].created_at);
}

static size_t refused(enum mail_refusal reason)
{
    const struct mail_refusal_row *rows;
    size_t n, count = 0;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_refusals(h.worker->db, &h.arena, 100, &rows, &n), OK);
    db_end_read(h.worker->db);
    for (size_t i = 0; i < n; i++)
        count += rows[i].reason == reason;
    return count;
}

static const char *signature_of(const char *time, const char *body, const char *secret)
{
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state s;
    char *hex = arena_alloc(&h.arena, 2 * sizeof mac + 1);
    const char *text = arena_printf(&h.arena, "%s.%s", time, body);
    crypto_auth_hmacsha256_init(&s, (const unsigned char *)secret, strlen(secret));
    crypto_auth_hmacsha256_update(&s, (const unsigned char *)text, strlen(text));
    crypto_auth_hmacsha256_final(&s, mac);
    return sodium_bin2hex(hex, 2 * sizeof mac + 1, mac, sizeof mac);
}

static struct reply post(const char *type, const char *time, const char *signature,
                         const char *body)
{
    const struct http_field headers[] = {{"Content-Type", type},
                                         {"X-Maillage-Timestamp", time},
                                         {"X-Maillage-Signature", signature},
                                         {NULL, NULL}};
    return harness_send(&h, "POST", "/courrier/retours", headers, body);
}

static const char *time_now(int64_t shift)
{
    return arena_printf(&h.arena, "%lld", (long long)(clock_now(&h.app.clock) + shift));
}

static struct reply post_signed(const char *type, const char *body)
{
    const char *time = time_now(0);
    return post(type, time, signature_of(time, body, SECRET), body);
}

static const char *json_report(const char *id, const char *kind)
{
    return arena_printf(&h.arena,
                        "{\"reports\":[{\"message_id\":\"<%s>\",\"kind\":\"%s\",\"said\":\"550 "
                        "no such user\"}]}",
                        id, kind);
}

/* RFC 3464 and RFC 5965, as a relay writes them. */
static const char *delivery_report(const char *id)
{
    return arena_printf(
        &h.arena,
        "From: MAILER-DAEMON@relais.example\r\nTo: equipe@reseau.example\r\nSubject: failed\r\n"
        "MIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status;"
        " boundary=\"x\"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nIt failed.\r\n--x\r\n"
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relais.example\r\n\r\n"
        "Final-Recipient: rfc822; a@exemple.fr\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 no such user\r\n\r\n--x\r\nContent-Type: text/rfc822-headers"
        "\r\n\r\nMessage-ID: <%s>\r\nSubject: x\r\n\r\n--x--\r\n",
        id);
}

/* ---- tests ------------------------------------------------------------------------------ */

static void without_a_secret_there_is_no_such_address(void **state)
{
    (void)state;
    assert_int_equal(post_signed("application/json", "{}").status, 404);
    h.app.webhook_secret = str_of(SECRET);
}

static void a_report_is_taken_in_both_forms(void **state)
{
    (void)state;
    size_t before = refused(REFUSAL_BOUNCED);
    struct reply a = post_signed("message/rfc822", delivery_report(message_to("Aline")));
    assert_int_equal(a.status, 200);
    assert_string_equal(a.type, "application/json; charset=utf-8");
    assert_contains(a.body, "\"reports\":1");
    assert_contains(a.body, "\"ours\":1");
    a = post_signed("application/json; charset=utf-8",
                    json_report(message_to("Basile"), "bounced"));
    assert_int_equal(a.status, 200);
    assert_int_equal(refused(REFUSAL_BOUNCED), before + 2);
    a = post_signed("application/json", json_report(message_to("Céleste"), "complaint"));
    assert_contains(a.body, "\"ours\":1");
    assert_int_equal(refused(REFUSAL_COMPLAINT), 1);
    a = post_signed("application/json", json_report("m1.2@autre.example", "bounced"));
    assert_int_equal(a.status, 200); /* none of ours: counted, and nothing is done */
    assert_contains(a.body, "\"ours\":0");
    assert_contains(post_signed("message/rfc822", "Subject: bonjour\r\n\r\nRien.\r\n").body,
                    "\"reports\":0");
}

static void only_who_knows_the_secret_is_heard(void **state)
{
    const char *body = json_report(message_to("Diane"), "bounced"), *now = time_now(0);
    const char *good = signature_of(now, body, SECRET);
    const char *late = time_now(-301), *early = time_now(301);
    size_t before = refused(REFUSAL_BOUNCED);
    (void)state;
    struct reply a = post("application/json", now, signature_of(now, body, "autre"), body);
    assert_int_equal(a.status, 401);
    assert_contains(a.body, "X-Maillage-Signature");
    assert_int_equal(post("application/json", now, "zz", body).status, 401);
    assert_int_equal(post("application/json", now, "", body).status, 401);
    assert_int_equal(post("application/json", "hier", good, body).status, 401);
    assert_int_equal(
        post("application/json", now, good, arena_printf(&h.arena, "%s ", body)).status, 401);
    a = post("application/json", late, signature_of(late, body, SECRET), body);
    assert_int_equal(a.status, 401);
    assert_contains(a.body, "300 seconds");
    assert_int_equal(
        post("application/json", early, signature_of(early, body, SECRET), body).status, 401);
    assert_int_equal(harness_send(&h, "POST", "/courrier/retours", NULL, "a=b").status, 401);
    assert_int_equal(refused(REFUSAL_BOUNCED), before);
}

static void a_replay_is_refused(void **state)
{
    const char *body = json_report(message_to("Élise"), "bounced"), *now = time_now(0);
    const char *good = signature_of(now, body, SECRET);
    char *shouted = arena_strdup(&h.arena, good);
    (void)state;
    for (char *p = shouted; *p; p++)
        if (*p >= 'a' && *p <= 'f')
            *p = (char)(*p - 'a' + 'A');
    assert_int_equal(post("application/json", now, good, body).status, 200);
    assert_int_equal(post("application/json", now, good, body).status, 409);
    assert_int_equal(post("application/json", now, shouted, body).status, 409);
}

static void what_is_not_understood_says_why(void **state)
{
    static const struct {
        const char *type, *body, *why;
    } all[] = {
        {"text/plain", "x", "Content-Type"},
        {"application/json", "{", "a JSON object"},
        {"application/json", "{\"reports\":{}}", "a JSON object"},
        {"application/json", "{\"reports\":[]}", "a JSON object"},
        {"application/json", "{\"reports\":[{\"kind\":\"bounced\"}]}", "reports[0]"},
        {"application/json", "{\"reports\":[{\"message_id\":\"m1.2@x\",\"kind\":\"rien\"}]}",
         "reports[0]"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct reply a = post_signed(all[i].type, all[i].body);
        assert_int_equal(a.status, 400);
        assert_contains(a.body, all[i].why);
        h.app.clock.shift++;
    }
    char *big = arena_alloc(&h.arena, 300 * 1024);
    memset(big, 'x', 300 * 1024 - 1);
    big[300 * 1024 - 1] = '\0';
    assert_int_equal(post_signed("message/rfc822", big).status, 413);
}

static enum err start_with(const char *text, const char **why)
{
    static struct app app;
    const char *path = arena_printf(&h.arena, "%s/secret", h.folder);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
    app = (struct app){.config = {.mail_webhook_secret_file = path}};
    enum err e = returns_start(&app, why);
    if (e == OK)
        assert_true(str_is(app.webhook_secret, SECRET));
    else
        *why = arena_strdup(&h.arena, *why);
    arena_free(&app.arena);
    unlink(path);
    return e;
}

static void the_secret_is_read_once_and_long_enough(void **state)
{
    const char *why = "";
    (void)state;
    assert_int_equal(start_with(SECRET "\n", &why), OK);
    assert_int_equal(start_with("court\n", &why), ERR_INVALID);
    assert_contains(why, "32");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_secret_there_is_no_such_address),
        cmocka_unit_test(a_report_is_taken_in_both_forms),
        cmocka_unit_test(only_who_knows_the_secret_is_heard),
        cmocka_unit_test(a_replay_is_refused),
        cmocka_unit_test(what_is_not_understood_says_why),
        cmocka_unit_test(the_secret_is_read_once_and_long_enough),
    };
    return cmocka_run_group_tests(tests, open_it, close_it);
}
