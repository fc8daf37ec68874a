/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The tables' numbers, and which of them a statement reads and writes. SQLite's authorizer names
 * every table that a statement reaches while it is prepared: through views, triggers, and the
 * actions of foreign keys as well, which SQLite compiles as triggers (a test holds it to that).
 * Added here: what a virtual table stands on.
 */
#ifndef MAILLAGE_STORE_TABLES_H
#define MAILLAGE_STORE_TABLES_H

#include "store/store.h"

#include <sqlite3.h>

struct tables {
    size_t n;
    char *name[STORE_MAX_TABLES];
    bool is_virtual[STORE_MAX_TABLES];
    /* Of a virtual table: what its definition names, and what it keeps its data in. */
    struct table_set stands_on[STORE_MAX_TABLES], shadows[STORE_MAX_TABLES];
};

must_check enum err tables_load(struct tables *t, sqlite3 *db, struct arena *a, const char **why);
void tables_free(struct tables *t);
/*
 * Connects the virtual tables, which compile statements of their own the first time they are named:
 * the authorizer would take those for part of ours. Once on each connection, without the
 * authorizer.
 */
must_check enum err tables_connect(const struct tables *t, sqlite3 *db);
int tables_find(const struct tables *t, const char *name); /* -1: none */

static inline void table_set_add(struct table_set *s, int table)
{
    s->bits[table / 64] |= UINT64_C(1) << (table % 64);
}
static inline bool table_set_has(const struct table_set *s, int table)
{
    return s->bits[table / 64] >> (table % 64) & 1;
}
static inline void table_set_join(struct table_set *s, const struct table_set *more)
{
    for (size_t i = 0; i < STORE_MAX_TABLES / 64; i++)
        s->bits[i] |= more->bits[i];
}
bool table_set_empty(const struct table_set *s);

/* What a statement reaches: pass tables_authorizer to sqlite3_set_authorizer with this. */
struct footprint {
    const struct tables *tables;
    struct table_set reads, writes;
    bool refused; /* not a SELECT, INSERT, UPDATE or DELETE */
};
int tables_authorizer(void *footprint, int action, const char *table, const char *b,
                      const char *database, const char *via);

#endif
