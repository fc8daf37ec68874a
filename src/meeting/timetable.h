/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A programme that was read from text, as a timetable: values only. Private. */
#ifndef MAILLAGE_MEETING_TIMETABLE_H
#define MAILLAGE_MEETING_TIMETABLE_H

#include "meeting/meeting.h"

/* Everything but the event: days, sequences, sessions without identity, questions, supporters. The
 * texts are the programme's. */
struct timetable timetable_from_programme(struct arena *a, const struct programme *p);

/*
 * The links of a note, "[Note de décryptage](https://…)", are documents of its session. Only
 * addresses of the web are. At most `most`.
 */
size_t documents_of_note(struct arena *a, const char *note, size_t most,
                         const struct document **out);

#endif
