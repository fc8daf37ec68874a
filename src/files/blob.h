/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Bytes on disk, by their hash: FOLDER/ab/abcdef… */
#ifndef MAILLAGE_FILES_BLOB_H
#define MAILLAGE_FILES_BLOB_H

#include "files/files.h"

/* BLAKE2b-256 (RFC 7693) in hexadecimal. */
void blob_hash(struct str bytes, char out[FILE_HASH_TEXT + 1]);
bool blob_is_hash(const char *text);

/* Durable when it returns OK, and dated `now`; what was there already is dated again. ERR_IO. */
must_check enum err blob_put(const struct file_house *h, struct str bytes, int64_t now,
                             char hash[FILE_HASH_TEXT + 1]);

/* Calls `see` with each that is there and its date, and with what a crash left half-written
 * (`hash` is then the file's name and not a hash). */
typedef void (*blob_fn)(void *ctx, const char *path, const char *hash, int64_t date);
must_check enum err blob_each(const struct file_house *h, blob_fn see, void *ctx);

#endif
