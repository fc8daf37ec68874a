/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The source, line by line, without its markup: Markdown emphasis, links and headings, a few HTML
 * tags and entities, LaTeX-like superscripts, soft hyphens, exotic spaces. Words are never dropped.
 */
#include "base/text.h"
#include "meeting/parse/parse.h"

#define FOLD_CACHED 0x3000 /* Latin, Greek, punctuation, arrows, bullets: all below */
#define LINK_MAX 400       /* bytes that a link's text or address may take */

struct folded {
    char s[6];
    uint8_t n, known;
};

struct cleaner {
    struct doc *d;
    struct folded *cache;
    char *text, *fold;
    size_t text_cap, fold_cap;
    struct str in; /* the line being read */
    size_t at;
    uint32_t bold_from; /* where bold began, or UINT32_MAX */
    unsigned sup;       /* braces of superscripts that wait for their end */
    uint32_t link_end;  /* offset in `in` of the "]" of an open link, or UINT32_MAX */
    bool math;
};

/* Signs whose shape matters to the reader of a programme, for the folded text. */
static const char *sign_of(int32_t c)
{
    switch (c) {
    case 0x2192: /* arrows */
    case 0x25BA:
    case 0x25B6:
    case 0x25B8:
    case 0x25B9:
    case 0x27A1:
    case 0x2794:
    case 0x279C:
    case 0x279E:
    case 0x21D2:
    case 0x203A:
        return ">";
    case 0x2022: /* bullets */
    case 0x2023:
    case 0x25AA:
    case 0x25AB:
    case 0x25A0:
    case 0x25A1:
    case 0x25CF:
    case 0x25CB:
    case 0x25E6:
    case 0x2043:
    case 0x2756:
    case 0x25C6:
    case 0x27A2:
    case 0x2713:
    case 0x2714:
    case 0x2605:
    case 0x00B7:
        return "*";
    case 0x00B0: /* n° */
        return "o";
    case 0x2236: /* ratio */
    case 0xFF1A:
        return ":";
    case 0x2502: /* box drawing */
    case 0x2503:
    case 0x00A6:
        return "|";
    case 0x2500:
    case 0x2501:
        return "-";
    default:
        return NULL;
    }
}

static struct folded fold_one(struct cleaner *c, struct str bytes, int32_t cp)
{
    const char *sign = sign_of(cp);
    struct str f = sign ? str_of(sign) : text_fold(c->d->a, bytes);
    if (f.n > bytes.n)
        f = bytes;
    struct folded r = {.known = 1, .n = (uint8_t)f.n};
    memcpy(r.s, f.p, f.n);
    return r;
}

static struct folded fold_of(struct cleaner *c, struct str bytes, int32_t cp)
{
    if (cp < FOLD_CACHED) {
        if (!c->cache[cp].known)
            c->cache[cp] = fold_one(c, bytes, cp);
        return c->cache[cp];
    }
    if (cp >= 0xFE00 && cp <= 0xFFFF)
        return fold_one(c, bytes, cp);
    struct folded r = {.known = 1, .n = (uint8_t)bytes.n};
    memcpy(r.s, bytes.p, bytes.n);
    return r;
}

static void put(struct cleaner *c, struct str text, const char *fold, size_t fold_n)
{
    struct doc *d = c->d;
    for (size_t i = 0; i < fold_n; i++)
        d->map[d->fold_n + i] = (uint32_t)d->text_n;
    memcpy(c->text + d->text_n, text.p, text.n);
    memcpy(c->fold + d->fold_n, fold, fold_n);
    d->text_n += text.n;
    d->fold_n += fold_n;
}

static void put_ascii(struct cleaner *c, char ch)
{
    char low = (char)(ch >= 'A' && ch <= 'Z' ? ch + 32 : ch);
    struct doc *d = c->d;
    d->map[d->fold_n] = (uint32_t)d->text_n;
    c->text[d->text_n++] = ch;
    c->fold[d->fold_n++] = low;
}

/* Letters that fonts join (U+FB00…), and the bullets of Word's fonts, which have no meaning of
 * their own. */
