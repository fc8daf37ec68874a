/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Statements: prepared once on each connection, checked against their letters, run. */
#include "store/private.h"

#include <strings.h>

/* The beginning of the text is its name in messages. */
#define NAME "statement \"%.160s\": "

/* ---- the hash of prepared statements, by the address of their struct stmt  */

static size_t slot_of(const struct db *db, const struct stmt *stmt)
{
    uint64_t h = (uint64_t)(uintptr_t)stmt * UINT64_C(0x9E3779B97F4A7C15);
    size_t i = (size_t)(h >> 32) & (db->n_slots - 1);
    while (db->slots[i] && db->slots[i]->stmt != stmt)
        i = (i + 1) & (db->n_slots - 1);
    return i;
}

static void grow_slots(struct db *db)
{
    struct prepared **old = db->slots;
    size_t n_old = db->n_slots;
    db->n_slots = n_old ? n_old * 2 : 64;
    db->slots = xcalloc(db->n_slots, sizeof(struct prepared *));
    for (size_t i = 0; i < n_old; i++)
        if (old[i])
            db->slots[slot_of(db, old[i]->stmt)] = old[i];
    free(old);
}

static void prepared_free(struct prepared *p)
{
    sqlite3_finalize(p->handle);
    free(p->index);
    free(p);
}

void db_forget_statements(struct db *db)
{
    for (size_t i = 0; i < db->n_slots; i++)
        if (db->slots[i])
            prepared_free(db->slots[i]);
    free(db->slots);
    db->slots = NULL;
    db->n_slots = db->n_prepared = 0;
}

/* ---- preparing ----------------------------------------------------------- */

static enum err map_params(struct db *db, struct prepared *p)
{
    const struct stmt *stmt = p->stmt;
    p->n_params = (unsigned)strlen(stmt->params);
    p->index = xcalloc(p->n_params, sizeof *p->index);
    for (unsigned i = 0; i < p->n_params; i++) {
        char name[16];
        snprintf(name, sizeof name, "$%u", i + 1);
        p->index[i] = sqlite3_bind_parameter_index(p->handle, name);
        if (!p->index[i])
            return db_fail(db, ERR_BUG, NAME "%s has a letter but does not stand in it", stmt->sql,
                           name);
    }
    if ((unsigned)sqlite3_bind_parameter_count(p->handle) != p->n_params)
        return db_fail(db, ERR_BUG, NAME "a parameter has no letter in \"%s\"", stmt->sql,
                       stmt->params);
    return OK;
}

/* The letter that a declared column type asks for; 0 when SQLite knows none (an expression). */
static char letter_of(const char *type)
{
    if (!type)
        return 0;
    if (strcasecmp(type, "INTEGER") == 0 || strcasecmp(type, "INT") == 0)
        return 'i';
    if (strcasecmp(type, "TEXT") == 0)
        return 't';
    if (strcasecmp(type, "BLOB") == 0)
        return 'b';
    return strcasecmp(type, "REAL") == 0 ? 'f' : 0;
}

static enum err check_columns(struct db *db, const struct prepared *p)
{
    const struct stmt *stmt = p->stmt;
    size_t n = (size_t)sqlite3_column_count(p->handle);
    if (n != strlen(stmt->columns))
        return db_fail(db, ERR_BUG, NAME "%zu columns, and letters \"%s\"", stmt->sql, n,
                       stmt->columns);
    for (size_t i = 0; i < n; i++) {
        char declared = letter_of(sqlite3_column_decltype(p->handle, (int)i));
        if (declared && declared != (stmt->columns[i] | 0x20))
            return db_fail(db, ERR_BUG, NAME "column %zu is '%c', its letter '%c'", stmt->sql,
                           i + 1, declared, stmt->columns[i]);
    }
    return OK;
}

static enum err check_letters(struct db *db, const struct stmt *stmt)
{
    if (strspn(stmt->params, "itbfITBF") != strlen(stmt->params) ||
        strspn(stmt->columns, "itbfITBF") != strlen(stmt->columns))
        return db_fail(db, ERR_BUG, NAME "letters are i, t, b, f, or capital", stmt->sql);
    return OK;
}

