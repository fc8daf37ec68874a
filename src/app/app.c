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
                                 .from_name = app->config.site_name,
                                 .ctx = &app->config,
                                 .refresh = settings_refresh_mail,
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
            if (!kind->about && strcmp(kind->name, MAIL_FAREWELL) != 0) {
                *why = arena_printf(&app->arena, "the message %s does not say whose it is: about",
                                    kind->name);
                return ERR_BUG;
            }
            kinds[house->n_kinds++] = kind;
        }
    return OK;
}

static enum err add_job(struct app *app, const struct job_kind **list, const struct job_kind *kind,
                        const char **why)
{
    struct jobs_house *house = &app->jobs;
    if (job_kind_of(house, kind->name)) {
        *why = arena_printf(&app->arena, "two jobs are called %s", kind->name);
        return ERR_BUG;
    }
    list[house->n_kinds++] = kind;
    return OK;
}

static enum err gather_jobs(struct app *app, const char **why)
{
    size_t n = 1;
    for (size_t m = 0; m < app->n_modules; m++)
        n += app->modules[m]->n_jobs;
    const struct job_kind **kinds = arena_array(&app->arena, n, sizeof *kinds);
    app->jobs = (struct jobs_house){
        .kinds = kinds, .zone = "Europe/Paris", .mail = app->config.smtp, .host = app};
    enum err e = add_job(app, kinds, &retention_kind, why);
    for (size_t m = 0; m < app->n_modules; m++)
        for (size_t i = 0; e == OK && i < app->modules[m]->n_jobs; i++)
            e = add_job(app, kinds, &app->modules[m]->jobs[i], why);
    return e;
}

static enum err add_rule(struct app *app, const struct retention_rule **list,
                         const struct retention_rule *rule, const char **why)
{
    struct jobs_house *house = &app->jobs;
    if (retention_rule_of(house, rule->name)) {
        *why = arena_printf(&app->arena, "two rules of retention are called %s", rule->name);
        return ERR_BUG;
    }
    list[house->n_rules++] = rule;
    return OK;
}

/* The modules', then the services'. */
static enum err gather_retention(struct app *app, const char **why)
{
    size_t n = 2 + AUTH_RETENTION;
    for (size_t m = 0; m < app->n_modules; m++)
        n += app->modules[m]->n_retention;
    const struct retention_rule **rules = arena_array(&app->arena, n, sizeof *rules);
    enum err e = OK;
    app->jobs.rules = rules;
    for (size_t m = 0; m < app->n_modules; m++)
        for (size_t i = 0; e == OK && i < app->modules[m]->n_retention; i++)
            e = add_rule(app, rules, &app->modules[m]->retention[i], why);
    for (size_t i = 0; e == OK && i < AUTH_RETENTION; i++)
        e = add_rule(app, rules, &auth_retention[i], why);
    if (e == OK)
        e = add_rule(app, rules, &mail_retention, why);
    return e == OK ? add_rule(app, rules, &jobs_retention, why) : e;
}

/* Beside the database, as its lock and its socket. */
static const char *list_of_erasures(struct app *app)
{
    const struct config *g = &app->config;
    bool file = g->db && strncmp(g->db, "sqlite:", 7) == 0;
    return file ? arena_printf(&app->arena, "%s.erasures", g->db + 7)
                : arena_printf(&app->arena, "%s/maillage.erasures", g->data);
}

/* Messages first, which are found by what they are about; the account last. */
static void gather_people(struct app *app)
{
    size_t n = MAIL_PERSON + 1, k = 0;
    for (size_t m = 0; m < app->n_modules; m++)
        n += app->modules[m]->n_people;
    const struct person_data **kinds = arena_array(&app->arena, n, sizeof *kinds);
    for (size_t i = 0; i < MAIL_PERSON; i++)
        kinds[k++] = &mail_person[i];
    for (size_t m = 0; m < app->n_modules; m++)
        for (size_t i = 0; i < app->modules[m]->n_people; i++)
            kinds[k++] = &app->modules[m]->people[i];
    kinds[k++] = &auth_person;
    app->people = (struct person_register){.kinds = kinds,
                                           .n = k,
                                           .house = &app->mail,
                                           .list = list_of_erasures(app),
                                           .site_name = app->config.site_name};
}

