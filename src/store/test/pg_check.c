/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/test/pg_check.h"

#include "store/postgres.h"
#include "store/test/pg_cluster.h"

static int check(const char *conninfo, const struct store_schema *const *schemas, size_t n)
{
    struct arena a = ARENA_INIT;
    struct postgres *pg;
    const char *why = "";
    enum err e = postgres_open(&a, conninfo, &pg, &why);
    if (e == OK)
        e = postgres_migrate(pg, &a, schemas, n, &why);
    if (e == OK)
        e = postgres_migrate(pg, &a, schemas, n, &why); /* nothing is left to run */
    if (e == OK)
        e = postgres_check(pg, &a, schemas, n, &why);
    if (e != OK)
        fprintf(stderr, "PostgreSQL: %s: %s\n", err_name(e), why);
    postgres_close(pg);
    arena_free(&a);
    return e == OK ? 0 : 1;
}

int pg_check_all(const struct store_schema *const *schemas, size_t n)
{
    struct pg_cluster cluster;
    enum err e = pg_cluster_start(&cluster);
    if (e == ERR_NOT_FOUND) {
        fputs("PostgreSQL 15 is not installed: skipped\n", stderr);
        return 77;
    }
    if (e != OK)
        return 1;
    int result = check(cluster.conninfo, schemas, n);
    pg_cluster_stop(&cluster);
    return result;
}
