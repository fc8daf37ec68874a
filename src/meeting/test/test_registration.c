/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Registration through the dispatcher: the form and its refusals, the private page and what can be
 * done there, seats that fill up and are offered again, and a day that changes its format.
 */
#include "harness.h"

#include "mail/mail.h"
#include "meeting/registration/day.h"
#include "meeting/registration/registration.h"

#define SLUG "2021-forum-des-essais"
#define FORM "/rencontres/" SLUG "/inscription"

static const char programme[] = "Forum des essais\n"
                                "12 juillet 2021, à distance et en présentiel\n"
                                "\n"
                                "9h00 – 9h30 : Accueil\n"
                                "9h30 – 12h00 : Ateliers au choix\n"
                                "- Atelier Blé\n"
                                "- Atelier Orge\n"
                                "- Atelier Seigle\n"
                                "12h00 – 12h30 : Conclusions\n";

static struct harness h;
static struct event event;
static session_id workshops[3];

static void read_event(void)
{
    struct timetable t;
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(event_by_slug(h.worker->db, &h.arena, SLUG, &event), OK);
    assert_int_equal(timetable_load(h.worker->db, &h.arena, &event, &t), OK);
    db_end_read(h.worker->db);
    for (size_t q = 0; q < t.days[0].n_sequences; q++)
        for (size_t i = 0; i < t.days[0].sequences[q].n_sessions; i++) {
            const struct session *s = &t.days[0].sequences[q].sessions[i];
            for (size_t k = 0; k < s->n_parallel && k < 3; k++)
                workshops[k] = s->parallel[k].id;
        }
}

static int open_it(void **state)
{
    (void)state;
    harness_extra = NULL;
    harness_open(&h, "2021-07-05T09:00", false);
    harness_import(&h, SLUG, programme);
    read_event();
    return 0;
}

static int close_it(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static struct reply post(const char *target, const char *body)
{
    return harness_send(&h, "POST", target, NULL, body);
}

static const char *location(const struct reply *a)
{
    if (a->status != 303)
        fail_msg("%d instead of 303:\n%.3000s", a->status, a->body);
    return reply_header(a, "Location");
}

/* Registers, and gives the address of the private page. */
static const char *join(const char *name, const char *more)
{
    struct reply a =
        post(FORM, arena_printf(&h.arena, "given_name=%s&family_name=X&email=%s%%40example.org%s",
                                name, name, more));
    return location(&a);
}

static void is_state(const char *page, const char *state)
{
    struct reply a = harness_get(&h, page);
    assert_int_equal(a.status, 200);
    assert_contains(a.body, arena_printf(&h.arena, "data-state=\"%s\"", state));
}

static void seats(enum modality m, int64_t session, int64_t n)
{
    struct set_seats s = {.event = event.id,
                          .modality = m,
                          .session = {session},
                          .seats = n,
                          .now = clock_now(&h.app.clock)};
    assert_int_equal(store_write(h.app.store, set_seats, &s), OK);
}

/* The number in the first form of a page that answers an offer. */
static const char *claim_in(const char *html)
{
    const char *at = strstr(html, "name=\"claim\" value=\"");
    if (!at)
        fail_msg("no offer in:\n%.3000s", html);
    at += strlen("name=\"claim\" value=\"");
    return arena_strndup(&h.arena, at, strcspn(at, "\""));
}

/* ---- the form ---------------------------------------------------------------------------- */

static void the_form_has_what_scripts_rely_on(void **state)
{
    static const char *const names[] = {"given_name", "family_name", "email",        "organisation",
                                        "ecosystem",  "territory",   "modality",     "wish1",
                                        "wish2",      "wish3",       "access_needs", "consent_list",
                                        "key"};
    struct reply a = harness_get(&h, FORM);
    (void)state;
    assert_int_equal(a.status, 200);
    assert_false(a.cacheable); /* its key is this visitor's */
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_contains(a.body, arena_printf(&h.arena, "name=\"%s\"", names[i]));
    assert_contains(a.body, "value=\"remote\"");
    assert_contains(a.body, "value=\"onsite\"");
    assert_lacks(a.body, "value=\"later\""); /* nothing is to be confirmed */
    assert_string_not_equal(a.body, harness_get(&h, FORM).body);
}

static void a_key_does_its_work_once(void **state)
{
    static const char body[] = "given_name=L%C3%A9a&family_name=Roy&email=lea%40example.org"
                               "&modality=onsite&key=abc";
    (void)state;
    struct reply a = post(FORM, body), b = post(FORM, body);
    assert_string_equal(location(&a), location(&b));
    assert_true(strncmp(location(&a), "/inscriptions/", 14) == 0);
    is_state(location(&a), "confirmed");
}

static void faults_stand_at_their_fields_and_nothing_is_lost(void **state)
{
    struct reply a = post(FORM, "given_name=&family_name=&email=pas-une-adresse&modality=lune"
                                "&organisation=Les+%22Uns%22+%26+%3Cautres%3E&ecosystem=mer"
                                "&wish1=999999&access_needs=Boucle+magn%C3%A9tique&key=k9");
    (void)state;
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "id=\"family_name-erreur\"");
    assert_contains(a.body, "id=\"email-erreur\"");
    assert_contains(a.body, "id=\"modality-erreur\"");
    assert_contains(a.body, "id=\"ecosystem-erreur\"");
    assert_contains(a.body, "id=\"wish1-erreur\"");
    assert_contains(a.body, "href=\"#email\"");
    assert_contains(a.body, "value=\"pas-une-adresse\"");
    assert_contains(a.body, "&lt;autres&gt;");
    assert_lacks(a.body, "<autres>");
    assert_contains(a.body, "Boucle magnétique");
    assert_contains(a.body, "value=\"k9\"");
}

