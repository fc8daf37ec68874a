/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The legal pages. Whose words stand there: the operator's file DATA/pages/NAME.LANG.md, read and
 * rendered once, at start; else what administrators wrote on the site (app/settings.h); else what
 * the program carries.
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

/* Where the words of a page come from. */
struct text_source {
    struct str text;  /* Markdown, with its title */
    const char *file; /* the operator's; NULL: they are the program's */
};
/* false: no such page. */
must_check bool texts_source(const struct app *app, const char *name, const char *lang,
                             struct text_source *out);
/* Markdown to a page: its first line is the title. Errors of markdown(). */
must_check enum err text_render(struct arena *a, struct str source, struct text_view *out);

/* The page of that name ("mentions-legales") and language; NULL when there is none. */
const struct text_view *texts_find(const struct app *app, const char *name, const char *lang);

#endif
