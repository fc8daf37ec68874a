/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_MEETING_STATEMENTS_H
#define MAILLAGE_MEETING_STATEMENTS_H

#include "store/store.h"

#define EVENT_COLUMNS                                                                              \
    "id, slug, kind, edition, title, theme, purpose, zone, place, remote, onsite, starts_at, "     \
    "ends_at, published, demo, revision, changed_at"
#define EVENT_LETTERS "ittItTTtTiiIIiiii"

extern const struct stmt sql_events_all, sql_event_of_slug, sql_event_of_id, sql_event_of_edition,
    sql_event_put, sql_days_of, sql_sequences_of, sql_questions_of, sql_sequence_questions_of,
    sql_supporters_of, sql_sessions_of, sql_speakers_of, sql_documents_of, sql_questions_drop,
    sql_supporters_drop, sql_notes_drop, sql_days_set_aside, sql_days_drop_old, sql_speakers_drop,
    sql_documents_drop, sql_session_drop, sql_day_put, sql_sequence_put, sql_session_add,
    sql_session_move, sql_question_put, sql_sequence_question_put, sql_supporter_put,
    sql_speaker_put, sql_document_put, sql_source_put, sql_note_put;

#endif
