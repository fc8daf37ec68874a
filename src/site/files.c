/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Files that people sent, given out by their hash; and what nobody uses any more, swept away. */
#include "site/files.h"

#include "base/log.h"

#define SWEEP_SECONDS 3600

/* A private file does not exist for who may not see it. */
static bool may_read(const struct request *r, const struct file_found *f)
{
    const struct account *a = r->account;
    return !f->is_private || (a && (a->role >= ROLE_ORGANISER || (f->by && a->id.v == f->by)));
}

/* RFC 6266: the name in ASCII for old readers, and as it is for the others. */
static const char *disposition(struct request *r, const struct file_found *f)
{
    char *ascii = arena_strdup(r->arena, f->name);
    for (char *p = ascii; *p; p++)
        if ((unsigned char)*p < ' ' || (unsigned char)*p > '~' || *p == '"' || *p == '\\')
            *p = '_';
    if (f->kind == FILE_IMAGE)
        return "inline";
    return arena_printf(r->arena, "attachment; filename=\"%s\"; filename*=UTF-8''%s", ascii,
                        request_escape(r->arena, f->name, ""));
}

enum err file_show(struct request *r)
{
    struct file_found f;
    const char *hash = request_param(r, "hash");
    enum err e = file_find(r->db, r->arena, hash, &f);
    if (e == OK && !may_read(r, &f))
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = file_read(r->app->files, hash, r->body);
    if (e != OK)
        return e;
    request_content(r, f.type, NULL);
    request_policy(r, "default-src 'none'; sandbox; frame-ancestors 'none'");
    http_set_header(r->res, "Content-Disposition", disposition(r, &f));
    http_set_header(r->res, "Cross-Origin-Resource-Policy", "same-origin");
    if (!f.is_private)
        request_immutable(r);
    else
        request_private(r);
    return OK;
}

void files_tick(struct app *app)
{
    struct file_house *h = app->files;
    int64_t now = clock_now(&app->clock);
    if (now - h->swept_at < SWEEP_SECONDS)
        return;
    h->swept_at = now;
    enum err e = file_sweep(h, app->store, now);
    if (e != OK)
        log_line("event=files-not-swept error=%s", err_name(e));
}
