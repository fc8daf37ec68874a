/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Connections to SQLite. One writes and checkpoints; the readers are read-only. (SQLite before
 * 3.51.3 can lose a reset of its log when two connections write or checkpoint.)
 */
#include "store/private.h"

#include <stdarg.h>

#define READER_MMAP (INT64_C(1) << 30) /* bytes of the file that a reader may map */

const char *store_engine(void)
{
    return "SQLite " SQLITE_VERSION;
}

/* ---- errors -------------------------------------------------------------- */

enum err db_err(int rc)
{
    if (rc == SQLITE_CONSTRAINT_DATATYPE)
        return ERR_BUG; /* a STRICT table was given another type than its column's */
    switch (rc & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return OK;
    case SQLITE_CONSTRAINT:
        return ERR_CONFLICT;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
        return ERR_BUSY;
    case SQLITE_TOOBIG:
        return ERR_TOO_LARGE;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ERR_CORRUPT;
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_NOLFS:
        return ERR_IO;
    case SQLITE_NOMEM:
        die("out of memory (SQLite)");
    default:
        return ERR_BUG;
    }
}

enum err db_fail(struct db *db, enum err e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(db->why, sizeof db->why, fmt, ap);
    va_end(ap);
    if (db->failed == OK)
        db->failed = e;
    return e;
}

enum err db_fail_sqlite(struct db *db, const char *what)
{
    int rc = sqlite3_extended_errcode(db->handle);
    return db_fail(db, db_err(rc), "%s: %s", what, sqlite3_errmsg(db->handle));
}

const char *db_why(const struct db *db)
{
    return db->why;
}

/* ---- opening ------------------------------------------------------------- */

static const char *const fixed_sql[N_FIXED] = {
    [FIXED_BEGIN] = "BEGIN",
    [FIXED_BEGIN_WRITE] = "BEGIN IMMEDIATE",
    [FIXED_COMMIT] = "COMMIT",
    [FIXED_ROLLBACK] = "ROLLBACK",
    [FIXED_SAVEPOINT] = "SAVEPOINT rule",
    [FIXED_RELEASE] = "RELEASE rule",
    [FIXED_UNDO] = "ROLLBACK TO rule",
};

enum err db_run(struct db *db, const char *sql)
{
    if (sqlite3_exec(db->handle, sql, NULL, NULL, NULL) != SQLITE_OK)
        return db_fail_sqlite(db, sql);
    return OK;
}

enum err db_fixed(struct db *db, enum fixed which)
{
    sqlite3_stmt **stmt = &db->fixed[which];
    if (!*stmt && sqlite3_prepare_v3(db->handle, fixed_sql[which], -1, SQLITE_PREPARE_PERSISTENT,
                                     stmt, NULL) != SQLITE_OK)
        return db_fail_sqlite(db, fixed_sql[which]);
    enum err e = sqlite3_step(*stmt) == SQLITE_DONE ? OK : db_fail_sqlite(db, fixed_sql[which]);
    sqlite3_reset(*stmt);
    return e;
}

/* The log must really be on: a file system without shared memory silently keeps another mode. */
static enum err use_wal(struct db *db)
{
    sqlite3_stmt *stmt = NULL;
    enum err e = OK;
    if (sqlite3_prepare_v2(db->handle, "PRAGMA journal_mode = WAL", -1, &stmt, NULL) != SQLITE_OK ||
        sqlite3_step(stmt) != SQLITE_ROW)
        e = db_fail_sqlite(db, "journal_mode = WAL");
    else if (strcmp((const char *)sqlite3_column_text(stmt, 0), "wal") != 0)
        e = db_fail(db, ERR_IO,
                    "this file system cannot share a log (WAL): use a disk of this machine, no "
                    "network share");
    sqlite3_finalize(stmt);
    return e;
}

static enum err configure_writer(struct db *db)
{
    enum err e = use_wal(db);
    if (e == OK)
        e = db_run(db, "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
                       "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;"
                       "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;"
                       "PRAGMA secure_delete = ON");
    return e;
}

