/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Unicode text, by ICU: decoding what arrives, folding for comparison, addresses, order.
 */
#ifndef MAILLAGE_TEXT_H
#define MAILLAGE_TEXT_H

#include "base/buf.h"
#include "base/str.h"

/* Whether the bytes are UTF-8 (RFC 3629: no surrogates, no overlong forms) without NUL. */
bool text_is_utf8(struct str s);

/*
 * Decodes a file of unknown encoding to UTF-8 in NFC, without a byte order mark and with "\n" line
 * ends: UTF-8, UTF-16 with or without a mark, Windows-1252. Sets `*encoding` to the name of what
 * was found. ERR_BAD_REQUEST when the bytes are binary or cannot be decoded.
 */
must_check enum err text_decode(struct arena *a, struct str bytes, struct str *out,
                                const char **encoding);

/*
 * For comparison, never for display: lower case, no accents, ligatures opened ("œ" is "oe"), exotic
 * spaces and dashes and quotes as ASCII. Length may change.
 */
struct str text_fold(struct arena *a, struct str s);

/* "L'économie de l'alliance" gives "l-economie-de-l-alliance"; at most 80 bytes, never empty ("x").
 */
char *text_slug(struct arena *a, const char *s);

/* Text in NFC; the same bytes when they were already. */
struct str text_nfc(struct arena *a, struct str s);

/*
 * One line of what somebody typed: NFC, one space for each run of blanks and line breaks (a lone
 * no-break space stays one), none at its ends; no control characters, and none of those that are
 * not seen but change how what follows reads (U+202E and its like; joiners stay, some languages
 * need them).
 */
char *text_line(struct arena *a, struct str s);

/* The code point at byte `*at`, which moves past it; negative where the bytes are not UTF-8. */
int32_t text_next(struct str s, size_t *at);

/* Number of code points. */
size_t text_length(struct str s);

/* A key whose byte order is the language's alphabetical order ("fr", "en"). */
struct str text_sort_key(struct arena *a, const char *language, struct str s);

#endif
