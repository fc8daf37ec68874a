/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "targets.h"

#include "base/csv.h"
#include "base/text.h"
#include "http/http.h"
#include "meeting/programme.h"
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

/* Whatever is read can be printed, and what is printed is JSON. */
static void run_programme(const uint8_t *bytes, size_t n)
{
    struct arena a = ARENA_INIT;
    struct programme p;
    const char *why = NULL;
    BUF_SCOPED out = BUF_INIT((size_t)256 << 20);
    enum err e = programme_parse(&a, (struct str){(const char *)bytes, n}, &p, &why);
    must(e == OK || (why && *why), "a refusal without a reason");
    if (e == OK) {
        programme_to_json(&p, &out);
        json_t *json = json_loadb(buf_str(&out), out.len, JSON_REJECT_DUPLICATES, NULL);
        must(json != NULL, "not JSON");
        json_decref(json);
        buf_clear(&out);
        programme_to_text(&p, &out);
        must(text_is_utf8((struct str){buf_str(&out), out.len}), "not UTF-8");
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
        must(c.at > before && c.at <= n && row.n && row.n <= CSV_CELLS_MAX, "a row that stands still");
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

const struct fuzz_target fuzz_targets[] = {
    {"programme", run_programme}, {"form", run_form}, {"target", run_target},
    {"markdown", run_markdown},   {"text", run_text}, {"territory", run_territory},
    {"csv", run_csv},             {"line", run_line},
};
const size_t n_fuzz_targets = sizeof fuzz_targets / sizeof fuzz_targets[0];
