/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who supports a meeting: an organiser's list, its logos, what an import leaves of it. */
#include "harness.h"

#include "files/test/pictures.h"

#define SLUG "2021-economie-de-l-alliance"
#define PAGE "/rencontres/" SLUG
#define LIST "/organisation/rencontres/" SLUG "/soutiens"

static struct harness h;
static struct signed_in camille;

static int up(void **state)
{
    (void)state;
    harness_open(&h, "2021-07-05T09:00", true);
    camille = harness_sign_in(&h, "organisation@demo.example", ROLE_ORGANISER);
    return 0;
}

static int down(void **state)
{
    (void)state;
    harness_close(&h);
    return 0;
}

static struct reply send_form(const char *target, const char *act, const char *name,
                              const char *address, const char *alt, struct str logo)
{
    const struct http_field fields[] = {
        {"nom", name}, {"adresse", address}, {"alternative", alt}, {"acte", act}, {NULL, NULL}};
    return harness_upload_as(&h, target, &camille, fields, "logo", logo.n ? "logo.png" : NULL,
                             logo);
}

static struct reply add(const char *name, const char *address, const char *alt, struct str logo)
{
    return send_form(LIST, "ajouter", name, address, alt, logo);
}

static const struct str no_logo = {"", 0};

static const char *public_page(void)
{
    return harness_get(&h, PAGE).body;
}

/* What stands between two texts of a page, or NULL. */
static const char *between(const char *page, const char *from, const char *to)
{
    const char *at = strstr(page, from);
    const char *end = at ? strstr(at + strlen(from), to) : NULL;
    return end ? arena_strndup(&h.arena, at + strlen(from), (size_t)(end - at) - strlen(from))
               : NULL;
}

static const char *id_of(const char *name)
{
    const char *list = harness_get_as(&h, LIST, &camille).body;
    const char *row = strstr(list, arena_printf(&h.arena, "<b lang=\"fr\">%s</b>", name));
    if (!row)
        fail_msg("%s is not listed", name);
    return between(row, "name=\"soutien\" value=\"", "\"");
}

static const char *own_page(const char *name)
{
    return arena_printf(&h.arena, LIST "/%s", id_of(name));
}

static void a_logo_comes_to_the_public_page(void **state)
{
    (void)state;
    assert_lacks(public_page(), "Fondation du Fil");
    assert_int_equal(
        add("Fondation du Fil", "https://fil.example/", "", png_picture(&h.arena, 1000, 500))
            .status,
        303);
    assert_int_equal(
        add("Région Trame", "", "La Région Trame : un fil rouge", jpeg_picture(&h.arena, 300, 300))
            .status,
        303);
    assert_int_equal(add("Sans image", "", "", no_logo).status, 303);
    const char *page = public_page();
    assert_contains(page, "alt=\"Fondation du Fil\" width=\"144\" height=\"72\" loading=\"lazy\"");
    assert_contains(page, "<a href=\"https://fil.example/\" class=\"logo\"><img");
    assert_contains(page, "alt=\"La Région Trame : un fil rouge\" width=\"72\" height=\"72\"");
    assert_contains(page, "<li>Sans image</li>");
    struct reply a = harness_get(
        &h, arena_printf(&h.arena, "/fichiers/%s", between(page, "<img src=\"/fichiers/", "\"")));
    assert_int_equal(a.status, 200);
    assert_string_equal(a.type, "image/webp");
    assert_true(a.size < 6000);
}

