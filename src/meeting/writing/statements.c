/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every SQL statement of what organisers write. store.c and rules.c bind their parameters. */
#include "meeting/writing/statements.h"

#include "mail/mail.h"
#include "meeting/organiser/statements.h"

#define SENDING_COLUMNS                                                                            \
    "id, event_id, state, audience, segment, announcement, subject, body, subject_en, body_en,"    \
    " version, created_at, changed_at, planned_at, started_at, ended_at, people, refused,"         \
    " unsubscribed, upto, reached, made"
#define SENDING_LETTERS "iitttittTTiiiIIIiiiiii"

const struct stmt sql_sending_of_id = {"SELECT " SENDING_COLUMNS " FROM sending WHERE id = $1", "i",
                                       SENDING_LETTERS};
const struct stmt sql_sendings_of_event = {
    "SELECT " SENDING_COLUMNS " FROM sending WHERE event_id = $1 ORDER BY id DESC LIMIT 100", "i",
    SENDING_LETTERS};
const struct stmt sql_sending_add = {
    "INSERT INTO sending (event_id, state, audience, segment, announcement, subject, body,"
    " subject_en, body_en, version, created_at, changed_at)"
    " VALUES ($1, 'draft', $2, $3, $4, $5, $6, $7, $8, 1, $9, $9) RETURNING id",
    "ittittTTi", "i"};
const struct stmt sql_sending_save = {
    "UPDATE sending SET audience = $3, segment = $4, announcement = $5, subject = $6, body = $7,"
    " subject_en = $8, body_en = $9, version = version + 1, changed_at = $10"
    " WHERE id = $1 AND version = $2 AND state IN ('draft', 'planned')",
    "iittittTTi", ""};
/* From one of two states to another; $5 is kept where it is NULL. */
const struct stmt sql_sending_act = {
    "UPDATE sending SET state = $4, planned_at = COALESCE($5, planned_at),"
    " ended_at = CASE WHEN $4 = 'stopped' THEN $6 ELSE ended_at END"
    " WHERE id = $1 AND state IN ($2, $3)",
    "itttIi", ""};
const struct stmt sql_sending_begin = {
    "UPDATE sending SET state = 'running', started_at = $2, people = $3, refused = $4,"
    " unsubscribed = $5, upto = $6 WHERE id = $1 AND state IN ('draft', 'planned')",
    "iiiiii", ""};
const struct stmt sql_sending_delete = {"DELETE FROM sending WHERE id = $1 AND state = 'draft'",
                                        "i", ""};
const struct stmt sql_sendings_due = {"SELECT " SENDING_COLUMNS
                                      " FROM sending WHERE state = 'planned' AND planned_at <= $1"
                                      " ORDER BY planned_at, id LIMIT 1",
                                      "i", SENDING_LETTERS};
const struct stmt sql_sending_running = {
    "SELECT " SENDING_COLUMNS " FROM sending WHERE state = 'running' ORDER BY id LIMIT 1", "",
    SENDING_LETTERS};
const struct stmt sql_sendings_paced = {"SELECT MAX(paced_at) FROM sending", "", "I"};
const struct stmt sql_sending_reached = {
    "UPDATE sending SET reached = $2, made = made + $3, paced_at = $4,"
    " state = CASE WHEN $5 = 1 THEN 'done' ELSE state END,"
    " ended_at = CASE WHEN $5 = 1 THEN $4 ELSE ended_at END WHERE id = $1",
    "iiiii", ""};

/* ---- segments --------------------------------------------------------------------------- */

/* $13: whether it is an announcement, which one may want no more of. */
#define REFUSED " mail_refusal.reason IN ('bounced', 'complaint')"
#define UNSUBSCRIBED " ($13 = 1 AND mail_refusal.reason = 'unsubscribed')"
#define GETS_IT                                                                                    \
    " (mail_refusal.reason IS NULL OR ($13 = 0 AND mail_refusal.reason = 'unsubscribed'))"
#define CAME_OFF " ($2 IS NULL AND registration.state = 'cancelled')"
#define REGISTERED                                                                                 \
    " FROM registration" MAIL_REFUSAL_JOIN("LOWER(registration.email)") " WHERE " FILTER
