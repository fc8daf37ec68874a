/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The organiser's side of registrations, through the dispatcher: list, gestures, door, seats,
 * files. */
#include "harness.h"

#include "base/str.h"
#include "meeting/organiser/store.h"
#include "meeting/organiser/verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

#define SLUG "2021-economie-de-l-alliance"
#define DESK "/organisation/rencontres/" SLUG
#define LIST DESK "/inscriptions"
#define DOOR DESK "/accueil"
#define PLACES DESK "/places"
#define PROGRAMME_MAX 65536

static struct harness h;
static struct signed_in camille;
static struct event event;
static const struct workshop *workshops;
static size_t n_workshops;

/* The demonstration's programme without its people. */
static const char *programme_text(void)
{
    const char *root = getenv("MAILLAGE_SOURCE_DIR");
    const char *path = arena_printf(&h.arena, "%s/data/demo/rencontre-7.txt", root ? root : ".");
    char *text = arena_alloc(&h.arena, PROGRAMME_MAX);
    FILE *f = fopen(path, "rbe");
    if (!f)
        fail_msg("%s is not there: set MAILLAGE_SOURCE_DIR", path);
    text[fread(text, 1, PROGRAMME_MAX - 1, f)] = '\0';
    fclose(f);
    return text;
}

static int open_meeting(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", false);
    harness_import(&h, SLUG, programme_text());
    harness_import(&h, "autre", "Autre journée\n\nMardi 4 mars 2025\n\n9h00 – 9h30 : Ouverture\n");
    camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    struct db *db = h.worker->db;
    assert_int_equal(db_begin_read(db), OK);
    assert_int_equal(event_by_slug(db, &h.arena, SLUG, &event), OK);
    assert_int_equal(workshops_of_event(db, &h.arena, event.id, &workshops, &n_workshops), OK);
    db_end_read(db);
    assert_true(n_workshops >= 3);
    return 0;
}

