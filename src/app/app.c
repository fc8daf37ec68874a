/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/app.h"

#include "app/key_file.h"
#include "app/routes.h"

#include <errno.h>
#include <sodium.h>
#include <sys/stat.h>

static void gather_nav(struct app *app)
{
    size_t n = 0;
    for (size_t m = 0; m < app->n_modules; m++)
        n += app->modules[m]->n_nav;
    app->nav = arena_array(&app->arena, n, sizeof(struct nav_entry *));
    for (size_t m = 0; m < app->n_modules; m++)
        for (size_t i = 0; i < app->modules[m]->n_nav; i++)
            app->nav[app->n_nav++] = &app->modules[m]->nav[i];
}

static void gather_organiser(struct app *app)
{
    size_t n = 0;
    for (size_t m = 0; m < app->n_modules; m++)
        n += app->modules[m]->n_organiser;
    app->organiser = arena_array(&app->arena, n, sizeof(struct nav_entry *));
    for (size_t m = 0; m < app->n_modules; m++)
        for (size_t i = 0; i < app->modules[m]->n_organiser; i++)
            app->organiser[app->n_organiser++] = &app->modules[m]->organiser[i];
}

/* "reseau.example" of "https://reseau.example:8443/a" */
static const char *host_of(struct arena *a, const char *base_url)
{
    const char *end = strstr(base_url, "://"), *host = end ? end + 3 : base_url;
    return arena_strndup(a, host, strcspn(host, ":/"));
}

static const char *sender_of(struct app *app)
{
    if (app->config.mail_from)
        return app->config.mail_from;
    return arena_printf(&app->arena, "ne-pas-repondre@%s",
                        host_of(&app->arena, app->config.base_url));
}

/* ERR_BUG: two modules bring the same kind. */
static enum err gather_mail(struct app *app, const char **why)
{
    size_t n = 0;
    for (size_t m = 0; m < app->n_modules; m++)
        n += app->modules[m]->n_mail;
    const struct mail_kind **kinds = arena_array(&app->arena, n, sizeof *kinds);
    struct mail_house *house = &app->mail;
    *house = (struct mail_house){.base_url = app->config.base_url,
                                 .site_name = app->config.site_name,
                                 .from_address = sender_of(app),
                                 .kinds = kinds,
                                 .secret = app->secret,
                                 .clock = &app->clock};
    for (size_t m = 0; m < app->n_modules; m++)
        for (size_t i = 0; i < app->modules[m]->n_mail; i++) {
            const struct mail_kind *kind = &app->modules[m]->mail[i];
            if (mail_kind_of(house, kind->name)) {
                *why = arena_printf(&app->arena, "two messages are called %s", kind->name);
                return ERR_BUG;
            }
            kinds[house->n_kinds++] = kind;
        }
    return OK;
}

enum err app_init(struct app *app, const struct config *config, const struct module *const *modules,
                  size_t n, const char **why)
{
    app->config = *config;
    app->modules = modules;
    app->n_modules = n;
    for (size_t m = 0; m < n; m++)
        if (modules[m]->failure_page)
            app->failure_page = modules[m]->failure_page;
    if (!app->failure_page) {
        *why = "no module makes the page of a failure";
        return ERR_BUG;
    }
    randombytes_buf(app->secret, sizeof app->secret);
    app->limiter = config->limits ? limiter_new() : NULL;
    gather_nav(app);
    gather_organiser(app);
    enum err e = gather_mail(app, why);
    return e == OK ? routes_gather(app, why) : e;
}

const struct store_schema **app_schemas(struct app *app, size_t *n)
{
    const struct store_schema **list = arena_array(&app->arena, app->n_modules + 2, sizeof *list);
    *n = 0;
    list[(*n)++] = &auth_schema; /* the gate reads it, whatever the modules are */
    list[(*n)++] = &mail_schema;
    for (size_t m = 0; m < app->n_modules; m++)
        if (app->modules[m]->schema)
            list[(*n)++] = app->modules[m]->schema;
    return list;
}

static enum err make_data_folder(struct app *app, const char **why)
{
    if (mkdir(app->config.data, 0750) == 0 || errno == EEXIST)
        return OK;
    *why = arena_printf(&app->arena, "dossier de données %s : %s ; le créer ou donner --data",
                        app->config.data, strerror(errno));
    return ERR_IO;
}

enum err app_open(struct app *app, const char **why)
{
    size_t n;
    const struct store_schema **schemas = app_schemas(app, &n);
    enum err e = make_data_folder(app, why);
    if (e == OK)
        e = key_file_read(&app->arena, app->config.data, "limits.key", app->limits_key,
                          sizeof app->limits_key, why);
    if (e == OK)
        e = store_open(&app->arena, app->config.db, schemas, n, &app->store, why);
    return e;
}

void app_free(struct app *app)
{
    if (app->store)
        store_close(app->store);
    app->store = NULL;
    limiter_free(app->limiter);
    oidc_free(app->oidc);
    arena_free(&app->arena);
}