static enum err add_kinds(struct app *app, const struct audit_kind **all,
                          const struct audit_kind *kinds, size_t n, const char **why)
{
    for (size_t i = 0; i < n; i++) {
        if (audit_kind_of(&app->audit, kinds[i].verb)) {
            *why = arena_printf(&app->arena, "two entries are called %s", kinds[i].verb);
            return ERR_BUG;
        }
        all[app->audit.n_kinds++] = &kinds[i];
    }
    return OK;
}

/* ERR_BUG: two bring the same verb. */
static enum err gather_audit(struct app *app, const char **why)
{
    size_t n = MAIL_AUDIT + AUTH_AUDIT;
    for (size_t m = 0; m < app->n_modules; m++)
        n += app->modules[m]->n_audit;
    const struct audit_kind **kinds = arena_array(&app->arena, n, sizeof *kinds);
    app->audit = (struct audit_house){.kinds = kinds};
    enum err e = add_kinds(app, kinds, mail_audit, MAIL_AUDIT, why);
    if (e == OK)
        e = add_kinds(app, kinds, auth_audit, AUTH_AUDIT, why);
    for (size_t m = 0; e == OK && m < app->n_modules; m++)
        e = add_kinds(app, kinds, app->modules[m]->audit, app->modules[m]->n_audit, why);
    return e;
}

static void gather_files(struct app *app)
{
    const struct config *c = &app->config;
    const struct stmt **owners;
    size_t n = 0;
    for (size_t m = 0; m < app->n_modules; m++)
        n += app->modules[m]->n_file_owners;
    app->files = arena_new(&app->arena, struct file_house);
    file_house_init(app->files, arena_printf(&app->arena, "%s/files", c->data),
                    c->program ? c->program : "/proc/self/exe");
    owners = arena_array(&app->arena, n, sizeof *owners);
    for (size_t m = 0; m < app->n_modules; m++)
        for (size_t i = 0; i < app->modules[m]->n_file_owners; i++)
            owners[app->files->n_owners++] = app->modules[m]->file_owners[i];
    app->files->owners = owners;
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
    gather_people(app);
    gather_files(app);
    enum err e = gather_mail(app, why);
    if (e == OK)
        e = gather_jobs(app, why);
    if (e == OK)
        e = gather_retention(app, why);
    if (e == OK)
        e = gather_audit(app, why);
    return e == OK ? routes_gather(app, why) : e;
}

#define SERVICES_MAX 8 /* that bring tables */

const struct store_schema **app_schemas(struct app *app, size_t *n)
{
    const struct store_schema **list =
        arena_array(&app->arena, app->n_modules + SERVICES_MAX, sizeof *list);
    *n = 0;
    list[(*n)++] = &auth_schema; /* the gate reads it, whatever the modules are */
    list[(*n)++] = &mail_schema;
    list[(*n)++] = &jobs_schema;
    list[(*n)++] = &link_schema;
    list[(*n)++] = &audit_schema;
    list[(*n)++] = &settings_schema;
    list[(*n)++] = &files_schema;
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

/* A copy that was put back, however it was, may hold people whose erasure is on the list. */
static enum err erase_again(struct app *app, const char **why)
{
    int64_t n = 0, now = clock_now(&app->clock);
    enum err e = person_catch_up(app->store, &app->people, now, &n);
    if (e == OK && n) {
        log_line("event=erased-again people=%lld", (long long)n);
        e = person_tick(app->store, now);
    }
    if (e == OK || e == ERR_BUSY)
        return OK;
    *why = arena_printf(&app->arena,
                        "%s: liste des effacements illisible ou inapplicable (%s) ; remettre celle "
                        "qui accompagnait cette base",
                        app->people.list, err_name(e));
    store_close(app->store);
    app->store = NULL;
    return e;
}

static enum err read_settings(struct app *app, const char **why)
{
    struct db *db;
    app->settings_table = store_table(app->store, "setting");
    *why = "the settings cannot be read";
    enum err e = store_reader(app->store, &db);
    if (e != OK)
        return e;
    e = db_begin_read(db);
    if (e == OK)
        e = settings_load(db, &app->arena, &app->config, &app->settings);
    db_end_read(db);
    store_reader_close(db);
    return e;
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
    if (e == OK)
        e = erase_again(app, why);
    return e == OK ? read_settings(app, why) : e;
}

void app_free(struct app *app)
{
    if (app->store)
        store_close(app->store);
    app->store = NULL;
    limiter_free(app->limiter);
    oidc_free(app->oidc);
    if (app->files)
        file_house_free(app->files);
    arena_free(&app->arena);
}
