/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Text that somebody wrote with {names} in it, which stand for values. Names are checked before
 * anything is sent; values are text whatever they hold: no markup, no link, no header of theirs.
 *
 *     Bonjour {prenom}, voici [votre page]({lien_personnel}).
 */
#ifndef MAILLAGE_VIEW_FILL_H
#define MAILLAGE_VIEW_FILL_H

#include "view/markdown.h"

#define FILLS_MAX 32

struct fill {
    const char *name;  /* "prenom" */
    const char *value; /* NULL: nothing, and the blank before it goes as well */
    bool address;      /* of ours, whole: may stand in a link; others are words wherever they are */
};

/*
 * Whether every {name} of the text is one of `names`. Else `*why` says which is not and which is
 * meant, in the language, in the arena.
 */
must_check bool fill_check(struct arena *a, const char *lang, const char *text,
                           const char *const *names, size_t n, const char **why);

/* One line or plain text. A name that is none stays as it is written. */
const char *fill_text(struct arena *a, const char *text, const struct fill *fills, size_t n);

/* Markdown of a message; see markdown_letter for `base` and errors. */
must_check enum err fill_markdown(struct arena *a, const char *text, const char *base,
                                  const struct fill *fills, size_t n, struct safe_html *out);

#endif
