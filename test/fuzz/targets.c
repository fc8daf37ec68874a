/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "targets.h"

#include "../support/make_file.h"

#include "auth/webauthn.h"
#include "base/csv.h"
#include "base/text.h"
#include "http/http.h"
#include "meeting/read/pdf.h"
#include "meeting/read/read.h"
#include "network/network.h"
#include "view/markdown.h"
#include "view/typography.h"

#include <jansson.h>
#include <stdlib.h>

static void must(bool ok, const char *what)
{
    if (!ok)
        die("fuzz: %s", what);
}

static void must_print(const struct programme *p)
{
    BUF_SCOPED out = BUF_INIT((size_t)256 << 20);
    programme_to_json(p, &out);
    json_t *json = json_loadb(buf_str(&out), out.len, JSON_REJECT_DUPLICATES, NULL);
    must(json != NULL, "not JSON");
    json_decref(json);
    buf_clear(&out);
    programme_to_text(p, &out);
    must(text_is_utf8((struct str){buf_str(&out), out.len}), "not UTF-8");
}

/* Whatever is read can be printed, and what is printed is JSON. */
static void run_programme(const uint8_t *bytes, size_t n)
{
    struct arena a = ARENA_INIT;
    struct programme p;
    const char *why = NULL;
    enum err e = programme_parse(&a, (struct str){(const char *)bytes, n}, &p, &why);
    must(e == OK || (why && *why), "a refusal without a reason");
    if (e == OK)
        must_print(&p);
    arena_free(&a);
}

static void read_text(struct arena *a, struct str bytes)
{
    struct str text;
    const char *why = NULL;
    enum err e = document_text(a, bytes, &text, &why);
    must(e == OK || (why && *why), "a refusal without a reason");
    must(e != OK || text.p == bytes.p || text_is_utf8(text), "a document that is not UTF-8");
}

/* A file of any kind: archives and PDFs. */
static void run_document(const uint8_t *bytes, size_t n)
{
    struct arena a = ARENA_INIT;
    read_text(&a, (struct str){(const char *)bytes, n});
    arena_free(&a);
}

/* The XML within, which an archive's checksums hide from mutations. */
static void run_office(const uint8_t *bytes, size_t n)
{
    struct arena a = ARENA_INIT;
    struct str xml = {(const char *)bytes, n};
    if (n && bytes[0] == '<') {
        read_text(&a, docx_of(&a, xml, arena_strndup(&a, (const char *)bytes, n)));
        read_text(&a, odt_of(&a, xml));
    }
    arena_free(&a);
}

#define PAGE_WORDS 400

/* The places of a page's characters, without Poppler and its process: four bytes a character. */
static void run_page(const uint8_t *bytes, size_t n)
{
    struct arena a = ARENA_INIT;
    BUF_SCOPED out = BUF_INIT((size_t)16 << 20);
    size_t chars = n / 4 < PAGE_WORDS ? n / 4 : PAGE_WORDS;
    char *text = arena_alloc(&a, chars + 1);
    struct pdf_page page = {.a = &a, .text = text, .width = 595};
    page.glyphs = arena_array(&a, chars + 1, sizeof *page.glyphs);
    for (size_t i = 0; i < chars; i++) {
        const uint8_t *b = bytes + 4 * i;
        float x = (float)(b[1] * 2 + b[3] % 4), y = (float)(b[2] * 3), size = (float)(b[3] / 16);
        text[i] = (char)(b[0] > ' ' && b[0] < 127 ? b[0] : '\n');
        page.glyphs[page.n] = (struct pdf_glyph){x, y, x + 5, y + size, (uint32_t)i, 1, b[3] & 1};
        page.n += text[i] != '\n';
    }
    pdf_page_lines(&page, &out);
    must(text_is_utf8((struct str){buf_str(&out), out.len}), "a page that is not UTF-8");
    arena_free(&a);
}

/* Every line of a schedule is covered by a sequence or a note. */
static void run_schedule(const uint8_t *bytes, size_t n)
{
    struct arena a = ARENA_INIT;
    struct programme p;
    const char *why = NULL;
    enum err e = programme_from_schedule(&a, (struct str){(const char *)bytes, n}, &p, &why);
    must(e == OK || e == ERR_NOT_FOUND || (why && *why), "a refusal without a reason");
    if (e == OK) {
        must(p.n_notes && p.notes[0].lines.first == 1, "a first line that nothing covers");
        must_print(&p);
    }
    arena_free(&a);
}

static void run_form(const uint8_t *bytes, size_t n)
{
    struct arena a = ARENA_INIT;
    struct http_form form;
    if (http_form_parse(&a, (struct str){(const char *)bytes, n}, &form) == OK)
        for (size_t i = 0; i < form.n; i++)
            must(text_is_utf8(str_of(form.fields[i].name)) &&
                     text_is_utf8(str_of(form.fields[i].value)),
                 "a field that is not UTF-8");
    arena_free(&a);
}

/* An address that the guard lets through is absolute and has no way up. */
static void run_target(const uint8_t *bytes, size_t n)
{
    static const char *const languages[] = {"fr", "en", NULL};
    struct arena a = ARENA_INIT;
    struct http_request req;
    const char *target = arena_strndup(&a, (const char *)bytes, n);
    if (http_request_build(&a, languages, "GET", target, NULL, 0, str_of(""), &req) == OK)
        must(req.path[0] == '/' && !strstr(req.path, "/../") && text_is_utf8(str_of(req.path)),
             "a path that is not plain");
    arena_free(&a);
}

