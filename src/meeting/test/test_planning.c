/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Making a meeting in the browser, through the dispatcher: plan, preview, versions, copies. */
#include "harness.h"

#include "meeting/organiser/store.h"
#include "meeting/plan/store.h"
#include "meeting/registration/registration.h"

#include <stdlib.h>

#define SLUG "2025-essai"
#define DESK "/organisation/rencontres/" SLUG
#define BOARD DESK "/programme"
#define PUBLIC_PAGE "/rencontres/" SLUG "/programme"

static struct harness h;
static struct signed_in camille, alix;

static const char day_text[] = "Essai\n\nMardi 4 mars 2025\n\n"
                               "9h00 – 9h30 : Ouverture\n9h30 – 10h00 : Table ronde sur l’eau\n"
                               "10h00 – 11h00 : Ateliers\n- Atelier 1 : financer\n"
                               "- Atelier 2 : s’allier\n";

static int open_meeting(void **state)
{
    (void)state;
    harness_open(&h, "2025-02-01T09:00", false);
    harness_import(&h, SLUG, day_text);
    camille = harness_sign_in(&h, "camille@demo.example", ROLE_ORGANISER);
    alix = harness_sign_in(&h, "alix@demo.example", ROLE_ORGANISER);
    return 0;
}

static int close_meeting(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static struct reply see(const char *target)
{
    struct reply a = harness_get_as(&h, target, &camille);
    assert_int_equal(a.status, 200);
    return a;
}

/* Where an answer leads. */
static const char *after(const struct reply *a)
{
    const char *to = reply_header(a, "Location");
    return arena_strndup(&h.arena, to, strcspn(to, "#"));
}

static const char *public_page(void)
{
    struct reply a = harness_get(&h, PUBLIC_PAGE);
    assert_int_equal(a.status, 200);
    return a.body;
}

static struct planned planned(const char *slug)
{
    struct planned p;
    struct event e;
    const struct event *all;
    size_t n;
    struct db *db = h.worker->db;
    assert_int_equal(db_begin_read(db), OK);
    assert_int_equal(events_every(db, &h.arena, &all, &n), OK);
    e = all[0];
    for (size_t i = 0; i < n; i++)
        if (strcmp(all[i].slug, slug) == 0)
            e = all[i];
    assert_string_equal(e.slug, slug);
    assert_int_equal(plan_load(db, &h.arena, &e, &p), OK);
    db_end_read(db);
    return p;
}

static int64_t key_of(const char *title)
{
    static struct planned p;
    struct plan_place at;
    p = planned(SLUG);
    for (int64_t key = 1; key < p.plan.next_key; key++)
        if (plan_find_session(&p.plan, key, &at) && strcmp(at.session->title, title) == 0)
            return key;
    fail_msg("no session « %s »", title);
    return 0;
}

static const char *form_of(const char *title)
{
    return arena_printf(&h.arena, BOARD "/temps/%lld", (long long)key_of(title));
}

/* The value of a hidden field of the page. */
static const char *hidden(const char *html, const char *name)
{
    const char *at = strstr(html, arena_printf(&h.arena, "name=\"%s\" value=\"", name));
    if (!at)
        fail_msg("no field « %s » in:\n%.2000s", name, html);
    at = strstr(at, "value=\"") + strlen("value=\"");
    return arena_strndup(&h.arena, at, strcspn(at, "\""));
}

/* The option that a list has chosen. */
static const char *chosen(const char *html, const char *select)
{
    const char *at = strstr(html, arena_printf(&h.arena, "<select id=\"%s\"", select));
    const char *end = at ? strstr(at, "</select>") : NULL, *option = at;
    while (option && (option = strstr(option, "<option value=\"")) && option < end) {
        option += strlen("<option value=\"");
        size_t n = strcspn(option, "\"");
        if (strncmp(option + n, "\" selected", 10) == 0)
            return arena_strndup(&h.arena, option, n);
    }
    fail_msg("nothing chosen in « %s »", select);
    return NULL;
}

static const char *fields_of(const char *form, const char *title, const char *more)
{
    const char *html = see(form).body;
    return arena_printf(&h.arena, "etat=%s&titre=%s&genre=%s&sequence=%s&debut=09:00&fin=09:30%s",
                        hidden(html, "etat"), title, chosen(html, "genre"),
                        chosen(html, "sequence"), more);
}

static struct reply post(const char *target, const char *body)
{
    return harness_post_as(&h, target, &camille, body);
}

/* Releases what is there. */
static struct reply release(const char *note)
{
    const char *html = see(BOARD "/version").body;
    return post(BOARD "/version", arena_printf(&h.arena, "geste=publier&vu=%s&base=%s&mot=%s",
                                               hidden(html, "vu"), hidden(html, "base"), note));
}

static struct reply move(const char *way, const char *title)
{
    return post(BOARD, arena_printf(&h.arena, "base=%s&%s=%lld", hidden(see(BOARD).body, "base"),
                                    way, (long long)key_of(title)));
}

/* ---- a change is not public before its version ------------------------------------------ */

static void looking_changes_nothing(void **state)
{
    (void)state;
    assert_contains(see(BOARD).body, "Tout est publié\u00a0: version 1.");
    see(form_of("Ouverture"));
    see(BOARD "/apercu");
    see(BOARD "/version");
    assert_false(planned(SLUG).kept);
}

static void a_change_waits_for_its_version(void **state)
{
    (void)state;
    const char *form = form_of("Ouverture");
    struct reply a = post(form, fields_of(form, "Mot+d%E2%80%99accueil", "&salle=Agora"));
    assert_int_equal(a.status, 303);
    assert_contains(see(after(&a)).body, "Modification\u00a0: Mot d’accueil");
    assert_contains(see(BOARD).body, "Un changement que le public ne voit pas encore.");
    assert_contains(see(BOARD "/apercu").body, "Mot d’accueil");
    assert_contains(public_page(), "Ouverture");
    assert_lacks(public_page(), "Mot d’accueil");
    assert_contains(see(BOARD "/version").body, "Réécrit");
    a = release("Une+nouvelle+ouverture");
    assert_int_equal(a.status, 303);
    assert_contains(public_page(), "Mot d’accueil");
    assert_contains(public_page(), "/programme/ouverture\""); /* its address stays */
    const char *page = see(BOARD "/version").body;
    assert_contains(page, "Une nouvelle ouverture");
    assert_contains(page, "Rien n’a changé depuis ce qui est publié.");
    assert_contains(page, "Version 1</b>"); /* what was imported is kept as well */
    assert_int_equal(planned(SLUG).event.revision, 2);
}

static void a_version_is_released_once(void **state)
{
    (void)state;
    move("bas", "Mot d’accueil");
    const char *html = see(BOARD "/version").body;
    const char *body = arena_printf(&h.arena, "geste=publier&vu=%s&base=%s", hidden(html, "vu"),
                                    hidden(html, "base"));
    assert_int_equal(post(BOARD "/version", body).status, 303);
    assert_int_equal(post(BOARD "/version", body).status, 409);
    assert_int_equal(planned(SLUG).event.revision, 3);
}

static void what_is_released_is_what_was_looked_at(void **state)
{
    (void)state;
    move("haut", "Mot d’accueil");
    const char *html = see(BOARD "/version").body;
    const char *body = arena_printf(&h.arena, "geste=publier&vu=%s&base=%s", hidden(html, "vu"),
                                    hidden(html, "base"));
    move("bas", "Mot d’accueil"); /* somebody else */
    assert_int_equal(post(BOARD "/version", body).status, 409);
    assert_int_equal(planned(SLUG).event.revision, 3);
}

static void a_faulty_form_keeps_what_was_typed(void **state)
{
    (void)state;
    const char *form = form_of("Table ronde sur l’eau");
    const char *html = see(form).body;
    struct reply a = post(form, arena_printf(&h.arena,
                                             "etat=%s&titre=&genre=panel&sequence=%s&debut=midi&"
                                             "fin=09:00&note=Un+texte+long&documents=sans+adresse",
                                             hidden(html, "etat"), chosen(html, "sequence")));
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "3 réponses sont à revoir");
    assert_contains(a.body, "value=\"midi\"");
    assert_contains(a.body, "Un texte long");
    assert_contains(a.body, "sans adresse");
    assert_contains(a.body, "href=\"#debut\"");
}