#define INVITED                                                                                    \
    " FROM invitation" MAIL_REFUSAL_JOIN(                                                          \
        "invitation.address") " WHERE event_id = $1"                                               \
                              " AND sent_at IS NOT NULL AND registration_id IS NULL AND "          \
                              "declined_at IS NULL"
#define INVITED_GETS                                                                               \
    " (mail_refusal.reason IS NULL OR ($2 = 0 AND mail_refusal.reason = 'unsubscribed'))"

const struct stmt sql_segment_count = {
    "SELECT count(CASE WHEN NOT" CAME_OFF " AND" GETS_IT " THEN 1 END),"
    " count(CASE WHEN NOT" CAME_OFF " AND" GETS_IT " AND lang = 'en' THEN 1 END),"
    " count(CASE WHEN" CAME_OFF " THEN 1 END),"
    " count(CASE WHEN NOT" CAME_OFF " AND" REFUSED " THEN 1 END),"
    " count(CASE WHEN NOT" CAME_OFF " AND" UNSUBSCRIBED " THEN 1 END)" REGISTERED,
    FILTER_LETTERS "i", "iiiii"};
const struct stmt sql_segment_count_invited = {
    "SELECT count(CASE WHEN" INVITED_GETS " THEN 1 END),"
    " count(CASE WHEN" INVITED_GETS " AND lang = 'en' THEN 1 END), 0,"
    " count(CASE WHEN" REFUSED " THEN 1 END),"
    " count(CASE WHEN $2 = 1 AND mail_refusal.reason = 'unsubscribed' THEN 1 END)" INVITED,
    "ii", "iiiii"};

const struct stmt sql_segment_first = {"SELECT registration.id, given_name, family_name" REGISTERED
                                       " AND NOT" CAME_OFF " AND" GETS_IT
                                       " ORDER BY sort_key, registration.id LIMIT $14",
                                       FILTER_LETTERS "ii", "itt"};
const struct stmt sql_segment_first_invited = {
    "SELECT invitation.id, given_name, family_name" INVITED " AND" INVITED_GETS
    " ORDER BY sort_key, invitation.id LIMIT $3",
    "iii", "itt"};

const struct stmt sql_segment_upto = {
    "SELECT COALESCE(MAX(id), 0) FROM registration WHERE event_id = $1", "i", "i"};
const struct stmt sql_segment_upto_invited = {
    "SELECT COALESCE(MAX(id), 0) FROM invitation WHERE event_id = $1", "i", "i"};

/* $14: kind, $15: sending, $16: now, $17 and $18: ids, from above the one to the other. */
const struct stmt sql_segment_queue = {
    MAIL_QUEUE_SENDING " SELECT $14, registration.id, $15, $16, $16" REGISTERED " AND NOT" CAME_OFF
                       " AND" GETS_IT " AND registration.id > $17 AND registration.id <= $18"
                       " ORDER BY registration.id LIMIT $19 RETURNING about",
    FILTER_LETTERS "itiiiii", "i"};
const struct stmt sql_segment_queue_invited = {
    MAIL_QUEUE_SENDING " SELECT $3, invitation.id, $4, $5, $5" INVITED " AND" INVITED_GETS
                       " AND invitation.id > $6 AND invitation.id <= $7"
                       " ORDER BY invitation.id LIMIT $8 RETURNING about",
    "iitiiiii", "i"};

/* ---- texts of automatic messages -------------------------------------------------------- */

const struct stmt sql_text_of = {
    "SELECT subject, intro, changed_at FROM message_text WHERE kind = $1 AND lang = $2", "tt",
    "tti"};
const struct stmt sql_texts = {
    "SELECT kind, lang, subject, intro, changed_at FROM message_text ORDER BY kind, lang", "",
    "tttti"};
const struct stmt sql_text_put = {
    "INSERT INTO message_text (kind, lang, subject, intro, changed_at)"
    " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kind, lang) DO UPDATE SET"
    " subject = excluded.subject, intro = excluded.intro, changed_at = excluded.changed_at",
    "tttti", ""};
const struct stmt sql_text_drop = {"DELETE FROM message_text WHERE kind = $1 AND lang = $2", "tt",
                                   ""};
