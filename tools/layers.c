/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The layer check: `layers SRC [STAMP]` reads every #include and {{use}} below SRC and refuses
 * those that break "Who may call whom" of docs/architecture. Writes STAMP when all is well. Files
 * below a folder named test/ are free.
 */
#include "tool.h"

#include <fts.h>
#include <stdio.h>
#include <sys/stat.h>

/* In the order of the table; within a kind, a layer may use those before it. */
enum kind { BASE, HTTP, STORE, VIEW, SERVICE, APP, DOMAIN, MAIN };

static const struct layer {
    const char *name;
    enum kind kind;
} layers[] = {
    {"base", BASE},        {"http", HTTP},      {"store", STORE},        {"view", VIEW},
    {"audit", SERVICE},    {"link", SERVICE},   {"jobs", SERVICE},       {"mail", SERVICE},
    {"files", SERVICE},    {"live", SERVICE},   {"search", SERVICE},     {"auth", SERVICE},
    {"app", APP},          {"network", DOMAIN}, {"meeting", DOMAIN},     {"toolbox", DOMAIN},
    {"practices", DOMAIN}, {"value", DOMAIN},   {"observatory", DOMAIN}, {"library", DOMAIN},
    {"site", DOMAIN},
};

static const struct layer main_layer = {"main.c", MAIN};

/* What the build makes at the root. */
static const char *const generated[] = {"assets.h", "version.h"};

/* Libraries that belong to one layer. */
static const struct {
    const char *prefix, *layer;
} libraries[] = {
    {"sqlite3", "store"},     {"libpq", "store"},    {"postgresql/", "store"},
    {"microhttpd.h", "http"}, {"cmark-gfm", "view"},
};

/* What http must not know of, whoever owns it. */
static const char *const not_http[] = {"sqlite3", "libpq", "cmark",  "libical",
                                       "cairo",   "pango", "libxml", "jansson"};

static const struct layer *find_layer(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(layers); i++)
        if (str_is(name, layers[i].name))
            return &layers[i];
    return NULL;
}

static int complain(struct place at, const char *what, struct str include, const char *instead)
{
    fprintf(stderr, "%s:%d: %.*s: %s%s%s\n", at.file, at.line, (int)include.n, include.p, what,
            *instead ? "; " : "", instead);
    return 1;
}

/* NAME.h, and NAME_pages.h: the parts of its pages that others may show. */
static bool is_public(const struct layer *module, struct str file)
{
    if (!str_starts(file, module->name))
        return false;
    struct str end = str_sub(file, strlen(module->name), file.n);
    return str_is(end, ".h") || str_is(end, "_pages.h");
}

/* Whether files of `from` may include "to/rest"; NULL, or why not. */
static const char *refusal(const struct layer *from, const struct layer *to, struct str rest)
{
    if (from == to || from->kind == MAIN || to->kind == BASE)
        return NULL;
    switch (from->kind) {
    case SERVICE:
        if (to->kind == HTTP)
            return str_is(rest, "http.h") ? NULL : "shared services know http's types only: http.h";
        if (to->kind == SERVICE)
            return to < from ? NULL : "stands after this service in the declared order";
        return to->kind < SERVICE ? NULL : "modules register with shared services, not the reverse";
    case APP:
        return to->kind < APP ? NULL : "modules register with app, not the reverse";
    case DOMAIN:
        if (to->kind < DOMAIN)
            return NULL;
        if (to > from)
            return "stands after this module in the declared order";
        return is_public(to, rest)
                   ? NULL
                   : "private to its module; others may include MODULE/MODULE.h and "
                     "MODULE/MODULE_pages.h";
    default:
        return "this layer may use base only";
    }
}

static int check_own(struct place at, const struct layer *from, struct str include)
{
    struct str rest = include, first = str_cut(&rest, '/');
    for (size_t i = 0; !rest.p && i < ARRAY_LEN(generated); i++)
        if (str_is(include, generated[i]))
            return 0;
    if (!rest.p || memmem(include.p, include.n, "..", 2))
        return complain(at, "headers are named from src/", include, "write \"module/x.h\"");
    const struct layer *to = find_layer(first);
    if (!to)
        return complain(at, "no such layer", include, "add it to tools/layers.c in its place");
    const char *why = refusal(from, to, rest);
    return why ? complain(at, why, include, "") : 0;
}

