/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "Mon espace": the identities tied to one's account; and being there recently, which tying and
 * untying ask for. */
#include "site/confirm.h"
#include "site/own.h"
#include "site/pages.h"
#include "site/provider.h"
#include "site/sign_in.h"
#include "site/site_pages.h"
#include "view/tr.h"

#define OWN "/mon-espace"
#define MINE "/mon-espace#identites"

/* "356 000 000 00048", as it is read aloud. */
static const char *siret_words(struct arena *a, const char *siret)
{
    return siret ? arena_printf(a, "%.3s\u00a0%.3s\u00a0%.3s\u00a0%s", siret, siret + 3, siret + 6,
                                siret + 9)
                 : NULL;
}

static struct own_identity_view line_of(struct request *r, const struct zone *z,
                                        const struct identity_line *i)
{
    struct oidc *o = r->app->oidc;
    bool ours = o && strcmp(i->issuer, oidc_issuer(o)) == 0;
    return (struct own_identity_view){
        .provider = ours ? oidc_label(o) : i->issuer,
        .email = i->email,
        .name = i->name,
        .siret = siret_words(r->arena, i->siret),
        .since = own_instant(r, z, i->created_at),
        .used = own_instant(r, z, i->last_used_at),
        .action = arena_printf(r->arena, "/mon-espace/identites/%lld/delier", (long long)i->id),
    };
}

enum err own_identities(struct request *r, const struct zone *z,
                        const struct own_identities_view **out)
{
    const struct identity_line *list;
    size_t n;
    enum err e = identities_of(r->db, r->arena, r->account->id, &list, &n);
    if (e != OK || (!n && !r->app->oidc))
        return e;
    struct own_identities_view *v = arena_new(r->arena, struct own_identities_view);
    struct own_identity_view *lines = arena_array(r->arena, n, sizeof *lines);
    for (size_t i = 0; i < n; i++)
        lines[i] = line_of(r, z, &list[i]);
    v->identities = lines;
    v->n_identities = n;
    v->label = r->app->oidc && n < IDENTITIES_MAX ? oidc_label(r->app->oidc) : NULL;
    *out = v;
    return OK;
}

/* ---- tying and untying ------------------------------------------------------------------ */

enum err own_identity_link(struct request *r)
{
    static const struct limit by_visitor = {60, 0.5};
    if (!r->app->oidc)
        return ERR_NOT_FOUND;
    if (!signed_in_recently(r))
        return confirm_first(r, OWN);
    enum err e = request_limit(r, "sign-in-provider", false, &by_visitor, 1);
    return e == OK ? provider_go(r, r->account->id, OWN, NULL) : e;
}

enum err own_identity_unlink(struct request *r)
{
    int64_t id;
    if (!parse_int(str_of(request_param(r, "id")), 1, INT64_MAX, &id))
        return ERR_NOT_FOUND;
    if (!signed_in_recently(r))
        return confirm_first(r, OWN);
    enum err e = identity_unlink(r->app->store, r->account->id, id);
    if (e == ERR_NOT_FOUND) /* it was untied meanwhile; another's looks the same */
        e = OK;
    return e == OK ? request_redirect(r, 303, MINE) : e;
}
