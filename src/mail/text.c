/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The plain text of a message, from its HTML, so that there is one source of its words. libxml2
 * reads the document; the walk knows the elements that our templates use and takes others for
 * words in a line.
 */
#include "mail/mail.h"

#include "base/text.h"

#include <libxml/HTMLparser.h>

#define ITEM_INDENT 2
#define DEPTH_MAX 64

struct writer {
    struct buf *out;
    struct buf word;   /* what was read since the last blank */
    const char *colon; /* between words and what they name: " :" in French */
    size_t column, indent;
    int breaks;       /* line ends due before the next word: 1, or 2 for a blank line */
    const char *mark; /* before the next word: "- ", "2. " */
    int number;       /* of the next item of a numbered list; 0: of another */
    char marks[8];
};

static void ask_break(struct writer *w, int breaks)
{
    if (w->out->len && breaks > w->breaks)
        w->breaks = breaks;
}

static void new_line(struct writer *w)
{
    buf_putc(w->out, '\n');
    w->column = 0;
}

/* Where the next word begins, of that many columns. */
static void place(struct writer *w, size_t columns)
{
    for (; w->breaks; w->breaks--)
        new_line(w);
    bool fits = w->column + 1 + columns <= MAIL_COLUMNS;
    if (w->column && fits) {
        buf_putc(w->out, ' ');
        w->column++;
        return;
    }
    if (w->column)
        new_line(w);
    size_t mark = w->mark ? strlen(w->mark) : 0;
    for (; w->column + mark < w->indent; w->column++)
        buf_putc(w->out, ' ');
    if (w->mark)
        buf_puts(w->out, w->mark);
    w->column += mark;
    w->mark = NULL;
}

/* The length in bytes of the first `columns` code points. */
static size_t bytes_of(struct str s, size_t columns)
{
    size_t i = 0;
    while (i < s.n && columns--)
        for (i++; i < s.n && ((unsigned char)s.p[i] & 0xC0) == 0x80;)
            i++;
    return i;
}

static void put_word(struct writer *w, struct str s, bool whole)
{
    while (s.n) {
        size_t most = MAIL_COLUMNS - w->indent, columns = text_length(s);
        size_t bytes = whole || columns <= most ? s.n : bytes_of(s, most);
        struct str piece = str_sub(s, 0, bytes);
        place(w, text_length(piece));
        buf_add(w->out, piece.p, piece.n);
        w->column += text_length(piece);
        s = str_sub(s, bytes, s.n);
    }
}

static void end_word(struct writer *w)
{
    put_word(w, (struct str){buf_str(&w->word), w->word.len}, false);
    buf_clear(&w->word);
}

/* Blanks part words; no-break spaces hold them together. */
static void put_text(struct writer *w, const char *s)
{
    for (; *s; s++) {
        if (strchr(" \t\r\n", *s))
            end_word(w);
        else
            buf_putc(&w->word, *s);
    }
}

static void end_block(struct writer *w, int breaks)
{
    end_word(w);
    ask_break(w, breaks);
}

/* ---- elements --------------------------------------------------------------------------- */

static void walk(struct writer *w, const xmlNode *first, int depth);

static bool is(const xmlNode *n, const char *name)
{
    return strcmp((const char *)n->name, name) == 0;
}

/* « words : address », once when the words are the address. */
static void walk_link(struct writer *w, const xmlNode *n, int depth)
{
    xmlChar *href = xmlGetProp(n, (const xmlChar *)"href");
    xmlChar *words = xmlNodeGetContent(n);
    bool same = href && words && strcmp((char *)href, (char *)words) == 0;
    if (!same)
        walk(w, n->children, depth);
    if (href && !same)
        buf_puts(&w->word, w->colon);
    end_word(w);
    if (href)
        put_word(w, str_of((char *)href), true);
    xmlFree(href);
    xmlFree(words);
}

