/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "audit/audit.h"

#include "audit/statements.h"
#include "base/json.h"
#include "base/text.h"

#include <jansson.h>

/* A key is at most 64 bytes, and a byte of a value at most 6 in JSON. */
#define OBJECT_MAX ((size_t)AUDIT_CHANGES_MAX * (64 + 6 * (AUDIT_VALUE_MAX + 8)))

/* ---- writing ---------------------------------------------------------------------------- */

/* At most `most` bytes, cut between two characters. */
static const char *shortened(struct arena *a, const char *text, size_t most)
{
    size_t n = text ? strlen(text) : 0;
    if (n <= most)
        return text;
    for (n = most - strlen("…"); n && ((unsigned char)text[n] & 0xC0) == 0x80; n--)
        ;
    return arena_printf(a, "%.*s…", (int)n, text);
}

static bool differs(const struct audit_change *c)
{
    return c->before && c->after ? strcmp(c->before, c->after) != 0 : c->before != c->after;
}

/* The object of one side; NULL when it would be empty. */
static const char *side(struct arena *a, const struct audit_entry *x, bool after)
{
    BUF_SCOPED b = BUF_INIT(OBJECT_MAX);
    struct json j = json_to(&b);
    size_t n = 0;
    json_begin_object(&j);
    for (size_t i = 0; i < x->n_changes; i++) {
        const struct audit_change *c = &x->changes[i];
        const char *value = after ? c->after : c->before;
        if (!differs(c) || !value)
            continue;
        json_key_text(&j, c->field, shortened(a, value, AUDIT_VALUE_MAX));
        n++;
    }
    json_end(&j);
    if (b.full)
        die("audit: the changes of %s are too long", x->verb);
    return n ? arena_strdup(a, buf_str(&b)) : NULL;
}

const char *audit_thing_of(struct arena *a, const char *verb)
{
    const char *slash = strchr(verb, '/');
    if (!slash)
        die("audit: « %s » does not name a kind of thing", verb);
    return arena_strndup(a, verb, (size_t)(slash - verb));
}

enum err audit_note(struct db *db, const struct audit_entry *x)
{
    struct arena a = ARENA_INIT;
    if (x->n_changes > AUDIT_CHANGES_MAX)
        die("audit: too many changes in one entry of %s", x->verb);
    enum err e = db_exec(db, &sql_audit_add,
                         PARAMS(v_int(x->now), v_int(x->by.account),
                                v_text(shortened(&a, x->by.name, AUDIT_TITLE_MAX)), v_text(x->verb),
                                v_text(audit_thing_of(&a, x->verb)), v_int(x->id),
                                v_text(shortened(&a, x->title, AUDIT_TITLE_MAX)), v_text(x->href),
                                v_text(side(&a, x, false)), v_text(side(&a, x, true)),
                                x->by.undoes ? v_int(x->by.undoes) : v_null()),
                         NULL);
    arena_free(&a);
    return e;
}

const char *audit_int(struct arena *a, int64_t n)
{
    return arena_printf(a, "%lld", (long long)n);
}

/* ---- kinds ------------------------------------------------------------------------------ */

const struct audit_kind *audit_kind_of(const struct audit_house *house, const char *verb)
{
    for (size_t i = 0; i < house->n_kinds; i++)
        if (strcmp(house->kinds[i]->verb, verb) == 0)
            return house->kinds[i];
    return NULL;
}

const struct audit_field *audit_field_of(const struct audit_kind *kind, const char *name)
{
    for (size_t i = 0; kind && i < kind->n_fields; i++)
        if (strcmp(kind->fields[i].name, name) == 0)
            return &kind->fields[i];
    return NULL;
}

/* ---- reading ---------------------------------------------------------------------------- */

static struct audit_change *change_named(struct audit_change *list, size_t n, const char *field)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(list[i].field, field) == 0)
            return &list[i];
    return NULL;
}

/* Adds the fields of one side, in the order in which they were written. */
static bool read_side(struct arena *a, const char *text, bool after, struct audit_change *list,
                      size_t *n)
{
    const char *key;
    json_t *value, *object = text ? json_loads(text, 0, NULL) : NULL;
    bool ok = !text || json_is_object(object);
    json_object_foreach(object, key, value)
    {
        struct audit_change *c = change_named(list, *n, key);
        const char *words = json_string_value(value);
        ok = ok && words && (c || *n < AUDIT_CHANGES_MAX);
        if (!ok)
            break;
        if (!c) {
            c = &list[(*n)++];
            c->field = arena_strdup(a, key);
        }
        *(after ? &c->after : &c->before) = arena_strdup(a, words);
    }
    json_decref(object);
    return ok;
}

static enum err row_from(struct arena *a, const struct rows *r, size_t i, struct audit_row *out)
{
    struct audit_change *changes = arena_array(a, AUDIT_CHANGES_MAX, sizeof *changes);
    *out = (struct audit_row){
        .id = row_int(r, i, 0),
        .at = row_int(r, i, 1),
        .by = {row_int(r, i, 2), row_text(r, i, 3), row_int(r, i, 11)},
        .verb = row_text(r, i, 4),
        .thing = row_text(r, i, 5),
        .thing_id = row_int(r, i, 6),
        .title = row_text(r, i, 7),
        .href = row_text(r, i, 8),
        .changes = changes,
        .undone = row_int(r, i, 12),
        .moved = row_int(r, i, 13),
    };
    bool ok = read_side(a, row_text(r, i, 9), false, changes, &out->n_changes) &&
              read_side(a, row_text(r, i, 10), true, changes, &out->n_changes);
    return ok ? OK : ERR_CORRUPT;
}

