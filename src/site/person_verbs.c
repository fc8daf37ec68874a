/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The verbs `person …`: what a person may ask of the operator. */
#include "site/person.h"

#include "auth/auth.h"

#include <errno.h>

static const char *address_of(struct cli *c, size_t args, int *status)
{
    if (c->n_args == args && email_is_plausible(c->args[0]))
        return c->args[0];
    *status =
        c->n_args == args
            ? cli_refuse(c, c->args[0], "ce n’est pas une adresse électronique")
            : cli_usage(c, args == 1 ? "une adresse électronique est attendue"
                                     : "une adresse électronique et un fichier sont attendus");
    return NULL;
}

static int refuse(struct cli *c, const char *address, enum err e)
{
    if (e == ERR_NOT_FOUND)
        return cli_refuse(c, address,
                          "rien n’est gardé à cette adresse ; l’écrire comme la personne l’a "
                          "donnée (les accents comptent)");
    return cli_refuse(c, address, "rien n’a été fait (%s)", err_name(e));
}

int verb_person_export(struct cli *c)
{
    int status = CLI_DONE;
    struct db *db;
    const char *address = address_of(c, 2, &status);
    if (!address)
        return status;
    if (!cli_reader(c, &db))
        return CLI_REFUSED;
    BUF_SCOPED b = BUF_INIT(2 * PERSON_EXPORT_MAX);
    enum err e =
        person_export_zip(&c->app->people, db, c->arena, address, clock_now(&c->app->clock), &b);
    db_end_read(db);
    store_reader_close(db);
    if (e != OK)
        return refuse(c, address, e);
    if (fwrite(buf_str(&b), 1, b.len, c->out) != b.len || fflush(c->out) != 0)
        return cli_refuse(c, c->args[1], "écriture impossible : %s", strerror(errno));
    return CLI_DONE;
}

/* What is held, one kind a line. */
static int print_held(struct cli *c, const char *address)
{
    struct db *db;
    struct person_held *held = arena_array(c->arena, c->app->people.n, sizeof *held);
    size_t n = 0;
    if (!cli_reader(c, &db))
        return CLI_REFUSED;
    enum err e = person_held(db, c->arena, &c->app->people, address, held, &n);
    db_end_read(db);
    store_reader_close(db);
    if (e != OK)
        return refuse(c, address, e);
    for (size_t i = 0; i < n; i++)
        fprintf(c->out, "%s\t%lld\n", held[i].label, (long long)held[i].n);
    return CLI_DONE;
}

int verb_person_erase(struct cli *c)
{
    int status = CLI_DONE;
    const char *address = address_of(c, 1, &status);
    if (!address)
        return status;
    status = print_held(c, address);
    if (status != CLI_DONE || cli_option(c, "--dry-run"))
        return status;
    struct person_erasure x = {.address = address, .now = clock_now(&c->app->clock)};
    x.tell = c->app->mailer && !cli_option(c, "--silent") ? "fr" : NULL;
    enum err e = person_erase_for_good(c->app->store, &c->app->people, &x);
    if (e != OK)
        return refuse(c, address, e);
    fprintf(c->out, "Effacé, et noté dans %s.%s\n", c->app->people.list,
            x.tell ? " La personne en reçoit un dernier message." : "");
    return CLI_DONE;
}
