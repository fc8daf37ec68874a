/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is believed of a token, and why not: signature and claims, as functions of values. Private
 * to the service. Sources: RFC 7515 (JWS), 7517 (JWK), 7518 (algorithms), 7519 (JWT), 8725 (best
 * current practice), OpenID Connect Core 3.1.3.7.
 */
#ifndef MAILLAGE_AUTH_OIDC_TOKEN_H
#define MAILLAGE_AUTH_OIDC_TOKEN_H

#include "auth/oidc.h"

#include <jansson.h>

#define TOKEN_BYTES_MAX ((size_t)32 * 1024)

enum token_fault {
    TOKEN_GOOD,
    TOKEN_KEY_UNKNOWN, /* none of these keys is the one it names: they may have been changed */
    TOKEN_BAD,
};

/* Checks the signature of a JWT with the provider's keys, a JWK set. TOKEN_GOOD: `*claims` is the
 * caller's to json_decref. */
must_check enum token_fault token_open(const char *jwt, json_t *keys, const json_t *algorithms,
                                       json_t **claims, const char **why);

struct token_rules {
    const char *issuer, *client, *nonce;
    const char *access_token; /* that came with it, for at_hash */
    int64_t asked_at, now;    /* when the browser was sent there */
};
/* NULL: the claims of an ID token hold; else why not. */
must_check const char *id_token_refusal(const json_t *claims, const struct token_rules *rules);
/* NULL: a UserInfo answer is of that subject. `is_signed`: it came as a JWT, whose issuer, audience
 * and end are looked at where it has them. */
must_check const char *user_info_refusal(const json_t *claims, bool is_signed, const char *subject,
                                         const struct token_rules *rules);

/* Fills what people are called. `info` (NULL: none) wins over the ID token. `vouches`: the issuer
 * answers for addresses even without saying so. */
void person_of_claims(struct arena *a, const json_t *token, const json_t *info, bool vouches,
                      struct oidc_person *out);

#endif
