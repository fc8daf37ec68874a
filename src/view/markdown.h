/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Markdown (CommonMark with tables, strikethrough and bare links) to HTML that may stand on a page:
 * no raw HTML (it is shown as typed), no address but those that html_url would print, and no
 * picture from another site, which becomes a link.
 */
#ifndef MAILLAGE_VIEW_MARKDOWN_H
#define MAILLAGE_VIEW_MARKDOWN_H

#include "base/str.h"
#include "view/safe.h"

#define MARKDOWN_MAX_BYTES ((size_t)256 * 1024)
#define MARKDOWN_MAX_DEPTH 32 /* of quotes and lists */
#define MARKDOWN_MAX_MARKS                                                                         \
    5000 /* of "[", and of "@": the library's time grows with their square                         \
          */

/*
 * `shift` is added to the level of headings: with 1, "# x" becomes <h2>; never beyond <h6>.
 * ERR_TOO_LARGE over the cap; ERR_INVALID when it nests deeper than MARKDOWN_MAX_DEPTH or holds too
 * many marks. Then, and for NULL, `*out` is empty.
 */
must_check enum err markdown(struct arena *a, struct str source, int shift, struct safe_html *out);

/*
 * The same for a message: links of the site become whole addresses below `base` ("https://…"
 * without a slash at its end), every picture a link, and words that show another address than the
 * one they lead to are replaced by it.
 */
must_check enum err markdown_letter(struct arena *a, struct str source, const char *base,
                                    struct safe_html *out);

#endif
