/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The pages whose words are the operator's: DATA/pages/NAME.LANG.md replaces the one that the
 * program carries. Read and rendered once, at start.
 */
#ifndef MAILLAGE_SITE_TEXTS_H
#define MAILLAGE_SITE_TEXTS_H

#include "app/app.h"
#include "site/accessibility.h"
#include "site/pages.h"

#define TEXT_MAX_BYTES ((size_t)256 * 1024)

must_check enum err texts_load(struct app *app, const char **why);

/* What /accessibilite is made from. */
const struct accessibility *texts_accessibility(const struct app *app);

/* The page of that name ("mentions-legales") and language; NULL when there is none. */
const struct text_view *texts_find(const struct app *app, const char *name, const char *lang);

#endif
