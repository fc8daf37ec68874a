/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Translation, typography, Markdown, dates: values in, text out. */
#include "view/dates.h"
#include "view/html.h"
#include "view/markdown.h"
#include "view/typography.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define NBSP "\u00a0"
#define NARROW "\u202f"

static struct arena arena = ARENA_INIT;

/* ---- typography ---- */

static const struct {
    const char *in, *out;
} french[] = {
    {"Bonjour!", "Bonjour" NARROW "!"},
    {"Quoi ? Rien ; fin !", "Quoi" NARROW "? Rien" NARROW "; fin" NARROW "!"},
    {"Titre: suite", "Titre" NBSP ": suite"},
    {"Titre :", "Titre" NBSP ":"},
    {"a" NARROW ": b" NBSP "? c" NBSP "!", "a" NBSP ": b" NARROW "? c" NARROW "!"},
    {"«oui» et « non »", "«" NBSP "oui" NBSP "» et «" NBSP "non" NBSP "»"},
    {"«Quoi?»", "«" NBSP "Quoi" NARROW "?" NBSP "»"},
    {"L'économie de l'alliance", "L’économie de l’alliance"},
    {"aujourd'hui, l'1er", "aujourd’hui, l’1er"},
    {"rock 'n' roll, 6' 4", "rock 'n' roll, 6' 4"},
    {"Suite...", "Suite…"},
    {"Suite.... .. 1...", "Suite.... .. 1…"},
    {"à 9:30, 1:2, a:b", "à 9:30, 1:2, a:b"},
    {"Fin :)", "Fin :)"},
    {"Ah?! (?) [!]", "Ah" NARROW "?! (?) [!]"},
    {"Quoi (vraiment?) ?", "Quoi (vraiment" NARROW "?)" NARROW "?"},
    {"https://x.fr/?a=b!c;d:e et www.x.fr/a:b!", "https://x.fr/?a=b!c;d:e et www.x.fr/a:b!"},
    {"moi@x.fr: écris!", "moi@x.fr: écris" NARROW "!"},
    {"(voir https://x.fr/a?b)", "(voir https://x.fr/a?b)"},
    {"«https://x.fr/?a» ou «www.x.fr!a»",
     "«" NBSP "https://x.fr/?a" NBSP "» ou «" NBSP "www.x.fr!a" NBSP "»"},
    {"le `a ? b : c` de C: bien", "le `a ? b : c` de C" NBSP ": bien"},
    {"`ouvert: seul", "`ouvert" NBSP ": seul"},
    {"Une\nligne:\n: deux", "Une\nligne" NBSP ":\n: deux"},
    {"?", "?"},
    {"! x", "! x"},
    {": x", ": x"},
    {"", ""},
    {"x «\ny", "x «\ny"},
    {"«", "«"},
    {"»", "»"},
    {"sans rien", "sans rien"},
    {"\xff: mal!", "\xff: mal!"},
    {"Ĩ ! Ĩ'Ĩ", "Ĩ" NARROW "! Ĩ’Ĩ"},
};

static void french_typography(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(french); i++) {
        const char *once = typo_fr(&arena, french[i].in);
        assert_string_equal(once, french[i].out);
        assert_string_equal(typo_fr(&arena, once), once);
    }
    assert_null(typo_fr(&arena, NULL));
    assert_string_equal(text_capital(&arena, "élan"), "Élan");
    assert_string_equal(text_capital(&arena, "Lundi"), "Lundi");
    assert_string_equal(text_capital(&arena, "12"), "12");
    assert_string_equal(text_capital(&arena, ""), "");
    assert_null(text_capital(&arena, NULL));
}

