/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The I/O threads. libmicrohttpd 0.9.75 would run its own, but takes events 128 at a time and, when
 * exactly so many were ready, waits for more before it serves them: until a timeout if none comes.
 * So the waiting is done here, and the library is only run when there is something to do.
 */
#include "http/server.h"

#include <errno.h>
#include <limits.h>
#include <microhttpd.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

static int patience(struct MHD_Daemon *daemon)
{
    MHD_UNSIGNED_LONG_LONG ms;
    if (MHD_get_timeout(daemon, &ms) != MHD_YES)
        return -1;
    return ms > INT_MAX ? INT_MAX : (int)ms;
}

static void wait_for_events(struct io_loop *l, int epoll_fd)
{
    struct pollfd fds[] = {{.fd = epoll_fd, .events = POLLIN}, {.fd = l->wake, .events = POLLIN}};
    int ms = patience(l->daemon);
    uint64_t count;
    if (ms && poll(fds, 2, ms) > 0 && fds[1].revents && read(l->wake, &count, sizeof count) < 0 &&
        errno != EAGAIN)
        die("http: an event counter that cannot be read");
}

static void *loop_main(void *arg)
{
    struct io_loop *l = arg;
    const union MHD_DaemonInfo *epoll = MHD_get_daemon_info(l->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    if (!epoll)
        die("http: libmicrohttpd without epoll");
    bool accepts = true;
    while (!atomic_load(&l->ended)) {
        if (accepts && atomic_load(&l->server->stopping)) {
            MHD_quiesce_daemon(l->daemon);
            accepts = false;
        }
        MHD_run(l->daemon);
        wait_for_events(l, epoll->epoll_fd);
    }
    if (accepts)
        MHD_quiesce_daemon(l->daemon); /* or it would close the socket that the others listen on */
    return NULL;
}

static void wake(struct io_loop *l)
{
    const uint64_t one = 1;
    if (write(l->wake, &one, sizeof one) < 0)
        die("http: an event counter that cannot be written");
}

/* libmicrohttpd wakes the threads of its own only. */
void loop_resume(struct io_loop *l, struct MHD_Connection *mhd)
{
    MHD_resume_connection(mhd);
    wake(l);
}

static bool loop_start(struct http_server *s, struct io_loop *l, unsigned connections)
{
    l->server = s;
    l->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (l->wake < 0)
        return false;
    l->daemon = daemon_start(l, connections);
    if (l->daemon && pthread_create(&l->thread, NULL, loop_main, l) == 0)
        return true;
    if (l->daemon) {
        MHD_quiesce_daemon(l->daemon);
        MHD_stop_daemon(l->daemon);
    }
    close(l->wake);
    return false;
}

bool loops_start(struct http_server *s, unsigned threads, unsigned connections)
{
    s->loops = xcalloc(threads, sizeof *s->loops);
    while (s->n_loops < threads && loop_start(s, &s->loops[s->n_loops], connections / threads))
        s->n_loops++;
    return s->n_loops == threads;
}

void loops_wake(struct http_server *s)
{
    for (unsigned i = 0; i < s->n_loops; i++)
        wake(&s->loops[i]);
}

void loops_stop(struct http_server *s)
{
    for (unsigned i = 0; i < s->n_loops; i++) {
        struct io_loop *l = &s->loops[i];
        atomic_store(&l->ended, true);
        wake(l);
        pthread_join(l->thread, NULL);
        MHD_stop_daemon(l->daemon);
        close(l->wake);
    }
    free(s->loops);
    s->loops = NULL;
    s->n_loops = 0;
}
