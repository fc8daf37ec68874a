/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The way back from a copy. */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)1 << 16)

struct restore {
    struct arena *a;
    const char *copy, *path, *part;
    const char **why;
};

static enum err refuse(const struct restore *r, const char *place, int error)
{
    *r->why = arena_printf(r->a, "%s: %s", place, strerror(error));
    return ERR_IO;
}

static bool pour(int from, int to)
{
    char bytes[CHUNK];
    ssize_t n;
    while ((n = read(from, bytes, sizeof bytes)) > 0)
        for (ssize_t done = 0, k; done < n; done += k)
            if ((k = write(to, bytes + done, (size_t)(n - done))) <= 0)
                return false;
    return n == 0 && fsync(to) == 0;
}

/* The copy beside the database, so that taking its place is one rename. */
static enum err make_part(const struct restore *r)
{
    int from = open(r->copy, O_RDONLY | O_CLOEXEC);
    if (from < 0)
        return refuse(r, r->copy, errno);
    unlink(r->part);
    int to = open(r->part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = to >= 0 && pour(from, to);
    int error = errno;
    close(from);
    if (to >= 0)
        close(to);
    return good ? OK : refuse(r, r->part, error);
}

/* Before the database that names them. */
static enum err take_extra(const struct restore *r, const struct store_extra *extra)
{
    enum err e = extra_unpack(r->part, extra);
    if (e != OK)
        *r->why =
            arena_printf(r->a, "%s: its files cannot be given back (%s)", r->copy, err_name(e));
    return e;
}

/* What does not open, or is not sound, takes no place. Opening brings it up to date too. */
static enum err check_part(const struct restore *r, const struct store_schema *const *schemas,
                           size_t n)
{
    struct store *s;
    enum err e = store_open(r->a, arena_printf(r->a, "sqlite:%s", r->part), schemas, n, &s, r->why);
    if (e == OK) {
        e = store_check(s, r->a, r->why);
        store_close(s);
    }
    unlink(arena_printf(r->a, "%s.lock", r->part));
    return e;
}

static enum err take_place(const struct restore *r)
{
    const char *before = arena_printf(r->a, "%s.before-restore", r->path);
    const char *slash = strrchr(r->path, '/');
    const char *folder = arena_strndup(r->a, r->path, (size_t)(slash - r->path) + 1);
    if (rename(r->path, before) != 0 && errno != ENOENT)
        return refuse(r, before, errno);
    unlink(arena_printf(r->a, "%s-wal", r->path));
    unlink(arena_printf(r->a, "%s-shm", r->path));
    if (rename(r->part, r->path) != 0)
        return refuse(r, r->path, errno);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    int error = errno;
    if (fd >= 0)
        close(fd);
    return good ? OK : refuse(r, folder, error);
}

/* The log of the database that goes aside belongs to it: written into it first. */
static void settle_old(const struct restore *r)
{
    sqlite3 *handle = NULL;
    if (access(r->path, F_OK) != 0)
        return;
    int rc = sqlite3_open_v2(r->path, &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (rc == SQLITE_OK)
        sqlite3_wal_checkpoint_v2(handle, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    sqlite3_close(handle); /* a database that is damaged goes aside as it is */
}

enum err store_restore(struct arena *a, const char *url, const char *copy,
                       const struct store_schema *const *schemas, size_t n_schemas,
                       const struct store_extra *extra, const char **why)
{
    struct store *held;
    enum err e = store_hold(a, url, &held, why);
    if (e != OK)
        return e;
    const struct restore r = {.a = a,
                              .copy = copy,
                              .path = held->path,
                              .part = arena_printf(a, "%s.restoring", held->path),
                              .why = why};
    e = make_part(&r);
    if (e == OK)
        e = take_extra(&r, extra);
    if (e == OK)
        e = check_part(&r, schemas, n_schemas);
    if (e == OK) {
        settle_old(&r);
        e = take_place(&r);
    }
    if (e != OK)
        unlink(r.part);
    store_free(held);
    return e;
}
