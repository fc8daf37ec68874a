/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Follows literal HTML byte by byte, after the tokenizer of the HTML standard (13.2.5), strictly:
 * what a browser would repair is refused. It also drops comments and collapses white space.
 */
#include "template.h"

#include <strings.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool any_of(const char *s, const char *const *list)
{
    for (; *list; list++)
        if (!strcmp(s, *list))
            return true;
    return false;
}

static void append(char *to, size_t size, char c, struct place at)
{
    size_t n = strlen(to);
    if (n + 1 >= size)
        fail_at(at, "the name \"%s…\" is longer than %zu bytes", to, size - 1);
    to[n] = c;
    to[n + 1] = '\0';
}

void html_start(struct html *h)
{
    *h = (struct html){.at = AT_TEXT, .blank = true};
}

const char *html_where(const struct html *h)
{
    switch (h->at) {
    case AT_TEXT:
        return "text";
    case AT_COMMENT:
        return "a comment";
    case AT_RAW:
    case AT_RAW_END:
        return "the text of an element";
    case AT_VALUE:
        return "an attribute's value";
    default:
        return "a tag";
    }
}

/* ---- URLs ---- */

bool html_is_url(const struct html *h)
{
    static const char *const urls[] = {"href",       "src",  "action",   "formaction", "poster",
                                       "cite",       "data", "manifest", "ping",       "xlink:href",
                                       "background", "icon", "longdesc", "itemid",     NULL};
    return any_of(h->attr, urls);
}

static void url_byte(struct html *h, struct place at, char c)
{
    static const char *const schemes[] = {"http", "https", "mailto", "tel", "webcal", NULL};
    if (h->url == URL_SAFE)
        return;
    if (c == '/' || c == '?' || c == '#') {
        h->url = URL_SAFE;
    } else if (c != ':') {
        if (h->url == URL_START)
            h->url = URL_SCHEME;
    } else if (h->url == URL_OPEN) {
        fail_at(at, "\":\" after a value could make a scheme such as javascript: of it; write the "
                    "scheme before the value or put \"/\" between");
    } else if (any_of(h->value, schemes)) {
        h->url = URL_SAFE;
    } else {
        fail_at(at,
                "the address in %s has the scheme \"%s\"; only http, https, mailto, tel and "
                "webcal may stand there",
                h->attr, h->value);
    }
}

/* ---- attributes ---- */

static void check_attribute(const struct html *h, struct place at)
{
    if (h->closing)
        fail_at(at, "attribute \"%s\" in the end tag </%s>; remove it", h->attr, h->tag);
    if (!strncmp(h->attr, "on", 2) && is_letter(h->attr[2]))
        fail_at(at, "attribute %s is inline script, which our pages forbid; use a module in web/js",
                h->attr);
    if (!strcmp(h->attr, "style"))
        fail_at(at, "attribute style is inline style, which our pages forbid; use a class");
    if (!strcmp(h->attr, "http-equiv"))
        fail_at(at, "attribute http-equiv is not for templates; send a header instead");
}

static void end_value(struct html *h)
{
    if (!strcmp(h->tag, "script") && !strcmp(h->attr, "type"))
        h->json_ld = !strcasecmp(h->value, "application/ld+json");
    h->at = AT_SEPARATOR;
}

static void start_value(struct html *h)
{
    h->n_value = 0;
    h->value[0] = '\0';
    h->value_made = false;
    h->url = URL_START;
}

/* ---- states ---- */

static void in_text(struct html *h, struct place at, struct buf *lit, char c)
{
    (void)at;
    if (c == '<') {
        h->at = AT_LESS;
    } else if (is_space(c) && !h->pre) {
        if (!h->blank)
            buf_putc(lit, c == '\n' ? '\n' : ' ');
        h->blank = true;
    } else {
        buf_putc(lit, c);
        h->blank = false;
    }
}

static void after_less(struct html *h, struct place at, struct buf *lit, char c)
{
    h->tag[0] = '\0';
    h->closing = false;
    h->json_ld = false;
    if (c == '!') {
        h->at = AT_MARKUP;
        h->match = 0;
        return;
    }
    h->blank = false;
    buf_putc(lit, '<');
    buf_putc(lit, c);
    h->at = AT_TAG_NAME;
    if (c == '/')
        h->closing = true;
    else if (is_letter(c))
        append(h->tag, sizeof h->tag, lower(c), at);
    else
        fail_at(at, "a \"<\" that starts no tag; write &lt;");
}

