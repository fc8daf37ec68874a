/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "app/serve.h"
#include "app/ticker.h"

#include "app/config.h"
#include "app/control.h"
#include "app/routes.h"
#include "assets.h"
#include "base/log.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

static int64_t server_now(void *ctx)
{
    const struct app *app = ctx;
    return clock_now(&app->clock);
}

static size_t server_body_max(void *ctx, const char *path)
{
    return routes_body_max(ctx, path);
}

static void server_refuse(void *ctx, struct arena *a, int status, const char *language,
                          bool wants_json, struct http_response *res)
{
    app_refuse(ctx, a, status, language, wants_json, res);
}

static void server_log(void *ctx, const struct http_log *l)
{
    const struct app *app = ctx;
    log_pile_line(
        app->requests, "event=request method=%s route=%s status=%d bytes=%zu us=%llu cache=%s",
        l->method, l->route, l->status, l->bytes, (unsigned long long)l->microseconds, l->cache);
}

/* The names a visitor may use for us: those of the public address, the operator's, and this
 * machine's own. */
static const char *const *allowed_hosts(struct app *app, const char *listen_host)
{
    const char **list = arena_array(&app->arena, 40, sizeof *list);
    size_t n = 0;
    const char *base = strstr(app->config.base_url, "://") + 3;
    bool v6 = base[0] == '[';
    size_t len = v6 ? strcspn(base, "]") + 1 : strcspn(base, ":/");
    list[n++] = arena_strndup(&app->arena, base, len);
    struct str rest = str_of(app->config.hosts);
    while (app->config.hosts && rest.p && n < 32) {
        struct str name = str_trim(str_cut(&rest, ','));
        if (name.n)
            list[n++] = str_dup(&app->arena, name);
    }
    list[n++] = "localhost";
    list[n++] = "127.0.0.1";
    list[n++] = "[::1]";
    list[n++] =
        strchr(listen_host, ':') ? arena_printf(&app->arena, "[%s]", listen_host) : listen_host;
    return list;
}

/* The default one first, as it is set when the server starts. */
static const char *const *languages_of(const struct app *app)
{
    static const char *const english_first[] = {"en", "fr", NULL};
    return strcmp(app->settings.language, "en") == 0 ? english_first : app_languages;
}

static bool start_server(struct cli *c, struct http_server **out)
{
    struct app *app = c->app;
    const char *host = "", *why = "";
    uint16_t port = 0;
    const char *cache = getenv("MAILLAGE_CACHE");
    if (!config_address(&app->arena, app->config.listen, &host, &port))
        return false;
    const struct http_config config = {
        .host = host,
        .port = port,
        .allowed_hosts = allowed_hosts(app, host),
        .proxies = app->config.proxies,
        .n_proxies = app->config.n_proxies,
        .workers = app->config.workers,
        .cache_verify = cache && strcmp(cache, "verify") == 0,
        .languages = languages_of(app),
        .versions = store_versions(app->store),
        .now = server_now,
        .assets = assets,
        .n_assets = n_assets,
        .handle = app_handle,
        .body_max = server_body_max,
        .spool = app->config.data,
        .refuse = server_refuse,
        .log = server_log,
        .worker_open = app_worker_open,
        .worker_close = app_worker_close,
        .ctx = app,
    };
    if (http_start(&config, out, &why) == OK)
        return true;
    cli_refuse(c, app->config.listen, "%s", why);
    return false;
}

static bool start_modules(struct cli *c)
{
    const char *why = "";
    for (size_t m = 0; m < c->app->n_modules; m++) {
        const struct module *module = c->app->modules[m];
        if (module->start && module->start(c->app, &why) != OK) {
            cli_refuse(c, module->name, "%s", why);
            return false;
        }
    }
    return true;
}

static bool fill_demo(struct cli *c)
{
    const char *why = "";
    for (size_t m = 0; c->app->config.demo && m < c->app->n_modules; m++) {
        const struct module *module = c->app->modules[m];
        if (module->demo && module->demo(c->app, c->arena, &why) != OK) {
            cli_refuse(c, module->name, "%s", why);
            return false;
        }
    }
    return true;
}

static bool start_mailer(struct cli *c)
{
    struct app *app = c->app;
    const char *why = "";
    if (!app->config.smtp)
        return true;
    const struct mail_delivery d = {
        .store = app->store,
        .house = &app->mail,
        .relay = app->config.smtp,
        .from_address = app->mail.from_address,
        .now = server_now,
        .ctx = app,
    };
    if (mailer_start(&d, &app->mailer, &why) == OK)
        return true;
    cli_refuse(c, "--smtp, --mail-from", "%s", why);
    return false;
}

static bool start_jobs(struct cli *c, struct job_runner **out)
{
    const struct job_service s = {
        .store = c->app->store,
        .house = &c->app->jobs,
        .now = server_now,
        .ctx = c->app,
        .alone = true, /* one process serves a SQLite database */
    };
    enum err e = jobs_start(&s, out);
    if (e != OK)
        cli_refuse(c, c->app->config.db, "les tâches n’ont pas pu être reprises (%s)", err_name(e));
    return e == OK;
}

static void say_ready(struct cli *c)
{
    fprintf(c->out, "Maillage est prêt : %s\n", c->app->config.base_url);
    for (size_t m = 0; m < c->app->n_modules; m++)
        if (c->app->modules[m]->ready)
            c->app->modules[m]->ready(c);
    fflush(c->out);
}

static void wait_for_signal(void)
{
    sigset_t set;
    int which;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigwait(&set, &which);
    log_line("event=stopping signal=%d", which);
}

static void block_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}

int verb_serve(struct cli *c)
{
    struct http_server *server = NULL;
    struct control *control = NULL;
    struct job_runner *jobs = NULL;
    const char *why = "";
    struct log_pile requests;
    log_pile_init(&requests);
    c->app->requests = &requests;
    block_signals();
    if (!cli_open(c) || !start_modules(c) || !fill_demo(c))
        return CLI_REFUSED;
    if (control_start(c->app, &control, &why) != OK)
        return cli_refuse(c, c->app->config.data, "%s", why);
    if (start_mailer(c) && start_jobs(c, &jobs) && start_server(c, &server)) {
        log_line("event=serving address=%s port=%u database=\"%s\" demo=%d",
                 c->app->config.base_url, http_port(server), store_engine(), c->app->config.demo);
        say_ready(c);
        struct ticker *ticker = ticker_start(c->app);
        wait_for_signal();
        http_stop(server);
        ticker_stop(ticker);
    }
    jobs_stop(jobs);
    mailer_stop(c->app->mailer);
    c->app->mailer = NULL;
    control_stop(control);
    log_pile_flush(&requests);
    return server ? CLI_DONE : CLI_REFUSED;
}
