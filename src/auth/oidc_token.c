/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/oidc_token.h"

#include <cjose/cjose.h>
#include <sodium.h>

#define RSA_BITS_MIN 2048 /* RFC 7518 3.3 */
#define KEYS_MAX 64

/* ---- which key -------------------------------------------------------------------------- */

/*
 * The algorithms that are believed, each with the one kind of key it goes with. What is not here is
 * refused whatever a token says of itself: "none", and HS*, whose key would be the public one.
 */
static const struct algorithm {
    const char *name, *kind, *curve;
} algorithms[] = {
    {"RS256", "RSA", NULL},
    {"PS256", "RSA", NULL},
    {"ES256", "EC", "P-256"},
};

static const struct algorithm *algorithm_of(const char *name, const json_t *announced)
{
    size_t i, n = json_array_size(announced);
    bool known = n == 0;
    for (i = 0; i < n && !known; i++) {
        const char *one = json_string_value(json_array_get(announced, i));
        known = one && name && strcmp(one, name) == 0;
    }
    for (i = 0; known && name && i < ARRAY_LEN(algorithms); i++)
        if (strcmp(algorithms[i].name, name) == 0)
            return &algorithms[i];
    return NULL;
}

static bool text_is(const json_t *object, const char *key, const char *value)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text && strcmp(text, value) == 0;
}

static bool absent_or(const json_t *object, const char *key, const char *value)
{
    return !json_object_get(object, key) || text_is(object, key, value);
}

static bool may_verify(const json_t *key)
{
    const json_t *uses = json_object_get(key, "key_ops");
    for (size_t i = 0; i < json_array_size(uses); i++) {
        const char *use = json_string_value(json_array_get(uses, i));
        if (use && strcmp(use, "verify") == 0)
            return true;
    }
    return !uses;
}

static bool key_fits(const json_t *key, const struct algorithm *alg, const char *kid)
{
    return text_is(key, "kty", alg->kind) && (!alg->curve || text_is(key, "crv", alg->curve)) &&
           absent_or(key, "use", "sig") && absent_or(key, "alg", alg->name) && may_verify(key) &&
           (!kid || text_is(key, "kid", kid));
}

/* The one key that fits; NULL: none, or a token that names no key where several would fit. */
static json_t *key_for(json_t *set, const struct algorithm *alg, const char *kid)
{
    json_t *list = json_object_get(set, "keys"), *found = NULL;
    for (size_t i = 0; i < json_array_size(list) && i < KEYS_MAX; i++) {
        json_t *key = json_array_get(list, i);
        if (!key_fits(key, alg, kid))
            continue;
        if (found)
            return kid ? found : NULL;
        found = key;
    }
    return found;
}

/* ---- signature -------------------------------------------------------------------------- */

static json_t *plain_claims(cjose_jws_t *jws)
{
    uint8_t *bytes = NULL;
    size_t n = 0;
    if (!cjose_jws_get_plaintext(jws, &bytes, &n, NULL))
        return NULL;
    json_t *claims = json_loadb((const char *)bytes, n, JSON_REJECT_DUPLICATES, NULL);
    if (json_is_object(claims))
        return claims;
    json_decref(claims);
    return NULL;
}

static bool verifies(cjose_jws_t *jws, json_t *key, const struct algorithm *alg, const char **why)
{
    cjose_jwk_t *jwk = cjose_jwk_import_json(key, NULL);
    bool strong =
        jwk && (strcmp(alg->kind, "RSA") != 0 || cjose_jwk_get_keysize(jwk, NULL) >= RSA_BITS_MIN);
    bool good = strong && cjose_jws_verify(jws, jwk, NULL);
    if (!good)
        *why = !jwk      ? "its key cannot be read"
               : !strong ? "its key is shorter than 2048 bits"
                         : "the signature is wrong";
    if (jwk)
        cjose_jwk_release(jwk);
    return good;
}

static enum token_fault open_jws(cjose_jws_t *jws, json_t *keys, const json_t *announced,
                                 json_t **claims, const char **why)
{
    json_t *head = cjose_jws_get_protected(jws);
    const char *kid = json_string_value(json_object_get(head, "kid"));
    const struct algorithm *alg =
        algorithm_of(json_string_value(json_object_get(head, "alg")), announced);
    *why = "its algorithm is not one that is believed";
    if (!alg)
        return TOKEN_BAD;
    *why = "it demands what is not understood (crit)"; /* RFC 7515 4.1.11 */
    if (json_object_get(head, "crit"))
        return TOKEN_BAD;
    json_t *key = key_for(keys, alg, kid);
    *why = "its key is not among the provider's";
    if (!key)
        return TOKEN_KEY_UNKNOWN;
    if (!verifies(jws, key, alg, why))
        return TOKEN_BAD;
    *claims = plain_claims(jws);
    *why = *claims ? "" : "its claims are not an object";
    return *claims ? TOKEN_GOOD : TOKEN_BAD;
}

