/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the server's own files share. One struct conn for each socket, touched by the I/O thread
 * that owns it; one struct job for each request that waits for a worker, handed over by the queue's
 * lock. See README.md.
 */
#ifndef MAILLAGE_HTTP_SERVER_H
#define MAILLAGE_HTTP_SERVER_H

#include "http/cache.h"
#include "http/head.h"
#include "http/page.h"

#include <pthread.h>

struct MHD_Connection;
struct MHD_Daemon;

/* How long a visitor may take; tests take less. */
struct http_limits {
    unsigned head_ms, body_ms, idle_ms, answer_ms; /* milliseconds */
    unsigned tick_ms;                              /* how often the deadlines are looked at */
    unsigned stop_ms;                              /* how long http_stop waits for answers */
    size_t bodies_max;                             /* bytes of all bodies at once */
    unsigned body_swallow; /* bytes over HTTP_BODY_MAX that are read and dropped before a chunked
                              body is cut off */
};

extern const struct http_limits http_limits_default;

/* As http_start, with other limits. */
must_check enum err http_start_limited(const struct http_config *config,
                                       const struct http_limits *limits, struct http_server **out,
                                       const char **why);

/* ---- answers that are ready from the start (refusal.c) ---- */

#define MAX_LANGUAGES 8
enum { N_REFUSALS = 7 };

struct refusals {
    struct page *page[N_REFUSALS][MAX_LANGUAGES][2];
};
void refusals_make(struct refusals *r, const struct http_config *config);
void refusals_free(struct refusals *r);
struct page *refusal_for(const struct refusals *r, const struct http_config *config, int status,
                         const struct head *h, const char *path);

/* ---- assets (assets.c) ---- */

struct asset_slot {
    const char *path;
    struct page *page;
};
struct asset_table {
    struct asset_slot *slots;
    size_t mask; /* slots - 1 */
};
void assets_make(struct asset_table *t, const struct http_asset *assets, size_t n);
void assets_free(struct asset_table *t);
struct page *asset_find(const struct asset_table *t, const char *path); /* not counted */

/* ---- the queue and its workers (queue.c, work.c) ---- */

struct conn;

struct job {
    struct job *next;
    struct conn *conn;          /* its `job` is this one until it is abandoned */
    struct MHD_Connection *mhd; /* suspended until the job is done */
    bool abandoned;             /* under the queue's lock: the worker frees the job */

    struct http_request request; /* its text, fields and body are the job's own */
    void *text;
    char *body;
    unsigned accepted; /* ACCEPT_… */
    bool may_cache, must_close;
    struct cache_key key;
    struct page *expect; /* cache_verify: what the cache would have sent */

    struct page *answer;
    bool answer_was_cached;
};

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct job *first, **last;
    struct job **running; /* what each worker works on */
    size_t n, max;
    bool closed;
    pthread_t *threads;
    unsigned n_threads, n_opened, n_failed;
    pthread_cond_t opened;
};

struct http_server;

/* Starts the workers; false when one could not open. */
bool queue_start(struct http_server *s, unsigned workers, unsigned max);
/* Suspends the connection and hands the job over; false when the queue is full (the job stays the
 * caller's). */
bool queue_put(struct queue *q, struct job *j);
/* Answers what still waits with `page` and lets go of what is being worked on; connections are
 * resumed. */
void queue_abandon(struct queue *q, struct page *page);
void queue_stop(struct queue *q);

/* Renders, compares or finds the answer: j->answer is set. On a worker's thread. */
void job_work(struct http_server *s, void *worker, struct arena *a, struct job *j);
void job_free(struct job *j);

/* ---- connections (connection.c) ---- */

enum phase { PHASE_IDLE, PHASE_TARGET, PHASE_BODY, PHASE_QUEUED, PHASE_ANSWERED };
enum cached { CACHE_NONE, CACHE_MISS, CACHE_HIT };

#define INLINE_TEXT 1024