static int close_meeting(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

/* ---- people ------------------------------------------------------------------------------ */

static int64_t add(struct registration_draft d)
{
    static int serial;
    char token[TOKEN_SIZE], ticket[TICKET_SIZE];
    registration_names(token, ticket);
    d.email = d.email ? d.email : arena_printf(&h.arena, "p%d@demo.example", ++serial);
    d.given_name = d.given_name ? d.given_name : "";
    d.lang = "fr";
    struct register_person p = {.event = &event,
                                .draft = &d,
                                .token = token,
                                .ticket = ticket,
                                .now = clock_now(&h.app.clock)};
    assert_int_equal(store_write(h.app.store, register_person, &p), OK);
    return p.id.v;
}

static int64_t add_onsite(const char *given_name, const char *family_name)
{
    return add((struct registration_draft){
        .given_name = given_name, .family_name = family_name, .modality = MODALITY_ONSITE});
}

static struct registration get(int64_t id)
{
    struct registration g;
    struct db *db = h.worker->db;
    assert_int_equal(db_begin_read(db), OK);
    assert_int_equal(registration_by_id(db, &h.arena, (registration_id){id}, &g), OK);
    db_end_read(db);
    return g;
}

/* What they hold for the event itself, in that modality. */
static struct claim claim_in(int64_t id, enum modality m)
{
    const struct claim *claims;
    size_t n;
    struct claim found = {.state = CLAIM_NONE};
    struct db *db = h.worker->db;
    assert_int_equal(db_begin_read(db), OK);
    assert_int_equal(registration_claims(db, &h.arena, (registration_id){id}, &claims, &n), OK);
    db_end_read(db);
    for (size_t i = 0; i < n; i++)
        if (claims[i].rank == 0 && claims[i].modality == m)
            found = claims[i];
    return found;
}

static struct reply see(const char *target)
{
    struct reply a = harness_get_as(&h, target, &camille);
    if (a.status != 200)
        fail_msg("%s: %d", target, a.status);
    assert_string_equal(reply_header(&a, "Cache-Control"), "no-store");
    return a;
}

static const char *person(int64_t id)
{
    return arena_printf(&h.arena, LIST "/%lld", (long long)id);
}

/* Does it, and returns the page it leads to. */
static struct reply act(int64_t id, const char *body)
{
    struct reply a = harness_post_as(&h, person(id), &camille, body);
    if (a.status != 303)
        fail_msg("%s: %d\n%.2000s", body, a.status, a.body);
    return see(reply_header(&a, "Location"));
}

static void set_places(const char *body)
{
    assert_int_equal(harness_post_as(&h, PLACES, &camille, body).status, 303);
}

/* ---- the list ---------------------------------------------------------------------------- */

static void an_empty_list_says_what_will_stand_there(void **state)
{
    (void)state;
    assert_contains(see(LIST).body, "dès la première");
    assert_contains(see(DOOR).body, "Nom ou code du billet");
    assert_contains(see("/organisation").body, "href=\"" LIST "\"");
}

static void the_list_is_filtered(void **state)
{
    (void)state;
    add((struct registration_draft){.given_name = "Élodie",
                                    .family_name = "Lefèvre",
                                    .email = "elodie@cc-flechois.example",
                                    .organisation = "Pays fléchois",
                                    .ecosystem = "collectivite",
                                    .territory = "commune-97105",
                                    .modality = MODALITY_ONSITE,
                                    .wishes = {workshops[0].id, workshops[1].id},
                                    .n_wishes = 2});
    add((struct registration_draft){.given_name = "Malo",
                                    .family_name = "Le Goff",
                                    .ecosystem = "association",
                                    .territory = "departement-29",
                                    .modality = MODALITY_REMOTE,
                                    .wishes = {workshops[1].id},
                                    .n_wishes = 1});
    add((struct registration_draft){.given_name = "Teiki",
                                    .family_name = "Tamatoa",
                                    .territory = "com-987",
                                    .modality = MODALITY_LATER});
    static const struct {
        const char *query, *there, *not_there;
    } all[] = {
        {"", "Lefèvre", "Personne ne correspond"},
        {"?etat=waiting", "Personne ne correspond", "Lefèvre</a>"},
        {"?participation=remote", "Le Goff</a>", "Lefèvre</a>"},
        {"?ecosysteme=collectivite", "Lefèvre</a>", "Le Goff</a>"},
        {"?ecosysteme=%3F", "Tamatoa</a>", "Le Goff</a>"},
        {"?region=region-01", "Lefèvre</a>", "Le Goff</a>"},
        {"?region=region-53", "Le Goff</a>", "Lefèvre</a>"},
        {"?region=com-987", "Tamatoa</a>", "Lefèvre</a>"},
        {"?presence=oui", "Personne ne correspond", "Lefèvre</a>"},
        {"?presence=non", "Lefèvre</a>", "Personne ne correspond"},
        {"?etat=confirmed&participation=onsite", "Lefèvre</a>", "Le Goff</a>"},
        {"?etat=inconnu&participation=&region=", "Lefèvre</a>", "Personne ne correspond"},
    };
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct reply a = see(arena_printf(&h.arena, LIST "%s", all[i].query));
        assert_contains(a.body, all[i].there);
        assert_lacks(a.body, all[i].not_there);
    }
    const char *of = arena_printf(&h.arena, LIST "?atelier=%lld", (long long)workshops[0].id.v);
    assert_contains(see(of).body, "Lefèvre</a>");
    assert_lacks(see(of).body, "Le Goff</a>");
}

static void a_search_knows_neither_case_nor_accents(void **state)
{
    static const char *const finds[] = {"LEFEVRE",      "lef%C3%A8vre+elodie", "%C3%A9lodie+lef",
                                        "cc-flechois",  "pays+FLECHOIS",       "++lefevre++",
                                        "e+l+o+lefevre"};
    static const char *const misses[] = {"lefevree", "%25", "_", "%5C", "lefevre+goff", "%27+OR+1"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(finds); i++)
        assert_contains(see(arena_printf(&h.arena, LIST "?q=%s", finds[i])).body, "Lefèvre</a>");
    for (size_t i = 0; i < ARRAY_LEN(misses); i++)
        assert_lacks(see(arena_printf(&h.arena, LIST "?q=%s", misses[i])).body, "Lefèvre</a>");
    char *lots = arena_alloc(&h.arena, 3001);
    memset(lots, 'a', 3000);
    assert_contains(see(arena_printf(&h.arena, LIST "?q=%s", lots)).body, "Personne ne correspond");
}

