/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The words of the programme that are ours, in the reader's language: what a session is, who is
 * still to be named, how one takes part.
 */
#ifndef MAILLAGE_MEETING_EXPORT_LABELS_H
#define MAILLAGE_MEETING_EXPORT_LABELS_H

#include "meeting/meeting.h"

/* "Table ronde", "Panel": never NULL, "Autre temps" for a type that is not known. */
const char *session_type_label(const char *lang, enum session_type type);

/* "À distance, sur place à confirmer"; NULL when both are no. */
const char *modality_label(const char *lang, const struct event *event);

/* "5 personnes à annoncer", in the arena; NULL when everybody has a name. */
const char *unnamed_speakers_label(struct arena *a, const char *lang,
                                   const struct session *session);

#endif
