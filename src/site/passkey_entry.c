/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Entering with a passkey: a challenge for this browser, then what its device signed, which
 * web/js/passkey.js puts into a plain form. What a refusal says tells nothing of which keys there
 * are: an unknown one, another's and a wrong signature are answered alike.
 */
#include "site/passkeys.h"

#include "base/json.h"
#include "base/log.h"
#include "site/pages.h"
#include "site/sign_in.h"
#include "site/site_pages.h"
#include "view/tr.h"

#include <sodium.h>

/* ---- what both sides need ---------------------------------------------------------------- */

bool passkeys_are_offered(struct request *r)
{
    struct passkey_site site;
    return passkey_site_of(r->arena, r->app->config.base_url, &site);
}

struct str passkey_field(struct request *r, const char *name)
{
    struct str text = str_of(http_form_get(&r->form, name));
    char *out = arena_alloc(r->arena, text.n + 1);
    size_t n = 0;
    if (!text.n || sodium_base642bin((unsigned char *)out, text.n, text.p, text.n, NULL, &n, NULL,
                                     sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
        return (struct str){0};
    return (struct str){out, n};
}

enum err passkey_challenge_for(struct request *r, account_id account, struct passkey_challenge *out)
{
    unsigned char handle[PASSKEY_HANDLE_BYTES];
    struct token fresh;
    bool is_fresh = false;
    token_make(&fresh);
    randombytes_buf(handle, sizeof handle);
    const struct passkey_ask ask = {.account = account,
                                    .browser = request_challenge_token(r),
                                    .fresh = &fresh,
                                    .handle = handle,
                                    .now = request_now(r)};
    enum err e = passkey_challenge(r->app->store, r->db, r->arena, &ask, out, &is_fresh);
    if (e == OK && is_fresh)
        request_open_challenge(r, &fresh);
    return e;
}

/* ---- the challenge ----------------------------------------------------------------------- */

/* PublicKeyCredentialRequestOptions: no list of keys, so that the device offers those it has. */
static void write_options(struct request *r, const struct passkey_site *site,
                          const struct passkey_challenge *challenge)
{
    struct json j = json_to(r->body);
    request_content(r, "application/json; charset=utf-8", NULL);
    json_begin_object(&j);
    json_key_text(&j, "challenge", challenge->text);
    json_key_text(&j, "rpId", site->rp_id);
    json_key_text(&j, "userVerification", "required");
    json_key_int(&j, "timeout", PASSKEY_CHALLENGE_SECONDS * 1000);
    json_end(&j);
}

/* A whole room behind one address opens the sign-in page at once: what is limited is a flood. */
enum err passkey_entry_challenge(struct request *r)
{
    static const struct limit by_visitor = {300, 5};
    struct passkey_challenge challenge;
    struct passkey_site site;
    request_private(r);
    if (!passkey_site_of(r->arena, r->app->config.base_url, &site))
        return ERR_NOT_FOUND;
    enum err e = request_limit(r, "passkey-challenge", false, &by_visitor, 1);
    if (e == OK)
        e = passkey_challenge_for(r, (account_id){0}, &challenge);
    if (e == OK)
        write_options(r, &site, &challenge);
    return e;
}

/* ---- the signature ----------------------------------------------------------------------- */

static const char *words_for(enum passkey_fault fault)
{
    switch (fault) {
    case PASSKEY_NOT_PRESENT:
    case PASSKEY_NOT_VERIFIED:
        return TR("Votre appareil n’a pas vérifié que c’est bien vous. Recommencez, avec votre "
                  "empreinte, votre visage ou le code de l’appareil.");
    case PASSKEY_ORIGIN:
    case PASSKEY_RP:
        return TR("Cette clé d’accès n’a pas été présentée à l’adresse habituelle du site. Ouvrez "
                  "le site à son adresse, puis recommencez.");
    case PASSKEY_COUNTER:
        return TR("Cette clé d’accès est refusée : son compteur est revenu en arrière, ce qui "
                  "arrive quand elle a été copiée. Entrez autrement, puis retirez-la dans « Mon "
                  "espace ».");
    default:
        return TR("Cette clé d’accès n’ouvre rien ici. Elle a peut-être été retirée : entrez "
                  "autrement, puis ajoutez-en une dans « Mon espace ».");
    }
}

static enum err refuse_key(struct request *r, const char *back, enum passkey_fault fault)
{
    struct sign_in_view v = {.by_mail = r->app->config.smtp != NULL,
                             .by_passkey = true,
                             .back = back,
                             .key_error = tr(request_lang(r), words_for(fault))};
    log_line("event=passkey-refused fault=%s", passkey_fault_word(fault));
    request_title(r, tr(request_lang(r), TR("Se connecter")), NULL);
    r->res->status = 422;
    sign_in_page(r->body, &r->page, &v);
    return OK;
}

static enum err try_key(struct request *r, const struct passkey_site *site, struct sign_in *in,
                        enum passkey_fault *fault, enum role *role)
{
    const struct passkey_assertion came = {
        .credential_id = passkey_field(r, "id"),
        .client_data = passkey_field(r, "clientDataJSON"),
        .authenticator_data = passkey_field(r, "authenticatorData"),
        .signature = passkey_field(r, "signature"),
        .handle = passkey_field(r, "userHandle"),
    };
    const struct passkey_try t = {
        .site = site, .browser = request_challenge_token(r), .came = &came, .entry = in};
    return passkey_sign_in(r->app->store, r->db, r->arena, &t, fault, role);
}

/* Nobody guesses a signature: here too it is a flood that is limited. */
enum err passkey_entry_take(struct request *r)
{
    static const struct sign_in_limit by_visitor = {.burst = 120, .seconds = 5};
    struct sign_in in = {.old_session = request_session_token(r),
                         .browser = request_browser(r),
                         .now = request_now(r)};
    enum passkey_fault fault = PASSKEY_MALFORMED;
    enum role role = ROLE_NONE;
    struct passkey_site site;
    const char *back;
    enum err e = sign_in_way_back(r, &r->form, &back);
    request_private(r);
    if (!passkey_site_of(r->arena, r->app->config.base_url, &site))
        return ERR_NOT_FOUND;
    sign_in_prepare(&in);
    if (e == OK)
        e = request_limit_sign_in(r, "passkey", &by_visitor);
    if (e == OK)
        e = try_key(r, &site, &in, &fault, &role);
    if (e == ERR_GONE)
        return request_fail(
            r, e,
            TR("La demande a trop attendu, ou a déjà servi. Rouvrez la page de connexion et "
               "recommencez."));
    if (e != OK || fault != PASSKEY_GOOD)
        return e != OK ? e : refuse_key(r, back, fault);
    request_open_session(r, &in.session);
    return request_redirect(r, 303, sign_in_home(role, back));
}
