/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/messages/statements.h"

#include "mail/mail.h"

/* When somebody's calendar was last behind the programme: the latest change of event $1. */
#define LATEST_CHANGE                                                                              \
    "(SELECT MAX(changes.latest) FROM (SELECT MAX(changed_at) AS latest FROM session"              \
    " WHERE event_id = $1 UNION ALL SELECT MAX(removed_at) FROM session_removed"                   \
    " WHERE event_id = $1) AS changes)"
#define IS_BEHIND                                                                                  \
    " FROM registration WHERE event_id = $1 AND state = 'confirmed'"                               \
    " AND created_at < " LATEST_CHANGE                                                             \
    " AND (SELECT COALESCE(programme_told_at, 0) FROM event WHERE id = $1) < " LATEST_CHANGE

const struct stmt sql_news_people = {"SELECT count(*), MIN(created_at)" IS_BEHIND, "i", "iI"};
const struct stmt sql_news_told = {"SELECT programme_told_at FROM event WHERE id = $1", "i", "I"};
const struct stmt sql_news_changes = {
    "SELECT (SELECT count(*) FROM session WHERE event_id = $1 AND changed_at > $2"
    " AND parent_id IS NULL), (SELECT count(*) FROM session_removed WHERE event_id = $1"
    " AND removed_at > $2)",
    "ii", "ii"};
const struct stmt sql_news_queue = {
    MAIL_QUEUE_INTO " SELECT 'registration/programme', id, $2, $3, $3" IS_BEHIND, "iti", ""};
const struct stmt sql_news_are_told = {"UPDATE event SET programme_told_at = $2 WHERE id = $1",
                                       "ii", ""};
const struct stmt sql_off_calendars = {
    "UPDATE registration SET calendar_shift = calendar_shift + 1 WHERE event_id = $1"
    " AND state = 'confirmed' AND calendar_shift % 2 = 0",
    "i", ""};
/* Once each, however often it is asked for. */
const struct stmt sql_off_queue = {
    MAIL_QUEUE_INTO
    " SELECT 'registration/meeting-cancelled', id, NULL, $2, $2 FROM registration"
    " WHERE event_id = $1 AND state <> 'cancelled' AND NOT EXISTS (SELECT 1 FROM outbox_message"
    " WHERE kind = 'registration/meeting-cancelled' AND about = registration.id)",
    "ii", ""};

const struct stmt sql_message_session = {
    "SELECT title, starts_at, ends_at FROM session WHERE id = $1", "i", "tII"};

const struct stmt sql_message_registrations = {
    "SELECT id, given_name, family_name, email FROM registration WHERE erased_at IS NULL"
    " AND id IN (" MAIL_PEOPLE_SQL ")",
    MAIL_PEOPLE_LETTERS, "ittt"};
const struct stmt sql_message_invitations = {
    "SELECT id, given_name, family_name, email FROM invitation WHERE id IN (" MAIL_PEOPLE_SQL ")",
    MAIL_PEOPLE_LETTERS, "ittt"};
