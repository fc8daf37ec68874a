/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The outbox as the organiser reads it: what was said to whom, rendered as it would be sent.
 *
 * A message has a style sheet of its own inside, since readers of mail load none. So its HTML is
 * shown at an address of its own, whose policy allows that one sheet by its hash, and nothing else:
 * no script, no picture, no form, no frame.
 */
#include "site/messages.h"

#include "base/zone.h"
#include "site/site_pages.h"
#include "view/dates.h"
#include "view/tr.h"

#define SITE_ZONE "Europe/Paris" /* of the network's team */

static const char *label_of(struct request *r, const char *kind)
{
    const struct mail_kind *k = mail_kind_of(&r->app->mail, kind);
    return k ? tr(request_lang(r), k->label) : kind;
}

/* "5 juil. 2021, 9 h" */
static const char *instant(struct request *r, const struct zone *z, int64_t utc)
{
    struct civil c;
    const char *lang = request_lang(r);
    zone_local(z, utc, &c);
    return arena_printf(r->arena, "%s, %s", date_short(r->arena, lang, &c),
                        time_text(r->arena, lang, c.hour * 60 + c.minute));
}

static const char *again_at(struct request *r, const struct zone *z, const struct mail_row *row)
{
    bool waits = !row->sent && !row->failed && row->attempts && row->due_at > request_now(r);
    return waits ? instant(r, z, row->due_at) : NULL;
}

static struct message_row_view row_of(struct request *r, const struct zone *z,
                                      const struct mail_row *row, const struct mail_person *to)
{
    return (struct message_row_view){
        .href = arena_printf(r->arena, "/organisation/messages/%lld", (long long)row->id),
        .what = label_of(r, row->kind),
        .name = to->name,
        .address = to->address,
        .when = instant(r, z, row->created_at),
        .sent_at = row->sent ? instant(r, z, row->sent_at) : NULL,
        .failed_at = row->failed ? instant(r, z, row->failed_at) : NULL,
        .again_at = again_at(r, z, row),
        .failure = row->failure ? tr(request_lang(r), row->failure) : NULL,
    };
}

static enum err list_rows(struct request *r, int64_t before, struct messages_view *v)
{
    struct mail_row *rows;
    struct mail_person people[MAIL_PEOPLE_MAX];
    size_t n;
    const struct zone *z = zone_open(r->arena, SITE_ZONE);
    enum err e = mail_rows(r->db, r->arena, before, MAIL_PEOPLE_MAX + 1, &rows, &n);
    bool more = e == OK && n > MAIL_PEOPLE_MAX;
    if (more)
        n = MAIL_PEOPLE_MAX;
    if (e == OK)
        e = mail_people(&r->app->mail, r->db, r->arena, rows, n, people);
    if (e != OK)
        return e;
    struct message_row_view *list = arena_array(r->arena, n, sizeof *list);
    for (size_t i = 0; i < n; i++)
        list[i] = row_of(r, z, &rows[i], &people[i]);
    v->rows = list;
    v->n_rows = n;
    if (more)
        v->next =
            arena_printf(r->arena, "/organisation/messages?avant=%lld", (long long)rows[n - 1].id);
    return OK;
}

/* What the team should know first: what could not leave, and whether anything leaves at all. */
static enum err say_state(struct request *r, struct messages_view *v)
{
    int64_t failed = 0;
    enum err e = mail_failures(r->db, r->arena, &failed);
    if (failed)
        v->failed = tr_count(
            r->arena, request_lang(r),
            TRN("Un message n’a pas pu partir.", "{n} messages n’ont pas pu partir."), failed);
    const char *trouble = r->app->mailer ? mailer_trouble(r->app->mailer, r->arena) : "";
    v->trouble = *trouble ? trouble : NULL;
    v->no_relay = !r->app->config.smtp;
    return e;
}