/* ---- two people ------------------------------------------------------------------------- */

static void two_people_see_both_versions(void **state)
{
    (void)state;
    const char *form = form_of("Table ronde sur l’eau");
    const char *mine = fields_of(form, "Table+ronde+sur+la+mer", "&salle=Forum");
    const char *theirs = fields_of(form, "Table+ronde+sur+le+vent", "&salle=Agora");
    assert_int_equal(harness_post_as(&h, form, &alix, theirs).status, 303);
    struct reply a = post(form, mine);
    assert_int_equal(a.status, 409);
    assert_contains(a.body, "Enregistré entre-temps par alix@demo.example");
    assert_contains(a.body, "value=\"Table ronde sur la mer\"");
    assert_contains(a.body, "Enregistré\u00a0:</b> Table ronde sur le vent");
    assert_contains(a.body, "Enregistré\u00a0:</b> Agora");
    /* Sent again from that page, mine is kept. */
    const char *again =
        arena_printf(&h.arena, "etat=%s%s", hidden(a.body, "etat"), strchr(mine, '&'));
    assert_int_equal(post(form, again).status, 303);
    assert_true(key_of("Table ronde sur la mer") > 0);
}

static void what_another_deleted_can_be_added_again(void **state)
{
    (void)state;
    const char *form = form_of("Table ronde sur la mer");
    const char *mine = fields_of(form, "Table+ronde+sur+la+mer", "&salle=Agora");
    assert_int_equal(harness_post_as(&h, form, &alix,
                                     arena_printf(&h.arena, "etat=%s&geste=supprimer",
                                                  hidden(see(form).body, "etat")))
                         .status,
                     303);
    struct reply a = post(form, mine);
    assert_int_equal(a.status, 409);
    assert_contains(a.body, "n’est plus dans le programme");
    assert_contains(a.body, "value=\"Table ronde sur la mer\"");
    const char *again =
        arena_printf(&h.arena, "etat=%s%s", hidden(a.body, "etat"), strchr(mine, '&'));
    assert_int_equal(post(BOARD "/temps/nouveau", again).status, 303);
    assert_true(key_of("Table ronde sur la mer") > 0);
}