static bool put_presentation_form(struct cleaner *c, int32_t cp)
{
    static const char *const ligatures[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
    if (cp >= 0xFB00 && cp <= 0xFB06) {
        for (const char *s = ligatures[cp - 0xFB00]; *s; s++)
            put_ascii(c, *s);
        return true;
    }
    if (cp >= 0xF000 && cp <= 0xF0FF) {
        put(c, str_of("•"), "*", 1);
        return true;
    }
    return false;
}

static bool blank_or_end(struct str s, size_t i)
{
    return i >= s.n || s.p[i] == ' ' || str_starts(str_sub(s, i, s.n), "\xC2\xA0");
}

static void put_code_point(struct cleaner *c)
{
    size_t from = c->at;
    int32_t cp = text_next(c->in, &c->at);
    struct str bytes = str_sub(c->in, from, c->at);
    if (cp == 0xC2 && blank_or_end(c->in, c->at)) /* "Â ": a no-break space decoded twice */
        return;
    if (cp < 0 || put_presentation_form(c, cp))
        return;
    if (cp == 0xAD && c->at >= c->in.n) { /* a soft hyphen is seen where the line ends */
        put_ascii(c, '-');
        return;
    }
    struct folded f = fold_of(c, bytes, cp);
    if (f.n == 1 && f.s[0] == ' ')
        bytes = str_of(" ");
    else if (f.n == 0)
        bytes.n = 0; /* soft hyphens, zero-width characters, lone accents */
    put(c, bytes, f.s, f.n);
}

static void toggle_bold(struct cleaner *c)
{
    struct doc *d = c->d;
    if (c->bold_from == UINT32_MAX) {
        c->bold_from = (uint32_t)d->fold_n;
        return;
    }
    if (d->fold_n > c->bold_from) {
        d->bold = arena_grow(d->a, d->bold, d->n_bold, &d->cap_bold, sizeof *d->bold);
        d->bold[d->n_bold++] = (struct span){c->bold_from, (uint32_t)d->fold_n};
    }
    c->bold_from = UINT32_MAX;
}

static char peek(const struct cleaner *c, size_t ahead)
{
    return c->at + ahead < c->in.n ? c->in.p[c->at + ahead] : '\0';
}

static bool blank_or_none(char ch)
{
    return ch == '\0' || ch == ' ' || ch == '\t';
}

/* "*": bold, emphasis, or a bullet, which stays. True when it was markup. */
static bool emphasis(struct cleaner *c)
{
    char ch = c->in.p[c->at], before = c->at ? c->in.p[c->at - 1] : '\0';
    if (peek(c, 1) == ch && (ch == '*' || !wordish(before) || !wordish(peek(c, 2)))) {
        toggle_bold(c);
        c->at += 2;
        return true;
    }
    if (ch == '*' && is_digit(before) && is_digit(peek(c, 1)))
        return false; /* "2*8 min" */
    bool alone = blank_or_none(before) && blank_or_none(peek(c, 1));
    bool inside = ch == '_' && wordish(before) && wordish(peek(c, 1));
    if (alone || inside)
        return false;
    c->at++;
    return true;
}

/* "[words](address)": the words stay, then the address unless it leads nowhere. */
static bool link_open(struct cleaner *c)
{
    const char *p = c->in.p + c->at, *end = c->in.p + c->in.n;
    if (end - p > LINK_MAX)
        end = p + LINK_MAX;
    for (const char *q = p + 1; q + 1 < end && *q != '['; q++) {
        if (q[0] != ']')
            continue;
        if (q[1] != '(' || !memchr(q, ')', (size_t)(end - q)))
            return false;
        c->link_end = (uint32_t)(q - c->in.p);
        c->at++;
        return true;
    }
    return false;
}

static bool link_close(struct cleaner *c)
{
    if (c->link_end != c->at)
        return false;
    c->link_end = UINT32_MAX;
    const char *from = c->in.p + c->at + 2;
    const char *to = memchr(from, ')', c->in.n - c->at - 2);
    if (!to) {
        c->at++;
        return true;
    }
    if (to > from && *from != '#') {
        put_ascii(c, ' ');
        put_ascii(c, '(');
        for (const char *q = from; q < to; q++)
            if ((unsigned char)*q < 0x80)
                put_ascii(c, *q);
            else
                put(c, (struct str){q, 1}, q, 1);
        put_ascii(c, ')');
    }
    c->at = (size_t)(to - c->in.p) + 1;
    return true;
}

static bool html_tag(struct cleaner *c)
{
    static const char *const tags[] = {"br", "b",  "strong", "sup", "sub", "i", "em",   "u",
                                       "p",  "td", "tr",     "li",  "ul",  "a", "span", "div"};
    size_t i = c->at + 1;
    i += peek(c, 1) == '/';
    size_t from = i;
    while (i < c->in.n && i - from < 8 && is_letter((char)(c->in.p[i] | 0x20)))
        i++;
    size_t n = i - from;
    const char *end = memchr(c->in.p + i, '>', c->in.n - i < LINK_MAX ? c->in.n - i : LINK_MAX);
    for (size_t t = 0; end && t < ARRAY_LEN(tags); t++) {
        if (strlen(tags[t]) != n || strncasecmp(tags[t], c->in.p + from, n) != 0)
            continue;
        if (t == 1 || t == 2)
            toggle_bold(c);
        else if (t == 0 || t == 8 || t >= 8)
            put_ascii(c, ' ');
        c->at = (size_t)(end - c->in.p) + 1;
        return true;
    }
    if (strncasecmp(c->in.p + from, "http", n < 4 ? 4 : 4) == 0 && c->in.n - from > 4 && end) {
        c->at++; /* <https://…>: the brackets go */
        return true;
    }
    return false;
}

static bool entity(struct cleaner *c)
{
    static const struct {
        const char *name, *text, *fold;
    } all[] = {{"&nbsp;", " ", " "},   {"&amp;", "&", "&"},    {"&lt;", "<", "<"},
               {"&gt;", ">", ">"},     {"&quot;", "\"", "\""}, {"&#39;", "'", "'"},
               {"&rsquo;", "’", "'"},  {"&laquo;", "«", "\""}, {"&raquo;", "»", "\""},
               {"&ndash;", "–", "-"},  {"&mdash;", "—", "-"},  {"&hellip;", "…", "..."},
               {"&eacute;", "é", "e"}, {"&egrave;", "è", "e"}, {"&agrave;", "à", "a"},
               {"&ccedil;", "ç", "c"}, {"&ecirc;", "ê", "e"},  {"&ocirc;", "ô", "o"}};
    struct str rest = str_sub(c->in, c->at, c->in.n);
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        if (!str_starts(rest, all[i].name))
            continue;
        put(c, str_of(all[i].text), all[i].fold, strlen(all[i].fold));
        c->at += strlen(all[i].name);
        return true;
    }
    return false;
}

