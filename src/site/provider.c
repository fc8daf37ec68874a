/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * To the provider. A form of ours may lead to our own pages alone (form-action in
 * app/dispatch.c), and browsers hold the redirects that follow a form to it as well. So its answer
 * is a page that leaves by itself (Refresh), with a link for who is not taken along.
 */
#include "site/provider.h"

#include "site/pages.h"
#include "site/sign_in.h"
#include "site/site_pages.h"
#include "view/tr.h"

#include <errno.h>
#include <sys/stat.h>

#define BACK_MAX_BYTES 500

/* ---- what the operator chose ------------------------------------------------------------ */

static enum err refuse_file(struct app *app, const char *what, const char **why)
{
    *why = arena_printf(&app->arena, "--oidc-secret-file: « %s » : %s",
                        app->config.oidc_secret_file, what);
    return ERR_INVALID;
}

/* The secret is one line, and nobody's but the service's. */
static enum err read_secret(struct app *app, const char **out, const char **why)
{
    char bytes[OIDC_SECRET_MAX + 1];
    struct stat st;
    FILE *f = fopen(app->config.oidc_secret_file, "re");
    if (!f)
        return refuse_file(app, strerror(errno), why);
    bool open_to_all = fstat(fileno(f), &st) == 0 && st.st_mode & S_IROTH;
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    if (open_to_all)
        return refuse_file(app, "tout le monde peut le lire : chmod 600", why);
    struct str secret = str_trim((struct str){bytes, n});
    if (!secret.n || n == sizeof bytes || memchr(secret.p, '\n', secret.n) ||
        memchr(secret.p, '\0', secret.n))
        return refuse_file(app, "une ligne est attendue, de 1024 octets au plus", why);
    *out = str_dup(&app->arena, secret);
    return OK;
}

enum err provider_start(struct app *app, const char **why)
{
    const struct config *c = &app->config;
    struct oidc_config config = {.issuer = c->oidc,
                                 .client = c->oidc_client,
                                 .scope = c->oidc_scope,
                                 .label = c->oidc_label};
    if (!c->oidc)
        return OK;
    enum err e = read_secret(app, &config.secret, why);
    if (e != OK)
        return e;
    config.return_to = arena_printf(&app->arena, "%s/connexion/fournisseur/retour", c->base_url);
    config.signed_out = arena_printf(&app->arena, "%s/deconnexion/retour", c->base_url);
    app->oidc = oidc_new(&config);
    return OK;
}

const struct provider_view *provider_view_of(struct request *r)
{
    if (!r->app->oidc)
        return NULL;
    struct provider_view *v = arena_new(r->arena, struct provider_view);
    v->label = oidc_label(r->app->oidc);
    v->proconnect = oidc_is_proconnect(r->app->oidc);
    return v;
}

/* ---- leaving ---------------------------------------------------------------------------- */

static enum err leave_for(struct request *r, const struct provider_leave_view *v)
{
    request_private(r);
    http_set_header(r->res, "Refresh", arena_printf(r->arena, "0;url=%s", v->href));
    request_title(r, v->title, NULL);
    provider_leave_page(r->body, &r->page, v);
    return OK;
}

static const char *fill(struct request *r, const char *words, const char *email)
{
    const char *lang = request_lang(r), *label = oidc_label(r->app->oidc);
    return tr_fill(r->arena, lang, tr(lang, words),
                   TR_ARGS(TR_ARG("provider", label), TR_ARG("email", email ? email : "")));
}

static const char *with_label(struct request *r, const char *words)
{
    return fill(r, words, NULL);
}

/* The flow is written first: a write gives the snapshot back, and the writer never waits for a
 * reader that waits for the provider. */
enum err provider_go(struct request *r, account_id account, const char *back, const char *prompt)
{
    struct token browser;
    token_make(&browser);
    const struct oidc_proofs proofs = oidc_proofs_of(browser.text);
    const char *address = NULL, *why = "";
    const struct oidc_flow flow = {
        .account = account, .root = r->page.root, .back = back, .created_at = request_now(r)};
    enum err e = oidc_flow_begin(r->app->store, browser.text, &flow);
    if (e != OK)
        return e;
    enum oidc_trouble t = oidc_authorization(r->app->oidc, r->arena, &proofs, prompt,
                                             flow.created_at, &address, &why);
    if (t != OIDC_FINE)
        return provider_trouble(r, t, why, &flow);
    request_open_flow(r, &browser);
    return leave_for(r, &(struct provider_leave_view){
                            .title = with_label(r, TR("Vers {provider}")),
                            .what = with_label(r, TR("{provider} va vous demander qui vous êtes, "
                                                     "puis vous ramènera ici.")),
                            .href = address,
                            .go = with_label(r, TR("Continuer vers {provider}"))});
}

