/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Changing how the whole meeting takes place: remote and on site, each yes, no or to be confirmed.
 * Registrations, seats, messages and calendar entries follow in the same transaction. What it will
 * do is counted first, and shown; the rule then does exactly that, or refuses when the
 * registrations moved in between.
 */
#ifndef MAILLAGE_MEETING_REGISTRATION_DAY_H
#define MAILLAGE_MEETING_REGISTRATION_DAY_H

#include "meeting/registration/registration.h"

/* Who is where now, cancelled ones left out. */
struct day_counts {
    int64_t remote, onsite, later; /* people, by their modality */
    int64_t sessions;              /* calendar entries of the meeting */
};
must_check enum err day_count(struct db *db, event_id event, struct day_counts *out);

/* What a change does, from the counts: a pure function, so that what is shown is what is done. */
struct day_effects {
    bool changes;      /* anything at all */
    bool possible;     /* some way to take part is left */
    int64_t to_remote; /* people who move there: on site is no more */
    int64_t to_onsite;
    int64_t must_choose; /* who decided later, and now can: both ways are certain */
    int64_t settled;     /* who decided later, with one way left: they get it */
    int64_t told;        /* people who get a message */
    int64_t entries;     /* calendar entries that change */
};
struct day_effects day_effects(const struct event *e, enum answer remote, enum answer onsite,
                               const struct day_counts *counts);

/*
 * The rule. `seen`: the counts that were shown; NULL does it whatever they are. ERR_CONFLICT: they
 * are no longer those. ERR_INVALID: nobody could take part any more. People move in the order in
 * which they registered; where the other modality is full they wait there, in that order.
 */
struct change_day {
    event_id event;
    enum answer remote, onsite;
    const struct day_counts *seen;
    const struct audit_by *by; /* NULL: nobody of the network's */
    int64_t now;
    struct day_effects done; /* result */
};
enum err change_day(struct db *db, void *arg);

#endif