static void every_name_is_fine(void **state)
{
    static const char *const names[] = {"O",         "Jean-Fran%C3%A7ois+d%E2%80%99Aur%C3%A9lien",
                                        "%E6%9D%8E", "Nguy%E1%BB%85n+Th%E1%BB%8B",
                                        "0%27Neil",  "%D0%9E%D0%BB%D1%8C%D0%B3%D0%B0"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct reply a = post(
            FORM, arena_printf(&h.arena, "given_name=%s&email=n%zu%%40example.org&modality=remote",
                               names[i], i));
        is_state(location(&a), "confirmed");
    }
}

static void addresses_are_checked_for_sense_only(void **state)
{
    static const char *const bad[] = {"",         "a",       "a@",       "@b.fr",
                                      "a@b",      "a@b..fr", "a b@c.fr", "a@b.fr,c@d.fr",
                                      "a@b@c.fr", "<a@b.fr>"};
    static const char *const good[] = {"a%2Bb@c-d.fr", "x.y_z@sub.domaine.example",
                                       "%C3%A9lan@exemple.fr"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(
            post(FORM, arena_printf(&h.arena, "given_name=Z&email=%s&modality=remote", bad[i]))
                .status,
            422);
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        assert_int_equal(
            post(FORM, arena_printf(&h.arena, "given_name=Y&email=%s&modality=remote", good[i]))
                .status,
            303);
}

static void one_person_is_registered_once(void **state)
{
    (void)state;
    join("Doublon", "&modality=remote");
    struct reply a = post(FORM, "given_name=DOUBLON&family_name=x&email=Doublon%40Example.org"
                                "&modality=remote&key=autre");
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "id=\"email-erreur\"");
}

static void a_territory_is_chosen_kept_or_asked_again(void **state)
{
    (void)state;
    const char *noumea = join("Tea", "&modality=remote&territory=noumea");
    assert_contains(harness_get(&h, noumea).body, "Nouméa (Nouvelle-Calédonie");
    struct reply a = post(FORM, "given_name=Q&email=q%40example.org&modality=remote"
                                "&territory=Saint-Denys");
    if (a.status == 422)
        assert_contains(a.body, "name=\"territory_choice\"");
    const char *own = join("Own", "&modality=remote&territory=Chez+moi&territory_choice=garder");
    assert_contains(harness_get(&h, own).body, "Chez moi");
    const char *code = join("Code", "&modality=remote&territory=x&territory_choice=commune-97105");
    assert_contains(harness_get(&h, code).body, "Basse-Terre");
}

