/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/tables.h"

#include <ctype.h>
#include <strings.h>

bool table_set_empty(const struct table_set *s)
{
    uint64_t any = 0;
    for (size_t i = 0; i < STORE_MAX_TABLES / 64; i++)
        any |= s->bits[i];
    return any == 0;
}

int tables_find(const struct tables *t, const char *name)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcasecmp(t->name[i], name) == 0)
            return (int)i;
    return -1;
}

/* ---- loading ------------------------------------------------------------- */

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Every table that is named anywhere in the definition: one too many only costs a cache miss. */
static void virtual_stands_on(struct tables *t, int table, const char *sql)
{
    while (*sql) {
        size_t n = 0;
        while (is_word(sql[n]))
            n++;
        for (size_t i = 0; n && i < t->n; i++)
            if (strlen(t->name[i]) == n && strncasecmp(t->name[i], sql, n) == 0)
                table_set_add(&t->stands_on[table], (int)i);
        sql += n ? n : 1;
    }
}

static void virtual_shadows(struct tables *t, int table)
{
    size_t n = strlen(t->name[table]);
    for (size_t i = 0; i < t->n; i++)
        if (strncasecmp(t->name[i], t->name[table], n) == 0 && t->name[i][n] == '_')
            table_set_add(&t->shadows[table], (int)i);
}

static void load_name(struct tables *t, sqlite3_stmt *row, size_t *over)
{
    if (t->n < STORE_MAX_TABLES)
        t->name[t->n++] = xstrdup((const char *)sqlite3_column_text(row, 0));
    else
        ++*over;
}

static void load_virtual(struct tables *t, sqlite3_stmt *row, size_t *over)
{
    (void)over;
    int table = tables_find(t, (const char *)sqlite3_column_text(row, 0));
    if (table >= 0) {
        t->is_virtual[table] = true;
        virtual_stands_on(t, table, (const char *)sqlite3_column_text(row, 1));
        virtual_shadows(t, table);
    }
}

static int each_row(struct tables *t, sqlite3 *db, const char *sql, size_t *over,
                    void (*load)(struct tables *, sqlite3_stmt *, size_t *))
{
    sqlite3_stmt *stmt;
    int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    if (rc != SQLITE_OK)
        return rc;
    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
        load(t, stmt, over);
    sqlite3_finalize(stmt);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

enum err tables_load(struct tables *t, sqlite3 *db, struct arena *a, const char **why)
{
    size_t over = 0;
    int rc = each_row(t, db,
                      "SELECT name FROM sqlite_master WHERE type = 'table'"
                      " AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name",
                      &over, load_name);
    if (rc == SQLITE_OK)
        rc = each_row(t, db,
                      "SELECT name, sql FROM sqlite_master WHERE type = 'table'"
                      " AND sql LIKE 'CREATE VIRTUAL TABLE%'",
                      &over, load_virtual);
    if (rc != SQLITE_OK) {
        *why = arena_printf(a, "cannot list the tables: %s", sqlite3_errmsg(db));
        return ERR_IO;
    }
    if (over) {
        *why =
            arena_printf(a, "%zu tables, and the store numbers %d at most: raise STORE_MAX_TABLES",
                         t->n + over, STORE_MAX_TABLES);
        return ERR_BUG;
    }
    return OK;
}

static int connect_one(sqlite3 *db, const char *name)
{
    char sql[256];
    sqlite3_stmt *stmt = NULL;
    sqlite3_snprintf(sizeof sql, sql, "SELECT 1 FROM \"%w\"", name);
    int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);
    sqlite3_finalize(stmt);
    return rc;
}

enum err tables_connect(const struct tables *t, sqlite3 *db)
{
    for (size_t i = 0; i < t->n; i++)
        if (t->is_virtual[i] && connect_one(db, t->name[i]) != SQLITE_OK)
            return ERR_IO;
    return OK;
}

void tables_free(struct tables *t)
{
    for (size_t i = 0; i < t->n; i++)
        free(t->name[i]);
}

/* ---- what a statement reaches -------------------------------------------- */

static void add_read(struct footprint *f, int table)
{
    table_set_add(&f->reads, table);
    table_set_join(&f->reads, &f->tables->stands_on[table]);
}

static void add_write(struct footprint *f, int table)
{
    table_set_add(&f->writes, table);
    table_set_join(&f->writes, &f->tables->shadows[table]);
}

/*
 * A name that has no number is a view, a common table expression, a table-valued function or
 * SQLite's own: the tables behind it are named by calls of their own.
 */
int tables_authorizer(void *footprint, int action, const char *table, const char *b,
                      const char *database, const char *via)
{
    struct footprint *f = footprint;
    int number;
    (void)b;
    (void)database;
    (void)via;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_FUNCTION:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_READ:
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        number = tables_find(f->tables, table);
        if (number >= 0 && action == SQLITE_READ)
            add_read(f, number);
        else if (number >= 0)
            add_write(f, number);
        return SQLITE_OK;
    default:
        f->refused = true;
        return SQLITE_DENY;
    }
}
