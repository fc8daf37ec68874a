/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Writing to many: whom it goes to, once each whatever happens, when it may begin, what an
 * organiser's words and people's names can do to a message. Rows are made on a real database; what
 * a relay gets is test/server/sending.mjs.
 */
#include "harness.h"

#include "base/text.h"
#include "meeting/registration/registration.h"
#include "meeting/writing/writing.h"

#include <stdio.h>

#define SLUG "2021-forum-des-essais"
#define PAGES "/organisation/rencontres/" SLUG "/messages"

static const char programme[] = "Forum des essais\n12 juillet 2021, à distance et en présentiel\n\n"
                                "9h00 – 9h30 : Accueil\n9h30 – 12h00 : Ateliers au choix\n"
                                "- Atelier Blé\n- Atelier Orge\n12h00 – 12h30 : Conclusions\n";

/* A crowd, as no form would let in at once: given name $3, from number $2 to $4. */
static const struct stmt crowd_add = {
    "INSERT INTO registration (event_id, token, ticket, given_name, family_name, email, person,"
    " looked_up, sort_key, modality, state, lang, demo, created_at, changed_at)"
    " SELECT $1, 'tok' || n, 'tic' || n, $3, 'Foule', 'f' || n || '@exemple.fr', 'p' || n, 'foule',"
    " $5, 1, 'confirmed', 'fr', 0, 1, 1 FROM (WITH RECURSIVE c(n) AS (SELECT CAST($2 AS INTEGER)"
    " UNION ALL SELECT n + 1 FROM c WHERE n < $4) SELECT n FROM c) AS numbers",
    "iitib", ""};
static const struct stmt crowd_drop = {"DELETE FROM registration", "", ""};
static const struct stmt outbox_drop = {"DELETE FROM outbox_message", "", ""};
static const struct stmt sendings_drop = {"DELETE FROM sending", "", ""};
static const struct stmt refusals_drop = {"DELETE FROM mail_refusal", "", ""};
static const struct stmt named = {"UPDATE registration SET given_name = $1, family_name = $2", "tt",
                                  ""};
static const struct stmt rows_of = {
    "SELECT count(*), count(DISTINCT about), COALESCE(MAX(about), 0) FROM outbox_message"
    " WHERE sending = $1",
    "i", "iii"};
static const struct stmt all_sent = {
    "UPDATE outbox_message SET sent_at = created_at WHERE sending IS NOT NULL", "", ""};
static const struct stmt *const statements[] = {&crowd_add,     &crowd_drop,    &outbox_drop,
                                                &sendings_drop, &refusals_drop, &named,
                                                &rows_of,       &all_sent};
static const struct store_schema schema = {.statements = statements,
                                           .n_statements = ARRAY_LEN(statements)};
static const struct module essai = {.name = "essai", .schema = &schema};

static struct harness h;
static struct signed_in camille;
static struct event event;
static struct clock start;

/* ---- the world -------------------------------------------------------------------------- */

static enum err run(struct db *db, void *arg)
{
    return db_exec(db, arg, NO_PARAMS, NULL);
}

static void clear(const struct stmt *s)
{
    assert_int_equal(store_write(h.app.store, run, (void *)s), OK);
}

struct crowd {
    int64_t from, to;
    const char *name;
};

static enum err add_crowd(struct db *db, void *arg)
{
    const struct crowd *c = arg;
    return db_exec(db, &crowd_add,
                   PARAMS(v_int(event.id.v), v_int(c->from), v_text(c->name), v_int(c->to),
                          v_bytes(str_of("k"))),
                   NULL);
}

static void crowd(int64_t from, int64_t to)
{
    struct crowd c = {from, to, "Zoé"};
    assert_int_equal(store_write(h.app.store, add_crowd, &c), OK);
}

static int fresh(void **state)
{
    (void)state;
    clear(&sendings_drop);
    clear(&outbox_drop);
    clear(&crowd_drop);
    clear(&refusals_drop);
    h.app.clock = start;
    return 0;
}