static void what_is_over_is_closed(void **state)
{
    (void)state;
    harness_import(&h, "2020-passee", "Rencontre passée\n8 juillet 2020\n9h00 – 10h00 : Accueil\n");
    struct reply a = harness_get(&h, "/rencontres/2020-passee/inscription");
    assert_int_equal(a.status, 200);
    assert_lacks(a.body, "name=\"email\"");
    assert_int_equal(post("/rencontres/2020-passee/inscription",
                          "given_name=A&email=a%40example.org&modality=onsite")
                         .status,
                     409);
    assert_int_equal(harness_get(&h, "/rencontres/inconnue/inscription").status, 404);
}

static void a_cap_for_every_input(void **state)
{
    char *long_text = arena_alloc(&h.arena, 5001);
    (void)state;
    memset(long_text, 'a', 5000);
    static const char *const fields[] = {"given_name", "organisation", "territory", "access_needs"};
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        struct reply a =
            post(FORM, arena_printf(&h.arena,
                                    "email=l%%40example.org&family_name=L&modality=remote&%s=%s",
                                    fields[i], long_text));
        assert_int_equal(a.status, 422);
        assert_contains(a.body, arena_printf(&h.arena, "id=\"%s-erreur\"", fields[i]));
        assert_contains(a.body, long_text); /* not lost */
    }
}

/* ---- seats ------------------------------------------------------------------------------- */

static void a_full_room_waits_and_is_offered_in_order(void **state)
{
    (void)state;
    seats(MODALITY_ONSITE, 0, 0);
    const char *first = join("Premiere", "&modality=onsite");
    const char *second = join("Seconde", "&modality=onsite");
    is_state(first, "waiting");
    assert_contains(harness_get(&h, second).body, "une personne avant vous");
    assert_contains(harness_get(&h, FORM).body, "complet");
    seats(MODALITY_ONSITE, 0, 2); /* one of the earlier tests holds the other */
    is_state(first, "offered");
    is_state(second, "waiting");
    struct reply page = harness_get(&h, first);
    const char *answer = arena_printf(&h.arena, "claim=%s&answer=accept", claim_in(page.body));
    struct reply a = post(arena_printf(&h.arena, "%s/place", first), answer);
    assert_int_equal(a.status, 303);
    is_state(first, "confirmed");
    a = post(arena_printf(&h.arena, "%s/annulation", first), "");
    assert_int_equal(a.status, 303);
    is_state(first, "cancelled");
    is_state(second, "offered");
    a = post(arena_printf(&h.arena, "%s/place", first), answer);
    assert_int_equal(a.status, 409); /* that offer is over */
    seats(MODALITY_ONSITE, 0, SEATS_NO_LIMIT);
}

static void an_offer_ends_and_goes_to_the_next(void **state)
{
    (void)state;
    seats(MODALITY_ONSITE, 0, 0);
    const char *late = join("Tardive", "&modality=onsite"),
               *next = join("Suivant", "&modality=onsite");
    seats(MODALITY_ONSITE, 0, 3); /* two are held by earlier tests */
    is_state(late, "offered");
    struct settle_offers s = {.now = clock_now(&h.app.clock) + 49 * 3600};
    assert_int_equal(store_write(h.app.store, settle_offers, &s), OK);
    assert_int_equal(s.pools, 1);
    is_state(late, "waiting");
    is_state(next, "offered");
    seats(MODALITY_ONSITE, 0, SEATS_NO_LIMIT);
}

