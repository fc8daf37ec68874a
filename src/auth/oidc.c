/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The provider: what it says of itself and its keys, kept for an hour; and the redeeming of a code.
 * It is asked by at most AT_ONCE threads, each for OIDC_PATIENCE seconds at most, so that a
 * provider that hangs takes a few workers and never all of them.
 */
#include "auth/oidc_fetch.h"
#include "auth/oidc_token.h"

#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>

#define AT_ONCE 4
#define KEPT_SECONDS 3600
#define KEYS_AGAIN_SECONDS 60 /* before keys are asked for again because of an unknown one */
#define SAID_MAX 200          /* bytes of a provider's words in our log */
#define HINT_MAX 6000         /* bytes of an ID token that an address can carry */

struct kept { /* a document of the provider's; read-only once it is here */
    json_t *doc;
    int64_t at;
};

struct oidc {
    struct oidc_config config;
    char *label;
    pthread_mutex_t lock; /* of the next three */
    struct kept about, keys;
    int64_t keys_forced_at;
    atomic_uint asking;
};

/* ---- who it is -------------------------------------------------------------------------- */

static struct str host_of(const char *issuer)
{
    const char *host = strstr(issuer, "://") + 3;
    return (struct str){host, strcspn(host, "/?#")};
}

static bool ends_with(struct str s, const char *end)
{
    size_t n = strlen(end);
    return s.n >= n && memcmp(s.p + s.n - n, end, n) == 0;
}

bool oidc_is_proconnect(const struct oidc *o)
{
    struct str host = host_of(o->config.issuer);
    return ends_with(host, ".proconnect.gouv.fr") || ends_with(host, ".proconnect.rie.gouv.fr") ||
           ends_with(host, ".agentconnect.gouv.fr") ||
           ends_with(host, ".agentconnect.rie.gouv.fr") || ends_with(host, ".dev-agentconnect.fr");
}

/*
 * ProConnect says nothing of whether an address was checked: its identity providers are
 * administrations and companies that answer for those of their own people. Its trial platforms take
 * anybody's.
 */
static bool vouches(const struct oidc *o)
{
    return oidc_is_proconnect(o) && str_starts(host_of(o->config.issuer), "auth.");
}

struct oidc *oidc_new(const struct oidc_config *config)
{
    struct oidc *o = xcalloc(1, sizeof *o);
    struct str host = host_of(config->issuer);
    o->config = *config;
    o->label = config->label           ? xstrdup(config->label)
               : oidc_is_proconnect(o) ? xstrdup("ProConnect")
                                       : strndup(host.p, host.n);
    if (!o->label || pthread_mutex_init(&o->lock, NULL) != 0)
        die("auth: no memory for a provider");
    if (!config->scope)
        o->config.scope = oidc_is_proconnect(o) ? "openid given_name usual_name email siret uid"
                                                : "openid email profile";
    return o;
}

void oidc_free(struct oidc *o)
{
    if (!o)
        return;
    json_decref(o->about.doc);
    json_decref(o->keys.doc);
    pthread_mutex_destroy(&o->lock);
    free(o->label);
    free(o);
}

const char *oidc_label(const struct oidc *o)
{
    return o->label;
}

const char *oidc_issuer(const struct oidc *o)
{
    return o->config.issuer;
}

/* ---- what is kept of it ----------------------------------------------------------------- */

static bool is_fresh(const struct kept *k, int64_t now)
{
    return k->doc && now - k->at < KEPT_SECONDS && k->at - now < KEPT_SECONDS;
}

/* The caller's to json_decref; NULL: not kept, or too old. `now` 0: whatever its age. */
static json_t *kept_doc(struct oidc *o, struct kept *k, int64_t now)
{
    pthread_mutex_lock(&o->lock);
    json_t *doc = !now || is_fresh(k, now) ? json_incref(k->doc) : NULL;
    pthread_mutex_unlock(&o->lock);
    return doc;
}

static void keep(struct oidc *o, struct kept *k, json_t *doc, int64_t now)
{
    pthread_mutex_lock(&o->lock);
    json_decref(k->doc);
    *k = (struct kept){json_incref(doc), now};
    pthread_mutex_unlock(&o->lock);
}

/* Whether an unknown key may have the keys asked for again: whoever brings tokens with invented
 * keys does not make us ask more than once a minute. */
static bool may_force_keys(struct oidc *o, int64_t now)
{
    pthread_mutex_lock(&o->lock);
    int64_t since = now - o->keys_forced_at;
    bool may = since >= KEYS_AGAIN_SECONDS || since <= -KEYS_AGAIN_SECONDS;
    if (may)
        o->keys_forced_at = now;
    pthread_mutex_unlock(&o->lock);
    return may;
}

