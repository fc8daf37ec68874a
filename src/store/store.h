/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The database behind one seam. SQL is constant text: a `struct stmt` that a module declares and
 * registers; user text can only be bound. The same text serves SQLite and PostgreSQL.
 *
 * Reading: a `struct db` is one reader's connection. Everything read between db_begin_read and
 * db_end_read is one snapshot. Writing: store_write gives a function to the single writer, which
 * groups those that wait into one durable commit and returns when that commit is on disk.
 */
#ifndef MAILLAGE_STORE_H
#define MAILLAGE_STORE_H

#include "base/arena.h"
#include "base/str.h"

struct store;
struct db;

/*
 * One statement. `params` has a letter for each of $1, $2, …; `columns` one for each result column:
 *   i  64-bit integer     t  text, UTF-8     b  bytes     f  double
 * A capital letter may be NULL. Every statement is static const and listed in its module's table.
 */
struct stmt {
    const char *sql;
    const char *params;
    const char *columns;
};

struct migration {
    const char *name; /* "meeting/0001_events": module, number, words; recorded once applied */
    const char *sql;  /* statements separated by ";", with the type words of migrate.c */
};

/*
 * What a column of text or bytes tells, and of whom. A module says it of each of its own, in the
 * order of its tables; test `personal` refuses a column that is not listed, plants a mark in each
 * that is personal, and looks for it after the person was erased.
 */
enum column_tells {
    TELLS_NOBODY, /* nothing of a person */
    TELLS_PERSON, /* of a person who has an address here: exported to them, erased at their word */
    TELLS_AGAIN,  /* the same person, but nothing that other columns do not say, or a random
                     secret: erased, not exported */
    TELLS_PUBLIC  /* names that an organiser published: corrected where they were published */
};
struct store_column {
    const char *table, *column;
    enum column_tells tells;
    const char *whose; /* of these two: which rows are theirs, in SQL, $1 their address;
                          NULL: the kinds of messages know */
    const char *why;   /* how it is erased; or why it tells of nobody */
};
#define COLUMN_PERSONAL(table, column, whose, erased)                                              \
    {                                                                                              \
        table, column, TELLS_PERSON, whose, erased                                                 \
    }
#define COLUMN_DERIVED(table, column, whose, erased)                                               \
    {                                                                                              \
        table, column, TELLS_AGAIN, whose, erased                                                  \
    }
#define COLUMN_PUBLIC(table, column, why)                                                          \
    {                                                                                              \
        table, column, TELLS_PUBLIC, NULL, why                                                     \
    }
#define COLUMN_PLAIN(table, column, why)                                                           \
    {                                                                                              \
        table, column, TELLS_NOBODY, NULL, why                                                     \
    }

/* What a module brings. All arrays are static; the store keeps the pointers. */
struct store_schema {
    const struct migration *migrations; /* in order */
    size_t n_migrations;
    const struct stmt *const *statements;
    size_t n_statements;
    const struct store_column *columns; /* every one of text or bytes */
    size_t n_columns;
};

/* A value bound or read. Text is NUL-terminated as well. */
struct value {
    char kind; /* 'i', 't', 'b', 'f', or 0 for NULL */
    int64_t i;
    double f;
    struct str s;
};

static inline struct value v_int(int64_t i)
{
    return (struct value){.kind = 'i', .i = i};
}
static inline struct value v_text(const char *s) /* NULL binds NULL */
{
    return (struct value){.kind = s ? 't' : 0, .s = str_of(s)};
}
static inline struct value v_str(struct str s)
{
    return (struct value){.kind = 't', .s = s};
}
static inline struct value v_bytes(struct str s)
{
    return (struct value){.kind = 'b', .s = s};
}
static inline struct value v_double(double f)
{
    return (struct value){.kind = 'f', .f = f};
}
static inline struct value v_null(void)
{
    return (struct value){.kind = 0};
}

struct params {
    size_t n;
    const struct value *v;
};

/* PARAMS(v_int(3), v_text(name)); NO_PARAMS */
#define PARAMS(...)                                                                                \
    ((struct params){sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value),           \
                     (const struct value[]){__VA_ARGS__}})
#define NO_PARAMS ((struct params){0, NULL})

/* The result of a query, copied into the caller's arena. */
struct rows {
    size_t n, columns;
    const struct value *v; /* n × columns, row by row */
};

/* A row or column that is not there, or another kind than the column's, is a bug and dies. */
int64_t row_int(const struct rows *r, size_t row, size_t column);      /* 0 for NULL */
double row_double(const struct rows *r, size_t row, size_t column);    /* 0 for NULL */
const char *row_text(const struct rows *r, size_t row, size_t column); /* NULL for NULL */
struct str row_bytes(const struct rows *r, size_t row, size_t column); /* of text as well */
bool row_null(const struct rows *r, size_t row, size_t column);

/* Rows a query may return: more is ERR_TOO_LARGE, so a list says its LIMIT. */
#define DB_MAX_ROWS 100000

/*
 * Runs a statement and collects its rows. A wrong number or kind of parameters is a bug and dies
 * naming the statement; so is a statement that writes on a reader. ERR_CONFLICT: a UNIQUE, CHECK,
 * NOT NULL or FOREIGN KEY rule refused the write. ERR_BUG: a column holds what its letter excludes;
 * db_why names it.
 */
