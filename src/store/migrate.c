/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/migrate.h"

#include <inttypes.h>

void migration_hash(const struct migration *m, char out[MIGRATION_HASH_SIZE])
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (const char *p = m->sql; *p; p++)
        h = (h ^ (unsigned char)*p) * UINT64_C(0x100000001b3);
    snprintf(out, MIGRATION_HASH_SIZE, "%016" PRIx64, h);
}

struct set {
    const struct store_schema *const *schemas;
    size_t n_schemas;
    const struct recorded *recorded;
    size_t n_recorded;
};

static const struct migration *known(const struct set *s, const char *name, size_t *times)
{
    const struct migration *found = NULL;
    *times = 0;
    for (size_t i = 0; i < s->n_schemas; i++)
        for (size_t j = 0; j < s->schemas[i]->n_migrations; j++)
            if (strcmp(s->schemas[i]->migrations[j].name, name) == 0) {
                found = &s->schemas[i]->migrations[j];
                ++*times;
            }
    return found;
}

static bool is_recorded(const struct set *s, const char *name)
{
    for (size_t i = 0; i < s->n_recorded; i++)
        if (strcmp(s->recorded[i].name, name) == 0)
            return true;
    return false;
}

static enum err check_recorded(struct arena *a, const struct set *s, const char **why)
{
    for (size_t i = 0; i < s->n_recorded; i++) {
        const struct recorded *r = &s->recorded[i];
        char hash[MIGRATION_HASH_SIZE];
        size_t times;
        const struct migration *m = known(s, r->name, &times);
        if (!m) {
            *why = arena_printf(a,
                                "the database has the migration %s, which this program does not "
                                "know: it was used by a newer version; start that one, or restore "
                                "a backup made before it",
                                r->name);
            return ERR_NEWER;
        }
        migration_hash(m, hash);
        if (strcmp(hash, r->hash) != 0) {
            *why = arena_printf(a,
                                "the migration %s was edited after this database ran it (hash %s, "
                                "recorded %s): put its text back and write a new migration",
                                r->name, hash, r->hash);
            return ERR_CORRUPT;
        }
    }
    return OK;
}

/* Those of one module that have not run; they must be its last. */
static enum err add_schema(struct arena *a, const struct set *s, const struct store_schema *schema,
                           struct plan *out, size_t *cap, const char **why)
{
    const struct migration *missing = NULL;
    for (size_t i = 0; i < schema->n_migrations; i++) {
        const struct migration *m = &schema->migrations[i];
        size_t times;
        known(s, m->name, &times);
        if (times > 1) {
            *why = arena_printf(a, "two migrations are named %s", m->name);
            return ERR_BUG;
        }
        if (is_recorded(s, m->name) && missing) {
            *why = arena_printf(a,
                                "the migration %s has not run, and %s, which follows it, has: put "
                                "the new one last",
                                missing->name, m->name);
            return ERR_CORRUPT;
        }
        if (is_recorded(s, m->name))
            continue;
        missing = m;
        out->todo = arena_grow(a, out->todo, out->n, cap, sizeof(const struct migration *));
        out->todo[out->n++] = m;
    }
    return OK;
}

enum err migrate_plan(struct arena *a, const struct store_schema *const *schemas, size_t n_schemas,
                      const struct recorded *recorded, size_t n_recorded, struct plan *out,
                      const char **why)
{
    const struct set s = {schemas, n_schemas, recorded, n_recorded};
    size_t cap = 0;
    *out = (struct plan){0};
    enum err e = check_recorded(a, &s, why);
    for (size_t i = 0; i < n_schemas && e == OK; i++)
        e = add_schema(a, &s, schemas[i], out, &cap, why);
    return e;
}
