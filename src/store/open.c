/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Opening and closing: the URL, the lock that makes one process the writer, and the order of it
 * all. */
#include "store/private.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- the URL ------------------------------------------------------------- */

/* The folder without its links and the name: two ways to one file take the same lock. */
static char *absolute(const char *path)
{
    char *whole = realpath(path, NULL);
    if (whole)
        return whole;
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    size_t n = slash ? (size_t)(slash - path) : 0;
    char *folder = xmalloc(n + 2);
    snprintf(folder, n + 2, "%.*s", slash ? (int)(n ? n : 1) : 1, slash ? path : ".");
    char *real = realpath(folder, NULL);
    free(folder);
    if (!real)
        return NULL;
    size_t size = strlen(real) + strlen(name) + 2;
    whole = xmalloc(size);
    snprintf(whole, size, "%s/%s", strcmp(real, "/") == 0 ? "" : real, name);
    free(real);
    return whole;
}

static enum err read_url(struct arena *a, const char *url, char **path, const char **why)
{
    if (strncmp(url, "postgresql:", 11) == 0 || strncmp(url, "postgres:", 9) == 0) {
        *why = "serving from PostgreSQL is not in this version: use sqlite:PATH";
        return ERR_INVALID;
    }
    const char *name = strncmp(url, "sqlite:", 7) == 0 ? url + 7 : "";
    size_t n = strlen(name);
    if (!n || name[0] == ':' || name[n - 1] == '/') {
        *why =
            arena_printf(a, "\"%s\" is not a database: use sqlite:PATH, the path of a file", url);
        return ERR_INVALID;
    }
    *path = absolute(name);
    if (!*path) {
        *why = arena_printf(a, "%s: %s (its folder must exist)", name, strerror(errno));
        return ERR_IO;
    }
    return OK;
}

/* ---- the lock ------------------------------------------------------------ */

/* The file stays when the lock goes: taking it away would let two processes lock two files. */
static enum err busy(struct store *s, struct arena *a, const char **why)
{
    char holder[24] = "";
    ssize_t n = pread(s->lock, holder, sizeof holder - 1, 0);
    holder[n > 0 ? strcspn(holder, "\n") : 0] = '\0';
    *why = arena_printf(a,
                        "%s is open in another process (number %s): stop that one first, or give "
                        "the order to it",
                        s->path, holder[0] ? holder : "unknown");
    return ERR_BUSY;
}

static enum err take_lock(struct store *s, struct arena *a, const char **why)
{
    char *path = arena_printf(a, "%s.lock", s->path);
    s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (s->lock < 0) {
        *why = arena_printf(a, "%s: %s", path, strerror(errno));
        return ERR_IO;
    }
    if (flock(s->lock, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK)
            return busy(s, a, why);
        *why = arena_printf(a, "%s cannot be locked: %s", path, strerror(errno));
        return ERR_IO;
    }
    char *pid = arena_printf(a, "%ld\n", (long)getpid());
    if (ftruncate(s->lock, 0) != 0 || pwrite(s->lock, pid, strlen(pid), 0) < 0) {
        *why = arena_printf(a, "%s: %s", path, strerror(errno));
        return ERR_IO;
    }
    return OK;
}

/* Made here rather than by SQLite, so that only its owner reads it; the log takes the same mode. */
static enum err create_file(struct store *s, struct arena *a, const char **why)
{
    int file = open(s->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    struct stat st;
    bool good = file >= 0 && fstat(file, &st) == 0 && S_ISREG(st.st_mode);
    if (!good)
        *why = arena_printf(a, "%s: %s", s->path, file < 0 ? strerror(errno) : "not a file");
    if (file >= 0)
        close(file);
    return good ? OK : ERR_IO;
}

/* ---- the order ----------------------------------------------------------- */

static enum err open_writer(struct store *s, struct arena *a, const char **why)
{
    char text[1024];
    enum err e = db_open(s, true, &s->writer.db, text, sizeof text);
    if (e != OK)
        *why = arena_strdup(a, text);
    return e;
}

static enum err number_tables(struct store *s, struct arena *a, const char **why)
{
    sqlite3 *handle = s->writer.db->handle;
    enum err e = tables_load(&s->tables, handle, a, why);
    if (e == OK) {
        e = tables_connect(&s->tables, handle);
        if (e != OK)
            *why = arena_printf(a, "a virtual table: %s", sqlite3_errmsg(handle));
    }
    return e;
}

/* Every statement the program has is compiled once at start: a wrong one is found now, not at
 * night. */
static enum err check_statements(struct store *s, struct arena *a, const char **why)
{
    for (size_t i = 0; i < s->n_schemas; i++)
        for (size_t j = 0; j < s->schemas[i]->n_statements; j++) {
            struct prepared *p;
            enum err e = db_prepare(s->writer.db, s->schemas[i]->statements[j], &p);
            if (e != OK) {
                *why = arena_strdup(a, s->writer.db->why);
                return e;
            }
        }
    return OK;
}

void store_free(struct store *s)
{
    writer_stop(s);
    if (s->writer.db)
        db_close(s->writer.db);
    tables_free(&s->tables);
    if (s->lock >= 0)
        close(s->lock);
    free(s->path);
    free(s->schemas);
    free(s);
}

static struct store *store_new(const struct store_schema *const *schemas, size_t n)
{
    struct store *s = xcalloc(1, sizeof *s);
    s->lock = -1;
    s->schemas = xcalloc(n, sizeof(const struct store_schema *));
    s->n_schemas = n;
    for (size_t i = 0; i < n; i++)
        s->schemas[i] = schemas[i];
    return s;
}

enum err store_hold(struct arena *a, const char *url, struct store **out, const char **why)
{
    struct store *s = store_new(NULL, 0);
    *why = "";
    enum err e = read_url(a, url, &s->path, why);
    if (e == OK)
        e = take_lock(s, a, why);
    if (e != OK)
        store_free(s);
    *out = e == OK ? s : NULL;
    return e;
}

enum err store_open(struct arena *a, const char *url, const struct store_schema *const *schemas,
                    size_t n_schemas, struct store **out, const char **why)
{
    struct store *s = store_new(schemas, n_schemas);
    *out = NULL;
    *why = "";
    enum err e = read_url(a, url, &s->path, why);
    if (e == OK)
        e = take_lock(s, a, why);
    if (e == OK)
        e = create_file(s, a, why);
    if (e == OK)
        e = open_writer(s, a, why);
    if (e == OK)
        e = sqlite_migrate(s, a, why);
    if (e == OK)
        e = number_tables(s, a, why);
    if (e == OK)
        e = check_statements(s, a, why);
    if (e != OK) {
        store_free(s);
        return e;
    }
    writer_start(s);
    *out = s;
    return OK;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    writer_stop(s);
    if (s->readers)
        die("store_close: %u readers are open", s->readers);
    store_free(s); /* the last connection copies the log back and takes it away */
}

const _Atomic uint64_t *store_versions(const struct store *s)
{
    return s->versions;
}

int store_table(const struct store *s, const char *name)
{
    return tables_find(&s->tables, name);
}