/* Random text over the characters that matter: doing it twice changes nothing. */
static void typography_is_idempotent(void **state)
{
    static const char *const bits[] = {" ", ":", ";", "!", "?", "«",  "»",    "'",    ".",
                                       "a", "é", "1", "`", "(", ")",  NBSP,   NARROW, "\n",
                                       "@", "/", "…", "’", "-", "\"", "www.", "://",  "<"};
    uint32_t seed = 1;
    (void)state;
    for (int round = 0; round < 200000; round++) {
        char text[128] = "";
        size_t n = 0;
        for (int k = 0; k < 12; k++) {
            seed = seed * 1664525 + 1013904223;
            n += (size_t)snprintf(text + n, sizeof text - n, "%s",
                                  bits[(seed >> 8) % ARRAY_LEN(bits)]);
        }
        const char *once = typo_fr(&arena, text);
        assert_string_equal(typo_fr(&arena, once), once);
        arena_clear(&arena);
    }
}

/* ---- Markdown ---- */

static void check_markdown(const char *in, int shift, const char *out)
{
    struct safe_html h;
    assert_int_equal(markdown(&arena, str_of(in), shift, &h), OK);
    assert_string_equal(h.p ? h.p : "", out);
    assert_int_equal(h.n, strlen(out));
}

static void markdown_is_safe(void **state)
{
    (void)state;
    check_markdown("a **b** ~~c~~", 0, "<p>a <strong>b</strong> <del>c</del></p>\n");
    check_markdown("# a\n\n##### b", 2, "<h3>a</h3>\n<h6>b</h6>\n");
    check_markdown("<b>x</b><script>y</script>", 0,
                   "<p>&lt;b&gt;x&lt;/b&gt;&lt;script&gt;y&lt;/script&gt;</p>\n");
    check_markdown("<script>\nx\n</script>", 0, "<p>&lt;script&gt;\nx\n&lt;/script&gt;\n</p>\n");
    check_markdown("[a](javascript:x) [b](JAVASCRIPT&colon;x) [c](data:text/html,x)", 0,
                   "<p><a href=\"#\">a</a> <a href=\"#\">b</a> <a href=\"#\">c</a></p>\n");
    check_markdown("[a](//evil.example) [b](/\\evil) [c](ftp://x) [d](/ok)", 0,
                   "<p><a href=\"#\">a</a> <a href=\"#\">b</a> <a href=\"#\">c</a> "
                   "<a href=\"/ok\">d</a></p>\n");
    check_markdown("<javascript:x> <http://a>", 0,
                   "<p><a href=\"#\">javascript:x</a> <a href=\"http://a\">http://a</a></p>\n");
    check_markdown("[a]: javascript:x\n\n[a] [b](<x\" onclick=\"y>)", 0,
                   "<p><a href=\"#\">a</a> <a href=\"x%22%20onclick=%22y\">b</a></p>\n");
    check_markdown("https://a.example", 0,
                   "<p><a href=\"https://a.example\">https://a.example</a></p>\n");
    check_markdown(
        "![p*q*](http://e/x.png) ![](http://e) ![r](/a/r.png)", 0,
        "<p><a href=\"http://e/x.png\">p<em>q</em></a> <a href=\"http://e\">http://e</a> "
        "<img src=\"/a/r.png\" alt=\"r\" /></p>\n");
    check_markdown("|a|\n|-|\n|`<`|", 0,
                   "<table>\n<thead>\n<tr>\n<th>a</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n"
                   "<td><code>&lt;</code></td>\n</tr>\n</tbody>\n</table>\n");
    check_markdown("", 0, "");
}

static void markdown_has_limits(void **state)
{
    struct safe_html h;
    struct buf b = BUF_INIT(1 << 20);
    (void)state;
    while (b.len <= MARKDOWN_MAX_BYTES)
        buf_puts(&b, "texte ");
    assert_int_equal(markdown(&arena, (struct str){b.data, b.len}, 0, &h), ERR_TOO_LARGE);
    assert_null(h.p);
    assert_int_equal(markdown(&arena, (struct str){b.data, MARKDOWN_MAX_BYTES}, 0, &h), OK);
    buf_clear(&b);
    for (int i = 0; i < 200; i++)
        buf_puts(&b, "> ");
    buf_puts(&b, "x");
    assert_int_equal(markdown(&arena, (struct str){b.data, b.len}, 0, &h), ERR_INVALID);
    buf_clear(&b);
    for (int i = 0; i < 40000; i++)
        buf_puts(&b, "![[]()");
    assert_int_equal(markdown(&arena, (struct str){b.data, b.len}, 0, &h), ERR_INVALID);
    assert_int_equal(markdown(&arena, (struct str){NULL, 0}, 0, &h), OK);
    assert_null(h.p);
    buf_free(&b);
}

