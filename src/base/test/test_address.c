/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Addresses and networks, as operators and proxies write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/address.h"

static struct address address(const char *text)
{
    struct address a;
    if (!address_parse(str_of(text), &a))
        fail_msg("%s is an address", text);
    return a;
}

static bool holds(const char *net, const char *text)
{
    struct network n;
    struct address a = address(text);
    if (!network_parse(str_of(net), &n))
        fail_msg("%s is a network", net);
    return network_holds(&n, &a);
}

static void a_network_holds_what_begins_alike(void **state)
{
    (void)state;
    assert_true(holds("10.0.0.0/8", "10.255.0.1"));
    assert_false(holds("10.0.0.0/8", "11.0.0.0"));
    assert_true(holds("192.0.2.128/25", "192.0.2.129"));
    assert_false(holds("192.0.2.128/25", "192.0.2.127"));
    assert_true(holds("192.0.2.7", "192.0.2.7"));
    assert_false(holds("192.0.2.7", "192.0.2.6"));
    assert_true(holds("192.0.2.7/32", "::ffff:192.0.2.7"));
    assert_true(holds("::ffff:10.0.0.0/104", "10.2.3.4"));
    assert_true(holds("0.0.0.0/0", "203.0.113.1"));
    assert_false(holds("0.0.0.0/0", "2001:db8::1")); /* every IPv4 address, and no other */
    assert_true(holds("::/0", "203.0.113.1"));
    assert_true(holds("2001:db8::/32", "2001:db8:ffff::1"));
    assert_false(holds("2001:db8::/32", "2001:db9::1"));
    assert_true(holds("2001:db8:0:8000::/49", "2001:db8:0:ffff::"));
    assert_false(holds("2001:db8:0:8000::/49", "2001:db8:0:7fff::"));
    assert_true(holds("::1", "::1"));
    assert_false(holds("::1", "::2"));
}

static void what_is_no_network_is_refused(void **state)
{
    static const char *const bad[] = {
        "",          "/8",    "10.0.0.0/",          "10.0.0.0/33", "10.0.0.0/-1",    "10.0.0.1/8",
        "10.0.0/8",  "10/8",  "10.0.0.0/8/8",       "::/129",      "2001:db8::1/32", "localhost",
        "10.0.0.0 ", "[::1]", "10.0.0.0/255.0.0.0", "10.0.0.0/+8", "10.0.0.0/0x8"};
    struct network n;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        if (network_parse(str_of(bad[i]), &n))
            fail_msg("« %s » is no network", bad[i]);
}

static void a_subscriber_is_an_address_or_a_64(void **state)
{
    (void)state;
    struct address a = address("2001:db8:1:2:3:4:5:6"), b = address("2001:db8:1:2::");
    struct address s = address_subscriber(&a);
    assert_memory_equal(s.b, b.b, ADDRESS_BYTES);
    a = address("203.0.113.9");
    s = address_subscriber(&a);
    assert_memory_equal(s.b, a.b, ADDRESS_BYTES);
    assert_true(address_is_v4(&a));
    assert_false(address_is_v4(&b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_network_holds_what_begins_alike),
        cmocka_unit_test(what_is_no_network_is_refused),
        cmocka_unit_test(a_subscriber_is_an_address_or_a_64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
