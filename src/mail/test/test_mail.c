/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The plain text of messages, names in them, and the register of kinds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "mail/mail.h"

static const struct {
    const char *html, *text;
} plain[] = {
    {"<p>Bonjour.</p><p>Deux.</p>", "Bonjour.\n\nDeux.\n"},
    {"<p>Des   blancs\n\tet\r\ndes fins</p>", "Des blancs et des fins\n"},
    {"<p>un<b>deux</b>trois <i>quatre</i></p>", "undeuxtrois quatre\n"},
    {"<p>a<br>b</p>", "a\nb\n"},
    {"<h1>Titre</h1><p>x</p>", "Titre\n\nx\n"},
    {"<p>&lt;b&gt; &amp; &eacute; &#x202f;</p>", "<b> & é \u202f\n"},
    {"<ul><li>un</li><li>deux</li></ul><p>x</p>", "- un\n- deux\n\nx\n"},
    {"<ul><li>un<ul><li>a</li></ul></li></ul>", "- un\n  - a\n"},
    {"<p><a href=\"https://a.fr/x\">Voir</a></p>", "Voir\u00a0: https://a.fr/x\n"},
    {"<p><a href=\"https://a.fr/\">https://a.fr/</a></p>", "https://a.fr/\n"},
    {"<p><a>Sans adresse</a></p>", "Sans adresse\n"},
    {"<dl><dt>Quand</dt>\n<dd>lundi</dd><dt>Où</dt><dd>Lyon</dd></dl>",
     "Quand\u00a0: lundi\nOù\u00a0: Lyon\n"},
    {"<p>x</p><hr><p>y</p>", "x\n\n--\n\ny\n"},
    {"<!doctype html><html><head><title>T</title><style>p{}</style></head><body><p>x</p></body>",
     "x\n"},
    {"<div><p>x</p></div><div><p>y</p></div>", "x\n\ny\n"},
    {"<!-- rien --><p>x</p>", "x\n"},
    {"", ""},
};

static void elements_become_lines(void **state)
{
    struct arena a = ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(plain); i++)
        assert_string_equal(mail_text(&a, "fr", plain[i].html), plain[i].text);
    assert_string_equal(mail_text(&a, "en", "<p><a href=\"https://a.fr/x\">See</a></p>"),
                        "See: https://a.fr/x\n");
    arena_free(&a);
}

static size_t longest_line(const char *text)
{
    size_t longest = 0;
    for (struct str rest = str_of(text); rest.p;) {
        size_t n = text_length(str_cut(&rest, '\n'));
        longest = n > longest ? n : longest;
    }
    return longest;
}

static void lines_are_at_most_76_columns(void **state)
{
    struct arena a = ARENA_INIT;
    BUF_SCOPED html = BUF_INIT(1 << 20);
    (void)state;
    buf_puts(&html, "<p>");
    for (int i = 0; i < 300; i++)
        buf_printf(&html, "%.*s ", 1 + i % 13, "hippopotamique");
    buf_puts(&html, "</p><ul><li>");
    for (int i = 0; i < 200; i++)
        buf_puts(&html, "é");
    buf_puts(&html, " fin</li></ul>");
    const char *text = mail_text(&a, "fr", buf_str(&html));
    assert_int_equal(longest_line(text), 76);
    assert_true(text_is_utf8(str_of(text)));
    arena_free(&a);
}

static void the_last_column_is_used(void **state)
{
    struct arena a = ARENA_INIT;
    (void)state;
    const char *line =
        "12345678901234567890123456789012345678 1234567890123456789012345678901234567";
    assert_int_equal(strlen(line), MAIL_COLUMNS);
    assert_string_equal(mail_text(&a, "fr", line), arena_printf(&a, "%s\n", line));
    const char *over = mail_text(&a, "fr", arena_printf(&a, "%s8", line));
    assert_int_equal(strchr(over, '\n') - over, 38);
    arena_free(&a);
}

static void an_address_is_never_cut(void **state)
{
    struct arena a = ARENA_INIT;
    const char *address = "https://reseau.example/inscriptions/"
                          "0123456789012345678901234567890123456789012345678901234567890123456789";
    (void)state;
    const char *text =
        mail_text(&a, "fr", arena_printf(&a, "<ul><li><a href=\"%s\">Voir</a></li></ul>", address));
    assert_string_equal(text, arena_printf(&a, "- Voir\u00a0:\n  %s\n", address));
    arena_free(&a);
}

