/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lists as spreadsheets, mail programs and people write them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/csv.h"
#include "base/text.h"

/* All rows as "[line!fault@cell] a|b|c" joined by "/", without what is usual. */
static const char *read_all(struct arena *a, const char *text)
{
    struct csv c = csv_of(str_of(text));
    struct csv_row row;
    BUF_SCOPED b = BUF_INIT(1 << 20);
    while (csv_next(&c, a, &row)) {
        buf_printf(&b, "%s%lld", b.len ? "/" : "", (long long)row.line);
        if (row.fault != CSV_FINE)
            buf_printf(&b, "!%d@%zu", row.fault, row.faulty);
        for (size_t i = 0; i < row.n; i++) {
            assert_true(row.cells[i].p[row.cells[i].n] == '\0');
            buf_printf(&b, "%s%.*s", i ? "|" : ":", (int)row.cells[i].n, row.cells[i].p);
        }
    }
    return arena_strdup(a, buf_str(&b));
}

static const struct {
    const char *text, *rows;
} dirty[] = {
    {"a,b\r\n1,2\r\n", "1:a|b/2:1|2"},
    {"a;b\n1;2", "1:a|b/2:1|2"},
    {"a\tb\n1\t2\n", "1:a|b/2:1|2"},
    {"a;b\r1;2\r", "1:a|b/2:1|2"},
    {"\xEF\xBB\xBF"
     "a;b\n",
     "1:a|b"},
    {"", ""},
    {"\n\n  \n", ""},
    {"\n\na;b\n\n1;2\n", "3:a|b/5:1|2"},
    {"sep=;\na;b,c\n", "2:a|b,c"},
    {"sep=,\r\na;b,c\r\n", "2:a;b|c"},
    {"a,b;c,d\n", "1:a|b;c|d"},
    {"\"a,b,c\";d\n", "1:a,b,c|d"},
    {"a;b\n\"x;y\";2\n", "1:a|b/2:x;y|2"},
    {"a;b\n\"dit \"\"oui\"\"\";2\n", "1:a|b/2:dit \"oui\"|2"},
    {"a;b\n\"\";2\n", "1:a|b/2:|2"},
    {"a;b\n\"\"\"\";2\n", "1:a|b/2:\"|2"},
    {"a;b\n\"deux\nlignes\";2\nx;y\n", "1:a|b/2:deux\nlignes|2/4:x|y"},
    {"a;b\n\"deux\r\nlignes\";2\r\nx;y\r\n", "1:a|b/2:deux\r\nlignes|2/4:x|y"},
    {"a;b\n  \"cité\" ;2\n", "1:a|b/2:cité|2"},
    {"a;b\nl'\"îlot\";2\n", "1:a|b/2:l'\"îlot\"|2"},
    {"a;b\n\"x\"y;2\nz;3\n", "1:a|b/2!2@0:xy|2/3:z|3"},
    {"a;b\n1;\"ouvert\nx;y\n", "1:a|b/2!1@1:1|\"ouvert/3:x|y"},
    {"a;b\n\"ouvert;2\nx;\"y\"\n", "1:a|b/2!2@0:ouvert;2\nx;y\""},
    {"a;b\n;;\n;\n1;2\n", "1:a|b/4:1|2"},
    {"a;b\n1;2;\n", "1:a|b/2:1|2|"},
    {"a;b\n1\n", "1:a|b/2:1"},
    {"seul\n1\n", "1:seul/2:1"},
    {"a\tb\n\t2\n", "1:a|b/2:|2"},
    {"a;b\n 1 ; 2 \n", "1:a|b/2: 1 | 2 "},
    {"prénom;nom\nZoé;Île\n", "1:prénom|nom/2:Zoé|Île"},
    {"a;b\n\"", "1:a|b/2!1@0:\""},
    {"a;b\n\"\n\"", "1:a|b"},
};

static void dirty_lists_are_read(void **state)
{
    struct arena a = ARENA_INIT;
    (void)state;
    assert_true(ARRAY_LEN(dirty) >= 30);
    for (size_t i = 0; i < ARRAY_LEN(dirty); i++)
        assert_string_equal(read_all(&a, dirty[i].text), dirty[i].rows);
    arena_free(&a);
}

static void the_rows_together_are_the_text(void **state)
{
    struct arena a = ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(dirty); i++) {
        struct csv c = csv_of(str_of(dirty[i].text));
        struct csv_row row;
        for (size_t end = 0; csv_next(&c, &a, &row); end = c.at) {
            size_t from = (size_t)(row.raw.p - dirty[i].text);
            for (size_t k = end; end && k < from; k++) /* only blanks are passed over */
                assert_non_null(strchr(" \t\r\n;,", dirty[i].text[k]));
        }
    }
    arena_free(&a);
}

static void a_quote_left_open_takes_its_line_alone(void **state)
{
    struct arena a = ARENA_INIT;
    BUF_SCOPED b = BUF_INIT(1 << 20);
    (void)state;
    buf_puts(&b, "a;b\n\"ouvert;1\n");
    for (int i = 0; i < 2000; i++)
        buf_puts(&b, "ligne;2\n");
    buf_puts(&b, "\"fin\";3\n");
    const char *rows = read_all(&a, buf_str(&b));
    assert_non_null(strstr(rows, "/2!1@0:\"ouvert|1/3:ligne|2/4:ligne|2"));
    assert_non_null(strstr(rows, "/2003:fin|3"));
    arena_free(&a);
}

static void too_many_cells_are_said(void **state)
{
    struct arena a = ARENA_INIT;
    BUF_SCOPED b = BUF_INIT(1 << 20);
    struct csv_row row;
    (void)state;
    for (int i = 0; i < 200; i++)
        buf_puts(&b, "x,");
    struct csv c = csv_of(str_of(buf_str(&b)));
    assert_true(csv_next(&c, &a, &row));
    assert_int_equal(row.n, CSV_CELLS_MAX);
    assert_int_equal(row.fault, CSV_TOO_MANY);
    assert_int_equal(row.raw.n, 400);
    assert_false(csv_next(&c, &a, &row));
    arena_free(&a);
}

static void a_typed_line_is_one_and_reads_as_it_stands(void **state)
{
    static const struct {
        const char *typed, *line;
    } all[] = {
        {"  Anne\t Marie \n", "Anne Marie"},
        {"Anne\r\nBcc: tous@exemple.fr", "Anne Bcc: tous@exemple.fr"},
        {"\u202eennA", "ennA"},
        {"A\u2066n\u2069n\u200be\ufeff", "Anne"},
        {"Anne\u2028Marie\u2029!", "Anne Marie !"},
        {"Anne\x01\x1b[31m", "Anne[31m"},
        {"e\u0301t\u00e9", "\u00e9t\u00e9"},
        {"\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"},
        {"\u00a0 \u3000", ""},
        {"Où\u00a0: ici\u202f!", "Où\u00a0: ici\u202f!"},
        {"a \u00a0b\u00a0\u202fc\u00a0", "a b c"},
        {"", ""},
    };
    struct arena a = ARENA_INIT;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(all); i++)
        assert_string_equal(text_line(&a, str_of(all[i].typed)), all[i].line);
    assert_string_equal(text_line(&a, str_of(NULL)), "");
    arena_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dirty_lists_are_read),
        cmocka_unit_test(the_rows_together_are_the_text),
        cmocka_unit_test(a_quote_left_open_takes_its_line_alone),
        cmocka_unit_test(too_many_cells_are_said),
        cmocka_unit_test(a_typed_line_is_one_and_reads_as_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
