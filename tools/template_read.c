/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Cuts a template into literal text and tags, and reads what tags hold. */
#include "template.h"

static const struct {
    const char *word;
    enum piece_kind kind;
    bool alone; /* a line that holds only this tag leaves no trace */
} words[] = {
    {"use", PIECE_USE, true},      {"page", PIECE_PAGE, true},       {"part", PIECE_PART, true},
    {"if", PIECE_IF, true},        {"else", PIECE_ELSE, true},       {"end", PIECE_END, true},
    {"for", PIECE_FOR, true},      {"include", PIECE_INCLUDE, true}, {"t", PIECE_T, false},
    {"tn", PIECE_TN, false},       {"json", PIECE_JSON, false},      {"path", PIECE_PATH, false},
    {"asset", PIECE_ASSET, false},
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_reserved(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_is(name, words[i].word))
            return true;
    return str_is(name, "out") || str_is(name, "pg") || str_is(name, "not") || str_is(name, "in") ||
           str_is(name, "true") || str_is(name, "false");
}

/* ---- cutting ---- */

static int count_lines(struct str s)
{
    int n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '\n';
    return n;
}

/* Where the tag that starts at `from` (after "{{") has its "}}". */
static size_t find_close(struct str text, size_t from, struct place at)
{
    bool comment = from < text.n && text.p[from] == '#', quoted = false;
    for (size_t i = from; i + 1 < text.n; i++) {
        if (!comment && i - from > MAX_TAG)
            break;
        if (quoted && text.p[i] == '\\')
            i++;
        else if (!comment && text.p[i] == '"')
            quoted = !quoted;
        else if (!quoted && text.p[i] == '}' && text.p[i + 1] == '}')
            return i;
    }
    fail_at(at, "this {{ has no }} within %d bytes; close it, and the quotes in it", MAX_TAG);
}

static struct piece classify(struct str inside, struct place at)
{
    struct piece p = {.kind = PIECE_VALUE, .text = str_trim(inside), .at = at};
    if (inside.n && inside.p[0] == '#') {
        p.kind = PIECE_COMMENT;
        return p;
    }
    size_t n = 0;
    while (n < p.text.n && is_name_char(p.text.p[n]))
        n++;
    struct str word = {p.text.p, n};
    if (n < p.text.n && !is_blank(p.text.p[n]) && p.text.p[n] != '"')
        return p;
    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (!str_is(word, words[i].word))
            continue;
        p.kind = words[i].kind;
        p.text = str_trim(str_sub(p.text, n, p.text.n));
    }
    if (p.kind == PIECE_VALUE && n < p.text.n)
        fail_at(at,
                "\"%.*s\" is no construct; there are use, page, part, if, else, end, for, "
                "include, t, tn, json, path, asset and # remarks",
                (int)(p.text.n < 60 ? p.text.n : 60), p.text.p);
    return p;
}

static bool stands_alone(enum piece_kind kind)
{
    if (kind == PIECE_COMMENT)
        return true;
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (words[i].kind == kind)
            return words[i].alone;
    return false;
}

/* Bytes of blanks at the end of a line's start: how much of `before` belongs to the tag's line. */
static bool line_start(const struct piece *before, size_t *keep)
{
    size_t n = before->text.n;
    while (n && (before->text.p[n - 1] == ' ' || before->text.p[n - 1] == '\t'))
        n--;
    *keep = n;
    return n ? before->text.p[n - 1] == '\n' : before->at_line_start;
}

static bool line_rest(struct str after, bool last, size_t *skip)
{
    size_t n = 0;
    while (n < after.n && (after.p[n] == ' ' || after.p[n] == '\t' || after.p[n] == '\r'))
        n++;
    *skip = n + (n < after.n);
    return n < after.n ? after.p[n] == '\n' : last;
}

static void drop_lone_lines(struct piece *pieces, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct piece *before = i ? &pieces[i - 1] : NULL,
                     *after = i + 1 < n ? &pieces[i + 1] : NULL;
        size_t keep = 0, skip = 0;
        if (!stands_alone(pieces[i].kind))
            continue;
        if (before && (before->kind != PIECE_TEXT || !line_start(before, &keep)))
            continue;
        if (after && (after->kind != PIECE_TEXT || !line_rest(after->text, i + 2 == n, &skip)))
            continue;
        if (before)
            before->text.n = keep;
        if (after) {
            after->at.line += count_lines(str_sub(after->text, 0, skip));
            after->text = str_sub(after->text, skip, after->text.n);
            after->at_line_start = true;
        }
    }
}

