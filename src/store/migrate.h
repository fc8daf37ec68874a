/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Which migrations are to run. A database records those it has in the table `migration`, by name
 * and with a hash of their text, so that one that is not known, or was edited since, is refused.
 * The record has no date: the store reads no clock.
 */
#ifndef MAILLAGE_STORE_MIGRATE_H
#define MAILLAGE_STORE_MIGRATE_H

#include "store/store.h"

/* Created by the same means as the others, and recorded nowhere. */
#define MIGRATION_TABLE                                                                            \
    "CREATE TABLE migration (ordinal INT PRIMARY KEY, name TEXT NOT NULL UNIQUE,"                  \
    " hash TEXT NOT NULL)"

/* 16 hexadecimal digits of FNV-1a. Finds an edit by mistake; it is no protection. */
#define MIGRATION_HASH_SIZE 17
void migration_hash(const struct migration *m, char out[MIGRATION_HASH_SIZE]);

struct recorded {
    const char *name, *hash;
};

struct plan {
    const struct migration **todo; /* in the arena, in order */
    size_t n;
};

/*
 * ERR_NEWER: a recorded migration that this program does not know. ERR_CORRUPT: one that was edited
 * since, or one to run that stands before one that has run. ERR_BUG: two of one name.
 */
must_check enum err migrate_plan(struct arena *a, const struct store_schema *const *schemas,
                                 size_t n_schemas, const struct recorded *recorded,
                                 size_t n_recorded, struct plan *out, const char **why);

#endif
