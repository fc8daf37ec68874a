/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signing in by a provider of identities: there (provider.c), back (provider_return.c), and what
 * "Mon espace" says of it (provider_own.c). The rules are auth/oidc.h's.
 */
#ifndef MAILLAGE_SITE_PROVIDER_H
#define MAILLAGE_SITE_PROVIDER_H

#include "app/app.h"
#include "base/zone.h"

struct own_identities_view;
struct provider_failed_view;
struct provider_view;

/* Makes app->oidc of what the operator chose. Asks the provider nothing. */
enum err provider_start(struct app *app, const char **why);

/* For pages that offer it; NULL: there is none. */
const struct provider_view *provider_view_of(struct request *r);

/* Sends the browser to the provider, for `account` to be linked (0: to be let in). */
enum err provider_go(struct request *r, account_id account, const char *back, const char *prompt);

/* The end of signing out: home, or by the provider that is to hear of it (`hint` NULL: none). */
enum err provider_leave(struct request *r, const char *hint);

/* A page that says what went wrong, in the look of the site; the words are translated here. */
enum err provider_fail(struct request *r, int status, struct provider_failed_view *v);
/* The same for a provider that gave no answer; `why` goes to the log. */
enum err provider_trouble(struct request *r, enum oidc_trouble trouble, const char *why,
                          const struct oidc_flow *flow);

/* "Mon espace": NULL when there is nothing to say. */
enum err own_identities(struct request *r, const struct zone *z,
                        const struct own_identities_view **out);

/* ---- handlers ---------------------------------------------------------------------------- */

enum err provider_begin(struct request *r);     /* POST /connexion/fournisseur */
enum err provider_return(struct request *r);    /* GET /connexion/fournisseur/retour */
enum err provider_link_show(struct request *r); /* GET, POST /connexion/fournisseur/lier */
enum err provider_link_take(struct request *r);
enum err provider_signed_out(struct request *r); /* GET /deconnexion/retour */
enum err own_identity_link(struct request *r);   /* POST /mon-espace/identites/lier */
enum err own_identity_unlink(struct request *r); /* POST /mon-espace/identites/:id/delier */

#endif