static int open_it(void **state)
{
    (void)state;
    harness_extra = &essai;
    harness_open(&h, "2021-07-05T09:00", false);
    h.app.config.limits = false;
    start = h.app.clock;
    harness_import(&h, SLUG, programme);
    camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(event_by_slug(h.worker->db, &h.arena, SLUG, &event), OK);
    db_end_read(h.worker->db);
    return 0;
}

static int close_it(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static int64_t now(void)
{
    return clock_now(&h.app.clock);
}

/* ---- an organiser ----------------------------------------------------------------------- */

#define WORDS                                                                                      \
    "version=0&qui=registered&nature=utile&objet=Salle&texte=Bonjour%20%7Bprenom%7D%2C%20salle%"   \
    "20B"
#define NEWS "version=0&qui=registered&nature=annonce&objet=Salle&texte=Bonjour%20%7Bprenom%7D"

static int64_t draft(const char *form)
{
    struct reply a = harness_post_as(&h, PAGES "/nouveau", &camille, form);
    if (a.status != 303)
        fail_msg("drafting: %d\n%.3000s", a.status, a.body);
    int64_t id;
    const char *at = strstr(reply_header(&a, "Location"), "/messages/") + 10;
    assert_true(parse_int((struct str){at, strcspn(at, "?")}, 1, INT64_MAX, &id));
    return id;
}

static const char *page(int64_t id)
{
    return arena_printf(&h.arena, PAGES "/%lld", (long long)id);
}

static int act(int64_t id, const char *form)
{
    return harness_post_as(&h, page(id), &camille, form).status;
}

static struct sending sending(int64_t id)
{
    struct sending s;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(sending_by_id(h.worker->db, &h.arena, (sending_id){id}, &s), OK);
    db_end_read(h.worker->db);
    return s;
}

/* Rows in the outbox; fails when somebody has two. */
static int64_t made(int64_t id)
{
    struct rows r;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(db_query(h.worker->db, &h.arena, &rows_of, PARAMS(v_int(id)), &r), OK);
    db_end_read(h.worker->db);
    assert_int_equal(row_int(&r, 0, 0), row_int(&r, 0, 1));
    return row_int(&r, 0, 0);
}

/* One call of the rule, and the statements it ran. */
struct counted_pump {
    struct pump_sendings x;
    unsigned statements;
};

static enum err counted_pump(struct db *db, void *arg)
{
    struct counted_pump *c = arg;
    unsigned before = db_statement_count(db);
    enum err e = pump_sendings(db, &c->x);
    c->statements = db_statement_count(db) - before;
    return e;
}

static struct counted_pump pump(int64_t pace, int64_t quota)
{
    struct counted_pump c = {.x = {.now = now(), .pace = pace, .may_begin = true, .quota = quota}};
    assert_int_equal(store_write(h.app.store, counted_pump, &c), OK);
    return c;
}

/* ---- whom it goes to -------------------------------------------------------------------- */

static void each_gets_it_once_and_who_comes_later_does_not(void **state)
{
    (void)state;
    crowd(1, 1200);
    int64_t id = draft(WORDS);
    struct act_on_sending send = {.event = event.id, .id = {id}, .act = ACT_SEND, .now = now()};
    assert_int_equal(store_write(h.app.store, act_on_sending, &send), OK);
    assert_int_equal(store_write(h.app.store, act_on_sending, &send), ERR_CONFLICT);
    int64_t quota = 100000;
    for (int i = 0; i < 3 && sending(id).state == SENDING_RUNNING; i++) {
        crowd(2000 + 10 * i, 2005 + 10 * i); /* they come while it runs */
        quota = pump(100000, quota).x.left;
    }
    assert_int_equal(sending(id).state, SENDING_DONE);
    assert_int_equal(made(id), 1200);
    assert_int_equal(sending(id).made, 1200);
    assert_int_equal(pump(100000, 1000).x.made, 0);
    assert_int_equal(made(id), 1200);
}

static void a_batch_costs_the_same_for_one_and_for_many(void **state)
{
    unsigned statements_for[2], pages[2];
    (void)state;
    for (int i = 0; i < 2; i++) {
        fresh(state);
        crowd(1, i ? 300 : 1);
        int64_t id = draft(WORDS);
        pages[i] = harness_get_as(&h, page(id), &camille).statements;
        struct act_on_sending send = {.event = event.id, .id = {id}, .act = ACT_SEND, .now = now()};
        assert_int_equal(store_write(h.app.store, act_on_sending, &send), OK);
        struct counted_pump c = pump(100000, -1);
        assert_int_equal(c.x.made, i ? 300 : 1);
        statements_for[i] = c.statements;
        pages[i] += 1000 * harness_get_as(&h, page(id), &camille).statements;
    }
    assert_int_equal(statements_for[0], statements_for[1]);
    assert_int_equal(pages[0], pages[1]);
    assert_true(statements_for[0] <= 8);
}

static enum err refuse(struct db *db, void *arg)
{
    enum err e = mail_refuse(db, "f1@exemple.fr", REFUSAL_BOUNCED, NULL, 1);
    if (e == OK)
        e = mail_refuse(db, "F2@exemple.fr", REFUSAL_UNSUBSCRIBED, NULL, 1);
    (void)arg;
    return e == OK ? mail_refuse(db, "f3@exemple.fr", REFUSAL_COMPLAINT, NULL, 1) : e;
}

static void refused_addresses_are_left_out_and_counted(void **state)
{
    (void)state;
    crowd(1, 10);
    assert_int_equal(store_write(h.app.store, refuse, NULL), OK);
    int64_t news = draft(NEWS), useful = draft(WORDS);
    struct reply a = harness_get_as(&h, page(news), &camille);
    assert_contains(a.body, "7 personnes le recevront");
    assert_contains(a.body, "2 adresses ne reçoivent plus rien");
    assert_contains(a.body, "Une personne ne veut plus d’annonces.");
    a = harness_get_as(&h, page(useful), &camille);
    assert_contains(a.body, "8 personnes le recevront");
    assert_lacks(a.body, "ne veut plus d’annonces");
    assert_int_equal(act(news, "acte=envoyer&vu=7"), 303);
    assert_int_equal(made(news), 7);
    clear(&outbox_drop);
    h.app.clock.shift += 31;
    assert_int_equal(act(useful, "acte=envoyer&vu=8"), 303);
    assert_int_equal(made(useful), 8);
    assert_int_equal(sending(useful).refused, 2);
}

static void segments_are_those_of_the_list(void **state)
{
    (void)state;
    const char *token = harness_register(&h, SLUG, "Noé");
    crowd(1, 4); /* on site, without a workshop */
    assert_contains(harness_get_as(&h, page(draft(WORDS)), &camille).body, "5 personnes le");
    struct reply a =
        harness_get_as(&h, page(draft(WORDS "&participation=onsite&atelier=aucun")), &camille);
    assert_contains(a.body, "4 personnes le recevront");
    assert_contains(a.body, "Aucun atelier choisi");
    assert_contains(harness_get_as(&h, page(draft(WORDS "&participation=remote")), &camille).body,
                    "Une personne le recevra");
    assert_contains(harness_get_as(&h, page(draft(WORDS "&presence=oui")), &camille).body,
                    "Personne ne le recevrait");
    struct change_registration cancel = {.change = CHANGE_CANCEL, .token = token, .now = now()};
    assert_int_equal(store_write(h.app.store, change_registration, &cancel), OK);
    a = harness_get_as(&h, page(draft(WORDS)), &camille);
    assert_contains(a.body, "4 personnes le recevront");
    assert_contains(a.body, "Une personne a annulé son inscription");
    a = harness_get_as(&h, page(draft(WORDS "&etat=cancelled")), &camille);
    assert_contains(a.body, "Une personne le recevra");
    a = harness_get_as(&h, "/organisation/rencontres/" SLUG "/inscriptions?atelier=aucun",
                       &camille);
    assert_contains(a.body, "5 inscriptions correspondent");
    assert_contains(a.body, "messages/nouveau?atelier=aucun");
}

/* ---- pace, pause, plan ------------------------------------------------------------------ */

static void the_pace_is_kept_whatever_the_clock_does(void **state)
{
    (void)state;
    crowd(1, 400);
    int64_t id = draft(WORDS);
    h.app.clock.shift += 1000; /* since the tests before */
    struct act_on_sending send = {.event = event.id, .id = {id}, .act = ACT_SEND, .now = now()};
    assert_int_equal(store_write(h.app.store, act_on_sending, &send), OK);
    assert_int_equal(pump(60, -1).x.made, 30); /* as if the turn before were half a minute ago */
    assert_int_equal(pump(60, -1).x.made, 0);  /* the same second */
    clear(&all_sent);
    h.app.clock.shift += 20;
    assert_int_equal(pump(60, -1).x.made, 20);
    h.app.clock.shift += 86400; /* a day at once is no day's worth */
    assert_int_equal(pump(60, -1).x.made, 30);
    clear(&all_sent);
    h.app.clock.shift -= 2 * 86400; /* and set back, it does not stand still */
    assert_int_equal(pump(60, -1).x.made, 30);
    h.app.clock.shift += 30;
    pump(60, -1); /* 60 wait: a relay that takes nothing gets no more */
    assert_int_equal(made(id), 140);
    h.app.clock.shift += 30;
    assert_int_equal(pump(60, -1).x.made, 0);
    clear(&all_sent);
    h.app.clock.shift += 30; /* a minute since the last that were made */
    assert_int_equal(pump(60, -1).x.made, 60);
    h.app.clock.shift += 86400;
}

static void it_pauses_goes_on_and_stops(void **state)
{
    (void)state;
    crowd(1, 100);
    int64_t id = draft(WORDS);
    h.app.config.mail_pace = 20;
    h.app.clock.shift += 1000;
    assert_int_equal(act(id, "acte=envoyer&vu=100"), 303);
    assert_int_equal(made(id), 10);
    clear(&all_sent);
    assert_int_equal(act(id, "acte=pause"), 303);
    h.app.clock.shift += 30;
    sendings_turn(&h.app, true);
    assert_int_equal(made(id), 10);
    assert_contains(harness_get_as(&h, page(id), &camille).body, "Reprendre l’envoi");
    assert_int_equal(act(id, "acte=reprendre"), 303);
    assert_int_equal(made(id), 20);
    clear(&all_sent);
    assert_int_equal(act(id, "acte=arreter"), 303);
    h.app.clock.shift += 30;
    sendings_turn(&h.app, true);
    assert_int_equal(made(id), 20);
    assert_int_equal(sending(id).state, SENDING_STOPPED);
    assert_int_equal(act(id, "acte=reprendre"), 303); /* too late: its page says */
    assert_int_equal(sending(id).state, SENDING_STOPPED);
    assert_contains(harness_get_as(&h, page(id), &camille).body, "20 sur 20");
    h.app.config.mail_pace = 600;
}

static void what_is_planned_begins_at_its_hour_and_once(void **state)
{
    (void)state;
    crowd(1, 3);
    h.app.clock = clock_from(1625727600); /* 8 July 2021, 9:00 in Paris */
    camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    int64_t id = draft(WORDS);
    struct reply a =
        harness_post_as(&h, page(id), &camille, "acte=planifier&date=2021-07-08&heure=08%3A59");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "Cette heure est passée");
    assert_contains(a.body, "value=\"08:59\""); /* what was typed stays */
    a = harness_post_as(&h, page(id), &camille, "acte=planifier&date=2022-03-27&heure=02%3A30");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "les horloges sautent cette heure");
    assert_int_equal(act(id, "acte=planifier&date=demain&heure=x"), 422);
    assert_int_equal(act(id, "acte=planifier&date=2021-07-09&heure=10%3A30"), 303);
    assert_int_equal(sending(id).planned_at, 1625819400); /* Paris, summer: 8:30 UTC */
    sendings_turn(&h.app, true);
    assert_int_equal(sending(id).state, SENDING_PLANNED);
    crowd(4, 5); /* who registers before that hour gets it */
    h.app.clock = clock_from(1625819400);
    sendings_turn(&h.app, false); /* the clock has just been set: it waits */
    assert_int_equal(sending(id).state, SENDING_PLANNED);
    sendings_turn(&h.app, true);
    assert_int_equal(sending(id).state, SENDING_DONE);
    assert_int_equal(made(id), 5);
    h.app.clock = clock_from(1625727600); /* set back before its hour, and on again */
    sendings_turn(&h.app, true);
    h.app.clock = clock_from(1625819500);
    sendings_turn(&h.app, true);
    assert_int_equal(made(id), 5);
    h.app.clock = start;
    camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
}