static void walk_item(struct writer *w, const xmlNode *n, int depth)
{
    end_block(w, 1);
    size_t indent = w->number ? ITEM_INDENT + 1 : ITEM_INDENT;
    int number = w->number;
    snprintf(w->marks, sizeof w->marks, "%d. ", number % 1000);
    w->indent += indent;
    w->mark = number ? w->marks : "- ";
    w->number = 0;
    walk(w, n->children, depth);
    end_block(w, 1);
    w->mark = NULL;
    w->number = number ? number + 1 : 0;
    w->indent -= indent;
}

/* A term and its description stand on one line. */
static void walk_term(struct writer *w, const xmlNode *n, int depth)
{
    end_block(w, 1);
    walk(w, n->children, depth);
    buf_puts(&w->word, w->colon);
    end_word(w);
}

static void walk_list(struct writer *w, const xmlNode *n, int depth)
{
    int number = w->number;
    end_block(w, w->indent ? 1 : 2);
    w->number = is(n, "ol");
    walk(w, n->children, depth);
    w->number = number;
    end_block(w, w->indent ? 1 : 2);
}

static void walk_quote(struct writer *w, const xmlNode *n, int depth)
{
    end_block(w, 2);
    w->indent += ITEM_INDENT;
    walk(w, n->children, depth);
    end_block(w, 2);
    w->indent -= ITEM_INDENT;
}

static int breaks_around(const xmlNode *n)
{
    static const struct {
        const char *name;
        int breaks;
    } blocks[] = {{"p", 2},  {"h1", 2},   {"h2", 2},  {"h3", 2},  {"h4", 2},
                  {"h5", 2}, {"h6", 2},   {"dl", 2},  {"div", 1}, {"dd", 1},
                  {"hr", 2}, {"body", 1}, {"pre", 2}, {"tr", 1},  {"table", 2}};
    for (size_t i = 0; i < ARRAY_LEN(blocks); i++)
        if (is(n, blocks[i].name))
            return blocks[i].breaks;
    return 0;
}

static void walk_block(struct writer *w, const xmlNode *n, int depth)
{
    int breaks = breaks_around(n);
    bool follows_term = is(n, "dd");
    if (breaks && !follows_term)
        end_block(w, breaks);
    if (is(n, "hr"))
        put_word(w, str_of("--"), true);
    if (is(n, "br"))
        end_block(w, 1);
    walk(w, n->children, depth);
    if (breaks)
        end_block(w, breaks);
}

static void walk(struct writer *w, const xmlNode *first, int depth)
{
    for (const xmlNode *n = first; n && depth < DEPTH_MAX; n = n->next) {
        if (n->type == XML_TEXT_NODE)
            put_text(w, (const char *)n->content);
        if (n->type != XML_ELEMENT_NODE || is(n, "head"))
            continue;
        if (is(n, "a"))
            walk_link(w, n, depth + 1);
        else if (is(n, "li"))
            walk_item(w, n, depth + 1);
        else if (is(n, "ul") || is(n, "ol"))
            walk_list(w, n, depth + 1);
        else if (is(n, "blockquote"))
            walk_quote(w, n, depth + 1);
        else if (is(n, "dt"))
            walk_term(w, n, depth + 1);
        else
            walk_block(w, n, depth + 1);
    }
}

const char *mail_text(struct arena *a, const char *lang, const char *html)
{
    BUF_SCOPED out = BUF_INIT(4 * MAIL_BODY_MAX);
    struct writer w = {.out = &out,
                       .word = BUF_INIT(MAIL_BODY_MAX),
                       .colon = strcmp(lang, "en") == 0 ? ":" : "\u00a0:"};
    htmlDocPtr doc = htmlReadMemory(html, (int)strlen(html), NULL, "UTF-8",
                                    HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    if (doc)
        walk(&w, xmlDocGetRootElement(doc), 0);
    end_word(&w);
    xmlFreeDoc(doc);
    buf_free(&w.word);
    if (out.len)
        buf_putc(&out, '\n');
    return arena_strndup(a, buf_str(&out), out.len);
}
