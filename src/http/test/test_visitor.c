/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who asks, behind proxies that are ours and those that are not. */
#include "http/test/harness.h"

#include <stdio.h>

static struct network ours[8];
static size_t n_ours;
static const char *listen_on_host = "127.0.0.1";

static void trust(const char *list)
{
    n_ours = 0;
    for (struct str rest = str_of(list); rest.p && *list;)
        assert_true(network_parse(str_trim(str_cut(&rest, ',')), &ours[n_ours++]));
}

static void set(struct http_config *c, struct http_limits *l)
{
    (void)l;
    c->host = listen_on_host;
    c->proxies = ours;
    c->n_proxies = n_ours;
}

/* What the server takes the visitor for, whose request has these fields more. */
static void expect(const struct site *s, const char *more, const char *address)
{
    struct answer *a = ask(s, "GET", "/visitor", more);
    assert_int_equal(a->status, 200);
    size_t n = strlen(address);
    if (a->body_n <= n || strncmp(a->body, address, n) != 0 || a->body[n] != ' ')
        fail_msg("%s\nis taken for %.*s, not %s", more, (int)a->body_n, a->body, address);
    answer_free(a);
}

#define FOR(list) "X-Forwarded-For: " list "\r\n"

static void nobody_is_believed_without_being_named(void **state)
{
    (void)state;
    trust("");
    struct site *s = site_start(set);
    expect(s, "", "::ffff:127.0.0.1");
    expect(s, FOR("203.0.113.9"), "::ffff:127.0.0.1");
    trust("10.0.0.0/8, 192.168.0.0/16"); /* networks that used to be believed */
    expect(s, FOR("203.0.113.9"), "::ffff:127.0.0.1");
    site_stop(s);
}

