/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A body on its way in: small ones in memory, larger ones in a file that never has a name, so that
 * it is gone with the process that holds it, whatever ends that.
 */
#ifndef MAILLAGE_HTTP_SPOOL_H
#define MAILLAGE_HTTP_SPOOL_H

#include "base/buf.h"
#include "base/str.h"

#define SPOOL_MEMORY ((size_t)64 * 1024) /* more than that goes to the disk */

struct spool {
    struct buf small; /* while all of it is in memory */
    int fd;           /* -1: in memory */
    size_t n;         /* bytes so far */
    char *map;        /* of the whole file, once spool_ready; NULL */
};

void spool_init(struct spool *s);
/* Gives back memory, map and disk; ready for spool_add again. */
void spool_free(struct spool *s);

/* `folder` NULL: /tmp. False when the disk refuses. */
must_check bool spool_add(struct spool *s, const char *folder, const char *bytes, size_t n);

/* All is there: it can be read. False when the system refuses. */
must_check bool spool_ready(struct spool *s);

/* What was added, after spool_ready; holds as long as the spool. */
struct str spool_bytes(const struct spool *s);

#endif
