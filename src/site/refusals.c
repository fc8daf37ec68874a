/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Addresses that get no more messages: their list, and the verb that reads what came back. */
#include "site/messages.h"

#include "base/zone.h"
#include "site/pages.h"
#include "site/site_pages.h"
#include "view/dates.h"
#include "view/tr.h"

#include <errno.h>

#define SHOWN 200
#define MAILBOX_MAX ((size_t)64 * 1024 * 1024)

enum err refusals_show(struct request *r)
{
    static const char *const reasons[] = {
        [REFUSAL_NONE] = "",
        [REFUSAL_UNSUBSCRIBED] = TR("Ne veut plus d’invitations"),
        [REFUSAL_BOUNCED] = TR("Les messages reviennent"),
        [REFUSAL_COMPLAINT] = TR("A signalé un message comme indésirable"),
    };
    const struct mail_refusal_row *rows;
    struct refusals_view v = {0};
    enum err e = mail_refusals(r->db, r->arena, SHOWN, &rows, &v.n_rows);
    const struct zone *z = zone_open(r->arena, "Europe/Paris");
    if (e != OK)
        return e;
    struct refusal_view *list = arena_array(r->arena, v.n_rows, sizeof *list);
    for (size_t i = 0; i < v.n_rows; i++) {
        struct civil c;
        zone_local(z, rows[i].created_at, &c);
        list[i] = (struct refusal_view){
            .address = rows[i].address,
            .reason = tr(request_lang(r), reasons[rows[i].reason]),
            .said = rows[i].said,
            .when = date_short(r->arena, request_lang(r), &c),
            .action = arena_printf(r->arena, "/organisation/messages/refus/%lld/lever",
                                   (long long)rows[i].id),
        };
    }
    v.rows = list;
    r->page.noindex = true;
    request_title(r, tr(request_lang(r), TR("Adresses qui ne reçoivent plus")), NULL);
    refusals_page(r->body, &r->page, &v);
    return OK;
}

enum err refusal_lift(struct request *r)
{
    int64_t id;
    if (!parse_int(str_of(request_param(r, "id")), 1, INT64_MAX, &id))
        return ERR_NOT_FOUND;
    enum err e = mail_allow_again(r->app->store, id, request_by(r), request_now(r));
    if (e == ERR_NOT_FOUND) /* somebody was quicker: the list says */
        e = OK;
    return e == OK ? request_redirect(r, 303, "/organisation/messages/refus") : e;
}

/* ---- maillage mail bounces -------------------------------------------------------------- */

static enum err take_all(struct cli *c, const struct mail_bounce *list, size_t n, size_t *taken)
{
    enum err e = OK;
    *taken = 0;
    for (size_t i = 0; e == OK && i < n; i++) {
        e = mail_bounce_take(c->app->store, c->arena, &c->app->mail, &list[i], AUDIT_COMMAND_LINE,
                             clock_now(&c->app->clock));
        *taken += e == OK;
        e = e == ERR_NOT_FOUND ? OK : e;
    }
    return e;
}

int verb_mail_bounces(struct cli *c)
{
    const struct mail_bounce *list;
    struct str mailbox;
    size_t n, taken;
    if (c->n_args != 1)
        return cli_usage(c, "une boîte aux lettres est attendue, ou - pour l’entrée standard");
    enum err e = cli_read(c, MAILBOX_MAX, &mailbox);
    if (e != OK)
        return cli_refuse(c, c->input_name, "%s",
                          e == ERR_TOO_LARGE ? "plus de 64 Mio : la couper en plusieurs"
                                             : strerror(errno));
    if (!cli_open(c))
        return CLI_REFUSED;
    mail_bounces_read(c->arena, mailbox, &list, &n);
    e = take_all(c, list, n, &taken);
    if (e != OK)
        return cli_refuse(c, c->input_name, "rien d’autre n’a été enregistré (%s)", err_name(e));
    fprintf(c->out, "%zu retours lus, dont %zu de messages de ce site.\n", n, taken);
    return CLI_DONE;
}
