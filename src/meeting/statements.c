/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every SQL statement of the module. store.c binds their parameters and reads their rows. */
#include "meeting/statements.h"

#include "meeting/invitation/statements.h"
#include "meeting/messages/statements.h"
#include "meeting/migrations.h"
#include "meeting/organiser/statements.h"
#include "meeting/people.h"
#include "meeting/plan/statements.h"
#include "meeting/registration/statements.h"
#include "meeting/store.h"
#include "meeting/supporters/statements.h"
#include "meeting/writing/statements.h"

const struct stmt sql_events_all = {
    "SELECT " EVENT_COLUMNS " FROM event WHERE published = 1"
    " ORDER BY CASE WHEN starts_at IS NULL THEN 0 ELSE 1 END, starts_at, id LIMIT 1000",
    "", EVENT_LETTERS};
const struct stmt sql_event_of_slug = {"SELECT " EVENT_COLUMNS " FROM event WHERE slug = $1", "t",
                                       EVENT_LETTERS};
const struct stmt sql_event_of_id = {"SELECT " EVENT_COLUMNS " FROM event WHERE id = $1", "i",
                                     EVENT_LETTERS};
const struct stmt sql_event_of_edition = {
    "SELECT " EVENT_COLUMNS " FROM event WHERE kind = 'edition' AND edition = $1 AND published = 1",
    "i", EVENT_LETTERS};
const struct stmt sql_event_put = {
    "INSERT INTO event (slug, kind, edition, title, theme, purpose, zone, place, remote, onsite,"
    " starts_at, ends_at, published, demo, revision, changed_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)"
    " ON CONFLICT (slug) DO UPDATE SET edition = excluded.edition, title = excluded.title,"
    " theme = excluded.theme, purpose = excluded.purpose, zone = excluded.zone,"
    " place = excluded.place, remote = excluded.remote, onsite = excluded.onsite,"
    " starts_at = excluded.starts_at, ends_at = excluded.ends_at,"
    " published = excluded.published, demo = excluded.demo, revision = excluded.revision,"
    " changed_at = excluded.changed_at RETURNING id",
    "ttItTTtTiiIIiiii", "i"};

const struct stmt sql_days_of = {
    "SELECT id, date, label FROM day WHERE event_id = $1 ORDER BY position", "i", "iTT"};
const struct stmt sql_sequences_of = {
    "SELECT sequence.id, day_id, title, purpose, start_min, end_min FROM sequence"
    " JOIN day ON day.id = sequence.day_id WHERE sequence.event_id = $1"
    " ORDER BY day.position, sequence.position",
    "i", "iitTiI"};
const struct stmt sql_questions_of = {
    "SELECT id, words FROM event_question WHERE event_id = $1 ORDER BY position", "i", "it"};
const struct stmt sql_sequence_questions_of = {
    "SELECT sequence_id, words FROM sequence_question"
    " JOIN event_question ON event_question.id = question_id WHERE event_id = $1"
    " ORDER BY sequence_id, position",
    "i", "it"};
const struct stmt sql_supporters_of = {
    "SELECT name FROM event_supporter WHERE event_id = $1 ORDER BY position", "i", "t"};

#define SESSION_COLUMNS                                                                            \
    "session.id, sequence_id, parent_id, slug, guid, type, session.title, note, room,"             \
    " session.start_min, session.end_min, end_inferred, starts_at, ends_at, revision, changed_at"
#define SESSION_LETTERS                                                                            \
    "iiItttt"                                                                                      \
    "TTiIiIIii"

const struct stmt sql_sessions_of = {
    "SELECT " SESSION_COLUMNS " FROM session WHERE event_id = $1"
    " ORDER BY sequence_id, CASE WHEN parent_id IS NULL THEN 0 ELSE 1 END, session.position",
    "i", SESSION_LETTERS};
const struct stmt sql_speakers_of = {"SELECT session_id, name, people FROM session_speaker"
                                     " JOIN session ON session.id = session_id WHERE event_id = $1"
                                     " ORDER BY session_id, session_speaker.position",
                                     "i", "iTi"};
const struct stmt sql_documents_of = {
    "SELECT session_id, session_document.title, address FROM session_document"
    " JOIN session ON session.id = session_id WHERE event_id = $1"
    " ORDER BY session_id, session_document.position",
    "i", "itt"};

const struct stmt sql_questions_drop = {"DELETE FROM event_question WHERE event_id = $1", "i", ""};
const struct stmt sql_notes_drop = {"DELETE FROM programme_note WHERE event_id = $1", "i", ""};
const struct stmt sql_days_set_aside = {
    "UPDATE day SET position = - id - 1 WHERE event_id = $1 AND position >= 0", "i", ""};
const struct stmt sql_days_drop_old = {"DELETE FROM day WHERE event_id = $1 AND position < 0", "i",
                                       ""};