/* "\textsuperscript{e}", "\-": the command goes, the letters in braces stay. */
static bool backslash(struct cleaner *c)
{
    size_t i = c->at + 1;
    while (i < c->in.n && is_letter((char)(c->in.p[i] | 0x20)))
        i++;
    if (i < c->in.n && c->in.p[i] == '{' && i > c->at + 1) {
        c->sup++;
        c->at = i + 1;
        return true;
    }
    char next = peek(c, 1);
    if (next && (unsigned char)next < 0x80 && !wordish(next) && !blank_or_none(next)) {
        put_ascii(c, next);
        c->at += 2;
        return true;
    }
    return false;
}

static bool superscript(struct cleaner *c)
{
    if (peek(c, 1) == '{') {
        c->sup++;
        c->at += 2;
        return true;
    }
    c->at++;
    return true;
}

static bool markup(struct cleaner *c)
{
    switch (c->in.p[c->at]) {
    case '*':
    case '_':
        return emphasis(c);
    case '[':
        return c->link_end == UINT32_MAX && link_open(c);
    case ']':
        return link_close(c);
    case '<':
        return html_tag(c);
    case '>':
        if (c->at && c->in.n - c->at == 1 && memmem(c->in.p, c->in.n, "<http", 5)) {
            c->at++;
            return true;
        }
        return false;
    case '&':
        return entity(c);
    case '\\':
        return backslash(c);
    case '^':
        return superscript(c);
    case '}':
        if (!c->sup)
            return false;
        c->sup--;
        c->at++;
        return true;
    case '$':
        if (!c->math)
            return false;
        c->at++;
        return true;
    case '`':
        c->at++;
        return true;
    default:
        return false;
    }
}