static void in_markup(struct html *h, struct place at, struct buf *lit, char c)
{
    if (c == '-') {
        if (++h->match == 2) {
            h->at = AT_COMMENT;
            h->match = 0;
        }
    } else if (!h->match && is_letter(c)) {
        buf_puts(lit, "<!");
        buf_putc(lit, c);
        h->at = AT_DOCTYPE;
    } else {
        fail_at(at, "\"<!\" starts neither a comment nor <!doctype html>");
    }
}

static void in_comment(struct html *h, struct place at, struct buf *lit, char c)
{
    (void)at, (void)lit;
    if (c == '-')
        h->match += h->match < 2;
    else if (c == '>' && h->match == 2)
        h->at = AT_TEXT;
    else
        h->match = 0;
}

static void in_doctype(struct html *h, struct place at, struct buf *lit, char c)
{
    (void)at;
    buf_putc(lit, c);
    if (c == '>')
        h->at = AT_TEXT;
}

static void open_element(struct html *h, struct place at, struct buf *lit)
{
    static const char *const raw[] = {"script", "title", "textarea", "iframe", NULL};
    static const char *const refused[] = {"style",    "xmp",      "plaintext", "noembed",
                                          "noframes", "frameset", NULL};
    if (any_of(h->tag, refused))
        fail_at(at, "element <%s> is not for templates%s", h->tag,
                strcmp(h->tag, "style") ? "" : "; write rules in web/css");
    h->at = any_of(h->tag, raw) ? AT_RAW : AT_TEXT;
    h->pre += !strcmp(h->tag, "pre");
    if (!strcmp(h->tag, "textarea")) /* a browser drops the first line end: let it be this one */
        buf_putc(lit, '\n');
}

static void end_tag(struct html *h, struct place at, struct buf *lit)
{
    if (!h->tag[0])
        fail_at(at, "\"</\" without a name");
    if (lit->len && lit->data[lit->len - 1] == ' ')
        lit->data[--lit->len] = '\0';
    buf_putc(lit, '>');
    h->at = AT_TEXT;
    if (!h->closing)
        open_element(h, at, lit);
    else if (h->pre && !strcmp(h->tag, "pre"))
        h->pre--;
}

static void start_attribute(struct html *h, struct place at, struct buf *lit, char c)
{
    if (c == '"' || c == '\'' || c == '=' || c == '<' || c == '`')
        fail_at(at, "an attribute cannot start with %c", c);
    h->attr[0] = '\0';
    append(h->attr, sizeof h->attr, lower(c), at);
    buf_putc(lit, c);
    h->at = AT_ATTR_NAME;
}

/* What may follow a tag's name, an attribute's name or a value. */
static bool leave_name(struct html *h, struct place at, struct buf *lit, char c)
{
    if (is_space(c)) {
        buf_putc(lit, ' ');
        h->at = h->at == AT_ATTR_NAME ? AT_ATTR_END : AT_TAG;
    } else if (c == '/') {
        h->at = AT_SLASH;
    } else if (c == '>') {
        end_tag(h, at, lit);
    } else {
        return false;
    }
    return true;
}

static void in_tag_name(struct html *h, struct place at, struct buf *lit, char c)
{
    if (leave_name(h, at, lit, c))
        return;
    if (!is_letter(c) && !(c >= '0' && c <= '9') && c != '-' && c != ':')
        fail_at(at, "a tag's name cannot hold %c", c);
    append(h->tag, sizeof h->tag, lower(c), at);
    buf_putc(lit, c);
}

static void in_tag(struct html *h, struct place at, struct buf *lit, char c)
{
    if (is_space(c))
        return;
    if (c == '/')
        h->at = AT_SLASH;
    else if (c == '>')
        end_tag(h, at, lit);
    else
        start_attribute(h, at, lit, c);
}

static void in_separator(struct html *h, struct place at, struct buf *lit, char c)
{
    if (!leave_name(h, at, lit, c))
        fail_at(at, "a space must stand before \"%c\" here, between attributes", c);
}

static void in_attr_name(struct html *h, struct place at, struct buf *lit, char c)
{
    if (is_space(c) || c == '/' || c == '>' || c == '=')
        check_attribute(h, at);
    if (c == '=') {
        buf_putc(lit, c);
        h->at = AT_VALUE_START;
        start_value(h);
    } else if (!leave_name(h, at, lit, c)) {
        if (c == '"' || c == '\'' || c == '<')
            fail_at(at, "an attribute's name cannot hold %c", c);
        append(h->attr, sizeof h->attr, lower(c), at);
        buf_putc(lit, c);
    }
}