must_check enum err db_query(struct db *db, struct arena *a, const struct stmt *stmt,
                             struct params params, struct rows *out);

/* The same for a statement whose rows do not matter; `*changed` (may be NULL) counts rows written.
 */
must_check enum err db_exec(struct db *db, const struct stmt *stmt, struct params params,
                            int64_t *changed);

/*
 * Which tables a connection's statements have read, as a set. Cleared by db_begin_read. The store
 * numbers the tables; `store_versions` is an array of STORE_MAX_TABLES counters raised by each
 * commit that wrote the table, after the commit is visible and before it is acknowledged. So who
 * keeps what it read copies the versions before db_begin_read: a copy taken later may be newer than
 * the snapshot.
 */
#define STORE_MAX_TABLES 256
struct table_set {
    uint64_t bits[STORE_MAX_TABLES / 64];
};

/* The snapshot is that of the first statement that follows. For readers; a rule that writes has
 * one. */
must_check enum err db_begin_read(struct db *db);
void db_end_read(struct db *db);
struct table_set db_tables_read(const struct db *db);
/* Statements run on this connection since db_begin_read: for the constant-query tests and logs. */
unsigned db_statement_count(const struct db *db);
/* Why the last call on this connection failed, in English for the log; "" if none did. */
const char *db_why(const struct db *db);

/*
 * Opens `url` ("sqlite:PATH", "sqlite::memory:" for tests is not offered: tests use a file in a
 * temporary folder), runs the migrations that are missing, each in a transaction, and starts the
 * writer. `*why` says in plain words what was refused (static or in the arena).
 * ERR_NEWER: the database knows a migration that this program does not. ERR_BUSY: another process
 * writes to it. ERR_INVALID: the URL, or a file that is not ours. ERR_CORRUPT: damaged, or a
 * migration was edited after it was applied. ERR_BUG: a statement or migration that does not
 * compile, or too many tables. ERR_IO.
 */
must_check enum err store_open(struct arena *a, const char *url,
                               const struct store_schema *const *schemas, size_t n_schemas,
                               struct store **out, const char **why);
void store_close(struct store *s); /* waits for the writes that were accepted */

/* A reader's connection, for one thread at a time. Prepared statements are kept with it. */
must_check enum err store_reader(struct store *s, struct db **out);
void store_reader_close(struct db *db);

const _Atomic uint64_t *store_versions(const struct store *s);
/* The table's number, or -1; for tests. */
int store_table(const struct store *s, const char *name);

/*
 * A rule that writes. It runs on the writer's thread inside a savepoint of the group's transaction:
 * an error it returns undoes its own writes and no one else's. It does no I/O and reads no clock.
 * It may run twice (PostgreSQL retries), so it sets what it gives back and never adds to it. Once a
 * statement of it failed it must return an error: what returns OK all the same is undone, ERR_BUG
 * (PostgreSQL cannot go on after a failure; ON CONFLICT DO NOTHING is the way to try).
 */
typedef enum err (*store_write_fn)(struct db *db, void *arg);

/*
 * Returns what `fn` returned once its commit is durable, or ERR_BUSY when too many writes wait,
 * ERR_IO when the commit failed (then nothing of it was kept). Not to be called by a rule: dies.
 * The thread's snapshot is given back meanwhile, or the writer, which waits for readers when the
 * log must start over, would wait for who waits for it: what is read next is as the write left it.
 */
must_check enum err store_write(struct store *s, store_write_fn fn, void *arg);

/*
 * What was deleted leaves the files: the database is written anew without it, and the log emptied.
 * Deleting alone overwrites a row where it lies (secure_delete), but not the copies that a page
 * keeps of rows that have moved to another. Takes about a second for 100 MB, while writes wait.
 * ERR_BUSY: a reader holds on to the log, which is emptied as soon as it lets go. Not to be called
 * by a rule.
 */
must_check enum err store_scrub(struct store *s);

/*
 * What goes with a database and is not in it: files. A backup holds them in a table of its own, so
 * that one file is the whole; restoring gives them back before the database takes its place.
 */
struct store_extra {
    /* The next one, good until the next call; ERR_NOT_FOUND: that was all. */
    enum err (*next)(void *ctx, const char **name, struct str *bytes);
    enum err (*take)(void *ctx, const char *name, struct str bytes);
    void *ctx;
};

/*
 * Online copy while serving: one file, checked, complete or absent. Refuses a path that exists
 * (ERR_CONFLICT). `extra` is asked once the database is copied, so that what its rows name is
 * there; NULL: nothing goes with it. And a check of everything the engine can check: ERR_CORRUPT,
 * `*why` says what.
 */
must_check enum err store_backup(struct store *s, struct arena *a, const char *path,
                                 const struct store_extra *extra, const char **why);
must_check enum err store_check(struct store *s, struct arena *a, const char **why);

/*
 * The way back from a copy: checks it (a database of this program, sound, not newer), then puts it
 * in the place of the database at `url`, which is kept beside it as PATH.before-restore. ERR_BUSY:
 * a process has the database open. Nothing is changed unless OK.
 */
must_check enum err store_restore(struct arena *a, const char *url, const char *copy,
                                  const struct store_schema *const *schemas, size_t n_schemas,
                                  const struct store_extra *extra, const char **why);

/* One line on the engine for `maillage version` and logs: "SQLite 3.40.1". */
const char *store_engine(void);

#endif
