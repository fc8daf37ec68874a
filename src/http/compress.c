/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/compress.h"

#include <brotli/encode.h>
#include <zlib.h>

#define GZIP_WINDOW (15 + 16) /* zlib: 32 KiB, with a gzip header */
#define BROTLI_WINDOW 18 /* 256 KiB: no page of ours is longer, and the encoder starts faster */

static struct packed keep_if_shorter(char *p, size_t n, size_t before)
{
    if (n < before)
        return (struct packed){xrealloc(p, n), n};
    free(p);
    return (struct packed){NULL, 0};
}

struct packed pack_gzip(struct str text, int level)
{
    z_stream z = {0};
    if (text.n > UINT32_MAX / 2 ||
        deflateInit2(&z, level, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return (struct packed){NULL, 0};
    size_t room = deflateBound(&z, text.n);
    char *out = xmalloc(room);
    z.next_in = (Bytef *)(uintptr_t)text.p;
    z.avail_in = (uInt)text.n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    int done = deflate(&z, Z_FINISH);
    size_t n = done == Z_STREAM_END ? z.total_out : SIZE_MAX;
    deflateEnd(&z);
    return keep_if_shorter(out, n, text.n);
}

struct packed pack_brotli(struct str text, int quality)
{
    size_t n = BrotliEncoderMaxCompressedSize(text.n);
    if (!n)
        return (struct packed){NULL, 0};
    char *out = xmalloc(n);
    if (!BrotliEncoderCompress(quality, BROTLI_WINDOW, BROTLI_MODE_TEXT, text.n,
                               (const uint8_t *)text.p, &n, (uint8_t *)out))
        n = SIZE_MAX;
    return keep_if_shorter(out, n, text.n);
}

bool type_compresses(const char *type)
{
    static const char *const words[] = {"json", "xml", "svg", "javascript", "calendar", "wasm"};
    if (str_starts(str_of(type), "text/"))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (strstr(type, words[i]))
            return true;
    return false;
}
