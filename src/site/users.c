/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The accounts from the command line, and the demonstration's own. */
#include "site/users.h"

#include "site/messages.h"
#include "site/person.h"

#include "auth/auth.h"
#include "base/text.h"
#include "base/zone.h"

#define DEMO_EMAIL "organisation@demo.example"
#define DEMO_NAME "Camille Exemple"

/* The only argument: an address. */
static const char *email_of(struct cli *c, int *status)
{
    if (c->n_args == 1 && email_is_plausible(c->args[0]))
        return c->args[0];
    *status = c->n_args == 1 ? cli_refuse(c, c->args[0], "ce n’est pas une adresse électronique")
                             : cli_usage(c, "une adresse électronique est attendue");
    return NULL;
}

/* The account of the address, which is open. */
static bool find_account(struct cli *c, const char *email, struct account *out)
{
    struct db *db;
    if (!cli_reader(c, &db))
        return false;
    enum err e = account_by_email(db, c->arena, email, out);
    db_end_read(db);
    store_reader_close(db);
    if (e == ERR_NOT_FOUND)
        cli_refuse(c, email, "aucun compte à cette adresse ; « maillage user add » en crée un");
    else if (e != OK)
        cli_refuse(c, email, "lecture impossible (%s)", err_name(e));
    else if (out->disabled_at)
        cli_refuse(c, email, "ce compte est désactivé ; « maillage user add » le rouvre");
    return e == OK && !out->disabled_at;
}

#define PARTS_EXPECTED                                                                             \
    "--parts: avec --role organiser, parmi meetings, toolbox, practices, observatory et members, " \
    "séparées par des virgules"

static enum err change(struct cli *c, enum account_change what, const struct account *account)
{
    const struct audit_by by = AUDIT_COMMAND_LINE;
    struct change_account x = {
        .change = what, .account = account, .by = &by, .now = clock_now(&c->app->clock)};
    return store_write(c->app->store, change_account, &x);
}

static int refuse_last(struct cli *c, const char *email)
{
    return cli_refuse(c, email,
                      "c’est le dernier compte d’administration : en ouvrir un autre "
                      "d’abord, avec « user add »");
}

/* ---- the verbs -------------------------------------------------------------------------- */

static int verb_add(struct cli *c)
{
    int status = CLI_DONE;
    const char *email = email_of(c, &status), *role = cli_option(c, "--role");
    const char *parts = cli_option(c, "--parts");
    struct account account = {.email = email, .name = cli_option(c, "--name")};
    if (!email)
        return status;
    if (!role || !role_from_word(role, &account.role))
        return cli_usage(c, "--role: member, reviewer, organiser ou administrator");
    if (parts && (account.role != ROLE_ORGANISER || !parts_from_text(parts, &account.parts)))
        return cli_usage(c, PARTS_EXPECTED);
    if (account.name && (!*account.name || !text_is_utf8(str_of(account.name))))
        return cli_usage(c, "--name: un nom en UTF-8");
    if (!cli_open(c))
        return CLI_REFUSED;
    enum err e = change(c, ACCOUNT_ADD, &account);
    if (e == ERR_CONFLICT)
        return cli_refuse(c, email,
                          "il y a déjà un compte à cette adresse ; « user rights » change ce qu’il "
                          "peut faire");
    if (e != OK)
        return cli_refuse(c, email, "rien n’a été enregistré (%s)", err_name(e));
    fprintf(c->out,
            "Compte ouvert : %s (%s). « maillage user link %s » donne un lien de connexion.\n",
            email, role, email);
    return CLI_DONE;
}

static int verb_rights(struct cli *c)
{
    int status = CLI_DONE;
    const char *email = email_of(c, &status), *role = cli_option(c, "--role");
    const char *parts = cli_option(c, "--parts");
    struct account account;
    if (!email)
        return status;
    if (!role && !parts)
        return cli_usage(c, "que faut-il changer ? --role, --parts");
    if (!find_account(c, email, &account))
        return CLI_REFUSED;
    if (role && !role_from_word(role, &account.role))
        return cli_usage(c, "--role: member, reviewer, organiser ou administrator");
    if (parts && (account.role != ROLE_ORGANISER || !parts_from_text(parts, &account.parts)))
        return cli_usage(c, PARTS_EXPECTED);
    enum err e = change(c, ACCOUNT_RIGHTS, &account);
    if (e == ERR_FORBIDDEN)
        return refuse_last(c, email);
    if (e != OK)
        return cli_refuse(c, email, "rien n’a été changé (%s)", err_name(e));
    fprintf(c->out, "Droits enregistrés : %s (%s).\n", account.email, role_word(account.role));
    return CLI_DONE;
}

