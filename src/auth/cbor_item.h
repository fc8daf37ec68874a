/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CBOR (RFC 8949) as authenticators write it, item by item, by libcbor's streaming decoder: nothing
 * is allocated, whatever lengths a stranger claims. Tags, floats and lengths that are not said
 * beforehand are refused: CTAP 2.1 section 8 writes none.
 */
#ifndef MAILLAGE_AUTH_CBOR_ITEM_H
#define MAILLAGE_AUTH_CBOR_ITEM_H

#include "base/str.h"

enum item_kind { ITEM_NONE, ITEM_INT, ITEM_BYTES, ITEM_TEXT, ITEM_ARRAY, ITEM_MAP, ITEM_SIMPLE };

struct item {
    enum item_kind kind;
    int64_t i;    /* of ITEM_INT */
    struct str s; /* of bytes and text: a slice of what is read */
    size_t n;     /* entries of an array, pairs of a map */
};

/* The next head, with its text or bytes; `*rest` moves behind it. False: cut short or refused. */
must_check bool item_next(struct str *rest, struct item *out);

/* Moves over a whole item, with all that it holds. */
must_check bool item_skip(struct str *rest);

#endif
