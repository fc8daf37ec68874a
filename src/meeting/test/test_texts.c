/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An organiser's own texts of automatic messages: what they change, what they cannot. */
#include "harness.h"

#include "meeting/messages/texts.h"
#include "meeting/registration/registration.h"

#include <stdio.h>

#define SLUG "2021-forum-des-essais"
#define PAGE "/organisation/textes/registration.received"

static const char programme[] = "Forum des essais\n12 juillet 2021, à distance\n\n"
                                "9h00 – 9h30 : Accueil\n9h30 – 12h00 : Plénière\n";

/* As an earlier program might have stored it, when there was such a word. */
static const struct stmt spoil = {"UPDATE message_text SET intro = 'Bonjour {ancien_mot}'", "", ""};
static const struct stmt *const statements[] = {&spoil};
static const struct store_schema schema = {.statements = statements,
                                           .n_statements = ARRAY_LEN(statements)};
static const struct module essai = {.name = "essai", .schema = &schema};

static struct harness h;
static struct signed_in camille;
static int64_t person;

static int open_it(void **state)
{
    struct registration g;
    (void)state;
    harness_extra = &essai;
    harness_open(&h, "2021-07-05T09:00", false);
    h.app.config.limits = false;
    harness_import(&h, SLUG, programme);
    camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    const char *token = harness_register(&h, SLUG, "Zoé");
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(registration_by_token(h.worker->db, &h.arena, token, &g), OK);
    db_end_read(h.worker->db);
    person = g.id.v;
    return 0;
}

static int close_it(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static struct mail_message received(void)
{
    const struct mail_row row = {
        .kind = "registration/received", .about = person, .created_at = 1625468400};
    struct mail_message m;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_render(&h.app.mail, h.worker->db, &h.arena, &row, &m), OK);
    db_end_read(h.worker->db);
    return m;
}

static struct reply post(const char *form)
{
    return harness_post_as(&h, PAGE, &camille, form);
}

#define TEXT "langue=fr&objet=Bienvenue%20%C3%A0%20%7Brencontre%7D&intro=Quelle%20**joie**%20!"

static void a_text_stands_in_the_frame(void **state)
{
    (void)state;
    const struct mail_message before = received();
    struct reply a = post(TEXT "&acte=voir"); /* seen, and not kept */
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "Quelle joie !");
    assert_contains(a.body, "Bienvenue à Forum des essais");
    assert_string_equal(received().subject, before.subject);
    assert_int_equal(post(TEXT "&acte=enregistrer").status, 303);
    const struct mail_message m = received();
    assert_string_equal(m.subject, "Bienvenue à Forum des essais");
    assert_contains(m.html, "Quelle <strong>joie</strong> !");
    /* what the message must say, and its links, are there still */
    assert_contains(m.text, "Votre place est réservée, à distance.");
    assert_contains(m.text, "/annulation");
    assert_contains(m.text, "Ouvrir ma page personnelle");
    assert_non_null(m.calendar);
    assert_contains(harness_get_as(&h, "/organisation/textes", &camille).body, "Modifié le");
    assert_contains(harness_get_as(&h, PAGE "?langue=en", &camille).body, "value=\"\"");
    assert_int_equal(post("langue=fr&acte=origine").status, 303);
    assert_string_equal(received().subject, before.subject);
    assert_string_equal(received().html, before.html);
}

static void a_wrong_text_is_not_kept(void **state)
{
    (void)state;
    struct reply a = post("langue=fr&acte=enregistrer&objet=A&intro=%7Bprenon%7D%20gard%C3%A9");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "vouliez-vous dire {prenom}");
    assert_contains(a.body, "{prenon} gardé</textarea>");
    assert_lacks(received().subject, "A");
}

static enum err spoil_it(struct db *db, void *arg)
{
    (void)arg;
    return db_exec(db, &spoil, NO_PARAMS, NULL);
}

static void a_text_that_became_wrong_gives_way_and_says_so(void **state)
{
    (void)state;
    const struct mail_message before = received();
    assert_int_equal(post(TEXT "&acte=enregistrer").status, 303);
    assert_int_equal(store_write(h.app.store, spoil_it, NULL), OK);
    assert_string_equal(received().subject, before.subject);
    assert_string_equal(received().html, before.html);
    assert_contains(harness_get_as(&h, "/organisation/textes", &camille).body, "{ancien_mot}");
    struct reply a = harness_get_as(&h, PAGE, &camille);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "n’est plus utilisé");
    assert_int_equal(post("langue=fr&acte=origine").status, 303);
}

/* A sign-in code, or what is no message of ours, has no text of anybody's. */
static void only_automatic_messages_have_texts(void **state)
{
    (void)state;
    assert_int_equal(harness_get_as(&h, "/organisation/textes/message.practical", &camille).status,
                     404);
    assert_int_equal(harness_get_as(&h, "/organisation/textes/rien", &camille).status, 404);
    assert_int_equal(harness_get(&h, PAGE).status, 303);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_stands_in_the_frame),
        cmocka_unit_test(a_wrong_text_is_not_kept),
        cmocka_unit_test(a_text_that_became_wrong_gives_way_and_says_so),
        cmocka_unit_test(only_automatic_messages_have_texts),
    };
    return cmocka_run_group_tests(tests, open_it, close_it);
}
