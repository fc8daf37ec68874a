/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The ZIP of an export, made in memory; private to this folder. */
#ifndef MAILLAGE_LINK_BUNDLE_H
#define MAILLAGE_LINK_BUNDLE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"

struct bundle;

/* `now`: the time of its files. */
struct bundle *bundle_new(int64_t now);
/* The bytes are copied. ERR_TOO_LARGE: more than `max` together. */
must_check enum err bundle_add(struct bundle *z, const char *name, struct str bytes, size_t max);
/* Ends it; ERR_TOO_LARGE when `out` is full. `out` NULL: gives it up. */
must_check enum err bundle_close(struct bundle *z, struct buf *out);

#endif
