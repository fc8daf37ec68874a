/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The verbs that belong to no module. */
#include "app/cli.h"
#include "app/copies.h"
#include "app/routes.h"
#include "app/serve.h"
#include "base/json.h"
#include "version.h"

#include <errno.h>
#include <unistd.h>

#define RESPONSE_MAX_BYTES ((size_t)64 * 1024 * 1024)

static int verb_version(struct cli *c)
{
    fprintf(c->out, "maillage %s (%s)\n", MAILLAGE_VERSION, store_engine());
    return CLI_DONE;
}

static int verb_init(struct cli *c)
{
    if (!cli_open(c))
        return CLI_REFUSED;
    fprintf(c->out, "%s est à jour.\n", c->app->config.db);
    return CLI_DONE;
}

/* ---- request ---------------------------------------------------------------------------- */

static void print_response(struct cli *c, const struct http_response *res)
{
    fprintf(c->out, "%d\nContent-Type: %s\n", res->status, res->content_type);
    for (size_t i = 0; i < res->n_headers; i++)
        fprintf(c->out, "%s: %s\n", res->headers[i].name, res->headers[i].value);
    fputc('\n', c->out);
    fwrite(buf_str(&res->body), 1, res->body.len, c->out);
}

/* `--as`: the account, or NULL without that option. */
static int find_account(struct cli *c, struct db *db, const struct account **out)
{
    const char *email = cli_option(c, "--as");
    struct account *a = arena_new(c->arena, struct account);
    if (!email)
        return CLI_DONE;
    enum err e = db_begin_read(db);
    if (e == OK)
        e = account_by_email(db, c->arena, email, a);
    db_end_read(db);
    if (e == ERR_NOT_FOUND || (e == OK && a->disabled_at))
        return cli_refuse(c, email, "aucun compte ouvert à cette adresse ; voir « user list »");
    *out = a;
    return e == OK ? CLI_DONE : cli_refuse(c, email, "lecture impossible (%s)", err_name(e));
}

static int send_request(struct cli *c, const struct http_request *req)
{
    struct worker *worker = app_worker_open(c->app);
    if (!worker)
        return cli_refuse(c, c->app->config.db, "lecture impossible");
    int status = find_account(c, worker->db, &worker->as);
    if (status == CLI_DONE) {
        struct http_response res = {.status = 200,
                                    .content_type = "text/html; charset=utf-8",
                                    .body = BUF_INIT(RESPONSE_MAX_BYTES)};
        app_handle(worker, c->arena, req, &res);
        print_response(c, &res);
        buf_free(&res.body);
    }
    app_worker_close(worker);
    return status;
}

static int verb_request(struct cli *c)
{
    if (c->n_args != 2)
        return cli_usage(c, "une méthode et une adresse");
    const char *data = cli_option(c, "--data"), *accept = cli_option(c, "--accept");
    const struct http_field headers[] = {{"Host", "localhost"},
                                         {"Accept", accept ? accept : "text/html"}};
    struct http_request req;
    if (!cli_open(c))
        return CLI_REFUSED;
    if (http_request_build(c->arena, app_languages, c->args[0], c->args[1], headers,
                           ARRAY_LEN(headers), str_of(data ? data : ""), &req) != OK)
        return cli_refuse(c, c->args[1], "une adresse commence par « / » et s’écrit en UTF-8");
    return send_request(c, &req);
}

/* ---- routes ----------------------------------------------------------------------------- */

static const char *method_name(enum http_method m)
{
    return m == HTTP_POST ? "POST" : "GET";
}

static void routes_json(struct cli *c)
{
    BUF_SCOPED b = BUF_INIT(1 << 20);
    struct json j = json_to(&b);
    j.pretty = true;
    json_begin_array(&j);
    for (size_t i = 0; i < c->app->n_routes; i++) {
        const struct route *r = c->app->routes[i];
        json_begin_object(&j);
        json_key_text(&j, "method", method_name(r->method));
        json_key_text(&j, "pattern", r->pattern);
        json_key_text(&j, "capability", capability_name(r->capability));
        json_end(&j);
    }
    json_end(&j);
    fprintf(c->out, "%s\n", buf_str(&b));
}