static void an_import_meanwhile_is_not_undone_silently(void **state)
{
    (void)state;
    const char *form = form_of("Ateliers");
    const char *mine = fields_of(form, "Ateliers+du+matin", "");
    harness_import(&h, SLUG, day_text);
    struct reply a = post(form, mine);
    assert_int_equal(a.status, 409);
    assert_contains(a.body, "value=\"Ateliers du matin\"");
    const char *page = see(BOARD).body;
    assert_contains(page, "Repartir de ce qui est publié");
    a = post(BOARD, arena_printf(&h.arena, "reprendre=publie&etape=0&vu=%s", hidden(page, "vu")));
    assert_int_equal(a.status, 303);
    assert_contains(see(BOARD).body, "Tout est publié");
    assert_int_equal(move("bas", "Ouverture").status, 303);
}

/* ---- taking back ------------------------------------------------------------------------ */

/* In their order. */
static const char *titles(const struct planned *p)
{
    const char *out = "";
    for (size_t d = 0; d < p->plan.n_days; d++)
        for (size_t q = 0; q < p->plan.days[d].n_sequences; q++)
            for (size_t i = 0; i < p->plan.days[d].sequences[q].n_sessions; i++)
                out = arena_printf(&h.arena, "%s|%s", out,
                                   p->plan.days[d].sequences[q].sessions[i].title);
    return out;
}

static void a_change_is_taken_back(void **state)
{
    (void)state;
    const struct planned before = planned(SLUG);
    struct reply a = move("bas", "Table ronde sur l’eau");
    const char *page = see(after(&a)).body;
    assert_contains(page, "Annuler ce changement");
    const char *body = arena_printf(&h.arena, "reprendre=etape&etape=%s&vu=%s",
                                    hidden(page, "etape"), hidden(page, "vu"));
    struct planned p = planned(SLUG);
    assert_string_not_equal(titles(&p), titles(&before));
    assert_int_equal(post(BOARD, body).status, 303);
    p = planned(SLUG);
    assert_string_equal(titles(&p), titles(&before));
    assert_int_equal(post(BOARD, body).status, 409); /* once */
}