static void a_proxy_says_who_asks(void **state)
{
    static const struct {
        const char *more, *address;
    } all[] = {
        {"", "::ffff:127.0.0.1"},
        {FOR("203.0.113.9"), "::ffff:203.0.113.9"},
        {FOR("  203.0.113.9\t"), "::ffff:203.0.113.9"},
        {"x-forwarded-for:203.0.113.9\r\n", "::ffff:203.0.113.9"},
        {FOR("203.0.113.9:4711"), "::ffff:203.0.113.9"},
        {FOR("203.0.113.9:0"), "::ffff:203.0.113.9"},
        {FOR("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::"}, /* their /64 */
        {FOR("[2001:db8:1:2:3:4:5:6]"), "2001:db8:1:2::"},
        {FOR("[2001:db8:1:2:3:4:5:6]:443"), "2001:db8:1:2::"},
        {FOR("::ffff:203.0.113.9"), "::ffff:203.0.113.9"}, /* the same person as by IPv4 */
        {FOR("[::ffff:203.0.113.9]:1"), "::ffff:203.0.113.9"},
        {FOR("::FFFF:CB00:7109"), "::ffff:203.0.113.9"},
        /* what the visitor wrote stands before what our proxy saw */
        {FOR("198.51.100.1, 203.0.113.9"), "::ffff:203.0.113.9"},
        {FOR("127.0.0.1, 203.0.113.9"), "::ffff:203.0.113.9"},
        {FOR("198.51.100.1") FOR("203.0.113.9"), "::ffff:203.0.113.9"},
        {FOR("203.0.113.9") FOR("198.51.100.1,127.0.0.9"), "::ffff:198.51.100.1"},
        /* a chain of ours: the first that is not */
        {FOR("198.51.100.1, 203.0.113.9, 10.1.2.3, 127.0.0.1"), "::ffff:203.0.113.9"},
        {FOR("203.0.113.9") FOR("10.1.2.3") FOR("127.0.0.1"), "::ffff:203.0.113.9"},
        {FOR("10.9.9.9, 10.1.2.3"), "::ffff:10.9.9.9"}, /* all ours: the one furthest away */
        {FOR("203.0.113.9, 2001:db8:ffff::7"), "::ffff:203.0.113.9"},
    };
    (void)state;
    trust("127.0.0.0/8, 10.0.0.0/8, 2001:db8:ffff::/48");
    struct site *s = site_start(set);
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        expect(s, all[i].more, all[i].address);
    site_stop(s);
}

/* Whoever says what is no address stands for those behind it: no garbage makes a new visitor. */
static void garbage_is_who_said_it(void **state)
{
    static const char *const all[] = {
        FOR(""),
        FOR(","),
        FOR("unknown"),
        FOR("_hidden"),
        FOR("203.0.113"),
        FOR("203.0.113.256"),
        FOR("0203.0.113.9"),
        FOR("203.0.113.9:"),
        FOR("203.0.113.9:65536"),
        FOR("203.0.113.9:-1"),
        FOR("203.0.113.9:+1"),
        FOR("203.0.113.9:0x50"),
        FOR("203.0.113.9 203.0.113.8"),
        FOR("203.0.113.9;"),
        FOR("203.0.113.9/32"),
        FOR("http://203.0.113.9"),
        FOR("\"203.0.113.9\""),
        FOR("[203.0.113.9]"),
        FOR("[2001:db8::1"),
        FOR("2001:db8::1]"),
        FOR("[2001:db8::1]443"),
        FOR("[2001:db8::1]:"),
        FOR("[2001:db8::1]:70000"),
        FOR("[]"),
        FOR("2001:db8::1%eth0"),
        FOR("2001:db8::1::2"),
        FOR("1:2:3:4:5:6:7:8:9"),
        FOR("203.0.113.9, unknown"),
        FOR("203.0.113.9,"),
        FOR("203.0.113.9") FOR(""),
        FOR("\xff\xfe"),
        "Forwarded: for=203.0.113.9\r\n",
        "X-Real-IP: 203.0.113.9\r\n",
        "X-Forwarded: 203.0.113.9\r\n",
    };
    (void)state;
    trust("127.0.0.0/8");
    struct site *s = site_start(set);
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        expect(s, all[i], "::ffff:127.0.0.1");
    expect(s, FOR("203.0.113.9, garbage, 127.0.0.5"), "::ffff:127.0.0.5");
    site_stop(s);
}

static void a_long_list_is_read_to_its_end(void **state)
{
    struct buf b = BUF_INIT(HTTP_HEAD_MAX);
    (void)state;
    trust("127.0.0.0/8");
    struct site *s = site_start(set);
    buf_puts(&b, "X-Forwarded-For: 203.0.113.9");
    for (int i = 0; i < 1200; i++)
        buf_puts(&b, ",127.0.0.7");
    buf_puts(&b, "\r\n");
    expect(s, buf_str(&b), "::ffff:203.0.113.9");
    buf_free(&b);
    site_stop(s);
}

/* On a socket for both families the peer's own address comes mapped. */
static void a_mapped_peer_is_the_same_peer(void **state)
{
    (void)state;
    trust("127.0.0.1");
    listen_on_host = "::";
    struct site *s = site_start(set);
    listen_on_host = "127.0.0.1";
    expect(s, "", "::ffff:127.0.0.1");
    expect(s, FOR("203.0.113.9"), "::ffff:203.0.113.9");
    site_stop(s);
}

static void copy_number(const struct site *s, const char *more, char out[64])
{
    struct answer *a = ask(s, "GET", "/visitor", more);
    assert_int_equal(sscanf(a->body, "%*s %63s", out), 1);
    answer_free(a);
}

static void a_number_stands_for_an_address(void **state)
{
    char one[64], same[64], neighbour[64], other[64];
    (void)state;
    trust("127.0.0.0/8");
    struct site *s = site_start(set);
    copy_number(s, FOR("2001:db8:1:2::5"), one);
    copy_number(s, FOR("2001:db8:1:2:ffff::9"), same);
    copy_number(s, FOR("2001:db8:1:3::5"), neighbour);
    copy_number(s, FOR("203.0.113.9"), other);
    assert_string_equal(one, same);
    assert_string_not_equal(one, neighbour);
    assert_string_not_equal(one, other);
    site_stop(s);
}

static void tls_is_said_by_a_proxy_alone(void **state)
{
    (void)state;
    for (int ours_too = 0; ours_too < 2; ours_too++) {
        trust(ours_too ? "127.0.0.0/8" : "10.0.0.0/8");
        struct site *s = site_start(set);
        struct answer *a = ask(s, "GET", "/visitor", "X-Forwarded-Proto: https\r\n");
        assert_int_equal(a->body[a->body_n - 1], ours_too ? '1' : '0');
        answer_free(a);
        site_stop(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_is_believed_without_being_named),
        cmocka_unit_test(a_proxy_says_who_asks),
        cmocka_unit_test(garbage_is_who_said_it),
        cmocka_unit_test(a_long_list_is_read_to_its_end),
        cmocka_unit_test(a_mapped_peer_is_the_same_peer),
        cmocka_unit_test(a_number_stands_for_an_address),
        cmocka_unit_test(tls_is_said_by_a_proxy_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
