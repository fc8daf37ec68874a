/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The online copy, and the check of a whole database. */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- check --------------------------------------------------------------- */

static enum err corrupt(struct arena *a, const char **why, const char *what, const char *detail)
{
    *why = arena_printf(a, "%s: %s", what, detail ? detail : "?");
    return ERR_CORRUPT;
}

static enum err check_pages(sqlite3 *handle, struct arena *a, const char **why)
{
    sqlite3_stmt *stmt = NULL;
    enum err e = OK;
    int rc = sqlite3_prepare_v2(handle, "PRAGMA integrity_check(1)", -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    const char *answer = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(stmt, 0) : NULL;
    if (!answer)
        e = corrupt(a, why, "integrity", sqlite3_errmsg(handle));
    else if (strcmp(answer, "ok") != 0)
        e = corrupt(a, why, "integrity", answer);
    sqlite3_finalize(stmt);
    return e;
}

static enum err check_keys(sqlite3 *handle, struct arena *a, const char **why)
{
    sqlite3_stmt *stmt = NULL;
    enum err e = OK;
    int rc = sqlite3_prepare_v2(handle, "PRAGMA foreign_key_check", -1, &stmt, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(stmt);
    if (rc == SQLITE_ROW)
        e = corrupt(a, why, "foreign keys",
                    arena_printf(a, "row %lld of %s points to none of %s",
                                 (long long)sqlite3_column_int64(stmt, 1),
                                 sqlite3_column_text(stmt, 0), sqlite3_column_text(stmt, 2)));
    else if (rc != SQLITE_DONE)
        e = corrupt(a, why, "foreign keys", sqlite3_errmsg(handle));
    sqlite3_finalize(stmt);
    return e;
}

enum err store_check(struct store *s, struct arena *a, const char **why)
{
    struct db *db;
    *why = "";
    enum err e = store_reader(s, &db);
    if (e != OK) {
        *why = "cannot open a reader";
        return e;
    }
    e = check_pages(db->handle, a, why);
    if (e == OK)
        e = check_keys(db->handle, a, why);
    if (e == OK)
        e = sqlite_migrations_known(s, db, a, why);
    store_reader_close(db);
    return e;
}

/* ---- backup -------------------------------------------------------------- */

struct backup {
    struct arena *a;
    const char *path, *part, *folder;
    const struct store_extra *extra;
    const char **why;
};

static enum err refuse(const struct backup *b, const char *what, const char *detail)
{
    *b->why = arena_printf(b->a, "%s: %s: %s", b->path, what, detail);
    return ERR_IO;
}

/* All pages in one step: it holds one snapshot, and the writer goes on. */
static enum err copy_pages(const struct backup *b, struct db *from, sqlite3 *to)
{
    sqlite3_backup *copy = sqlite3_backup_init(to, "main", from->handle, "main");
    if (!copy)
        return refuse(b, "cannot start", sqlite3_errmsg(to));
    int rc = sqlite3_backup_step(copy, -1);
    sqlite3_backup_finish(copy);
    if (rc != SQLITE_DONE)
        return refuse(b, "cannot copy", sqlite3_errstr(rc));
    enum err e = b->extra ? extra_pack(to, b->extra) : OK;
    if (e != OK)
        return refuse(b, "cannot add the files", err_name(e));
    /* One file, readable from a medium that cannot be written. */
    if (sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) != SQLITE_OK)
        return refuse(b, "cannot finish", sqlite3_errmsg(to));
    return OK;
}

/* A copy that nobody has read is not a backup. */
static enum err copy_and_check(const struct backup *b, struct db *from)
{
    sqlite3 *to = NULL;
    enum err e;
    int rc = sqlite3_open_v2(b->part, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc != SQLITE_OK)
        e = refuse(b, "cannot open", sqlite3_errstr(rc));
    else
        e = copy_pages(b, from, to);
    if (e == OK)
        e = check_pages(to, b->a, b->why);
    sqlite3_close(to);
    return e;
}

static enum err sync_path(const struct backup *b, const char *path, int flags)
{
    int file = open(path, flags | O_CLOEXEC);
    bool good = file >= 0 && fsync(file) == 0;
    int error = errno;
    if (file >= 0)
        close(file);
    return good ? OK : refuse(b, "cannot make it durable", strerror(error));
}

/* link refuses a name that is taken; file systems without links get the check and rename. */
static enum err publish(const struct backup *b)
{
    bool linked = link(b->part, b->path) == 0;
    if (!linked && errno != EEXIST && access(b->path, F_OK) != 0)
        return rename(b->part, b->path) == 0 ? OK : refuse(b, "cannot rename", strerror(errno));
    unlink(b->part);
    if (linked)
        return OK;
    *b->why = arena_printf(b->a, "%s exists already: choose another name", b->path);
    return ERR_CONFLICT;
}

static enum err make_part(const struct backup *b)
{
    struct stat st;
    if (lstat(b->path, &st) == 0) {
        *b->why = arena_printf(b->a, "%s exists already: choose another name", b->path);
        return ERR_CONFLICT;
    }
    int file = open(b->part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return refuse(b, b->part, strerror(errno));
    close(file);
    return OK;
}

static const char *folder_of(struct arena *a, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    return slash == path ? "/" : arena_strndup(a, path, (size_t)(slash - path));
}

enum err store_backup(struct store *s, struct arena *a, const char *path,
                      const struct store_extra *extra, const char **why)
{
    const struct backup b = {
        .a = a,
        .path = path,
        .part = arena_printf(a, "%s.part-%ld", path, (long)getpid()),
        .folder = folder_of(a, path),
        .extra = extra,
        .why = why,
    };
    struct db *db = NULL;
    *why = "";
    enum err e = make_part(&b);
    if (e != OK)
        return e;
    e = store_reader(s, &db);
    if (e != OK)
        refuse(&b, "cannot read the database", err_name(e));
    if (e == OK)
        e = copy_and_check(&b, db);
    if (e == OK)
        e = sync_path(&b, b.part, O_RDWR);
    if (e == OK)
        e = publish(&b);
    if (e == OK)
        e = sync_path(&b, b.folder, O_RDONLY | O_DIRECTORY);
    else
        unlink(b.part);
    store_reader_close(db);
    return e;
}