enum token_fault token_open(const char *jwt, json_t *keys, const json_t *announced, json_t **claims,
                            const char **why)
{
    size_t n = strlen(jwt);
    *claims = NULL;
    *why = "it is too long";
    if (n > TOKEN_BYTES_MAX)
        return TOKEN_BAD;
    cjose_jws_t *jws = cjose_jws_import(jwt, n, NULL);
    *why = "it is not a signed token";
    if (!jws)
        return TOKEN_BAD;
    enum token_fault f = open_jws(jws, keys, announced, claims, why);
    cjose_jws_release(jws);
    return f;
}

/* ---- claims ----------------------------------------------------------------------------- */

static bool is_for(const json_t *claims, const char *client)
{
    const json_t *aud = json_object_get(claims, "aud");
    size_t n = json_array_size(aud);
    const char *party = json_string_value(json_object_get(claims, "azp"));
    bool named = text_is(claims, "aud", client);
    for (size_t i = 0; i < n; i++) {
        const char *one = json_string_value(json_array_get(aud, i));
        named = named || (one && strcmp(one, client) == 0);
    }
    if (json_object_get(claims, "azp") || n > 1)
        named = named && party && strcmp(party, client) == 0;
    return named;
}

/* A time in seconds; a number with a fraction counts as well (RFC 7519 2, NumericDate). */
static bool time_in(const json_t *claims, const char *key, int64_t *out)
{
    const json_t *v = json_object_get(claims, key);
    double number = json_number_value(v);
    if (!json_is_number(v) || !(number > 0 && number < 1e12))
        return false;
    *out = (int64_t)number;
    return true;
}

static const char *time_refusal(const json_t *claims, const struct token_rules *r)
{
    int64_t end, made, from = 0;
    if (!time_in(claims, "exp", &end))
        return "it has no end (exp)";
    if (end <= r->now - OIDC_LEEWAY)
        return "it has expired (exp)";
    if (!time_in(claims, "iat", &made))
        return "it does not say when it was made (iat)";
    if (made > r->now + OIDC_LEEWAY)
        return "it was made in the future (iat): look at both clocks";
    if (made < r->asked_at - OIDC_LEEWAY)
        return "it was made before it was asked for (iat)";
    if (json_object_get(claims, "nbf") &&
        (!time_in(claims, "nbf", &from) || from > r->now + OIDC_LEEWAY))
        return "it is not good yet (nbf)";
    return NULL;
}

/* OpenID Connect Core 3.1.3.6: the left half of the hash, which is SHA-256 for all of ours. */
static bool hash_matches(const char *at_hash, const char *access_token)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char text[32];
    crypto_hash_sha256(hash, (const unsigned char *)access_token, strlen(access_token));
    sodium_bin2base64(text, sizeof text, hash, sizeof hash / 2,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return oidc_same(text, at_hash);
}

static const char *subject_in(const json_t *claims)
{
    const json_t *v = json_object_get(claims, "sub");
    const char *sub = json_string_value(v);
    size_t n = json_string_length(v);
    return sub && n && n <= OIDC_SUBJECT_MAX && strlen(sub) == n ? sub : NULL;
}

const char *id_token_refusal(const json_t *claims, const struct token_rules *r)
{
    const json_t *at_hash = json_object_get(claims, "at_hash");
    if (!text_is(claims, "iss", r->issuer))
        return "it is of another issuer (iss)";
    if (!is_for(claims, r->client))
        return "it is for somebody else (aud, azp)";
    if (!oidc_same(r->nonce, json_string_value(json_object_get(claims, "nonce"))))
        return "it answers another question (nonce)";
    if (at_hash && !hash_matches(json_string_value(at_hash), r->access_token))
        return "it belongs to another access token (at_hash)";
    if (!subject_in(claims))
        return "it names nobody (sub)";
    return time_refusal(claims, r);
}

const char *user_info_refusal(const json_t *claims, bool is_signed, const char *subject,
                              const struct token_rules *r)
{
    int64_t end = 0;
    if (!text_is(claims, "sub", subject))
        return "UserInfo is of somebody else (sub)";
    if (!is_signed)
        return NULL;
    if (json_object_get(claims, "iss") && !text_is(claims, "iss", r->issuer))
        return "UserInfo is of another issuer (iss)";
    if (json_object_get(claims, "aud") && !is_for(claims, r->client))
        return "UserInfo is for somebody else (aud)";
    if (json_object_get(claims, "exp") &&
        (!time_in(claims, "exp", &end) || end <= r->now - OIDC_LEEWAY))
        return "UserInfo has expired (exp)";
    return NULL;
}
