/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What messages read of the module's tables. */
#ifndef MAILLAGE_MEETING_MESSAGES_STATEMENTS_H
#define MAILLAGE_MEETING_MESSAGES_STATEMENTS_H

#include "store/store.h"

extern const struct stmt sql_news_people, sql_news_told, sql_news_changes, sql_news_queue,
    sql_news_are_told, sql_off_calendars, sql_off_queue;
extern const struct stmt sql_message_session, sql_message_registrations, sql_message_invitations;

#endif
