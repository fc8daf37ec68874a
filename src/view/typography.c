/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/typography.h"

#include "base/buf.h"
#include "base/text.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#define NARROW "\u202f"
#define NO_BREAK "\u00a0"
#define END (-1)

struct text {
    struct str s;
    size_t at;      /* of the next code point */
    int32_t before; /* the code point before it, END at the start */
    struct buf out;
};

static bool is_space(int32_t c)
{
    return c == ' ' || c == 0xa0 || c == 0x202f || c == 0x2009;
}

static bool is_one_of(const char *ascii, int32_t c)
{
    return c > 0 && c < 0x80 && strchr(ascii, c);
}

static bool is_blank(int32_t c)
{
    return c == END || is_space(c) || c == '\n' || c == '\t' || c == '\r';
}

static int32_t peek(const struct text *t, size_t at)
{
    return at < t->s.n ? text_next(t->s, &at) : END;
}

/* The length of the word that starts here if it is an address of the web or of a mailbox; else 0.
 */
static size_t address(const struct text *t)
{
    size_t end = t->at, next = t->at;
    for (int32_t c; next < t->s.n; end = next) {
        c = text_next(t->s, &next);
        if (is_blank(c) || c == '<' || c == '>' || c == 0xab || c == 0xbb)
            break;
    }
    struct str word = str_sub(t->s, t->at, end);
    const char *mark = word.n ? memchr(word.p, '@', word.n) : NULL;
    bool mailbox = mark && memchr(mark, '.', (size_t)(word.p + word.n - mark));
    bool web = (word.n && memmem(word.p, word.n, "://", 3)) || str_starts(word, "www.") ||
               str_starts(word, "mailto:");
    return web || mailbox ? word.n : 0;
}

/* The length of `…` including the closing backquote; 0 when it is not closed. */
static size_t code(const struct text *t)
{
    const char *p = t->s.p + t->at;
    const char *close = *p == '`' ? strchr(p + 1, '`') : NULL;
    return close ? (size_t)(close - p) + 1 : 0;
}

/* At least n bytes, in whole code points. */
static void copy(struct text *t, size_t n)
{
    size_t from = t->at;
    while (t->at < from + n)
        t->before = text_next(t->s, &t->at);
    buf_add(&t->out, t->s.p + from, t->at - from);
}

/* Takes back the spaces just written; whether something stands before them on the line. */
static bool drop_spaces(struct text *t)
{
    static const char *const spaces[] = {" ", NO_BREAK, NARROW, "\u2009"};
    for (size_t i = 0; i < ARRAY_LEN(spaces); i++) {
        size_t n = strlen(spaces[i]);
        if (t->out.len >= n && !memcmp(t->out.data + t->out.len - n, spaces[i], n)) {
            t->out.len -= n;
            i = (size_t)-1; /* look again */
        }
    }
    return t->out.len && t->out.data[t->out.len - 1] != '\n';
}

/* What follows the mark lets it be a sentence's: 9:30, a:b, ;) and ?x= are not. */
static bool ends_words(int32_t mark, int32_t after)
{
    if (is_blank(after) || after == 0xbb)
        return true;
    if (mark == ':' || mark == ';')
        return false;
    return is_one_of(")]\"!?.,*_", after) || after == 0x2026 || after == 0x201d;
}

/* A mark that wants a no-break space before it. */
static bool high_mark(struct text *t, int32_t c)
{
    const char *space = c == ':' || c == 0xbb ? NO_BREAK : NARROW;
    size_t next = t->at;
    text_next(t->s, &next);
    bool sentence = c == 0xbb || ends_words(c, peek(t, next));
    bool follows_mark = c != 0xbb && is_one_of("!?:;", t->before); /* "?!" is one */
    if (!sentence || t->before == END || t->before == '\n' || is_one_of("([", t->before) ||
        follows_mark)
        return false;
    size_t kept = t->out.len;
    if (drop_spaces(t))
        buf_puts(&t->out, space);
    else
        t->out.len = kept;
    copy(t, next - t->at);
    return true;
}

static void open_quote(struct text *t)
{
    copy(t, 2);
    while (is_space(peek(t, t->at)))
        t->before = text_next(t->s, &t->at);
    if (!is_blank(peek(t, t->at)))
        buf_puts(&t->out, NO_BREAK);
}

static bool replace(struct text *t, int32_t c)
{
    if (c == '\'' && u_isalpha(t->before) && u_isalnum(peek(t, t->at + 1))) {
        buf_puts(&t->out, "’");
        t->before = t->s.p[t->at++];
        return true;
    }
    bool dots = c == '.' && t->before != '.' && str_starts(str_sub(t->s, t->at, t->s.n), "...");
    if (dots && peek(t, t->at + 3) != '.') {
        buf_puts(&t->out, "…");
        t->before = 0x2026;
        t->at += 3;
        return true;
    }
    return false;
}

static void step(struct text *t)
{
    bool word = t->before == END || is_blank(t->before) || is_one_of("(\"<", t->before) ||
                t->before == 0xab;
    size_t whole = word ? address(t) : 0;
    int32_t c = peek(t, t->at);
    if (!whole && c == '`')
        whole = code(t);
    if (whole)
        copy(t, whole);
    else if (c == 0xab)
        open_quote(t);
    else if (!((c == ':' || c == ';' || c == '!' || c == '?' || c == 0xbb) && high_mark(t, c)) &&
             !replace(t, c))
        copy(t, 1);
}

const char *typo_fr(struct arena *a, const char *s)
{
    if (!s || !strpbrk(s, ":;!?'.\xc2"))
        return s;
    struct text t = {.s = str_of(s), .before = END, .out = BUF_INIT(strlen(s) * 4 + 16)};
    if (!text_is_utf8(t.s))
        return s;
    while (t.at < t.s.n)
        step(&t);
    const char *done = arena_strndup(a, buf_str(&t.out), t.out.len);
    buf_free(&t.out);
    return done;
}

const char *text_capital(struct arena *a, const char *s)
{
    if (!s || !*s)
        return s;
    struct str text = str_of(s);
    size_t at = 0;
    int32_t c = text_next(text, &at), upper = c < 0 ? c : u_toupper(c);
    if (upper == c)
        return s;
    char first[8] = "";
    int32_t n = 0;
    UBool error = false;
    U8_APPEND((uint8_t *)first, n, 7, upper, error);
    return error ? s : arena_printf(a, "%s%s", first, s + at);
}
