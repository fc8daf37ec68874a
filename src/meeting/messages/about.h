/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A letter and whose registration it is about; private to this folder. */
#ifndef MAILLAGE_MEETING_MESSAGES_ABOUT_H
#define MAILLAGE_MEETING_MESSAGES_ABOUT_H

#include "meeting/messages/letter.h"
#include "meeting/registration/registration.h"

struct about {
    struct letter l;
    struct registration g;
    struct letter_details details;
    const struct claim *claims; /* seats of the event first */
    size_t n_claims;
    struct timetable t;                    /* what of the programme is theirs */
    const struct removed_session *removed; /* since `details.since`, or their registration */
    size_t n_removed;
    struct message_fact changes[MESSAGE_CHANGES_MAX];
};

/* What there is to say of a programme that changed; ERR_GONE: nothing, any more. */
must_check enum err about_programme(struct about *x);
void about_cancelled_meeting(struct about *x);

/*
 * The hours of who has a seat, for their calendar (RFC 6047): published, or struck out when they
 * lost it, or both when sessions were taken out of the programme.
 */
must_check enum err about_calendar(struct about *x, struct mail_draft *out);

#endif
