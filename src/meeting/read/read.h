/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A programme from the file in which an organiser or a peer keeps it: text, Word, OpenDocument,
 * PDF, c3voc schedule. What a file is shows in its content; its name says nothing here. Values
 * only, in the arena given; nothing here knows of a database or a page. Example:
 *
 *     if (programme_read(&arena, bytes, &programme, &why) != OK)
 *         return refuse(why);
 */
#ifndef MAILLAGE_MEETING_READ_H
#define MAILLAGE_MEETING_READ_H

#include "meeting/programme.h"

/* Of a file of any kind. The text in it has the cap of the reader: PROGRAMME_MAX_BYTES. */
#define DOCUMENT_MAX_BYTES ((size_t)20 * 1024 * 1024)

/*
 * Whatever the file is, its programme: a schedule by its fields, anything else by its text. Lines
 * are those of the source when it is text, those of the extracted text otherwise. Errors are those
 * of the functions below and of programme_parse; `*why` is in French.
 */
must_check enum err programme_read(struct arena *a, struct str bytes, struct programme *out,
                                   const char **why);

/*
 * The words of a .docx, .odt or .pdf as UTF-8 text for programme_parse: a line for each paragraph,
 * Markdown for headings, lists, bold and rows of tables. Left out: headers, footers, footnotes,
 * comments, tracked deletions, tables of contents, hidden text. Anything else is given back as it
 * is. ERR_TOO_LARGE: over DOCUMENT_MAX_BYTES, or what it holds is over a cap. ERR_BAD_REQUEST:
 * damaged, or of a kind that is known and not read. ERR_FORBIDDEN: locked by a password.
 * ERR_INVALID: no text in it. ERR_BUSY: the reader of PDF is not installed, or ran out of time.
 */
must_check enum err document_text(struct arena *a, struct str bytes, struct str *text,
                                  const char **why);

/*
 * A c3voc schedule, JSON or XML (https://c3voc.de/wiki/schedule): a session for each event, in a
 * sequence of its own; those that Maillage wrote come back in the sequences they were in. Events
 * after midnight belong to the day that began (24:30). ERR_NOT_FOUND: it is not a schedule, and
 * nothing was done. ERR_TOO_LARGE: over PROGRAMME_MAX_BYTES. ERR_BAD_REQUEST: begins as a schedule,
 * and is damaged.
 */
must_check enum err programme_from_schedule(struct arena *a, struct str bytes,
                                            struct programme *out, const char **why);

#endif
