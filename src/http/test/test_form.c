/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/http.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static enum err parse(struct arena *a, const char *text, struct http_form *f)
{
    return http_form_parse(a, str_of(text), f);
}

static void reads_fields_in_order(void **state)
{
    struct arena a = ARENA_INIT;
    struct http_form f;
    (void)state;
    assert_int_equal(parse(&a, "titre=L%27%C3%A9conomie+bleue&tag=a&tag=b&&vide=&seul&=x", &f), OK);
    assert_int_equal(f.n, 6);
    assert_string_equal(http_form_get(&f, "titre"), "L'économie bleue");
    assert_string_equal(http_form_get(&f, "tag"), "a");
    assert_string_equal(f.fields[2].value, "b");
    assert_string_equal(http_form_get(&f, "vide"), "");
    assert_string_equal(http_form_get(&f, "seul"), "");
    assert_string_equal(http_form_get(&f, ""), "x");
    assert_null(http_form_get(&f, "absent"));
    assert_int_equal(parse(&a, "", &f), OK);
    assert_int_equal(f.n, 0);
    assert_int_equal(parse(&a, "a=b=c", &f), OK);
    assert_string_equal(http_form_get(&f, "a"), "b=c");
    arena_free(&a);
}

static void decodes_once(void **state)
{
    struct arena a = ARENA_INIT;
    struct http_form f;
    (void)state;
    assert_int_equal(parse(&a, "x=%2526%2B%0D%0A", &f), OK);
    assert_string_equal(http_form_get(&f, "x"), "%26+\r\n");
    arena_free(&a);
}

static void refuses_what_is_no_text(void **state)
{
    static const char *const bad[] = {"a=%",   "a=%4",  "a=%4g",      "a=%00",
                                      "a=%ff", "%c3=1", "a=%ed%a0%80"};
    struct arena a = ARENA_INIT;
    struct http_form f;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        assert_int_equal(parse(&a, bad[i], &f), ERR_BAD_REQUEST);
    assert_int_equal(http_form_parse(&a, (struct str){"a=\0b", 4}, &f), ERR_BAD_REQUEST);
    arena_free(&a);
}

static void bounds_the_fields(void **state)
{
    struct arena a = ARENA_INIT;
    BUF_SCOPED b = BUF_INIT(100000);
    struct http_form f;
    (void)state;
    for (int i = 0; i < HTTP_FORM_MAX_FIELDS; i++)
        buf_puts(&b, "a=1&");
    assert_int_equal(parse(&a, buf_str(&b), &f), OK);
    assert_int_equal(f.n, HTTP_FORM_MAX_FIELDS);
    buf_puts(&b, "a=1");
    assert_int_equal(parse(&a, buf_str(&b), &f), ERR_BAD_REQUEST);
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_fields_in_order),
        cmocka_unit_test(decodes_once),
        cmocka_unit_test(refuses_what_is_no_text),
        cmocka_unit_test(bounds_the_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