static int check_library(struct place at, const struct layer *from, struct str include)
{
    for (size_t i = 0; i < ARRAY_LEN(libraries); i++)
        if (str_starts(include, libraries[i].prefix) && strcmp(from->name, libraries[i].layer) != 0)
            return complain(at, "this library belongs to one layer", include, libraries[i].layer);
    for (size_t i = 0; from->kind == HTTP && i < ARRAY_LEN(not_http); i++)
        if (str_starts(include, not_http[i]))
            return complain(at, "http knows neither SQL, HTML nor a domain", include, "");
    return 0;
}

static struct str after_blanks(struct str s)
{
    while (s.n && (s.p[0] == ' ' || s.p[0] == '\t'))
        s = str_sub(s, 1, s.n);
    return s;
}

/* The text up to `close`, behind one character; false when it is not closed on this line. */
static bool quoted(struct str s, char close, struct str *out)
{
    const char *end = s.n > 1 ? memchr(s.p + 1, close, s.n - 1) : NULL;
    if (end)
        *out = str_sub(s, 1, (size_t)(end - s.p));
    return end;
}

static int check_line(struct place at, const struct layer *from, struct str line)
{
    struct str s = after_blanks(line), name;
    if (str_starts(s, "{{use")) {
        s = after_blanks(str_sub(s, 5, s.n));
        return quoted(s, '"', &name) ? check_own(at, from, name) : 0;
    }
    if (!str_starts(s, "#"))
        return 0;
    s = after_blanks(str_sub(s, 1, s.n));
    if (!str_starts(s, "include"))
        return 0;
    s = after_blanks(str_sub(s, 7, s.n));
    if (str_starts(s, "\"") && quoted(s, '"', &name))
        return check_own(at, from, name);
    if (str_starts(s, "<") && quoted(s, '>', &name))
        return check_library(at, from, name);
    return complain(at, "cannot be understood", s, "write #include \"module/x.h\" or <library.h>");
}

static int check_file(const char *path, const struct layer *from)
{
    struct arena a = ARENA_INIT;
    struct str rest = tool_read_text(&a, path, TOOL_MAX_INPUT);
    struct place at = {path, 0};
    int wrong = 0;
    while (rest.p) {
        struct str line = str_cut(&rest, '\n');
        at.line++;
        wrong += check_line(at, from, line);
    }
    arena_free(&a);
    return wrong;
}

static bool is_source(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && (!strcmp(dot, ".c") || !strcmp(dot, ".h") || !strcmp(dot, ".html"));
}

/* `inside` is the file's path below src/. */
static int check_entry(const char *path, const char *inside)
{
    struct str rest = str_of(inside), first = str_cut(&rest, '/');
    if (strstr(inside, "/test/"))
        return 0;
    if (!rest.p)
        return check_file(path, &main_layer);
    const struct layer *from = find_layer(first);
    if (!from)
        return complain((struct place){path, 1}, "no such layer", first,
                        "add it to tools/layers.c in its place");
    return check_file(path, from);
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int check_tree(char *root)
{
    char *const roots[] = {root, NULL};
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    int wrong = 0, files = 0;
    if (!tree)
        fail_at((struct place){root, 0}, "cannot be read");
    for (FTSENT *f; (f = fts_read(tree));) {
        if (f->fts_info != FTS_F || !is_source(f->fts_name))
            continue;
        files++;
        wrong += check_entry(f->fts_path, f->fts_path + strlen(root) + 1);
    }
    fts_close(tree);
    if (!files)
        fail_at((struct place){root, 0}, "holds no source; give the folder src/");
    return wrong;
}

int main(int argc, char **argv)
{
    if (argc != 2 && argc != 3) {
        fputs("usage: layers SRC [STAMP]\n", stderr);
        return 2;
    }
    int wrong = check_tree(argv[1]);
    if (wrong) {
        fprintf(stderr, "layers: %d includes break the order of the layers\n", wrong);
        return 1;
    }
    if (argc == 3) {
        BUF_SCOPED b = BUF_INIT(16);
        buf_puts(&b, "ok\n");
        tool_write(argv[2], &b);
    }
    return 0;
}
