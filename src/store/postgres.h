/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * PostgreSQL, as far as this version goes: the migrations run on it and every statement is checked
 * against it, so that the full driver, when it comes, finds SQL that works. Private to the store
 * and its tests.
 */
#ifndef MAILLAGE_STORE_POSTGRES_H
#define MAILLAGE_STORE_POSTGRES_H

#include "store/store.h"

struct postgres;

/* `conninfo` as libpq takes it. ERR_IO: no connection. `*why` is in the arena. */
must_check enum err postgres_open(struct arena *a, const char *conninfo, struct postgres **out,
                                  const char **why);
void postgres_close(struct postgres *pg);

/* Runs the migrations that are missing, each in a transaction. The errors are those of store_open.
 */
must_check enum err postgres_migrate(struct postgres *pg, struct arena *a,
                                     const struct store_schema *const *schemas, size_t n_schemas,
                                     const char **why);

/*
 * Prepares every statement with its parameters declared by their letters, has it planned, and
 * compares its columns with theirs. ERR_BUG: `*why` has a line for each that does not fit.
 */
must_check enum err postgres_check(struct postgres *pg, struct arena *a,
                                   const struct store_schema *const *schemas, size_t n_schemas,
                                   const char **why);

#endif