enum err provider_begin(struct request *r)
{
    static const struct limit by_visitor = {60, 0.5};
    const char *back, *anew = http_form_get(&r->form, "de-nouveau");
    enum err e = sign_in_way_back(r, &r->form, &back);
    if (!r->app->oidc)
        return ERR_NOT_FOUND;
    if (e == OK)
        e = request_limit(r, "sign-in-provider", false, &by_visitor, 1);
    if (e != OK)
        return e;
    if (back && strlen(back) > BACK_MAX_BYTES)
        back = NULL;
    return provider_go(r, (account_id){0}, back, anew ? "login" : NULL);
}

/* ---- signing out ------------------------------------------------------------------------ */

/* The session here is over already; that the provider is away changes nothing of it. */
enum err provider_leave(struct request *r, const char *hint)
{
    struct token state;
    token_make(&state);
    const char *address = r->app->oidc && hint ? oidc_end_session(r->app->oidc, r->arena, hint,
                                                                  state.text, request_now(r))
                                               : NULL;
    if (!address)
        return request_redirect(r, 303, "/");
    request_open_flow(r, &state);
    return leave_for(
        r, &(struct provider_leave_view){
               .title = tr(request_lang(r), TR("Vous avez quitté ce site")),
               .what = with_label(r, TR("Votre connexion à ce site est fermée. Celle de {provider} "
                                        "va l’être aussi.")),
               .href = address,
               .go = with_label(r, TR("Quitter aussi {provider}"))});
}

enum err provider_signed_out(struct request *r)
{
    const char *browser = request_flow_token(r), *state = http_form_get(&r->query, "state");
    if (!r->app->oidc || !browser || !oidc_same(browser, state))
        return request_redirect(r, 303, "/");
    request_private(r);
    request_close_flow(r);
    const struct provider_leave_view v = {
        .title = tr(request_lang(r), TR("Vous êtes hors connexion")),
        .what = with_label(r, TR("La connexion est fermée ici et chez {provider}.")),
        .href = NULL};
    request_title(r, v.title, NULL);
    provider_leave_page(r->body, &r->page, &v);
    return OK;
}

/* ---- what went wrong -------------------------------------------------------------------- */

enum err provider_fail(struct request *r, int status, struct provider_failed_view *v)
{
    v->title = with_label(r, v->title);
    v->what = fill(r, v->what, v->email);
    v->advice = v->advice ? with_label(r, v->advice) : NULL;
    v->provider = provider_view_of(r);
    request_private(r);
    r->res->status = status;
    if (status == 503)
        http_set_header(r->res, "Retry-After", "10");
    request_title(r, v->title, NULL);
    provider_failed_page(r->body, &r->page, v);
    return OK;
}

enum err provider_trouble(struct request *r, enum oidc_trouble trouble, const char *why,
                          const struct oidc_flow *flow)
{
    struct provider_failed_view v = {
        .title = TR("{provider} ne répond pas"),
        .what = TR("Nous n’avons pas pu joindre {provider}."),
        .advice = TR("Réessayez dans une minute, ou connectez-vous autrement."),
        .back = flow->back,
        .again = true,
        .linking = flow->account.v != 0,
    };
    log_line("event=provider-trouble kind=%d why=\"%s\"", (int)trouble, why);
    if (trouble == OIDC_BUSY) {
        v.title = TR("Trop de monde passe par {provider}");
        v.what = TR("Beaucoup de personnes se connectent par {provider} en ce moment.");
        v.advice = TR("Réessayez dans quelques secondes.");
    } else if (trouble == OIDC_REFUSED) {
        v.title = TR("La réponse de {provider} n’est pas acceptable");
        v.what = TR("Ce que {provider} a répondu ne prouve pas qui vous êtes : par prudence, "
                    "personne n’est entré.");
        v.advice = TR("Recommencez. Si cela se répète, connectez-vous autrement et prévenez "
                      "l’équipe du réseau.");
    }
    return provider_fail(r, trouble == OIDC_REFUSED ? 502 : 503, &v);
}
