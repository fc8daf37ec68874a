/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/supporters/supporters.h"

#include "base/text.h"
#include "meeting/supporters/statements.h"

/* A row as it is stored. */
struct stored {
    struct supporter supporter;
    int64_t position;
    bool kept;
};

static enum err load(struct db *db, struct arena *a, event_id event, struct stored **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_supporter_rows, PARAMS(v_int(event.v)), &r);
    if (e != OK)
        return e;
    struct stored *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct stored){
            .supporter = {.id = row_int(&r, i, 0),
                          .name = row_text(&r, i, 2),
                          .address = row_text(&r, i, 3),
                          .logo = {row_int(&r, i, 4)}},
            .position = row_int(&r, i, 1),
            .kept = row_int(&r, i, 5) != 0,
        };
    *out = list;
    *n = r.n;
    return OK;
}

enum err supporters_of(struct db *db, struct arena *a, event_id event, struct supporter **out,
                       size_t *n)
{
    struct stored *rows;
    enum err e = load(db, a, event, &rows, n);
    if (e != OK)
        return e;
    *out = arena_array(a, *n, sizeof **out);
    for (size_t i = 0; i < *n; i++)
        (*out)[i] = rows[i].supporter;
    return OK;
}

static struct stored *find(struct stored *list, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].supporter.id == id)
            return &list[i];
    return NULL;
}

/* ---- an organiser's changes --------------------------------------------------------------------
 */

static enum err add(struct db *db, struct arena *a, event_id event, const struct supporter *s,
                    bool kept, int64_t *id)
{
    struct rows r;
    enum err e =
        db_query(db, a, &sql_supporter_add,
                 PARAMS(v_int(event.v), v_text(s->name), v_text(s->address), v_int(kept)), &r);
    if (e == OK)
        *id = row_int(&r, 0, 0);
    return e;
}

static enum err set_logo(struct db *db, const struct save_supporter *s, int64_t id, file_id before)
{
    const struct file_new made = {.draft = s->draft, .alt = s->alt, .by = s->by, .now = s->now};
    file_id logo = {0};
    if (!s->draft && !s->drop_logo)
        return before.v ? file_describe(db, before, s->alt) : OK;
    enum err e = s->draft ? file_add(db, &made, &logo) : OK;
    if (e != OK)
        return e;
    return db_exec(db, &sql_supporter_logo, PARAMS(v_int(id), logo.v ? v_int(logo.v) : v_null()),
                   NULL);
}

static enum err save_in(struct db *db, struct arena *a, const struct save_supporter *s)
{
    struct stored *list;
    size_t n;
    int64_t id = s->supporter.id;
    enum err e = load(db, a, s->event, &list, &n);
    if (e != OK)
        return e;
    const struct stored *before = id ? find(list, n, id) : NULL;
    if (id && !before)
        return ERR_NOT_FOUND;
    if (!id && n >= SUPPORTERS_MAX)
        return ERR_TOO_LARGE;
    if (id)
        e = db_exec(db, &sql_supporter_save,
                    PARAMS(v_int(id), v_int(s->event.v), v_text(s->supporter.name),
                           v_text(s->supporter.address)),
                    NULL);
    else
        e = add(db, a, s->event, &s->supporter, true, &id);
    return e == OK ? set_logo(db, s, id, before ? before->supporter.logo : (file_id){0}) : e;
}

enum err save_supporter(struct db *db, void *arg)
{
    struct arena a = ARENA_INIT;
    enum err e = save_in(db, &a, arg);
    arena_free(&a);
    return e;
}

static enum err place(struct db *db, int64_t id, int64_t position)
{
    return db_exec(db, &sql_supporter_place, PARAMS(v_int(id), v_int(position)), NULL);
}

/* No two may have the same place, not even for a moment. */
static enum err swap(struct db *db, const struct stored *x, const struct stored *y)
{
    enum err e = place(db, x->supporter.id, -1);
    if (e == OK)
        e = place(db, y->supporter.id, x->position);
    return e == OK ? place(db, x->supporter.id, y->position) : e;
}

enum err move_supporter(struct db *db, void *arg)
{
    const struct move_supporter *m = arg;
    struct arena a = ARENA_INIT;
    struct stored *list, *moved = NULL;
    size_t n = 0;
    enum err e = load(db, &a, m->event, &list, &n);
    if (e == OK && !(moved = find(list, n, m->id)))
        e = ERR_NOT_FOUND;
    size_t at = moved ? (size_t)(moved - list) : 0;
    if (e == OK && (m->up ? at > 0 : at + 1 < n))
        e = swap(db, moved, m->up ? moved - 1 : moved + 1);
    arena_free(&a);
    return e;
}

enum err drop_supporter(struct db *db, void *arg)
{
    const struct drop_supporter *d = arg;
    int64_t changed = 0;
    enum err e =
        db_exec(db, &sql_supporter_drop, PARAMS(v_int(d->id), v_int(d->event.v)), &changed);
    return e == OK && !changed ? ERR_NOT_FOUND : e;
}

/* ---- an import --------------------------------------------------------------------------------
 */

static bool same_name(struct arena *a, const char *x, const char *y)
{
    return str_eq(text_fold(a, str_of(x)), text_fold(a, str_of(y)));
}

static bool is_among(struct arena *a, const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (same_name(a, name, names[i]))
            return true;
    return false;
}

static bool is_stored(struct arena *a, const char *name, const struct stored *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (same_name(a, name, list[i].supporter.name))
            return true;
    return false;
}

enum err supporters_import(struct db *db, struct arena *a, event_id event, const char *const *names,
                           size_t n)
{
    struct stored *old;
    size_t n_old;
    int64_t id;
    enum err e = load(db, a, event, &old, &n_old);
    for (size_t i = 0; e == OK && i < n_old; i++) {
        struct drop_supporter drop = {event, old[i].supporter.id};
        if (!old[i].kept && !is_among(a, old[i].supporter.name, names, n))
            e = drop_supporter(db, &drop);
    }
    for (size_t i = 0; e == OK && i < n; i++) {
        const struct supporter s = {.name = names[i]};
        if (!is_stored(a, names[i], old, n_old))
            e = add(db, a, event, &s, false, &id);
    }
    return e;
}
