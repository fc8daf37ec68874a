/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What entries of a calendar and their cancellation share; private to this folder. */
#ifndef MAILLAGE_MEETING_EXPORT_ICS_H
#define MAILLAGE_MEETING_EXPORT_ICS_H

#include "meeting/export/common.h"

#include <libical/ical.h>

/* A session's UID, the same in every calendar of ours. */
const char *ics_uid(const struct export_context *c, const char *guid);

/* ORGANIZER, when the calendar goes by mail. */
void ics_add_organizer(const struct export_context *c, icalcomponent *to);

#endif
