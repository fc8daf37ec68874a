/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/read/xml_in.h"

#include "base/buf.h"
#include "base/text.h"

#include <libxml/xmlreader.h>
#include <limits.h>

#define CONTENT_MAX ((size_t)1024 * 1024)

static struct str past(struct str s, const char *end)
{
    const char *at = memmem(s.p, s.n, end, strlen(end));
    return at ? str_sub(s, (size_t)(at - s.p) + strlen(end), s.n) : str_sub(s, s.n, s.n);
}

/*
 * A document type can stand only before the first element; looking there finds every one before a
 * parser has read a byte of it.
 */
static bool has_document_type(struct str s)
{
    if (str_starts(s, "\xEF\xBB\xBF"))
        s = str_sub(s, 3, s.n);
    for (;;) {
        s = str_trim(s);
        if (str_starts(s, "<?"))
            s = past(s, "?>");
        else if (str_starts(s, "<!--"))
            s = past(s, "-->");
        else
            return str_starts(s, "<!");
    }
}

/* libxml2 prints some of its errors, by a handler that each thread has. */
static void say_nothing(void *context, xmlErrorPtr error)
{
    (void)context;
    (void)error;
}

enum err xml_in_open(struct xml_in *x, struct str bytes)
{
    *x = (struct xml_in){.space = "", .name = ""};
    if (bytes.n > INT_MAX || !text_is_utf8(bytes) || has_document_type(bytes))
        return ERR_BAD_REQUEST;
    x->handler = xmlStructuredError;
    x->context = xmlStructuredErrorContext;
    xmlSetStructuredErrorFunc(NULL, say_nothing);
    x->line = 1;
    x->reader = xmlReaderForMemory(bytes.p, (int)bytes.n, NULL, "UTF-8",
                                   XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                                       XML_PARSE_BIG_LINES | XML_PARSE_IGNORE_ENC);
    return x->reader ? OK : ERR_BAD_REQUEST;
}

void xml_in_close(struct xml_in *x)
{
    if (!x->reader)
        return;
    xmlFreeTextReader(x->reader);
    xmlSetStructuredErrorFunc(x->context, x->handler);
    x->reader = NULL;
}

/*
 * The parser reads ahead, so its own line is of no use. A node knows the line where its tag, or its
 * text, ends; an end tag does not, and the blanks before it do.
 */
static void see_line(struct xml_in *x)
{
    long line = xmlGetLineNo(xmlTextReaderCurrentNode(x->reader));
    if (line > x->line && line <= INT_MAX)
        x->line = (int)line;
}

static bool tell(struct xml_in *x, enum xml_in_kind kind)
{
    const xmlChar *space = xmlTextReaderConstNamespaceUri(x->reader);
    x->kind = kind;
    x->space = space ? (const char *)space : "";
    x->name = (const char *)xmlTextReaderConstLocalName(x->reader);
    see_line(x);
    return true;
}

bool xml_in_next(struct xml_in *x)
{
    if (x->close_next) {
        x->close_next = false;
        x->kind = XML_IN_CLOSE;
        return true;
    }
    int read;
    while ((read = xmlTextReaderRead(x->reader)) == 1)
        switch (xmlTextReaderNodeType(x->reader)) {
        case XML_READER_TYPE_ELEMENT:
            x->close_next = xmlTextReaderIsEmptyElement(x->reader) == 1;
            return tell(x, XML_IN_OPEN);
        case XML_READER_TYPE_END_ELEMENT:
            return tell(x, XML_IN_CLOSE);
        case XML_READER_TYPE_TEXT:
        case XML_READER_TYPE_CDATA:
        case XML_READER_TYPE_WHITESPACE:
        case XML_READER_TYPE_SIGNIFICANT_WHITESPACE:
            x->kind = XML_IN_TEXT;
            x->text = str_of((const char *)xmlTextReaderConstValue(x->reader));
            see_line(x);
            return true;
        default:
            break;
        }
    x->failed = read < 0;
    if (x->failed)
        x->line = xmlTextReaderGetParserLineNumber(x->reader); /* where it stopped */
    return false;
}

void xml_in_skip(struct xml_in *x)
{
    for (size_t depth = 1; depth && xml_in_next(x);)
        depth += x->kind == XML_IN_OPEN ? 1 : x->kind == XML_IN_CLOSE ? (size_t)-1 : 0;
}

const char *xml_in_attribute(struct xml_in *x, struct arena *a, const char *name)
{
    const char *found = NULL;
    for (int more = xmlTextReaderMoveToFirstAttribute(x->reader); more == 1 && !found;
         more = xmlTextReaderMoveToNextAttribute(x->reader))
        if (strcmp((const char *)xmlTextReaderConstLocalName(x->reader), name) == 0)
            found = arena_strdup(a, (const char *)xmlTextReaderConstValue(x->reader));
    xmlTextReaderMoveToElement(x->reader);
    return found;
}

const char *xml_in_content(struct xml_in *x, struct arena *a)
{
    BUF_SCOPED b = BUF_INIT(CONTENT_MAX);
    for (size_t depth = 1; depth && xml_in_next(x);) {
        depth += x->kind == XML_IN_OPEN ? 1 : x->kind == XML_IN_CLOSE ? (size_t)-1 : 0;
        if (x->kind == XML_IN_TEXT)
            buf_add(&b, x->text.p, x->text.n);
    }
    return arena_strndup(a, buf_str(&b), b.len);
}