static void a_plan_is_changed_and_dropped_until_it_begins(void **state)
{
    (void)state;
    crowd(1, 3);
    int64_t id = draft(WORDS);
    assert_int_equal(act(id, "acte=planifier&date=2021-07-11&heure=10%3A30"), 303);
    assert_int_equal(act(id, "acte=planifier&date=2021-07-11&heure=11%3A30"), 303);
    assert_int_equal(sending(id).state, SENDING_PLANNED);
    const char *edit = arena_printf(&h.arena, "%s/modifier", page(id));
    const char *words = "version=1&qui=registered&nature=utile&objet=Autre&texte=Bonsoir";
    assert_int_equal(harness_post_as(&h, edit, &camille, words).status, 303);
    assert_string_equal(sending(id).words.subject, "Autre");
    assert_int_equal(sending(id).state, SENDING_PLANNED);
    assert_int_equal(act(id, "acte=deplanifier"), 303);
    assert_int_equal(sending(id).state, SENDING_DRAFT);
    struct reply a = harness_post_as(&h, edit, &camille, words); /* somebody was quicker */
    assert_int_equal(a.status, 409);
    assert_contains(a.body, "modifié entre-temps");
    assert_contains(a.body, "Bonsoir");
    assert_int_equal(act(id, "acte=supprimer"), 303);
    assert_int_equal(harness_get_as(&h, page(id), &camille).status, 404);
}

