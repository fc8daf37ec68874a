/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_APP_SERVE_H
#define MAILLAGE_APP_SERVE_H

#include "app/cli.h"

/* `maillage serve`: runs until SIGINT or SIGTERM. */
int verb_serve(struct cli *c);

#endif