static void the_address_remembers_the_filter(void **state)
{
    (void)state;
    struct reply a = see(LIST "?q=le&etat=confirmed&tri=arrivee");
    assert_contains(a.body, "value=\"le\"");
    assert_contains(a.body, "<option value=\"confirmed\" selected>");
    assert_contains(a.body, "<option value=\"arrivee\" selected>");
    assert_contains(a.body, "inscriptions.csv?q=le&amp;etat=confirmed&amp;tri=arrivee");
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        n++;
    return n;
}

/* The address of a link of that kind: rel="next". */
static const char *link_of(const char *html, const char *rel)
{
    const char *at = strstr(html, arena_printf(&h.arena, "rel=\"%s\" href=\"", rel));
    if (!at)
        return NULL;
    at = strstr(at, "href=\"") + strlen("href=\"");
    char *address = arena_strndup(&h.arena, at, strcspn(at, "\"#"));
    for (char *amp = strstr(address, "&amp;"); amp; amp = strstr(amp + 1, "&amp;"))
        memmove(amp + 1, amp + 5, strlen(amp + 5) + 1);
    return address;
}

static size_t rows_of(const char *html)
{
    return count(html, "<th scope=\"row\"><a href=\"" LIST "/");
}

/* From the first page to the last and back again, each row once. */
static void walk(const char *order)
{
    size_t total = 0, back = 0, pages = 0;
    const char *at = arena_printf(&h.arena, LIST "?q=marche&tri=%s", order), *last = at;
    for (; at; at = link_of(see(at).body, "next")) {
        last = at;
        total += rows_of(see(at).body);
        pages++;
        assert_true(pages < 10);
    }
    assert_int_equal(total, 120);
    assert_int_equal(pages, 3);
    for (at = last; at; at = link_of(see(at).body, "prev"))
        back += rows_of(see(at).body);
    assert_int_equal(back, 120);
}

static void the_list_has_pages(void **state)
{
    (void)state;
    for (int i = 0; i < 120; i++)
        add((struct registration_draft){.given_name =
                                            i % 2 ? "Même" : arena_printf(&h.arena, "N%03d", i),
                                        .family_name = "Marche",
                                        .modality = MODALITY_REMOTE});
    walk("");
    walk("arrivee");
    assert_contains(see(LIST "?q=marche&apres=999999").body, "Marche</a>");
}

static void a_list_runs_as_many_statements_for_1_as_for_120(void **state)
{
    (void)state;
    assert_int_equal(see(LIST "?q=lefevre").statements, see(LIST "?q=marche").statements);
    assert_int_equal(rows_of(see(LIST "?q=lefevre").body), 1);
    assert_int_equal(rows_of(see(LIST "?q=marche").body), 50);
    assert_int_equal(see(DOOR "?q=lefevre").statements, see(DOOR "?q=marche").statements);
}

static void the_counts_stand_above(void **state)
{
    (void)state;
    const char *page = see(LIST).body;
    assert_contains(page, "<b>123</b> inscriptions");
    assert_contains(page, "Guadeloupe</a></th>\n<td class=\"n\">1</td>");
    assert_contains(page, "Polynésie française</a></th>\n<td class=\"n\">1</td>");
    assert_contains(page, "À distance</a></th>\n<td class=\"n\">121</td>");
    assert_contains(page, "Collectivité territoriale</a></th>\n<td class=\"n\">1</td>");
    assert_contains(page, "sans limite");
}

/* ---- gestures ---------------------------------------------------------------------------- */

static void a_cancellation_can_be_undone(void **state)
{
    (void)state;
    int64_t id = add_onsite("Aïcha", "Annule");
    struct reply a = act(id, "geste=annulation&retour=" LIST "%3Fq%3Dannule");
    assert_int_equal(get(id).state, STATE_CANCELLED);
    assert_contains(a.body, "L’inscription de Aïcha Annule est annulée.");
    assert_contains(a.body, "name=\"geste\" value=\"retablissement\">Annuler cette action");
    assert_contains(a.body, "name=\"retour\" value=\"" LIST "?q=annule\"");
    a = act(id, "geste=retablissement&retour=" LIST "%3Fq%3Dannule");
    assert_int_equal(get(id).state, STATE_CONFIRMED);
    assert_contains(a.body, "est rétablie\u00a0: sa place est réservée.");
    assert_contains(see(person(id)).body, "href=\"/organisation/messages/");
    const char *again = arena_printf(&h.arena, LIST "?fait=annulation&qui=%lld", (long long)id);
    assert_lacks(see(again).body, "est annulée."); /* it is not, any more */
}

