/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "site/confirm.h"

#include "site/pages.h"
#include "site/passkeys.h"
#include "site/provider.h"
#include "site/sign_in.h"
#include "site/site_pages.h"
#include "view/tr.h"

#define OWN "/mon-espace"
#define CONFIRM OWN "/confirmer"

/* A clock that was set back makes no session recent for ever: see auth_session_find. */
bool signed_in_recently(struct request *r)
{
    if (!r->session)
        return false;
    int64_t age = request_now(r) - r->session->created_at;
    return age < PASSKEY_RECENT_SECONDS && age > -PASSKEY_RECENT_SECONDS;
}

enum err confirm_first(struct request *r, const char *path)
{
    return request_redirect(r, 303, sign_in_with_back(r, CONFIRM, path));
}

/* The provider, when one of its identities opens the account. */
static enum err add_provider(struct request *r, struct sign_in_view *v)
{
    const struct identity_line *list;
    size_t n;
    if (!r->app->oidc)
        return OK;
    enum err e = identities_of(r->db, r->arena, r->account->id, &list, &n);
    for (size_t i = 0; e == OK && i < n; i++)
        if (strcmp(list[i].issuer, oidc_issuer(r->app->oidc)) == 0)
            v->provider = provider_view_of(r);
    return e;
}

enum err confirm_show(struct request *r)
{
    struct sign_in_view v = {.by_mail = r->app->config.smtp != NULL,
                             .by_passkey = passkeys_are_offered(r),
                             .typed = r->account->email};
    enum err e = sign_in_way_back(r, &r->query, &v.back);
    if (e == OK)
        e = add_provider(r, &v);
    if (e != OK)
        return e;
    if (!v.back)
        v.back = OWN;
    if (signed_in_recently(r))
        return request_redirect(r, 303, v.back);
    request_private(r);
    request_title(r, tr(request_lang(r), TR("Confirmez que c’est vous")), NULL);
    confirm_page(r->body, &r->page, &v);
    return OK;
}