static void the_clock_is_trusted_when_it_is_steady(void **state)
{
    struct steady s = {0};
    (void)state;
    assert_false(clock_is_steady(&s, 1000, 50));
    assert_true(clock_is_steady(&s, 1030, 80));
    assert_true(clock_is_steady(&s, 1062, 110)); /* a drift is no jump */
    assert_false(clock_is_steady(&s, 90000, 140));
    assert_false(clock_is_steady(&s, 90030, 170));
    assert_false(clock_is_steady(&s, 1152, 200)); /* set right again: from now */
    assert_false(clock_is_steady(&s, 1152 + 599, 799));
    assert_true(clock_is_steady(&s, 1152 + 600, 800));
    assert_true(
        clock_is_steady(&s, 1152 + 90600, 90800)); /* the machine slept, both clocks went on */
}

/* ---- words ------------------------------------------------------------------------------ */

static struct mail_message preview(int64_t id)
{
    struct sending s = sending(id);
    const struct segment all = segment_of(&h.arena, &s);
    const struct recipient *first;
    struct mail_message m;
    size_t n;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(segment_first(h.worker->db, &h.arena, &all, 1, &first, &n), OK);
    assert_int_equal(n, 1);
    const struct mail_row row = {.kind =
                                     s.announcement ? "message/announcement" : "message/practical",
                                 .about = first[0].id,
                                 .sending = id,
                                 .created_at = now()};
    assert_int_equal(mail_render(&h.app.mail, h.worker->db, &h.arena, &row, &m), OK);
    db_end_read(h.worker->db);
    return m;
}

