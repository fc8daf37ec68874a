/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The limit: two threads that send one ready answer to whatever ends with an empty line. No server
 * that parses, chooses or logs can be faster on the same kernel calls.
 *
 *   epoll PORT THREADS ANSWER    ANSWER is a file: a whole HTTP answer, head and body
 */
#include "base/base.h"
#include "base/str.h"

#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define EVENTS 64
#define THREADS_MAX 16
#define ANSWER_MAX ((size_t)4 * 1024 * 1024)

struct answer {
    char *bytes;
    size_t size;
    uint16_t port;
};

struct connection {
    int fd;
    unsigned end_seen; /* how much of CR LF CR LF the input ends with */
    unsigned owed;     /* answers not wholly sent */
    size_t sent;       /* bytes of the current one */
};

static int listen_here(uint16_t port)
{
    int on = 1;
    struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons(port)};
    sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (fd < 0 || bind(fd, (struct sockaddr *)&sa, sizeof sa) != 0 || listen(fd, 4096) != 0)
        die("epoll: port %u: %s", port, strerror(errno));
    return fd;
}

/* How many requests these bytes complete. */
static unsigned count_heads(struct connection *c, const char *p, size_t n)
{
    static const char end[] = "\r\n\r\n";
    unsigned heads = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] == end[c->end_seen])
            c->end_seen++;
        else
            c->end_seen = p[i] == '\r';
        if (c->end_seen == 4) {
            heads++;
            c->end_seen = 0;
        }
    }
    return heads;
}

/* False when the connection is over. */
static bool send_owed(struct connection *c, const struct answer *a)
{
    while (c->owed) {
        ssize_t n = send(c->fd, a->bytes + c->sent, a->size - c->sent, MSG_NOSIGNAL);
        if (n < 0)
            return errno == EAGAIN;
        c->sent += (size_t)n;
        if (c->sent == a->size) {
            c->owed--;
            c->sent = 0;
        }
    }
    return true;
}

static bool serve(struct connection *c, const struct answer *a, uint32_t events)
{
    char in[4096];
    if (events & (EPOLLERR | EPOLLHUP))
        return false;
    if (events & EPOLLIN) {
        ssize_t n = recv(c->fd, in, sizeof in, 0);
        if (n == 0 || (n < 0 && errno != EAGAIN))
            return false;
        if (n > 0)
            c->owed += count_heads(c, in, (size_t)n);
    }
    return send_owed(c, a);
}

static void watch(int poll, int op, struct connection *c)
{
    struct epoll_event e = {.events = EPOLLIN | (c->owed ? EPOLLOUT : 0), .data.ptr = c};
    epoll_ctl(poll, op, c->fd, &e);
}

static void welcome(int poll, int listener)
{
    for (;;) {
        int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd < 0)
            return;
        struct connection *c = xcalloc(1, sizeof *c);
        c->fd = fd;
        watch(poll, EPOLL_CTL_ADD, c);
    }
}

static void meet(int poll, struct connection *c, const struct answer *a, uint32_t events)
{
    bool was_owed = c->owed;
    if (!serve(c, a, events)) {
        close(c->fd);
        free(c);
    } else if (was_owed != (c->owed > 0)) {
        watch(poll, EPOLL_CTL_MOD, c);
    }
}

static void *loop(void *arg)
{
    const struct answer *a = arg;
    struct epoll_event ready[EVENTS], first = {.events = EPOLLIN, .data.ptr = NULL};
    int listener = listen_here(a->port), poll = epoll_create1(EPOLL_CLOEXEC);
    epoll_ctl(poll, EPOLL_CTL_ADD, listener, &first);
    for (;;) {
        int n = epoll_wait(poll, ready, EVENTS, -1);
        for (int i = 0; i < n; i++) {
            if (ready[i].data.ptr)
                meet(poll, ready[i].data.ptr, a, ready[i].events);
            else
                welcome(poll, listener);
        }
    }
    return NULL;
}

static void read_answer(const char *path, struct answer *a)
{
    FILE *f = fopen(path, "rbe");
    a->bytes = xmalloc(ANSWER_MAX);
    a->size = f ? fread(a->bytes, 1, ANSWER_MAX, f) : 0;
    if (!a->size)
        die("epoll: %s: nothing to serve", path);
    fclose(f);
}

int main(int argc, char **argv)
{
    static struct answer a;
    int64_t port, n;
    pthread_t t;
    if (argc != 4 || !parse_int(str_of(argv[1]), 1, 65535, &port) ||
        !parse_int(str_of(argv[2]), 1, THREADS_MAX, &n))
        die("epoll PORT THREADS ANSWER");
    a.port = (uint16_t)port;
    read_answer(argv[3], &a);
    for (int64_t i = 1; i < n; i++)
        pthread_create(&t, NULL, loop, &a);
    loop(&a);
    return 0;
}