/* Letters, digits and blanks, which are most of any text, in one go. */
static void put_plain(struct cleaner *c)
{
    struct doc *d = c->d;
    const char *from = c->in.p + c->at;
    char *text = c->text + d->text_n, *fold = c->fold + d->fold_n;
    uint32_t *map = d->map + d->fold_n, at = (uint32_t)d->text_n;
    size_t n = 0, most = c->in.n - c->at;
    for (; n < most; n++) {
        char ch = from[n], low = (char)(ch >= 'A' && ch <= 'Z' ? ch + 32 : ch);
        if (!is_word(low) && ch != ' ')
            break;
        text[n] = ch;
        fold[n] = low;
        map[n] = at + (uint32_t)n;
    }
    d->text_n += n;
    d->fold_n += n;
    c->at += n;
}

static void clean_line(struct cleaner *c)
{
    c->bold_from = c->link_end = UINT32_MAX;
    c->sup = 0;
    c->math = c->in.n < 4096 && memchr(c->in.p, '^', c->in.n) != NULL;
    while (c->at < c->in.n) {
        unsigned char ch = (unsigned char)c->in.p[c->at];
        if (ch >= 0x80) {
            put_code_point(c);
        } else if (ch == ' ' || is_digit((char)ch) || is_letter((char)(ch | 0x20))) {
            put_plain(c);
        } else if (!markup(c)) {
            if (ch >= 0x20 || ch == '\t')
                put_ascii(c, (char)ch);
            c->at++;
        }
    }
    if (c->bold_from != UINT32_MAX)
        toggle_bold(c);
}

/* Moves past the blanks that begin a line; how wide they are. */
static uint16_t read_indent(struct cleaner *c)
{
    unsigned width = 0;
    while (c->at < c->in.n) {
        char ch = c->in.p[c->at];
        if (ch == ' ' || ch == '\f' || ch == '\v')
            width++;
        else if (ch == '\t')
            width += 4;
        else
            break;
        c->at++;
    }
    return (uint16_t)(width > 60000 ? 60000 : width);
}

static uint8_t read_heading(struct cleaner *c)
{
    size_t n = 0;
    while (peek(c, n) == '#' && n < 7)
        n++;
    if (n == 0 || n > 6 || !blank_or_none(peek(c, n)))
        return 0;
    c->at += n;
    read_indent(c);
    return (uint8_t)n;
}

/* A list mark or an enumerator ("1.", "a)", "A.") before the words. */
static void find_body(struct doc *d, struct line *l)
{
    uint32_t i = l->from;
    while (i < l->to && strchr("*-+>", d->fold[i]) && i + 1 < l->to && d->fold[i + 1] != '-') {
        bool quote = d->fold[i] == '>';
        if (!is_space(d->fold[i + 1]) && d->fold[i] != '*' && d->fold[i] != '>')
            break;
        l->bullet = quote ? l->bullet : '-';
        i = skip_spaces(d, i + 1, l->to);
    }
    if (!l->bullet && i + 2 < l->to && d->fold[i] == 'o' && d->fold[i + 1] == '\t')
        l->bullet = '-', i = skip_spaces(d, i + 1, l->to); /* Word's hollow bullet */
    uint32_t k = i + (d->fold[i] == '(');
    if (k < l->to && is_letter(d->fold[k]))
        k++;
    else
        while (k < l->to && is_digit(d->fold[k]) && k - i < 3)
            k++;
    if (k > i && k + 1 < l->to && is_word(d->fold[k - 1]) && strchr(".)", d->fold[k]) &&
        is_space(d->fold[k + 1])) {
        l->bullet = l->bullet ? l->bullet : '1';
        i = skip_spaces(d, k + 1, l->to);
    }
    l->body = i;
}