static void a_form_from_before_a_return_overwrites_nothing(void **state)
{
    (void)state;
    const char *form = form_of("Ateliers");
    const char *mine = fields_of(form, "Ateliers+de+midi", "");
    struct reply a = move("haut", "Ateliers");
    const char *page = see(after(&a)).body;
    post(BOARD, arena_printf(&h.arena, "reprendre=etape&etape=%s&vu=%s", hidden(page, "etape"),
                             hidden(page, "vu")));
    assert_int_equal(post(form, mine).status, 409);
}

static void an_old_version_comes_back_as_a_plan(void **state)
{
    (void)state;
    const char *page = see(BOARD "/version").body;
    struct reply a =
        post(BOARD, arena_printf(&h.arena, "reprendre=version&etape=2&vu=%s", hidden(page, "vu")));
    assert_int_equal(a.status, 303);
    assert_true(key_of("Mot d’accueil") > 0);
    assert_lacks(public_page(), "Mot d’accueil");
    assert_int_equal(post(BOARD, "reprendre=version&etape=99&vu=0").status, 409);
}

static void what_can_be_taken_back_is_kept_thirty_days(void **state)
{
    (void)state;
    const struct plan_past *past;
    size_t n;
    struct db *db = h.worker->db;
    const event_id event = planned(SLUG).event.id;
    h.app.clock = clock_from(clock_now(&h.app.clock) + PLAN_PAST_SECONDS + 60);
    camille = harness_sign_in(&h, "camille@demo.example", ROLE_ORGANISER);
    assert_int_equal(move("bas", "Mot d’accueil").status, 303);
    assert_int_equal(db_begin_read(db), OK);
    assert_int_equal(plan_pasts(db, &h.arena, event, 100, &past, &n), OK);
    db_end_read(db);
    assert_int_equal(n, 1);
}

/* ---- who is registered ------------------------------------------------------------------ */

static void who_loses_a_seat_is_told_before(void **state)
{
    (void)state;
    (void)release("");
    const struct workshop *w;
    size_t n;
    struct db *db = h.worker->db;
    struct planned p = planned(SLUG);
    assert_int_equal(db_begin_read(db), OK);
    assert_int_equal(workshops_of_event(db, &h.arena, p.event.id, &w, &n), OK);
    db_end_read(db);
    assert_true(n >= 1);
    char token[TOKEN_SIZE], ticket[TICKET_SIZE];
    registration_names(token, ticket);
    struct registration_draft d = {.given_name = "Ada",
                                   .family_name = "Exemple",
                                   .email = "ada@demo.example",
                                   .lang = "fr",
                                   .modality = MODALITY_ONSITE,
                                   .wishes = {w[0].id},
                                   .n_wishes = 1};
    struct register_person reg = {.event = &p.event,
                                  .draft = &d,
                                  .token = token,
                                  .ticket = ticket,
                                  .now = clock_now(&h.app.clock)};
    assert_int_equal(store_write(h.app.store, register_person, &reg), OK);
    const char *form = form_of(w[0].title);
    assert_int_equal(post(form, arena_printf(&h.arena, "etat=%s&geste=supprimer",
                                             hidden(see(form).body, "etat")))
                         .status,
                     303);
    assert_contains(see(BOARD "/version").body, "elle la perd.");
    assert_int_equal(release("").status, 303);
    assert_lacks(public_page(), w[0].title);
}

/* ---- a new meeting ---------------------------------------------------------------------- */

#define NEW                                                                                        \
    "etat=0.0&titre=Rencontre+neuve&theme=Les+communs&fuseau=Europe/Paris&type=edition"            \
    "&distance=yes&surplace=tbc&date=10/06/2026"
#define NEW_BOARD "/organisation/rencontres/2026-communs/programme"

