/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "link/bundle.h"

#include <stdlib.h>
#include <zip.h>

struct bundle {
    zip_t *zip;
    zip_source_t *to;
    int64_t now;
    size_t bytes;
};

struct bundle *bundle_new(int64_t now)
{
    struct bundle *z = xcalloc(1, sizeof *z);
    zip_error_t error;
    z->now = now;
    z->to = zip_source_buffer_create(NULL, 0, 0, &error);
    z->zip = z->to ? zip_open_from_source(z->to, ZIP_TRUNCATE, &error) : NULL;
    if (!z->zip)
        die("an archive in memory: %s", zip_error_strerror(&error));
    zip_source_keep(z->to);
    return z;
}

enum err bundle_add(struct bundle *z, const char *name, struct str bytes, size_t max)
{
    if (bytes.n > max - z->bytes)
        return ERR_TOO_LARGE;
    z->bytes += bytes.n;
    char *copy = xmalloc(bytes.n + 1);
    memcpy(copy, bytes.p, bytes.n);
    zip_source_t *source = zip_source_buffer(z->zip, copy, bytes.n, 1);
    zip_int64_t at = source ? zip_file_add(z->zip, name, source, ZIP_FL_ENC_UTF_8) : -1;
    if (at < 0)
        die("an archive in memory: %s: %s", name, zip_strerror(z->zip));
    zip_file_set_mtime(z->zip, (zip_uint64_t)at, (time_t)z->now, 0);
    return OK;
}

static void pour(zip_source_t *from, struct buf *out)
{
    char piece[65536];
    zip_int64_t n;
    if (zip_source_open(from) != 0)
        die("an archive in memory cannot be read");
    while (!out->full && (n = zip_source_read(from, piece, sizeof piece)) > 0)
        buf_add(out, piece, (size_t)n);
    zip_source_close(from);
}

enum err bundle_close(struct bundle *z, struct buf *out)
{
    if (!out)
        zip_discard(z->zip);
    else if (zip_close(z->zip) != 0)
        die("an archive in memory: %s", zip_strerror(z->zip));
    else
        pour(z->to, out);
    zip_source_free(z->to);
    free(z);
    return out && out->full ? ERR_TOO_LARGE : OK;
}
