/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Translations become constants: see view/tr.h.
 *
 *     catalog OUT.c po/en.po…          the sorted tables of each language
 *     catalog --check POT po/en.po     lists the messages that the PO file lacks
 *
 * Refused: fuzzy and empty translations, and those whose {names} or printf conversions differ from
 * the message's.
 */
#include "tool.h"

#include <gettext-po.h>
#include <stdio.h>
#include <stdlib.h>

#define MAX_MESSAGES 20000
#define MAX_MARKS 32

struct entry {
    const char *one, *many; /* many NULL without plural */
    const char *text[2];
    struct place at;
};

struct catalog {
    const char *file;
    struct entry *entries;
    size_t n;
};

/* ---- reading ---- */

static void on_error(int severity, po_message_t message, const char *file, size_t line,
                     size_t column, int multiline, const char *text)
{
    (void)message, (void)column, (void)multiline;
    if (severity != PO_SEVERITY_WARNING)
        fail_at((struct place){file ? file : "po", (int)line}, "%s", text);
}

static void on_error2(int severity, po_message_t m1, const char *file1, size_t line1,
                      size_t column1, int multiline1, const char *text1, po_message_t m2,
                      const char *file2, size_t line2, size_t column2, int multiline2,
                      const char *text2)
{
    (void)m2, (void)file2, (void)line2, (void)column2, (void)multiline2, (void)text2;
    on_error(severity, m1, file1, line1, column1, multiline1, text1);
}

/* The library does not say where a message stands; they come in the file's order. */
static int next_line(struct str text, size_t *pos, int *line)
{
    while (*pos < text.n) {
        struct str here = str_sub(text, *pos, text.n);
        const char *nl = memchr(here.p, '\n', here.n);
        *pos += nl ? (size_t)(nl - here.p) + 1 : here.n;
        ++*line;
        if (str_starts(here, "msgid ") || str_starts(here, "#~ msgid "))
            return *line;
    }
    return 0;
}

static void check_plural_rule(const char *header, struct place at)
{
    if (header && strstr(header, "Plural-Forms:") &&
        (!strstr(header, "nplurals=2") || !strstr(header, "n != 1")))
        fail_at(at, "the program knows two forms, plural=(n != 1); extend src/view/tr.c first");
}

static struct entry entry_of(po_message_t m, struct place at)
{
    struct entry e = {.one = po_message_msgid(m), .many = po_message_msgid_plural(m), .at = at};
    if (e.many) {
        e.text[0] = po_message_msgstr_plural(m, 0);
        e.text[1] = po_message_msgstr_plural(m, 1);
    } else {
        e.text[0] = po_message_msgstr(m);
    }
    return e;
}

static int by_message(const void *a, const void *b)
{
    return strcmp(((const struct entry *)a)->one, ((const struct entry *)b)->one);
}

/* The texts belong to the library's file, which stays open until the program ends. */
static struct catalog read_po(struct arena *a, const char *file, bool translated)
{
    static const struct po_xerror_handler handler = {on_error, on_error2};
    struct catalog c = {.file = file};
    struct str text = tool_read_text(a, file, TOOL_MAX_INPUT);
    po_file_t po = po_file_read(file, &handler);
    if (!po)
        fail_at((struct place){file, 0}, "cannot be read");
    po_message_iterator_t i = po_message_iterator(po, NULL);
    size_t cap = 0, pos = 0;
    int line = 0;
    for (po_message_t m = po_next_message(i); m; m = po_next_message(i)) {
        struct place at = {file, next_line(text, &pos, &line)};
        if (po_message_is_obsolete(m))
            continue;
        if (po_message_msgctxt(m))
            fail_at(at, "msgctxt is not used here; remove it");
        if (!*po_message_msgid(m)) {
            check_plural_rule(po_message_msgstr(m), at);
            continue;
        }
        if (translated && po_message_is_fuzzy(m))
            fail_at(at, "fuzzy: read the translation again and remove the mark");
        if (c.n == MAX_MESSAGES)
            fail_at(at, "more than %d messages", MAX_MESSAGES);
        c.entries = arena_grow(a, c.entries, c.n, &cap, sizeof *c.entries);
        c.entries[c.n++] = entry_of(m, at);
    }
    po_message_iterator_free(i);
    if (c.n)
        qsort(c.entries, c.n, sizeof *c.entries, by_message);
    return c;
}

/* ---- checks ---- */

struct marks {
    struct str v[MAX_MARKS];
    size_t n;
};

static void add_mark(struct marks *m, struct str mark, struct place at)
{
    if (m->n == MAX_MARKS)
        fail_at(at, "more than %d values in a message", MAX_MARKS);
    m->v[m->n++] = mark;
}

/* The length of a printf conversion at `s`, which starts with "%"; 0 when it is none. */
static size_t conversion(const char *s)
{
    size_t n = 1;
    n += strspn(s + n, "0123456789.*$#+-");
    n += strspn(s + n, "hlzjt");
    return s[n] && strchr("diouxXcspfFgGeEaAn", s[n]) ? n + 1 : 0;
}

static struct marks conversions(const char *s, struct place at)
{
    struct marks m = {.n = 0};
    for (; *s; s++) {
        size_t n = *s == '%' ? conversion(s) : 0;
        if (n)
            add_mark(&m, (struct str){s, n}, at);
        s += s[0] == '%' && s[1] == '%';
    }
    return m;
}

