/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every message that the rules queue, in both languages, for people of any name; and the pages on
 * which the organiser reads them. */
#include "harness.h"

#include "base/text.h"
#include "meeting/invitation/invitation.h"
#include "meeting/messages/messages.h"
#include "meeting/registration/registration.h"

#include <stdio.h>

#define SLUG "2021-economie-de-l-alliance"
#define BASE "http://localhost:8017"

/* What no form lets in, put there as another program might. */
static const struct stmt hostile_set = {
    "UPDATE registration SET given_name = $2, family_name = $3, lang = $4, territory = $5"
    " WHERE id = $1",
    "itttT", ""};
static const struct stmt a_workshop = {
    "SELECT id FROM session WHERE parent_id IS NOT NULL ORDER BY id LIMIT 1", "", "i"};
/* Something to say of every programme. */
static const struct stmt changed_set = {
    "UPDATE session SET changed_at = 4000000000 WHERE id IN (SELECT MIN(id) FROM session GROUP BY"
    " event_id)",
    "", ""};
static const struct stmt *const statements[] = {&hostile_set, &a_workshop, &changed_set};
static const struct store_schema schema = {.statements = statements,
                                           .n_statements = ARRAY_LEN(statements)};
static const struct module essai = {.name = "essai", .schema = &schema};

static struct harness h;
static struct signed_in camille;

static enum err change_programmes(struct db *db, void *arg)
{
    (void)arg;
    return db_exec(db, &changed_set, NO_PARAMS, NULL);
}

static int open_demo(void **state)
{
    (void)state;
    harness_extra = &essai;
    harness_open(&h, "2021-07-05T09:00", true);
    h.app.config.limits = false;
    assert_int_equal(store_write(h.app.store, change_programmes, NULL), OK);
    camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    return 0;
}

static int close_demo(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

/* ---- making messages -------------------------------------------------------------------- */

static struct registration somebody(const char *form)
{
    struct registration g;
    struct reply a = harness_send(&h, "POST", "/rencontres/" SLUG "/inscription", NULL, form);
    if (a.status != 303)
        fail_msg("registering: %d\n%.2000s", a.status, a.body);
    const char *token = strrchr(reply_header(&a, "Location"), '/') + 1;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(registration_by_token(h.worker->db, &h.arena, token, &g), OK);
    db_end_read(h.worker->db);
    return g;
}

struct hostile {
    int64_t id;
    const char *given, *family, *lang, *territory;
};

static enum err become(struct db *db, void *arg)
{
    const struct hostile *x = arg;
    return db_exec(db, &hostile_set,
                   PARAMS(v_int(x->id), v_text(x->given), v_text(x->family), v_text(x->lang),
                          v_text(x->territory)),
                   NULL);
}

struct queueing {
    const char *kind, *details;
    int64_t about;
};

static enum err queue(struct db *db, void *arg)
{
    const struct queueing *q = arg;
    return mail_queue(db, q->kind, q->about, q->details, 1625468400);
}

static int64_t workshop(void)
{
    struct rows r;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(db_query(h.worker->db, &h.arena, &a_workshop, NO_PARAMS, &r), OK);
    db_end_read(h.worker->db);
    return row_int(&r, 0, 0);
}

static struct mail_row latest(void)
{
    struct mail_row *rows;
    size_t n;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_rows(h.worker->db, &h.arena, 0, 1, &rows, &n), OK);
    db_end_read(h.worker->db);
    assert_int_equal(n, 1);
    return rows[0];
}

static struct mail_message render(const struct mail_row *row)
{
    struct mail_message m;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    enum err e = mail_render(&h.app.mail, h.worker->db, &h.arena, row, &m);
    db_end_read(h.worker->db);
    if (e != OK)
        fail_msg("%s: %s", row->kind, err_name(e));
    return m;
}

static struct mail_message message(const char *kind, int64_t about, const char *details)
{
    struct queueing q = {kind, details, about};
    assert_int_equal(store_write(h.app.store, queue, &q), OK);
    const struct mail_row row = latest();
    assert_string_equal(row.kind, kind);
    return render(&row);
}

/* ---- what holds for each of them -------------------------------------------------------- */