const struct stmt sql_speakers_drop = {
    "DELETE FROM session_speaker WHERE session_id IN (SELECT id FROM session WHERE event_id = $1)",
    "i", ""};
const struct stmt sql_documents_drop = {
    "DELETE FROM session_document WHERE session_id IN (SELECT id FROM session WHERE event_id = $1)",
    "i", ""};
const struct stmt sql_session_drop = {"DELETE FROM session WHERE id = $1", "i", ""};
/* What a person's calendar shows: neither pauses nor the workshops below a slot. */
const struct stmt sql_session_remember = {
    "INSERT INTO session_removed (event_id, guid, title, starts_at, ends_at, revision, removed_at)"
    " SELECT event_id, guid, title, starts_at, ends_at, revision, $2 FROM session WHERE id = $1"
    " AND parent_id IS NULL AND starts_at IS NOT NULL AND type NOT IN ('break', 'lunch')"
    " ON CONFLICT DO NOTHING",
    "ii", ""};
const struct stmt sql_sessions_removed = {
    "SELECT guid, title, starts_at, ends_at, revision, removed_at FROM session_removed"
    " WHERE event_id = $1 AND removed_at > $2 ORDER BY removed_at DESC, id DESC LIMIT $3",
    "iii", "ttiIii"};

const struct stmt sql_day_put = {
    "INSERT INTO day (event_id, position, date, label) VALUES ($1, $2, $3, $4) RETURNING id",
    "iiTT", "i"};
const struct stmt sql_sequence_put = {
    "INSERT INTO sequence (event_id, day_id, position, title, purpose, start_min, end_min)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
    "iiitTiI", "i"};
const struct stmt sql_session_add = {
    "INSERT INTO session (event_id, sequence_id, parent_id, position, slug, guid, type, title, "
    "note,"
    " room, start_min, end_min, end_inferred, starts_at, ends_at, revision, changed_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"
    " RETURNING id",
    "iiIitttt"
    "TTiIiIIii",
    "i"};
const struct stmt sql_session_move = {
    "UPDATE session SET sequence_id = $2, parent_id = $3, position = $4, type = $5, title = $6,"
    " note = $7, room = $8, start_min = $9, end_min = $10, end_inferred = $11, starts_at = $12,"
    " ends_at = $13, revision = $14, changed_at = $15 WHERE id = $1 RETURNING id",
    "iiIitt"
    "TTiIiIIii",
    "i"};
const struct stmt sql_question_put = {
    "INSERT INTO event_question (event_id, position, words) VALUES ($1, $2, $3) RETURNING id",
    "iit", "i"};
const struct stmt sql_sequence_question_put = {
    "INSERT INTO sequence_question (sequence_id, question_id) VALUES ($1, $2)", "ii", ""};
const struct stmt sql_speaker_put = {
    "INSERT INTO session_speaker (session_id, position, name, people) VALUES ($1, $2, $3, $4)",
    "iiTi", ""};
const struct stmt sql_document_put = {
    "INSERT INTO session_document (session_id, position, title, address) VALUES ($1, $2, $3, $4)",
    "iitt", ""};
const struct stmt sql_source_put = {
    "INSERT INTO programme_source (event_id, name, content, imported_at) VALUES ($1, $2, $3, $4)",
    "itbi", ""};
const struct stmt sql_note_put = {
    "INSERT INTO programme_note (event_id, position, words, first_line, last_line)"
    " VALUES ($1, $2, $3, $4, $5)",
    "iitii", ""};

