/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/cache.h"

#include "http/hash.h"

#include <pthread.h>
#include <sys/random.h>

#define MANY_SHARDS 16
#define SHARD_WORTH ((size_t)1024 * 1024) /* a smaller share would refuse ordinary pages */
#define BUCKET_BYTES ((size_t)8 * 1024)   /* of the budget for each bucket: about a page */

struct entry {
    struct entry *next;           /* in the bucket */
    struct entry *before, *after; /* in the ring */
    struct page *page;
    uint64_t hash;
    size_t weight;
    bool zoned, asked_for;
    const char *zone;
    char text[]; /* root, language, path, zone: each with its NUL */
};

struct shard {
    pthread_mutex_t lock;
    struct entry **buckets;
    struct entry *hand; /* the next to be judged; NULL when empty */
    size_t used;
};

struct cache {
    const _Atomic uint64_t *versions;
    int64_t (*now)(void *);
    void *ctx;
    uint64_t seed;
    size_t n_shards, n_buckets, budget; /* buckets and bytes of one shard */
    struct shard shards[MANY_SHARDS];
};

struct cache *cache_new(size_t bytes, const _Atomic uint64_t *versions, int64_t (*now)(void *),
                        void *ctx)
{
    struct cache *c = xcalloc(1, sizeof *c);
    c->versions = versions;
    c->now = now;
    c->ctx = ctx;
    if (getrandom(&c->seed, sizeof c->seed, 0) != (ssize_t)sizeof c->seed)
        die("http: the system gives no random numbers");
    c->n_shards = bytes >= MANY_SHARDS * SHARD_WORTH ? MANY_SHARDS : 1;
    c->budget = bytes / c->n_shards;
    c->n_buckets = 64;
    while (c->n_buckets < c->budget / BUCKET_BYTES)
        c->n_buckets *= 2;
    for (size_t i = 0; i < c->n_shards; i++) {
        pthread_mutex_init(&c->shards[i].lock, NULL);
        c->shards[i].buckets = xcalloc(c->n_buckets, sizeof *c->shards[i].buckets);
    }
    return c;
}

static void ring_add(struct shard *s, struct entry *e)
{
    if (!s->hand) {
        s->hand = e->before = e->after = e;
        return;
    }
    e->after = s->hand; /* just behind the hand: judged last */
    e->before = s->hand->before;
    e->before->after = e->after->before = e;
}

static void ring_remove(struct shard *s, struct entry *e)
{
    e->before->after = e->after;
    e->after->before = e->before;
    if (s->hand == e)
        s->hand = e->after == e ? NULL : e->after;
}

static void entry_drop(const struct cache *c, struct shard *s, struct entry *e)
{
    struct entry **at = &s->buckets[(e->hash >> 8) & (c->n_buckets - 1)];
    while (*at != e)
        at = &(*at)->next;
    *at = e->next;
    ring_remove(s, e);
    s->used -= e->weight;
    page_unref(e->page);
    free(e);
}

void cache_free(struct cache *c)
{
    for (size_t i = 0; c && i < c->n_shards; i++) {
        while (c->shards[i].hand)
            entry_drop(c, &c->shards[i], c->shards[i].hand);
        free(c->shards[i].buckets);
        pthread_mutex_destroy(&c->shards[i].lock);
    }
    free(c);
}

bool cache_fresh(const struct cache *c, const struct page *p)
{
    for (size_t i = 0; i < p->made_from.n; i++)
        if (atomic_load_explicit(&c->versions[p->made_from.table[i]], memory_order_acquire) !=
            p->made_from.version[i])
            return false;
    return p->fresh_until == 0 || c->now(c->ctx) < p->fresh_until;
}

static uint64_t key_hash(const struct cache *c, const struct cache_key *k)
{
    uint64_t h = hash_bytes(c->seed, k->path, strlen(k->path));
    h = hash_bytes(h, k->language, strlen(k->language));
    return hash_bytes(h, k->root, strlen(k->root));
}

