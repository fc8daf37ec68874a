/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Runs migrations on SQLite, on the writer's connection before its thread starts. */
#include "store/dialect.h"
#include "store/migrate.h"
#include "store/private.h"

#define STATEMENT_MAX ((size_t)1 << 20) /* bytes of one statement */

/* ---- what the database has ----------------------------------------------- */

static enum err refuse(struct db *db, struct arena *a, const char **why)
{
    enum err e = db_fail_sqlite(db, db->store->path);
    *why = arena_strdup(a, db->why);
    return e == OK ? ERR_BUG : e;
}

/* The first column of the first row as an integer. */
static enum err one_int(struct db *db, struct arena *a, const char *sql, int64_t *out,
                        const char **why)
{
    sqlite3_stmt *stmt = NULL;
    enum err e = OK;
    if (sqlite3_prepare_v2(db->handle, sql, -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_step(stmt) == SQLITE_ROW)
        *out = sqlite3_column_int64(stmt, 0);
    else
        e = refuse(db, a, why);
    sqlite3_finalize(stmt);
    return e;
}

/* Whether there is a record; a file with tables and no record is another program's. */
static enum err find_record(struct db *db, struct arena *a, bool *found, const char **why)
{
    int64_t record, others = 0;
    enum err e =
        one_int(db, a, "SELECT count(*) FROM sqlite_master WHERE name = 'migration'", &record, why);
    if (e == OK)
        e = one_int(db, a, "SELECT count(*) FROM sqlite_master", &others, why);
    if (e == OK && !record && others) {
        *why = arena_printf(a, "%s is a SQLite file of another program: choose another path",
                            db->store->path);
        return ERR_INVALID;
    }
    *found = e == OK && record;
    return e;
}

static enum err load_recorded(struct db *db, struct arena *a, struct recorded **out, size_t *n,
                              const char **why)
{
    sqlite3_stmt *stmt = NULL;
    size_t cap = 0;
    int rc = sqlite3_prepare_v2(db->handle, "SELECT name, hash FROM migration ORDER BY ordinal", -1,
                                &stmt, NULL);
    *out = NULL;
    *n = 0;
    while (rc == SQLITE_OK && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        *out = arena_grow(a, *out, *n, &cap, sizeof **out);
        (*out)[(*n)++] = (struct recorded){
            .name = arena_strdup(a, (const char *)sqlite3_column_text(stmt, 0)),
            .hash = arena_strdup(a, (const char *)sqlite3_column_text(stmt, 1)),
        };
        rc = SQLITE_OK;
    }
    enum err e = rc == SQLITE_DONE ? OK : refuse(db, a, why);
    sqlite3_finalize(stmt);
    return e;
}

static enum err make_plan(struct store *s, struct db *db, struct arena *a, struct plan *plan,
                          size_t *n_recorded, bool *has_record, const char **why)
{
    struct recorded *recorded = NULL;
    *n_recorded = 0;
    enum err e = find_record(db, a, has_record, why);
    if (e == OK && *has_record)
        e = load_recorded(db, a, &recorded, n_recorded, why);
    if (e == OK)
        e = migrate_plan(a, s->schemas, s->n_schemas, recorded, *n_recorded, plan, why);
    return e;
}

enum err sqlite_migrations_known(struct store *s, struct db *db, struct arena *a, const char **why)
{
    struct plan plan;
    size_t n;
    bool has_record;
    enum err e = make_plan(s, db, a, &plan, &n, &has_record, why);
    if (e == OK && plan.n) {
        *why = arena_printf(a, "the migration %s is not recorded", plan.todo[0]->name);
        return ERR_CORRUPT;
    }
    return e;
}

/* ---- running ------------------------------------------------------------- */

static enum err run_statements(struct db *db, const char *sql)
{
    BUF_SCOPED text = BUF_INIT(STATEMENT_MAX);
    struct str rest = str_of(sql);
    for (unsigned n = 1; dialect_next(&rest, DIALECT_SQLITE, &text); n++) {
        if (text.full)
            return db_fail(db, ERR_TOO_LARGE, "statement %u is over 1 MiB", n);
        if (sqlite3_exec(db->handle, buf_str(&text), NULL, NULL, NULL) != SQLITE_OK)
            return db_fail(db, db_err(sqlite3_extended_errcode(db->handle)),
                           "statement %u, \"%.160s\": %s", n, buf_str(&text),
                           sqlite3_errmsg(db->handle));
        if (sqlite3_get_autocommit(db->handle))
            return db_fail(db, ERR_BUG, "statement %u ended the transaction: leave that out", n);
    }
    return OK;
}

/* Foreign keys are not enforced while tables are rebuilt, so they are checked before the commit. */
static enum err check_keys(struct db *db)
{
    sqlite3_stmt *stmt = NULL;
    enum err e = OK;
    int rc = sqlite3_prepare_v2(db->handle, "PRAGMA foreign_key_check", -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        e = db_fail(db, ERR_CONFLICT, "a row of %s points to none of %s",
                    sqlite3_column_text(stmt, 0), sqlite3_column_text(stmt, 2));
    else if (rc != SQLITE_DONE)
        e = db_fail_sqlite(db, "foreign_key_check");
    sqlite3_finalize(stmt);
    return e;
}

static enum err record(struct db *db, const struct migration *m, size_t ordinal)
{
    char hash[MIGRATION_HASH_SIZE];
    migration_hash(m, hash);
    sqlite3_stmt *stmt = NULL;
    int rc =
        sqlite3_prepare_v2(db->handle, "INSERT INTO migration VALUES (?, ?, ?)", -1, &stmt, NULL);
    if (rc == SQLITE_OK) {
        sqlite3_bind_int64(stmt, 1, (int64_t)ordinal);
        sqlite3_bind_text(stmt, 2, m->name, -1, SQLITE_STATIC);
        sqlite3_bind_text(stmt, 3, hash, -1, SQLITE_STATIC);
        rc = sqlite3_step(stmt);
    }
    enum err e = rc == SQLITE_DONE ? OK : db_fail_sqlite(db, "recording it");
    sqlite3_finalize(stmt);
    return e;
}

static enum err run_one(struct db *db, const struct migration *m, size_t ordinal, bool first)
{
    enum err e = db_run(db, "BEGIN IMMEDIATE");
    if (e == OK && first)
        e = run_statements(db, MIGRATION_TABLE);
    if (e == OK)
        e = run_statements(db, m->sql);
    if (e == OK)
        e = check_keys(db);
    if (e == OK)
        e = record(db, m, ordinal);
    if (e == OK)
        e = db_run(db, "COMMIT");
    if (e != OK && !sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    return e;
}

enum err sqlite_migrate(struct store *s, struct arena *a, const char **why)
{
    struct db *db = s->writer.db;
    struct plan plan;
    size_t n_recorded;
    bool has_record;
    enum err e = make_plan(s, db, a, &plan, &n_recorded, &has_record, why);
    if (e != OK || !plan.n)
        return e;
    e = db_run(db, "PRAGMA foreign_keys = OFF");
    for (size_t i = 0; i < plan.n && e == OK; i++) {
        e = run_one(db, plan.todo[i], n_recorded + i + 1, !has_record && i == 0);
        if (e != OK)
            *why = arena_printf(a, "migration %s: %s; nothing of it was kept", plan.todo[i]->name,
                                db->why);
    }
    if (db_run(db, "PRAGMA foreign_keys = ON") != OK && e == OK) {
        *why = arena_strdup(a, db->why);
        e = ERR_IO;
    }
    return e;
}
