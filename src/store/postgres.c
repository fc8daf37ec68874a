/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/postgres.h"

#include "store/dialect.h"
#include "store/migrate.h"

#include <libpq-fe.h>

#define STATEMENT_MAX ((size_t)1 << 20)
#define WHY_MAX ((size_t)1 << 16)

struct postgres {
    PGconn *conn;
};

/* Oids of src/include/catalog/pg_type.dat, which PostgreSQL keeps for ever. */
enum {
    OID_BYTEA = 17,
    OID_INT8 = 20,
    OID_INT2 = 21,
    OID_INT4 = 23,
    OID_TEXT = 25,
    OID_FLOAT8 = 701,
    OID_VARCHAR = 1043,
};

/* ---- connection ---------------------------------------------------------- */

static void no_notice(void *arg, const char *message)
{
    (void)arg;
    (void)message;
}

enum err postgres_open(struct arena *a, const char *conninfo, struct postgres **out,
                       const char **why)
{
    *out = NULL;
    PGconn *conn = PQconnectdb(conninfo);
    if (PQstatus(conn) != CONNECTION_OK) {
        *why = arena_strdup(a, conn ? PQerrorMessage(conn) : "out of memory");
        PQfinish(conn);
        return ERR_IO;
    }
    PQsetNoticeProcessor(conn, no_notice, NULL);
    *out = xcalloc(1, sizeof **out);
    (*out)->conn = conn;
    return OK;
}

void postgres_close(struct postgres *pg)
{
    if (!pg)
        return;
    PQfinish(pg->conn);
    free(pg);
}

static void result_free(PGresult **r)
{
    PQclear(*r);
}
#define RESULT_SCOPED __attribute__((cleanup(result_free))) PGresult

static bool succeeded(const PGresult *r)
{
    return PQresultStatus(r) == PGRES_COMMAND_OK || PQresultStatus(r) == PGRES_TUPLES_OK;
}

/* libpq's message, which ends with a line break. */
static const char *message(struct postgres *pg, struct arena *a)
{
    return str_dup(a, str_trim(str_of(PQerrorMessage(pg->conn))));
}

static enum err run(struct postgres *pg, struct arena *a, const char *sql, const char **why)
{
    RESULT_SCOPED *r = PQexec(pg->conn, sql);
    if (succeeded(r))
        return OK;
    *why = arena_printf(a, "\"%.160s\": %s", sql, message(pg, a));
    return PQstatus(pg->conn) == CONNECTION_OK ? ERR_BUG : ERR_IO;
}

/* ---- migrations ---------------------------------------------------------- */

static enum err load_recorded(struct postgres *pg, struct arena *a, struct recorded **out,
                              size_t *n, bool *exists, const char **why)
{
    RESULT_SCOPED *found = PQexec(pg->conn, "SELECT to_regclass('migration') IS NOT NULL");
    *n = 0;
    *out = NULL;
    *exists = succeeded(found) && PQgetvalue(found, 0, 0)[0] == 't';
    if (!*exists)
        return OK;
    RESULT_SCOPED *r = PQexec(pg->conn, "SELECT name, hash FROM migration ORDER BY ordinal");
    if (!succeeded(r)) {
        *why = message(pg, a);
        return ERR_IO;
    }
    *n = (size_t)PQntuples(r);
    *out = arena_array(a, *n, sizeof **out);
    for (size_t i = 0; i < *n; i++)
        (*out)[i] = (struct recorded){arena_strdup(a, PQgetvalue(r, (int)i, 0)),
                                      arena_strdup(a, PQgetvalue(r, (int)i, 1))};
    return OK;
}

static enum err run_statements(struct postgres *pg, struct arena *a, const char *sql,
                               const char **why)
{
    BUF_SCOPED text = BUF_INIT(STATEMENT_MAX);
    struct str rest = str_of(sql);
    enum err e = OK;
    while (e == OK && dialect_next(&rest, DIALECT_POSTGRES, &text)) {
        e = text.full ? ERR_TOO_LARGE : run(pg, a, buf_str(&text), why);
        if (e == OK && PQtransactionStatus(pg->conn) != PQTRANS_INTRANS) {
            *why = "a statement ended the transaction: leave that out";
            e = ERR_BUG;
        }
    }
    return e;
}

static enum err record(struct postgres *pg, struct arena *a, const struct migration *m,
                       size_t ordinal, const char **why)
{
    char hash[MIGRATION_HASH_SIZE], number[24];
    migration_hash(m, hash);
    snprintf(number, sizeof number, "%zu", ordinal);
    const char *const values[] = {number, m->name, hash};
    RESULT_SCOPED *r = PQexecParams(pg->conn, "INSERT INTO migration VALUES ($1, $2, $3)", 3, NULL,
                                    values, NULL, NULL, 0);
    if (succeeded(r))
        return OK;
    *why = message(pg, a);
    return ERR_IO;
}