static void a_person_is_moved(void **state)
{
    (void)state;
    int64_t id = add_onsite("Malika", "Bouge");
    struct reply a = act(id, "geste=a-distance");
    assert_int_equal(get(id).draft.modality, MODALITY_REMOTE);
    assert_contains(a.body, "Malika Bouge participe maintenant à distance.");
    set_places("onsite=0");
    a = act(id, "geste=sur-place");
    assert_int_equal(get(id).draft.modality, MODALITY_REMOTE);
    assert_int_equal(claim_in(id, MODALITY_ONSITE).state, CLAIM_WAITING);
    assert_contains(a.body, "garde la place déjà tenue ailleurs");
    set_places("onsite=");
}

static void promoting_says_what_it_does(void **state)
{
    (void)state;
    set_places("onsite=0");
    int64_t first = add_onsite("Un", "Attend"), second = add_onsite("Deux", "Attend");
    assert_int_equal(get(second).state, STATE_WAITING);
    assert_lacks(see(person(first)).body, "Mettre en tête");
    assert_contains(see(person(second)).body, "Mettre en tête de la liste");
    const char *body = arena_printf(&h.arena, "geste=promotion&place=%lld",
                                    (long long)claim_in(second, MODALITY_ONSITE).id);
    assert_contains(act(second, body).body, "Deux Attend est en tête de la liste");
    assert_lacks(see(person(second)).body, "Mettre en tête");
    set_places("onsite=20"); /* several waited: all are offered a seat */
    assert_int_equal(get(second).state, STATE_OFFERED);
    assert_contains(see(person(second)).body, "Confirmer la place à sa place");
    assert_contains(act(second, body).body, "La place est donnée à Deux Attend.");
    assert_int_equal(get(second).state, STATE_CONFIRMED);
    assert_int_equal(
        harness_post_as(&h, person(second), &camille, "geste=promotion&place=999999").status, 409);
    set_places("onsite=");
}

static void what_is_not_a_gesture_is_refused(void **state)
{
    (void)state;
    int64_t id = add_onsite("Non", "Refus");
    assert_int_equal(harness_post_as(&h, person(id), &camille, "").status, 422);
    assert_int_equal(harness_post_as(&h, person(id), &camille, "geste=danse").status, 422);
    assert_int_equal(harness_post_as(&h, person(id), &camille, "geste=promotion").status, 422);
    assert_int_equal(harness_post_as(&h, person(999999), &camille, "geste=arrivee").status, 404);
    const char *elsewhere =
        arena_printf(&h.arena, "/organisation/rencontres/autre/inscriptions/%lld", (long long)id);
    assert_int_equal(harness_get_as(&h, elsewhere, &camille).status, 404);
    assert_int_equal(harness_post_as(&h, elsewhere, &camille, "geste=annulation").status, 404);
    assert_int_equal(get(id).state, STATE_CONFIRMED);
    static const char *const away[] = {"//evil.example", "https://evil.example", "/rencontres"};
    for (size_t i = 0; i < ARRAY_LEN(away); i++) {
        struct reply a = harness_post_as(
            &h, person(id), &camille, arena_printf(&h.arena, "geste=arrivee&retour=%s", away[i]));
        assert_int_equal(a.status, 303);
        assert_int_equal(strncmp(reply_header(&a, "Location"), LIST "/", strlen(LIST "/")), 0);
    }
}

/* ---- the door ---------------------------------------------------------------------------- */

static void somebody_comes_in_by_name_and_by_code(void **state)
{
    (void)state;
    int64_t id = add_onsite("Kaïna", "Présente");
    const char *ticket = get(id).ticket;
    const char *spaced = arena_printf(&h.arena, DOOR "?q=%.5s+%.5s", ticket, ticket + 5);
    const char *scanned = arena_printf(
        &h.arena, DOOR "?q=http%%3A%%2F%%2Flocalhost%%3A8017%%2Fbillets%%2F%s", ticket);
    assert_contains(see(DOOR "?q=presente").body, "Kaïna Présente");
    assert_contains(see(spaced).body, "Kaïna Présente");
    assert_contains(see(scanned).body, "Kaïna Présente");
    struct reply a = act(id, "geste=arrivee&retour=" DOOR);
    assert_contains(a.body, "Kaïna Présente est là.");
    assert_contains(a.body, "Annuler cette action");
    assert_contains(a.body, "Dernières arrivées");
    assert_contains(see(LIST "?presence=oui&q=presente").body, "Présente</a>");
    const struct clock kept = h.app.clock;
    int64_t at = get(id).checked_in_at;
    assert_true(at == clock_now(&h.app.clock));
    h.app.clock.shift += 60;
    act(id, "geste=arrivee&retour=" DOOR); /* pressed again: the first hour stays */
    assert_true(get(id).checked_in_at == at);
    h.app.clock = kept;
    assert_contains(act(id, "geste=depart&retour=" DOOR).body, "est effacée");
    assert_true(get(id).checked_in_at == NO_INSTANT);
    assert_contains(see(DOOR "?q=nullepart").body, "Personne de ce nom");
}

