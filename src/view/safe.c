/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "view/safe.h"

struct safe_json safe_json_from(const struct buf *json)
{
    const char *p = buf_str(json);
    if (json->full || memchr(p, '<', json->len))
        die("safe_json_from: not the whole output of base/json");
    return (struct safe_json){json->len ? p : NULL, json->len};
}

struct safe_json safe_json_copy(struct arena *a, const struct buf *json)
{
    struct safe_json s = safe_json_from(json);
    if (s.p)
        s.p = arena_strndup(a, s.p, s.n);
    return s;
}
