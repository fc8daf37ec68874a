/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/copies.h"

/* ---- the files that go with the database ---------------------------------------------------- */

struct copying {
    struct app *app;
    const char **hashes; /* NULL until the first is asked for */
    size_t n, at;
    bool listed;
    struct buf bytes; /* of one at a time */
    struct arena *arena;
};

static enum err next_file(void *ctx, const char **name, struct str *bytes)
{
    struct copying *c = ctx;
    enum err e = c->listed ? OK : file_hashes(c->app->files, c->arena, &c->hashes, &c->n);
    c->listed = true;
    while (e == OK && c->at < c->n) {
        *name = c->hashes[c->at++];
        buf_clear(&c->bytes);
        e = file_read(c->app->files, *name, &c->bytes);
        *bytes = (struct str){buf_str(&c->bytes), c->bytes.len};
        if (e == OK)
            return OK;
        if (e == ERR_NOT_FOUND) /* swept since it was listed: nothing refers to it */
            e = OK;
    }
    return e == OK ? ERR_NOT_FOUND : e;
}

static enum err take_file(void *ctx, const char *name, struct str bytes)
{
    struct copying *c = ctx;
    return file_restore(c->app->files, name, bytes, clock_now(&c->app->clock));
}

/* ---- the verbs ------------------------------------------------------------------------------- */

enum err app_backup(struct app *app, struct arena *a, const char *path, const char **why)
{
    struct copying files = {.app = app, .bytes = BUF_INIT(FILE_MAX_BYTES), .arena = a};
    const struct store_extra extra = {.next = next_file, .ctx = &files};
    enum err e = store_backup(app->store, a, path, &extra, why);
    buf_free(&files.bytes);
    return e;
}

int verb_backup(struct cli *c)
{
    const char *why = "";
    if (c->n_args != 1)
        return cli_usage(c, "quel fichier écrire ?");
    if (!cli_open(c))
        return CLI_REFUSED;
    if (app_backup(c->app, c->arena, c->args[0], &why) != OK)
        return cli_refuse(c, c->args[0], "%s", why);
    fprintf(c->out, "Copie écrite : %s\n", c->args[0]);
    return CLI_DONE;
}

int verb_restore(struct cli *c)
{
    const char *why = "", *db = c->app->config.db;
    struct copying files = {.app = c->app};
    const struct store_extra extra = {.take = take_file, .ctx = &files};
    size_t n;
    if (c->n_args != 1)
        return cli_usage(c, "quelle copie remettre en place ?");
    const struct store_schema *const *schemas = app_schemas(c->app, &n);
    if (store_restore(c->arena, db, c->args[0], schemas, n, &extra, &why) != OK)
        return cli_refuse(c, c->args[0], "%s", why);
    if (!cli_open(c)) /* whoever was erased since is erased from the copy as well */
        return CLI_REFUSED;
    fprintf(c->out, "%s vient de %s ; ce qui y était est gardé à côté (.before-restore).\n", db,
            c->args[0]);
    return CLI_DONE;
}

int verb_check(struct cli *c)
{
    const char *why = "";
    struct db *db;
    if (!cli_open(c))
        return CLI_REFUSED;
    if (store_check(c->app->store, c->arena, &why) != OK)
        return cli_refuse(c, c->app->config.db, "%s", why);
    if (!cli_reader(c, &db))
        return CLI_REFUSED;
    enum err e = file_check(c->app->files, db, c->arena, &why);
    db_end_read(db);
    store_reader_close(db);
    if (e != OK)
        return cli_refuse(c, c->app->config.db, "%s", *why ? why : err_name(e));
    fprintf(c->out, "%s : tout est en ordre.\n", c->app->config.db);
    return CLI_DONE;
}
