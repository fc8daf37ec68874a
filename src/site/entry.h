/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Handlers of signing in by e-mail, and the messages of both it and passkeys; for the module's
 * tables. */
#ifndef MAILLAGE_SITE_ENTRY_H
#define MAILLAGE_SITE_ENTRY_H

#include "app/app.h"

enum err entry_ask_take(struct request *r);  /* POST /connexion */
enum err entry_code_show(struct request *r); /* GET and POST /connexion/code */
enum err entry_code_take(struct request *r);
enum err entry_link_show(struct request *r); /* GET and POST /connexion/message/:token */
enum err entry_link_take(struct request *r);

/* Who registered by that address may have an account, under the name given there (NULL: none). */
enum err entry_known(struct request *r, const char *email, bool *known, const char **name);

#define ENTRY_MAIL 5
extern const struct mail_kind entry_mail[ENTRY_MAIL];

#endif