/* Markdown in safe mode never lets a script through. */
static void run_markdown(const uint8_t *bytes, size_t n)
{
    struct arena a = ARENA_INIT;
    struct safe_html html;
    struct str source = {arena_strndup(&a, (const char *)bytes, n), n};
    if (markdown(&a, source, 1, &html) == OK && html.p)
        must(!strcasestr(html.p, "<script") && !strcasestr(html.p, "href=\"javascript:"),
             "a script");
    arena_free(&a);
}

static void run_text(const uint8_t *bytes, size_t n)
{
    struct arena a = ARENA_INIT;
    struct str out;
    const char *encoding, *once;
    if (n && text_decode(&a, (struct str){(const char *)bytes, n}, &out, &encoding) == OK) {
        must(text_is_utf8(out), "decoded to what is not UTF-8");
        once = typo_fr(&a, str_dup(&a, out));
        must(strcmp(once, typo_fr(&a, once)) == 0, "typography changed what it made");
        must(text_is_utf8(text_fold(&a, out)), "folded to what is not UTF-8");
    }
    arena_free(&a);
}

/* What is found has a label, and its code leads back to it. */
static void run_territory(const uint8_t *bytes, size_t n)
{
    struct arena a = ARENA_INIT;
    struct territory found[10], t;
    struct territories could_be;
    const char *query = arena_strndup(&a, (const char *)bytes, n);
    size_t k = territory_search(&a, query, ARRAY_LEN(found), found);
    must(k <= ARRAY_LEN(found), "more territories than asked for");
    for (size_t i = 0; i < k; i++)
        must(*territory_label(&a, &found[i], "fr") && territory_by_code(found[i].code, &t) == OK &&
                 t.code == found[i].code,
             "a territory that is not itself");
    enum err e = territory_resolve(&a, query, &t, &could_be);
    must((e == ERR_CONFLICT) == (could_be.n > 1), "candidates without a conflict");
    arena_free(&a);
}

/* Every row moves on, its cells stand in it, and lines are counted as an editor counts them. */
static void run_csv(const uint8_t *bytes, size_t n)
{
    struct arena a = ARENA_INIT;
    struct csv c = csv_of((struct str){(const char *)bytes, n});
    struct csv_row row;
    for (size_t before = c.at; csv_next(&c, &a, &row); before = c.at) {
        size_t cells = 0;
        must(c.at > before && c.at <= n && row.n && row.n <= CSV_CELLS_MAX,
             "a row that stands still");
        must(row.raw.p >= (const char *)bytes && row.line >= 1 && row.line <= c.line, "a lost row");
        for (size_t i = 0; i < row.n; i++)
            cells += row.cells[i].n;
        must(cells <= row.raw.n, "cells out of nothing");
        arena_clear(&a);
    }
    must(c.at == n, "a text read in part");
    int64_t lines = 1;
    for (size_t i = 0; i < n; i++)
        lines += bytes[i] == '\n' || (bytes[i] == '\r' && (i + 1 == n || bytes[i + 1] != '\n'));
    must(c.line == lines, "lines counted wrong");
    arena_free(&a);
}

/* What is made one line stays so, and making it again changes nothing. */
static void run_line(const uint8_t *bytes, size_t n)
{
    struct arena a = ARENA_INIT;
    struct str typed = {arena_strndup(&a, (const char *)bytes, n), n};
    if (text_is_utf8(typed)) {
        const char *once = text_line(&a, typed);
        must(!strpbrk(once, "\r\n\t") && text_is_utf8(str_of(once)), "not one line");
        must(strcmp(once, text_line(&a, str_of(once))) == 0, "a line that is not one yet");
    }
    arena_free(&a);
}

/* What a browser says that a device sent: as an attestation object, as authenticator data, as a
 * key. What is read lies within the bytes, and a key that is sound verifies no signature made up.
 */
static void run_passkey(const uint8_t *bytes, size_t n)
{
    struct str came = {(const char *)bytes, n}, data = came;
    struct authenticator_data d;
    struct cose_key key;
    must(!attestation_read(came, &data) || (data.p >= came.p && data.n <= n),
         "data out of nothing");
    if (authenticator_data_read(data, &d) && d.public_key.p)
        must(d.credential_id.n && d.credential_id.n <= PASSKEY_ID_MAX &&
                 d.public_key.p + d.public_key.n <= came.p + n,
             "a credential out of nothing");
    else
        d.public_key = came;
    if (cose_key_read(d.public_key, &key) && cose_key_is_sound(&key))
        must(!cose_key_verify(&key, came, came), "a signature of nobody");
}

const struct fuzz_target fuzz_targets[] = {
    {"programme", run_programme}, {"form", run_form},     {"target", run_target},
    {"markdown", run_markdown},   {"text", run_text},     {"territory", run_territory},
    {"document", run_document},   {"office", run_office}, {"schedule", run_schedule},
    {"page", run_page},           {"csv", run_csv},       {"line", run_line},
    {"passkey", run_passkey},
};
const size_t n_fuzz_targets = sizeof fuzz_targets / sizeof fuzz_targets[0];