static void deep_pages_end(void **state)
{
    struct arena a = ARENA_INIT;
    BUF_SCOPED html = BUF_INIT(1 << 20);
    (void)state;
    for (int i = 0; i < 5000; i++)
        buf_puts(&html, "<div>");
    buf_puts(&html, "x");
    assert_non_null(mail_text(&a, "fr", buf_str(&html)));
    arena_free(&a);
}

static void names_greet_and_never_link(void **state)
{
    static const char *const kept[] = {"Anne",      "Jean-Pierre",      "J.-P.",
                                       "O’Neil",    "Zoé d'Arc",        "محمد",
                                       "M. Dupont", "Anne (dite Nanou)"};
    static const char *const refused[] = {"http://evil.example",
                                          "www.evil.example",
                                          "evil.example",
                                          "a@b",
                                          "Anne\r\nBcc: x",
                                          "C:\\x",
                                          "a/b",
                                          "éa.fr",
                                          "<b>",
                                          "",
                                          " ",
                                          "\u202e"};
    struct arena a = ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(kept); i++)
        assert_string_equal(mail_name(&a, kept[i]), kept[i]);
    for (size_t i = 0; i < ARRAY_LEN(refused); i++)
        assert_null(mail_name(&a, refused[i]));
    arena_free(&a);
}

/* ---- a kind of the test's own ----------------------------------------------------------- */

static const char *to_name, *to_address, *subject, *body;

static enum err render(const struct mail_house *house, struct db *db, struct arena *a,
                       const struct mail_row *row, struct mail_draft *out)
{
    (void)house;
    (void)db;
    (void)a;
    (void)row;
    out->to_name = to_name;
    out->to_address = to_address;
    out->subject = subject;
    buf_puts(out->body, body);
    return OK;
}

static const struct mail_kind kind = {"essai/mot", "Mot", render, NULL};
static const struct mail_kind *const kinds[] = {&kind};
static const struct mail_house house = {
    .base_url = "https://reseau.example", .site_name = "Réseau", .kinds = kinds, .n_kinds = 1};

static void headers_stay_headers(void **state)
{
    struct arena a = ARENA_INIT;
    struct mail_message m;
    const struct mail_row row = {.kind = "essai/mot"}, unknown = {.kind = "essai/autre"};
    (void)state;
    to_name = "Anne\" <x@evil.example>\r\nBcc: y@evil.example\u202e";
    to_address = "anne@exemple.fr";
    subject = "Bonjour\r\nX-Mal: 1\u2028fin";
    body = "<p>Oui &amp; non</p>";
    assert_int_equal(mail_render(&house, NULL, &a, &row, &m), OK);
    assert_string_equal(m.to_name, "Anne xevil.example Bcc yevil.example");
    assert_string_equal(m.subject, "Bonjour X-Mal: 1 fin");
    assert_string_equal(m.text, "Oui & non\n");
    assert_non_null(strstr(m.html, "<title>Bonjour X-Mal: 1 fin</title>"));
    assert_int_equal(mail_render(&house, NULL, &a, &unknown, &m), ERR_NOT_FOUND);
    to_address = "anne@exemple.fr, tous@exemple.fr";
    assert_int_equal(mail_render(&house, NULL, &a, &row, &m), ERR_CORRUPT);
    arena_free(&a);
}

static void long_names_are_cut_between_letters(void **state)
{
    struct arena a = ARENA_INIT;
    struct mail_message m;
    BUF_SCOPED long_name = BUF_INIT(4096);
    const struct mail_row row = {.kind = "essai/mot"};
    (void)state;
    buf_puts(&long_name, "x");
    for (int i = 0; i < 500; i++)
        buf_puts(&long_name, "é");
    to_name = subject = buf_str(&long_name);
    to_address = "anne@exemple.fr";
    body = "";
    assert_int_equal(mail_render(&house, NULL, &a, &row, &m), OK);
    assert_int_equal(strlen(m.to_name), 119);
    assert_int_equal(strlen(m.subject), 299);
    assert_true(text_is_utf8(str_of(m.to_name)) && text_is_utf8(str_of(m.subject)));
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_become_lines),
        cmocka_unit_test(lines_are_at_most_76_columns),
        cmocka_unit_test(the_last_column_is_used),
        cmocka_unit_test(an_address_is_never_cut),
        cmocka_unit_test(deep_pages_end),
        cmocka_unit_test(names_greet_and_never_link),
        cmocka_unit_test(headers_stay_headers),
        cmocka_unit_test(long_names_are_cut_between_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
