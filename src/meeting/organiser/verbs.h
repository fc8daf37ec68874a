/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The organiser's verbs of the command line, for the module's table. */
#ifndef MAILLAGE_MEETING_ORGANISER_VERBS_H
#define MAILLAGE_MEETING_ORGANISER_VERBS_H

#include "app/cli.h"

int verb_event_set(struct cli *c);
int verb_event_cancel(struct cli *c);
int verb_registration_export(struct cli *c);

#endif
