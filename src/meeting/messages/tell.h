/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rules that tell everybody who is registered what became of a meeting. */
#ifndef MAILLAGE_MEETING_MESSAGES_TELL_H
#define MAILLAGE_MEETING_MESSAGES_TELL_H

#include "meeting/meeting.h"

/* What people's calendars do not know yet. */
struct programme_news {
    int64_t people;           /* with a seat, registered before the latest change; 0: no news */
    int64_t changed, removed; /* sessions, since they were last told */
};
must_check enum err programme_news(struct db *db, struct arena *a, event_id event,
                                   struct programme_news *out);

/* Queues "registration/programme" for each of them: three statements, whatever their number. */
struct tell_programme {
    event_id event;
    int64_t now;
    int64_t people; /* result */
};
enum err tell_programme(struct db *db, void *arg);

/* The programme as it stands was known to all who are registered: there is no news of it. */
enum err programme_is_known(struct db *db, void *arg); /* a tell_programme */

/*
 * The meeting will not take place: "registration/meeting-cancelled" for all who are registered, in
 * whatever state, once; the entries of those with a seat leave their calendars. ERR_NOT_FOUND: no
 * such meeting.
 */
struct tell_cancelled {
    event_id event;
    int64_t now;
    int64_t people; /* result: told now */
};
enum err tell_cancelled(struct db *db, void *arg);

#endif