static enum err rename_all(struct db *db, void *arg)
{
    const char *const *names = arg;
    return db_exec(db, &named, PARAMS(v_text(names[0]), v_text(names[1])), NULL);
}

static void unknown_words_are_refused_at_their_field(void **state)
{
    (void)state;
    struct reply a = harness_post_as(
        &h, PAGES "/nouveau", &camille,
        "version=0&qui=registered&objet=A%20%7Bprenon%7D&texte=Gard%C3%A9%20%7Bnim%7D");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "vouliez-vous dire {prenom}\u202f?");
    assert_contains(a.body, "vouliez-vous dire {nom}\u202f?");
    assert_contains(a.body, "aria-describedby=\"texte-aide texte-erreur\"");
    assert_contains(a.body, "Gardé {nim}</textarea>");
    a = harness_post_as(&h, PAGES "/nouveau", &camille,
                        "version=0&qui=registered&objet=A&texte=%7Bprenom%20x");
    assert_contains(a.body, "n’est pas fermée");
    a = harness_post_as(&h, PAGES "/nouveau", &camille,
                        "version=0&qui=registered&objet=&texte=%20&objet_en=Room");
    assert_contains(a.body, "3 points sont à revoir");
}

static void names_are_words_and_nothing_else(void **state)
{
    static const char *const hostile[][2] = {
        {"<b>x</b>", "[clic](https://evil.example)"},
        {"www.evil.example", "https://reseau.example.evil"},
        {"a\r\nBcc: b@evil.example", "**gras** {lien_personnel}"},
        {"![x](https://evil.example/p.png)", "a@evil.example"},
    };
    (void)state;
    crowd(1, 1);
    int64_t id = draft("version=0&qui=registered&objet=Pour%20%7Bprenom%7D%20%7Bnom%7D"
                       "&texte=Bonjour%20%7Bprenom%7D%20%7Bnom%7D%2C%0A%0A%5Bici%5D(%7Blien_"
                       "personnel%7D)");
    for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
        assert_int_equal(store_write(h.app.store, rename_all, (void *)hostile[i]), OK);
        struct mail_message m = preview(id);
        assert_null(strpbrk(m.subject, "\r\n"));
        assert_lacks(m.html, "href=\"https://evil");
        assert_lacks(m.html, "href=\"http://www.evil");
        assert_lacks(m.html, "mailto:");
        assert_lacks(m.html, "<b>x");
        assert_lacks(m.html, "<img");
        assert_lacks(m.html, "<strong>gras");
        assert_lacks(m.text, "www.evil");
        assert_contains(m.html, "href=\"http://localhost:8017/inscriptions/tok1\">ici</a>");
    }
    const char *const kind[] = {"Zoé & Léo", "O’Neil *du* Pré_vert_"};
    assert_int_equal(store_write(h.app.store, rename_all, (void *)kind), OK);
    assert_contains(preview(id).html, "Bonjour Zoé &amp; Léo O’Neil *du* Pré_vert_,");
}

