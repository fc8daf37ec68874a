/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The command line: `maillage VERB …`. Exit status 0 done, 1 refused, 2 wrong usage. Errors go to
 * standard error as "maillage: VERB: PLACE: what is wrong and what to do".
 */
#ifndef MAILLAGE_APP_CLI_H
#define MAILLAGE_APP_CLI_H

#include "app/app.h"

#include <stdio.h>

#define CLI_MAX_ARGS 32

/* One call of a verb: its arguments as the verb's usage names them, and where it reads and writes.
 * A verb that writes may run inside a server that was asked to: it never touches the process's own
 * streams. */
struct cli {
    struct app *app; /* config read; store open when the verb needs it: cli_open */
    struct arena *arena;
    const struct verb *verb;
    struct http_field options[CLI_MAX_ARGS]; /* "--event" → value, "" for a flag */
    size_t n_options;
    const char *args[CLI_MAX_ARGS]; /* the rest */
    size_t n_args;
    const char *input_name; /* of the file behind `in`, for messages */
    FILE *in, *out, *err;
};

enum { CLI_DONE = 0, CLI_REFUSED = 1, CLI_USAGE = 2 };

/* Runs the program; what main() returns. */
int cli_main(const struct module *const *modules, size_t n, int argc, char **argv);

/* The value of an option, or NULL; "" for a flag that stands there. */
const char *cli_option(const struct cli *c, const char *name);

/* Opens the database (no-op when it is); says why on c->err when it cannot. */
must_check bool cli_open(struct cli *c);

/* A reader's connection with a snapshot begun; says why on c->err when it cannot. */
must_check bool cli_reader(struct cli *c, struct db **out);

/* Prints "maillage: VERB: PLACE: …" to c->err and returns CLI_REFUSED or CLI_USAGE. */
int cli_refuse(struct cli *c, const char *place, const char *fmt, ...) printf_like(3, 4);
int cli_usage(struct cli *c, const char *fmt, ...) printf_like(2, 3);

/* Reads all of c->in, at most `max` bytes: ERR_TOO_LARGE, ERR_IO. */
must_check enum err cli_read(struct cli *c, size_t max, struct str *out);

/* The verbs that belong to no module: serve, init, backup, restore, check, request, routes,
 * version. */
extern const struct verb app_verbs[];
extern const size_t n_app_verbs;

#endif