/* "[12/05/2026 18:03:11] Sarah: " and "12/05/2026, 18:03 - Sarah: ": who wrote a message, and when,
 * is no part of the programme. */
static uint32_t message_prefix(const struct doc *d, const struct line *l)
{
    uint32_t i = l->from, digits = 0;
    bool bracket = i < l->to && d->fold[i] == '[';
    for (i += bracket; i < l->to && i - l->from < 26; i++) {
        char ch = d->fold[i];
        if (bracket ? ch == ']' : ch == '-' && i && d->fold[i - 1] == ' ')
            break;
        if (!is_digit(ch) && !strchr("/.:, h", ch))
            return l->from;
        digits += is_digit(ch);
    }
    const char *colon = i < l->to ? memchr(d->fold + i, ':', l->to - i) : NULL;
    if (digits < 9 || !colon || colon > d->fold + i + 40)
        return l->from;
    uint32_t next = (uint32_t)(colon - d->fold) + 1;
    return next < l->to && d->fold[next] == ' ' ? next + 1 : l->from;
}

static bool has_words(const struct doc *d, uint32_t from)
{
    for (size_t i = from; i < d->fold_n; i++)
        if (!is_space(d->fold[i]))
            return true;
    return false;
}

static void add_line(struct cleaner *c, int number, uint8_t blanks)
{
    struct doc *d = c->d;
    struct line l = {.number = number, .blank_before = blanks, .from = (uint32_t)d->fold_n};
    size_t text_from = d->text_n, bold_from = d->n_bold;
    c->at = 0;
    l.indent = read_indent(c);
    l.heading = read_heading(c);
    clean_line(c);
    if (!has_words(d, l.from)) { /* nothing but markup: still a line, kept as it is */
        d->fold_n = l.from;
        d->text_n = text_from;
        d->n_bold = bold_from;
        for (c->at = 0; c->at < c->in.n;) {
            unsigned char ch = (unsigned char)c->in.p[c->at];
            if (ch >= 0x80) {
                put_code_point(c);
            } else {
                put_ascii(c, (char)(ch < 0x20 ? ' ' : ch));
                c->at++;
            }
        }
    }
    while (d->fold_n > l.from && is_space(d->fold[d->fold_n - 1]))
        d->fold_n--;
    l.to = (uint32_t)d->fold_n;
    if (l.to == l.from)
        return;
    d->text_n = d->map[l.to - 1] + (d->text_n - d->map[l.to - 1]);
    put_ascii(c, '\n');
    l.from = message_prefix(d, &l);
    find_body(d, &l);
    d->lines[d->n_lines++] = l;
}

static bool is_blank_line(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] > ' ')
            return false;
    return true;
}

static size_t count_lines(struct str s)
{
    size_t n = 0;
    while (s.p)
        n += !is_blank_line(str_cut(&s, '\n'));
    return n;
}

void doc_clean(struct doc *d, struct str source)
{
    struct cleaner c = {.d = d};
    /* Nothing grows: a sign that would fold to more bytes than it has stays as it is. */
    size_t cap = source.n + count_lines(source) + 64;
    c.cache = arena_array(d->a, FOLD_CACHED, sizeof *c.cache);
    d->text = c.text = arena_alloc(d->a, cap);
    d->fold = c.fold = arena_alloc(d->a, cap);
    d->map = arena_array(d->a, cap, sizeof *d->map);
    d->lines = arena_array(d->a, count_lines(source) + 1, sizeof *d->lines);
    unsigned blanks = 0;
    while (source.p) {
        c.in = str_cut(&source, '\n');
        d->source_lines++;
        uint32_t before = d->n_lines;
        if (!is_blank_line(c.in))
            add_line(&c, d->source_lines, (uint8_t)(blanks > 255 ? 255 : blanks));
        blanks = d->n_lines > before ? 0 : blanks + 1;
    }
    d->map[d->fold_n] = (uint32_t)d->text_n;
}

struct span span_trim(const struct doc *d, struct span s)
{
    while (s.from < s.to && is_space(d->fold[s.from]))
        s.from++;
    while (s.to > s.from && is_space(d->fold[s.to - 1]))
        s.to--;
    return s;
}
