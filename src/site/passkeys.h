/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Handlers of passkeys: entering with one, and one's own. For the route table. */
#ifndef MAILLAGE_SITE_PASSKEYS_H
#define MAILLAGE_SITE_PASSKEYS_H

#include "app/app.h"
#include "auth/passkey.h"

/* Whether keys can be had at the site's public address. */
bool passkeys_are_offered(struct request *r);

/* What came in base64url in a field of the form; p NULL: nothing, or nothing readable. */
struct str passkey_field(struct request *r, const char *name);

/* The challenge for this browser, its cookie set; `account` 0: somebody signs in. */
must_check enum err passkey_challenge_for(struct request *r, account_id account,
                                          struct passkey_challenge *out);

enum err passkey_entry_challenge(struct request *r); /* POST /connexion/cle/defi: JSON */
enum err passkey_entry_take(struct request *r);      /* POST /connexion/cle */

enum err own_passkey_challenge(struct request *r); /* POST /mon-espace/cles/defi: JSON */
enum err own_passkey_add(struct request *r);       /* POST /mon-espace/cles */
enum err own_passkey_show(struct request *r);      /* GET /mon-espace/cles/:id */
enum err own_passkey_rename(struct request *r);    /* POST …/nom */
enum err own_passkey_remove(struct request *r);    /* POST …/retirer */

#define PASSKEY_ADDED "passkey/added"
#define PASSKEY_REMOVED "passkey/removed"
enum err passkey_letter(const struct mail_house *house, struct db *db, struct arena *a,
                        const struct mail_row *row, struct mail_draft *out);

#endif