static void what_an_organiser_writes_is_a_letter(void **state)
{
    (void)state;
    crowd(1, 1);
    struct mail_message m = preview(draft(
        "version=0&qui=registered&nature=annonce&objet=Un%0D%0ABcc%3A%20x%40y.z"
        "&texte=%3Cscript%3Ex%3C%2Fscript%3E%0A%0A%5Bhttps%3A%2F%2Fbanque.example%5D(https%3A%2F%2F"
        "evil.example%2Fa)%20%5Bprogramme%5D(%2Frencontres)%20!%5Bplan%5D(%2Fa%2Fplan.png)%0A%0A"
        "1.%20un%0A2.%20deux%0A%0A%3E%20cit%C3%A9"));
    assert_string_equal(m.subject, "Un Bcc: x@y.z");
    assert_lacks(m.html, "<script");
    assert_lacks(m.html, ">https://banque.example<");
    assert_contains(m.html, ">https://evil.example/a</a>");
    assert_contains(m.html, "href=\"http://localhost:8017/rencontres\"");
    assert_contains(m.html, "href=\"http://localhost:8017/a/plan.png\">plan</a>");
    assert_contains(m.text, "1. un\n2. deux\n");
    assert_contains(m.text, "\n  cité\n");
    assert_contains(m.unsubscribe, "http://localhost:8017/inscriptions/tok1/annonces");
    assert_null(preview(draft(WORDS)).unsubscribe); /* what the registration needs */
}

