/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How long what tells of people is kept, and what is erased tonight: /organisation/conservation. */
#ifndef MAILLAGE_SITE_RETENTION_H
#define MAILLAGE_SITE_RETENTION_H

#include "app/app.h"

enum err retention_show(struct request *r);
enum err retention_take(struct request *r);     /* the delays */
enum err retention_ask_show(struct request *r); /* before one is applied at once */
enum err retention_ask_take(struct request *r);
enum err retention_go_on_take(struct request *r); /* after the clock leapt */

/* The message of an account that nobody signs in to, in the manner of mail_kind's `render`. */
enum err inactive_letter(const struct mail_house *house, struct db *db, struct arena *a,
                         const struct mail_row *row, struct mail_draft *out);

#endif
