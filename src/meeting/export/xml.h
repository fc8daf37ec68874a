/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * libxml2's writer into one of our buffers. Escaping and nesting are its business; a refusal shows
 * once, at the end.
 */
#ifndef MAILLAGE_MEETING_EXPORT_XML_H
#define MAILLAGE_MEETING_EXPORT_XML_H

#include "base/buf.h"

struct xml {
    void *writer; /* xmlTextWriterPtr */
    bool failed;
};

/* Begins a document in UTF-8 that is written to `out`. */
struct xml xml_to(struct buf *out);
/* Closes what is open. ERR_TOO_LARGE: `out` is full. ERR_BUG: libxml2 refused something. */
must_check enum err xml_finish(struct xml *x, const struct buf *out);

void xml_open(struct xml *x, const char *name);
void xml_attribute(struct xml *x, const char *name, const char *value); /* NULL: left out */
void xml_text(struct xml *x, const char *text);
void xml_close(struct xml *x);
/* <name>text</name>; NULL: left out */
void xml_element(struct xml *x, const char *name, const char *text);

#endif
