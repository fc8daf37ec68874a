/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From the outbox to a real SMTP daemon (test/relay/relay.py), with a clock that we set. */
#include "mail/deliver.h"
#include "mail/outbox.h"
#include "store/test/fixture.h"

#include <jansson.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#define MONDAY INT64_C(1625468400) /* 2021-07-05T09:00 in Paris */
#define SEVERAL 200

static struct fixture f;
static _Atomic int64_t clock_reads;
static char taken[256]; /* the daemon's file */
static struct mailer *m;
static pid_t relay;
static uint16_t relay_port;

static int64_t now_of(void *ctx)
{
    (void)ctx;
    return clock_reads;
}

/* ---- the daemon ------------------------------------------------------------------------- */

static void start_relay(uint16_t port)
{
    int ends[2];
    char text[16] = "", wanted[16];
    const char *source = getenv("MAILLAGE_SOURCE_DIR");
    const char *script = arena_printf(&f.arena, "%s/test/relay/relay.py", source ? source : ".");
    snprintf(wanted, sizeof wanted, "%u", port);
    assert_int_equal(pipe(ends), 0);
    relay = fork();
    if (relay == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(ends[1], 1);
        close(ends[0]);
        unsetenv("LD_PRELOAD");
        execl("/usr/bin/python3", "python3", script, wanted, taken, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    for (size_t n = 0; n < sizeof text - 1 && !strchr(text, '\n');) {
        ssize_t k = read(ends[0], text + n, sizeof text - 1 - n);
        if (k <= 0)
            fail_msg("no relay: is python3-aiosmtpd installed?");
        n += (size_t)k;
    }
    close(ends[0]);
    int64_t got = 0;
    assert_true(parse_int(str_trim(str_of(text)), 1, 65535, &got));
    relay_port = (uint16_t)got;
}

static void stop_relay(void)
{
    if (relay > 0) {
        kill(relay, SIGTERM);
        waitpid(relay, NULL, 0);
    }
    relay = 0;
}

static void stop_mailer(void)
{
    mailer_stop(m);
    m = NULL;
}

/* ---- a kind of message ------------------------------------------------------------------ */

/* The details are the recipient's address. */
static enum err render_note(const struct mail_house *house, struct db *db, struct arena *a,
                            const struct mail_row *row, struct mail_draft *out)
{
    (void)house;
    (void)db;
    if (row->about == 404)
        return ERR_NOT_FOUND;
    out->to_name = "Zoé « l’Été »\r\nBcc: evil@example.org, Ürsula";
    out->to_address = arena_strdup(a, row->details);
    out->subject = "Été à Cayenne : « œuvrer ensemble » \r\nX-Evil: 1 – programme du 12 juillet "
                   "2021, à distance";
    out->unsubscribe = "https://reseau.example/desabonnement/1-abc";
    out->calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\nEND:VCALENDAR\r\n";
    out->calendar_method = "PUBLISH";
    buf_puts(out->body, "<h1>Bonjour Zoé</h1>\n<p>.</p><p>Une ligne.</p>\n.\n<p>Fin</p>");
    return OK;
}

static enum err people(struct db *db, struct arena *a, const int64_t *about, size_t n,
                       struct mail_person *out)
{
    (void)db;
    (void)a;
    (void)about;
    (void)n;
    (void)out;
    return OK;
}

static const struct mail_kind note = {"test/note", "Note", render_note, people};
static const struct mail_kind *const kinds[] = {&note};
static const struct mail_house house = {.base_url = "https://reseau.example",
                                        .site_name = "Réseau d’essai",
                                        .kinds = kinds,
                                        .n_kinds = 1};

/* ---- steps ------------------------------------------------------------------------------ */

static int up(void **state)
{
    static const struct store_schema *const schemas[] = {&mail_schema, &audit_schema};
    (void)state;
    fixture_dir(&f);
    assert_ok(fixture_open_all(&f, schemas, ARRAY_LEN(schemas)));
    snprintf(taken, sizeof taken, "%s/taken.jsonl", f.dir);
    clock_reads = MONDAY;
    start_relay(0);
    return 0;
}

static int down(void **state)
{
    (void)state;
    stop_mailer();
    stop_relay();
    unlink(taken);
    fixture_close(&f);
    fixture_remove(&f);
    return 0;
}

struct queued {
    const char *to;
    int64_t about;
};

static enum err queue_one(struct db *db, void *arg)
{
    const struct queued *q = arg;
    return mail_queue(db, "test/note", q->about, q->to, clock_reads);
}

static void queue_to(const char *to)
{
    struct queued q = {to, 1};
    assert_ok(store_write(f.store, queue_one, &q));
}

static const char *sender = "ne-pas-repondre@reseau.example";

static void start_mailer(void)
{
    const char *why = "";
    const struct mail_delivery d = {
        .store = f.store,
        .house = &house,
        .relay = arena_printf(&f.arena, "smtp://127.0.0.1:%u", relay_port),
        .from_address = sender,
        .now = now_of,
        .look_ms = 10,
        .rest_ms = 50,
    };
    assert_ok(mailer_start(&d, &m, &why));
}

/* The rows, the latest first, once `fine` says so; all the same after ten seconds. */
static struct mail_row *rows_when(bool (*fine)(const struct mail_row *, size_t), size_t *n)
{
    const struct timespec nap = {0, 10000000};
    struct mail_row *rows = NULL;
    for (int i = 0; i < 1000; i++) {
        assert_ok(db_begin_read(f.db));
        assert_ok(mail_rows(f.db, &f.arena, 0, 100000, &rows, n));
        db_end_read(f.db);
        if (fine(rows, *n))
            break;
        nanosleep(&nap, NULL);
    }
    return rows;
}

static bool all_ended(const struct mail_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!rows[i].sent && !rows[i].failed)
            return false;
    return true;
}

static bool all_tried(const struct mail_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!rows[i].sent && !rows[i].failed && !rows[i].failure)
            return false;
    return true;
}