static enum err configure_reader(struct db *db)
{
    char mmap[64];
    snprintf(mmap, sizeof mmap, "PRAGMA mmap_size = %lld", (long long)READER_MMAP);
    enum err e = db_run(db, "PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;"
                            "PRAGMA cache_size = -1000");
    if (e == OK)
        e = db_run(db, mmap);
    if (e == OK && tables_connect(&db->store->tables, db->handle) != OK)
        e = db_fail(db, ERR_IO, "a virtual table: %s", sqlite3_errmsg(db->handle));
    return e;
}

/* Quoted names are names (as in PostgreSQL, not sometimes texts); the schema is not trusted. */
static void restrict_handle(struct db *db)
{
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_db_config(db->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, !db->writer, NULL);
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, STORE_BUSY_MS);
}

enum err db_open(struct store *s, bool writer, struct db **out, char *why, size_t size)
{
    struct db *db = xcalloc(1, sizeof *db);
    int flags = writer ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY;
    enum err e;
    db->store = s;
    db->writer = writer;
    int rc = sqlite3_open_v2(s->path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
    if (!db->handle)
        die("out of memory (SQLite)");
    if (rc != SQLITE_OK) {
        e = db_fail(db, db_err(rc), "%s", sqlite3_errmsg(db->handle));
    } else {
        restrict_handle(db);
        e = writer ? configure_writer(db) : configure_reader(db);
    }
    *out = e == OK ? db : NULL;
    if (e != OK) {
        snprintf(why, size, "%s: %s", s->path, db->why);
        db_close(db);
    }
    return e;
}

void db_close(struct db *db)
{
    db_forget_statements(db);
    for (size_t i = 0; i < N_FIXED; i++)
        sqlite3_finalize(db->fixed[i]);
    if (sqlite3_close(db->handle) != SQLITE_OK)
        die("a statement was left open: %s", sqlite3_errmsg(db->handle));
    free(db);
}

/* ---- readers ------------------------------------------------------------- */

enum err store_reader(struct store *s, struct db **out)
{
    char why[512];
    enum err e = db_open(s, false, out, why, sizeof why);
    if (e == OK)
        s->readers++;
    return e;
}

void store_reader_close(struct db *db)
{
    if (!db)
        return;
    if (db->reading)
        db_end_read(db);
    db->store->readers--;
    db_close(db);
}

static _Thread_local struct db *in_hand; /* the thread's reader that has a snapshot */

enum err db_begin_read(struct db *db)
{
    if (db->writer || db->reading)
        die("db_begin_read: %s", db->writer ? "a rule that writes has its snapshot already"
                                            : "called twice without db_end_read");
    db->read = (struct table_set){0};
    db->statements = 0;
    db->failed = OK;
    db->why[0] = '\0';
    enum err e = db_fixed(db, FIXED_BEGIN);
    db->reading = e == OK;
    if (db->reading)
        in_hand = db;
    return e;
}

static void give_back(struct db *db)
{
    if (db_fixed(db, FIXED_COMMIT) != OK && db_fixed(db, FIXED_ROLLBACK) != OK &&
        !sqlite3_get_autocommit(db->handle))
        die("a snapshot cannot be released: %s", db->why);
}

void db_end_read(struct db *db)
{
    if (!db->reading)
        return;
    db->reading = false;
    if (in_hand == db)
        in_hand = NULL;
    give_back(db);
}

struct db *snapshot_lend(void)
{
    if (in_hand)
        give_back(in_hand);
    return in_hand;
}

void snapshot_renew(struct db *lent)
{
    if (!lent)
        return;
    lent->reading = db_fixed(lent, FIXED_BEGIN) == OK; /* without one, each statement has its own */
    if (!lent->reading)
        in_hand = NULL;
}

struct table_set db_tables_read(const struct db *db)
{
    return db->read;
}

unsigned db_statement_count(const struct db *db)
{
    return db->statements;
}