static void put_link(struct cli *c, const struct token *token)
{
    fprintf(c->out, "%s/connexion/%s\n", c->app->config.base_url, token->text);
}

static int verb_link(struct cli *c)
{
    int status = CLI_DONE;
    struct account account;
    struct token token;
    const char *email = email_of(c, &status);
    if (!email)
        return status;
    if (!find_account(c, email, &account))
        return CLI_REFUSED;
    token_make(&token);
    enum err e = sign_in_link_give(c->app->store, &account, &token, AUDIT_COMMAND_LINE,
                                   clock_now(&c->app->clock));
    if (e != OK)
        return cli_refuse(c, email, "pas de lien (%s)", err_name(e));
    put_link(c, &token);
    return CLI_DONE;
}

static int verb_disable(struct cli *c)
{
    int status = CLI_DONE;
    struct account account;
    const char *email = email_of(c, &status);
    if (!email)
        return status;
    if (!find_account(c, email, &account))
        return CLI_REFUSED;
    enum err e = change(c, ACCOUNT_DISABLE, &account);
    if (e == ERR_FORBIDDEN)
        return refuse_last(c, email);
    if (e != OK)
        return cli_refuse(c, email, "rien n’a été changé (%s)", err_name(e));
    fprintf(c->out, "Compte désactivé : %s. Ses connexions et ses liens sont fermés.\n",
            account.email);
    return CLI_DONE;
}

static int verb_list(struct cli *c)
{
    const struct account *list;
    size_t n;
    struct db *db;
    if (c->n_args)
        return cli_usage(c, "aucun argument n’est attendu");
    if (!cli_reader(c, &db))
        return CLI_REFUSED;
    enum err e = account_list(db, c->arena, &list, &n);
    db_end_read(db);
    store_reader_close(db);
    if (e != OK)
        return cli_refuse(c, c->app->config.db, "lecture impossible (%s)", err_name(e));
    for (size_t i = 0; i < n; i++)
        fprintf(c->out, "%s\t%s\t%s\t%s\t%s\n", list[i].email, role_word(list[i].role),
                list[i].disabled_at ? "désactivé" : "ouvert", list[i].name ? list[i].name : "",
                parts_text(c->arena, list[i].parts));
    return CLI_DONE;
}