static void a_meeting_is_made_from_a_text(void **state)
{
    (void)state;
    struct reply a = post("/organisation/rencontres/nouvelle", NEW);
    assert_int_equal(a.status, 303);
    assert_string_equal(reply_header(&a, "Location"), NEW_BOARD);
    assert_int_equal(harness_get(&h, "/rencontres/2026-communs").status, 404);
    assert_contains(see("/organisation").body, "Non publiée");
    assert_contains(see(NEW_BOARD).body, "Le programme est à écrire");
    const char *text = "texte=10+juin+2026%0A%0A9h+-+10h+%3A+Accueil%0A10h+-+12h+%3A+D%C3%A9bat%0A";
    const char *mark = hidden(see(NEW_BOARD "/texte").body, "etat");
    a = post(NEW_BOARD "/texte", arena_printf(&h.arena, "etat=%s&geste=lire&%s", mark, text));
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "2 temps");
    assert_contains(see(NEW_BOARD).body, "Le programme est à écrire");
    a = post(NEW_BOARD "/texte",
             arena_printf(&h.arena, "etat=%s&geste=remplacer&%s", hidden(a.body, "etat"), text));
    assert_int_equal(a.status, 303);
    assert_contains(see(NEW_BOARD).body, "Accueil");
    assert_int_equal(harness_get(&h, "/rencontres/2026-communs/programme").status, 404);
}

static void a_text_without_hours_says_what_to_do(void **state)
{
    (void)state;
    const char *mark = hidden(see(NEW_BOARD "/texte").body, "etat");
    struct reply a =
        post(NEW_BOARD "/texte", arena_printf(&h.arena, "etat=%s&geste=lire&texte=Bonjour", mark));
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "Aucun temps n’a été trouvé");
    assert_contains(a.body, "\nBonjour</textarea>");
}

static void it_is_published_withdrawn_and_published_again(void **state)
{
    (void)state;
    const char *html = see(NEW_BOARD "/version").body;
    struct reply a =
        post(NEW_BOARD "/version", arena_printf(&h.arena, "geste=publier&vu=%s&base=%s",
                                                hidden(html, "vu"), hidden(html, "base")));
    assert_int_equal(a.status, 303);
    assert_int_equal(harness_get(&h, "/rencontres/2026-communs/programme").status, 200);
    assert_int_equal(post(NEW_BOARD "/version", "geste=supprimer").status, 409);
    assert_int_equal(post(NEW_BOARD "/version", "geste=retirer").status, 303);
    assert_int_equal(harness_get(&h, "/rencontres/2026-communs/programme").status, 404);
    assert_int_equal(post(NEW_BOARD "/version", "geste=remettre").status, 303);
    assert_int_equal(harness_get(&h, "/rencontres/2026-communs/programme").status, 200);
    assert_int_equal(post(NEW_BOARD "/version", "geste=retirer").status, 303);
    assert_contains(see(NEW_BOARD "/version").body, "partent avec elle");
    assert_int_equal(post(NEW_BOARD "/version", "geste=supprimer").status, 303);
    assert_int_equal(harness_get_as(&h, NEW_BOARD, &camille).status, 404);
    static const char *const noted[] = {"a préparé la rencontre", "a publié le programme de",
                                        "a retiré du site la rencontre", "a publié la rencontre",
                                        "a supprimé la rencontre"};
    const char *journal = see("/organisation/journal").body;
    for (size_t i = 0; i < ARRAY_LEN(noted); i++)
        assert_contains(journal, noted[i]);
}

static void last_years_meeting_is_made_again(void **state)
{
    (void)state;
    assert_int_equal(post(DESK "/places", "onsite=37").status, 303);
    const char *html = see(DESK "/copie").body;
    assert_contains(html, "value=\"03/03/2026\""); /* the same Tuesday */
    struct reply a =
        post(DESK "/copie", "etat=0.0&titre=Essai&theme=Encore&fuseau=Europe/Paris&distance=yes"
                            "&surplace=no&date=2026-03-03");
    assert_int_equal(a.status, 303);
    struct planned p = planned("2026-encore");
    assert_string_equal(p.plan.days[0].date, "2026-03-03");
    assert_int_equal(p.plan.days[0].sequences[0].sessions[0].id.v, 0);
    assert_int_equal(p.event.remote, ANSWER_YES);
    assert_int_equal(p.event.onsite, ANSWER_NO);
    assert_false(p.event.published);
    const struct pool *pools;
    size_t n;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(pools_of_event(h.worker->db, &h.arena, p.event.id, &pools, &n), OK);
    db_end_read(h.worker->db);
    bool copied = false;
    for (size_t i = 0; i < n; i++)
        copied = copied || (pools[i].modality == MODALITY_ONSITE && pools[i].s.seats == 37 &&
                            pools[i].s.taken == 0);
    assert_true(copied);
    a = post(DESK "/copie", "etat=0.0&titre=Essai&theme=Encore&fuseau=Europe/Paris&distance=yes"
                            "&surplace=no&date=2026-03-03");
    assert_string_equal(reply_header(&a, "Location"),
                        "/organisation/rencontres/2026-encore-2/programme");
}