enum err messages_show(struct request *r)
{
    struct messages_view v = {0};
    const char *typed = http_form_get(&r->query, "avant");
    int64_t before = 0;
    if (typed && !parse_int(str_of(typed), 1, INT64_MAX, &before))
        return ERR_NOT_FOUND;
    enum err e = list_rows(r, before, &v);
    if (e != OK)
        return e;
    e = say_state(r, &v);
    if (e != OK)
        return e;
    v.later = before != 0;
    r->page.noindex = true;
    request_title(r, tr(request_lang(r), TR("Messages")), NULL);
    messages_page(r->body, &r->page, &v);
    return OK;
}

/* ---- one message ------------------------------------------------------------------------ */

/* The row of the address, and its message; ERR_NOT_FOUND from rendering: whom it was for is gone.
 */
static enum err open_message(struct request *r, struct mail_row *row, struct mail_message *m,
                             bool *gone)
{
    int64_t id;
    *gone = false;
    if (!parse_int(str_of(request_param(r, "id")), 1, INT64_MAX, &id))
        return ERR_NOT_FOUND;
    enum err e = mail_row_of(r->db, r->arena, id, row);
    if (e != OK)
        return e;
    const struct mail_kind *kind = mail_kind_of(&r->app->mail, row->kind);
    if (kind && kind->confidential)
        return ERR_FORBIDDEN;
    e = mail_render(&r->app->mail, r->db, r->arena, row, m);
    *gone = e == ERR_NOT_FOUND;
    return e;
}

static void say_message(struct request *r, const struct mail_message *m, struct message_view *v)
{
    v->subject = m->subject;
    v->name = m->to_name;
    v->address = m->to_address;
    v->text = m->text;
    v->lang = m->lang;
    v->html = arena_printf(r->arena, "%s.html", r->http->path);
}

enum err message_show(struct request *r)
{
    struct mail_row row;
    struct mail_message m;
    struct message_view v = {0};
    enum err e = open_message(r, &row, &m, &v.gone);
    v.confidential = e == ERR_FORBIDDEN;
    if (e != OK && !v.gone && !v.confidential)
        return e;
    const struct zone *z = zone_open(r->arena, SITE_ZONE);
    v.what = label_of(r, row.kind);
    v.when = instant(r, z, row.created_at);
    v.sent_at = row.sent ? instant(r, z, row.sent_at) : NULL;
    v.failed_at = row.failed ? instant(r, z, row.failed_at) : NULL;
    v.again_at = again_at(r, z, &row);
    v.failure = row.failure ? tr(request_lang(r), row.failure) : NULL;
    if (row.failed && !v.gone && !v.confidential)
        v.again = arena_printf(r->arena, "/organisation/messages/%lld/renvoyer", (long long)row.id);
    if (!v.gone && !v.confidential)
        say_message(r, &m, &v);
    r->page.noindex = true;
    request_title(r, v.subject ? v.subject : v.what, NULL);
    message_page(r->body, &r->page, &v);
    return OK;
}

enum err message_again(struct request *r)
{
    int64_t id;
    if (!parse_int(str_of(request_param(r, "id")), 1, INT64_MAX, &id))
        return ERR_NOT_FOUND;
    enum err e = mail_send_again(r->app->store, id, request_by(r), request_now(r));
    if (e == ERR_CONFLICT) /* sent meanwhile, or somebody was quicker: its page says */
        e = OK;
    return e == OK
               ? request_redirect(
                     r, 303, arena_printf(r->arena, "/organisation/messages/%lld", (long long)id))
               : e;
}

enum err message_html_show(struct request *r)
{
    struct mail_row row;
    struct mail_message m;
    bool gone;
    enum err e = open_message(r, &row, &m, &gone);
    if (e != OK)
        return e;
    request_policy(r, arena_printf(r->arena,
                                   "default-src 'none'; style-src %s; sandbox allow-popups; "
                                   "form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
                                   mail_style_source(r->arena)));
    buf_puts(r->body, m.html);
    return OK;
}
