/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pages over a socket: the cache, encodings, conditions, assets, hosts, keep-alive. */
#include "http/test/harness.h"

#include <unistd.h>

static void expect(struct answer *a, int status, const char *header, const char *value)
{
    assert_int_equal(a->status, status);
    const char *got = answer_header(a, header);
    if (value)
        assert_string_equal(got ? got : "(none)", value);
    else
        assert_null(got);
}

static void serves_a_page_from_the_cache(void **state)
{
    struct site *s = site_start(NULL);
    (void)state;
    struct answer *first = ask(s, "GET", "/page", "");
    struct answer *second = ask(s, "GET", "/page", "");
    expect(first, 200, "Cache-Control", "no-cache");
    expect(first, 200, "Vary", "Accept-Encoding, Cookie, Accept-Language");
    assert_int_equal(s->rendered, 1);
    assert_int_equal(first->body_n, second->body_n);
    assert_memory_equal(first->body, second->body, first->body_n);
    answer_free(first);
    answer_free(second);
    s->versions[0]++;
    answer_free(ask(s, "GET", "/page", ""));
    assert_int_equal(s->rendered, 2);
    struct http_counters n = http_counters(s->server);
    assert_int_equal(n.cache_hits, 1);
    assert_int_equal(n.cache_misses, 2);
    assert_int_equal(s->logged, 3);
    site_stop(s);
}

static void leaves_visitors_with_a_session_alone(void **state)
{
    static const char *const own[] = {"Cookie: session=x\r\n", "Cookie: a=b; __Host-session=x\r\n",
                                      "Authorization: Bearer x\r\n",
                                      "Cookie: a=b\r\nCookie: session=x\r\n"};
    struct site *s = site_start(NULL);
    (void)state;
    answer_free(ask(s, "GET", "/page", ""));
    for (size_t i = 0; i < ARRAY_LEN(own); i++) {
        struct answer *a = ask(s, "GET", "/page", own[i]);
        expect(a, 200, "ETag", NULL);
        expect(a, 200, "Cache-Control", "private, no-cache");
        answer_free(a);
    }
    answer_free(ask(s, "GET", "/page?x", ""));
    answer_free(ask(s, "POST", "/page", ""));
    assert_int_equal(s->rendered, 1 + ARRAY_LEN(own) + 2);
    site_stop(s);
}

static void keeps_zones_and_languages_apart(void **state)
{
    struct site *s = site_start(NULL);
    (void)state;
    for (int i = 0; i < 2; i++) {
        answer_free(ask(s, "GET", "/page/zone", ""));
        struct answer *a = ask(s, "GET", "/page/zone", "Cookie: fuseau=UTC\r\n");
        assert_non_null(strstr(a->body, "05\nfr"));
        assert_non_null(strstr(a->body, "\nUTC"));
        answer_free(a);
        a = ask(s, "GET", "/en/page/zone", "");
        assert_non_null(strstr(a->body, "\nen line"));
        expect(a, 200, "Vary", "Accept-Encoding, Cookie");
        answer_free(a);
        answer_free(ask(s, "GET", "/page/zone", "Accept-Language: en\r\n"));
    }
    assert_int_equal(s->rendered, 4);
    site_stop(s);
}

static void does_not_keep_what_moved(void **state)
{
    struct site *s = site_start(NULL);
    (void)state;
    answer_free(ask(s, "GET", "/moving", ""));
    answer_free(ask(s, "GET", "/moving", ""));
    assert_int_equal(s->rendered, 2);
    site_stop(s);
}

static void chooses_the_encoding(void **state)
{
    static const struct {
        const char *accept, *encoding;
    } cases[] = {
        {"", NULL},
        {"Accept-Encoding: gzip, deflate, br\r\n", "br"},
        {"Accept-Encoding: gzip\r\n", "gzip"},
        {"Accept-Encoding: br;q=0, gzip;q=0.1\r\n", "gzip"},
        {"Accept-Encoding: gzip;q=0, br;q=0\r\n", NULL},
        {"Accept-Encoding: *\r\n", "br"},
    };
    struct site *s = site_start(NULL);
    (void)state;
    for (size_t i = 0; i < 2 * ARRAY_LEN(cases); i++) {
        /* the first round from a worker for one visitor, the second from the cache */
        bool cached = i >= ARRAY_LEN(cases);
        struct answer *a =
            ask(s, "GET", cached ? "/page" : "/page?x", cases[i % ARRAY_LEN(cases)].accept);
        expect(a, 200, "Content-Encoding", cases[i % ARRAY_LEN(cases)].encoding);
        answer_free(a);
    }
    site_stop(s);
}

