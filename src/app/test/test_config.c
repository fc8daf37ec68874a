/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where options come from: the command line, the environment, the file, the defaults; and which
 * proxies they name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct arena a;
static char file[32];

static int up(void **state)
{
    (void)state;
    a = (struct arena)ARENA_INIT;
    snprintf(file, sizeof file, "/tmp/maillage-config-XXXXXX");
    int fd = mkstemp(file);
    assert_true(fd >= 0);
    close(fd);
    return 0;
}

static int down(void **state)
{
    (void)state;
    unsetenv("MAILLAGE_PROXIES");
    unsetenv("MAILLAGE_CONFIG");
    unlink(file);
    arena_free(&a);
    return 0;
}

static void write_file(const char *text)
{
    FILE *f = fopen(file, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static struct config read_with(const char *proxies)
{
    const struct http_field given[] = {{"--config", file}, {"--proxies", proxies}};
    struct config c;
    const char *why = "";
    if (config_read(&a, given, proxies ? 2 : 1, &c, &why) != OK)
        fail_msg("%s", why);
    return c;
}

static bool trusts(const struct config *c, const char *text)
{
    struct address address;
    assert_true(address_parse(str_of(text), &address));
    for (size_t i = 0; i < c->n_proxies; i++)
        if (network_holds(&c->proxies[i], &address))
            return true;
    return false;
}

static void this_machine_unless_said_otherwise(void **state)
{
    (void)state;
    struct config c = read_with(NULL);
    assert_true(trusts(&c, "127.0.0.1"));
    assert_true(trusts(&c, "::1"));
    assert_true(trusts(&c, "::ffff:127.0.0.1"));
    assert_false(trusts(&c, "10.0.0.1"));
    assert_false(trusts(&c, "192.168.1.1"));
    assert_false(trusts(&c, "fd00::1"));
    assert_false(trusts(&c, "203.0.113.9"));
}

static void the_nearest_word_counts(void **state)
{
    (void)state;
    write_file("# proxies\nproxies = 10.0.0.0/8 , 2001:db8::7\n");
    struct config c = read_with(NULL);
    assert_int_equal(c.n_proxies, 2);
    assert_true(trusts(&c, "10.1.2.3"));
    assert_true(trusts(&c, "2001:db8::7"));
    assert_false(trusts(&c, "127.0.0.1")); /* the default is replaced */
    setenv("MAILLAGE_PROXIES", "192.0.2.7", 1);
    c = read_with(NULL);
    assert_true(trusts(&c, "192.0.2.7"));
    assert_false(trusts(&c, "10.1.2.3"));
    c = read_with("none");
    assert_int_equal(c.n_proxies, 0);
}

static void what_is_wrong_is_named(void **state)
{
    static const char *const bad[] = {"",           "localhost",      "10.0.0.0/8,",
                                      "10.0.0.1/8", "10.0.0.0/8;::1", "none,::1",
                                      "[::1]",      "127.0.0.1:8017", "10.0.0.0/8,,::1"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        const struct http_field given[] = {{"--proxies", bad[i]}};
        struct config c;
        const char *why = "";
        if (config_read(&a, given, 1, &c, &why) != ERR_INVALID)
            fail_msg("« %s » is taken", bad[i]);
        assert_non_null(strstr(why, "--proxies"));
    }
}

static void there_is_room_for_sixty_four(void **state)
{
    struct buf b = BUF_INIT(4096);
    (void)state;
    for (int i = 0; i < 64; i++)
        buf_printf(&b, "%s10.0.0.%d", i ? "," : "", i);
    assert_int_equal(read_with(buf_str(&b)).n_proxies, 64);
    buf_puts(&b, ",10.0.0.64");
    const struct http_field given[] = {{"--proxies", buf_str(&b)}};
    struct config c;
    const char *why = "";
    assert_int_equal(config_read(&a, given, 1, &c, &why), ERR_INVALID);
    assert_non_null(strstr(why, "64"));
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define EACH(test) cmocka_unit_test_setup_teardown(test, up, down)
        EACH(this_machine_unless_said_otherwise),
        EACH(the_nearest_word_counts),
        EACH(what_is_wrong_is_named),
        EACH(there_is_room_for_sixty_four),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
