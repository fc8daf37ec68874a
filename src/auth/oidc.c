/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The provider: what it says of itself and its keys, kept for an hour; the way there and out again.
 * It is asked by at most AT_ONCE threads, each for OIDC_PATIENCE seconds at most, so that a
 * provider that hangs takes a few workers and never all of them.
 */
#include "auth/oidc_provider.h"

#include <sodium.h>

#define AT_ONCE 4
#define KEPT_SECONDS 3600
#define KEYS_AGAIN_SECONDS 60 /* before keys are asked for again because of an unknown one */

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
bool oidc_vouches(const struct oidc *o)
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

const char *doc_text(const json_t *doc, const char *key)
{
    return json_string_value(json_object_get(doc, key));
}

bool doc_lists(const json_t *doc, const char *key, const char *value)
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

enum oidc_trouble asking_refuse(struct asking *x, const char *why)
{
    x->why = why;
    return OIDC_REFUSED;
}

enum oidc_trouble asking_fetch(struct asking *x, const struct fetch_request *r,
                               struct fetch_answer *out)
{
    return fetch(x->fetcher, x->a, r, out, &x->why);
}

/* A document that must be there and an object; the caller's to json_decref. */
static enum oidc_trouble ask_json(struct asking *x, const char *url, json_t **out)
{
    const struct fetch_request r = {.url = url, .accept = "application/json"};
    struct fetch_answer answer;
    enum oidc_trouble t = asking_fetch(x, &r, &answer);
    if (t != OIDC_FINE)
        return t;
    if (answer.status != 200)
        return OIDC_REFUSED;
    *out = json_loadb(answer.body.p, answer.body.n, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(*out))
        return OIDC_FINE;
    json_decref(*out);
    *out = NULL;
    return asking_refuse(x, arena_printf(x->a, "%s: its answer is not a JSON object", url));
}

static bool place_is_good(const json_t *about, const char *key, bool needed)
{
    const char *url = doc_text(about, key);
    return url ? oidc_url_is_good(url) : !needed && !json_object_get(about, key);
}

static const char *about_refusal(const struct oidc *o, const json_t *about)
{
    const char *issuer = doc_text(about, "issuer");
    if (!issuer || strcmp(issuer, o->config.issuer) != 0)
        return "its issuer is not the one that was configured, to the letter";
    if (!place_is_good(about, "authorization_endpoint", true) ||
        !place_is_good(about, "token_endpoint", true) || !place_is_good(about, "jwks_uri", true) ||
        !place_is_good(about, "userinfo_endpoint", false) ||
        !place_is_good(about, "end_session_endpoint", false))
        return "one of its addresses is missing, or not https";
    if (json_object_get(about, "response_types_supported") &&
        !doc_lists(about, "response_types_supported", "code"))
        return "it has no authorization code flow";
    if (json_object_get(about, "token_endpoint_auth_methods_supported") &&
        !doc_lists(about, "token_endpoint_auth_methods_supported", "client_secret_basic") &&
        !doc_lists(about, "token_endpoint_auth_methods_supported", "client_secret_post"))
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
        return asking_refuse(x, arena_printf(x->a, "%s: %s", url, refusal));
    keep(x->o, &x->o->about, x->about, x->now);
    return OIDC_FINE;
}

static enum oidc_trouble fetch_keys(struct asking *x)
{
    json_t *keys = NULL;
    enum oidc_trouble t = ask_json(x, doc_text(x->about, "jwks_uri"), &keys);
    if (t != OIDC_FINE)
        return t;
    json_decref(x->keys);
    x->keys = keys;
    keep(x->o, &x->o->keys, keys, x->now);
    return OIDC_FINE;
}

enum oidc_trouble asking_keys(struct asking *x)
{
    if (!x->keys)
        x->keys = kept_doc(x->o, &x->o->keys, x->now);
    return x->keys ? OIDC_FINE : fetch_keys(x);
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

enum oidc_trouble asking_new_keys(struct asking *x, bool *asked)
{
    *asked = may_force_keys(x->o, x->now);
    return *asked ? fetch_keys(x) : OIDC_FINE;
}

enum oidc_trouble asking_begin(struct asking *x)
{
    if (atomic_fetch_add(&x->o->asking, 1) >= AT_ONCE) {
        x->why = "too many ask it at once";
        return OIDC_BUSY;
    }
    x->fetcher = fetcher_new(OIDC_PATIENCE * 1000L);
    return learn_about(x);
}

void asking_end(struct asking *x)
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
    const char *query = arena_printf(
        x->a,
        "response_type=code&client_id=%s&redirect_uri=%s&scope=%s&state=%s&nonce=%s"
        "&code_challenge=%s&code_challenge_method=S256%s%s%s",
        fetch_escape(x->a, c->client), fetch_escape(x->a, c->return_to),
        fetch_escape(x->a, c->scope), p->state.text, p->nonce.text, challenge.text,
        doc_lists(x->about, "acr_values_supported", "eidas1") ? "&acr_values=eidas1" : "",
        prompt ? "&prompt=" : "", prompt ? prompt : "");
    return with_query(x->a, doc_text(x->about, "authorization_endpoint"), query);
}

enum oidc_trouble oidc_authorization(struct oidc *o, struct arena *a, const struct oidc_proofs *p,
                                     const char *prompt, int64_t now, const char **address,
                                     const char **why)
{
    struct asking x = {.o = o, .a = a, .now = now, .why = ""};
    enum oidc_trouble t = asking_begin(&x);
    if (t == OIDC_FINE)
        *address = authorization_address(&x, p, prompt);
    asking_end(&x);
    *why = x.why;
    return t;
}

const char *oidc_end_session(struct oidc *o, struct arena *a, const char *id_token,
                             const char *state, int64_t now)
{
    struct asking x = {.o = o, .a = a, .now = now, .why = ""};
    const char *address = NULL;
    if (asking_begin(&x) == OIDC_FINE && doc_text(x.about, "end_session_endpoint"))
        address =
            with_query(a, doc_text(x.about, "end_session_endpoint"),
                       arena_printf(a, "id_token_hint=%s&state=%s&post_logout_redirect_uri=%s",
                                    fetch_escape(a, id_token), fetch_escape(a, state),
                                    fetch_escape(a, o->config.signed_out)));
    asking_end(&x);
    return address;
}

/* ---- and back: oidc_exchange.c ---------------------------------------------------------- */

static bool announces_issuer(const json_t *about)
{
    return json_is_true(json_object_get(about, "authorization_response_iss_parameter_supported"));
}

bool oidc_issuer_fits(const struct oidc *o, const json_t *about, const char *iss)
{
    return iss ? strcmp(iss, o->config.issuer) == 0 : !announces_issuer(about);
}

bool oidc_issuer_matches(struct oidc *o, const char *iss)
{
    json_t *about = kept_doc(o, &o->about, 0);
    bool matches = oidc_issuer_fits(o, about, iss);
    json_decref(about);
    return matches;
}
