/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Forms with files: what browsers send, and what nobody should. */
#include "http/http.h"
#include "http/spool.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include <dirent.h>
#include <stdlib.h>
#include <unistd.h>

#define TYPE "multipart/form-data; boundary=X"
#define FIELD(name) "--X\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_OF(name, file)                                                                        \
    "--X\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file                   \
    "\"\r\nContent-Type: image/png\r\n\r\n"
#define END "\r\n--X--\r\n"

static struct arena a = ARENA_INIT;
static struct http_form f;

static int forget(void **state)
{
    (void)state;
    arena_free(&a);
    return 0;
}

static enum err parse_bytes(const char *bytes, size_t n)
{
    /* of exactly that size, so that a look past the end is seen */
    char *exact = malloc(n ? n : 1);
    memcpy(exact, bytes, n);
    enum err e = http_multipart_parse(&a, TYPE, (struct str){exact, n}, 1000, &f);
    free(exact);
    return e;
}

static enum err parse(const char *text)
{
    return parse_bytes(text, strlen(text));
}

static void fields_and_files(void **state)
{
    static const char body[] = FIELD("nom") "Région Trame\r\nligne 2\r\n" FIELD(
        "vide") "\r\n" FILE_OF("logo", "été.png") "\x89PNG\r\n\x1a\n\0--X non\r\nFrom moi" END;
    (void)state;
    assert_int_equal(parse_bytes(body, sizeof body - 1), OK);
    assert_int_equal(f.n, 2);
    assert_string_equal(http_form_get(&f, "nom"), "Région Trame\r\nligne 2");
    assert_string_equal(http_form_get(&f, "vide"), "");
    const struct http_file *logo = http_form_file(&f, "logo");
    assert_non_null(logo);
    assert_string_equal(logo->name, "été.png");
    assert_int_equal(logo->bytes.n, 26);
    assert_memory_equal(logo->bytes.p, "\x89PNG\r\n\x1a\n\0--X non\r\nFrom moi", 26);
    assert_null(http_form_file(&f, "autre"));
    assert_null(http_form_get(&f, "logo"));
}

static void the_first_counts(void **state)
{
    (void)state;
    assert_int_equal(parse(FIELD("a") "1\r\n" FIELD("a") "2" END), OK);
    assert_int_equal(f.n, 2);
    assert_string_equal(http_form_get(&f, "a"), "1");
    assert_int_equal(parse("--X--\r\n"), OK);
    assert_int_equal(f.n, 0);
    assert_int_equal(parse("avant\r\n" FIELD("a") "1\r\n--X--\r\naprès\r\n" FIELD("b") "2" END),
                     OK);
    assert_int_equal(f.n, 1); /* what stands around the form is nothing */
}

static void no_file_was_chosen(void **state)
{
    (void)state;
    assert_int_equal(parse(FILE_OF("logo", "") END), OK);
    assert_int_equal(f.n_files, 0);
    assert_int_equal(parse(FILE_OF("logo", "vide.png") END), OK);
    assert_int_equal(f.n_files, 1);
    assert_int_equal(f.files[0].bytes.n, 0);
}

static void a_large_file_leaves_the_rest(void **state)
{
    BUF_SCOPED b = BUF_INIT(10000);
    (void)state;
    buf_puts(&b, FIELD("nom") "Trame\r\n" FILE_OF("logo", "a.png"));
    for (int i = 0; i < 1001; i++)
        buf_putc(&b, 'x');
    buf_puts(&b, END);
    assert_int_equal(parse(buf_str(&b)), OK);
    assert_string_equal(http_form_get(&f, "nom"), "Trame");
    assert_true(f.files[0].too_large);
    assert_int_equal(f.files[0].bytes.n, 0);
}

/* A name is for people to read: it leads nowhere. */
static void names_lead_nowhere(void **state)
{
    static const char *const names[][2] = {
        {"../../etc/passwd", "passwd"},
        {"C:\\\\temp\\\\x.png", "x.png"},
        {"..", ".."},
        {"/", ""},
        {"a\tb\x01.png", "a b.png"},
        {"photo\xE2\x80\xAEgnp.exe", "photognp.exe"},
        {"CON", "CON"},
        {"x.png;rm -rf", "x.png;rm -rf"},
    };
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const char *body = arena_printf(&a, FILE_OF("f", "%s") "x" END, names[i][0]);
        assert_int_equal(parse(body), OK);
        assert_string_equal(f.files[0].name, names[i][1]);
    }
    char *long_name = arena_alloc(&a, 4097);
    memset(long_name, 'e', 4096);
    assert_int_equal(parse(arena_printf(&a, FILE_OF("f", "%s") "x" END, long_name)), OK);
    assert_int_equal(strlen(f.files[0].name), 255);
}

static void what_is_cut_short_is_refused(void **state)
{
    static const char whole[] = FIELD("nom") "Trame\r\n" FILE_OF("logo", "a.png") "octets" END;
    (void)state;
    assert_int_equal(parse(whole), OK);
    for (size_t n = 0; n + 6 < sizeof whole; n++)
        assert_int_equal(parse_bytes(whole, n), ERR_BAD_REQUEST);
}

