/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "Mon espace": one's registrations, one's passkeys, and the browsers in which one is signed in. */
#include "site/own.h"
#include "site/confirm.h"

#include "base/zone.h"
#include "meeting/meeting.h"
#include "site/pages.h"
#include "site/passkeys.h"
#include "site/provider.h"
#include "site/site_pages.h"
#include "view/dates.h"
#include "view/tr.h"
#include "view/typography.h"

static const char *day_of(struct request *r, const struct zone *z, int64_t utc)
{
    struct civil c;
    zone_local(z, utc, &c);
    return date_long(r->arena, request_lang(r), &c);
}

const char *own_instant(struct request *r, const struct zone *z, int64_t utc)
{
    struct civil c;
    zone_local(z, utc, &c);
    return arena_printf(r->arena, "%s, %s", date_short(r->arena, request_lang(r), &c),
                        time_text(r->arena, request_lang(r), c.hour * 60 + c.minute));
}

static enum err list_registrations(struct request *r, const struct zone *z, struct own_view *v)
{
    const struct own_registration *list;
    size_t n;
    enum err e = registrations_of_email(r->db, r->arena, r->account->email, &list, &n);
    if (e != OK)
        return e;
    struct own_registration_view *out = arena_array(r->arena, n, sizeof *out);
    for (size_t i = 0; i < n; i++)
        out[i] = (struct own_registration_view){
            .href = arena_printf(r->arena, "/inscriptions/%s", list[i].token),
            .title = typo_fr(r->arena, list[i].event_title),
            .name = list[i].name,
            .when = list[i].starts_at == NO_INSTANT ? NULL : day_of(r, z, list[i].starts_at),
            .cancelled = list[i].cancelled,
        };
    v->registrations = out;
    v->n_registrations = n;
    return OK;
}

static enum err list_sessions(struct request *r, const struct zone *z, struct own_view *v)
{
    const struct session_line *list;
    size_t n;
    int64_t mine = r->session ? r->session->id : 0;
    enum err e = auth_sessions_of(r->db, r->arena, r->account->id, request_now(r), &list, &n);
    if (e != OK)
        return e;
    struct own_session_view *out = arena_array(r->arena, n, sizeof *out);
    for (size_t i = 0; i < n; i++) {
        bool this_one = list[i].id == mine;
        out[i] = (struct own_session_view){
            .browser = list[i].browser,
            .since = own_instant(r, z, list[i].created_at),
            .seen = own_instant(r, z, list[i].last_seen_at),
            .action = this_one ? NULL
                               : arena_printf(r->arena, "/mon-espace/connexions/%lld/fermer",
                                              (long long)list[i].id),
        };
        v->others = v->others || !this_one;
    }
    v->sessions = out;
    v->n_sessions = n;
    return OK;
}

static enum err list_passkeys(struct request *r, const struct zone *z, struct own_view *v)
{
    const struct passkey *list;
    size_t n;
    enum err e = passkeys_of(r->db, r->arena, r->account->id, &list, &n);
    if (e != OK)
        return e;
    struct own_passkey_view *out = arena_array(r->arena, n, sizeof *out);
    for (size_t i = 0; i < n; i++)
        out[i] = (struct own_passkey_view){
            .href = arena_printf(r->arena, "/mon-espace/cles/%lld", (long long)list[i].id),
            .name = list[i].name,
            .since = own_instant(r, z, list[i].created_at),
            .used = list[i].last_used_at ? own_instant(r, z, list[i].last_used_at) : NULL,
            .backed_up = list[i].backed_up,
        };
    v->passkeys = out;
    v->n_passkeys = n;
    return OK;
}

enum err own_show(struct request *r)
{
    return own_show_refused(r, NULL, NULL);
}

enum err own_show_refused(struct request *r, const char *key_name, const char *key_error)
{
    struct own_view v = {.email = r->account->email,
                         .by_passkey = passkeys_are_offered(r),
                         .recent = signed_in_recently(r),
                         .key_name = key_name ? key_name : request_browser(r),
                         .key_error = key_error};
    const struct zone *z = zone_open(r->arena, request_zone(r, "Europe/Paris"));
    if (!z)
        return ERR_CORRUPT;
    enum err e = list_registrations(r, z, &v);
    if (e == OK)
        e = list_passkeys(r, z, &v);
    if (e == OK)
        e = list_sessions(r, z, &v);
    if (e == OK)
        e = own_identities(r, z, &v.identities);
    if (e != OK)
        return e;
    if (key_error)
        r->res->status = 422;
    r->page.noindex = true;
    request_title(r, tr(request_lang(r), TR("Mon espace")), NULL);
    own_page(r->body, &r->page, &v);
    return OK;
}

enum err own_session_close(struct request *r)
{
    int64_t id;
    if (!parse_int(str_of(request_param(r, "id")), 1, INT64_MAX, &id))
        return ERR_NOT_FOUND;
    enum err e = auth_session_revoke(r->app->store, r->account->id, id);
    if (e == ERR_NOT_FOUND) /* it ended meanwhile; another's looks the same */
        e = OK;
    return e == OK ? request_redirect(r, 303, "/mon-espace") : e;
}

enum err own_sessions_close_others(struct request *r)
{
    int64_t kept = r->session ? r->session->id : 0;
    enum err e = auth_sessions_revoke_others(r->app->store, r->account->id, kept);
    return e == OK ? request_redirect(r, 303, "/mon-espace") : e;
}