static struct marks names(const char *s, struct place at)
{
    struct marks m = {.n = 0};
    for (; (s = strchr(s, '{')); s++) {
        const char *close = strchr(s, '}');
        if (!close)
            fail_at(at, "a lone { in \"%s\"", s);
        add_mark(&m, (struct str){s, (size_t)(close - s) + 1}, at);
    }
    return m;
}

static bool has(const struct marks *m, struct str mark)
{
    for (size_t i = 0; i < m->n; i++)
        if (str_eq(m->v[i], mark))
            return true;
    return false;
}

/* Each mark of `some` is in `all`; the place and what to say otherwise. */
static void check_in(const struct marks *some, const struct marks *all, struct place at,
                     const char *what)
{
    for (size_t i = 0; i < some->n; i++)
        if (!has(all, some->v[i]))
            fail_at(at, "%s %.*s", what, (int)some->v[i].n, some->v[i].p);
}

static void check_text(const char *text, const char *message, struct place at, bool may_lack)
{
    if (!text || !*text)
        fail_at(at, "not translated: \"%s\"", message);
    struct marks in = names(message, at), out = names(text, at);
    check_in(&out, &in, at, "the translation holds what the message does not:");
    if (!may_lack)
        check_in(&in, &out, at, "the translation lacks");
    struct marks f = conversions(message, at), g = conversions(text, at);
    bool same = f.n == g.n;
    for (size_t i = 0; same && i < f.n; i++)
        same = str_eq(f.v[i], g.v[i]);
    if (!same)
        fail_at(at, "the printf conversions of the translation differ, or their order");
    if (strchr(text, '<'))
        fail_at(at, "a translation holds no HTML");
}

static void check_catalog(const struct catalog *c)
{
    for (size_t i = 0; i < c->n; i++) {
        const struct entry *e = &c->entries[i];
        if (i && !strcmp(e->one, e[-1].one))
            fail_at(e->at, "\"%s\" is here twice", e->one);
        check_text(e->text[0], e->many ? e->many : e->one, e->at, e->many != NULL);
        if (e->many)
            check_text(e->text[1], e->many, e->at, false);
    }
}

/* ---- output ---- */

static const char *language_of(struct arena *a, const char *file)
{
    const char *name = base_name(file), *dot = strchr(name, '.');
    if (!dot || dot - name != 2 || strcmp(dot, ".po") != 0 || name[0] < 'a' || name[0] > 'z' ||
        name[1] < 'a' || name[1] > 'z')
        fail_at((struct place){file, 0}, "must be named after its language: en.po");
    return arena_strndup(a, name, 2);
}

static void put_catalog(struct buf *out, const struct catalog *c, const char *lang)
{
    buf_printf(out, "\nstatic const struct tr_entry entries_%s[] = {\n", lang);
    for (size_t i = 0; i < c->n; i++) {
        const struct entry *e = &c->entries[i];
        buf_puts(out, "    {");
        c_string(out, str_of(e->one));
        buf_puts(out, ", {");
        c_string(out, str_of(e->text[0]));
        buf_puts(out, ", ");
        if (e->many)
            c_string(out, str_of(e->text[1]));
        else
            buf_puts(out, "NULL");
        buf_puts(out, "}},\n");
    }
    buf_puts(out, c->n ? "};\n" : "    {\"\", {\"\", NULL}},\n};\n");
}

static void write_catalogs(struct arena *a, const char *out_file, char **files, int n)
{
    BUF_SCOPED out = BUF_INIT(TOOL_MAX_OUTPUT), table = BUF_INIT(TOOL_MAX_INPUT);
    buf_puts(&out, "/* Generated by tools/catalog from po/; edit that instead. */\n"
                   "#include \"view/tr.h\"\n");
    for (int i = 0; i < n; i++) {
        const char *lang = language_of(a, files[i]);
        struct catalog c = read_po(a, files[i], true);
        check_catalog(&c);
        put_catalog(&out, &c, lang);
        buf_printf(&table, "    {\"%s\", entries_%s, %zu},\n", lang, lang, c.n);
    }
    buf_printf(&out,
               "\nconst struct tr_catalog tr_catalogs[] = {\n%s};\n"
               "const size_t tr_n_catalogs = %d;\n",
               n ? buf_str(&table) : "    {\"\", NULL, 0},\n", n);
    tool_write(out_file, &out);
}

static int list_missing(struct arena *a, const char *pot, const char *po)
{
    struct catalog wanted = read_po(a, pot, false), there = read_po(a, po, true);
    int missing = 0;
    for (size_t i = 0; i < wanted.n; i++) {
        const struct entry *w = &wanted.entries[i];
        const struct entry *e =
            there.n ? bsearch(w, there.entries, there.n, sizeof *w, by_message) : NULL;
        if (e && !w->many == !e->many && (!w->many || !strcmp(w->many, e->many)))
            continue;
        fprintf(stderr, "%s: lacks \"%s\"%s\n", po, w->one, e ? " with this plural" : "");
        missing++;
    }
    if (missing)
        fprintf(stderr, "%s: %d messages without translation; add them\n", po, missing);
    else
        check_catalog(&there);
    return missing > 0;
}

int main(int argc, char **argv)
{
    struct arena a = ARENA_INIT;
    int status = 0;
    if (argc == 4 && !strcmp(argv[1], "--check")) {
        status = list_missing(&a, argv[2], argv[3]);
    } else if (argc >= 2 && argv[1][0] != '-') {
        write_catalogs(&a, argv[1], argv + 2, argc - 2);
    } else {
        fputs("usage: catalog OUT.c po/en.po…\n       catalog --check POT po/en.po\n", stderr);
        status = 2;
    }
    arena_free(&a);
    return status;
}