static void answers_304(void **state)
{
    static const char *const encodings[] = {"", "Accept-Encoding: gzip\r\n",
                                            "Accept-Encoding: br\r\n"};
    struct site *s = site_start(NULL);
    char seen[3][64], more[256];
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct answer *a = ask(s, "GET", "/page", encodings[i]);
        snprintf(seen[i], sizeof seen[i], "%s", answer_header(a, "ETag"));
        answer_free(a);
        snprintf(more, sizeof more, "%sIf-None-Match: \"x\", W/%s\r\n", encodings[i], seen[i]);
        a = ask(s, "GET", "/page", more);
        expect(a, 304, "ETag", seen[i]);
        expect(a, 304, "Vary", "Accept-Encoding, Cookie, Accept-Language");
        assert_int_equal(a->body_n, 0);
        answer_free(a);
        snprintf(more, sizeof more, "%sIf-None-Match: %s\r\n", encodings[(i + 1) % 3], seen[i]);
        a = ask(s, "GET", "/page", more);
        assert_int_equal(a->status, 200); /* another encoding's tag */
        answer_free(a);
    }
    assert_string_not_equal(seen[0], seen[1]);
    assert_string_not_equal(seen[1], seen[2]);
    assert_int_equal(s->rendered, 1);
    site_stop(s);
}

static void answers_head_without_a_body(void **state)
{
    static const char *const targets[] = {"/page", "/page", "/page?x", "/a/1/site.css"};
    struct site *s = site_start(NULL);
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        struct answer *a = ask(s, "HEAD", targets[i], "");
        expect(a, 200, "Content-Length", i == 3 ? "9" : "5600");
        assert_int_equal(a->body_n, 0);
        answer_free(a);
    }
    assert_int_equal(s->rendered, 2);
    site_stop(s);
}

static void serves_assets_for_ever(void **state)
{
    struct site *s = site_start(NULL);
    (void)state;
    struct answer *a =
        ask(s, "GET", "/a/1/site.css", "Accept-Encoding: br\r\nCookie: session=x\r\n");
    expect(a, 200, "Cache-Control", "public, max-age=31536000, immutable");
    expect(a, 200, "Content-Encoding", "br");
    expect(a, 200, "ETag", "\"abc-b\"");
    expect(a, 200, "Content-Type", "text/css; charset=utf-8");
    answer_free(a);
    a = ask(s, "GET", "/a/2/icon.png", "Accept-Encoding: br\r\n");
    expect(a, 200, "Vary", NULL);
    expect(a, 200, "Content-Encoding", NULL);
    answer_free(a);
    a = ask(s, "GET", "/a/2/icon.png", "If-None-Match: \"def\"\r\n");
    assert_int_equal(a->status, 304);
    answer_free(a);
    a = ask(s, "POST", "/a/2/icon.png", "");
    assert_int_equal(a->status, 404);
    answer_free(a);
    site_stop(s);
}

static void checks_the_host(void **state)
{
    static const struct {
        const char *host;
        int status;
    } cases[] = {{"localhost", 404},      {"LOCALHOST:8080", 404}, {"example.org:", 404},
                 {"[::1]:1", 404},        {"example.com", 421},    {"[::2]", 421},
                 {"example.org.", 421},   {"[::1", 400},           {"localhost:x", 400},
                 {"localhost:99999", 400}};
    struct site *s = site_start(NULL);
    char text[256];
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        int fd = dial(s);
        snprintf(text, sizeof text, "GET /no HTTP/1.1\r\nHost: %s\r\n\r\n", cases[i].host);
        send_text(fd, text);
        struct answer *a = read_answer(fd, 3000, true);
        if (a->status != cases[i].status)
            fail_msg("%s: %d", cases[i].host, a->status);
        answer_free(a);
        close(fd);
    }
    site_stop(s);
}