static void a_badge_shows_the_button_to_an_organiser_alone(void **state)
{
    (void)state;
    int64_t id = add_onsite("Loïc", "Badge");
    const char *badge = arena_printf(&h.arena, "/billets/%s", get(id).ticket);
    struct reply visitor = harness_get(&h, badge);
    assert_lacks(visitor.body, "Loïc");
    assert_lacks(visitor.body, "arrivee");
    assert_contains(see(badge).body, "value=\"arrivee\">Pointer l’arrivée");
    assert_contains(see(badge).body, "Loïc Badge");
    assert_contains(act(id, arena_printf(&h.arena, "geste=arrivee&retour=%s", badge)).body,
                    "Loïc Badge est là.");
    act(id, "geste=annulation");
    assert_contains(see(badge).body, "class=\"alarm\">Inscription annulée");
    assert_lacks(see(badge).body, "value=\"arrivee\"");
    assert_contains(harness_get(&h, badge).body, "Inscription annulée");
}

/* ---- seats ------------------------------------------------------------------------------- */

static void seats_are_set_and_what_it_did_is_said(void **state)
{
    (void)state;
    const char *field = arena_printf(&h.arena, "atelier-%lld", (long long)workshops[2].id.v);
    const char *body = arena_printf(&h.arena, "onsite=500&%s=3", field);
    struct reply a = harness_post_as(&h, PLACES, &camille, body);
    assert_int_equal(a.status, 303);
    a = see(reply_header(&a, "Location"));
    assert_contains(a.body, "Les places sont enregistrées.");
    assert_contains(a.body, "Aucune place n’a été proposée");
    assert_contains(a.body, "value=\"500\"");
    assert_contains(a.body, arena_printf(&h.arena, "name=\"%s\"", field));
    set_places("onsite=0");
    int64_t id = add_onsite("Ophélie", "Patiente");
    a = harness_post_as(&h, PLACES, &camille, "onsite=400");
    a = see(reply_header(&a, "Location"));
    assert_contains(a.body, "Une place est proposée à la personne qui attendait");
    assert_int_equal(get(id).state, STATE_OFFERED);
    a = harness_post_as(&h, PLACES, &camille, "onsite=1");
    assert_contains(see(reply_header(&a, "Location")).body, "personne ne perd la sienne");
    assert_int_equal(get(id).state, STATE_OFFERED);
    set_places("onsite=");
}

static void bad_numbers_are_said_at_their_fields(void **state)
{
    static const char *const bad[] = {"-1", "douze", "1000001", "3.5", "99999999999999999999",
                                      "%3C"};
    (void)state;
    set_places("remote=700");
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct reply a = harness_post_as(&h, PLACES, &camille,
                                         arena_printf(&h.arena, "remote=%s&onsite=12", bad[i]));
        assert_int_equal(a.status, 422);
        assert_contains(a.body, "id=\"remote-erreur\"");
        assert_contains(a.body, "href=\"#remote\"");
        assert_contains(a.body, "value=\"12\""); /* nothing typed is lost, and nothing is saved */
        assert_contains(see(PLACES).body, "value=\"700\"");
        assert_lacks(see(PLACES).body, "value=\"12\"");
    }
    set_places("remote=+700+&onsite=");
    set_places("remote=&onsite=");
    assert_lacks(see(PLACES).body, "value=\"700\"");
}

/* ---- files ------------------------------------------------------------------------------- */

static const char *const formulas[] = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1"};

