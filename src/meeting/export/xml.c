/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/export/xml.h"

#include <libxml/xmlwriter.h>

static int write_to_buf(void *to, const char *bytes, int n)
{
    buf_add(to, bytes, (size_t)n);
    return n;
}

static const xmlChar *chars(const char *s)
{
    return (const xmlChar *)s;
}

struct xml xml_to(struct buf *out)
{
    struct xml x = {NULL, false};
    xmlOutputBufferPtr sink = xmlOutputBufferCreateIO(write_to_buf, NULL, out, NULL);
    if (sink)
        x.writer = xmlNewTextWriter(sink); /* owns the sink from here */
    if (!x.writer)
        die("xml: out of memory");
    xmlTextWriterSetIndent(x.writer, 1);
    xmlTextWriterSetIndentString(x.writer, chars(" "));
    x.failed = xmlTextWriterStartDocument(x.writer, NULL, "UTF-8", NULL) < 0;
    return x;
}

enum err xml_finish(struct xml *x, const struct buf *out)
{
    x->failed |= xmlTextWriterEndDocument(x->writer) < 0;
    xmlFreeTextWriter(x->writer);
    x->writer = NULL;
    if (out->full)
        return ERR_TOO_LARGE;
    return x->failed ? ERR_BUG : OK;
}

void xml_open(struct xml *x, const char *name)
{
    x->failed |= xmlTextWriterStartElement(x->writer, chars(name)) < 0;
}

void xml_attribute(struct xml *x, const char *name, const char *value)
{
    if (value)
        x->failed |= xmlTextWriterWriteAttribute(x->writer, chars(name), chars(value)) < 0;
}

void xml_text(struct xml *x, const char *text)
{
    x->failed |= xmlTextWriterWriteString(x->writer, chars(text)) < 0;
}

void xml_close(struct xml *x)
{
    x->failed |= xmlTextWriterEndElement(x->writer) < 0;
}

void xml_element(struct xml *x, const char *name, const char *text)
{
    if (!text)
        return;
    xml_open(x, name);
    xml_text(x, text);
    xml_close(x);
}
