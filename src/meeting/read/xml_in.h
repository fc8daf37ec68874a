/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Foreign XML, read as a stream: no document type, so no entity of its own and no way out to a file
 * or the network; libxml2's own limits on depth (256) and on the length of a text stay on. Loop:
 *
 *     XML_IN_SCOPED x = {0};
 *     if (xml_in_open(&x, bytes) != OK) …
 *     while (xml_in_next(&x))
 *         switch (x.kind) { case XML_IN_OPEN: … x.name … }
 *     if (x.failed) …
 */
#ifndef MAILLAGE_MEETING_READ_XML_IN_H
#define MAILLAGE_MEETING_READ_XML_IN_H

#include "base/str.h"

enum xml_in_kind { XML_IN_OPEN, XML_IN_CLOSE, XML_IN_TEXT };

struct _xmlError; /* libxml2's name for it */

struct xml_in {
    void *reader;                                /* libxml2's */
    void (*handler)(void *, struct _xmlError *); /* of its errors, before */
    void *context;
    enum xml_in_kind kind;
    const char *space; /* namespace, "" for none; of OPEN and CLOSE */
    const char *name;  /* without its prefix */
    struct str text;   /* of TEXT */
    int line;          /* of the source, from 1 */
    bool failed;       /* the XML is damaged; what came before it was told */
    bool close_next;   /* an empty element is opened, then closed */
};

/* Copies nothing: `bytes` must last. ERR_BAD_REQUEST: a document type, or other than UTF-8,
 * whatever it declares: in another encoding a document type could hide. */
must_check enum err xml_in_open(struct xml_in *x, struct str bytes);
void xml_in_close(struct xml_in *x);

/* The next tag or text; false at the end and at the first fault. */
must_check bool xml_in_next(struct xml_in *x);

/* Past the element that was just opened, its end included. */
void xml_in_skip(struct xml_in *x);

/* The attribute of that name, whatever its prefix; NULL when there is none. In the arena. */
const char *xml_in_attribute(struct xml_in *x, struct arena *a, const char *name);

/* All the text of the element that was just opened, its end included. */
const char *xml_in_content(struct xml_in *x, struct arena *a);

#define XML_IN_SCOPED __attribute__((cleanup(xml_in_close))) struct xml_in

#endif
