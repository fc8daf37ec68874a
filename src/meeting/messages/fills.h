/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words that an organiser may put into what they write: {prenom}, {lien_personnel}… */
#ifndef MAILLAGE_MEETING_MESSAGES_FILLS_H
#define MAILLAGE_MEETING_MESSAGES_FILLS_H

#include "meeting/messages/letter.h"
#include "view/fill.h"

#define LETTER_FILLS 10
struct letter_fill {
    const char *name, *label; /* label: what stands there, a translation key */
    bool address;
};
extern const struct letter_fill letter_fills[LETTER_FILLS];
extern const char *const letter_fill_names[LETTER_FILLS];

/* The values for one reader. `how`: they take part, NULL; `own`: a path, of their own page. */
void letter_fill_values(struct letter *l, const struct reader *to, const char *how, const char *own,
                        struct fill out[LETTER_FILLS]);

#endif
