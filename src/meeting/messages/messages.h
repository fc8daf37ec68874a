/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The messages that the rules about meetings queue, for the module's table. */
#ifndef MAILLAGE_MEETING_MESSAGES_H
#define MAILLAGE_MEETING_MESSAGES_H

#include "mail/mail.h"

#define MEETING_MAIL 18
extern const struct mail_kind meeting_mail[MEETING_MAIL];

#endif