static enum err compile(struct db *db, struct prepared *p)
{
    const struct stmt *stmt = p->stmt;
    struct footprint f = {.tables = &db->store->tables};
    const char *tail = NULL;
    sqlite3_set_authorizer(db->handle, tables_authorizer, &f);
    int rc =
        sqlite3_prepare_v3(db->handle, stmt->sql, -1, SQLITE_PREPARE_PERSISTENT, &p->handle, &tail);
    sqlite3_set_authorizer(db->handle, NULL, NULL);
    p->reads = f.reads;
    p->writes = f.writes;
    if (f.refused)
        return db_fail(db, ERR_BUG, NAME "only SELECT, INSERT, UPDATE and DELETE", stmt->sql);
    if (rc != SQLITE_OK)
        return db_fail(db, db_err(rc), NAME "%s", stmt->sql, sqlite3_errmsg(db->handle));
    if (!p->handle || (tail && tail[strspn(tail, " \n\t;")]))
        return db_fail(db, ERR_BUG, NAME "one statement, no more and no less", stmt->sql);
    if (!db->writer && !sqlite3_stmt_readonly(p->handle))
        return db_fail(db, ERR_BUG, NAME "it writes, and this is a reader: use store_write",
                       stmt->sql);
    return OK;
}

enum err db_prepare(struct db *db, const struct stmt *stmt, struct prepared **out)
{
    if (db->n_prepared * 2 >= db->n_slots)
        grow_slots(db);
    size_t slot = slot_of(db, stmt);
    *out = db->slots[slot];
    if (*out)
        return OK;
    struct prepared *p = xcalloc(1, sizeof *p);
    p->stmt = stmt;
    enum err e = check_letters(db, stmt);
    if (e == OK)
        e = compile(db, p);
    if (e == OK)
        e = map_params(db, p);
    if (e == OK)
        e = check_columns(db, p);
    if (e != OK) {
        prepared_free(p);
        return e;
    }
    db->n_prepared++;
    *out = db->slots[slot] = p;
    return OK;
}

/* ---- running ------------------------------------------------------------- */

/* Bytes that are not copied: they are the caller's until the statement is reset. */
static int bind_value(sqlite3_stmt *handle, int at, const struct value *v)
{
    const char *bytes = v->s.p ? v->s.p : "";
    switch (v->kind) {
    case 'i':
        return sqlite3_bind_int64(handle, at, v->i);
    case 'f':
        return sqlite3_bind_double(handle, at, v->f);
    case 't':
        return sqlite3_bind_text64(handle, at, bytes, v->s.n, SQLITE_STATIC, SQLITE_UTF8);
    case 'b':
        return sqlite3_bind_blob64(handle, at, bytes, v->s.n, SQLITE_STATIC);
    default:
        return sqlite3_bind_null(handle, at);
    }
}

static enum err bind_all(struct db *db, const struct prepared *p, struct params params)
{
    const struct stmt *stmt = p->stmt;
    if (params.n != p->n_params)
        die(NAME "%u parameters, and %zu values were given", stmt->sql, p->n_params, params.n);
    for (size_t i = 0; i < params.n; i++) {
        char letter = stmt->params[i], kind = params.v[i].kind;
        bool fits = kind ? kind == (letter | 0x20) : letter < 'a';
        if (!fits)
            die(NAME "$%zu is '%c', and %s%.1s was given", stmt->sql, i + 1, letter,
                kind ? "kind " : "NULL", kind ? &kind : "");
        int rc = bind_value(p->handle, p->index[i], &params.v[i]);
        if (rc != SQLITE_OK)
            return db_fail(db, db_err(rc), NAME "$%zu: %s", stmt->sql, i + 1, sqlite3_errstr(rc));
    }
    return OK;
}

