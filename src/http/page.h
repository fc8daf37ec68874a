/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A page that is ready to be sent, shared by all who ask for it: up to three encodings of one body,
 * each with its headers. Counted references; nothing in it changes once it is made.
 */
#ifndef MAILLAGE_HTTP_PAGE_H
#define MAILLAGE_HTTP_PAGE_H

#include "http/head.h"

#include <stdatomic.h>

struct MHD_Response;

enum encoding { IDENTITY, GZIP, BROTLI, N_ENCODINGS };

#define ETAG_SIZE 96

struct page {
    _Atomic unsigned refs;
    int status;
    struct MHD_Response *variant[N_ENCODINGS]; /* NULL: not there */
    size_t size[N_ENCODINGS];
    char etag[N_ENCODINGS][ETAG_SIZE]; /* "" : none */
    const char *body;                  /* what IDENTITY sends, while it is there */
    char *route;                       /* for the log; owned, may be NULL */
    struct http_dependencies made_from;
    int64_t fresh_until;
};

struct page_plan {
    unsigned encodings;   /* ACCEPT_… that may be made */
    bool only_one;        /* for one visitor: makes the best of `encodings` and not the others */
    int gzip, brotli;     /* levels */
    size_t compress_from; /* bytes */
    bool tagged;          /* with an ETag for each encoding */
    const char *vary;     /* what it varies by besides Accept-Encoding: ", Cookie", or "" */
    const char *cache_control; /* unless the handler set its own; NULL: none */
    bool close;                /* the connection ends with it */
};

/* For the page cache, and for one visitor who accepts `encodings`. */
struct page_plan plan_shared(const char *root);
struct page_plan plan_single(unsigned encodings, bool cache_control);

/* Takes the response's body (res->body is empty afterwards). */
struct page *page_make(struct http_response *res, const struct page_plan *plan);
struct page *page_of_asset(const struct http_asset *asset);

struct page *page_ref(struct page *p);
void page_unref(struct page *p); /* NULL is fine */

/* The best encoding that is there and accepted. */
enum encoding page_pick(const struct page *p, unsigned accepted);

/* What it weighs in the page cache. */
size_t page_weight(const struct page *p);

#endif
