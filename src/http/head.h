/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The head of a request as it arrived: slices of the socket's buffer. The guard judges it, and what
 * it finds on its single way through the fields serves the page cache too.
 */
#ifndef MAILLAGE_HTTP_HEAD_H
#define MAILLAGE_HTTP_HEAD_H

#include "http/http.h"

#define HEAD_MAX_FIELDS 100

struct head_field {
    struct str name, value; /* the value without blanks at its ends */
};

struct head {
    struct str method, target;
    bool http_1_0;
    bool exact; /* the fields lie in the buffer one after the other with CRLF between: nothing was
                   skipped or joined */
    size_t size;
    unsigned n_fields; /* over HEAD_MAX_FIELDS: more than were kept */
    struct head_field fields[HEAD_MAX_FIELDS];

    /* found by head_guard; p is NULL when absent */
    struct str host, cookie, accept, accept_encoding, accept_language, if_none_match;
    unsigned n_cookies;
    bool has_authorization, has_length, chunked, forwarded_https;
    uint64_t length; /* of the body, when has_length */
};

/* 0, or the status to refuse with: 400, 405, 413, 421, 431. */
int head_guard(struct head *h, const char *const *allowed_hosts);

/*
 * Decodes a target's path once into `path`, which has room for target.n + 1 bytes. `query` gets
 * what follows "?". ERR_BAD_REQUEST for what the guard refuses: no leading "/", bad escapes,
 * control characters, text that is not UTF-8, dot segments.
 */
must_check enum err target_decode(struct str target, char *path, struct str *query);

enum http_method method_of(struct str method);

/* The cookie's value as it stands in one Cookie header; p is NULL when absent. */
struct str cookie_find(struct str header, const char *name);

/* As http_language, for slices; the root comes from a table of constants. */
const char *language_choose(const char *const *languages, const char *path, struct str cookie,
                            struct str accept_language, const char **root, const char **rest);

/* What an Accept-Encoding allows, as a set of bits. */
#define ACCEPT_GZIP 1u
#define ACCEPT_BROTLI 2u
unsigned encodings_accepted(struct str accept_encoding);

/* Whether If-None-Match names the tag (weak comparison, RFC 9110 13.1.2). */
bool etag_matches(struct str if_none_match, const char *etag);

bool str_is_nocase(struct str a, const char *lower); /* ASCII */

#endif