static void keeps_connections_alive(void **state)
{
    struct site *s = site_start(NULL);
    int fd = dial(s);
    (void)state;
    for (int i = 0; i < 20; i++) {
        send_text(fd, i % 2 ? "GET /page HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            : "GET /who HTTP/1.1\r\nHost: localhost\r\n\r\n");
        struct answer *a = read_answer(fd, 3000, true);
        assert_int_equal(a->status, 200);
        assert_int_equal(a->heads, 1);
        answer_free(a);
    }
    close(fd);
    fd = dial(s); /* HTTP/1.0 asks for it, and needs no host */
    for (int i = 0; i < 3; i++) {
        send_text(fd, "GET /page HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        struct answer *a = read_answer(fd, 3000, true);
        assert_int_equal(a->status, 200);
        answer_free(a);
    }
    close(fd);
    site_stop(s);
}

static void takes_bodies(void **state)
{
    struct site *s = site_start(NULL);
    int fd = dial(s);
    (void)state;
    send_text(fd, "POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                  "Content-Length: 5\r\n\r\n");
    struct answer *a = read_answer(fd, 500, false);
    assert_string_equal(a->bytes, "HTTP/1.1 100 Continue\r\n\r\n");
    answer_free(a);
    send_text(fd, "hello");
    a = read_answer(fd, 3000, true);
    assert_string_equal(a->body, "5");
    answer_free(a);
    send_text(fd, "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: Chunked\r\n\r\n"
                  "3\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n");
    a = read_answer(fd, 3000, false);
    assert_string_equal(a->body, "13");
    assert_true(a->closed);
    answer_free(a);
    close(fd);
    site_stop(s);
}

static void verify_on(struct http_config *config, struct http_limits *limits)
{
    (void)limits;
    config->cache_verify = true;
}

static void verifies_the_cache(void **state)
{
    struct site *s = site_start(verify_on);
    (void)state;
    for (int i = 0; i < 3; i++) {
        struct answer *a = ask(s, "GET", "/page", "Accept-Encoding: gzip\r\n");
        expect(a, 200, "Content-Encoding", "gzip");
        answer_free(a);
    }
    assert_int_equal(s->rendered, 3);
    answer_free(ask(s, "GET", "/liar", ""));
    struct answer *a = ask(s, "GET", "/liar", "");
    assert_int_equal(a->status, 500);
    assert_non_null(strstr(a->body, "/liar"));
    answer_free(a);
    assert_int_equal(http_counters(s->server).cache_mismatches, 1);
    site_stop(s);
}

static void says_why_it_does_not_start(void **state)
{
    static const char *const languages[] = {"fr", NULL};
    struct site *s = site_start(NULL);
    struct http_config config = {
        .host = "127.0.0.1", .port = http_port(s->server), .languages = languages};
    struct http_server *second = NULL;
    const char *why = NULL;
    (void)state;
    assert_int_equal(http_start(&config, &second, &why), ERR_IO);
    assert_string_equal(why, "this port is taken");
    config.host = "not an address";
    assert_int_equal(http_start(&config, &second, &why), ERR_IO);
    site_stop(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(serves_a_page_from_the_cache),
        cmocka_unit_test(leaves_visitors_with_a_session_alone),
        cmocka_unit_test(keeps_zones_and_languages_apart),
        cmocka_unit_test(does_not_keep_what_moved),
        cmocka_unit_test(chooses_the_encoding),
        cmocka_unit_test(answers_304),
        cmocka_unit_test(answers_head_without_a_body),
        cmocka_unit_test(serves_assets_for_ever),
        cmocka_unit_test(checks_the_host),
        cmocka_unit_test(keeps_connections_alive),
        cmocka_unit_test(takes_bodies),
        cmocka_unit_test(verifies_the_cache),
        cmocka_unit_test(says_why_it_does_not_start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
