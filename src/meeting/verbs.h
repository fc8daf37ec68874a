/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The module's verbs of the command line, and its part of the demonstration. */
#ifndef MAILLAGE_MEETING_VERBS_H
#define MAILLAGE_MEETING_VERBS_H

#include "app/cli.h"

#define MEETING_VERBS 3
extern const struct verb meeting_verbs[MEETING_VERBS];

must_check enum err meeting_demo(struct app *app, struct arena *a, const char **why);

#endif
