/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The outbox as the organiser reads it. */
#ifndef MAILLAGE_SITE_MESSAGES_H
#define MAILLAGE_SITE_MESSAGES_H

#include "app/cli.h"

enum err messages_show(struct request *r);
enum err message_show(struct request *r);
enum err message_html_show(struct request *r); /* as a reader of mail shows it */
enum err message_again(struct request *r);
enum err refusals_show(struct request *r); /* addresses that get no more */
enum err refusal_lift(struct request *r);

int verb_mail_bounces(struct cli *c);

#endif
