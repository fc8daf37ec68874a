/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The one thread that writes. It takes all writes that wait, runs each in a savepoint of one
 * transaction, and commits once: one fsync for the group.
 *
 * The order, on which the page cache stands: the commit becomes durable and visible, then the
 * versions of the tables are raised, then the threads that asked are woken. A reader that copies
 * the versions before its snapshot therefore never holds a version newer than what it read: copied
 * before the raise: its page compares stale from the raise on, whichever data it saw; copied after
 * the raise: the commit was visible already, so it saw the new data. And who was told that its
 * write is done finds no older page: the raise came first.
 */
#include "store/private.h"

#include <errno.h>

#define QUEUE_LIMIT 4096
/* The log is copied back into the file when nobody writes for this long, or when it has grown. */
#define IDLE_MS 300
#define WAL_PAGES_LARGE 4000 /* 16 MB */
#define WAL_PAGES_HUGE 40000 /* readers that follow each other kept it from starting over */
#define RESTART_WAIT_MS 500  /* then the writer waits for them, at most so long */

/* ---- the log ------------------------------------------------------------- */

static int note_wal_pages(void *writer, sqlite3 *handle, const char *database, int pages)
{
    (void)handle;
    (void)database;
    ((struct writer *)writer)->wal_pages = pages;
    return SQLITE_OK;
}

/* A checkpoint that fails loses nothing: the log stays, and the next one copies it. */
static void checkpoint(struct writer *w, int mode)
{
    if (mode != SQLITE_CHECKPOINT_PASSIVE)
        sqlite3_busy_timeout(w->db->handle, RESTART_WAIT_MS);
    sqlite3_wal_checkpoint_v2(w->db->handle, NULL, mode, NULL, NULL);
    if (mode != SQLITE_CHECKPOINT_PASSIVE)
        sqlite3_busy_timeout(w->db->handle, STORE_BUSY_MS);
    pthread_mutex_lock(&w->lock);
    w->stats.checkpoints++;
    pthread_mutex_unlock(&w->lock);
}

static void checkpoint_if_large(struct writer *w)
{
    static const int step = WAL_PAGES_LARGE;
    if (w->wal_pages / step == w->wal_checked / step)
        return;
    w->wal_checked = w->wal_pages;
    if (w->wal_pages >= WAL_PAGES_LARGE)
        checkpoint(w, w->wal_pages >= WAL_PAGES_HUGE ? SQLITE_CHECKPOINT_RESTART
                                                     : SQLITE_CHECKPOINT_PASSIVE);
}

/* Until it succeeds the log may hold what the file no longer does. */
static enum err empty_log(struct writer *w)
{
    int rc = sqlite3_wal_checkpoint_v2(w->db->handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    w->log_holds = rc != SQLITE_OK;
    if (!w->log_holds)
        w->wal_pages = w->wal_checked = 0;
    return db_err(rc);
}

static enum err scrub(struct writer *w)
{
    enum err e = db_run(w->db, "VACUUM");
    return e == OK ? empty_log(w) : e;
}

/* ---- one group ----------------------------------------------------------- */

static enum err lost(struct db *db)
{
    return db_fail(db, ERR_IO, "the group's transaction is lost: %s", sqlite3_errmsg(db->handle));
}

/*
 * What the rule did is kept in the transaction, or undone if it failed. A foreign key that is only
 * checked at the end is checked here, or it would refuse the writes of everybody in the group.
 */
static enum err finish_rule(struct db *db, struct write *w)
{
    int open_keys = 0, unused_high = 0;
    if (sqlite3_get_autocommit(db->handle))
        return lost(db); /* a full disk rolls back everything by itself */
    sqlite3_db_status(db->handle, SQLITE_DBSTATUS_DEFERRED_FKS, &open_keys, &unused_high, 0);
    if (w->result == OK && db->failed != OK)
        w->result = ERR_BUG;
    if (w->result == OK && open_keys)
        w->result = ERR_CONFLICT;
    if (w->result == OK)
        w->written = db->written;
    else if (db_fixed(db, FIXED_UNDO) != OK)
        return lost(db);
    return db_fixed(db, FIXED_RELEASE) == OK ? OK : lost(db);
}

static enum err run_rule(struct db *db, struct write *w)
{
    db->failed = OK;
    db->why[0] = '\0';
    db->statements = 0;
    db->read = db->written = (struct table_set){0};
    if (db_fixed(db, FIXED_SAVEPOINT) != OK)
        return lost(db);
    w->result = w->fn(db, w->arg);
    return finish_rule(db, w);
}

static enum err run_transaction(struct db *db, struct write *list)
{
    enum err e = db_fixed(db, FIXED_BEGIN_WRITE);
    if (e != OK)
        return e == ERR_BUSY ? ERR_BUSY : ERR_IO;
    for (struct write *w = list; w && e == OK; w = w->next)
        if (w->fn)
            e = run_rule(db, w);
    if (e == OK && db_fixed(db, FIXED_COMMIT) != OK)
        e = ERR_IO;
    if (e != OK && !sqlite3_get_autocommit(db->handle) && db_fixed(db, FIXED_ROLLBACK) != OK &&
        !sqlite3_get_autocommit(db->handle))
        die("a transaction can neither be committed nor undone: %s", db->why);
    return e;
}

static void raise_versions(struct store *s, const struct write *list)
{
    struct table_set all = {0};
    for (const struct write *w = list; w; w = w->next)
        table_set_join(&all, &w->written);
    for (int i = 0; i < STORE_MAX_TABLES; i++)
        if (table_set_has(&all, i))
            atomic_fetch_add_explicit(&s->versions[i], 1, memory_order_release);
}

/* After its post a write is gone: it stood on the stack of the thread that wakes. */
static void wake(struct write *list)
{
    while (list) {
        struct write *next = list->next;
        sem_post(&list->done);
        list = next;
    }
}

static void count_group(struct writer *w, size_t n)
{
    pthread_mutex_lock(&w->lock);
    w->stats.commits++;
    w->stats.writes += n;
    if (n > w->stats.largest_group)
        w->stats.largest_group = n;
    pthread_mutex_unlock(&w->lock);
}

/* Once for all in the group that asked. */
static void scrub_if_asked(struct writer *writer, struct write *list)
{
    bool done = false;
    enum err e = OK;
    for (struct write *w = list; w; w = w->next) {
        if (w->fn)
            continue;
        e = done ? e : scrub(writer);
        done = true;
        w->result = e;
    }
}

static void run_group(struct store *s, struct write *list, size_t n)
{
    enum err e = run_transaction(s->writer.db, list);
    if (e == OK)
        raise_versions(s, list);
    if (e == OK)
        scrub_if_asked(&s->writer, list);
    for (struct write *w = list; w && e != OK; w = w->next)
        w->result = e;
    count_group(&s->writer, n);
    wake(list);
    checkpoint_if_large(&s->writer);
}

/* ---- the thread ---------------------------------------------------------- */

static bool wait_idle(struct writer *w)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += IDLE_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    return pthread_cond_timedwait(&w->arrived, &w->lock, &until) == ETIMEDOUT;
}

