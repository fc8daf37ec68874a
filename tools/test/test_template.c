/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What compiled templates print: every construct of all.html, and hostile text in every context. */
#include "all_pages.h"
#include "assets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

typedef void (*page_fn)(struct buf *, const struct page *, const struct all *);

static const struct page page_fr = {
    .lang = "fr", .root = "", .path = "/p", .base_url = "https://m.example"};
static const struct page page_en = {
    .lang = "en", .root = "/en", .path = "/p", .base_url = "https://m.example"};

static void check(page_fn page, const struct page *pg, const struct all *v, const char *expected)
{
    struct buf b = BUF_INIT(1 << 20);
    page(&b, pg, v);
    assert_string_equal(buf_str(&b), expected);
    buf_free(&b);
}

static void check_s(page_fn page, const char *s, const char *expected)
{
    const struct all v = {.s = s};
    check(page, &page_fr, &v, expected);
}

#define HOSTILE "<b>&\"'x"

static void values_are_escaped_for_their_place(void **state)
{
    (void)state;
    check_s(t_text, HOSTILE, "<p>&lt;b&gt;&amp;\"'x</p>");
    check_s(t_text, NULL, "<p></p>");
    check_s(t_title, HOSTILE, "<title>&lt;b&gt;&amp;&#34;&#39;x</title>");
    check_s(t_textarea, "\n" HOSTILE,
            "<textarea name=\"x\">\n\n&lt;b&gt;&amp;&#34;&#39;x</textarea>");
    check_s(t_attr, HOSTILE,
            "<p title=\"&lt;b&gt;&amp;&#34;&#39;x\" lang='&lt;b&gt;&amp;&#34;&#39;x'>x</p>");
    check_s(t_url_part, "a/é ?",
            "<a href=\"/a/a%2F%C3%A9%20%3F?q=a%2F%C3%A9%20%3F#a%2F%C3%A9%20%3F\">x</a>");
    check_s(t_url_part, "%2F+", "<a href=\"/a/%252F%2B?q=%252F%2B#%252F%2B\">x</a>");
    check_s(t_url_part, "aZ09-._~", "<a href=\"/a/aZ09-._~?q=aZ09-._~#aZ09-._~\">x</a>");
}