static void a_table_runs_no_formula(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(formulas); i++)
        add((struct registration_draft){
            .given_name = "Formule", .family_name = formulas[i], .modality = MODALITY_REMOTE});
    struct reply a = see(LIST ".csv?q=formule");
    assert_contains(a.type, "text/csv");
    assert_contains(reply_header(&a, "Content-Disposition"), "inscriptions-" SLUG ".csv");
    assert_int_equal(strncmp(a.body, "\xEF\xBB\xBFNom,Prénom,", 15), 0);
    assert_contains(a.body, "\r\n\"'=1+1\",Formule,");
    assert_contains(a.body, "\r\n\"'+1\",Formule,");
    assert_contains(a.body, "\r\n\"'-1\",Formule,");
    assert_contains(a.body, "\r\n\"'@SUM(A1)\",Formule,");
    assert_lacks(a.body, "\n=");
    assert_lacks(a.body, "\n\t");
    assert_int_equal(count(a.body, "\r\n"), 1 + ARRAY_LEN(formulas));
    assert_lacks(a.body, "Marche");
}

/* A file of the archive, as text. */
static const char *unzipped(const struct str archive, const char *name)
{
    zip_error_t error;
    zip_stat_t st;
    zip_source_t *source = zip_source_buffer_create(archive.p, archive.n, 0, &error);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    assert_non_null(zip);
    assert_int_equal(zip_stat(zip, name, 0, &st), 0);
    zip_file_t *file = zip_fopen(zip, name, 0);
    assert_non_null(file);
    char *text = arena_alloc(&h.arena, (size_t)st.size + 1);
    assert_int_equal(zip_fread(file, text, st.size), (zip_int64_t)st.size);
    zip_fclose(file);
    zip_discard(zip);
    return text;
}

static void a_spreadsheet_holds_text_and_dates(void **state)
{
    (void)state;
    struct reply a = see(LIST ".xlsx?q=formule");
    const struct str archive = {a.body, a.size};
    const char *sheet = unzipped(archive, "xl/worksheets/sheet1.xml");
    const char *strings = unzipped(archive, "xl/sharedStrings.xml");
    assert_lacks(sheet, "<f>");
    assert_lacks(sheet, "<f ");
    assert_contains(sheet, "state=\"frozen\"");
    assert_contains(sheet, "<autoFilter");
    assert_contains(strings, "<t>=1+1</t>");
    assert_contains(strings, "<t>@SUM(A1)</t>");
    assert_contains(strings, "<t>-1</t>");
    assert_contains(strings, "<t>+1</t>");
    assert_contains(sheet, "<v>44382.37"); /* 5 July 2021, 9:00 in Paris */
    assert_int_equal(count(sheet, "<row "), 1 + ARRAY_LEN(formulas));
}

/* ---- the command line -------------------------------------------------------------------- */

static int run_verb(int (*run)(struct cli *), const struct cli *asked, const char **out)
{
    static const struct verb verb = {.name = "essai", .usage = "essai"};
    char *text = NULL;
    size_t size = 0;
    struct cli c = *asked;
    c.app = &h.app;
    c.arena = &h.arena;
    c.verb = &verb;
    c.out = c.err = open_memstream(&text, &size);
    int status = run(&c);
    fclose(c.out);
    *out = arena_strdup(&h.arena, text);
    free(text);
    return status;
}