static void one_line(const char *s)
{
    for (size_t i = 0; i < strlen(s);) {
        int32_t c = text_next(str_of(s), &i);
        if (c < 0x20 || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
            fail_msg("U+%04X in: %s", (unsigned)c, s);
    }
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        n++;
    return n;
}

static void lines_fit(const char *text)
{
    for (struct str rest = str_of(text); rest.p;) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        bool address = str_starts(line, BASE) && !memchr(line.p, ' ', line.n);
        if (text_length(line) > MAIL_COLUMNS && !address)
            fail_msg("a line of %zu columns in:\n%s", text_length(line), text);
    }
}

/* Links lead to this site, the plain text has the same, and nothing else looks like one. */
static void links_are_ours(const struct mail_message *m)
{
    size_t links = count(m->html, "href=\""), site = count(m->html, "href=\"" BASE);
    assert_true(links >= 4);
    assert_int_equal(links, site);
    assert_int_equal(count(m->text, "://"), links);
    assert_int_equal(count(m->text, BASE), links);
    assert_lacks(m->text, "www.");
}

static void is_sound(const struct mail_message *m, const char *lang)
{
    const char *body = strstr(m->html, "</style>");
    assert_non_null(body);
    one_line(m->subject);
    if (m->to_name)
        one_line(m->to_name);
    assert_true(!m->to_name || !strpbrk(m->to_name, "<>\"@,;:\\"));
    assert_true(text_is_utf8(str_of(m->html)) && text_is_utf8(str_of(m->text)));
    assert_string_equal(m->lang, lang);
    assert_contains(m->html, arena_printf(&h.arena, "<html lang=\"%s\">", lang));
    assert_contains(m->subject, "L’économie de l’alliance");
    assert_lacks(m->html, "<script");
    assert_lacks(m->text, "<");
    assert_lacks(body, "{");
    assert_lacks(m->text, "{");
    assert_lacks(m->subject, "{");
    assert_lacks(m->text, "evil");
    assert_lacks(m->text, "\u202e");
    assert_lacks(m->html, "\u202e");
    assert_lacks(m->html, "href=\"#\"");
    assert_contains(m->text, lang[0] == 'f' ? "Bonjour" : "Hello");
    assert_contains(m->text, lang[0] == 'f' ? "lundi 12 juillet 2021" : "Monday 12 July 2021");
    assert_contains(m->text, lang[0] == 'f' ? "/donnees-personnelles" : "/en/donnees-personnelles");
    lines_fit(m->text);
    links_are_ours(m);
}

static const char *const hostile_names[] = {
    "Anne",
    "Anne\r\nBcc: tous@evil.example",
    "<script>alert('evil')</script>",
    "\u202eevil.example",
    "http://evil.example/?a=b&c",
    "www.evil.example",
    "\"Anne\" <anne@evil.example>",
    "éééééééééééééééééééééééééééééééééééééééééééééééééééééééééééé", /* 120 bytes */
    "",
};

static void every_kind_is_sound(void **state)
{
    static const char *const langs[] = {"fr", "en"};
    struct registration other = somebody("given_name=Zelda&family_name=Autre&modality=onsite"
                                         "&email=zelda%40autre.example&organisation=Secret");
    struct registration g = somebody("family_name=X&email=x%40exemple.fr&modality=remote");
    const char *details =
        arena_printf(&h.arena, "{\"session\":%lld,\"until\":1625666400}", (long long)workshop());
    (void)state;
    (void)other;
    for (size_t k = 0; k < MEETING_MAIL; k++)
        for (size_t n = 0; n < 2 * ARRAY_LEN(hostile_names); n++) {
            const char *name = hostile_names[n / 2], *lang = langs[n % 2];
            struct hostile x = {g.id.v, name, "Martin", lang, "commune-97120"};
            if (strncmp(meeting_mail[k].name, "registration/", 13) != 0)
                continue;
            assert_int_equal(store_write(h.app.store, become, &x), OK);
            struct mail_message m = message(meeting_mail[k].name, g.id.v, details);
            is_sound(&m, lang);
            assert_string_equal(m.to_address, "x@exemple.fr");
            assert_lacks(m.html, "Zelda");
            assert_lacks(m.html, "zelda");
            assert_lacks(m.html, "Secret");
            if (strcmp(meeting_mail[k].name, "registration/cancelled") != 0)
                assert_contains(m.text, arena_printf(&h.arena, "/inscriptions/%s", g.token));
        }
}

