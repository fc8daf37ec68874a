/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text that a template prints as it is. Each type has one maker, so that what is raw can be
 * counted: `struct safe_html` comes from markdown(), `struct safe_json` from safe_json_from() and
 * _copy().
 */
#ifndef MAILLAGE_VIEW_SAFE_H
#define MAILLAGE_VIEW_SAFE_H

#include "base/arena.h"
#include "base/buf.h"

struct safe_html {
    const char *p; /* NULL when empty */
    size_t n;
};

struct safe_json {
    const char *p; /* NULL prints null */
    size_t n;
};

/*
 * What base/json wrote: it escapes <, > and &, so that the text may stand in a page's data block.
 * Dies on a "<". safe_json_from borrows the buffer's bytes until its next change; safe_json_copy
 * takes its own from the arena.
 */
struct safe_json safe_json_from(const struct buf *json);
struct safe_json safe_json_copy(struct arena *a, const struct buf *json);

#endif