static void what_is_no_form_is_refused(void **state)
{
    static const char *const bodies[] = {
        "",
        "nom=Trame",
        "--X\r\n\r\nsans nom" END,
        "--X\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n1" END,
        "--X\r\nContent-Disposition: form-data\r\n\r\n1" END,
        "--X\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: "
        "base64\r\n\r\nAAAA" END,
        "--X\r\nContent-Disposition: form-data; name=\"a\"\r\nContent-Type: multipart/mixed; "
        "boundary=Y\r\n\r\n--Y\r\n\r\n1\r\n--Y--\r\n" END,
        FIELD("a") "\xff\xfe" END,
    };
    static const char *const types[] = {
        "multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=Y",
        "multipart/form-data; boundary=\"X", "multipart/form-data; charset=boundary=X\nA: b"};
    static const char nul[] = FIELD("a") "1\0"
                                         "2" END;
    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++)
        if (parse(bodies[i]) != ERR_BAD_REQUEST)
            fail_msg("accepted: %s", bodies[i]);
    assert_int_equal(parse_bytes(nul, sizeof nul - 1), ERR_BAD_REQUEST);
    const char *good = FIELD("a") "1" END;
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (i != 3) /* libraries agree that a lost quote closes itself */
            assert_int_equal(http_multipart_parse(&a, types[i], str_of(good), 1000, &f),
                             ERR_BAD_REQUEST);
    /* a message within: a file without bytes, which no reader of files takes */
    assert_int_equal(
        parse("--X\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.eml\"\r\n"
              "Content-Type: message/rfc822\r\n\r\nFrom: a\r\n\r\nb" END),
        OK);
    assert_int_equal(f.files[0].bytes.n, 0);
}

static void bounds_the_parts(void **state)
{
    BUF_SCOPED b = BUF_INIT((size_t)4 << 20);
    (void)state;
    for (int i = 0; i < HTTP_FORM_MAX_FIELDS; i++)
        buf_puts(&b, FIELD("a") "1\r\n");
    size_t n = b.len;
    buf_puts(&b, "--X--");
    assert_int_equal(parse(buf_str(&b)), OK);
    assert_int_equal(f.n, HTTP_FORM_MAX_FIELDS);
    b.len = n;
    for (int i = HTTP_FORM_MAX_FIELDS; i < 1000; i++)
        buf_puts(&b, FIELD("a") "1\r\n");
    buf_puts(&b, "--X--");
    assert_int_equal(parse(buf_str(&b)), ERR_BAD_REQUEST);
    buf_clear(&b);
    for (int i = 0; i < 2; i++) { /* texts together are a form's worth */
        buf_puts(&b, FIELD("a"));
        for (size_t k = 0; k < HTTP_BODY_MAX / 2 + 1; k++)
            buf_putc(&b, 'x');
        buf_puts(&b, "\r\n");
    }
    buf_puts(&b, "--X--");
    assert_int_equal(parse(buf_str(&b)), ERR_BAD_REQUEST);
}

/* Forms within forms, as deep as they come. */
static void nests_without_falling(void **state)
{
    BUF_SCOPED b = BUF_INIT((size_t)4 << 20);
    (void)state;
    buf_puts(&b, FIELD("a"));
    for (int i = 0; i < 20000; i++)
        buf_printf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
    assert_int_equal(parse(buf_str(&b)), ERR_BAD_REQUEST);
    buf_clear(&b);
    buf_puts(&b, "--X\r\nContent-Disposition: form-data; name=\"a\"\r\n");
    for (int i = 0; i < 20000; i++)
        buf_printf(&b, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
    assert_int_equal(parse(buf_str(&b)), ERR_BAD_REQUEST);
}

static void says_what_is_multipart(void **state)
{
    (void)state;
    assert_true(http_is_multipart(TYPE));
    assert_true(http_is_multipart("Multipart/Form-Data;boundary=X"));
    assert_false(http_is_multipart("multipart/form-data-x"));
    assert_false(http_is_multipart("application/x-www-form-urlencoded"));
    assert_false(http_is_multipart(NULL));
}

/* ---- the spool ----------------------------------------------------------------------------- */

static int files_in(const char *folder)
{
    int n = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n - 2;
}

static void a_spool_leaves_nothing(void **state)
{
    char folder[] = "/tmp/maillage-spool-XXXXXX";
    static char piece[10000];
    struct spool s;
    (void)state;
    assert_non_null(mkdtemp(folder));
    spool_init(&s);
    assert_true(spool_ready(&s));
    assert_int_equal(spool_bytes(&s).n, 0);
    for (int i = 0; i < 200; i++) {
        memset(piece, 'a' + i % 26, sizeof piece);
        assert_true(spool_add(&s, folder, piece, sizeof piece));
        assert_int_equal(files_in(folder), 0); /* not for a moment: kill -9 leaves none */
    }
    assert_true(s.fd >= 0 && !s.small.data);
    assert_true(spool_ready(&s));
    struct str all = spool_bytes(&s);
    assert_int_equal(all.n, 200 * sizeof piece);
    for (int i = 0; i < 200; i++)
        assert_int_equal(all.p[(size_t)i * sizeof piece + 9], 'a' + i % 26);
    spool_free(&s);
    assert_true(spool_add(&s, folder, "court", 5)); /* in memory */
    assert_true(s.fd < 0 && spool_ready(&s));
    assert_memory_equal(spool_bytes(&s).p, "court", 5);
    spool_free(&s);
    assert_false(spool_add(&s, "/nulle/part", piece, SPOOL_MEMORY + 1));
    spool_free(&s);
    assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_and_files),
        cmocka_unit_test(the_first_counts),
        cmocka_unit_test(no_file_was_chosen),
        cmocka_unit_test(a_large_file_leaves_the_rest),
        cmocka_unit_test(names_lead_nowhere),
        cmocka_unit_test(what_is_cut_short_is_refused),
        cmocka_unit_test(what_is_no_form_is_refused),
        cmocka_unit_test(bounds_the_parts),
        cmocka_unit_test(nests_without_falling),
        cmocka_unit_test(says_what_is_multipart),
        cmocka_unit_test(a_spool_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
