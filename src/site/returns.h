/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* POST /courrier/retours: bounces and complaints that a relay or a provider reports. */
#ifndef MAILLAGE_SITE_RETURNS_H
#define MAILLAGE_SITE_RETURNS_H

#include "app/app.h"

/* Reads the shared secret of --mail-webhook-secret-file; without that option there is no such
 * address. ERR_INVALID. */
must_check enum err returns_start(struct app *app, const char **why);
enum err returns_take(struct request *r);

#endif
