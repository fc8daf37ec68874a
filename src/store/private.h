/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of store/ share. The tests of store/ may look in; nobody else. */
#ifndef MAILLAGE_STORE_PRIVATE_H
#define MAILLAGE_STORE_PRIVATE_H

#include "store/store.h"
#include "store/tables.h"

#include <pthread.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdatomic.h>

/* How long a connection waits for another's lock: only recovery and a stranger's backup take one.
 */
#define STORE_BUSY_MS 5000

/* Statements that every connection prepares once. */
enum fixed {
    FIXED_BEGIN,
    FIXED_BEGIN_WRITE,
    FIXED_COMMIT,
    FIXED_ROLLBACK,
    FIXED_SAVEPOINT,
    FIXED_RELEASE,
    FIXED_UNDO,
    N_FIXED
};

struct prepared {
    const struct stmt *stmt;
    sqlite3_stmt *handle;
    unsigned n_params;
    int *index; /* SQLite's number of $1, $2, …: it numbers by first appearance */
    struct table_set reads, writes;
};

struct db {
    sqlite3 *handle;
    struct store *store;
    bool writer, reading;
    sqlite3_stmt *fixed[N_FIXED];
    struct prepared **slots; /* hash of statement pointers, a power of two, at most half full */
    size_t n_slots, n_prepared;
    struct table_set read, written;
    unsigned statements;
    enum err failed; /* the first failure since it was cleared */
    char why[512];
};

/* One write that waits, on the stack of the thread that asked. */
struct write {
    store_write_fn fn; /* NULL: the files are scrubbed after the group's commit */
    void *arg;
    enum err result;
    struct table_set written;
    sem_t done;
    struct write *next;
};

struct store_stats {
    uint64_t writes, commits, largest_group, checkpoints;
};

struct writer {
    struct db *db;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows, and nothing is called with it held */
    pthread_cond_t arrived;
    struct write *first, **end;
    size_t waiting, limit; /* limit: as many may wait, the next gets ERR_BUSY */
    bool stopping, started;
    int wal_pages, wal_checked; /* of the log; the writer's thread only */
    bool log_holds;             /* what was scrubbed from the file; the writer's thread only */
    struct store_stats stats;
};

struct store {
    char *path; /* absolute */
    int lock;   /* descriptor of PATH.lock, held while the store is open */
    const struct store_schema **schemas;
    size_t n_schemas;
    struct tables tables;
    _Atomic uint64_t versions[STORE_MAX_TABLES];
    struct writer writer;
    _Atomic unsigned readers;
};

/* sqlite.c. On an error NULL was set, and `why` (`size` bytes) says which file and what. */
must_check enum err db_open(struct store *s, bool writer, struct db **out, char *why, size_t size);
void db_close(struct db *db);
/* The enum err of a result code of SQLite's. */
enum err db_err(int rc);
/* Keeps the failure for db_why and returns it. */
enum err db_fail(struct db *db, enum err e, const char *fmt, ...) printf_like(3, 4);
enum err db_fail_sqlite(struct db *db, const char *what);
must_check enum err db_fixed(struct db *db, enum fixed which);
/* Runs constant text without parameters or rows. */
must_check enum err db_run(struct db *db, const char *sql);

/* statement.c: ERR_BUG when the statement does not fit its letters; db_why says how. */
must_check enum err db_prepare(struct db *db, const struct stmt *stmt, struct prepared **out);
void db_forget_statements(struct db *db);

/* sqlite.c: the snapshot of the thread that is about to wait for the writer; NULL: it has none. */
struct db *snapshot_lend(void);
void snapshot_renew(struct db *lent);

/* extra.c: everything of `x` into the table of a copy; out of it again, and the table away. */
must_check enum err extra_pack(sqlite3 *to, const struct store_extra *x);
must_check enum err extra_unpack(const char *path, const struct store_extra *x);

/* writer.c */
void writer_start(struct store *s);
void writer_stop(struct store *s); /* after the last write that was accepted */
struct store_stats store_stats(struct store *s);

/* sqlite_migrate.c */
must_check enum err sqlite_migrate(struct store *s, struct arena *a, const char **why);
/* Whether every recorded migration is known and unchanged. */
must_check enum err sqlite_migrations_known(struct store *s, struct db *db, struct arena *a,
                                            const char **why);

/* Takes the lock of a database without opening it; given back by store_free. */
must_check enum err store_hold(struct arena *a, const char *url, struct store **out,
                               const char **why);
void store_free(struct store *s);

#endif