static void the_best_wish_with_a_seat(void **state)
{
    char wishes[96];
    (void)state;
    seats(0, workshops[0].v, 1);
    snprintf(wishes, sizeof wishes, "&modality=remote&wish1=%lld&wish2=%lld",
             (long long)workshops[0].v, (long long)workshops[1].v);
    const char *a = join("Ble", wishes), *b = join("Orge", wishes);
    assert_contains(harness_get(&h, a).body, "Atelier Blé");
    assert_lacks(harness_get(&h, a).body, "Atelier Orge");
    struct reply page = harness_get(&h, b);
    assert_contains(page.body, "Atelier Orge");
    assert_contains(page.body, "la prochaine place libre est pour vous");
    struct reply done = post(arena_printf(&h.arena, "%s/annulation", a), "");
    assert_int_equal(done.status, 303);
    page = harness_get(&h, b);
    done = post(arena_printf(&h.arena, "%s/place", b),
                arena_printf(&h.arena, "claim=%s&answer=accept", claim_in(page.body)));
    assert_int_equal(done.status, 303);
    page = harness_get(&h, b);
    assert_contains(page.body, "Atelier Blé");
    assert_lacks(page.body, "Atelier Orge"); /* the lesser wish is given back */
    const char *ics = harness_get(&h, arena_printf(&h.arena, "%s/agenda.ics", b)).body;
    assert_contains(ics, "Atelier Blé");
    assert_lacks(ics, "Atelier Seigle");
    seats(0, workshops[0].v, SEATS_NO_LIMIT);
}

static void a_declined_workshop_does_not_come_back(void **state)
{
    char wishes[96];
    (void)state;
    seats(0, workshops[0].v, 0);
    snprintf(wishes, sizeof wishes, "&modality=remote&wish1=%lld&wish2=%lld",
             (long long)workshops[0].v, (long long)workshops[1].v);
    const char *page = join("Froment", wishes);
    assert_contains(harness_get(&h, page).body, "Atelier Blé");
    const char *claim = claim_in(harness_get(&h, page).body);
    struct reply done = post(arena_printf(&h.arena, "%s/place", page),
                             arena_printf(&h.arena, "claim=%s&answer=decline", claim));
    assert_int_equal(done.status, 303);
    assert_lacks(harness_get(&h, page).body, "Atelier Blé");
    assert_int_equal(post(arena_printf(&h.arena, "%s/annulation", page), "").status, 303);
    struct change_registration back = {
        .token = strrchr(page, '/') + 1, .change = CHANGE_RESTORE, .now = clock_now(&h.app.clock)};
    assert_int_equal(store_write(h.app.store, change_registration, &back), OK);
    assert_contains(harness_get(&h, page).body, "Atelier Orge");
    assert_lacks(harness_get(&h, page).body, "Atelier Blé");
    seats(0, workshops[0].v, SEATS_NO_LIMIT);
}

/* ---- the private page -------------------------------------------------------------------- */

static void what_a_person_can_change(void **state)
{
    (void)state;
    const char *page = join("Mina", "&modality=remote&organisation=Avant");
    struct reply a = harness_get(&h, arena_printf(&h.arena, "%s/modifier", page));
    assert_int_equal(a.status, 200);
    assert_contains(a.body, "value=\"Avant\"");
    assert_lacks(a.body, "name=\"email\"");
    a = post(arena_printf(&h.arena, "%s/modifier", page),
             "given_name=Mina&family_name=Neuve&organisation=Apr%C3%A8s");
    assert_contains(location(&a), "?fait=reponses");
    assert_contains(harness_get(&h, page).body, "Après");
    a = post(arena_printf(&h.arena, "%s/modalite", page), "modality=onsite");
    assert_int_equal(a.status, 303);
    assert_contains(harness_get(&h, page).body, "Participer plutôt à distance");
    assert_int_equal(post(arena_printf(&h.arena, "%s/modalite", page), "modality=later").status,
                     409);
    assert_int_equal(post(arena_printf(&h.arena, "%s/modalite", page), "").status, 422);
}

static void a_private_page_is_private(void **state)
{
    (void)state;
    const char *page = join("Secret", "&modality=remote");
    struct reply a = harness_get(&h, page);
    assert_false(a.cacheable);
    assert_contains(a.body, "noindex");
    assert_string_equal(reply_header(&a, "Cache-Control"), "no-store");
    assert_int_equal(harness_get(&h, "/inscriptions/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA").status, 404);
    a = harness_get(&h, arena_printf(&h.arena, "%s/billet.svg", page));
    assert_string_equal(a.type, "image/svg+xml");
    assert_contains(a.body, "<svg");
}