static void in_attr_end(struct html *h, struct place at, struct buf *lit, char c)
{
    if (c == '=')
        fail_at(at, "write attributes without spaces around \"=\"");
    in_tag(h, at, lit, c);
}

static void value_byte(struct html *h, struct place at, struct buf *lit, char c)
{
    if (html_is_url(h))
        url_byte(h, at, c);
    if (h->n_value + 1 < sizeof h->value) {
        h->value[h->n_value] = lower(c);
        h->value[h->n_value + 1] = '\0';
    }
    h->n_value++;
    buf_putc(lit, c);
}

static void at_value_start(struct html *h, struct place at, struct buf *lit, char c)
{
    if (is_space(c) || c == '>' || c == '/' || c == '=' || c == '<')
        fail_at(at, "attribute %s has no value after \"=\"; write %s=\"…\"", h->attr, h->attr);
    if (c == '"' || c == '\'') {
        h->quote = c;
        h->at = AT_VALUE;
        buf_putc(lit, c);
    } else {
        h->at = AT_BARE_VALUE;
        value_byte(h, at, lit, c);
    }
}

static void in_value(struct html *h, struct place at, struct buf *lit, char c)
{
    if (c != h->quote) {
        value_byte(h, at, lit, c);
        return;
    }
    buf_putc(lit, c);
    end_value(h);
}

static void in_bare_value(struct html *h, struct place at, struct buf *lit, char c)
{
    if (is_space(c) || c == '>') {
        end_value(h);
        leave_name(h, at, lit, c);
    } else if (strchr("\"'<=`", c)) {
        fail_at(at, "put quotes around the value of %s", h->attr);
    } else {
        value_byte(h, at, lit, c);
    }
}

static void after_slash(struct html *h, struct place at, struct buf *lit, char c)
{
    if (c != '>')
        fail_at(at, "\"/\" in a tag must be followed by \">\"");
    bool has_blank = lit->len && lit->data[lit->len - 1] == ' ';
    buf_puts(lit, has_blank ? "/>" : " />");
    h->at = AT_TEXT;
    static const char *const foreign[] = {"script", "title", "textarea", "iframe",
                                          "style",  "pre",   NULL};
    if (any_of(h->tag, foreign))
        fail_at(at, "<%s/> does not close the element; write </%s>", h->tag, h->tag);
}

static void in_raw(struct html *h, struct place at, struct buf *lit, char c)
{
    bool verbatim = !strcmp(h->tag, "textarea");
    bool text = verbatim || h->json_ld || !strcmp(h->tag, "title");
    if (c == '<') {
        h->at = AT_RAW_END;
        h->match = 1;
    } else if (is_space(c) && !verbatim) {
        if (text && !h->blank)
            buf_putc(lit, ' ');
        h->blank = true;
    } else if (!text) {
        fail_at(at, "text inside <%s>, which our pages forbid; use a file of web/", h->tag);
    } else {
        buf_putc(lit, c);
        h->blank = false;
    }
}

static void in_raw_end(struct html *h, struct place at, struct buf *lit, char c)
{
    size_t n = strlen(h->tag);
    unsigned i = h->match++;
    char wanted = i == 1 ? '/' : i - 2 < n ? h->tag[i - 2] : '>';
    if (lower(c) != wanted)
        fail_at(at, "only </%s> may follow \"<\" here; write %s", h->tag,
                h->json_ld ? "\\u003c" : "&lt;");
    if (i < n + 2)
        return;
    buf_printf(lit, "</%s>", h->tag);
    h->at = AT_TEXT;
    h->blank = false;
}

void html_literal(struct html *h, struct place at, struct buf *lit, char c)
{
    typedef void (*state_fn)(struct html *, struct place, struct buf *, char);
    static const state_fn states[] = {
        [AT_TEXT] = in_text,
        [AT_LESS] = after_less,
        [AT_MARKUP] = in_markup,
        [AT_COMMENT] = in_comment,
        [AT_DOCTYPE] = in_doctype,
        [AT_TAG_NAME] = in_tag_name,
        [AT_TAG] = in_tag,
        [AT_SEPARATOR] = in_separator,
        [AT_ATTR_NAME] = in_attr_name,
        [AT_ATTR_END] = in_attr_end,
        [AT_VALUE_START] = at_value_start,
        [AT_VALUE] = in_value,
        [AT_BARE_VALUE] = in_bare_value,
        [AT_SLASH] = after_slash,
        [AT_RAW] = in_raw,
        [AT_RAW_END] = in_raw_end,
    };
    states[h->at](h, at, lit, c);
}