/* The same for who is invited, whatever the list said. */
static void an_invitation_is_sound(void **state)
{
    static const char *const langs[] = {"fr", "en"};
    struct registration g = somebody("family_name=S&email=s%40exemple.fr&modality=remote");
    (void)state;
    for (size_t n = 0; n < 2 * ARRAY_LEN(hostile_names); n++) {
        struct invitation_draft d = {
            .given_name = hostile_names[n / 2],
            .family_name = "Martin",
            .email = "i@exemple.fr",
            .organisation = "http://evil.example",
            .territory = "commune-97120",
            .lang = langs[n % 2],
            .address = arena_printf(&h.arena, "i%zu@exemple.fr", n),
            .sort_key = str_of("i"),
        };
        char ticket[TICKET_SIZE];
        struct invitation v;
        registration_names(d.token, ticket);
        struct add_invitations add = {.event = g.event, .drafts = &d, .n = 1};
        assert_int_equal(store_write(h.app.store, add_invitations, &add), OK);
        assert_int_equal(db_begin_read(h.worker->db), OK);
        assert_int_equal(invitation_by_token(h.worker->db, &h.arena, d.token, &v), OK);
        db_end_read(h.worker->db);
        struct mail_message m = message("invitation/sent", v.id.v, NULL);
        is_sound(&m, d.lang);
        assert_contains(m.text, arena_printf(&h.arena, "/invitations/%s", d.token));
        assert_lacks(m.html, "/inscriptions/");
        assert_lacks(m.html, g.token);
    }
}

static void languages_differ(void **state)
{
    struct registration g = somebody("family_name=Y&email=y%40exemple.fr&modality=remote");
    struct hostile french = {g.id.v, "Anne", "Y", "fr", NULL},
                   english = {g.id.v, "Anne", "Y", "en", NULL};
    (void)state;
    for (size_t k = 0; k < MEETING_MAIL; k++) {
        if (strncmp(meeting_mail[k].name, "registration/", 13) != 0)
            continue;
        assert_int_equal(store_write(h.app.store, become, &french), OK);
        const char *in_french = message(meeting_mail[k].name, g.id.v, NULL).subject;
        assert_int_equal(store_write(h.app.store, become, &english), OK);
        struct mail_message m = message(meeting_mail[k].name, g.id.v, NULL);
        assert_string_not_equal(in_french, m.subject);
        assert_lacks(m.text, "Votre");
        assert_lacks(m.text, "Vous");
        assert_contains(m.text, "Hello Anne,");
    }
}

/* ---- what each says --------------------------------------------------------------------- */

static void hours_are_told_in_both_zones(void **state)
{
    struct registration g = somebody("given_name=Anne&family_name=Z&email=z%40exemple.fr"
                                     "&modality=remote&territory=commune-97120");
    const char *details = "{\"session\":0,\"until\":1625666400}"; /* 2021-07-07T14:00Z */
    (void)state;
    struct mail_message m = message("registration/offer", g.id.v, details);
    assert_contains(m.text, "mercredi 7 juillet 2021, 16\u00a0h (heure de Paris)");
    assert_contains(m.text, "mercredi 7 juillet 2021, 10\u00a0h (Guadeloupe)");
    assert_contains(m.html, "9\u00a0h – 18\u00a0h (heure de Paris)");
    assert_contains(m.html, "3\u00a0h – 12\u00a0h (Guadeloupe)");
    struct hostile lyon = {g.id.v, "Anne", "Z", "fr", "commune-69123"};
    assert_int_equal(store_write(h.app.store, become, &lyon), OK);
    m = message("registration/offer", g.id.v, details);
    assert_lacks(m.html, "À votre heure");
    struct hostile tahiti = {g.id.v, "Anne", "Z", "fr", "commune-98735"};
    assert_int_equal(store_write(h.app.store, become, &tahiti), OK);
    m = message("registration/received", g.id.v, NULL);
    assert_contains(m.html,
                    "dimanche 11 juillet 2021, 21\u00a0h – lundi 12 juillet 2021, 6\u00a0h");
}

static void a_message_is_about_its_workshop(void **state)
{
    struct registration g = somebody("family_name=W&email=w%40exemple.fr&modality=remote");
    const char *details =
        arena_printf(&h.arena, "{\"session\":%lld,\"until\":1625666400}", (long long)workshop());
    (void)state;
    struct mail_message m = message("registration/offer", g.id.v, details);
    assert_contains(m.text, "dans un atelier que vous souhaitez");
    assert_contains(m.text, "richesses humaines");
    m = message("registration/offer", g.id.v, "{\"session\":0,\"until\":1625666400}");
    assert_lacks(m.text, "dans un atelier");
    m = message("registration/offer", g.id.v, "{\"session\":999999,\"until\":0}");
    assert_lacks(m.text, "Répondez avant");
}

