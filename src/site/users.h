/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The module's verbs: `user …`, `person …`, `mail …`; the demonstration's account. */
#ifndef MAILLAGE_SITE_USERS_H
#define MAILLAGE_SITE_USERS_H

#include "app/cli.h"

#define USER_VERBS 8
extern const struct verb user_verbs[USER_VERBS];

must_check enum err site_demo(struct app *app, struct arena *a, const char **why);
/* The demonstration's sign-in link, on standard output. */
void site_ready(struct cli *c);

#endif