static enum err run_one(struct postgres *pg, struct arena *a, const struct migration *m,
                        size_t ordinal, bool first, const char **why)
{
    const char *detail = "", *ignored;
    enum err e = run(pg, a, "BEGIN", &detail);
    if (e == OK && first)
        e = run_statements(pg, a, MIGRATION_TABLE, &detail);
    if (e == OK)
        e = run_statements(pg, a, m->sql, &detail);
    if (e == OK)
        e = record(pg, a, m, ordinal, &detail);
    if (e == OK)
        e = run(pg, a, "COMMIT", &detail);
    if (e != OK) {
        *why = arena_printf(a, "migration %s: %s", m->name, detail);
        if (run(pg, a, "ROLLBACK", &ignored) != OK)
            return ERR_IO;
    }
    return e;
}

enum err postgres_migrate(struct postgres *pg, struct arena *a,
                          const struct store_schema *const *schemas, size_t n_schemas,
                          const char **why)
{
    struct recorded *recorded;
    struct plan plan = {0};
    size_t n;
    bool exists;
    *why = "";
    enum err e = load_recorded(pg, a, &recorded, &n, &exists, why);
    if (e == OK)
        e = migrate_plan(a, schemas, n_schemas, recorded, n, &plan, why);
    for (size_t i = 0; i < plan.n && e == OK; i++)
        e = run_one(pg, a, plan.todo[i], n + i + 1, !exists && i == 0, why);
    return e;
}

/* ---- statements ---------------------------------------------------------- */

static Oid declared(char letter)
{
    switch (letter | 0x20) {
    case 'i':
        return OID_INT8;
    case 't':
        return OID_TEXT;
    case 'b':
        return OID_BYTEA;
    default:
        return OID_FLOAT8;
    }
}

static bool fits(char letter, Oid type)
{
    if (type == declared(letter))
        return true;
    if ((letter | 0x20) == 'i')
        return type == OID_INT4 || type == OID_INT2;
    return (letter | 0x20) == 't' && type == OID_VARCHAR;
}

static void complain(struct buf *out, const struct stmt *stmt, const char *what)
{
    struct str line = str_trim(str_of(what));
    buf_printf(out, "\"%.200s\": %.*s\n", stmt->sql, (int)line.n, line.p);
}

/* One that is planned as well: ON CONFLICT looks for its index only then. Nothing is executed. */
static void check_plan(struct postgres *pg, const struct stmt *stmt, struct buf *out)
{
    BUF_SCOPED sql = BUF_INIT(4096);
    buf_puts(&sql, "EXPLAIN EXECUTE checked");
    for (size_t i = 0; stmt->params[i]; i++)
        buf_puts(&sql, i ? ", NULL" : " (NULL");
    if (stmt->params[0])
        buf_putc(&sql, ')');
    RESULT_SCOPED *r = PQexec(pg->conn, buf_str(&sql));
    if (!succeeded(r))
        complain(out, stmt, PQerrorMessage(pg->conn));
}

static void check_description(const PGresult *r, const struct stmt *stmt, struct buf *out)
{
    char what[160];
    if ((size_t)PQnparams(r) != strlen(stmt->params)) {
        snprintf(what, sizeof what, "%d parameters, and letters \"%s\"", PQnparams(r),
                 stmt->params);
        complain(out, stmt, what);
    }
    if ((size_t)PQnfields(r) != strlen(stmt->columns)) {
        snprintf(what, sizeof what, "%d columns, and letters \"%s\"", PQnfields(r), stmt->columns);
        complain(out, stmt, what);
        return;
    }
    for (int i = 0; i < PQnfields(r); i++)
        if (!fits(stmt->columns[i], PQftype(r, i))) {
            snprintf(what, sizeof what, "column %d (%s) is of type %u, its letter '%c': CAST it",
                     i + 1, PQfname(r, i), PQftype(r, i), stmt->columns[i]);
            complain(out, stmt, what);
        }
}

static void check_one(struct postgres *pg, const struct stmt *stmt, struct buf *out)
{
    Oid types[256];
    size_t n = strlen(stmt->params);
    if (n > ARRAY_LEN(types)) {
        complain(out, stmt, "over 256 parameters");
        return;
    }
    for (size_t i = 0; i < n; i++)
        types[i] = declared(stmt->params[i]);
    RESULT_SCOPED *prepared = PQprepare(pg->conn, "checked", stmt->sql, (int)n, types);
    if (!succeeded(prepared)) {
        complain(out, stmt, PQerrorMessage(pg->conn));
        return;
    }
    RESULT_SCOPED *description = PQdescribePrepared(pg->conn, "checked");
    check_description(description, stmt, out);
    check_plan(pg, stmt, out);
    RESULT_SCOPED *gone = PQexec(pg->conn, "DEALLOCATE checked");
    (void)gone;
}

enum err postgres_check(struct postgres *pg, struct arena *a,
                        const struct store_schema *const *schemas, size_t n_schemas,
                        const char **why)
{
    BUF_SCOPED wrong = BUF_INIT(WHY_MAX);
    *why = "";
    for (size_t i = 0; i < n_schemas; i++)
        for (size_t j = 0; j < schemas[i]->n_statements; j++)
            check_one(pg, schemas[i]->statements[j], &wrong);
    if (PQstatus(pg->conn) != CONNECTION_OK) {
        *why = message(pg, a);
        return ERR_IO;
    }
    if (!wrong.len)
        return OK;
    *why = arena_strdup(a, buf_str(&wrong));
    return ERR_BUG;
}
