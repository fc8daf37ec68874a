/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_MEETING_INVITATION_STATEMENTS_H
#define MAILLAGE_MEETING_INVITATION_STATEMENTS_H

#include "store/store.h"

extern const struct stmt sql_invitation_of_token, sql_invitation_of_id, sql_invitations_of_event,
    sql_invitation_counts, sql_invitation_put, sql_invitation_registered, sql_invitation_link,
    sql_invitations_unsent, sql_invitations_sent, sql_invitations_withdraw, sql_invitation_open,
    sql_invitation_decline, sql_invitations_remindable, sql_invitations_reminded,
    sql_invitation_answer, sql_invitations_old, sql_invitations_erase, sql_invitation_person,
    sql_invitation_person_ids, sql_invitation_person_erase;

#endif