static void a_refused_file_loses_nothing(void **state)
{
    static char large[FILE_MAX_BYTES + 1];
    (void)state;
    const struct {
        struct str logo;
        const char *words;
    } all[] = {{str_of("<html><script>alert(1)</script>"), "pas une image"},
               {str_of("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), "SVG"},
               {{large, sizeof large}, "10\xC2\xA0Mo"}};
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct reply a = add("Fondation <Fil>", "https://fil.example/", "Un \"fil\"", all[i].logo);
        assert_int_equal(a.status, 422);
        assert_contains(a.body, all[i].words);
        assert_contains(a.body, "value=\"Fondation &lt;Fil&gt;\"");
        assert_contains(a.body, "value=\"https://fil.example/\"");
        assert_contains(a.body, "value=\"Un &#34;fil&#34;\"");
        assert_contains(a.body, "href=\"#logo\"");
        assert_contains(a.body, "aria-describedby=\"logo-aide logo-erreur\"");
    }
    assert_lacks(public_page(), "Fondation");
    /* and a field that is wrong says so before the file is read */
    struct reply a = add("", "javascript:alert(1)", "", png_picture(&h.arena, 30, 20));
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "href=\"#nom\"");
    assert_contains(a.body, "href=\"#adresse\"");
    assert_int_equal(h.app.files->swept_at, 0);
    static const char *const bad[] = {
        "ftp://a.example", "https://", "https://a b", "//a.example", "https://a.example/\"onerror=",
        "data:text/html,x"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(add("Fil", bad[i], "", no_logo).status, 422);
}

static void a_form_is_checked_before_its_file(void **state)
{
    (void)state;
    const struct signed_in forged = {.cookie = camille.cookie, .csrf = "AAAA"};
    const struct signed_in none = {.cookie = camille.cookie};
    const struct signed_in stranger = {.cookie = "autre=1"};
    struct signed_in member = harness_sign_in(&h, "membre@demo.example", ROLE_MEMBER);
    const struct {
        const struct signed_in *who;
        int status;
    } all[] = {{&forged, 403}, {&none, 403}, {&stranger, 401}, {&member, 403}};
    const struct http_field fields[] = {{"nom", "Intrus"}, {"acte", "ajouter"}, {NULL, NULL}};
    h.app.files->program = "/nulle/part"; /* reading a file would be seen: 500 */
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct reply a = harness_upload_as(&h, LIST, all[i].who, fields, "logo", "a.png",
                                           png_picture(&h.arena, 30, 20));
        assert_int_equal(a.status, all[i].status);
    }
    assert_lacks(public_page(), "Intrus");
    assert_int_equal(
        harness_upload_as(&h, "/deconnexion", &camille, fields, "logo", "a.png", str_of("x"))
            .status,
        400); /* a form that takes no file */
}

static void one_is_changed_and_removed(void **state)
{
    (void)state;
    assert_int_equal(add("Fil", "", "", png_picture(&h.arena, 100, 50)).status, 303);
    const char *own = own_page("Fil");
    assert_int_equal(
        send_form(own, "enregistrer", "Fil et Trame", "https://t.example", "Nouveau", no_logo)
            .status,
        303);
    const char *page = public_page();
    assert_contains(page, "alt=\"Nouveau\" width=\"100\" height=\"50\"");
    const char *before = between(page, "<img src=\"/fichiers/", "\"");
    assert_int_equal(
        send_form(own, "enregistrer", "Fil et Trame", "", "", webp_picture(&h.arena, 64, 64))
            .status,
        303);
    page = public_page();
    assert_string_not_equal(between(page, "<img src=\"/fichiers/", "\""), before);
    assert_contains(page, "alt=\"Fil et Trame\" width=\"64\" height=\"64\"");
    assert_int_equal(
        harness_post_as(&h, own, &camille, "acte=enregistrer&nom=Fil&sans_logo=1").status, 303);
    assert_contains(public_page(), "<li>Fil</li>");
    struct reply a = send_form(own, "enregistrer", "", "", "", no_logo);
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "<h1>Fil</h1>");
    a = harness_post_as(&h, own, &camille, "acte=retirer");
    assert_string_equal(reply_header(&a, "Location"), LIST "?fait=retire");
    assert_lacks(public_page(), "<li>Fil</li>");
    assert_int_equal(harness_get_as(&h, own, &camille).status, 404);
    assert_int_equal(harness_post_as(&h, own, &camille, "acte=retirer").status, 404);
    assert_int_equal(harness_get_as(&h, LIST "/0", &camille).status, 404);
    assert_int_equal(harness_get_as(&h, LIST "/x", &camille).status, 404);
}

static void assert_order(const char *a, const char *b, const char *c)
{
    const char *list = harness_get_as(&h, LIST, &camille).body;
    const char *x = strstr(list, a), *y = strstr(list, b), *z = strstr(list, c);
    if (!x || !y || !z || x > y || y > z)
        fail_msg("not in the order %s %s %s", a, b, c);
}

static void move(const char *act, const char *name)
{
    const char *body = arena_printf(&h.arena, "acte=%s&soutien=%s", act, id_of(name));
    assert_int_equal(harness_post_as(&h, LIST, &camille, body).status, 303);
}

#define PROGRAMME(supporters)                                                                             \
    "9e Rencontre d’essai\n12 juillet 2023\n\n9h00 – 10h00 : Ouverture\n10h00 – 11h00 : Débat\n\n" \
    "Avec le soutien de :\n" supporters "\n"