static bool entry_is(const struct entry *e, const struct cache_key *k)
{
    const char *p = e->text;
    if (strcmp(p, k->root) != 0)
        return false;
    p += strlen(p) + 1;
    if (strcmp(p, k->language) != 0)
        return false;
    p += strlen(p) + 1;
    return strcmp(p, k->path) == 0;
}

/* All zones of a page share a bucket: there are few. */
static struct entry *entry_find(const struct cache *c, const struct shard *s, uint64_t hash,
                                const struct cache_key *k, const struct str *zone)
{
    for (struct entry *e = s->buckets[(hash >> 8) & (c->n_buckets - 1)]; e; e = e->next)
        if (e->hash == hash && e->zoned == (zone != NULL) && (!zone || str_is(*zone, e->zone)) &&
            entry_is(e, k))
            return e;
    return NULL;
}

static struct page *fresh_page(const struct cache *c, struct entry *e)
{
    if (!e || !cache_fresh(c, e->page))
        return NULL;
    e->asked_for = true;
    return page_ref(e->page);
}

struct page *cache_find(struct cache *c, const struct cache_key *k)
{
    uint64_t hash = key_hash(c, k);
    struct shard *s = &c->shards[hash & (c->n_shards - 1)];
    pthread_mutex_lock(&s->lock);
    struct page *p = fresh_page(c, entry_find(c, s, hash, k, NULL));
    if (!p)
        p = fresh_page(c, entry_find(c, s, hash, k, &k->zone));
    pthread_mutex_unlock(&s->lock);
    return p;
}

static struct entry *entry_new(const struct cache_key *k, const char *zone, uint64_t hash,
                               struct page *p)
{
    size_t root = strlen(k->root) + 1, language = strlen(k->language) + 1;
    size_t path = strlen(k->path) + 1, zone_size = zone ? strlen(zone) + 1 : 1;
    struct entry *e = xcalloc(1, sizeof *e + root + language + path + zone_size);
    char *text = e->text;
    memcpy(text, k->root, root);
    memcpy(text += root, k->language, language);
    memcpy(text += language, k->path, path);
    memcpy(text += path, zone ? zone : "", zone_size);
    e->zone = text;
    e->zoned = zone != NULL;
    e->page = page_ref(p);
    e->hash = hash;
    e->weight = page_weight(p) + sizeof *e + root + language + path + zone_size;
    return e;
}

/* CLOCK: the hand spares once what was asked for since it last came by, never what is stale. */
static void make_room(const struct cache *c, struct shard *s, size_t weight)
{
    while (s->hand && s->used + weight > c->budget) {
        struct entry *e = s->hand;
        if (e->asked_for && cache_fresh(c, e->page)) {
            e->asked_for = false;
            s->hand = e->after;
        } else {
            entry_drop(c, s, e);
        }
    }
}

void cache_store(struct cache *c, const struct cache_key *k, const char *zone, struct page *p)
{
    struct str zone_str = str_of(zone);
    uint64_t hash = key_hash(c, k);
    struct shard *s = &c->shards[hash & (c->n_shards - 1)];
    if (!cache_fresh(c, p))
        return;
    struct entry *e = entry_new(k, zone, hash, p);
    pthread_mutex_lock(&s->lock);
    struct entry *old = entry_find(c, s, hash, k, zone ? &zone_str : NULL);
    if (old)
        entry_drop(c, s, old);
    if (e->weight <= c->budget / 2) {
        struct entry **bucket = &s->buckets[(hash >> 8) & (c->n_buckets - 1)];
        make_room(c, s, e->weight);
        e->next = *bucket;
        *bucket = e;
        ring_add(s, e);
        s->used += e->weight;
        e = NULL;
    }
    pthread_mutex_unlock(&s->lock);
    if (e) {
        page_unref(e->page);
        free(e);
    }
}

size_t cache_bytes_used(struct cache *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->n_shards; i++) {
        pthread_mutex_lock(&c->shards[i].lock);
        n += c->shards[i].used;
        pthread_mutex_unlock(&c->shards[i].lock);
    }
    return n;
}
