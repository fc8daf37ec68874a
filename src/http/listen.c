/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "http/server.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 4096

static const char *reason(void)
{
    switch (errno) {
    case EADDRINUSE:
        return "this port is taken";
    case EADDRNOTAVAIL:
        return "this machine has no such address";
    case EACCES:
        return "the system does not allow this port";
    case EAFNOSUPPORT:
        return "this machine has no such kind of address";
    default:
        return "the system refused to listen here";
    }
}

static uint16_t port_of(int fd)
{
    struct sockaddr_storage sa;
    socklen_t n = sizeof sa;
    if (getsockname(fd, (struct sockaddr *)&sa, &n) != 0)
        return 0;
    return sa.ss_family == AF_INET6
               ? ntohs(((const struct sockaddr_in6 *)(const void *)&sa)->sin6_port)
               : ntohs(((const struct sockaddr_in *)(const void *)&sa)->sin_port);
}

static int listen_at(const struct addrinfo *at, const char **why)
{
    int on = 1, off = 0;
    int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0) {
        *why = reason();
        return -1;
    }
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (at->ai_family == AF_INET6) /* "::" serves IPv4 as well */
        setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
        return fd;
    *why = reason();
    close(fd);
    return -1;
}

int listen_on(const char *host, uint16_t port, uint16_t *taken, const char **why)
{
    const struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV,
                                   .ai_socktype = SOCK_STREAM};
    struct addrinfo *found = NULL;
    char service[8];
    snprintf(service, sizeof service, "%u", port);
    if (getaddrinfo(host, service, &hints, &found) != 0) {
        *why = "this is no address of a machine";
        return -1;
    }
    int fd = listen_at(found, why);
    freeaddrinfo(found);
    if (fd >= 0)
        *taken = port_of(fd);
    return fd;
}