static bool one_tried(const struct mail_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].failure)
            return true;
    return false;
}

/* The daemon's lines for an address (a prefix) and an event. */
static json_t *lines_for(const char *to, const char *event)
{
    json_t *list = json_array();
    FILE *file = fopen(taken, "re");
    char *line = NULL;
    size_t room = 0;
    while (file && getline(&line, &room, file) > 0) {
        json_t *one = json_loads(line, 0, NULL);
        assert_non_null(one);
        const char *address = json_string_value(json_array_get(json_object_get(one, "to"), 0));
        if (strncmp(address, to, strlen(to)) == 0 &&
            strcmp(json_string_value(json_object_get(one, "event")), event) == 0)
            json_array_append(list, one);
        json_decref(one);
    }
    free(line);
    if (file)
        fclose(file);
    return list;
}

static size_t count_for(const char *to, const char *event)
{
    json_t *list = lines_for(to, event);
    size_t n = json_array_size(list);
    json_decref(list);
    return n;
}

static const char *header(json_t *line, const char *name)
{
    json_t *pair;
    size_t i;
    json_array_foreach(json_object_get(line, "headers"), i,
                       pair) if (strcasecmp(json_string_value(json_array_get(pair, 0)), name) ==
                                 0) return arena_strdup(&f.arena,
                                                        json_string_value(json_array_get(pair, 1)));
    return NULL;
}

/* ---- tests ------------------------------------------------------------------------------ */

