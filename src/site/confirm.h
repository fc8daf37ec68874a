/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A recent sign-in, before what opens an account is changed: somebody else may sit at the screen. */
#ifndef MAILLAGE_SITE_CONFIRM_H
#define MAILLAGE_SITE_CONFIRM_H

#include "app/app.h"

/* Within PASSKEY_RECENT_SECONDS; never for who has no session. */
bool signed_in_recently(struct request *r);

/* To the page that asks to sign in again, and comes back to `path`. */
enum err confirm_first(struct request *r, const char *path);

enum err confirm_show(struct request *r); /* GET /mon-espace/confirmer */

#endif