struct conn {
    struct conn *before, *after; /* under the table's lock */
    struct http_server *server;
    struct io_loop *loop;
    int fd;
    struct address peer;
    bool has_peer;            /* it has an address of the Internet */
    bool by_proxy;            /* the peer is a proxy of ours */
    _Atomic int64_t deadline; /* monotonic milliseconds; 0: none */

    enum phase phase;
    bool counted; /* in http_server.in_flight */
    struct head head;
    char
        *text; /* the target as it came, then room for its decoded path: inline_text or allocated */
    char inline_text[INLINE_TEXT];
    const char *target_at; /* where it began in the socket's buffer */
    char *path;            /* decoded, with the language's root; in `text` */
    struct str query;
    struct buf body;
    size_t dropped; /* bytes of body over the cap */
    size_t held;    /* bytes of body that count in http_server.bodies */
    struct job *job;

    int64_t began; /* monotonic nanoseconds */
    int status;
    size_t bytes;
    struct page *answered; /* counted, for its route */
    enum cached cached;
};

struct io_loop;

struct conn_table {
    pthread_mutex_t lock;
    struct conn *first;
    pthread_cond_t stop;
    bool stopping;
    pthread_t reaper;
};

bool conns_start(struct http_server *s);
void conns_stop(struct http_server *s);
struct conn *conn_open(struct io_loop *l, struct MHD_Connection *mhd);
void conn_close(struct conn *c);
void conn_deadline(struct conn *c, unsigned ms); /* from now; 0: none */
void conn_reset(struct conn *c);                 /* after an answer: ready for the next request */

int64_t monotonic_ns(void);

/* ---- visitors (visitor.c) ---- */

bool visitor_is_proxy(const struct http_server *s, const struct address *a);
/* Who asks: the peer, or whom our proxies say they saw. Returns a number for it; 0: nobody knows.
 */
uint64_t visitor_of(const struct conn *c, struct address *out);

/* ---- the I/O threads (loop.c) ---- */

struct io_loop {
    struct http_server *server;
    struct MHD_Daemon *daemon; /* run by this thread alone; all listen on the same socket */
    pthread_t thread;
    int wake; /* an eventfd */
    _Atomic bool ended;
};

/* False when the system or libmicrohttpd refuses; what has started is then for loops_stop. */
bool loops_start(struct http_server *s, unsigned threads, unsigned connections);
/* From any thread: its thread goes on with a suspended connection. */
void loop_resume(struct io_loop *l, struct MHD_Connection *mhd);
void loops_wake(struct http_server *s); /* they look at `stopping` and accept no more */
void loops_stop(struct http_server *s);

/* ---- the server ---- */

struct http_server {
    struct http_config config;
    uint64_t visitor_seed;
    struct http_limits limits;
    struct io_loop *loops;
    unsigned n_loops;
    int listen_fd;
    uint16_t port;
    _Atomic bool stopping;
    _Atomic unsigned in_flight;
    _Atomic size_t bodies; /* bytes of bodies held for all visitors */
    struct cache *cache;
    struct asset_table assets;
    struct refusals refusals;
    struct queue queue;
    struct conn_table conns;
    _Atomic uint64_t requests, cache_hits, cache_misses, refused_guard, refused_full,
        cache_mismatches;
};

/* A listening socket, or -1 with the reason. `*port` gets the one taken. */
int listen_on(const char *host, uint16_t port, uint16_t *taken, const char **why);

/* Starts libmicrohttpd with the callbacks of handler.c; NULL when it refuses. */
struct MHD_Daemon *daemon_start(struct io_loop *l, unsigned connections);

/* Reads the head of a connection whose fields have arrived (head_mhd.c). */
void head_collect(struct conn *c, struct MHD_Connection *mhd, const char *method,
                  const char *version);

/* A request's copy for a worker (job.c), with the body taken from the connection. */
struct job *job_new(struct conn *c, struct MHD_Connection *mhd, const struct cache_key *key,
                    bool may_cache);

static inline void count_up(_Atomic uint64_t *counter)
{
    atomic_fetch_add_explicit(counter, 1, memory_order_relaxed);
}

#endif