static void whole_addresses(void **state)
{
    static const struct {
        const char *in, *out;
    } cases[] = {
        {"/a?b=1&c=\"2", "/a?b=1&amp;c=&#34;2"},
        {"", ""},
        {"#top", "#top"},
        {"?q=9:30", "?q=9:30"},
        {"a/b:c", "a/b:c"},
        {"https://x.example/a b", "https://x.example/a%20b"},
        {"HTTP://x", "HTTP://x"},
        {"mailto:a@b.fr", "mailto:a@b.fr"},
        {"tel:+33102030405", "tel:+33102030405"},
        {"webcal://x/y.ics", "webcal://x/y.ics"},
        {"/a?b=\\", "/a?b=\\"},
        {"//evil.example", "#"},
        {"/\\evil.example", "#"},
        {"/\t/evil.example", "#"},
        {"/a\x7f", "#"},
        {"\\\\evil.example", "#"},
        {"https:\\\\evil.example", "#"},
        {"javascript:alert(1)", "#"},
        {"JaVaScRiPt:alert(1)", "#"},
        {"java\tscript:alert(1)", "#"},
        {"java\nscript:alert(1)", "#"},
        {"\x01javascript:alert(1)", "#"},
        {" javascript:alert(1)", "#"},
        {"\tjavascript:alert(1)", "#"},
        {"javascript\r:alert(1)", "#"},
        {"data:text/html,<script>alert(1)</script>", "#"},
        {"vbscript:msgbox", "#"},
        {"file:///etc/passwd", "#"},
        {"blob:https://x", "#"},
        {"9:30", "#"},
        {":x", "#"},
        {"httpx://a", "#"},
        {"javascript&colon;alert(1)", "javascript&amp;colon;alert(1)"},
        {"&#106;avascript:alert(1)", "&amp;#106;avascript:alert(1)"},
        {"\u200bjavascript:alert(1)", "#"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char expected[256];
        snprintf(expected, sizeof expected, "<a href=\"%s\">x</a>", cases[i].out);
        check_s(t_url, cases[i].in, expected);
    }
    check_s(t_url_after, "../a:b", "<a href=\"/a/..%2Fa%3Ab\">x</a>");
    check_s(t_url_joined, "javascript:", "<a href=\"#javascript%3A\">x</a>");
    check_s(t_url_joined, "a", "<a href=\"aa\">x</a>");
}

static void internal_addresses(void **state)
{
    const struct all good = {.s = "/rencontres/7?a=1&b"}, evil = {.s = "//evil.example"},
                     back = {.s = "/\\evil"}, whole = {.s = "https://evil.example"},
                     none = {.s = NULL};
    (void)state;
    check(t_path, &page_en, &good,
          "<a href=\"/en/rencontres/7?a=1&amp;b\">x</a><a href=\"/en/x/y?z=1/"
          "%2Frencontres%2F7%3Fa%3D1%26b\">y</a>");
    check(t_path, &page_fr, &evil,
          "<a href=\"#\">x</a><a href=\"/x/y?z=1/%2F%2Fevil.example\">y</a>");
    check(t_path, &page_fr, &back, "<a href=\"#\">x</a><a href=\"/x/y?z=1/%2F%5Cevil\">y</a>");
    check(t_path, &page_fr, &whole,
          "<a href=\"#\">x</a><a href=\"/x/y?z=1/https%3A%2F%2Fevil.example\">y</a>");
    check(t_path, &page_fr, &none, "<a href=\"#\">x</a><a href=\"/x/y?z=1/\">y</a>");
    check(t_whole, &page_en, &good, "<link rel=\"canonical\" href=\"https://m.example/en/p\">");
}

static void scripts_are_ours(void **state)
{
    (void)state;
    check_s(t_script, "/a/1/x.js", "<script type=\"module\" src=\"/a/1/x.js\"></script>");
    check_s(t_script, "https://evil/x.js", "<script type=\"module\" src=\"\"></script>");
    check_s(t_script, "//evil/x.js", "<script type=\"module\" src=\"\"></script>");
    check_s(t_asset, "", "<script src=\"" ASSET_ZONE_JS "\"></script><b>" ASSET_SITE_2_CSS "</b>");
}

static void data_blocks(void **state)
{
    const struct all v = {.json = {"{\"a\":1}", 7}}, none = {.s = ""};
    (void)state;
    check(t_json, &page_fr, &v,
          "<script type=\"application/ld+json\">{\"a\":1}</script>"
          "<script type=\"application/ld+json\">{\"a\":1}</script>");
    check(t_json, &page_fr, &none,
          "<script type=\"application/ld+json\">null</script>"
          "<script type=\"application/ld+json\">null</script>");
}

static void drawings(void **state)
{
    const struct all v = {.s = "javascript:<", .i32 = -3};
    (void)state;
    check(t_svg, &page_fr, &v,
          "<svg viewBox=\"0 0 -3 1\"><title>javascript:&lt;</title><path d=\"javascript:&lt;\" />"
          "<a xlink:href=\"#\"><text>javascript:&lt;</text></a></svg>");
}

static void integers_and_paths(void **state)
{
    const struct leaf leaf = {"L", 7}, other = {"O", 8};
    const struct all v = {.i8 = INT8_MIN,
                          .i16 = INT16_MIN,
                          .i32 = INT32_MIN,
                          .i64 = INT64_MIN,
                          .u8 = UINT8_MAX,
                          .u16 = UINT16_MAX,
                          .u32 = UINT32_MAX,
                          .u64 = UINT64_MAX,
                          .size = 5,
                          .fixed = "fix",
                          .in = {"I", &other},
                          .leaf = &leaf};
    (void)state;
    check(t_integers, &page_fr, &v,
          "-128 -32768 -2147483648 -9223372036854775808 255 65535 4294967295 18446744073709551615 "
          "5 <i title=\"-9223372036854775808\"></i>");
    check(t_paths, &page_fr, &v, "fix I O 7 L");
}

static void raw_html(void **state)
{
    const struct all v = {.html = {"<b>x</b>", 8}}, none = {.s = ""};
    (void)state;
    check(t_safe, &page_fr, &v, "<div><b>x</b></div>");
    check(t_safe, &page_fr, &none, "<div></div>");
}

static void conditions(void **state)
{
    const struct leaf leaf = {"", 0};
    const struct all all = {.s = "x", .yes = true, .i64 = 1, .u8 = 1, .leaf = &leaf, .fixed = "x"};
    const struct all none = {.s = NULL}, empty = {.s = ""};
    (void)state;
    check(t_if, &page_fr, &all, "syiupf");
    check(t_if, &page_fr, &none, "------!");
    check(t_if, &page_fr, &empty, "------!");
    check(t_if_tag, &page_fr, &all,
          "<input type=\"checkbox\" checked title=\"x\">\n<option selected>a</option>\n"
          "<p class=\"a b\">x</p>\n<b>bold</b>");
    check(t_if_tag, &page_fr, &none,
          "<input type=\"checkbox\" hidden>\n<option >a</option>\n<p class=\"a\">x</p>\n"
          "<b class=\"n\">bold</b>");
}

static void loops(void **state)
{
    const struct leaf leaves[] = {{"a", 1}, {"b<", 2}};
    const char *const words[] = {"<x>", "y"};
    const struct all v = {.leaves = leaves, .n_leaves = 2, .words = words, .n_words = 2};
    const struct all none = {.s = NULL};
    (void)state;
    check(t_for, &page_fr, &v,
          "<ul>\n <li>a:1 &lt;x&gt; y</li>\n <li>b&lt;:2 &lt;x&gt; y</li>\n</ul>");
    check(t_for, &page_fr, &none, "<ul>\n</ul>");
}

static void parts(void **state)
{
    const struct leaf leaves[] = {{"a", 1}, {"b", 2}};
    const struct all v = {.s = "<", .in = {"in", NULL}, .leaves = leaves, .n_leaves = 2};
    (void)state;
    check(t_include, &page_en, &v,
          "[a in &lt; 3 -4 yes a \"b\" \\ é en][b in &lt; 3 -4 yes a \"b\" \\ é en]2:ab");
}

static void messages(void **state)
{
    const struct all one = {.s = HOSTILE, .i64 = 1234567, .count = 1};
    const struct all many = {.s = "x", .i64 = -1, .count = 1000};
    (void)state;
    check(t_messages, &page_fr, &one,
          "<p title=\"Dire «\u00a0&lt;b&gt;&amp;&#34;&#39;x\u00a0»\">S’inscrire, Il reste "
          "1\u202f234\u202f567 places pour &lt;b&gt;&amp;\"'x</p>\n<p>une séance</p>\n"
          "<title>Titre &amp; suite</title>");
    const struct all single = {.s = "x", .i64 = 1, .count = 1};
    check(t_messages, &page_en, &single,
          "<p title=\"Say “x”\">Sign up, 1 places left for x</p>\n<p>one session</p>\n"
          "<title>Title &amp; &#34;more&#34;</title>");
    check(t_messages, &page_en, &many,
          "<p title=\"Say “x”\">Sign up, -1 places left for x</p>\n<p>1,000 sessions</p>\n"
          "<title>Title &amp; &#34;more&#34;</title>");
}

static void white_space(void **state)
{
    const struct all v = {.yes = true}, none = {.s = NULL};
    (void)state;
    check(t_space, &page_fr, &v,
          "<p>a b\nc</p> <p>d</p>\n<i>e</i>\n<pre>\n x  y\n   z</pre>\n<textarea>\n\n  t  "
          "u</textarea>\n<img src=\"/a.png\" alt=\"\">\n<br />end");
    check(t_space, &page_fr, &none,
          "<p>a b\nc</p> <p>d</p>\n<pre>\n x  y\n   z</pre>\n<textarea>\n\n  t  "
          "u</textarea>\n<img src=\"/a.png\" alt=\"\">\n<br />end");
}

static void a_full_buffer_stops_quietly(void **state)
{
    const struct all v = {.s = "0123456789"};
    struct buf b = BUF_INIT(8);
    (void)state;
    t_text(&b, &page_fr, &v);
    assert_true(b.full);
    assert_true(b.len <= 8);
    buf_free(&b);
}

/* A corpus of attacks: in no context may one leave its place. */
static void nothing_breaks_out(void **state)
{
    static const char *const attacks[] = {
        "<script>alert(1)</script>",
        "</title><script>alert(1)</script>",
        "</textarea><svg onload=x>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "\" autofocus onfocus=\"x",
        "--><script>",
        "]]><x>",
        "</p><iframe src=//e>",
        "<!--",
        "&lt;script&gt;",
        "&#x3c;b&#x3e;",
        "<svg/onload=alert(1)>",
        "<a href=javascript:x>",
        "`${x}`",
        "{{v.s}}",
        "\xc0\xbcscript\xc0\xbe",
        "\xe2\x80\xa8<x>",
        "<\0x>",
        "%3Cscript%3E",
        "javascript:alert(1)//\"><b>",
    };
    static const page_fn pages[] = {t_text, t_title,    t_textarea,  t_attr,
                                    t_url,  t_url_part, t_url_after, t_url_joined,
                                    t_path, t_script,   t_svg,       t_messages};
    (void)state;
    for (size_t p = 0; p < ARRAY_LEN(pages); p++) {
        struct buf plain = BUF_INIT(1 << 16), b = BUF_INIT(1 << 16);
        const struct all harmless = {.s = "x"};
        pages[p](&plain, &page_fr, &harmless);
        for (size_t i = 0; i < ARRAY_LEN(attacks); i++) {
            const struct all v = {.s = attacks[i]};
            buf_clear(&b);
            pages[p](&b, &page_fr, &v);
            size_t marks[2][3] = {{0}};
            for (int k = 0; k < 2; k++)
                for (const char *c = buf_str(k ? &b : &plain); *c; c++)
                    for (int m = 0; m < 3; m++)
                        marks[k][m] += *c == "<>\""[m];
            assert_int_equal(marks[0][0], marks[1][0]);
            assert_int_equal(marks[0][1], marks[1][1]);
            if (pages[p] != t_text && pages[p] != t_svg && pages[p] != t_messages)
                assert_int_equal(marks[0][2], marks[1][2]);
        }
        buf_free(&plain);
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_escaped_for_their_place),
        cmocka_unit_test(whole_addresses),
        cmocka_unit_test(internal_addresses),
        cmocka_unit_test(scripts_are_ours),
        cmocka_unit_test(data_blocks),
        cmocka_unit_test(drawings),
        cmocka_unit_test(integers_and_paths),
        cmocka_unit_test(raw_html),
        cmocka_unit_test(conditions),
        cmocka_unit_test(loops),
        cmocka_unit_test(parts),
        cmocka_unit_test(messages),
        cmocka_unit_test(white_space),
        cmocka_unit_test(a_full_buffer_stops_quietly),
        cmocka_unit_test(nothing_breaks_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