static void english_is_for_who_reads_it(void **state)
{
    (void)state;
    struct reply a = harness_send(&h, "POST", "/en/rencontres/" SLUG "/inscription", NULL,
                                  "family_name=Doe&email=doe%40exemple.fr&modality=remote");
    assert_int_equal(a.status, 303);
    int64_t id = draft(WORDS);
    assert_contains(harness_get_as(&h, page(id), &camille).body, "lit le site en anglais");
    struct mail_message m = preview(id);
    assert_contains(m.html, "<div lang=\"fr\">");
    id = draft(WORDS "&objet_en=Room%20%7Brencontre%7D&texte_en=Dear%20%7Bnom%7D");
    assert_lacks(harness_get_as(&h, page(id), &camille).body, "lit le site en anglais");
    m = preview(id);
    assert_string_equal(m.subject, "Room Forum des essais");
    assert_contains(m.text, "Dear Doe");
}

static void a_trial_goes_to_the_organiser_and_opens_nobodys_page(void **state)
{
    struct mail_row *rows;
    struct mail_message m;
    size_t n;
    (void)state;
    crowd(1, 2);
    int64_t id = draft(NEWS "%20%7Blien_personnel%7D");
    assert_int_equal(act(id, "acte=essai"), 303);
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(mail_rows(h.worker->db, &h.arena, 0, 1, &rows, &n), OK);
    assert_string_equal(rows[0].kind, "message/trial");
    assert_int_equal(mail_render(&h.app.mail, h.worker->db, &h.arena, &rows[0], &m), OK);
    db_end_read(h.worker->db);
    assert_string_equal(m.to_address, "organisation@demo.example");
    assert_string_equal(m.subject, "[Essai] Salle");
    assert_contains(m.text, "Zoé");
    assert_lacks(m.html, "/inscriptions/");
    assert_null(m.unsubscribe);
    assert_int_equal(made(id), 0);
}

static void one_click_ends_announcements_alone(void **state)
{
    (void)state;
    crowd(1, 2);
    const char *mine = "/inscriptions/tok1/annonces";
    assert_contains(harness_get(&h, mine).body, "Ne plus recevoir d’annonces");
    struct reply a = harness_send(&h, "POST", mine, NULL, "List-Unsubscribe=One-Click");
    assert_int_equal(a.status, 303);
    assert_contains(harness_get(&h, mine).body, "Vous ne recevez plus d’annonces");
    assert_contains(harness_get_as(&h, page(draft(NEWS)), &camille).body,
                    "Une personne le recevra");
    assert_contains(harness_get_as(&h, page(draft(WORDS)), &camille).body, "2 personnes le");
    a = harness_send(&h, "POST", mine, NULL, "encore=1");
    assert_int_equal(a.status, 303);
    assert_contains(harness_get_as(&h, page(draft(NEWS)), &camille).body, "2 personnes le");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_gets_it_once_and_who_comes_later_does_not, fresh),
        cmocka_unit_test_setup(a_batch_costs_the_same_for_one_and_for_many, fresh),
        cmocka_unit_test_setup(refused_addresses_are_left_out_and_counted, fresh),
        cmocka_unit_test_setup(segments_are_those_of_the_list, fresh),
        cmocka_unit_test_setup(a_plan_is_changed_and_dropped_until_it_begins, fresh),
        cmocka_unit_test_setup(what_is_planned_begins_at_its_hour_and_once, fresh),
        cmocka_unit_test_setup(the_pace_is_kept_whatever_the_clock_does, fresh),
        cmocka_unit_test_setup(it_pauses_goes_on_and_stops, fresh),
        cmocka_unit_test(the_clock_is_trusted_when_it_is_steady),
        cmocka_unit_test_setup(unknown_words_are_refused_at_their_field, fresh),
        cmocka_unit_test_setup(names_are_words_and_nothing_else, fresh),
        cmocka_unit_test_setup(what_an_organiser_writes_is_a_letter, fresh),
        cmocka_unit_test_setup(english_is_for_who_reads_it, fresh),
        cmocka_unit_test_setup(a_trial_goes_to_the_organiser_and_opens_nobodys_page, fresh),
        cmocka_unit_test_setup(one_click_ends_announcements_alone, fresh),
    };
    return cmocka_run_group_tests(tests, open_it, close_it);
}
