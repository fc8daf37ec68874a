/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The outbox as the organiser reads it. */
#ifndef MAILLAGE_SITE_MESSAGES_H
#define MAILLAGE_SITE_MESSAGES_H

#include "app/app.h"

enum err messages_show(struct request *r);
enum err message_show(struct request *r);
enum err message_html_show(struct request *r);
enum err message_again(struct request *r); /* as a reader of mail shows it */

#endif
