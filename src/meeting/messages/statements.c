/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/messages/statements.h"

const struct stmt sql_message_session = {
    "SELECT title, starts_at, ends_at FROM session WHERE id = $1", "i", "tII"};

/* MAIL_PEOPLE_MAX of them: both engines take a list of parameters, neither the other's arrays. */
#define FIFTY                                                                                      \
    "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,"   \
    " $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38,"   \
    " $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50"
#define FIFTY_IDS "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii"

const struct stmt sql_message_registrations = {
    "SELECT id, given_name, family_name, email FROM registration WHERE id IN (" FIFTY ")",
    FIFTY_IDS, "ittt"};
const struct stmt sql_message_invitations = {
    "SELECT id, given_name, family_name, email FROM invitation WHERE id IN (" FIFTY ")", FIFTY_IDS,
    "ittt"};