static enum err rows_from(struct arena *a, const struct rows *r, const struct audit_row **out,
                          size_t *n)
{
    struct audit_row *list = arena_array(a, r->n, sizeof *list);
    enum err e = OK;
    for (size_t i = 0; e == OK && i < r->n; i++)
        e = row_from(a, r, i, &list[i]);
    *out = list;
    *n = r->n;
    return e;
}

/* What every list is given first. */
#define COMMON 5
#define VALUES_MAX (COMMON + AUDIT_THINGS_MAX + 5)

struct listing {
    struct value v[VALUES_MAX];
    size_t n;
};

static void add(struct listing *l, struct value v)
{
    l->v[l->n++] = v;
}

static void add_common(struct listing *l, const struct audit_filter *f, int64_t most)
{
    bool from_key = f->after_at && (!f->until || f->after_at < f->until);
    if (f->n_things > AUDIT_THINGS_MAX)
        die("audit: a filter names at most %d things", AUDIT_THINGS_MAX);
    add(l, v_int(from_key ? f->after_at : f->until ? f->until : INT64_MAX));
    add(l, v_int(from_key ? f->after_id : 0));
    add(l, v_int(f->from));
    add(l, v_int(most));
    add(l, v_int(!f->things));
    for (size_t i = 0; i < AUDIT_THINGS_MAX; i++)
        add(l, v_text(i < f->n_things ? f->things[i] : ""));
}

static enum audit_list list_for(const struct audit_filter *f)
{
    if (f->thing && f->thing_id)
        return BY_ONE;
    if (f->verb)
        return f->by_actor ? BY_ACTOR_VERB : BY_VERB;
    if (f->thing)
        return f->by_actor ? BY_ACTOR_THING : BY_THING;
    return f->by_actor ? BY_ACTOR : BY_TIME;
}

enum err audit_rows(struct db *db, struct arena *a, const struct audit_filter *f, int64_t most,
                    const struct audit_row **out, size_t *n)
{
    struct listing l = {.n = 0};
    struct rows r;
    enum audit_list list = list_for(f);
    add_common(&l, f, most);
    if (list == BY_ONE) {
        add(&l, v_text(f->thing));
        add(&l, v_int(f->thing_id));
        add(&l, v_int(f->by_actor));
        add(&l, v_int(f->actor));
        add(&l, v_text(f->verb ? f->verb : ""));
    } else {
        if (f->by_actor)
            add(&l, v_int(f->actor));
        if (f->verb || f->thing)
            add(&l, v_text(f->verb ? f->verb : f->thing));
    }
    enum err e = db_query(db, a, sql_audit_lists[list], (struct params){l.n, l.v}, &r);
    return e == OK ? rows_from(a, &r, out, n) : e;
}

enum err audit_row_of(struct db *db, struct arena *a, int64_t id, struct audit_row *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_audit_of_id, PARAMS(v_int(id)), &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    return e == OK ? row_from(a, &r, 0, out) : e;
}

enum err audit_actors(struct db *db, struct arena *a, const struct audit_by **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_audit_actors, NO_PARAMS, &r);
    if (e != OK)
        return e;
    struct audit_by *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct audit_by){.account = row_int(&r, i, 0), .name = row_text(&r, i, 1)};
    *out = list;
    *n = r.n;
    return OK;
}

static const struct audit_change *change_of(const struct audit_row *row, const char *field)
{
    for (size_t i = 0; i < row->n_changes; i++)
        if (strcmp(row->changes[i].field, field) == 0)
            return &row->changes[i];
    return NULL;
}

const char *audit_before(const struct audit_row *row, const char *field)
{
    const struct audit_change *c = change_of(row, field);
    return c ? c->before : NULL;
}

const char *audit_after(const struct audit_row *row, const char *field)
{
    const struct audit_change *c = change_of(row, field);
    return c ? c->after : NULL;
}

/* ---- undoing ---------------------------------------------------------------------------- */

enum err audit_undo(struct db *db, void *arg)
{
    const struct audit_undo *x = arg;
    struct arena a = ARENA_INIT;
    struct audit_row row;
    struct audit_by by = x->by;
    enum err e = audit_row_of(db, &a, x->id, &row);
    const struct audit_kind *kind = e == OK ? audit_kind_of(x->house, row.verb) : NULL;
    by.undoes = x->id;
    if (e == OK && (!kind || !kind->undo || row.at <= x->now - AUDIT_UNDO_SECONDS))
        e = ERR_FORBIDDEN;
    if (e == OK && (row.undone || row.moved))
        e = ERR_CONFLICT;
    if (e == OK)
        e = kind->undo(db, &a, &row, by, x->now);
    if (e == OK)
        e = audit_row_of(db, &a, x->id, &row);
    if (e == OK && !row.undone)
        die("audit: undoing %s noted nothing", row.verb);
    arena_free(&a);
    return e;
}

/* ---- erasing ---------------------------------------------------------------------------- */

enum err audit_erase_actor(struct db *db, int64_t account)
{
    return db_exec(db, &sql_audit_erase_actor, PARAMS(v_int(account)), NULL);
}

enum err audit_erase_thing(struct db *db, const char *thing, int64_t id)
{
    return db_exec(db, &sql_audit_erase_thing, PARAMS(v_text(thing), v_int(id)), NULL);
}
