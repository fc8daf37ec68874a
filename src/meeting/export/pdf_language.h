/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_MEETING_EXPORT_PDF_LANGUAGE_H
#define MAILLAGE_MEETING_EXPORT_PDF_LANGUAGE_H

#include "base/buf.h"

/*
 * Writes to `out` cairo's PDF with what screen readers need and cairo 1.16 cannot say: its
 * language, and that windows show its title. An incremental update (ISO 32000-1, 7.5.6) replaces
 * the catalogue. A file whose trailer is not of the known form is copied as it is.
 */
void pdf_add_language(const struct buf *pdf, const char *lang, struct buf *out);

#endif
