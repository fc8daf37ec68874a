/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/cbor_item.h"

#include <cbor.h>

static void set_positive(struct item *x, uint64_t v)
{
    x->kind = v <= INT64_MAX ? ITEM_INT : ITEM_NONE;
    x->i = (int64_t)v;
}

static void set_negative(struct item *x, uint64_t v) /* stands for -1 - v */
{
    x->kind = v <= INT64_MAX ? ITEM_INT : ITEM_NONE;
    x->i = -1 - (int64_t)(v & INT64_MAX);
}

/* libcbor has a callback for each width of an integer. */
#define TAKES_INTEGER(name, type, set)                                                             \
    static void name(void *item, type v)                                                           \
    {                                                                                              \
        set(item, v);                                                                              \
    }
TAKES_INTEGER(take_uint8, uint8_t, set_positive)
TAKES_INTEGER(take_uint16, uint16_t, set_positive)
TAKES_INTEGER(take_uint32, uint32_t, set_positive)
TAKES_INTEGER(take_uint64, uint64_t, set_positive)
TAKES_INTEGER(take_negint8, uint8_t, set_negative)
TAKES_INTEGER(take_negint16, uint16_t, set_negative)
TAKES_INTEGER(take_negint32, uint32_t, set_negative)
TAKES_INTEGER(take_negint64, uint64_t, set_negative)

static void take_bytes(void *item, cbor_data p, size_t n)
{
    *(struct item *)item = (struct item){.kind = ITEM_BYTES, .s = {(const char *)p, n}};
}

static void take_text(void *item, cbor_data p, size_t n)
{
    *(struct item *)item = (struct item){.kind = ITEM_TEXT, .s = {(const char *)p, n}};
}

static void take_array(void *item, size_t n)
{
    *(struct item *)item = (struct item){.kind = ITEM_ARRAY, .n = n};
}

static void take_map(void *item, size_t n)
{
    *(struct item *)item = (struct item){.kind = ITEM_MAP, .n = n};
}

static void take_simple(void *item)
{
    *(struct item *)item = (struct item){.kind = ITEM_SIMPLE};
}

static void take_bool(void *item, bool v)
{
    *(struct item *)item = (struct item){.kind = ITEM_SIMPLE, .i = v};
}

bool item_next(struct str *rest, struct item *out)
{
    struct cbor_callbacks on = cbor_empty_callbacks; /* what is not named leaves ITEM_NONE */
    on.uint8 = take_uint8;
    on.uint16 = take_uint16;
    on.uint32 = take_uint32;
    on.uint64 = take_uint64;
    on.negint8 = take_negint8;
    on.negint16 = take_negint16;
    on.negint32 = take_negint32;
    on.negint64 = take_negint64;
    on.byte_string = take_bytes;
    on.string = take_text;
    on.array_start = take_array;
    on.map_start = take_map;
    on.null = on.undefined = take_simple;
    on.boolean = take_bool;
    *out = (struct item){.kind = ITEM_NONE};
    if (!rest->n)
        return false;
    struct cbor_decoder_result r = cbor_stream_decode((cbor_data)rest->p, rest->n, &on, out);
    if (r.status != CBOR_DECODER_FINISHED || r.read > rest->n || out->kind == ITEM_NONE)
        return false;
    *rest = str_sub(*rest, r.read, rest->n);
    return true;
}

bool item_skip(struct str *rest)
{
    struct item x;
    for (size_t left = 1; left > 0; left--) {
        if (!item_next(rest, &x))
            return false;
        size_t more = x.kind == ITEM_ARRAY ? x.n : x.kind == ITEM_MAP ? x.n : 0;
        if (more > rest->n) /* each takes a byte at least */
            return false;
        left += x.kind == ITEM_MAP ? 2 * more : more;
    }
    return true;
}
