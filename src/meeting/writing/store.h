/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What store.c gives to the rules; private to this folder. */
#ifndef MAILLAGE_MEETING_WRITING_STORE_H
#define MAILLAGE_MEETING_WRITING_STORE_H

#include "meeting/writing/writing.h"

must_check enum err sendings_query(struct db *db, struct arena *a, const struct stmt *stmt,
                                   struct params params, const struct sending **out, size_t *n);

#define SEGMENT_MORE 6
/* The statement of the segment's audience, with its own parameters and at most SEGMENT_MORE more.
 */
must_check enum err segment_query(struct db *db, struct arena *a, const struct segment *s,
                                  const struct stmt *const statements[2], const struct value *more,
                                  size_t n, struct rows *out);

#endif
