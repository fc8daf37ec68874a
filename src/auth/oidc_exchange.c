/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Redeeming a code: the tokens, what the ID token says, what UserInfo adds. */
#include "auth/oidc_provider.h"
#include "auth/oidc_token.h"

#define SAID_MAX 200  /* bytes of a provider's words in our log */
#define HINT_MAX 6000 /* bytes of an ID token that an address can carry */

/* RFC 6749 2.3.1: the two are form-encoded before HTTP Basic encodes them. */
static enum oidc_trouble ask_tokens(struct asking *x, const struct oidc_answer *answer,
                                    struct fetch_answer *out)
{
    static const char methods[] = "token_endpoint_auth_methods_supported";
    const struct oidc_config *c = &x->o->config;
    const char *id = fetch_escape(x->a, c->client), *secret = fetch_escape(x->a, c->secret);
    bool basic =
        !json_object_get(x->about, methods) || doc_lists(x->about, methods, "client_secret_basic");
    const char *form =
        arena_printf(x->a, "grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s",
                     fetch_escape(x->a, answer->code), fetch_escape(x->a, c->return_to),
                     answer->proofs->verifier.text);
    const struct fetch_request r = {
        .url = doc_text(x->about, "token_endpoint"),
        .form =
            basic ? form : arena_printf(x->a, "%s&client_id=%s&client_secret=%s", form, id, secret),
        .user = basic ? id : NULL,
        .secret = basic ? secret : NULL,
        .accept = "application/json",
    };
    return asking_fetch(x, &r, out);
}

static enum oidc_trouble token_error(struct asking *x, const struct fetch_answer *answer,
                                     const json_t *doc)
{
    const char *said = doc_text(doc, "error");
    return asking_refuse(x, arena_printf(x->a, "the token endpoint answers %ld %.*s",
                                         answer->status, SAID_MAX, said ? said : ""));
}

struct tokens {
    const char *access, *id; /* in the arena */
};

static enum oidc_trouble redeem(struct asking *x, const struct oidc_answer *answer,
                                struct tokens *out)
{
    struct fetch_answer got;
    enum oidc_trouble t = ask_tokens(x, answer, &got);
    if (t != OIDC_FINE)
        return t;
    json_t *doc = json_loadb(got.body.p, got.body.n, JSON_REJECT_DUPLICATES, NULL);
    const char *type = doc_text(doc, "token_type");
    out->access = arena_strdup(x->a, doc_text(doc, "access_token"));
    out->id = arena_strdup(x->a, doc_text(doc, "id_token"));
    if (got.status != 200)
        t = token_error(x, &got, doc);
    else if (!out->access || !out->id || !type || strcasecmp(type, "Bearer") != 0)
        t = asking_refuse(x, "the token endpoint gives no pair of tokens");
    json_decref(doc);
    return t;
}

/* The claims are the caller's to json_decref. */
static enum oidc_trouble open_token(struct asking *x, const char *jwt, const char *algorithms,
                                    json_t **claims)
{
    const json_t *announced = json_object_get(x->about, algorithms);
    enum oidc_trouble t = asking_keys(x);
    if (t != OIDC_FINE)
        return t;
    enum token_fault f = token_open(jwt, x->keys, announced, claims, &x->why);
    bool asked = false;
    if (f == TOKEN_KEY_UNKNOWN)
        t = asking_new_keys(x, &asked);
    if (t != OIDC_FINE)
        return t;
    if (asked)
        f = token_open(jwt, x->keys, announced, claims, &x->why);
    return f == TOKEN_GOOD ? OIDC_FINE : OIDC_REFUSED;
}

static enum oidc_trouble read_id_token(struct asking *x, const struct oidc_answer *answer,
                                       const struct tokens *tokens, json_t **claims)
{
    const struct token_rules rules = {
        .issuer = x->o->config.issuer,
        .client = x->o->config.client,
        .nonce = answer->proofs->nonce.text,
        .access_token = tokens->access,
        .asked_at = answer->asked_at,
        .now = answer->now,
    };
    enum oidc_trouble t =
        open_token(x, tokens->id, "id_token_signing_alg_values_supported", claims);
    const char *refusal = t == OIDC_FINE ? id_token_refusal(*claims, &rules) : NULL;
    return refusal ? asking_refuse(x, refusal) : t;
}

static enum oidc_trouble open_user_info(struct asking *x, const struct fetch_answer *got,
                                        bool is_signed, json_t **info)
{
    if (got->status != 200)
        return OIDC_REFUSED;
    if (is_signed)
        return open_token(x, got->body.p, "userinfo_signing_alg_values_supported", info);
    *info = json_loadb(got->body.p, got->body.n, JSON_REJECT_DUPLICATES, NULL);
    return json_is_object(*info) ? OIDC_FINE : asking_refuse(x, "UserInfo is not a JSON object");
}

/* ProConnect signs it (application/jwt); it is plain with others. */
static enum oidc_trouble ask_user_info(struct asking *x, const char *access, const char *subject,
                                       json_t **info)
{
    const struct fetch_request r = {.url = doc_text(x->about, "userinfo_endpoint"),
                                    .bearer = access,
                                    .accept = "application/json, application/jwt"};
    const struct token_rules rules = {
        .issuer = x->o->config.issuer, .client = x->o->config.client, .now = x->now};
    struct fetch_answer got;
    if (!r.url)
        return OIDC_FINE;
    enum oidc_trouble t = asking_fetch(x, &r, &got);
    if (t != OIDC_FINE)
        return t;
    bool is_signed = strncasecmp(got.type, "application/jwt", 15) == 0;
    t = open_user_info(x, &got, is_signed, info);
    const char *refusal =
        t == OIDC_FINE ? user_info_refusal(*info, is_signed, subject, &rules) : NULL;
    return refusal ? asking_refuse(x, refusal) : t;
}

static enum oidc_trouble meet(struct asking *x, const struct oidc_answer *answer,
                              struct oidc_person *out)
{
    struct tokens tokens;
    json_t *claims = NULL, *info = NULL;
    enum oidc_trouble t = redeem(x, answer, &tokens);
    if (t == OIDC_FINE)
        t = read_id_token(x, answer, &tokens, &claims);
    if (t == OIDC_FINE)
        t = ask_user_info(x, tokens.access, doc_text(claims, "sub"), &info);
    if (t == OIDC_FINE) {
        *out = (struct oidc_person){.issuer = x->o->config.issuer};
        person_of_claims(x->a, claims, info, oidc_vouches(x->o), out);
        if (doc_text(x->about, "end_session_endpoint") && strlen(tokens.id) <= HINT_MAX)
            out->id_token = tokens.id;
    }
    json_decref(claims);
    json_decref(info);
    return t;
}

enum oidc_trouble oidc_exchange(struct oidc *o, struct arena *a, const struct oidc_answer *answer,
                                struct oidc_person *out, const char **why)
{
    struct asking x = {.o = o, .a = a, .now = answer->now, .why = ""};
    enum oidc_trouble t = asking_begin(&x);
    if (t == OIDC_FINE && !oidc_issuer_fits(o, x.about, answer->iss))
        t = asking_refuse(&x, "the browser brings another issuer's answer (iss)");
    if (t == OIDC_FINE)
        t = meet(&x, answer, out);
    asking_end(&x);
    *why = x.why;
    return t;
}
