/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_HTTP_COMPRESS_H
#define MAILLAGE_HTTP_COMPRESS_H

#include "base/str.h"

/* Allocated bytes (to free) that are shorter than the text, or p NULL where compression does not
 * help. */
struct packed {
    char *p;
    size_t n;
};
struct packed pack_gzip(struct str text, int level);
struct packed pack_brotli(struct str text, int quality);

/* Whether a type's bytes usually compress: text, JSON, XML, SVG, calendars, scripts. */
bool type_compresses(const char *content_type);

#endif