static void says_what_it_should(void **state)
{
    size_t n;
    (void)state;
    queue_to("fine@exemple.example");
    start_mailer();
    struct mail_row *rows = rows_when(all_ended, &n);
    stop_mailer();
    assert_true(rows[0].sent);
    assert_int_equal(rows[0].attempts, 1);
    json_t *list = lines_for("fine", "taken"), *line = json_array_get(list, 0);
    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(header(line, "Subject"),
                        "Été à Cayenne : « œuvrer ensemble » X-Evil: 1 – programme du 12 juillet "
                        "2021, à distance");
    assert_null(header(line, "X-Evil"));
    assert_null(header(line, "Bcc"));
    assert_string_equal(header(line, "To"),
                        "\"Zoé « l’Été » Bcc evilexample.org Ürsula\" <fine@exemple.example>");
    assert_non_null(strstr(header(line, "From"), "<ne-pas-repondre@reseau.example>"));
    assert_string_equal(header(line, "Date"), "Mon, 05 Jul 2021 07:00:00 +0000");
    assert_string_equal(header(line, "List-Unsubscribe"),
                        "<https://reseau.example/desabonnement/1-abc>");
    assert_string_equal(header(line, "List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert_string_equal(header(line, "Auto-Submitted"), "auto-generated");
    assert_true(json_integer_value(json_object_get(line, "longest")) <= 998);
    assert_int_equal(json_integer_value(json_object_get(line, "bare")), 0);
    assert_int_equal(json_array_size(json_object_get(line, "defects")), 0);
    assert_string_equal(json_string_value(json_object_get(line, "type")), "multipart/alternative");
    json_t *parts = json_object_get(line, "parts");
    assert_int_equal(json_array_size(parts), 3);
    const char *text = json_string_value(json_object_get(json_array_get(parts, 0), "text"));
    assert_string_equal(text, "Bonjour Zoé\n\n.\n\nUne ligne.\n\n.\n\nFin\n");
    json_t *calendar = json_array_get(parts, 2), *params = json_object_get(calendar, "params");
    assert_string_equal(json_string_value(json_object_get(calendar, "type")), "text/calendar");
    assert_string_equal(json_string_value(json_object_get(params, "method")), "PUBLISH");
    assert_non_null(strstr(json_string_value(json_object_get(calendar, "text")), "METHOD:PUBLISH"));
    json_decref(list);
}

/* Several connections, and each message once. */
static void sends_each_once(void **state)
{
    size_t n;
    (void)state;
    for (int i = 0; i < SEVERAL; i++)
        queue_to(arena_printf(&f.arena, "%s%d@exemple.example", i % 7 ? "one" : "slow", i));
    start_mailer();
    struct mail_row *rows = rows_when(all_ended, &n);
    stop_mailer();
    assert_int_equal(n, SEVERAL);
    for (size_t i = 0; i < n; i++)
        assert_true(rows[i].sent && rows[i].attempts == 1);
    for (int i = 0; i < SEVERAL; i++)
        assert_int_equal(
            count_for(arena_printf(&f.arena, "%s%d@", i % 7 ? "one" : "slow", i), "taken"), 1);
}

static void gives_up_what_is_refused(void **state)
{
    size_t n;
    struct queued gone = {"nobody@exemple.example", 404};
    (void)state;
    queue_to("rejects@exemple.example");
    queue_to("full@exemple.example");
    assert_ok(store_write(f.store, queue_one, &gone));
    queue_to("after@exemple.example"); /* the connection goes on */
    start_mailer();
    struct mail_row *rows = rows_when(all_ended, &n);
    assert_int_equal(n, 4);
    assert_true(rows[0].sent);
    assert_true(rows[1].failed && strstr(rows[1].failure, "plus dans la base"));
    assert_true(rows[2].failed && strstr(rows[2].failure, "552 5.2.2"));
    assert_true(rows[3].failed && strstr(rows[3].failure, "550 5.1.1"));
    assert_int_equal(rows[3].attempts, 1);
    assert_ok(mail_send_again(f.store, rows[3].id, AUDIT_COMMAND_LINE,
                              clock_reads)); /* and refused again */
    assert_int_equal(mail_send_again(f.store, rows[0].id, AUDIT_COMMAND_LINE, clock_reads),
                     ERR_CONFLICT);
    rows = rows_when(all_ended, &n);
    stop_mailer();
    assert_true(rows[3].failed && rows[3].attempts == 1);
}

/* A clock that passes the delays one after another. */
static void tries_again_later(void **state)
{
    size_t n;
    (void)state;
    queue_to("defers2@exemple.example");
    queue_to("busy@exemple.example");
    queue_to("dies@exemple.example");
    start_mailer();
    struct mail_row *rows = rows_when(all_tried, &n);
    for (size_t i = 0; i < n; i++) {
        assert_false(rows[i].sent || rows[i].failed);
        assert_int_equal(rows[i].due_at, MONDAY + outbox_delay(1));
    }
    assert_non_null(strstr(rows[2].failure, "Greylisted"));
    clock_reads = MONDAY + outbox_delay(1) - 1; /* not yet */
    const struct timespec moment = {0, 200000000};
    nanosleep(&moment, NULL);
    rows = rows_when(all_tried, &n);
    assert_int_equal(rows[2].attempts, 1);
    clock_reads = MONDAY + outbox_delay(1);
    const struct timespec while_looking = {1, 0}; /* a clock wakes nobody: it looks all the same */
    nanosleep(&while_looking, NULL);
    clock_reads = MONDAY + outbox_delay(1) + outbox_delay(2) + 1;
    rows = rows_when(all_ended, &n);
    stop_mailer();
    for (size_t i = 0; i < n; i++)
        assert_true(rows[i].sent);
    assert_int_equal(rows[0].attempts, 2);
    assert_int_equal(rows[2].attempts, 3);
    assert_int_equal(count_for("defers2", "taken"), 1);
    assert_int_equal(count_for("busy", "taken"), 1);
    /* The daemon had it and said nothing: the one case of a second copy, with the same id. */
    json_t *first = lines_for("dies", "died"), *second = lines_for("dies", "taken");
    assert_int_equal(json_array_size(first), 1);
    assert_int_equal(json_array_size(second), 1);
    assert_string_equal(header(json_array_get(first, 0), "Message-ID"),
                        header(json_array_get(second, 0), "Message-ID"));
    json_decref(first);
    json_decref(second);
}

static void waits_for_its_relay(void **state)
{
    size_t n;
    uint16_t port = relay_port;
    (void)state;
    stop_relay();
    queue_to("later@exemple.example");
    start_mailer();
    struct mail_row *rows = rows_when(all_tried, &n);
    assert_non_null(rows[0].failure);
    assert_true(mailer_trouble(m, &f.arena)[0]);
    start_relay(port);
    rows = rows_when(all_ended, &n);
    assert_true(rows[0].sent);
    assert_int_equal(rows[0].attempts, 1); /* what the relay did is not the message's fault */
    assert_string_equal(mailer_trouble(m, &f.arena), "");
    stop_mailer();
}

/* A relay that does not take our sender refuses no message: all of them wait until it does. */
static void a_stranger_loses_nothing(void **state)
{
    size_t n;
    (void)state;
    queue_to("one@exemple.example");
    queue_to("two@exemple.example");
    sender = "stranger@reseau.example";
    start_mailer();
    struct mail_row *rows = rows_when(one_tried, &n);
    assert_non_null(strstr(mailer_trouble(m, &f.arena), "530 5.7.0"));
    stop_mailer();
    sender = "ne-pas-repondre@reseau.example";
    rows = rows_when(one_tried, &n);
    for (size_t i = 0; i < n; i++)
        assert_true(!rows[i].failed && rows[i].attempts == 0);
    start_mailer();
    rows = rows_when(all_ended, &n);
    stop_mailer();
    assert_true(rows[0].sent && rows[1].sent);
}

/* ---- what comes back -------------------------------------------------------------------- */

/* As an Exim, a Postfix and a provider's complaint desk write them, shortened. */
static const char *report(int64_t id, int64_t at, const char *action, const char *status)
{
    return arena_printf(
        &f.arena,
        "From MAILER-DAEMON Mon Jul  5 09:01:00 2021\n"
        "From: Mail Delivery System <mailer-daemon@relay.example>\nTo: a@reseau.example\n"
        "Subject: Undelivered Mail\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n"
        "--b\nContent-Type: text/plain\n\nStatus: 5.0.0 in words says nothing.\n\n"
        "--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; relay.example\n\nFinal-Recipient: rfc822; x@exemple.example\n"
        "Action: %s\nStatus: %s\nDiagnostic-Code: smtp; 550 %s <x>: unknown\n\n"
        "--b\nContent-Type: %s\n\nMessage-ID: <m%lld.%lld@reseau.example>\n"
        "Subject: x\n\n--b--\n\n",
        action, status, status, id % 2 ? "message/rfc822" : "text/rfc822-headers", (long long)id,
        (long long)at);
}

static const char *complaint(int64_t id)
{
    return arena_printf(
        &f.arena,
        "From fbl@provider.example Mon Jul  5 09:01:00 2021\nFrom: fbl@provider.example\n"
        "Subject: abuse\nMIME-Version: 1.0\n"
        "Content-Type: multipart/report; report-type=feedback-report; boundary=c\n\n"
        "--c\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n\n"
        "--c\nContent-Type: message/rfc822\n\nMessage-ID: <m%lld.%lld@reseau.example>\n\nx\n"
        "--c--\n\n",
        (long long)id, (long long)MONDAY);
}

static void reads_what_came_back(void **state)
{
    const struct mail_bounce *list;
    size_t n;
    (void)state;
    const char *mailbox = arena_printf(
        &f.arena, "%s%s%s%sFrom x Mon Jul  5 09:01:00 2021\nSubject: bonjour\n\nStatus: 5.1.1\n%s",
        report(1, MONDAY, "failed", "5.1.1"), report(2, MONDAY, "failed", "5.2.2"),
        report(3, MONDAY, "delayed", "4.4.1"), report(4, MONDAY, "failed", "4.4.7"), complaint(5));
    mail_bounces_read(&f.arena, str_of(mailbox), &list, &n);
    assert_int_equal(n, 3);
    assert_int_equal(list[0].message, 1);
    assert_int_equal(list[0].written_at, MONDAY);
    assert_int_equal(list[0].reason, REFUSAL_BOUNCED);
    assert_string_equal(list[0].said, "smtp; 550 5.1.1 <x>: unknown");
    assert_int_equal(list[1].message, 2);
    assert_int_equal(list[2].message, 5);
    assert_int_equal(list[2].reason, REFUSAL_COMPLAINT);
    mail_bounces_read(&f.arena, str_of(report(7, MONDAY, "failed", "5.1.1") + 44), &list, &n);
    assert_int_equal(n, 1); /* one message, not a mailbox */
    static const char *const nothing[] = {"", "From ", "From x\n\n", "\n\n\n",
                                          "Message-ID: <m1.2@x>"};
    for (size_t i = 0; i < ARRAY_LEN(nothing); i++) {
        mail_bounces_read(&f.arena, str_of(nothing[i]), &list, &n);
        assert_int_equal(n, 0);
    }
}

static enum err refuse_one(struct db *db, void *arg)
{
    return mail_refuse(db, arg, REFUSAL_BOUNCED, "550", MONDAY);
}

static void an_address_that_came_back_gets_no_more(void **state)
{
    size_t n;
    (void)state;
    assert_ok(store_write(f.store, refuse_one, "BACK@Exemple.example"));
    queue_to("back@exemple.example");
    queue_to("fine2@exemple.example");
    start_mailer();
    struct mail_row *rows = rows_when(all_ended, &n);
    stop_mailer();
    assert_true(rows[0].sent);
    assert_true(rows[1].failed && strstr(rows[1].failure, "reviennent"));
    assert_int_equal(count_for("back@", "taken"), 0);
}

/* ---- the table alone -------------------------------------------------------------------- */

static size_t take_at(const char *owner, int64_t now, struct mail_row **rows)
{
    size_t n;
    assert_ok(outbox_take(f.store, &f.arena, owner, now, 100, rows, &n));
    return n;
}

static void a_lease_is_one_process(void **state)
{
    struct mail_row *rows;
    (void)state;
    queue_to("x@exemple.example");
    assert_int_equal(take_at("a", MONDAY, &rows), 1);
    assert_int_equal(take_at("a", MONDAY, &rows), 0);
    assert_int_equal(take_at("b", MONDAY + 1, &rows), 0);
    assert_int_equal(take_at("a", MONDAY + 10 * OUTBOX_LEASE_SECONDS, &rows), 0); /* it has it */
    assert_int_equal(take_at("b", MONDAY + OUTBOX_LEASE_SECONDS, &rows), 1);
    assert_ok(outbox_release(f.store));
    assert_int_equal(take_at("c", MONDAY, &rows), 1);
    assert_int_equal(rows[0].attempts, 3);
}

/* Clocks that jump neither send twice nor keep a message for ever. */
static void a_clock_may_jump(void **state)
{
    static const int64_t jumps[] = {3600, -3600, 10 * 365 * INT64_C(86400),
                                    -10 * 365 * INT64_C(86400)};
    struct mail_row *rows;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(jumps); i++) {
        queue_to("x@exemple.example");
        int64_t now = MONDAY + jumps[i];
        assert_int_equal(take_at("a", now, &rows), jumps[i] == -3600 ? 0 : 1);
        if (jumps[i] == -3600) /* an hour late at most */
            assert_int_equal(take_at("a", MONDAY, &rows), 1);
        assert_int_equal(take_at("a", now, &rows), 0);
        struct result r = {rows ? rows[0].id : 0, now, 1, OUTCOME_LATER, "x"};
        assert_int_equal(take_at("a", MONDAY, &rows), 0);
        r.id = (int64_t)i + 1;
        assert_ok(outbox_record(f.store, &r));
        assert_int_equal(take_at("a", now + 59, &rows), 0);
        assert_int_equal(take_at("a", now + 60, &rows), 1);
        r = (struct result){(int64_t)i + 1, now + 60, 2, OUTCOME_SENT, NULL};
        assert_ok(outbox_record(f.store, &r));
        assert_int_equal(take_at("b", now + 100000, &rows), 0);
    }
}

static void the_last_try_fails(void **state)
{
    struct mail_row *rows;
    int64_t now = MONDAY, n = 0;
    (void)state;
    queue_to("x@exemple.example");
    for (int i = 1; i <= OUTBOX_TRIES; i++) {
        assert_int_equal(take_at("a", now, &rows), 1);
        assert_int_equal(rows[0].attempts, i);
        const struct result r = {1, now, i, OUTCOME_LATER, "451 later"};
        assert_ok(outbox_record(f.store, &r));
        now += outbox_delay(i);
    }
    assert_int_equal(take_at("a", now + 400000, &rows), 0);
    assert_ok(mail_failures(f.db, &f.arena, &n));
    assert_int_equal(n, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(says_what_it_should, up, down),
        cmocka_unit_test_setup_teardown(sends_each_once, up, down),
        cmocka_unit_test_setup_teardown(gives_up_what_is_refused, up, down),
        cmocka_unit_test_setup_teardown(tries_again_later, up, down),
        cmocka_unit_test_setup_teardown(waits_for_its_relay, up, down),
        cmocka_unit_test_setup_teardown(a_stranger_loses_nothing, up, down),
        cmocka_unit_test_setup_teardown(reads_what_came_back, up, down),
        cmocka_unit_test_setup_teardown(an_address_that_came_back_gets_no_more, up, down),
        cmocka_unit_test_setup_teardown(a_lease_is_one_process, up, down),
        cmocka_unit_test_setup_teardown(a_clock_may_jump, up, down),
        cmocka_unit_test_setup_teardown(the_last_try_fails, up, down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