static const char *text_in(const json_t *doc, const char *key)
{
    return json_string_value(json_object_get(doc, key));
}

static bool lists(const json_t *doc, const char *key, const char *value)
{
    const json_t *list = json_object_get(doc, key);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *one = json_string_value(json_array_get(list, i));
        if (one && strcmp(one, value) == 0)
            return true;
    }
    return false;
}

/* ---- asking ----------------------------------------------------------------------------- */

struct asking { /* one thread's conversation with it */
    struct oidc *o;
    struct arena *a;
    struct fetcher *fetcher;
    int64_t now;
    json_t *about, *keys;
    const char *why;
};

static enum oidc_trouble refuse(struct asking *x, const char *why)
{
    x->why = why;
    return OIDC_REFUSED;
}

static enum oidc_trouble ask(struct asking *x, const struct fetch_request *r,
                             struct fetch_answer *out)
{
    return fetch(x->fetcher, x->a, r, out, &x->why);
}

/* A document that must be there and an object; the caller's to json_decref. */
static enum oidc_trouble ask_json(struct asking *x, const char *url, json_t **out)
{
    const struct fetch_request r = {.url = url, .accept = "application/json"};
    struct fetch_answer answer;
    enum oidc_trouble t = ask(x, &r, &answer);
    if (t != OIDC_FINE)
        return t;
    if (answer.status != 200)
        return OIDC_REFUSED;
    *out = json_loadb(answer.body.p, answer.body.n, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(*out))
        return OIDC_FINE;
    json_decref(*out);
    *out = NULL;
    return refuse(x, arena_printf(x->a, "%s: its answer is not a JSON object", url));
}

static bool place_is_good(const json_t *about, const char *key, bool needed)
{
    const char *url = text_in(about, key);
    return url ? oidc_url_is_good(url) : !needed && !json_object_get(about, key);
}

static const char *about_refusal(const struct oidc *o, const json_t *about)
{
    const char *issuer = text_in(about, "issuer");
    if (!issuer || strcmp(issuer, o->config.issuer) != 0)
        return "its issuer is not the one that was configured, to the letter";
    if (!place_is_good(about, "authorization_endpoint", true) ||
        !place_is_good(about, "token_endpoint", true) || !place_is_good(about, "jwks_uri", true) ||
        !place_is_good(about, "userinfo_endpoint", false) ||
        !place_is_good(about, "end_session_endpoint", false))
        return "one of its addresses is missing, or not https";
    if (json_object_get(about, "response_types_supported") &&
        !lists(about, "response_types_supported", "code"))
        return "it has no authorization code flow";
    if (json_object_get(about, "token_endpoint_auth_methods_supported") &&
        !lists(about, "token_endpoint_auth_methods_supported", "client_secret_basic") &&
        !lists(about, "token_endpoint_auth_methods_supported", "client_secret_post"))
        return "it takes a client's secret neither by HTTP Basic nor in the form";
    return NULL;
}

static enum oidc_trouble learn_about(struct asking *x)
{
    x->about = kept_doc(x->o, &x->o->about, x->now);
    if (x->about)
        return OIDC_FINE;
    const char *issuer = x->o->config.issuer;
    size_t n = strlen(issuer);
    const char *url = arena_printf(x->a, "%.*s/.well-known/openid-configuration",
                                   (int)(n && issuer[n - 1] == '/' ? n - 1 : n), issuer);
    enum oidc_trouble t = ask_json(x, url, &x->about);
    if (t != OIDC_FINE)
        return t;
    const char *refusal = about_refusal(x->o, x->about);
    if (refusal)
        return refuse(x, arena_printf(x->a, "%s: %s", url, refusal));
    keep(x->o, &x->o->about, x->about, x->now);
    return OIDC_FINE;
}

static enum oidc_trouble fetch_keys(struct asking *x)
{
    json_t *keys = NULL;
    enum oidc_trouble t = ask_json(x, text_in(x->about, "jwks_uri"), &keys);
    if (t != OIDC_FINE)
        return t;
    json_decref(x->keys);
    x->keys = keys;
    keep(x->o, &x->o->keys, keys, x->now);
    return OIDC_FINE;
}

static enum oidc_trouble learn_keys(struct asking *x)
{
    if (!x->keys)
        x->keys = kept_doc(x->o, &x->o->keys, x->now);
    return x->keys ? OIDC_FINE : fetch_keys(x);
}

static enum oidc_trouble begin(struct asking *x)
{
    if (atomic_fetch_add(&x->o->asking, 1) >= AT_ONCE) {
        x->why = "too many ask it at once";
        return OIDC_BUSY;
    }
    x->fetcher = fetcher_new(OIDC_PATIENCE * 1000L);
    return learn_about(x);
}

