/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages and the verb of invitations, for the module's tables. */
#ifndef MAILLAGE_MEETING_INVITATION_HANDLERS_H
#define MAILLAGE_MEETING_INVITATION_HANDLERS_H

#include "app/cli.h"

enum err invitations_show(struct request *r); /* the organiser's list */
enum err invitations_take(struct request *r);
enum err invitation_show(struct request *r); /* what the person's link leads to */
enum err invitation_take(struct request *r);
enum err
invitation_decline_show(struct request *r); /* and what one click of a reader of mail does */
enum err invitation_decline_take(struct request *r);

int verb_invitation_import(struct cli *c);

#endif