static void the_state_is_the_one_of_now(void **state)
{
    struct registration g = somebody("family_name=V&email=v%40exemple.fr&modality=later");
    struct registration c = somebody("family_name=U&email=u%40exemple.fr&modality=remote");
    (void)state;
    assert_contains(message("registration/received", g.id.v, NULL).text, "Vous choisirez");
    struct mail_message m = message("registration/received", c.id.v, NULL);
    assert_contains(m.subject, "Votre inscription est confirmée");
    assert_contains(m.text, "/agenda.ics");
    assert_contains(m.text, "/annulation");
    assert_string_equal(m.calendar_method, "PUBLISH"); /* RFC 6047: as METHOD says */
    assert_contains(m.calendar, "METHOD:PUBLISH");
    assert_contains(m.calendar, "BEGIN:VEVENT");
    struct change_registration cancel = {.change = CHANGE_CANCEL, .id = c.id, .now = 1625468400};
    assert_int_equal(store_write(h.app.store, change_registration, &cancel), OK);
    m = message("registration/cancelled", c.id.v, NULL);
    assert_string_equal(m.calendar_method, "CANCEL");
    assert_contains(m.calendar, "METHOD:CANCEL");
    assert_contains(m.text, "/rencontres/" SLUG "/inscription");
    assert_lacks(m.text, "/annulation");
    m = message("registration/offer-missed", c.id.v, "{\"session\":0,\"until\":0}");
    assert_contains(m.text, "prend fin");
}

static void what_is_gone_is_not_found(void **state)
{
    const struct mail_row nobody = {.kind = "registration/received", .about = 999999};
    const struct mail_row broken = {
        .kind = "registration/received", .about = 1, .details = "{\"session\":"};
    struct mail_message m;
    (void)state;
    somebody("family_name=T&email=t%40exemple.fr&modality=remote");
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_render(&h.app.mail, h.worker->db, &h.arena, &nobody, &m), ERR_NOT_FOUND);
    assert_int_equal(mail_render(&h.app.mail, h.worker->db, &h.arena, &broken, &m), ERR_CORRUPT);
    db_end_read(h.worker->db);
}

static void registering_twice_sends_the_link_again(void **state)
{
    const char *form = "given_name=Rose&family_name=Deux&email=rose%40exemple.fr&modality=remote";
    struct registration g = somebody(form);
    (void)state;
    struct reply a = harness_send(&h, "POST", "/rencontres/" SLUG "/inscription", NULL, form);
    assert_int_equal(a.status, 422);
    assert_lacks(a.body, g.token);
    struct mail_row row = latest();
    assert_string_equal(row.kind, "registration/again");
    assert_int_equal(row.about, g.id.v);
    assert_contains(render(&row).text, g.token);
    harness_send(&h, "POST", "/rencontres/" SLUG "/inscription", NULL, form);
    assert_int_equal(latest().id, row.id); /* once an hour */
    h.app.clock.shift += 3601;
    harness_send(&h, "POST", "/rencontres/" SLUG "/inscription", NULL, form);
    h.app.clock.shift -= 3601;
    assert_int_equal(latest().id, row.id + 1);
}

/* ---- the organiser's pages -------------------------------------------------------------- */

static const char *own(const char *suffix)
{
    return arena_printf(&h.arena, "/organisation/messages/%lld%s", (long long)latest().id, suffix);
}

static void organisers_alone_read_them(void **state)
{
    (void)state;
    struct registration g = somebody("given_name=Lina&family_name=Q&email=q%40exemple.fr"
                                     "&modality=remote");
    assert_int_equal(harness_get(&h, "/organisation/messages").status, 303);
    assert_int_equal(harness_get(&h, own("")).status, 303);
    assert_int_equal(harness_get(&h, own(".html")).status, 303);
    struct reply a = harness_get_as(&h, "/organisation/messages", &camille);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "Inscription reçue");
    assert_contains(a.body, "q@exemple.fr");
    assert_contains(a.body, "En attente d’envoi");
    assert_contains(a.body, own(""));
    a = harness_get_as(&h, own(""), &camille);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "Votre inscription est confirmée\u00a0– L’économie");
    assert_contains(a.body, g.token);
    assert_contains(a.body, own(".html"));
    assert_int_equal(harness_get_as(&h, "/organisation/messages/999999", &camille).status, 404);
    assert_int_equal(harness_get_as(&h, "/organisation/messages/x", &camille).status, 404);
    assert_int_equal(harness_get_as(&h, "/organisation/messages?avant=x", &camille).status, 404);
}

