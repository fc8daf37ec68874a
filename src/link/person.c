/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is held about an address, and its erasure: each kind in turn. */
#include "link/statements.h"

enum err person_held(struct db *db, struct arena *a, const struct person_register *r,
                     const char *address, struct person_held *out, size_t *n)
{
    int64_t all = 0;
    enum err e = OK;
    *n = 0;
    for (size_t i = 0; e == OK && i < r->n; i++) {
        const struct person_data *k = r->kinds[i];
        struct rows rows;
        if (!k->count)
            continue;
        e = db_query(db, a, k->count, PARAMS(v_text(address)), &rows);
        if (e != OK)
            break;
        int64_t held = row_int(&rows, 0, 0);
        all += held;
        if (held && k->label)
            out[(*n)++] = (struct person_held){k->label, held};
    }
    return e == OK && !all ? ERR_NOT_FOUND : e;
}

static enum err gather_names(struct db *db, struct arena *a, struct person_erasure *x)
{
    size_t cap = 0;
    const char **names = NULL;
    enum err e = OK;
    x->n_names = 0;
    for (size_t i = 0; e == OK && i < x->people->n; i++) {
        const struct person_data *k = x->people->kinds[i];
        struct rows r = {0};
        if (k->names)
            e = db_query(db, a, k->names, PARAMS(v_text(x->address)), &r);
        for (size_t n = 0; e == OK && n < r.n; n++) {
            names = arena_grow(a, names, x->n_names, &cap, sizeof *names);
            names[x->n_names++] = row_text(&r, n, 0);
        }
    }
    x->names = names;
    return e;
}

enum err person_erase(struct db *db, void *erasure)
{
    struct person_erasure *x = erasure;
    struct arena a = ARENA_INIT;
    struct value hash = x->hash ? v_bytes((struct str){x->hash, ERASURE_HASH_BYTES}) : v_null();
    enum err e = gather_names(db, &a, x);
    x->rows = 0;
    for (size_t i = 0; e == OK && i < x->people->n; i++)
        e = x->people->kinds[i]->erase(db, &a, x);
    if (e == OK)
        e = db_exec(db, &sql_erasure_add, PARAMS(hash, v_int(x->noted_at ? x->noted_at : x->now)),
                    NULL);
    x->names = NULL;
    arena_free(&a);
    return e;
}

enum err person_scrub_again(struct db *db)
{
    return db_exec(db, &sql_erasures_again, NO_PARAMS, NULL);
}

/* ---- the files -------------------------------------------------------------------------- */

struct scrubbed {
    int64_t id, now;
};

static enum err note_scrubbed(struct db *db, void *arg)
{
    const struct scrubbed *x = arg;
    return db_exec(db, &sql_erasures_scrubbed, PARAMS(v_int(x->id), v_int(x->now)), NULL);
}

/* The latest erasure that the files may still show; 0: none. */
static enum err latest_due(struct store *s, int64_t *id)
{
    struct arena a = ARENA_INIT;
    struct rows r;
    struct db *db;
    *id = 0;
    enum err e = store_reader(s, &db);
    if (e != OK)
        return e;
    e = db_begin_read(db);
    if (e == OK)
        e = db_query(db, &a, &sql_erasures_due, NO_PARAMS, &r);
    if (e == OK && r.n)
        *id = row_int(&r, 0, 0);
    store_reader_close(db);
    arena_free(&a);
    return e;
}

enum err person_tick(struct store *s, int64_t now)
{
    struct scrubbed x = {.now = now};
    enum err e = latest_due(s, &x.id);
    if (e != OK || !x.id)
        return e;
    e = store_scrub(s);
    return e == OK ? store_write(s, note_scrubbed, &x) : e;
}