static void they_are_put_in_order(void **state)
{
    (void)state;
    add("Alpha", "", "", no_logo);
    add("Beta", "", "", no_logo);
    add("Gamma", "", "", no_logo);
    move("monter", "Gamma");
    assert_order("Alpha", "Gamma", "Beta");
    move("descendre", "Alpha");
    assert_order("Gamma", "Alpha", "Beta");
    move("monter", "Gamma"); /* it is the first */
    move("descendre", "Beta");
    assert_order("Gamma", "Alpha", "Beta");
    assert_int_equal(harness_post_as(&h, LIST, &camille, "acte=monter&soutien=999999").status, 404);
    assert_int_equal(harness_post_as(&h, LIST, &camille, "acte=monter&soutien=x").status, 404);
    /* one of another meeting is not ours to move */
    harness_import(&h, "essai", PROGRAMME("Un\nDeux"));
    const char *theirs =
        harness_get_as(&h, "/organisation/rencontres/essai/soutiens", &camille).body;
    const char *id = between(theirs, "name=\"soutien\" value=\"", "\"");
    assert_non_null(id);
    const char *body = arena_printf(&h.arena, "acte=descendre&soutien=%s", id);
    assert_int_equal(harness_post_as(&h, LIST, &camille, body).status, 404);
    assert_int_equal(
        harness_post_as(&h, arena_printf(&h.arena, LIST "/%s", id), &camille, "acte=retirer")
            .status,
        404);
}

/* What an organiser did outlives the next import; the rest follows the text. */
static void an_import_keeps_what_was_done_by_hand(void **state)
{
    (void)state;
    harness_import(&h, "essai", PROGRAMME("Un\nDeux\nTrois"));
    const char *page = harness_get(&h, "/rencontres/essai").body;
    if (!strstr(page, "<li>Deux</li>"))
        fail_msg("the reader found no supporters:\n%.3000s", strstr(page, "<main"));
    const char *list = harness_get_as(&h, "/organisation/rencontres/essai/soutiens", &camille).body;
    const char *two = strstr(list, "<b lang=\"fr\">Deux</b>");
    const char *own = arena_printf(&h.arena, "/organisation/rencontres/essai/soutiens/%s",
                                   between(two, "name=\"soutien\" value=\"", "\""));
    assert_int_equal(
        send_form(own, "enregistrer", "Deux", "", "", png_picture(&h.arena, 30, 20)).status, 303);
    assert_int_equal(send_form("/organisation/rencontres/essai/soutiens", "ajouter", "À la main",
                               "", "", no_logo)
                         .status,
                     303);
    harness_import(&h, "essai", PROGRAMME("deux\nTrois\nQuatre"));
    page = harness_get(&h, "/rencontres/essai").body;
    assert_lacks(page, "<li>Un</li>"); /* gone from the text, and nobody touched it */
    assert_contains(page, "alt=\"Deux\"");
    assert_lacks(page, ">deux<");
    assert_contains(page, "<li>Trois</li>");
    assert_contains(page, "<li>À la main</li>");
    assert_contains(page, "<li>Quatre</li>");
    assert_true(strstr(page, "alt=\"Deux\"") < strstr(page, "<li>Quatre</li>"));
}

static void a_list_costs_the_same_whatever_its_length(void **state)
{
    (void)state;
    add("Premier", "", "", png_picture(&h.arena, 30, 20));
    unsigned one = harness_get(&h, PAGE).statements;
    unsigned listed = harness_get_as(&h, LIST, &camille).statements;
    for (int i = 0; i < 63; i++)
        assert_int_equal(add(arena_printf(&h.arena, "Soutien %d", i), "", "", no_logo).status, 303);
    assert_int_equal(harness_get(&h, PAGE).statements, one);
    assert_int_equal(harness_get_as(&h, LIST, &camille).statements, listed);
    struct reply a = add("De trop", "", "", no_logo);
    assert_int_equal(a.status, 422);
    assert_contains(a.body, "64\xC2\xA0soutiens");
}

int main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, up, down)
    const struct CMUnitTest tests[] = {
        TEST(a_logo_comes_to_the_public_page),
        TEST(a_refused_file_loses_nothing),
        TEST(a_form_is_checked_before_its_file),
        TEST(one_is_changed_and_removed),
        TEST(they_are_put_in_order),
        TEST(an_import_keeps_what_was_done_by_hand),
        TEST(a_list_costs_the_same_whatever_its_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
