/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/messages/statements.h"

#include "mail/mail.h"

const struct stmt sql_message_session = {
    "SELECT title, starts_at, ends_at FROM session WHERE id = $1", "i", "tII"};

const struct stmt sql_message_registrations = {
    "SELECT id, given_name, family_name, email FROM registration WHERE erased_at IS NULL"
    " AND id IN (" MAIL_PEOPLE_SQL ")",
    MAIL_PEOPLE_LETTERS, "ittt"};
const struct stmt sql_message_invitations = {
    "SELECT id, given_name, family_name, email FROM invitation WHERE id IN (" MAIL_PEOPLE_SQL ")",
    MAIL_PEOPLE_LETTERS, "ittt"};
