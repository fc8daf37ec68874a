/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What belongs to no module: the portal, the legal pages, errors, language and zone, the operator's
 * probes. */
#ifndef MAILLAGE_SITE_H
#define MAILLAGE_SITE_H

#include "app/app.h"

extern const struct module site_module;

#endif
