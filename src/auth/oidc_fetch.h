/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * HTTP to the provider, by libcurl: bounded in time and size, TLS except to this machine, no
 * redirect followed. Private to the service. For one thread at a time.
 */
#ifndef MAILLAGE_AUTH_OIDC_FETCH_H
#define MAILLAGE_AUTH_OIDC_FETCH_H

#include "auth/oidc.h"

#define FETCH_BYTES_MAX ((size_t)256 * 1024)

struct fetcher;

/* `patience`: milliseconds for all of its requests together. */
struct fetcher *fetcher_new(long patience);
void fetcher_free(struct fetcher *f);

struct fetch_request {
    const char *url;
    const char *form;          /* a POST of this; NULL: a GET */
    const char *user, *secret; /* HTTP Basic; NULL: none */
    const char *bearer;        /* an access token; NULL: none */
    const char *accept;
};
struct fetch_answer {
    long status;
    const char *type; /* "" when none */
    struct str body;
};
/* OIDC_AWAY also for what is answered with 5xx or 429. */
must_check enum oidc_trouble fetch(struct fetcher *f, struct arena *a,
                                   const struct fetch_request *request, struct fetch_answer *out,
                                   const char **why);

/* application/x-www-form-urlencoded, as the standards of OAuth want it in all places. */
const char *fetch_escape(struct arena *a, const char *text);

#endif
