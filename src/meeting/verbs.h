/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The module's verbs of the command line, and its part of the demonstration. */
#ifndef MAILLAGE_MEETING_VERBS_H
#define MAILLAGE_MEETING_VERBS_H

#include "app/cli.h"

#define MEETING_VERBS 6
extern const struct verb meeting_verbs[MEETING_VERBS];

#define EXPORT_MAX_BYTES ((size_t)64 * 1024 * 1024)

/* To the file of --output, else to c->out; the verb's exit status. */
int verb_write_output(struct cli *c, const struct buf *b);

must_check enum err meeting_demo(struct app *app, struct arena *a, const char **why);

#endif
