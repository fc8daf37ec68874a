/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rows of files. */
#include "files/files.h"

#include "files/blob.h"
#include "files/statements.h"

static const char *const kinds[] = {[FILE_IMAGE] = "image", [FILE_DOCUMENT] = "document"};

void file_house_init(struct file_house *h, const char *folder, const char *program)
{
    *h = (struct file_house){.folder = folder, .program = program};
    pthread_mutex_init(&h->reading, NULL);
    pthread_mutex_init(&h->bytes, NULL);
}

void file_house_free(struct file_house *h)
{
    pthread_mutex_destroy(&h->reading);
    pthread_mutex_destroy(&h->bytes);
}

/* ---- in a rule ---------------------------------------------------------------------------- */

static struct value v_id(int64_t id)
{
    return id ? v_int(id) : v_null();
}

static enum err add_piece(struct db *db, int64_t file, size_t position, const struct file_piece *p)
{
    return db_exec(db, &sql_file_piece_add,
                   PARAMS(v_int(file), v_int((int64_t)position), v_text(p->hash), v_text(p->type),
                          v_int(p->size), v_id(p->width), v_id(p->height)),
                   NULL);
}

enum err file_add(struct db *db, const struct file_new *f, file_id *out)
{
    struct arena a = ARENA_INIT;
    struct rows r;
    const struct file_draft *d = f->draft;
    enum err e = db_query(db, &a, &sql_file_add,
                          PARAMS(v_text(kinds[d->kind]), v_text(d->name), v_text(f->alt),
                                 v_int(f->is_private), v_int(f->now), v_id(f->by)),
                          &r);
    if (e == OK)
        out->v = row_int(&r, 0, 0);
    for (size_t i = 0; e == OK && i < d->n; i++)
        e = add_piece(db, out->v, i, &d->pieces[i]);
    arena_free(&a);
    return e;
}

enum err file_describe(struct db *db, file_id id, const char *alt)
{
    return db_exec(db, &sql_file_describe, PARAMS(v_int(id.v), v_text(alt)), NULL);
}

/* ---- giving out ---------------------------------------------------------------------------- */

enum err file_pictures(struct db *db, struct arena *a, const file_id *ids, size_t n, int64_t width,
                       struct picture *out)
{
    struct value v[FILE_LIST_MAX + 1];
    struct rows r;
    if (n > FILE_LIST_MAX)
        return ERR_BUG;
    for (size_t i = 0; i < FILE_LIST_MAX; i++)
        v[i] = v_int(i < n ? ids[i].v : 0);
    v[FILE_LIST_MAX] = v_int(width);
    enum err e = db_query(db, a, &sql_file_pictures, (struct params){ARRAY_LEN(v), v}, &r);
    for (size_t i = 0; e == OK && i < n; i++) {
        out[i] = (struct picture){0};
        for (size_t k = 0; k < r.n; k++)
            if (row_int(&r, k, 0) == ids[i].v)
                out[i] = (struct picture){
                    .href = arena_printf(a, "/fichiers/%s", row_text(&r, k, 1)),
                    .alt = row_text(&r, k, 2),
                    .width = row_int(&r, k, 3),
                    .height = row_int(&r, k, 4),
                };
    }
    return e;
}

enum err file_find(struct db *db, struct arena *a, const char *hash, struct file_found *out)
{
    struct rows r;
    if (!blob_is_hash(hash))
        return ERR_NOT_FOUND;
    enum err e = db_query(db, a, &sql_file_of_hash, PARAMS(v_text(hash)), &r);
    if (e != OK || !r.n)
        return e != OK ? e : ERR_NOT_FOUND;
    *out = (struct file_found){
        .kind = strcmp(row_text(&r, 0, 0), kinds[FILE_IMAGE]) == 0 ? FILE_IMAGE : FILE_DOCUMENT,
        .name = row_text(&r, 0, 1),
        .type = row_text(&r, 0, 2),
        .is_private = row_int(&r, 0, 3) != 0,
        .by = row_int(&r, 0, 4),
    };
    return OK;
}