static void a_badge_tells_little(void **state)
{
    struct registration g;
    (void)state;
    const char *page = join("Discrete", "&modality=remote");
    assert_int_equal(db_begin_read(h.worker->db), OK);
    assert_int_equal(
        registration_by_token(h.worker->db, &h.arena, page + strlen("/inscriptions/"), &g), OK);
    db_end_read(h.worker->db);
    struct reply a = harness_get(&h, arena_printf(&h.arena, "/billets/%s", g.ticket));
    assert_int_equal(a.status, 200);
    assert_lacks(a.body, "Discrete");
    assert_lacks(a.body, "example.org");
    assert_lacks(a.body, g.token);
}

/* ---- the whole day ----------------------------------------------------------------------- */

static enum err count_it(struct day_counts *out)
{
    enum err e = db_begin_read(h.worker->db);
    if (e == OK)
        e = day_count(h.worker->db, event.id, out);
    db_end_read(h.worker->db);
    return e;
}

static void the_day_goes_remote(void **state)
{
    struct day_counts before, after;
    (void)state;
    const char *onsite = join("Surplace", "&modality=onsite");
    assert_int_equal(count_it(&before), OK);
    assert_true(before.onsite > 0);
    struct day_effects shown = day_effects(&event, ANSWER_YES, ANSWER_NO, &before);
    assert_int_equal(shown.to_remote, before.onsite);
    struct day_counts stale = before;
    stale.onsite--;
    struct change_day c = {.event = event.id,
                           .remote = ANSWER_YES,
                           .onsite = ANSWER_NO,
                           .seen = &stale,
                           .now = clock_now(&h.app.clock)};
    assert_int_equal(store_write(h.app.store, change_day, &c), ERR_CONFLICT);
    c.seen = &before;
    assert_int_equal(store_write(h.app.store, change_day, &c), OK);
    assert_int_equal(c.done.to_remote, shown.to_remote);
    assert_int_equal(c.done.told, shown.told);
    assert_int_equal(c.done.entries, shown.entries);
    assert_int_equal(count_it(&after), OK);
    assert_int_equal(after.onsite, 0);
    assert_int_equal(after.remote, before.remote + before.onsite);
    is_state(onsite, "confirmed");
    assert_contains(harness_get(&h, onsite).body, "À distance");
    assert_lacks(harness_get(&h, FORM).body, "value=\"onsite\"");
    const char *ics = harness_get(&h, "/rencontres/" SLUG "/programme.ics").body;
    assert_contains(ics, "SEQUENCE:1");
    c.remote = ANSWER_NO;
    c.seen = NULL;
    assert_int_equal(store_write(h.app.store, change_day, &c), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_form_has_what_scripts_rely_on),
        cmocka_unit_test(a_key_does_its_work_once),
        cmocka_unit_test(faults_stand_at_their_fields_and_nothing_is_lost),
        cmocka_unit_test(every_name_is_fine),
        cmocka_unit_test(addresses_are_checked_for_sense_only),
        cmocka_unit_test(one_person_is_registered_once),
        cmocka_unit_test(a_territory_is_chosen_kept_or_asked_again),
        cmocka_unit_test(what_is_over_is_closed),
        cmocka_unit_test(a_cap_for_every_input),
        cmocka_unit_test(a_full_room_waits_and_is_offered_in_order),
        cmocka_unit_test(an_offer_ends_and_goes_to_the_next),
        cmocka_unit_test(the_best_wish_with_a_seat),
        cmocka_unit_test(a_declined_workshop_does_not_come_back),
        cmocka_unit_test(what_a_person_can_change),
        cmocka_unit_test(a_private_page_is_private),
        cmocka_unit_test(a_badge_tells_little),
        cmocka_unit_test(the_day_goes_remote),
    };
    return cmocka_run_group_tests(tests, open_it, close_it);
}
