/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/server.h"

#include <signal.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <unistd.h>

#define CONNECTIONS_MAX 8192 /* 32 KiB each when all are busy: 256 MiB */
#define OTHER_FILES 256      /* what the rest of the program may have open */

const struct http_limits http_limits_default = {
    .head_ms = HTTP_HEAD_SECONDS * 1000,
    .body_ms = 60 * 1000,
    .idle_ms = HTTP_IDLE_SECONDS * 1000,
    .answer_ms = 120 * 1000,
    .tick_ms = 1000,
    .stop_ms = 5000,
    .bodies_max = (size_t)256 * 1024 * 1024,
    .body_swallow = 4 * 1024 * 1024,
    .body_rate = 64 * 1024,
};

/* As many sockets as the system lets us have, up to our own bound. */
static unsigned connections_allowed(void)
{
    struct rlimit r;
    if (getrlimit(RLIMIT_NOFILE, &r) != 0)
        return 512;
    rlim_t wanted = CONNECTIONS_MAX + OTHER_FILES;
    if (r.rlim_cur < wanted) {
        r.rlim_cur = r.rlim_max < wanted ? r.rlim_max : wanted;
        setrlimit(RLIMIT_NOFILE, &r);
        getrlimit(RLIMIT_NOFILE, &r);
    }
    if (r.rlim_cur >= wanted)
        return CONNECTIONS_MAX;
    return r.rlim_cur > 2 * OTHER_FILES ? (unsigned)r.rlim_cur - OTHER_FILES
                                        : (unsigned)r.rlim_cur / 2;
}

static unsigned between(long n, unsigned low, unsigned high)
{
    return n < (long)low ? low : n > (long)high ? high : (unsigned)n;
}

static bool start_threads(struct http_server *s, const char **why)
{
    const struct http_config *config = &s->config;
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned io = config->io_threads ? config->io_threads : between(cores, 1, 4);
    unsigned workers = config->workers ? config->workers : between(cores * 8, 16, 64);
    if (!conns_start(s)) {
        *why = "the system gives no more threads";
        return false;
    }
    if (!queue_start(s, workers, config->queue_max ? config->queue_max : 256)) {
        *why = "a worker could not start (its database?)";
        return false;
    }
    bool fine = loops_start(s, io, connections_allowed());
    *why = fine ? "" : "libmicrohttpd did not start";
    return fine;
}

/* No thread of ours may take a signal that the program waits for. */
static bool start_threads_without_signals(struct http_server *s, const char **why)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool fine = start_threads(s, why);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return fine;
}

static void server_free(struct http_server *s)
{
    loops_stop(s);
    queue_stop(&s->queue);
    if (s->conns.reaper)
        conns_stop(s);
    if (s->listen_fd >= 0)
        close(s->listen_fd);
    cache_free(s->cache);
    assets_free(&s->assets);
    refusals_free(&s->refusals);
    free(s);
}

static void check_languages(const char *const *languages)
{
    size_t n = 0;
    while (languages[n])
        n++;
    if (n == 0 || n > MAX_LANGUAGES)
        die("http: %zu languages instead of 1 to %d", n, MAX_LANGUAGES);
}

enum err http_start_limited(const struct http_config *config, const struct http_limits *limits,
                            struct http_server **out, const char **why)
{
    struct http_server *s = xcalloc(1, sizeof *s);
    check_languages(config->languages);
    s->config = *config;
    s->limits = *limits;
    if (getrandom(&s->visitor_seed, sizeof s->visitor_seed, 0) != (ssize_t)sizeof s->visitor_seed)
        die("http: no randomness");
    s->listen_fd = listen_on(config->host, config->port, &s->port, why);
    if (s->listen_fd < 0) {
        free(s);
        return ERR_IO;
    }
    if (config->versions)
        s->cache = cache_new(config->cache_bytes ? config->cache_bytes : (size_t)64 * 1024 * 1024,
                             config->versions, config->now, config->ctx);
    assets_make(&s->assets, config->assets, config->n_assets);
    refusals_make(&s->refusals, &s->config);
    if (!start_threads_without_signals(s, why)) {
        server_free(s);
        return ERR_IO;
    }
    *out = s;
    return OK;
}

enum err http_start(const struct http_config *config, struct http_server **out, const char **why)
{
    return http_start_limited(config, &http_limits_default, out, why);
}

uint16_t http_port(const struct http_server *s)
{
    return s->port;
}

static void wait_for_answers(struct http_server *s, unsigned ms)
{
    const struct timespec nap = {0, 2 * 1000000};
    int64_t until = monotonic_ns() + (int64_t)ms * 1000000;
    while (atomic_load(&s->in_flight) && monotonic_ns() < until)
        nanosleep(&nap, NULL);
}

void http_stop(struct http_server *s)
{
    if (!s)
        return;
    atomic_store(&s->stopping, true);
    loops_wake(s);
    wait_for_answers(s, s->limits.stop_ms);
    queue_abandon(&s->queue, s->refusals.page[N_REFUSALS - 1][0][0]);
    wait_for_answers(s, 200);
    server_free(s);
}

struct http_counters http_counters(const struct http_server *s)
{
    return (struct http_counters){
        .requests = atomic_load_explicit(&s->requests, memory_order_relaxed),
        .cache_hits = atomic_load_explicit(&s->cache_hits, memory_order_relaxed),
        .cache_misses = atomic_load_explicit(&s->cache_misses, memory_order_relaxed),
        .refused_guard = atomic_load_explicit(&s->refused_guard, memory_order_relaxed),
        .refused_full = atomic_load_explicit(&s->refused_full, memory_order_relaxed),
        .cache_mismatches = atomic_load_explicit(&s->cache_mismatches, memory_order_relaxed),
    };
}