const struct verb user_verbs[USER_VERBS] = {
    {.name = "mail bounces",
     .usage = "mail bounces FICHIER|-",
     .summary = "lit les messages revenus",
     .help =
         "FICHIER est la boîte aux lettres (mbox) où arrivent les avis de non-remise et les\n"
         "plaintes, ou un seul de ces messages. Chaque message de ce site qui y revient pour de\n"
         "bon est marqué, et son adresse ne reçoit plus rien. Relire la même boîte ne change rien.",
     .run = verb_mail_bounces,
     .writes = true,
     .takes_input = true},
    {.name = "person export",
     .usage = "person export E-MAIL FICHIER.zip|-",
     .summary = "écrit tout ce que le site garde sur une personne",
     .help = "Un ZIP : des fichiers JSON, ses calendriers et ses billets, et un LISEZMOI.txt qui "
             "dit ce\n"
             "que chacun contient. Rien de ce que d’autres personnes ont confié au site. Le "
             "fichier ne\n"
             "doit pas exister ; il n’est lisible que de qui le fait : le remettre à la personne "
             "seule.",
     .run = verb_person_export,
     .writes = true,
     .makes_file = true},
    {.name = "person erase",
     .usage = "person erase E-MAIL [--dry-run] [--silent]",
     .summary = "efface tout ce que le site garde sur une personne",
     .help =
         "Compte, connexions, inscriptions, vœux, invitations, messages : de la base, puis de ses\n"
         "fichiers. Une place à une rencontre à venir est proposée à la personne suivante ; d’une\n"
         "rencontre passée il reste un nombre, sans nom. Imprime d’abord ce qui est gardé ;\n"
         "--dry-run s’arrête là. L’effacement est noté, sans l’adresse, dans un fichier à côté de\n"
         "la base : une copie plus ancienne remise en place l’applique à nouveau. Un dernier "
         "message\n"
         "le dit à la personne, sauf avec --silent ou sans --smtp.",
     .run = verb_person_erase,
     .writes = true},
    {.name = "user add",
     .usage = "user add E-MAIL --role member|reviewer|organiser|administrator [--parts PARTIES] "
              "[--name NOM]",
     .summary = "ouvre un compte",
     .help =
         "member a son espace ; reviewer relit ce qui est proposé avant sa publication ; "
         "organiser\n"
         "organise des parties du réseau ; administrator peut tout cela, et règle le site. Un "
         "compte\n"
         "désactivé est rouvert, avec ce rôle. Le compte n’a pas de mot de passe : « maillage "
         "user\n"
         "link » donne un lien pour entrer.\n\n"
         "  --parts   ce que la personne organise, séparé par des virgules : meetings, toolbox,\n"
         "            practices, observatory, members ; sans cette option, tout",
     .run = verb_add,
     .writes = true},
    {.name = "user rights",
     .usage = "user rights E-MAIL [--role member|reviewer|organiser|administrator] "
              "[--parts PARTIES]",
     .summary = "change ce qu’un compte peut faire",
     .help =
         "Les rôles et les parties sont ceux de « maillage help user add ». Le changement vaut\n"
         "dès la page suivante. Le dernier compte d’administration le reste.",
     .run = verb_rights,
     .writes = true},
    {.name = "user link",
     .usage = "user link E-MAIL",
     .summary = "imprime un lien de connexion à usage unique",
     .help =
         "Imprime une adresse, seule sur sa ligne, qui ouvre une session une fois, pendant un "
         "quart\n"
         "d’heure. La transmettre à la personne par un moyen sûr : qui l’ouvre entre en son nom.",
     .run = verb_link,
     .writes = true},
    {.name = "user list",
     .usage = "user list",
     .summary = "liste les comptes",
     .help =
         "Une ligne par compte : adresse, rôle, état, nom, parties organisées, séparés par des\n"
         "tabulations.",
     .run = verb_list,
     .writes = true},
    {.name = "user disable",
     .usage = "user disable E-MAIL",
     .summary = "désactive un compte et ferme ses sessions",
     .help = "Les sessions ouvertes et les liens en attente de ce compte sont fermés aussitôt.\n"
             "« maillage user add » rouvre le compte.",
     .run = verb_disable,
     .writes = true},
};

/* ---- the demonstration ------------------------------------------------------------------ */

/* Only in a database that has no account: what somebody uses gets no account that everyone knows.
 */
enum err site_demo(struct app *app, struct arena *a, const char **why)
{
    const struct account account = {.email = DEMO_EMAIL, .name = DEMO_NAME, .role = ROLE_ORGANISER};
    const struct account *list;
    size_t n = 0;
    struct db *db;
    *why = "le compte de démonstration n’a pas pu être enregistré";
    enum err e = store_reader(app->store, &db);
    if (e != OK)
        return e;
    e = db_begin_read(db);
    if (e == OK)
        e = account_list(db, a, &list, &n);
    db_end_read(db);
    store_reader_close(db);
    return e == OK && !n ? account_add(app->store, a, &account, clock_now(&app->clock)) : e;
}

void site_ready(struct cli *c)
{
    struct account account;
    struct token token;
    struct db *db;
    if (!c->app->config.demo || !cli_reader(c, &db))
        return;
    enum err e = account_by_email(db, c->arena, DEMO_EMAIL, &account);
    db_end_read(db);
    store_reader_close(db);
    token_make(&token);
    bool open = e == OK && !account.disabled_at;
    if (open)
        e = sign_in_link_make(c->app->store, account.id, &token, clock_now(&c->app->clock));
    if (open && e == OK) {
        fputs("Entrer côté organisation (un quart d’heure, une fois) : ", c->out);
        put_link(c, &token);
    }
    if (e != OK && e != ERR_NOT_FOUND)
        cli_refuse(c, DEMO_EMAIL, "pas de lien de connexion (%s)", err_name(e));
}
