/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requests that two programs could read differently: one answer, the connection closed, nothing
 * behind it served. */
#include "http/test/harness.h"

#include <unistd.h>

struct bad {
    const char *name, *bytes;
    size_t n;
    int status;
};

#define HOST "Host: localhost\r\n"
#define BAD(name, status, text)                                                                    \
    {                                                                                              \
        name, text, sizeof text - 1, status                                                        \
    }

static const struct bad cases[] = {
    BAD("two lengths", 400,
        "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 0\r\nContent-Length: 44\r\n\r\n"),
    BAD("two equal lengths", 400,
        "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 0\r\nContent-Length: 0\r\n\r\n"),
    BAD("length and chunked", 400,
        "POST /echo HTTP/1.1\r\n" HOST
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    BAD("chunked and length", 400,
        "POST /echo HTTP/1.1\r\n" HOST
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n"),
    BAD("blank before the colon", 400, "POST /echo HTTP/1.1\r\n" HOST "Content-Length : 5\r\n\r\n"),
    BAD("tab before the colon", 400,
        "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n"),
    BAD("two hosts", 400, "GET /page HTTP/1.1\r\n" HOST "Host: example.org\r\n\r\n"),
    BAD("no host", 400, "GET /page HTTP/1.1\r\nAccept: */*\r\n\r\n"),
    BAD("no field at all", 400, "GET /page HTTP/1.1\r\n\r\n"),
    BAD("NUL in a value", 400, "GET /page HTTP/1.1\r\n" HOST "X: a\0b\r\n\r\n"),
    BAD("NUL at a value's end", 400, "GET /page HTTP/1.1\r\n" HOST "X: a\0\r\n\r\n"),
    BAD("NUL hides a host", 400, "GET /page HTTP/1.1\r\nHost: localhost\0.evil.example\r\n\r\n"),
    BAD("NUL in a length", 400, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 0\0 44\r\n\r\n"),
    BAD("NUL in a name", 400, "GET /page HTTP/1.1\r\n" HOST "X\0Y: a\r\n\r\n"),
    BAD("NUL in the target", 400, "GET /page\0x HTTP/1.1\r\n" HOST "\r\n"),
    BAD("NUL in the query", 400, "GET /page?a\0x HTTP/1.1\r\n" HOST "\r\n"),
    BAD("NUL in the method", 400, "GET\0 /page HTTP/1.1\r\n" HOST "\r\n"),
    BAD("control in a value", 400, "GET /page HTTP/1.1\r\n" HOST "X: a\x01\r\n\r\n"),
    BAD("bare CR in a value", 400, "GET /page HTTP/1.1\r\n" HOST "X: a\rContent-Length: 9\r\n\r\n"),
    BAD("bare LF ends a field", 400, "GET /page HTTP/1.1\r\n" HOST "X: a\nY: b\r\n\r\n"),
    BAD("bare LF ends the request line", 400, "GET /page HTTP/1.1\n" HOST "\r\n"),
    BAD("bare LF ends the head", 400, "GET /page HTTP/1.1\r\n" HOST "\n"),
    BAD("continued line", 400, "GET /page HTTP/1.1\r\n" HOST "X: a\r\n b\r\n\r\n"),
    BAD("continued length", 400,
        "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 0\r\n  44\r\n\r\n"),
    BAD("continued first line", 400, "GET /page HTTP/1.1\r\n X: a\r\n" HOST "\r\n"),
    BAD("no colon", 400, "GET /page HTTP/1.1\r\n" HOST "X a\r\n\r\n"),
    BAD("empty name", 400, "GET /page HTTP/1.1\r\n" HOST ": a\r\n\r\n"),
    BAD("odd name", 400, "GET /page HTTP/1.1\r\n" HOST "X(Y): a\r\n\r\n"),
    BAD("name beyond ASCII", 400, "GET /page HTTP/1.1\r\n" HOST "X\xc3\xa9: a\r\n\r\n"),
    BAD("length +5", 400, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: +5\r\n\r\nhello"),
    BAD("length -1", 400, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\n"),
    BAD("length 5, 5", 400, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5, 5\r\n\r\nhello"),
    BAD("length 0x5", 400, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 0x5\r\n\r\nhello"),
    BAD("empty length", 400, "POST /echo HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n"),
    BAD("endless length", 413,
        "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999999\r\n\r\n"),
    BAD("chunked, chunked", 400,
        "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
    BAD("chunked twice", 400,
        "POST /echo HTTP/1.1\r\n" HOST
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    BAD("gzip, chunked", 400,
        "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
    BAD("identity", 400, "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\n"),
    BAD("xchunked", 400,
        "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
    BAD("chunked in 1.0", 400,
        "POST /echo HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    BAD("GET with a body", 400, "GET /page HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello"),
    BAD("GET chunked", 400,
        "GET /page HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    BAD("absolute form", 400, "GET http://localhost/page HTTP/1.1\r\n" HOST "\r\n"),
    BAD("asterisk", 400, "OPTIONS * HTTP/1.1\r\n" HOST "\r\n"),
    BAD("two blanks before the target", 400, "GET  /page HTTP/1.1\r\n" HOST "\r\n"),
    BAD("two blanks behind it", 400, "GET /page  HTTP/1.1\r\n" HOST "\r\n"),
    BAD("blank in the target", 400, "GET /page /who HTTP/1.1\r\n" HOST "\r\n"),
    BAD("tab in the target", 400, "GET /pa\tge HTTP/1.1\r\n" HOST "\r\n"),
    BAD("fragment", 400, "GET /page#x HTTP/1.1\r\n" HOST "\r\n"),
    BAD("dot segments", 400, "GET /a/../page HTTP/1.1\r\n" HOST "\r\n"),
    BAD("escaped dot segments", 400, "GET /a/%2e%2E/page HTTP/1.1\r\n" HOST "\r\n"),
    BAD("escaped slash and dots", 400, "GET /a%2f..%2fpage HTTP/1.1\r\n" HOST "\r\n"),
    BAD("escaped NUL", 400, "GET /page%00 HTTP/1.1\r\n" HOST "\r\n"),
    BAD("escaped line break", 400, "GET /page%0d%0aX:%20y HTTP/1.1\r\n" HOST "\r\n"),
    BAD("bad escape", 400, "GET /page%2 HTTP/1.1\r\n" HOST "\r\n"),
    BAD("not UTF-8", 400, "GET /page%ff HTTP/1.1\r\n" HOST "\r\n"),
    BAD("odd method", 400, "G(T /page HTTP/1.1\r\n" HOST "\r\n"),
    BAD("TRACE", 405, "TRACE /page HTTP/1.1\r\n" HOST "\r\n"),
    BAD("CONNECT", 405, "CONNECT /page HTTP/1.1\r\n" HOST "\r\n"),
    BAD("another's host", 421, "GET /page HTTP/1.1\r\nHost: evil.example\r\n\r\n"),
    BAD("a host that begins alike", 421,
        "GET /page HTTP/1.1\r\nHost: localhost.evil.example\r\n\r\n"),
    BAD("empty host", 400, "GET /page HTTP/1.1\r\nHost:\r\n\r\n"),
    BAD("host with an odd port", 400, "GET /page HTTP/1.1\r\nHost: localhost:80:80\r\n\r\n"),
    BAD("no version", 400, "GET /page\r\n" HOST "\r\n"),
    BAD("odd version", 400, "GET /page HTTP/1.1x\r\n" HOST "\r\n"),
    BAD("HTTP/2", 505, "GET /page HTTP/2.0\r\n" HOST "\r\n"),
    BAD("bad chunk", 400,
        "POST /echo HTTP/1.1\r\n" HOST
        "Transfer-Encoding: chunked\r\n\r\nxyz\r\nhello\r\n0\r\n\r\n"),
    BAD("chunk longer than told", 400,
        "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n"),
    /* harmless by itself, but no second request may follow */
    BAD("chunk ended by a bare LF", 200,
        "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n"),
    BAD("chunk with an extension", 200,
        "POST /echo HTTP/1.1\r\n" HOST
        "Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\n\r\n"),
};

static const char behind[] = "GET /smuggled HTTP/1.1\r\n" HOST "\r\n";

static int try_case(const struct site *s, const struct bad *b)
{
    int fd = dial(s), wrong = 0;
    send_bytes(fd, b->bytes, b->n);
    send_bytes(fd, behind, sizeof behind - 1);
    struct answer *a = read_answer(fd, 3000, false);
    close(fd);
    if (a->status != b->status || !a->closed || strstr(a->bytes, "nothing here")) {
        print_error("%s: status %d instead of %d, closed %d\n%.300s\n", b->name, a->status,
                    b->status, a->closed, a->bytes);
        wrong = 1;
    }
    answer_free(a);
    return wrong;
}

static void refuses_what_is_ambiguous(void **state)
{
    struct site *s = site_start(NULL);
    int wrong = 0;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        wrong += try_case(s, &cases[i]);
    assert_int_equal(wrong, 0);
    assert_int_equal(s->smuggled, 0);
    site_stop(s);
}

/* The same test's other half: what is right goes through, and a pipeline of right requests is
 * answered in order. */
static void serves_what_is_right(void **state)
{
    struct site *s = site_start(NULL);
    int fd = dial(s);
    (void)state;
    send_text(fd, "GET /who?x=%20y HTTP/1.1\r\nhOST:   localhost:8080\t \r\nX-Empty:\r\n"
                  "Accept-Language: en-GB\r\nCookie: a=b; fuseau=Europe/Paris\r\n\r\n"
                  "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\nhello"
                  "GET /smuggled HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n");
    struct answer *a = read_answer(fd, 3000, false);
    close(fd);
    assert_int_equal(a->status, 200);
    assert_int_equal(a->heads, 3);
    assert_true(a->closed);
    assert_non_null(strstr(a->bytes, "GET /who [x=%20y] en [] [Europe/Paris]HTTP/1.1 200 OK"));
    assert_non_null(strstr(a->bytes, "\r\n\r\n5HTTP/1.1 404"));
    assert_int_equal(s->smuggled, 1);
    answer_free(a);
    site_stop(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses_what_is_ambiguous),
        cmocka_unit_test(serves_what_is_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
