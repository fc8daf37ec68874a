/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files in a zip archive that is in memory, each inflated up to a cap. */
#ifndef MAILLAGE_MEETING_READ_ARCHIVE_H
#define MAILLAGE_MEETING_READ_ARCHIVE_H

#include "base/str.h"

#define MEMBER_MAX_BYTES ((size_t)64 * 1024 * 1024)

struct archive {
    void *zip; /* libzip's */
};

/* ERR_BAD_REQUEST: no zip archive, or a damaged one. Reads `bytes` until archive_close. */
must_check enum err archive_open(struct archive *z, struct str bytes);
void archive_close(struct archive *z);

bool archive_has(const struct archive *z, const char *name);

/*
 * The whole of one file. ERR_NOT_FOUND, ERR_FORBIDDEN: under a password, ERR_TOO_LARGE: over
 * MEMBER_MAX_BYTES, whatever the archive says of its size, ERR_BAD_REQUEST: damaged.
 */
must_check enum err archive_get(const struct archive *z, struct arena *a, const char *name,
                                struct str *out);

#define ARCHIVE_SCOPED __attribute__((cleanup(archive_close))) struct archive

#endif
