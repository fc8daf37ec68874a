/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What goes with a database and is not in it: into a table of the copy, and out of it again. */
#include "store/private.h"

#define MAKE "CREATE TABLE backup_file (name TEXT PRIMARY KEY, bytes BLOB NOT NULL) STRICT"
#define PUT "INSERT INTO backup_file (name, bytes) VALUES (?1, ?2)"
#define LIST "SELECT name, bytes FROM backup_file ORDER BY name"
#define HAS "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'backup_file'"
#define DROP "DROP TABLE backup_file; VACUUM"

static enum err put_one(sqlite3_stmt *put, const char *name, struct str bytes)
{
    sqlite3_bind_text(put, 1, name, -1, SQLITE_STATIC);
    sqlite3_bind_blob64(put, 2, bytes.p, bytes.n, SQLITE_STATIC);
    int rc = sqlite3_step(put);
    sqlite3_reset(put);
    sqlite3_clear_bindings(put);
    return rc == SQLITE_DONE ? OK : db_err(rc);
}

static enum err put_all(sqlite3_stmt *put, const struct store_extra *x)
{
    const char *name;
    struct str bytes;
    enum err e;
    while ((e = x->next(x->ctx, &name, &bytes)) == OK)
        if ((e = put_one(put, name, bytes)) != OK)
            return e;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err extra_pack(sqlite3 *to, const struct store_extra *x)
{
    sqlite3_stmt *put = NULL;
    if (sqlite3_exec(to, "BEGIN; " MAKE, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_prepare_v2(to, PUT, -1, &put, NULL) != SQLITE_OK)
        return ERR_IO;
    enum err e = put_all(put, x);
    sqlite3_finalize(put);
    if (e == OK && sqlite3_exec(to, "COMMIT", NULL, NULL, NULL) != SQLITE_OK)
        e = ERR_IO;
    return e;
}

static bool has_extra(sqlite3 *from)
{
    sqlite3_stmt *has = NULL;
    bool found = sqlite3_prepare_v2(from, HAS, -1, &has, NULL) == SQLITE_OK &&
                 sqlite3_step(has) == SQLITE_ROW;
    sqlite3_finalize(has);
    return found;
}

static enum err take_all(sqlite3 *from, const struct store_extra *x)
{
    sqlite3_stmt *list = NULL;
    enum err e = OK;
    int rc = sqlite3_prepare_v2(from, LIST, -1, &list, NULL);
    while (rc == SQLITE_OK && e == OK && (rc = sqlite3_step(list)) == SQLITE_ROW) {
        struct str bytes = {sqlite3_column_blob(list, 1), (size_t)sqlite3_column_bytes(list, 1)};
        e = x->take(x->ctx, (const char *)sqlite3_column_text(list, 0), bytes);
        rc = SQLITE_OK;
    }
    sqlite3_finalize(list);
    return e != OK ? e : rc == SQLITE_DONE ? OK : db_err(rc);
}

enum err extra_unpack(const char *path, const struct store_extra *x)
{
    sqlite3 *from = NULL;
    enum err e = OK;
    if (sqlite3_open_v2(path, &from, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK)
        e = ERR_CORRUPT;
    if (e == OK && has_extra(from)) {
        e = x ? take_all(from, x) : OK;
        if (e == OK && sqlite3_exec(from, DROP, NULL, NULL, NULL) != SQLITE_OK)
            e = ERR_IO;
    }
    sqlite3_close(from);
    return e;
}
