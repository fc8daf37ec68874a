/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the module's rules note of organisers and of the command line. `by` NULL: a person did it to
 * their own, or the demonstration; nothing is noted. Private to the module.
 */
#ifndef MAILLAGE_MEETING_NOTED_H
#define MAILLAGE_MEETING_NOTED_H

#include "meeting/registration/registration.h"

/* What an organiser sees of a registration, as text; see the fields in noted.c. */
#define REGISTRATION_FACTS 10
struct registration_facts {
    const char *v[REGISTRATION_FACTS];
};
struct registration_facts registration_facts(struct arena *a, const struct registration *r,
                                             const struct claim *claims, size_t n);

/* After the change; nothing is noted when it changed nothing. */
must_check enum err note_registration(struct db *db, struct arena *a, const struct audit_by *by,
                                      enum registration_change change, registration_id id,
                                      const struct registration_facts *before, int64_t now);

/* Something about a meeting: `verb` is one of the module's, "event/…". `below`: the page that the
 * entry leads to, below the meeting's; NULL: none. */
must_check enum err note_event(struct db *db, struct arena *a, const struct audit_by *by,
                               const char *verb, event_id event, const char *below,
                               const struct audit_change *changes, size_t n, int64_t now);

/* The seats of a modality or of a workshop, once they are set; `was`: what they were. */
must_check enum err note_seats(struct db *db, struct arena *a, const struct audit_by *by,
                               const struct set_seats *s, int64_t was);

/* A rule, and its entry when it went well: for store_write, where the rule itself knows nothing of
 * who asks. */
struct noted_write {
    store_write_fn rule;
    void *arg;
    const char *verb, *below; /* as note_event has them */
    event_id event;
    struct audit_by by;
    int64_t now;
};
must_check enum err noted_write(struct db *db, void *arg);

#define MEETING_AUDIT 25
extern const struct audit_kind meeting_audit[MEETING_AUDIT];

#endif
