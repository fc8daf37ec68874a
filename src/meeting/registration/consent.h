/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Consents of a registration (GDPR article 7): to stand in the list of participants, and to have
 * one's needs of access read, which may tell of one's health (article 9). Each keeps the sentence
 * that was shown and when; taking one back ends it and undoes what it allowed. Private to this
 * module; meeting.h has struct consent.
 */
#ifndef MAILLAGE_MEETING_CONSENT_H
#define MAILLAGE_MEETING_CONSENT_H

#include "meeting/registration/registration.h"

/* "list", "needs" */
const char *consent_subject_word(enum consent_subject s);

must_check enum err consents_of_registration(struct db *db, struct arena *a, registration_id id,
                                             const struct consent **out, size_t *n);

/* For rules: `words` that were agreed to, unless an earlier consent still holds; NULL ends it. */
must_check enum err consent_note(struct db *db, registration_id id, enum consent_subject s,
                                 const char *words, const char *lang, int64_t now);

/* For rules: ends what hangs on a consent. ERR_NOT_FOUND: it is none of this registration. */
must_check enum err consent_withdraw(struct db *db, struct arena *a, registration_id id,
                                     int64_t consent, int64_t now);

#endif
