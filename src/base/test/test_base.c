/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/civil.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "base/zone.h"

static struct arena a;

static int free_arena(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

static void an_arena_gives_zeroed_aligned_memory(void **state)
{
    (void)state;
    for (size_t i = 1; i < 3000; i += 7) {
        char *p = arena_alloc(&a, i);
        assert_int_equal((uintptr_t)p % _Alignof(max_align_t), 0);
        for (size_t k = 0; k < i; k++)
            assert_int_equal(p[k], 0);
        memset(p, 0xAA, i);
    }
    char *large = arena_alloc(&a, 1 << 20);
    large[(1 << 20) - 1] = 1;
    arena_clear(&a);
    char *again = arena_alloc(&a, 64);
    for (size_t k = 0; k < 64; k++)
        assert_int_equal(again[k], 0);
}

static void an_array_grows_and_keeps_what_it_had(void **state)
{
    int *v = NULL;
    size_t n = 0, cap = 0;
    (void)state;
    for (int i = 0; i < 1000; i++) {
        v = arena_grow(&a, v, n, &cap, sizeof *v);
        v[n++] = i;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(v[i], i);
}

static void a_buffer_stops_at_its_cap(void **state)
{
    BUF_SCOPED b = BUF_INIT(10);
    (void)state;
    buf_puts(&b, "12345");
    buf_puts(&b, "67890");
    assert_false(b.full);
    assert_string_equal(buf_str(&b), "1234567890");
    buf_putc(&b, 'x');
    assert_true(b.full);
    assert_string_equal(buf_str(&b), "1234567890");
    buf_clear(&b);
    assert_false(b.full);
    assert_string_equal(buf_str(&b), "");
}

static void integers_are_printed_to_their_limits(void **state)
{
    BUF_SCOPED b = BUF_INIT(100);
    (void)state;
    buf_int(&b, INT64_MIN);
    buf_putc(&b, ' ');
    buf_int(&b, INT64_MAX);
    buf_putc(&b, ' ');
    buf_int(&b, 0);
    assert_string_equal(buf_str(&b), "-9223372036854775808 9223372036854775807 0");
}

static void integers_are_read_within_their_range(void **state)
{
    int64_t v = 42;
    (void)state;
    assert_true(parse_int(str_of("-17"), -20, 0, &v) && v == -17);
    assert_true(parse_int(str_of("9223372036854775807"), 0, INT64_MAX, &v) && v == INT64_MAX);
    v = 42;
    static const char *const wrong[] = {"", "-", "1x", " 1", "+1", "9223372036854775808", "21"};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        assert_false(parse_int(str_of(wrong[i]), -20, 20, &v));
    assert_int_equal(v, 42);
}

static void pieces_are_cut(void **state)
{
    struct str rest = str_of("a,,b");
    (void)state;
    assert_true(str_is(str_cut(&rest, ','), "a"));
    assert_true(str_is(str_cut(&rest, ','), ""));
    assert_true(str_is(str_cut(&rest, ','), "b"));
    assert_null(rest.p);
}

/* ---- text ------------------------------------------------------------------------------- */

static const char *decoded(const char *bytes, size_t n, const char **encoding)
{
    struct str out = {NULL, 0};
    if (text_decode(&a, (struct str){bytes, n}, &out, encoding) != OK)
        return NULL;
    return str_dup(&a, out);
}

static void files_of_each_encoding_become_utf8(void **state)
{
    const char *e = NULL;
    (void)state;
    assert_string_equal(decoded("\xEF\xBB\xBFl\xC3\xA9\r\n9h\r", 11, &e), "lé\n9h\n");
    assert_string_equal(e, "UTF-8");
    assert_string_equal(decoded("l\xE9 \x80 \x96 \x9C", 8, &e), "lé € – œ");
    assert_string_equal(e, "windows-1252");
    assert_string_equal(decoded("\xFF\xFEl\0\xE9\0", 6, &e), "lé");
    assert_string_equal(decoded("\xFE\xFF\0l\0\xE9", 6, &e), "lé");
    assert_string_equal(decoded("P\0r\0o\0g\0r\0a\0m\0m\0e\0", 18, &e), "Programme");
    assert_string_equal(decoded("e\xCC\x81", 3, &e), "é"); /* composed */
}

static void what_is_not_text_is_refused(void **state)
{
    const char *e = NULL;
    char noise[512];
    (void)state;
    for (size_t i = 0; i < sizeof noise; i++)
        noise[i] = (char)(i * 37 % 251);
    assert_null(decoded(noise, sizeof noise, &e));
    assert_null(decoded("\x7F"
                        "ELF\x02\x01\x01\0\0\0\0\0",
                        12, &e));
    assert_null(decoded("\xFF\xFE\x00\xD8", 4, &e)); /* half a surrogate pair */
}

static void folding_forgets_accents_and_case(void **state)
{
    (void)state;
    assert_true(str_is(text_fold(&a, str_of("L’ÉCŒUR – Île\u00A0où")), "l'ecoeur - ile ou"));
    assert_true(str_is(text_fold(&a, str_of("a\u00ADb\u200Bc")), "abc"));
}

static void slugs_are_made_of_plain_letters(void **state)
{
    (void)state;
    assert_string_equal(text_slug(&a, "L’économie de l’alliance !"), "l-economie-de-l-alliance");
    assert_string_equal(text_slug(&a, "…"), "x");
    char *slug =
        text_slug(&a, "mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot mot "
                      "mot mot mot mot mot mot mot");
    assert_true(strlen(slug) <= 80);
    assert_true(slug[strlen(slug) - 1] != '-');
}

static void french_order_puts_accents_with_their_letters(void **state)
{
    (void)state;
    struct str e = text_sort_key(&a, "fr", str_of("élan")),
               f = text_sort_key(&a, "fr", str_of("fa"));
    size_t n = e.n < f.n ? e.n : f.n;
    assert_true(memcmp(e.p, f.p, n) < 0);
}

/* ---- json ------------------------------------------------------------------------------- */

static void json_escapes_and_nests(void **state)
{
    BUF_SCOPED b = BUF_INIT(1000);
    struct json j = json_to(&b);
    (void)state;
    json_begin_object(&j);
    json_key_text(&j, "é", "a\"b\\c\n</script>&\x01");
    json_key(&j, "list");
    json_begin_array(&j);
    json_int(&j, -1);
    json_put_null(&j);
    json_begin_array(&j);
    json_end(&j);
    json_end(&j);
    json_key_bool(&j, "yes", true);
    json_end(&j);
    assert_string_equal(buf_str(&b), "{\"é\":\"a\\\"b\\\\c\\n\\u003c/script\\u003e\\u0026\\u0001\","
                                     "\"list\":[-1,null,[]],\"yes\":true}");
}

/* ---- dates ------------------------------------------------------------------------------ */

static void every_day_of_four_centuries_comes_back(void **state)
{
    (void)state;
    struct civil first = {.year = 1800, .month = 1, .day = 1};
    int64_t from = civil_day_number(&first);
    for (int64_t d = from; d < from + 146097; d++) {
        struct civil c = civil_from_day(d);
        assert_int_equal(civil_day_number(&c), d);
        assert_true(civil_valid_date(c.year, c.month, c.day));
    }
    assert_false(civil_valid_date(2021, 2, 29));
    assert_true(civil_valid_date(2020, 2, 29));
    struct civil monday = {.year = 2021, .month = 7, .day = 12};
    assert_int_equal(civil_weekday(&monday), 0);
}

static void zones_know_their_hours(void **state)
{
    static const struct {
        const char *zone;
        int hour, day;
    } at[] = {{"Europe/Paris", 9, 12},       {"America/Guadeloupe", 3, 12},
              {"Indian/Reunion", 11, 12},    {"Pacific/Noumea", 18, 12},
              {"Pacific/Wallis", 19, 12},    {"Pacific/Tahiti", 21, 11},
              {"Pacific/Marquesas", 21, 11}, {"America/Miquelon", 5, 12}};
    int64_t t;
    (void)state;
    assert_true(instant_parse("2021-07-12T09:00", "Europe/Paris", &t));
    for (size_t i = 0; i < ARRAY_LEN(at); i++) {
        struct civil c;
        const struct zone *z = zone_open(&a, at[i].zone);
        assert_non_null(z);
        zone_local(z, t, &c);
        assert_int_equal(c.hour, at[i].hour);
        assert_int_equal(c.day, at[i].day);
        assert_int_equal(zone_utc(z, c), t);
    }
}

static void hours_that_do_not_exist_or_exist_twice_are_settled(void **state)
{
    const struct zone *z = zone_open(&a, "Europe/Paris");
    (void)state;
    struct civil twice = {.year = 2021, .month = 10, .day = 31, .hour = 2, .minute = 30};
    assert_int_equal(zone_utc(z, twice), 1635640200); /* the summer one */
    struct civil never = {.year = 2021, .month = 3, .day = 28, .hour = 2, .minute = 30};
    assert_int_equal(zone_utc(z, never), 1616895000); /* shown as 3:30 */
}

static void zones_that_are_none_are_refused(void **state)
{
    static const char *const wrong[] = {"",          "Paris",         "Europe/Nulle",   "UTC",
                                        "Etc/GMT+3", "../etc/passwd", "Europe/Paris\n", "GMT+02:00",
                                        "a/b/c"};
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        assert_null(zone_canonical(&a, wrong[i]));
    assert_string_equal(zone_canonical(&a, "Europe/Paris"), "Europe/Paris");
    size_t n;
    const char *const *all = zone_list(&a, &n);
    assert_true(n > 300);
    for (size_t i = 0; i < n; i++)
        assert_non_null(zone_open(&a, all[i]));
}

static void instants_are_read(void **state)
{
    int64_t t = 0, u = 0;
    (void)state;
    assert_true(instant_parse("2021-07-05T09:00", "Europe/Paris", &t));
    assert_true(instant_parse("2021-07-05T07:00:00Z", "Europe/Paris", &u) && t == u);
    assert_true(instant_parse("2021-07-05T03:00-04:00", "Europe/Paris", &u) && t == u);
    static const char *const wrong[] = {
        "", "2021-02-30", "2021-07-05T25:00", "2021-07-05T09:00X", "hier", "2021-07-05T09"};
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
        assert_false(instant_parse(wrong[i], "Europe/Paris", &t));
}

static void the_clock_starts_where_it_is_told(void **state)
{
    (void)state;
    struct clock c = clock_from(1625468400);
    int64_t now = clock_now(&c);
    assert_true(now >= 1625468400 && now < 1625468400 + 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_arena_gives_zeroed_aligned_memory),
        cmocka_unit_test(an_array_grows_and_keeps_what_it_had),
        cmocka_unit_test(a_buffer_stops_at_its_cap),
        cmocka_unit_test(integers_are_printed_to_their_limits),
        cmocka_unit_test(integers_are_read_within_their_range),
        cmocka_unit_test(pieces_are_cut),
        cmocka_unit_test(files_of_each_encoding_become_utf8),
        cmocka_unit_test(what_is_not_text_is_refused),
        cmocka_unit_test(folding_forgets_accents_and_case),
        cmocka_unit_test(slugs_are_made_of_plain_letters),
        cmocka_unit_test(french_order_puts_accents_with_their_letters),
        cmocka_unit_test(json_escapes_and_nests),
        cmocka_unit_test(every_day_of_four_centuries_comes_back),
        cmocka_unit_test(zones_know_their_hours),
        cmocka_unit_test(hours_that_do_not_exist_or_exist_twice_are_settled),
        cmocka_unit_test(zones_that_are_none_are_refused),
        cmocka_unit_test(instants_are_read),
        cmocka_unit_test(the_clock_starts_where_it_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, free_arena);
}
