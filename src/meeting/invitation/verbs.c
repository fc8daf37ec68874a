/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* `maillage invitation import` */
#include "meeting/invitation/handlers.h"

#include "base/text.h"
#include "meeting/invitation/views.h"
#include "view/tr.h"

#include <errno.h>

static bool find_event(struct cli *c, const char *slug, struct event *out)
{
    struct db *db;
    if (!cli_reader(c, &db))
        return false;
    enum err e = event_by_slug(db, c->arena, slug, out);
    db_end_read(db);
    store_reader_close(db);
    if (e == ERR_NOT_FOUND)
        cli_refuse(c, slug,
                   "aucune rencontre à cette adresse ; « --event » attend la fin de /rencontres/…");
    else if (e != OK)
        cli_refuse(c, slug, "lecture impossible (%s)", err_name(e));
    return e == OK;
}

static bool read_table(struct cli *c, struct invitation_table *out)
{
    struct str bytes, text;
    const char *encoding;
    enum err e = cli_read(c, INVITATION_LIST_MAX, &bytes);
    if (e == ERR_TOO_LARGE)
        cli_refuse(c, c->input_name, "plus de 4 Mio : couper la liste en plusieurs");
    else if (e != OK)
        cli_refuse(c, c->input_name, "lecture impossible : %s", strerror(errno));
    if (e == OK && bytes.n) {
        e = text_decode(c->arena, bytes, &text, &encoding);
        if (e != OK)
            cli_refuse(c, c->input_name, "ce n’est pas un fichier de texte : exporter en CSV");
    }
    if (e == OK)
        invitation_table_read(c->arena, "fr", bytes.n ? text : bytes, out);
    return e == OK;
}

static int refuse_faults(struct cli *c, const struct invitation_table *t)
{
    for (size_t i = 0; i < t->n_faults; i++) {
        const struct list_fault *f = &t->faults[i];
        fprintf(c->err, "maillage: %s: %s:%lld: %s%s%s%s\n", c->verb->name, c->input_name,
                (long long)f->line, f->column ? "colonne « " : "", f->column ? f->column : "",
                f->column ? " » : " : "", f->text);
    }
    return cli_refuse(c, c->input_name, "rien n’a été ajouté : %s",
                      tr_count(c->arena, "fr", TRN("une ligne à corriger", "{n} lignes à corriger"),
                               (int64_t)(t->n_faulty ? t->n_faulty : 1)));
}

static void print_read(struct cli *c, const struct invitation_table *t)
{
    fprintf(
        c->out, "%s, %s.\n",
        tr_count(c->arena, "fr", TRN("une personne", "{n} personnes"), (int64_t)t->n),
        tr_count(c->arena, "fr", TRN("{n} adresse répétée", "{n} adresses répétées"), t->repeated));
    for (size_t i = 0; i < t->n_ignored; i++)
        fprintf(c->out, "Colonne laissée de côté : %s\n", t->ignored[i]);
}

int verb_invitation_import(struct cli *c)
{
    const char *slug = cli_option(c, "--event");
    struct event event;
    struct invitation_table t;
    if (!slug || c->n_args != 1)
        return cli_usage(c, "--event et un fichier sont attendus");
    if (!find_event(c, slug, &event) || !read_table(c, &t))
        return CLI_REFUSED;
    if (t.n_faults)
        return refuse_faults(c, &t);
    print_read(c, &t);
    if (cli_option(c, "--dry-run"))
        return CLI_DONE;
    const struct audit_by by = AUDIT_COMMAND_LINE;
    struct add_invitations add = {.event = event.id,
                                  .drafts = t.drafts,
                                  .n = t.n,
                                  .by = &by,
                                  .now = clock_now(&c->app->clock)};
    enum err e = store_write(c->app->store, add_invitations, &add);
    if (e != OK)
        return cli_refuse(c, c->input_name, "rien n’a été ajouté (%s)", err_name(e));
    fprintf(c->out,
            "%s, %lld déjà dans la liste. Pour les inviter : "
            "%s/organisation/rencontres/%s/invitations\n",
            tr_count(c->arena, "fr", TRN("{n} ajoutée", "{n} ajoutées"), add.added),
            (long long)add.known, c->app->config.base_url, slug);
    return CLI_DONE;
}