const struct stmt *const statements[] = {
    &sql_registrations_of_email,
    &sql_registrations_old,
    &sql_registrations_forget,
    &sql_invitations_old,
    &sql_invitations_erase,
    &sql_invitation_decline,
    &sql_invitations_remindable,
    &sql_invitations_reminded,
    &sql_events_all,
    &sql_plan_of,
    &sql_plan_put,
    &sql_plan_based,
    &sql_plan_past_put,
    &sql_plan_past_prune,
    &sql_plan_pasts,
    &sql_plan_past_of,
    &sql_versions_of,
    &sql_version_of,
    &sql_version_put,
    &sql_rooms_of,
    &sql_room_put,
    &sql_rooms_drop,
    &sql_events_every,
    &sql_event_new,
    &sql_event_publish,
    &sql_seats_copy,
    &sql_event_drop,
    &sql_event_registrations,
    &sql_event_of_slug,
    &sql_event_of_id,
    &sql_event_of_edition,
    &sql_event_put,
    &sql_days_of,
    &sql_sequences_of,
    &sql_questions_of,
    &sql_sequence_questions_of,
    &sql_supporters_of,
    &sql_sessions_of,
    &sql_speakers_of,
    &sql_documents_of,
    &sql_questions_drop,
    &sql_supporter_rows,
    &sql_supporter_add,
    &sql_supporter_save,
    &sql_supporter_logo,
    &sql_supporter_place,
    &sql_supporter_drop,
    &sql_supporter_logos,
    &sql_notes_drop,
    &sql_days_set_aside,
    &sql_days_drop_old,
    &sql_speakers_drop,
    &sql_documents_drop,
    &sql_session_drop,
    &sql_session_remember,
    &sql_sessions_removed,
    &sql_day_put,
    &sql_sequence_put,
    &sql_session_add,
    &sql_session_move,
    &sql_question_put,
    &sql_sequence_question_put,
    &sql_speaker_put,
    &sql_document_put,
    &sql_source_put,
    &sql_note_put,
    &sql_registration_of_token,
    &sql_registration_of_ticket,
    &sql_registration_of_id,
    &sql_registration_of_key,
    &sql_registration_of_person,
    &sql_registration_add,
    &sql_registration_details,
    &sql_registration_state,
    &sql_registration_check_in,
    &sql_wishes_of,
    &sql_wishes_drop,
    &sql_wish_drop,
    &sql_wish_put,
    &sql_pool_of_modality,
    &sql_pool_of_session,
    &sql_pool_of_id,
    &sql_pool_save,
    &sql_pools_of_event,
    &sql_pools_due,
    &sql_event_start,
    &sql_claim_put,
    &sql_claim_set,
    &sql_claim_drop,
    &sql_claims_due,
    &sql_claims_first,
    &sql_place_at_head,
    &sql_claims_of,
    &sql_participants,
    &sql_participants_count,
    &sql_participants_after,
    &sql_organiser_by_name,
    &sql_organiser_by_name_back,
    &sql_organiser_by_arrival,
    &sql_organiser_by_arrival_back,
    &sql_organiser_key,
    &sql_organiser_count,
    &sql_organiser_counts,
    &sql_organiser_workshops,
    &sql_organiser_latest,
    &sql_organiser_workshop,
    &sql_day_counts,
    &sql_day_sessions,
    &sql_day_people,
    &sql_day_change,
    &sql_day_entries,
    &sql_day_holders,
    &sql_news_people,
    &sql_news_told,
    &sql_news_changes,
    &sql_news_queue,
    &sql_news_are_told,
    &sql_off_calendars,
    &sql_off_queue,
    &sql_sending_of_id,
    &sql_sendings_of_event,
    &sql_sending_add,
    &sql_sending_save,
    &sql_sending_act,
    &sql_sending_begin,
    &sql_sending_delete,
    &sql_sendings_due,
    &sql_sending_running,
    &sql_sendings_paced,
    &sql_sending_reached,
    &sql_segment_count,
    &sql_segment_count_invited,
    &sql_segment_first,
    &sql_segment_first_invited,
    &sql_segment_upto,
    &sql_segment_upto_invited,
    &sql_segment_queue,
    &sql_segment_queue_invited,
    &sql_text_of,
    &sql_texts,
    &sql_text_put,
    &sql_text_drop,
    &sql_message_session,
    &sql_message_registrations,
    &sql_message_invitations,
    &sql_invitation_of_token,
    &sql_invitation_of_id,
    &sql_invitations_of_event,
    &sql_invitation_counts,
    &sql_invitation_put,
    &sql_invitation_registered,
    &sql_invitation_link,
    &sql_invitations_unsent,
    &sql_invitations_sent,
    &sql_invitations_withdraw,
    &sql_invitation_open,
    &sql_invitation_answer,
    &sql_invitations_remindable,
    &sql_invitations_reminded,
    &sql_invitation_decline,
    &sql_registrations_of_email,
    &sql_registrations_whole,
    &sql_consents_of,
    &sql_consents_of_email,
    &sql_consent_give,
    &sql_consent_end,
    &sql_consent_find,
    &sql_list_leave,
    &sql_needs_drop,
    &sql_person_claims,
    &sql_person_wishes,
    &sql_registration_person_ids,
    &sql_registration_person_count,
    &sql_registration_person_addresses,
    &sql_registration_person_held,
    &sql_registration_erase,
    &sql_registration_address,
    &sql_attendance_keep,
    &sql_attendance_of,
    &sql_plan_forget,
    &sql_plan_past_forget,
    &sql_version_forget,
    &sql_invitation_person,
    &sql_invitation_person_ids,
    &sql_invitation_person_count,
    &sql_invitation_person_erase,
    &sql_invitation_person_addresses,
};

const struct store_schema meeting_schema = {
    .migrations = meeting_migrations,
    .n_migrations = ARRAY_LEN(meeting_migrations),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
    .columns = meeting_columns,
    .n_columns = MEETING_COLUMNS,
};
