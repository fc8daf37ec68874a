/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An organiser's own subject and introduction of an automatic message. They stand in the system's
 * frame, whose sentences, links and calendar stay whatever is written. A text that names a word
 * which is no longer one is not used: the message says what it always did, and the page of texts
 * tells.
 */
#ifndef MAILLAGE_MEETING_MESSAGES_TEXTS_H
#define MAILLAGE_MEETING_MESSAGES_TEXTS_H

#include "meeting/messages/letter.h"

#define TEXT_SUBJECT_BYTES 200
#define TEXT_INTRO_BYTES ((size_t)8 * 1024)

struct message_text {
    const char *kind, *lang;
    const char *subject, *intro; /* "": the original one, none */
    int64_t changed_at;
};

/* Whether the kind's words may be an organiser's. */
bool message_text_allowed(const char *kind);
/* ERR_NOT_FOUND: the original stands. */
must_check enum err message_text_of(struct db *db, struct arena *a, const char *kind,
                                    const char *lang, struct message_text *out);
must_check enum err message_texts(struct db *db, struct arena *a, const struct message_text **out,
                                  size_t *n);
/* What is wrong with the subject or the introduction, in `lang`; NULL: nothing. */
const char *message_subject_fault(struct arena *a, const char *lang, const char *subject);
const char *message_intro_fault(struct arena *a, const char *lang, const char *intro);

/* For store_write. */
struct put_text {
    struct message_text text;
    int64_t now;
};
enum err put_text(struct db *db, void *arg);  /* both empty: as drop_text */
enum err drop_text(struct db *db, void *arg); /* the original again */

/* Puts the text of its kind into a letter, before it is closed. */
must_check enum err message_text_apply(struct letter *l, const struct reader *to);

#endif
