/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the operator chose. Each option has three forms, and the first that is given wins:
 * `--base-url X` on the command line, MAILLAGE_BASE_URL in the environment, `base-url = X` in the
 * file of `--config`.
 */
#ifndef MAILLAGE_APP_CONFIG_H
#define MAILLAGE_APP_CONFIG_H

#include "app/app.h"

struct option {
    const char *name;     /* "base-url" */
    const char *argument; /* "URL"; NULL for a flag */
    const char *help;
};
extern const struct option config_options[];
extern const size_t n_config_options;

/* The common option of that name ("--db"), or NULL. */
const struct option *config_option(const char *name);

/*
 * Fills `out` from what the command line gave, the environment, the file and the defaults.
 * ERR_INVALID: `*why` says which value at which place is wrong.
 */
must_check enum err config_read(struct arena *a, const struct http_field *given, size_t n,
                                struct config *out, const char **why);

/* "HOST:PORT", "[::1]:8017", ":8017" or "8017". */
must_check bool config_address(struct arena *a, const char *text, const char **host,
                               uint16_t *port);

#endif