static void end(struct asking *x)
{
    atomic_fetch_sub(&x->o->asking, 1);
    fetcher_free(x->fetcher);
    json_decref(x->about);
    json_decref(x->keys);
}

/* ---- to the provider -------------------------------------------------------------------- */

/* Nothing secret leaves the browser's token but what is meant to: each is a hash of its own. */
static void derive(const char *browser, const char *what, struct token *out)
{
    unsigned char hash[32];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)what, strlen(what),
                       (const unsigned char *)browser, strlen(browser));
    sodium_bin2base64(out->text, sizeof out->text, hash, sizeof hash,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

struct oidc_proofs oidc_proofs_of(const char *browser)
{
    struct oidc_proofs p;
    derive(browser, "maillage oidc state", &p.state);
    derive(browser, "maillage oidc nonce", &p.nonce);
    derive(browser, "maillage oidc verifier", &p.verifier);
    return p;
}

bool oidc_same(const char *expected, const char *given)
{
    size_t n = strlen(expected);
    return given && strlen(given) == n && sodium_memcmp(expected, given, n) == 0;
}

/* RFC 7636 4.2 */
static void challenge_of(const struct token *verifier, struct token *out)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(hash, (const unsigned char *)verifier->text, strlen(verifier->text));
    sodium_bin2base64(out->text, sizeof out->text, hash, sizeof hash,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static const char *with_query(struct arena *a, const char *url, const char *query)
{
    return arena_printf(a, "%s%c%s", url, strchr(url, '?') ? '&' : '?', query);
}

/* ProConnect has levels of assurance; its first, eidas1, is all that is asked for. */
static const char *authorization_address(struct asking *x, const struct oidc_proofs *p,
                                         const char *prompt)
{
    const struct oidc_config *c = &x->o->config;
    struct token challenge;
    challenge_of(&p->verifier, &challenge);
    const char *query =
        arena_printf(x->a,
                     "response_type=code&client_id=%s&redirect_uri=%s&scope=%s&state=%s&nonce=%s"
                     "&code_challenge=%s&code_challenge_method=S256%s%s%s",
                     fetch_escape(x->a, c->client), fetch_escape(x->a, c->return_to),
                     fetch_escape(x->a, c->scope), p->state.text, p->nonce.text, challenge.text,
                     lists(x->about, "acr_values_supported", "eidas1") ? "&acr_values=eidas1" : "",
                     prompt ? "&prompt=" : "", prompt ? prompt : "");
    return with_query(x->a, text_in(x->about, "authorization_endpoint"), query);
}

enum oidc_trouble oidc_authorization(struct oidc *o, struct arena *a, const struct oidc_proofs *p,
                                     const char *prompt, int64_t now, const char **address,
                                     const char **why)
{
    struct asking x = {.o = o, .a = a, .now = now, .why = ""};
    enum oidc_trouble t = begin(&x);
    if (t == OIDC_FINE)
        *address = authorization_address(&x, p, prompt);
    end(&x);
    *why = x.why;
    return t;
}

const char *oidc_end_session(struct oidc *o, struct arena *a, const char *id_token,
                             const char *state, int64_t now)
{
    struct asking x = {.o = o, .a = a, .now = now, .why = ""};
    const char *address = NULL;
    if (begin(&x) == OIDC_FINE && text_in(x.about, "end_session_endpoint"))
        address =
            with_query(a, text_in(x.about, "end_session_endpoint"),
                       arena_printf(a, "id_token_hint=%s&state=%s&post_logout_redirect_uri=%s",
                                    fetch_escape(a, id_token), fetch_escape(a, state),
                                    fetch_escape(a, o->config.signed_out)));
    end(&x);
    return address;
}

/* ---- and back --------------------------------------------------------------------------- */

static bool announces_issuer(const json_t *about)
{
    return json_is_true(json_object_get(about, "authorization_response_iss_parameter_supported"));
}

static bool issuer_fits(const struct oidc *o, const json_t *about, const char *iss)
{
    return iss ? strcmp(iss, o->config.issuer) == 0 : !announces_issuer(about);
}

bool oidc_issuer_matches(struct oidc *o, const char *iss)
{
    json_t *about = kept_doc(o, &o->about, 0);
    bool matches = issuer_fits(o, about, iss);
    json_decref(about);
    return matches;
}

/* RFC 6749 2.3.1: the two are form-encoded before HTTP Basic encodes them. */
static enum oidc_trouble ask_tokens(struct asking *x, const struct oidc_answer *answer,
                                    struct fetch_answer *out)
{
    static const char methods[] = "token_endpoint_auth_methods_supported";
    const struct oidc_config *c = &x->o->config;
    const char *id = fetch_escape(x->a, c->client), *secret = fetch_escape(x->a, c->secret);
    bool basic =
        !json_object_get(x->about, methods) || lists(x->about, methods, "client_secret_basic");
    const char *form =
        arena_printf(x->a, "grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=%s",
                     fetch_escape(x->a, answer->code), fetch_escape(x->a, c->return_to),
                     answer->proofs->verifier.text);
    const struct fetch_request r = {
        .url = text_in(x->about, "token_endpoint"),
        .form =
            basic ? form : arena_printf(x->a, "%s&client_id=%s&client_secret=%s", form, id, secret),
        .user = basic ? id : NULL,
        .secret = basic ? secret : NULL,
        .accept = "application/json",
    };
    return ask(x, &r, out);
}

static enum oidc_trouble token_error(struct asking *x, const struct fetch_answer *answer,
                                     const json_t *doc)
{
    const char *said = text_in(doc, "error");
    return refuse(x, arena_printf(x->a, "the token endpoint answers %ld %.*s", answer->status,
                                  SAID_MAX, said ? said : ""));
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
    const char *type = text_in(doc, "token_type");
    out->access = arena_strdup(x->a, text_in(doc, "access_token"));
    out->id = arena_strdup(x->a, text_in(doc, "id_token"));
    if (got.status != 200)
        t = token_error(x, &got, doc);
    else if (!out->access || !out->id || !type || strcasecmp(type, "Bearer") != 0)
        t = refuse(x, "the token endpoint gives no pair of tokens");
    json_decref(doc);
    return t;
}

/* The claims are the caller's to json_decref. */
static enum oidc_trouble open_token(struct asking *x, const char *jwt, const char *algorithms,
                                    json_t **claims)
{
    const json_t *announced = json_object_get(x->about, algorithms);
    enum oidc_trouble t = learn_keys(x);
    if (t != OIDC_FINE)
        return t;
    enum token_fault f = token_open(jwt, x->keys, announced, claims, &x->why);
    if (f == TOKEN_KEY_UNKNOWN && may_force_keys(x->o, x->now)) {
        t = fetch_keys(x);
        if (t != OIDC_FINE)
            return t;
        f = token_open(jwt, x->keys, announced, claims, &x->why);
    }
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
    return refusal ? refuse(x, refusal) : t;
}

static enum oidc_trouble open_user_info(struct asking *x, const struct fetch_answer *got,
                                        bool is_signed, json_t **info)
{
    if (got->status != 200)
        return OIDC_REFUSED;
    if (is_signed)
        return open_token(x, got->body.p, "userinfo_signing_alg_values_supported", info);
    *info = json_loadb(got->body.p, got->body.n, JSON_REJECT_DUPLICATES, NULL);
    return json_is_object(*info) ? OIDC_FINE : refuse(x, "UserInfo is not a JSON object");
}

/* ProConnect signs it (application/jwt); it is plain with others. */
static enum oidc_trouble ask_user_info(struct asking *x, const char *access, const char *subject,
                                       json_t **info)
{
    const struct fetch_request r = {.url = text_in(x->about, "userinfo_endpoint"),
                                    .bearer = access,
                                    .accept = "application/json, application/jwt"};
    const struct token_rules rules = {
        .issuer = x->o->config.issuer, .client = x->o->config.client, .now = x->now};
    struct fetch_answer got;
    if (!r.url)
        return OIDC_FINE;
    enum oidc_trouble t = ask(x, &r, &got);
    if (t != OIDC_FINE)
        return t;
    bool is_signed = strncasecmp(got.type, "application/jwt", 15) == 0;
    t = open_user_info(x, &got, is_signed, info);
    const char *refusal =
        t == OIDC_FINE ? user_info_refusal(*info, is_signed, subject, &rules) : NULL;
    return refusal ? refuse(x, refusal) : t;
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
        t = ask_user_info(x, tokens.access, text_in(claims, "sub"), &info);
    if (t == OIDC_FINE) {
        *out = (struct oidc_person){.issuer = x->o->config.issuer};
        person_of_claims(x->a, claims, info, vouches(x->o), out);
        if (text_in(x->about, "end_session_endpoint") && strlen(tokens.id) <= HINT_MAX)
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
    enum oidc_trouble t = begin(&x);
    if (t == OIDC_FINE && !issuer_fits(o, x.about, answer->iss))
        t = refuse(&x, "the browser brings another issuer's answer (iss)");
    if (t == OIDC_FINE)
        t = meet(&x, answer, out);
    end(&x);
    *why = x.why;
    return t;
}
