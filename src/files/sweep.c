/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What nobody refers to any more goes; what rows refer to is checked, and copied for a backup. */
#include "files/blob.h"
#include "files/statements.h"

#include <stdlib.h>
#include <unistd.h>

/* ---- rows --------------------------------------------------------------------------------- */

struct drop_unused { /* a rule */
    const struct file_house *house;
    int64_t before;
};

static int by_id(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

/* The ids of files in use, in order. */
static enum err used_ids(struct db *db, struct arena *a, const struct file_house *h, int64_t **out,
                         size_t *n)
{
    size_t cap = 0;
    int64_t *ids = NULL;
    *n = 0;
    for (size_t i = 0; i < h->n_owners; i++) {
        struct rows r;
        enum err e = db_query(db, a, h->owners[i], NO_PARAMS, &r);
        if (e != OK)
            return e;
        for (size_t k = 0; k < r.n; k++) {
            ids = arena_grow(a, ids, *n, &cap, sizeof *ids);
            ids[(*n)++] = row_int(&r, k, 0);
        }
    }
    if (*n)
        qsort(ids, *n, sizeof *ids, by_id);
    *out = ids;
    return OK;
}

static enum err drop_unused_in(struct db *db, struct arena *a, const struct drop_unused *d)
{
    int64_t *used;
    size_t n;
    struct rows old;
    enum err e = used_ids(db, a, d->house, &used, &n);
    if (e == OK)
        e = db_query(db, a, &sql_file_old, PARAMS(v_int(d->before)), &old);
    for (size_t i = 0; e == OK && i < old.n; i++) {
        int64_t id = row_int(&old, i, 0);
        if (!n || !bsearch(&id, used, n, sizeof id, by_id))
            e = db_exec(db, &sql_file_drop, PARAMS(v_int(id)), NULL);
    }
    return e;
}

static enum err drop_unused(struct db *db, void *arg)
{
    struct arena a = ARENA_INIT;
    enum err e = drop_unused_in(db, &a, arg);
    arena_free(&a);
    return e;
}

/* ---- bytes -------------------------------------------------------------------------------- */

struct sweeping {
    const char **known; /* in order */
    size_t n;
    int64_t before;
};

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static enum err known_hashes(struct db *db, struct arena *a, const char ***out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_file_hashes, NO_PARAMS, &r);
    const char **list = arena_array(a, e == OK ? r.n : 0, sizeof *list);
    for (size_t i = 0; e == OK && i < r.n; i++)
        list[i] = row_text(&r, i, 0);
    *out = list;
    *n = e == OK ? r.n : 0;
    if (*n) /* the engine's order may be another than strcmp's */
        qsort(list, *n, sizeof *list, by_text);
    return e;
}

static void drop_if_unknown(void *ctx, const char *path, const char *hash, int64_t date)
{
    const struct sweeping *s = ctx;
    bool known = s->n && bsearch(&hash, s->known, s->n, sizeof *s->known, by_text);
    if (!known && date < s->before)
        unlink(path);
}

static enum err sweep_bytes(struct file_house *h, struct store *store, int64_t before)
{
    struct arena a = ARENA_INIT;
    struct sweeping s = {.before = before};
    struct db *db;
    enum err e = store_reader(store, &db);
    if (e != OK)
        return e;
    pthread_mutex_lock(&h->bytes);
    e = db_begin_read(db);
    if (e == OK)
        e = known_hashes(db, &a, &s.known, &s.n);
    db_end_read(db);
    if (e == OK)
        e = blob_each(h, drop_if_unknown, &s);
    pthread_mutex_unlock(&h->bytes);
    store_reader_close(db);
    arena_free(&a);
    return e;
}

enum err file_sweep(struct file_house *h, struct store *s, int64_t now)
{
    struct drop_unused d = {.house = h, .before = now - FILE_GRACE_SECONDS};
    enum err e = store_write(s, drop_unused, &d);
    return e == OK ? sweep_bytes(h, s, d.before) : e;
}

/* ---- checking and copying -------------------------------------------------------------------- */

enum err file_check(const struct file_house *h, struct db *db, struct arena *a, const char **why)
{
    const char **known;
    size_t n;
    BUF_SCOPED bytes = BUF_INIT(FILE_MAX_BYTES);
    enum err e = known_hashes(db, a, &known, &n);
    for (size_t i = 0; e == OK && i < n; i++) {
        buf_clear(&bytes);
        enum err read = file_read(h, known[i], &bytes);
        if (read == OK)
            continue;
        *why = arena_printf(a, "%s/%.2s/%s: %s", h->folder, known[i], known[i],
                            read == ERR_NOT_FOUND ? "ce fichier manque"
                                                  : "ce fichier n’est plus ce qui a été écrit");
        e = ERR_CORRUPT;
    }
    return e;
}

struct listing {
    struct arena *a;
    const char **list;
    size_t n, cap;
};

static void list_one(void *ctx, const char *path, const char *hash, int64_t date)
{
    struct listing *l = ctx;
    (void)path;
    (void)date;
    if (!blob_is_hash(hash))
        return;
    l->list = arena_grow(l->a, l->list, l->n, &l->cap, sizeof *l->list);
    l->list[l->n++] = arena_strdup(l->a, hash);
}

enum err file_hashes(const struct file_house *h, struct arena *a, const char ***out, size_t *n)
{
    struct listing l = {.a = a};
    enum err e = blob_each(h, list_one, &l);
    *out = l.list;
    *n = l.n;
    return e;
}

enum err file_restore(struct file_house *h, const char *hash, struct str bytes, int64_t now)
{
    char found[FILE_HASH_TEXT + 1];
    blob_hash(bytes, found);
    if (strcmp(found, hash) != 0)
        return ERR_CORRUPT;
    return blob_put(h, bytes, now, found);
}
