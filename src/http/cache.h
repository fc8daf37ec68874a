/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The page cache: what was rendered once for visitors without a session, as long as the tables it
 * was made from have not moved. Bounded by bytes; what nobody asks for goes first (CLOCK). All
 * functions may be called from any thread.
 */
#ifndef MAILLAGE_HTTP_CACHE_H
#define MAILLAGE_HTTP_CACHE_H

#include "http/page.h"

struct cache_key {
    const char *language, *root, *path;
    struct str zone; /* the visitor's cookie as it came */
};

struct cache;

struct cache *cache_new(size_t bytes, const _Atomic uint64_t *versions, int64_t (*now)(void *),
                        void *ctx);
void cache_free(struct cache *c);

/* A page to page_unref, or NULL. One that serves every zone comes before the zone's own. */
struct page *cache_find(struct cache *c, const struct cache_key *k);

/* `zone` NULL: the page serves every zone. Nothing happens if a table moved meanwhile, or it is too
 * large. */
void cache_store(struct cache *c, const struct cache_key *k, const char *zone, struct page *p);

/* Whether its tables stand where they stood and its time has not passed. */
bool cache_fresh(const struct cache *c, const struct page *p);

size_t cache_bytes_used(struct cache *c);

#endif