static void *render_often(void *unused_arg)
{
    struct arena own = ARENA_INIT;
    size_t wrong = 0;
    (void)unused_arg;
    for (int i = 0; i < 2000; i++) {
        struct safe_html h;
        wrong += markdown(&own, str_of("~~a~~ www.b.fr"), 0, &h) != OK;
        wrong += strcmp(h.p, "<p><del>a</del> <a href=\"http://www.b.fr\">www.b.fr</a></p>\n") != 0;
        arena_clear(&own);
    }
    arena_free(&own);
    return (void *)wrong;
}

static void markdown_by_many_threads(void **state)
{
    pthread_t threads[4];
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(threads); i++)
        assert_int_equal(pthread_create(&threads[i], NULL, render_often, NULL), 0);
    for (size_t i = 0; i < ARRAY_LEN(threads); i++) {
        void *wrong;
        pthread_join(threads[i], &wrong);
        assert_null(wrong);
    }
}

/* ---- dates ---- */

static void dates_as_people_write_them(void **state)
{
    const struct civil monday = {2021, 7, 12, 9, 10, 0}, first = {2021, 7, 1, 0, 0, 0},
                       june = {2021, 6, 30, 0, 0, 0}, winter = {2022, 1, 2, 0, 0, 0};
    (void)state;
    assert_string_equal(date_long(&arena, "fr", &monday), "lundi 12 juillet 2021");
    assert_string_equal(date_long(&arena, "en", &monday), "Monday 12 July 2021");
    assert_string_equal(date_long(&arena, "fr", &winter), "dimanche 2 janvier 2022");
    assert_string_equal(date_long(&arena, "en", &first), "Thursday 1 July 2021");
    assert_string_equal(date_plain(&arena, "fr", &first), "1er juillet 2021");
    assert_string_equal(date_short(&arena, "fr", &monday), "12 juil. 2021");
    assert_string_equal(date_short(&arena, "en", &monday), "12 Jul 2021");
    assert_string_equal(date_span(&arena, "fr", &first, &monday), "du 1er au 12 juillet 2021");
    assert_string_equal(date_span(&arena, "fr", &june, &first), "du 30 juin au 1er juillet 2021");
    assert_string_equal(date_span(&arena, "fr", &june, &winter),
                        "du 30 juin 2021 au 2 janvier 2022");
    assert_string_equal(date_span(&arena, "en", &first, &monday), "1–12 July 2021");
    assert_string_equal(date_span(&arena, "en", &june, &first), "30 June – 1 July 2021");
    assert_string_equal(date_span(&arena, "fr", &monday, &monday), "12 juillet 2021");
    assert_string_equal(iso_date(&arena, &first), "2021-07-01");
}

static void hours_as_people_write_them(void **state)
{
    (void)state;
    assert_string_equal(time_text(&arena, "fr", 550), "9" NBSP "h" NBSP "10");
    assert_string_equal(time_text(&arena, "fr", 545), "9" NBSP "h" NBSP "05");
    assert_string_equal(time_text(&arena, "fr", 540), "9" NBSP "h");
    assert_string_equal(time_text(&arena, "fr", 0), "0" NBSP "h");
    assert_string_equal(time_text(&arena, "fr", 1470), "0" NBSP "h" NBSP "30");
    assert_string_equal(time_text(&arena, "fr", -15), "23" NBSP "h" NBSP "45");
    assert_string_equal(time_text(&arena, "en", 550), "9:10");
    assert_string_equal(time_text(&arena, "en", 540), "9:00");
    assert_string_equal(time_range(&arena, "fr", 540, 585), "9" NBSP "h – 9" NBSP "h" NBSP "45");
    assert_string_equal(duration_text(&arena, "fr", 35), "35" NBSP "min");
    assert_string_equal(duration_text(&arena, "fr", 120), "2" NBSP "h");
    assert_string_equal(duration_text(&arena, "fr", 135), "2" NBSP "h" NBSP "15");
    assert_string_equal(duration_text(&arena, "en", 135), "2" NBSP "h" NBSP "15" NBSP "min");
}

