/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/markdown.h"

#include "view/html.h"

#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#include <pthread.h>
#include <stdlib.h>

/*
 * cmark-gfm keeps the characters that extensions watch in a table of the library, which it changes
 * while it parses: one at a time.
 */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static cmark_node *parse(struct str source)
{
    static const char *const extensions[] = {"table", "strikethrough", "autolink"};
    pthread_mutex_lock(&one_at_a_time);
    cmark_gfm_core_extensions_ensure_registered();
    cmark_parser *parser = cmark_parser_new(CMARK_OPT_DEFAULT);
    for (size_t i = 0; i < ARRAY_LEN(extensions); i++)
        if (!cmark_parser_attach_syntax_extension(parser,
                                                  cmark_find_syntax_extension(extensions[i])))
            die("markdown: no extension %s", extensions[i]);
    cmark_parser_feed(parser, source.p, source.n);
    cmark_node *document = cmark_parser_finish(parser);
    cmark_parser_free(parser);
    pthread_mutex_unlock(&one_at_a_time);
    return document;
}

/* Puts `by` where `node` stands and frees it. */
static void replace(cmark_node *node, cmark_node *by)
{
    cmark_node_replace(node, by);
    cmark_node_free(node);
}

/* A node of that type around a text. */
static cmark_node *with_text(cmark_node_type type, const char *text)
{
    cmark_node *around = cmark_node_new(type), *inside = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node_set_literal(inside, text);
    cmark_node_append_child(around, inside);
    return around;
}

static void show_html(cmark_node *node, bool block)
{
    const char *typed = cmark_node_get_literal(node);
    if (block) {
        replace(node, with_text(CMARK_NODE_PARAGRAPH, typed));
        return;
    }
    cmark_node *text = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node_set_literal(text, typed);
    replace(node, text);
}

/* The picture's words, or its address, as a link to it. */
static void image_to_link(cmark_node *image)
{
    const char *url = cmark_node_get_url(image);
    cmark_node *link = with_text(CMARK_NODE_LINK, "");
    cmark_node_set_url(link, url);
    if (!cmark_node_first_child(image))
        cmark_node_set_literal(cmark_node_first_child(link), url);
    for (cmark_node *child; (child = cmark_node_first_child(image));) {
        cmark_node_unlink(child);
        cmark_node_append_child(link, child);
    }
    replace(image, link);
}

static void shift_heading(cmark_node *heading, int shift)
{
    int level = cmark_node_get_heading_level(heading) + shift;
    cmark_node_set_heading_level(heading, level > 6 ? 6 : level < 1 ? 1 : level);
}

struct cleaning {
    int shift;
    struct arena *a;
    const char *base; /* of a message; NULL: of a page */
};

/* "reseau.example" of "https://reseau.example/x", of "www.…" and of what looks like either. */
static struct str host_shown(struct str s)
{
    if (str_starts(s, "https://") || str_starts(s, "http://"))
        s = str_sub(s, s.p[4] == 's' ? 8 : 7, s.n);
    size_t n = 0;
    while (n < s.n && !strchr("/?#: \t\n", s.p[n]))
        n++;
    struct str host = str_sub(s, 0, n);
    return memchr(host.p, '.', host.n) || str_starts(host, "localhost") ? host
                                                                        : (struct str){NULL, 0};
}

/* Words that show one address and lead to another: a reader believes what is shown. */
static bool link_lies(struct arena *a, cmark_node *link, const char *url)
{
    BUF_SCOPED words = BUF_INIT(MARKDOWN_MAX_BYTES);
    for (cmark_node *n = cmark_node_first_child(link); n; n = cmark_node_next(n))
        if (cmark_node_get_literal(n))
            buf_puts(&words, cmark_node_get_literal(n));
    struct str shown = host_shown(str_trim(str_of(arena_strdup(a, buf_str(&words)))));
    struct str real = host_shown(str_of(url));
    return shown.p && (real.n != shown.n || strncasecmp(real.p, shown.p, shown.n) != 0);
}

static void make_whole(const struct cleaning *c, cmark_node *link)
{
    const char *url = cmark_node_get_url(link);
    if (url[0] == '/')
        cmark_node_set_url(link, arena_printf(c->a, "%s%s", c->base, url));
    url = cmark_node_get_url(link);
    if (strncmp(url, "mailto:", 7) == 0 || !link_lies(c->a, link, url))
        return;
    for (cmark_node *child; (child = cmark_node_first_child(link));)
        cmark_node_free(child);
    cmark_node *text = cmark_node_new(CMARK_NODE_TEXT);
    cmark_node_set_literal(text, url);
    cmark_node_append_child(link, text);
}

/* One node when it is left; it may be replaced, its children are done. */
static void clean(cmark_node *node, const struct cleaning *c)
{
    int shift = c->shift;
    cmark_node_type type = cmark_node_get_type(node);
    if (type == CMARK_NODE_HEADING)
        shift_heading(node, shift);
    else if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE)
        show_html(node, type == CMARK_NODE_HTML_BLOCK);
    if (type != CMARK_NODE_LINK && type != CMARK_NODE_IMAGE)
        return;
    const char *url = cmark_node_get_url(node);
    if (!html_url_allowed(url))
        cmark_node_set_url(node, "#");
    if (c->base)
        make_whole(c, node);
    if (type == CMARK_NODE_IMAGE && (c->base || url[0] != '/'))
        image_to_link(node);
}

/* Bottom up, by hand: the library's iterator does not stand replaced nodes. False when too deep. */
static bool clean_all(cmark_node *document, const struct cleaning *c)
{
    cmark_node *node = document;
    int depth = 0;
    while (node) {
        cmark_node *child = cmark_node_first_child(node);
        if (child) {
            if (++depth > MARKDOWN_MAX_DEPTH * 2)
                return false;
            node = child;
            continue;
        }
        for (cmark_node *next = NULL; node != document && !next;) {
            cmark_node *parent = cmark_node_parent(node);
            next = cmark_node_next(node);
            clean(node, c);
            node = next ? next : parent;
            depth -= !next;
        }
        if (node == document)
            return true;
    }
    return true;
}

static size_t count(struct str s, char c)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == c;
    return n;
}

static enum err render(struct arena *a, struct str source, const struct cleaning *c,
                       struct safe_html *out)
{
    *out = (struct safe_html){NULL, 0};
    if (!source.n)
        return OK;
    if (source.n > MARKDOWN_MAX_BYTES)
        return ERR_TOO_LARGE;
    if (count(source, '[') > MARKDOWN_MAX_MARKS || count(source, '@') > MARKDOWN_MAX_MARKS)
        return ERR_INVALID;
    cmark_node *document = parse(source);
    enum err e = clean_all(document, c) ? OK : ERR_INVALID;
    if (e == OK) {
        char *html = cmark_render_html(document, CMARK_OPT_DEFAULT, NULL);
        out->n = strlen(html);
        out->p = arena_strndup(a, html, out->n);
        free(html);
    }
    cmark_node_free(document);
    return e;
}

enum err markdown(struct arena *a, struct str source, int shift, struct safe_html *out)
{
    return render(a, source, &(const struct cleaning){.shift = shift, .a = a}, out);
}

enum err markdown_letter(struct arena *a, struct str source, const char *base,
                         struct safe_html *out)
{
    return render(a, source, &(const struct cleaning){.shift = 1, .a = a, .base = base}, out);
}