static enum err copy_value(sqlite3_stmt *handle, int column, char letter, struct arena *a,
                           struct value *out)
{
    int type = sqlite3_column_type(handle, column);
    char kind = letter | 0x20;
    if (type == SQLITE_NULL) {
        *out = (struct value){.kind = 0};
        return letter < 'a' ? OK : ERR_BUG;
    }
    *out = (struct value){.kind = kind};
    if (kind == 'i' && type == SQLITE_INTEGER) {
        out->i = sqlite3_column_int64(handle, column);
    } else if (kind == 'f' && (type == SQLITE_FLOAT || type == SQLITE_INTEGER)) {
        out->f = sqlite3_column_double(handle, column);
    } else if ((kind == 't' && type == SQLITE_TEXT) || (kind == 'b' && type == SQLITE_BLOB)) {
        const char *bytes = sqlite3_column_blob(handle, column);
        out->s.n = (size_t)sqlite3_column_bytes(handle, column);
        out->s.p = arena_strndup(a, bytes ? bytes : "", out->s.n);
    } else {
        return ERR_BUG;
    }
    return OK;
}

static enum err copy_row(struct db *db, const struct prepared *p, struct arena *a, struct value *v)
{
    static const char *const types[] = {"?", "an integer", "a double", "text", "bytes", "NULL"};
    for (int i = 0; p->stmt->columns[i]; i++)
        if (copy_value(p->handle, i, p->stmt->columns[i], a, &v[i]) != OK)
            return db_fail(db, ERR_BUG, NAME "column %d holds %s, its letter is '%c'", p->stmt->sql,
                           i + 1, types[sqlite3_column_type(p->handle, i)], p->stmt->columns[i]);
    return OK;
}

/* Rows are collected into `out`, or passed over when it is NULL. */
static enum err step_all(struct db *db, const struct prepared *p, struct arena *a, struct rows *out)
{
    struct value *v = NULL;
    size_t n = 0, cap = 0, columns = strlen(p->stmt->columns);
    int rc;
    while ((rc = sqlite3_step(p->handle)) == SQLITE_ROW) {
        if (!out)
            continue;
        if (n == DB_MAX_ROWS)
            return db_fail(db, ERR_TOO_LARGE, NAME "more than %d rows: give it a LIMIT",
                           p->stmt->sql, DB_MAX_ROWS);
        v = arena_grow(a, v, n, &cap, columns * sizeof *v);
        enum err e = copy_row(db, p, a, v + n * columns);
        if (e != OK)
            return e;
        n++;
    }
    if (rc != SQLITE_DONE)
        return db_fail(db, db_err(rc), NAME "%s", p->stmt->sql, sqlite3_errmsg(db->handle));
    if (out)
        *out = (struct rows){.n = n, .columns = columns, .v = v};
    return OK;
}

/* A bug in the text of a statement dies here; store_open has found it already if it was listed. */
static enum err run(struct db *db, const struct stmt *stmt, struct params params, struct arena *a,
                    struct rows *out, int64_t *changed)
{
    struct prepared *p;
    enum err e = db_prepare(db, stmt, &p);
    if (e == ERR_BUG)
        die("%s", db->why);
    if (e != OK)
        return e;
    db->statements++;
    table_set_join(&db->read, &p->reads);
    table_set_join(&db->written, &p->writes);
    e = bind_all(db, p, params);
    if (e == OK)
        e = step_all(db, p, a, out);
    if (e == OK && changed)
        *changed = sqlite3_stmt_readonly(p->handle) ? 0 : sqlite3_changes64(db->handle);
    sqlite3_reset(p->handle);
    sqlite3_clear_bindings(p->handle);
    return e;
}

enum err db_query(struct db *db, struct arena *a, const struct stmt *stmt, struct params params,
                  struct rows *out)
{
    *out = (struct rows){0};
    return run(db, stmt, params, a, out, NULL);
}

enum err db_exec(struct db *db, const struct stmt *stmt, struct params params, int64_t *changed)
{
    return run(db, stmt, params, NULL, NULL, changed);
}
