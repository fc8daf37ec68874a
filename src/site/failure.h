/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_SITE_FAILURE_H
#define MAILLAGE_SITE_FAILURE_H

#include "app/app.h"

void site_failure(struct request *r, const struct failure *f);

#endif
