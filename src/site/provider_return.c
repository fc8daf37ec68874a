/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Back from the provider: whether this browser was sent there, what it brings, and whom it lets in.
 */
#include "base/text.h"
#include "site/confirm.h"
#include "site/entry.h"
#include "site/pages.h"
#include "site/provider.h"
#include "site/site_pages.h"
#include "view/tr.h"

#define SAID_MAX_LENGTH 200
#define CODE_MAX_BYTES 4096
#define LINK_PAGE "/connexion/fournisseur/lier"

struct trip {
    const char *browser;
    struct oidc_proofs proofs;
    struct oidc_flow flow;
    struct oidc_person who;
};

/* ---- refusals --------------------------------------------------------------------------- */

static enum err fail_stale(struct request *r)
{
    struct provider_failed_view v = {
        .title = TR("Cette connexion n’est plus valable"),
        .what =
            TR("Elle a commencé dans un autre navigateur ou un autre onglet, il y a plus de dix "
               "minutes, ou elle a déjà servi."),
        .advice = TR("Recommencez d’ici : rien n’est perdu."),
        .again = true};
    return provider_fail(r, 410, &v);
}

/* The provider's words, for who asks for help: a line of text, never long. */
static const char *said(struct request *r)
{
    const char *error = http_form_get(&r->query, "error");
    const char *words = http_form_get(&r->query, "error_description");
    struct str s = str_of(text_line(
        r->arena,
        str_of(words && *words ? arena_printf(r->arena, "%s (%s)", words, error) : error)));
    size_t at = 0, n = 0;
    for (; at < s.n && n < SAID_MAX_LENGTH; n++)
        (void)text_next(s, &at);
    return arena_strndup(r->arena, s.p, at);
}

/* What to do about each error of RFC 6749 4.1.2.1 and OpenID Connect Core 3.1.2.6. */
static enum err fail_error(struct request *r, const struct trip *t)
{
    static const struct words {
        const char *error;
        int status;
        const char *title, *what, *advice;
    } all[] = {
        {"access_denied", 403, TR("La connexion par {provider} n’a pas eu lieu"),
         TR("L’accès a été refusé, par vous ou par {provider}."),
         TR("Si c’est une erreur, recommencez ; sinon, connectez-vous autrement.")},
        {"login_required", 403, TR("{provider} vous demande de vous identifier"),
         TR("Aucune connexion n’est ouverte chez {provider}."),
         TR("Recommencez, et identifiez-vous quand {provider} le demande.")},
        {"temporarily_unavailable", 503, TR("{provider} ne répond pas"),
         TR("{provider} n’est pas disponible pour le moment."),
         TR("Réessayez dans une minute, ou connectez-vous autrement.")},
        {"server_error", 503, TR("{provider} a un incident"),
         TR("{provider} n’a pas pu terminer votre connexion."),
         TR("Réessayez dans une minute, ou connectez-vous autrement.")},
        {NULL, 502, TR("{provider} a refusé la connexion"),
         TR("{provider} n’a pas accepté la demande de ce site."),
         TR("Connectez-vous autrement, et donnez ces mots à l’équipe du réseau.")},
    };
    const char *error = http_form_get(&r->query, "error");
    const struct words *w = all;
    while (w->error && strcmp(w->error, error) != 0)
        w++;
    struct provider_failed_view v = {.title = w->title,
                                     .what = w->what,
                                     .advice = w->advice,
                                     .said = said(r),
                                     .back = t->flow.back,
                                     .again = true,
                                     .linking = t->flow.account.v != 0};
    log_line("event=provider-error error=\"%.40s\"", error);
    return provider_fail(r, w->status, &v);
}

static enum err fail_outcome(struct request *r, const struct trip *t, enum oidc_entry outcome)
{
    struct provider_failed_view v = {
        .title = TR("Ce compte est fermé"),
        .what = TR("{provider} a bien dit qui vous êtes, mais le compte de ce site est fermé."),
        .advice = TR("L’équipe du réseau peut le rouvrir."),
    };
    if (outcome == OIDC_UNKNOWN) {
        v.title = TR("Cette adresse n’est pas connue ici");
        v.what = TR("Aucun compte ni aucune inscription de ce site ne porte l’adresse {email}.");
        v.email = t->who.email;
        v.advice =
            TR("Inscrivez-vous à une rencontre avec cette adresse, puis revenez. Si vous avez "
               "déjà un compte sous une autre adresse, connectez-vous autrement : vous "
               "pourrez lier {provider} depuis votre espace.");
    }
    return provider_fail(r, 403, &v);
}

static enum err fail_taken(struct request *r)
{
    struct provider_failed_view v = {
        .title = TR("Cette identité est déjà liée"),
        .what = TR("Cette identité de {provider} ouvre déjà un autre compte de ce site."),
        .advice = TR("Entrez avec elle, déliez-la depuis cet autre compte, puis recommencez."),
        .linking = true};
    return provider_fail(r, 409, &v);
}

/* ---- coming back ------------------------------------------------------------------------ */

/* What the browser brings is of this browser's own question, and the issuer's answer to it. */
static bool is_answer(struct request *r, struct trip *t)
{
    t->browser = request_flow_token(r);
    if (!t->browser)
        return false;
    t->proofs = oidc_proofs_of(t->browser);
    return oidc_same(t->proofs.state.text, http_form_get(&r->query, "state")) &&
           oidc_issuer_matches(r->app->oidc, http_form_get(&r->query, "iss"));
}

