/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A provider and one thread's conversation with it. Private to oidc*.c. */
#ifndef MAILLAGE_AUTH_OIDC_PROVIDER_H
#define MAILLAGE_AUTH_OIDC_PROVIDER_H

#include "auth/oidc_fetch.h"

#include <jansson.h>
#include <pthread.h>
#include <stdatomic.h>

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

struct asking { /* one thread's conversation with it */
    struct oidc *o;
    struct arena *a;
    struct fetcher *fetcher;
    int64_t now;
    json_t *about, *keys;
    const char *why;
};

/* OIDC_BUSY, or what is known of the provider, asked for if it must be. asking_end in any case. */
must_check enum oidc_trouble asking_begin(struct asking *x);
void asking_end(struct asking *x);
must_check enum oidc_trouble asking_fetch(struct asking *x, const struct fetch_request *r,
                                          struct fetch_answer *out);
/* Keeps why, and returns OIDC_REFUSED. */
enum oidc_trouble asking_refuse(struct asking *x, const char *why);
/* Its keys; and new ones, unless these were `asked` for less than a minute ago. */
must_check enum oidc_trouble asking_keys(struct asking *x);
must_check enum oidc_trouble asking_new_keys(struct asking *x, bool *asked);

/* A text of a document; NULL when there is none. Whether a list in it has that text. */
const char *doc_text(const json_t *doc, const char *key);
bool doc_lists(const json_t *doc, const char *key, const char *value);

/* Whether it answers for addresses without saying so. */
bool oidc_vouches(const struct oidc *o);
/* oidc_issuer_matches, by what is known of it (NULL: nothing). */
bool oidc_issuer_fits(const struct oidc *o, const json_t *about, const char *iss);

#endif