static int verb_routes(struct cli *c)
{
    const char *format = cli_option(c, "--format");
    if (format && strcmp(format, "json") == 0) {
        routes_json(c);
        return CLI_DONE;
    }
    if (format && strcmp(format, "text") != 0)
        return cli_usage(c, "--format: text ou json");
    for (size_t i = 0; i < c->app->n_routes; i++) {
        const struct route *r = c->app->routes[i];
        fprintf(c->out, "%-5s %-50s %s\n", method_name(r->method), r->pattern,
                capability_name(r->capability));
    }
    return CLI_DONE;
}

const struct verb app_verbs[] = {
    {.name = "serve",
     .usage = "serve [--listen HÔTE:PORT] [--demo]",
     .summary = "lance le serveur",
     .help = "Crée ou met à jour la base de données, puis sert le site jusqu’à Ctrl-C (SIGINT) ou\n"
             "SIGTERM, en finissant les réponses en cours. Avec --demo, remplit d’abord une base\n"
             "vide avec le réseau de démonstration et règle l’horloge une semaine avant la 7e\n"
             "rencontre ; chaque page le dit.",
     .run = verb_serve},
    {.name = "init",
     .usage = "init",
     .summary = "crée ou met à jour la base de données",
     .help =
         "Applique les migrations qui manquent, chacune dans une transaction. « serve » le fait\n"
         "aussi. Une base écrite par un programme plus récent est refusée et laissée intacte.",
     .run = verb_init},
    {.name = "backup",
     .usage = "backup FICHIER",
     .summary = "écrit une copie de la base et des fichiers, serveur en marche ou non",
     .help =
         "La copie est complète et cohérente : un seul fichier, avec les images et les documents\n"
         "envoyés. Un fichier qui existe déjà n’est jamais écrasé.\n"
         "Pour revenir en arrière : « maillage restore », serveur arrêté.",
     .run = verb_backup,
     .writes = true},
    {.name = "restore",
     .usage = "restore FICHIER",
     .summary = "remet en place une copie faite par backup",
     .help =
         "Le serveur doit être arrêté. La copie est vérifiée d’abord ; la base qui était là est\n"
         "gardée à côté, avec « .before-restore » derrière son nom. Les personnes dont les "
         "données\n"
         "ont été effacées depuis la copie en sont effacées à nouveau. Les images et les documents "
         "de\n"
         "la copie reviennent dans le dossier de données.",
     .run = verb_restore},
    {.name = "check",
     .usage = "check",
     .summary = "vérifie l’intégrité de la base et des fichiers",
     .help =
         "Vérifie la structure du fichier, les références entre tables, les migrations, et que\n"
         "chaque image et chaque document est là, tel qu’il a été écrit.",
     .run = verb_check,
     .writes = true},
    {.name = "request",
     .usage = "request MÉTHODE ADRESSE [--as E-MAIL] [--data FORMULAIRE] [--accept TYPE]",
     .summary = "passe une requête sans réseau et imprime la réponse",
     .help =
         "Passe par le même chemin que le serveur : route, droits, formulaire, page. Imprime le\n"
         "statut, les en-têtes, une ligne vide et le corps. Pour les essais et le diagnostic.\n"
         "--as : comme si ce compte était connecté ; sans --as, comme un visiteur.",
     .run = verb_request,
     .writes = true},
    {.name = "routes",
     .usage = "routes [--format text|json]",
     .summary = "liste les adresses : méthode, motif, droit requis",
     .help = "Une ligne par adresse, dans l’ordre où elles sont essayées.",
     .run = verb_routes},
    {.name = "version",
     .usage = "version",
     .summary = "dit la version",
     .help = "La version du programme et celle du moteur de base de données.",
     .run = verb_version},
};
const size_t n_app_verbs = ARRAY_LEN(app_verbs);
