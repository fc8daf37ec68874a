/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/head.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char *const languages[] = {"fr", "en", NULL};

static enum err build(struct arena *a, const char *target, struct http_request *r)
{
    return http_request_build(a, languages, "GET", target, NULL, 0, (struct str){"", 0}, r);
}

static void reads_targets(void **state)
{
    static const struct {
        const char *target, *path, *query, *root;
    } good[] = {
        {"/", "/", "", ""},
        {"/?", "/", "", ""},
        {"/a%20b/%C3%A9?x=%00&y", "/a b/é", "x=%00&y", ""},
        {"/a%2525", "/a%25", "", ""},
        {"/en", "/", "", "/en"},
        {"/en/x", "/x", "", "/en"},
        {"/fr/x", "/x", "", "/fr"},
        {"/environment", "/environment", "", ""},
        {"//x", "//x", "", ""},
        {"/...", "/...", "", ""},
        {"/.well-known/x", "/.well-known/x", "", ""},
        {"/a%5cb", "/a\\b", "", ""},
        {"/a?b?c", "/a", "b?c", ""},
    };
    static const char *const bad[] = {
        "",       "x",       "*",         "http://x/",      "/%",     "/%4",   "/%zz",
        "/%00",   "/%0a",    "/%7f",      "/%ff",           "/..",    "/../a", "/a/..",
        "/a/.",   "/./a",    "/%2e/a",    "/a/%2e%2e",      "/a%2f.", "/a b",  "/a#b",
        "/a?b c", "/a?\x01", "/\xc0\xaf", "/%c0%ae%c0%ae/a"};
    struct arena a = ARENA_INIT;
    struct http_request r;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++) {
        assert_int_equal(build(&a, good[i].target, &r), OK);
        assert_string_equal(r.path, good[i].path);
        assert_string_equal(r.query, good[i].query);
        assert_string_equal(r.root, good[i].root);
    }
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        if (build(&a, bad[i], &r) != ERR_BAD_REQUEST)
            fail_msg("accepted: %s", bad[i]);
    arena_free(&a);
}

static void chooses_the_language(void **state)
{
    static const struct {
        const char *path, *cookie, *accept, *chosen;
    } cases[] = {
        {"/", NULL, NULL, "fr"},
        {"/", NULL, "", "fr"},
        {"/", NULL, "en", "en"},
        {"/", NULL, "EN-gb, fr;q=0.9", "en"},
        {"/", NULL, "en;q=0.5, fr;q=0.6", "fr"},
        {"/", NULL, "en;q=0.601, fr;q=0.6", "en"},
        {"/", NULL, "de, en;q=0.1", "en"},
        {"/", NULL, "de, *;q=0.1", "fr"},
        {"/", NULL, "*, fr;q=0.2", "en"},
        {"/", NULL, "fr;q=0, *", "en"},
        {"/", NULL, "fr;q=0, en;q=0", "fr"},
        {"/", NULL, "fr;q=1.5, en;q=0.1", "en"},
        {"/", NULL, "fr;q=abc, en;q=0.1", "en"},
        {"/", NULL, "english, frisian", "fr"},
        {"/", NULL, "en ; q=0.9 , fr ; q=0.8", "en"},
        {"/", "en", "fr", "en"},
        {"/", "de", "en", "en"},
        {"/fr/x", "en", "en", "fr"},
        {"/en", "fr", "fr", "en"},
    };
    const char *root, *rest;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const char *chosen =
            http_language(languages, cases[i].path, cases[i].cookie, cases[i].accept, &root, &rest);
        if (strcmp(chosen, cases[i].chosen) != 0)
            fail_msg("\"%s\" gives %s", cases[i].accept, chosen);
    }
}

static void reads_headers_and_cookies(void **state)
{
    const struct http_field headers[] = {
        {"Host", "localhost"},
        {"COOKIE", "a=1; fuseau=Europe/Paris;b= 2 ; d =5;fuseau=UTC; langue=en; xa=9"},
        {"Cookie", "c=3; a=4"},
    };
    struct arena a = ARENA_INIT;
    struct http_request r;
    (void)state;
    assert_int_equal(
        http_request_build(&a, languages, "POST", "/x", headers, 3, (struct str){"hi", 2}, &r), OK);
    assert_int_equal(r.method, HTTP_POST);
    assert_string_equal(r.zone, "Europe/Paris");
    assert_string_equal(r.language, "en");
    assert_string_equal(http_header(&r, "host"), "localhost");
    assert_null(http_header(&r, "hos"));
    assert_string_equal(http_cookie(&a, &r, "a"), "1");
    assert_string_equal(http_cookie(&a, &r, "b"), "2");
    assert_string_equal(http_cookie(&a, &r, "c"), "3");
    assert_null(http_cookie(&a, &r, "A"));
    assert_null(http_cookie(&a, &r, "d")); /* no browser sends it, and it is not that name */
    arena_free(&a);
}

static unsigned accepted(const char *s)
{
    return encodings_accepted(str_of(s));
}

static void reads_encodings_and_tags(void **state)
{
    (void)state;
    assert_int_equal(accepted(NULL), 0);
    assert_int_equal(accepted("gzip, deflate, br"), ACCEPT_GZIP | ACCEPT_BROTLI);
    assert_int_equal(accepted("gzip;q=0, br;q=0.1"), ACCEPT_BROTLI);
    assert_int_equal(accepted("*"), ACCEPT_GZIP | ACCEPT_BROTLI);
    assert_int_equal(accepted("*;q=0, gzip"), ACCEPT_GZIP);
    assert_int_equal(accepted("br;q=0.000, *"), ACCEPT_GZIP);
    assert_int_equal(accepted("identity, bro"), 0);
    assert_true(etag_matches(str_of("\"a\", W/\"b\""), "\"b\""));
    assert_true(etag_matches(str_of("*"), "\"b\""));
    assert_false(etag_matches(str_of("b, \"c\""), "\"b\""));
    assert_false(etag_matches(str_of(""), "\"b\""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_targets),
        cmocka_unit_test(chooses_the_language),
        cmocka_unit_test(reads_headers_and_cookies),
        cmocka_unit_test(reads_encodings_and_tags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
