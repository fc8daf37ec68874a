/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_APP_ROUTES_H
#define MAILLAGE_APP_ROUTES_H

#include "app/app.h"

/* Collects, orders and checks the modules' routes into app->routes. */
must_check enum err routes_gather(struct app *app, const char **why);

/* Sets r->route and r->params. ERR_NOT_FOUND; ERR_METHOD when the address takes another method. */
must_check enum err routes_find(const struct app *app, struct request *r);

const char *capability_name(enum capability c);

/* What a POST to `path` may bring, in bytes: see http_config.body_max. */
size_t routes_body_max(const struct app *app, const char *path);

#endif
