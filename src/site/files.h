/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The address of files, and their housekeeping, for the module's table. */
#ifndef MAILLAGE_SITE_FILES_H
#define MAILLAGE_SITE_FILES_H

#include "app/app.h"

enum err file_show(struct request *r); /* GET /fichiers/:hash */
void files_tick(struct app *app);      /* once an hour, whatever it is called */

#endif