static void instants_and_cities(void **state)
{
    const struct zone *paris = zone_open(&arena, "Europe/Paris");
    const struct zone *cayenne = zone_open(&arena, "America/Cayenne");
    const struct zone *marquesas = zone_open(&arena, "Pacific/Marquesas");
    (void)state;
    assert_string_equal(iso_instant(&arena, paris, 1626073200), "2021-07-12T09:00:00+02:00");
    assert_string_equal(iso_instant(&arena, paris, 1610438400), "2021-01-12T09:00:00+01:00");
    assert_string_equal(iso_instant(&arena, cayenne, 1626073200), "2021-07-12T04:00:00-03:00");
    assert_string_equal(iso_instant(&arena, marquesas, 1626073200), "2021-07-11T21:30:00-09:30");
    assert_string_equal(zone_city(&arena, "fr", "Europe/London"), "Londres");
    assert_string_equal(zone_city(&arena, "en", "Europe/London"), "London");
    assert_string_equal(zone_city(&arena, "fr", "Indian/Reunion"), "La Réunion");
    assert_string_equal(zone_city(&arena, "fr", "Nowhere/Some_Place"), "Some Place");
}

/* ---- translation ---- */

static void messages_are_filled(void **state)
{
    struct buf b = BUF_INIT(100);
    (void)state;
    assert_null(tr("fr", NULL));
    assert_string_equal(tr("fr", TR("Rencontres")), "Rencontres");
    assert_string_equal(tr("en", "rien de traduit"), "rien de traduit");
    assert_string_equal(tr_n("fr", TRN("un", "des"), 0), "un");
    assert_string_equal(tr_n("fr", TRN("un", "des"), 1), "un");
    assert_string_equal(tr_n("fr", TRN("un", "des"), 2), "des");
    assert_string_equal(tr_n("fr", TRN("un", "des"), -1), "un");
    assert_string_equal(tr_count(&arena, "fr", TRN("un jour", "{n} jours"), 1234),
                        "1" NARROW "234 jours");
    assert_string_equal(
        tr_fill(&arena, "en", "{a} {b} {c} { {a", TR_ARGS(TR_ARG("a", "<"), TR_ARG("b", 1000000))),
        "< 1,000,000 {c} { {a");
    tr_put_int(&b, "fr", INT64_MIN);
    assert_string_equal(buf_str(&b), "-9" NARROW "223" NARROW "372" NARROW "036" NARROW "854" NARROW
                                     "775" NARROW "808");
    buf_clear(&b);
    tr_put_int(&b, "en", 1007);
    assert_string_equal(buf_str(&b), "1,007");
    buf_free(&b);
}

static void data_blocks_are_json(void **state)
{
    struct buf b = BUF_INIT(100);
    (void)state;
    buf_puts(&b, "{\"a\":\"\\u003c\"}");
    struct safe_json j = safe_json_copy(&arena, &b);
    assert_int_equal(j.n, b.len);
    assert_string_equal(j.p, buf_str(&b));
    assert_ptr_not_equal(j.p, b.data);
    buf_clear(&b);
    assert_null(safe_json_from(&b).p);
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(french_typography),          cmocka_unit_test(typography_is_idempotent),
        cmocka_unit_test(markdown_is_safe),           cmocka_unit_test(markdown_has_limits),
        cmocka_unit_test(markdown_by_many_threads),   cmocka_unit_test(dates_as_people_write_them),
        cmocka_unit_test(hours_as_people_write_them), cmocka_unit_test(instants_and_cities),
        cmocka_unit_test(messages_are_filled),        cmocka_unit_test(data_blocks_are_json),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return failed;
}