/* ---- lists ------------------------------------------------------------------------------ */

static void rooms_and_questions_are_lists(void **state)
{
    (void)state;
    const char *mark = hidden(see(BOARD "/salles").body, "etat");
    const char *rooms = "cle-1=&mots-1=Agora&places-1=120&acces-1=Rez-de-chauss%C3%A9e"
                        "&cle-2=&mots-2=&places-2=12&acces-2=";
    struct reply a = post(BOARD "/salles", arena_printf(&h.arena, "etat=%s&%s", mark, rooms));
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "Il manque le nom de la salle.");
    assert_contains(a.body, "value=\"Agora\"");
    rooms = "cle-1=&mots-1=Agora&places-1=120&acces-1=Rez-de-chauss%C3%A9e";
    a = post(BOARD "/salles", arena_printf(&h.arena, "etat=%s&%s", mark, rooms));
    assert_int_equal(a.status, 303);
    a = post(BOARD "/salles", arena_printf(&h.arena, "etat=%s&mots-1=Forum", mark));
    assert_int_equal(a.status, 409);
    assert_contains(a.body, "<li lang=\"fr\">Agora</li>");
    assert_contains(a.body, "value=\"Forum\"");
    mark = hidden(see(BOARD "/questions").body, "etat");
    a = post(BOARD "/questions", arena_printf(&h.arena, "etat=%s&mots-1=Qui+paie+%%3F", mark));
    assert_int_equal(a.status, 303);
    assert_contains(see(BOARD "/questions").body, "Qui paie ?");
}

static void a_board_runs_as_many_statements_for_3_as_for_200(void **state)
{
    (void)state;
    BUF_SCOPED b = BUF_INIT(1 << 16);
    buf_puts(&b, "Grand programme\n\nMardi 4 mars 2025\n\n");
    for (int i = 0; i < 200; i++)
        buf_printf(&b, "%d:%02d - %d:%02d Temps numéro %d\n", 8 + i / 20, i % 20 * 3, 8 + i / 20,
                   i % 20 * 3 + 3, i);
    harness_import(&h, "grand", buf_str(&b));
    harness_import(&h, "petit", "Petit\n\n5 mars 2025\n\n9h - 10h : Un\n10h - 11h : Deux\n");
    assert_int_equal(see("/organisation/rencontres/grand/programme").statements,
                     see("/organisation/rencontres/petit/programme").statements);
    assert_int_equal(see("/organisation/rencontres/grand/programme/version").statements,
                     see("/organisation/rencontres/petit/programme/version").statements);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(looking_changes_nothing),
        cmocka_unit_test(a_change_waits_for_its_version),
        cmocka_unit_test(a_version_is_released_once),
        cmocka_unit_test(what_is_released_is_what_was_looked_at),
        cmocka_unit_test(a_faulty_form_keeps_what_was_typed),
        cmocka_unit_test(two_people_see_both_versions),
        cmocka_unit_test(what_another_deleted_can_be_added_again),
        cmocka_unit_test(an_import_meanwhile_is_not_undone_silently),
        cmocka_unit_test(a_change_is_taken_back),
        cmocka_unit_test(a_form_from_before_a_return_overwrites_nothing),
        cmocka_unit_test(an_old_version_comes_back_as_a_plan),
        cmocka_unit_test(who_loses_a_seat_is_told_before),
        cmocka_unit_test(a_meeting_is_made_from_a_text),
        cmocka_unit_test(a_text_without_hours_says_what_to_do),
        cmocka_unit_test(it_is_published_withdrawn_and_published_again),
        cmocka_unit_test(last_years_meeting_is_made_again),
        cmocka_unit_test(rooms_and_questions_are_lists),
        cmocka_unit_test(a_board_runs_as_many_statements_for_3_as_for_200),
        cmocka_unit_test(what_can_be_taken_back_is_kept_thirty_days),
    };
    return cmocka_run_group_tests(tests, open_meeting, close_meeting);
}
