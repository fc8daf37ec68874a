/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The verbs that copy and check everything: the database, and the files that go with it. */
#ifndef MAILLAGE_APP_COPIES_H
#define MAILLAGE_APP_COPIES_H

#include "app/cli.h"

/* A copy of the database with the files that go with it: see store_backup. */
must_check enum err app_backup(struct app *app, struct arena *a, const char *path,
                               const char **why);

int verb_backup(struct cli *c);
int verb_restore(struct cli *c);
int verb_check(struct cli *c);

#endif