static void the_html_is_shown_under_its_own_policy(void **state)
{
    (void)state;
    somebody("given_name=Lou&family_name=P&email=p%40exemple.fr&modality=remote");
    struct reply a = harness_get_as(&h, own(".html"), &camille);
    const char *policy = reply_header(&a, "Content-Security-Policy");
    size_t policies = 0;
    for (size_t i = 0; i < a.res.n_headers; i++)
        policies += strcmp(a.res.headers[i].name, "Content-Security-Policy") == 0;
    assert_int_equal(a.status, 200);
    assert_int_equal(policies, 1);
    assert_contains(policy, "default-src 'none'");
    assert_contains(policy, "style-src 'sha256-");
    assert_contains(policy, "sandbox");
    assert_contains(policy, "frame-ancestors 'none'");
    assert_lacks(policy, "unsafe");
    assert_lacks(policy, "script-src");
    assert_contains(a.body, "<style>");
    struct reply page = harness_get_as(&h, own(""), &camille);
    assert_contains(reply_header(&page, "Content-Security-Policy"), "style-src 'self';");
}

static void a_message_without_its_person_is_listed(void **state)
{
    struct queueing q = {"registration/received", NULL, 999999}, odd = {"autre/chose", NULL, 1};
    (void)state;
    assert_int_equal(store_write(h.app.store, queue, &q), OK);
    struct reply a = harness_get_as(&h, own(""), &camille);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "ne peut plus être écrit");
    assert_int_equal(harness_get_as(&h, own(".html"), &camille).status, 404);
    assert_int_equal(store_write(h.app.store, queue, &odd), OK);
    a = harness_get_as(&h, "/organisation/messages", &camille);
    assert_contains(a.body, "n’est plus dans la base");
    assert_contains(a.body, "autre/chose");
}

static void pages_go_back_in_time(void **state)
{
    (void)state;
    struct registration g = somebody("family_name=O&email=o%40exemple.fr&modality=remote");
    struct queueing q = {"registration/received", NULL, g.id.v};
    struct harness one;
    harness_open(&one, "2021-07-05T09:00", true);
    struct signed_in who = harness_sign_in(&one, "organisation@demo.example", ROLE_ORGANISER);
    harness_register(&one, SLUG, "Seule");
    unsigned few = harness_get_as(&one, "/organisation/messages", &who).statements;
    harness_close(&one);
    for (int i = 0; i < 300; i++)
        assert_int_equal(store_write(h.app.store, queue, &q), OK);
    struct reply a = harness_get_as(&h, "/organisation/messages", &camille);
    assert_int_equal(a.statements, few);
    assert_int_equal(count(a.body, "<h2>"), 50);
    const char *next = strstr(a.body, "/organisation/messages?avant=");
    assert_non_null(next);
    struct reply b =
        harness_get_as(&h, arena_strndup(&h.arena, next, strcspn(next, "\"")), &camille);
    assert_int_equal(count(b.body, "<h2>"), 50);
    for (int64_t i = 49; i <= 50; i++) { /* the last of the first page, the first of the second */
        const char *href =
            arena_printf(&h.arena, "/organisation/messages/%lld\"", (long long)(latest().id - i));
        assert_int_equal(strstr(a.body, href) != NULL, i == 49);
        assert_int_equal(strstr(b.body, href) != NULL, i == 50);
    }
    assert_contains(b.body, "Les plus récents");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_is_sound),
        cmocka_unit_test(an_invitation_is_sound),
        cmocka_unit_test(languages_differ),
        cmocka_unit_test(hours_are_told_in_both_zones),
        cmocka_unit_test(a_message_is_about_its_workshop),
        cmocka_unit_test(the_state_is_the_one_of_now),
        cmocka_unit_test(what_is_gone_is_not_found),
        cmocka_unit_test(registering_twice_sends_the_link_again),
        cmocka_unit_test(organisers_alone_read_them),
        cmocka_unit_test(the_html_is_shown_under_its_own_policy),
        cmocka_unit_test(a_message_without_its_person_is_listed),
        cmocka_unit_test(pages_go_back_in_time),
    };
    return cmocka_run_group_tests(tests, open_demo, close_demo);
}
