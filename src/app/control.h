/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A verb that writes while a server runs asks that server: it alone holds the database. The command
 * passes its words and its three open files over a Unix socket beside the database (mode 0600, same
 * user only); the server runs the verb and answers with its exit status.
 */
#ifndef MAILLAGE_APP_CONTROL_H
#define MAILLAGE_APP_CONTROL_H

#include "app/cli.h"

struct control;

/* Asks a running server to run `c`; false when none answers, so that the caller runs it itself. */
bool control_ask(struct cli *c, int *status);

/* Listens in the data folder, one request after the other, until control_stop. */
must_check enum err control_start(struct app *app, struct control **out, const char **why);
void control_stop(struct control *c);

#endif
