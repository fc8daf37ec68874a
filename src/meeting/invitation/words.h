/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which words have been met, each with a number: for lists of thousands of lines. */
#ifndef MAILLAGE_MEETING_INVITATION_WORDS_H
#define MAILLAGE_MEETING_INVITATION_WORDS_H

#include "base/arena.h"

struct words { /* all zero: none */
    struct word {
        const char *text;
        int64_t number;
    } * slots;
    size_t size, n;
};

/* The word's number, 0 the first time; the caller may set it. Valid until the next call; `text` is
 * kept. */
int64_t *words_find(struct arena *a, struct words *w, const char *text);

#endif