/* All that wait, or NULL when the store closes; the log is emptied in a quiet moment. */
static struct write *take_group(struct writer *w, size_t *n)
{
    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->stopping) {
        if (!w->wal_pages && !w->log_holds) {
            pthread_cond_wait(&w->arrived, &w->lock);
        } else if (wait_idle(w) && !w->first && !w->stopping) {
            w->wal_pages = w->wal_checked = 0;
            pthread_mutex_unlock(&w->lock);
            if (!w->log_holds || empty_log(w) != OK)
                checkpoint(w, SQLITE_CHECKPOINT_PASSIVE);
            pthread_mutex_lock(&w->lock);
        }
    }
    struct write *list = w->first;
    *n = w->waiting;
    w->first = NULL;
    w->end = &w->first;
    w->waiting = 0;
    pthread_mutex_unlock(&w->lock);
    return list;
}

static void *write_all(void *store)
{
    struct store *s = store;
    struct write *list;
    size_t n;
    sqlite3_wal_hook(s->writer.db->handle, note_wal_pages, &s->writer);
    while ((list = take_group(&s->writer, &n)))
        run_group(s, list, n);
    return NULL;
}

void writer_start(struct store *s)
{
    struct writer *w = &s->writer;
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&w->arrived, &attr);
    pthread_condattr_destroy(&attr);
    pthread_mutex_init(&w->lock, NULL);
    w->end = &w->first;
    w->limit = QUEUE_LIMIT;
    int error = pthread_create(&w->thread, NULL, write_all, s);
    if (error)
        die("cannot start the writer's thread: %s", strerror(error));
    w->started = true;
}

void writer_stop(struct store *s)
{
    struct writer *w = &s->writer;
    if (!w->started)
        return;
    pthread_mutex_lock(&w->lock);
    w->stopping = true;
    pthread_cond_signal(&w->arrived);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_mutex_destroy(&w->lock);
    pthread_cond_destroy(&w->arrived);
    w->started = false;
}

struct store_stats store_stats(struct store *s)
{
    pthread_mutex_lock(&s->writer.lock);
    struct store_stats stats = s->writer.stats;
    pthread_mutex_unlock(&s->writer.lock);
    return stats;
}

static bool enqueue(struct writer *w, struct write *one)
{
    pthread_mutex_lock(&w->lock);
    bool room = w->waiting < w->limit && !w->stopping;
    if (room) {
        *w->end = one;
        w->end = &one->next;
        if (w->waiting++ == 0)
            pthread_cond_signal(&w->arrived);
    }
    pthread_mutex_unlock(&w->lock);
    return room;
}

static enum err write_and_wait(struct store *s, store_write_fn fn, void *arg)
{
    struct write one = {.fn = fn, .arg = arg};
    if (pthread_equal(pthread_self(), s->writer.thread))
        die("store_write was called by a rule that writes: call the other rule itself");
    sem_init(&one.done, 0, 0);
    if (!enqueue(&s->writer, &one)) {
        sem_destroy(&one.done);
        return ERR_BUSY;
    }
    struct db *lent = snapshot_lend();
    while (sem_wait(&one.done) != 0 && errno == EINTR)
        ;
    sem_destroy(&one.done);
    snapshot_renew(lent);
    return one.result;
}

enum err store_write(struct store *s, store_write_fn fn, void *arg)
{
    return write_and_wait(s, fn, arg);
}

enum err store_scrub(struct store *s)
{
    return write_and_wait(s, NULL, NULL);
}
