/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One record for each socket, and the thread that ends those that take too long: libmicrohttpd's
 * own timeout counts idleness only, so a byte every 29 seconds would hold a connection for ever.
 */
#include "http/server.h"

#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/socket.h>

int64_t monotonic_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t coarse_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void conn_deadline(struct conn *c, unsigned ms)
{
    atomic_store_explicit(&c->deadline, ms ? coarse_ms() + ms : 0, memory_order_relaxed);
}

struct conn *conn_open(struct io_loop *l, struct MHD_Connection *mhd)
{
    struct http_server *s = l->server;
    const union MHD_ConnectionInfo *fd =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CONNECTION_FD);
    const union MHD_ConnectionInfo *peer =
        MHD_get_connection_info(mhd, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct conn *c = xcalloc(1, sizeof *c);
    c->server = s;
    c->loop = l;
    c->fd = fd->connect_fd;
    c->has_peer = peer && address_of_socket(peer->client_addr, &c->peer);
    c->by_proxy = c->has_peer && visitor_is_proxy(s, &c->peer);
    conn_deadline(c, s->limits.head_ms);
    pthread_mutex_lock(&s->conns.lock);
    c->after = s->conns.first;
    if (c->after)
        c->after->before = c;
    s->conns.first = c;
    pthread_mutex_unlock(&s->conns.lock);
    return c;
}

/* While the lock is held here the socket is still open: the reaper cannot meet another one of the
 * same number. */
void conn_close(struct conn *c)
{
    struct conn_table *t = &c->server->conns;
    pthread_mutex_lock(&t->lock);
    if (c->before)
        c->before->after = c->after;
    else
        t->first = c->after;
    if (c->after)
        c->after->before = c->before;
    pthread_mutex_unlock(&t->lock);
    conn_reset(c);
    free(c);
}

void conn_reset(struct conn *c)
{
    if (c->text != c->inline_text)
        free(c->text);
    c->text = NULL;
    buf_free(&c->body);
    if (c->held)
        atomic_fetch_sub(&c->server->bodies, c->held);
    c->held = 0;
    page_unref(c->answered);
    c->answered = NULL;
    c->phase = PHASE_IDLE;
    c->counted = false;
    c->dropped = 0;
    c->status = 0;
    c->bytes = 0;
    c->cached = CACHE_NONE;
}

static void end_overdue(struct conn_table *t, int64_t now)
{
    for (struct conn *c = t->first; c; c = c->after) {
        int64_t deadline = atomic_load_explicit(&c->deadline, memory_order_relaxed);
        if (deadline && now > deadline)
            shutdown(c->fd, SHUT_RDWR);
    }
}

static void *reaper_main(void *arg)
{
    struct http_server *s = arg;
    struct conn_table *t = &s->conns;
    pthread_mutex_lock(&t->lock);
    while (!t->stopping) {
        int64_t wake = monotonic_ns() + (int64_t)s->limits.tick_ms * 1000000;
        struct timespec until = {wake / 1000000000, wake % 1000000000};
        if (pthread_cond_timedwait(&t->stop, &t->lock, &until) == ETIMEDOUT)
            end_overdue(t, coarse_ms());
    }
    pthread_mutex_unlock(&t->lock);
    return NULL;
}

bool conns_start(struct http_server *s)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&s->conns.lock, NULL);
    pthread_cond_init(&s->conns.stop, &attr);
    pthread_condattr_destroy(&attr);
    return pthread_create(&s->conns.reaper, NULL, reaper_main, s) == 0;
}

void conns_stop(struct http_server *s)
{
    pthread_mutex_lock(&s->conns.lock);
    s->conns.stopping = true;
    pthread_cond_signal(&s->conns.stop);
    pthread_mutex_unlock(&s->conns.lock);
    pthread_join(s->conns.reaper, NULL);
    pthread_mutex_destroy(&s->conns.lock);
    pthread_cond_destroy(&s->conns.stop);
}