static enum err let_in(struct request *r, const struct trip *t, const struct sign_in *in,
                       enum role role)
{
    const char *home = role == ROLE_MEMBER ? "/mon-espace" : "/organisation";
    request_open_session(r, &in->session);
    request_close_flow(r);
    return request_redirect(r, 303, t->flow.back ? t->flow.back : home);
}

static enum err ask_for_proof(struct request *r, const struct trip *t)
{
    const struct provider_prove_view v = {.label = oidc_label(r->app->oidc),
                                          .email = t->who.email,
                                          .by_mail = r->app->config.smtp && t->who.email,
                                          .back = LINK_PAGE};
    request_private(r);
    request_title(r, tr(request_lang(r), TR("Encore une étape")), NULL);
    provider_prove_page(r->body, &r->page, &v);
    return OK;
}

static enum err enter(struct request *r, struct trip *t)
{
    enum oidc_entry outcome;
    enum role role;
    struct sign_in in = {.old_session = request_session_token(r),
                         .browser = request_browser(r),
                         .now = request_now(r)};
    struct identity_entry entry = {.browser = t->browser, .who = &t->who, .in = &in};
    enum err e =
        t->who.vouched ? entry_known(r, t->who.email, &entry.may_open, &entry.known_as) : OK;
    sign_in_prepare(&in);
    if (e == OK)
        e = identity_enter(r->app->store, r->arena, &entry, &outcome, &role);
    if (e != OK)
        return e;
    if (outcome == OIDC_IN)
        return let_in(r, t, &in, role);
    return outcome == OIDC_PROVE ? ask_for_proof(r, t) : fail_outcome(r, t, outcome);
}

/* The account that asked is still the one that is signed in here. */
static enum err link_account(struct request *r, const struct trip *t)
{
    if (!r->account || r->account->id.v != t->flow.account.v)
        return fail_stale(r);
    enum err e = identity_link(r->app->store, r->arena, &t->who, r->account->id, request_now(r));
    if (e == ERR_CONFLICT)
        return fail_taken(r);
    request_close_flow(r);
    return e == OK ? request_redirect(r, 303, "/mon-espace") : e;
}

static enum err meet(struct request *r, struct trip *t)
{
    const char *why = "", *code = http_form_get(&r->query, "code");
    const struct oidc_answer answer = {.code = code,
                                       .iss = http_form_get(&r->query, "iss"),
                                       .proofs = &t->proofs,
                                       .asked_at = t->flow.created_at,
                                       .now = request_now(r)};
    if (!code || strlen(code) > CODE_MAX_BYTES)
        return provider_trouble(r, OIDC_REFUSED, "the browser brings no code", &t->flow);
    enum oidc_trouble trouble = oidc_exchange(r->app->oidc, r->arena, &answer, &t->who, &why);
    if (trouble != OIDC_FINE)
        return provider_trouble(r, trouble, why, &t->flow);
    return t->flow.account.v ? link_account(r, t) : enter(r, t);
}

enum err provider_return(struct request *r)
{
    static const struct limit by_visitor = {60, 0.5};
    struct trip t = {0};
    if (!r->app->oidc)
        return ERR_NOT_FOUND;
    request_private(r);
    enum err e = request_limit(r, "sign-in-return", false, &by_visitor, 1);
    if (e != OK)
        return e;
    if (!is_answer(r, &t))
        return fail_stale(r);
    e = oidc_flow_take(r->app->store, r->arena, t.browser, request_now(r), &t.flow);
    if (e != OK)
        return e == ERR_GONE ? fail_stale(r) : e;
    request_resume(r, t.flow.root); /* the provider knows one address of ours, in no language */
    return http_form_get(&r->query, "error") ? fail_error(r, &t) : meet(r, &t);
}

/* ---- once proved ------------------------------------------------------------------------ */

static enum err held(struct request *r, struct oidc_person *out)
{
    const char *browser = request_flow_token(r);
    return browser ? identity_held(r->db, r->arena, browser, request_now(r), out) : ERR_GONE;
}

enum err provider_link_show(struct request *r)
{
    struct oidc_person who;
    if (!r->app->oidc)
        return ERR_NOT_FOUND;
    if (!signed_in_recently(r))
        return confirm_first(r, LINK_PAGE);
    enum err e = held(r, &who);
    if (e != OK)
        return e == ERR_GONE ? fail_stale(r) : e;
    const struct provider_link_view v = {.label = oidc_label(r->app->oidc),
                                         .name = who.name,
                                         .email = who.email,
                                         .account = r->account->email};
    request_private(r);
    request_title(r, tr(request_lang(r), TR("Lier cette identité")), NULL);
    provider_link_page(r->body, &r->page, &v);
    return OK;
}

enum err provider_link_take(struct request *r)
{
    const char *browser = request_flow_token(r);
    if (!r->app->oidc)
        return ERR_NOT_FOUND;
    if (!signed_in_recently(r))
        return confirm_first(r, LINK_PAGE);
    enum err e = browser ? identity_link_held(r->app->store, r->arena, browser, r->account->id,
                                              request_now(r))
                         : ERR_GONE;
    if (e == ERR_GONE)
        return fail_stale(r);
    if (e == ERR_CONFLICT)
        return fail_taken(r);
    if (e != OK)
        return e;
    request_close_flow(r);
    return request_redirect(r, 303, "/mon-espace");
}