struct piece *template_cut(struct arena *a, const char *file, struct str text, size_t *n)
{
    struct piece *pieces = NULL;
    size_t cap = 0, pos = 0;
    struct place at = {file, 1};
    *n = 0;
    while (pos < text.n) {
        const char *open = memmem(text.p + pos, text.n - pos, "{{", 2);
        size_t end = open ? (size_t)(open - text.p) : text.n;
        pieces = arena_grow(a, pieces, *n, &cap, sizeof *pieces);
        if (end > pos || !*n) { /* the first piece is always text, so that a line start is known */
            struct str lit = str_sub(text, pos, end);
            pieces[(*n)++] = (struct piece){PIECE_TEXT, lit, pos == 0, at};
            at.line += count_lines(lit);
        }
        if (!open)
            break;
        size_t close = find_close(text, end + 2, at);
        struct str inside = str_sub(text, end + 2, close);
        pieces = arena_grow(a, pieces, *n, &cap, sizeof *pieces);
        pieces[(*n)++] = classify(inside, at);
        at.line += count_lines(inside);
        pos = close + 2;
    }
    drop_lone_lines(pieces, *n);
    return pieces;
}

/* ---- reading a tag ---- */

void skip_blanks(struct cursor *c)
{
    while (c->rest.n && is_blank(c->rest.p[0]))
        c->rest = str_sub(c->rest, 1, c->rest.n);
}

bool at_end(struct cursor *c)
{
    skip_blanks(c);
    return c->rest.n == 0;
}

void expect_end(struct cursor *c, const char *tag)
{
    if (!at_end(c))
        fail_at(c->at, "{{%s}}: cannot understand \"%.*s\"", tag, (int)c->rest.n, c->rest.p);
}

bool take_char(struct cursor *c, char wanted)
{
    if (at_end(c) || c->rest.p[0] != wanted)
        return false;
    c->rest = str_sub(c->rest, 1, c->rest.n);
    return true;
}

bool take_name(struct cursor *c, struct str *name)
{
    skip_blanks(c);
    size_t n = 0;
    while (n < c->rest.n && is_name_char(c->rest.p[n]))
        n++;
    if (!n || (c->rest.p[0] >= '0' && c->rest.p[0] <= '9'))
        return false;
    if (n >= MAX_NAME)
        fail_at(c->at, "a name is longer than %d bytes", MAX_NAME - 1);
    *name = str_sub(c->rest, 0, n);
    c->rest = str_sub(c->rest, n, c->rest.n);
    return true;
}

bool take_string(struct cursor *c, struct arena *a, struct str *s)
{
    if (!take_char(c, '"'))
        return false;
    char *text = arena_alloc(a, c->rest.n + 1);
    size_t n = 0, i = 0;
    for (; i < c->rest.n && c->rest.p[i] != '"'; i++) {
        char ch = c->rest.p[i];
        if (ch == '\\') {
            ch = i + 1 < c->rest.n ? c->rest.p[++i] : '\0';
            if (ch != '"' && ch != '\\')
                fail_at(c->at, "in a string, \\ may only stand before \" or \\");
        }
        if ((unsigned char)ch < 0x20)
            fail_at(c->at, "a string must stand on one line, without control characters");
        text[n++] = ch;
    }
    if (i == c->rest.n)
        fail_at(c->at, "a string is not closed");
    c->rest = str_sub(c->rest, i + 1, c->rest.n);
    *s = (struct str){text, n};
    return true;
}

/* "." or "->"; false at the path's end. */
static bool take_step(struct cursor *c, bool *arrow)
{
    struct str r = c->rest;
    if (r.n && r.p[0] == '.')
        *arrow = false;
    else if (str_starts(r, "->"))
        *arrow = true;
    else
        return false;
    c->rest = str_sub(r, *arrow ? 2 : 1, r.n);
    return true;
}

struct path take_path(struct cursor *c, struct arena *a, const char *tag)
{
    struct buf b = BUF_INIT(MAX_TAG * 2);
    struct path path = {.last = 0};
    struct str name;
    bool arrow, first = true;
    if (!take_name(c, &name))
        fail_at(c->at, "{{%s}}: a variable or a field of one must stand here: v.title", tag);
    path.variable = name;
    buf_add(&b, name.p, name.n);
    while (take_step(c, &arrow)) {
        if (!c->rest.n || is_blank(c->rest.p[0]) || !take_name(c, &name))
            fail_at(c->at, "{{%s}}: a field's name is missing after \"%s\"", tag, buf_str(&b));
        buf_puts(&b, arrow || first ? "->" : ".");
        path.last = b.len;
        buf_add(&b, name.p, name.n);
        first = false;
    }
    path.c = arena_strndup(a, buf_str(&b), b.len);
    buf_free(&b);
    return path;
}