static void the_command_line_sets_seats_and_modality(void **state)
{
    const char *out;
    (void)state;
    const struct cli seats = {.args = {SLUG},
                              .n_args = 1,
                              .options = {{"--onsite-seats", "250"}, {"--remote", "tbc"}},
                              .n_options = 2};
    assert_int_equal(run_verb(verb_event_set, &seats, &out), CLI_DONE);
    assert_contains(out, "enregistré");
    assert_contains(see(PLACES).body, "value=\"250\"");
    assert_contains(see("/rencontres/" SLUG).body, "à distance");
    const struct cli none = {.args = {SLUG},
                             .n_args = 1,
                             .options = {{"--onsite-seats", "none"}, {"--remote", "yes"}},
                             .n_options = 2};
    assert_int_equal(run_verb(verb_event_set, &none, &out), CLI_DONE);
    assert_lacks(see(PLACES).body, "value=\"250\"");
    const struct cli bad[] = {
        {.args = {SLUG}, .n_args = 1, .options = {{"--onsite-seats", "-3"}}, .n_options = 1},
        {.args = {SLUG}, .n_args = 1, .options = {{"--onsite", "peut-être"}}, .n_options = 1},
        {.args = {SLUG}, .n_args = 1},
        {.options = {{"--onsite-seats", "3"}}, .n_options = 1},
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(run_verb(verb_event_set, &bad[i], &out), CLI_USAGE);
    const struct cli nobody = {.args = {SLUG},
                               .n_args = 1,
                               .options = {{"--onsite", "no"}, {"--remote", "no"}},
                               .n_options = 2};
    assert_int_equal(run_verb(verb_event_set, &nobody, &out), CLI_REFUSED);
    const struct cli unknown = {
        .args = {"nulle-part"}, .n_args = 1, .options = {{"--remote", "yes"}}, .n_options = 1};
    assert_int_equal(run_verb(verb_event_set, &unknown, &out), CLI_REFUSED);
    assert_contains(out, "aucune rencontre");
}

static void the_command_line_exports(void **state)
{
    const char *out;
    (void)state;
    struct cli c = {.options = {{"--event", SLUG}, {"--format", "json"}}, .n_options = 2};
    assert_int_equal(run_verb(verb_registration_export, &c, &out), CLI_DONE);
    assert_contains(out, "\"state\": \"confirmed\"");
    assert_contains(out, "\"state\": \"cancelled\"");
    assert_contains(out, "\"territory_code\": \"commune-97105\"");
    assert_contains(out, "\"registered\": \"2021-07-05T09:0");
    c.options[1].value = "csv";
    assert_int_equal(run_verb(verb_registration_export, &c, &out), CLI_DONE);
    assert_contains(out, "family_name,given_name,email");
    assert_contains(out, ",onsite,confirmed,");
    c.options[1].value = "xml";
    assert_int_equal(run_verb(verb_registration_export, &c, &out), CLI_USAGE);
    c.options[1].value = "csv";
    c.options[0].value = "nulle-part";
    assert_int_equal(run_verb(verb_registration_export, &c, &out), CLI_REFUSED);
}

/* ---- who may ----------------------------------------------------------------------------- */

static void a_visitor_is_refused_everywhere(void **state)
{
    static const char *const pages[] = {LIST, LIST ".csv", LIST ".xlsx", LIST "/1", DOOR, PLACES};
    (void)state;
    int64_t id = add_onsite("Reste", "Inconnue");
    for (size_t i = 0; i < ARRAY_LEN(pages); i++) {
        struct reply a = harness_get(&h, pages[i]);
        assert_int_equal(a.status, 303);
        assert_contains(reply_header(&a, "Location"), "/connexion?retour=");
        assert_false(a.cacheable);
    }
    assert_int_equal(harness_send(&h, "POST", person(id), NULL, "geste=annulation").status, 401);
    assert_int_equal(harness_send(&h, "POST", PLACES, NULL, "onsite=0").status, 401);
    assert_int_equal(get(id).state, STATE_CONFIRMED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_list_says_what_will_stand_there),
        cmocka_unit_test(the_list_is_filtered),
        cmocka_unit_test(a_search_knows_neither_case_nor_accents),
        cmocka_unit_test(the_address_remembers_the_filter),
        cmocka_unit_test(the_list_has_pages),
        cmocka_unit_test(a_list_runs_as_many_statements_for_1_as_for_120),
        cmocka_unit_test(the_counts_stand_above),
        cmocka_unit_test(a_cancellation_can_be_undone),
        cmocka_unit_test(a_person_is_moved),
        cmocka_unit_test(promoting_says_what_it_does),
        cmocka_unit_test(what_is_not_a_gesture_is_refused),
        cmocka_unit_test(somebody_comes_in_by_name_and_by_code),
        cmocka_unit_test(a_badge_shows_the_button_to_an_organiser_alone),
        cmocka_unit_test(seats_are_set_and_what_it_did_is_said),
        cmocka_unit_test(bad_numbers_are_said_at_their_fields),
        cmocka_unit_test(a_table_runs_no_formula),
        cmocka_unit_test(a_spreadsheet_holds_text_and_dates),
        cmocka_unit_test(the_command_line_sets_seats_and_modality),
        cmocka_unit_test(the_command_line_exports),
        cmocka_unit_test(a_visitor_is_refused_everywhere),
    };
    return cmocka_run_group_tests(tests, open_meeting, close_meeting);
}
