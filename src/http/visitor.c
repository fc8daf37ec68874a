/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who asks, for limits: a number that stands for the address and does not tell it. An IPv6 visitor
 * is their /64, the least that a subscriber is given (RFC 6177).
 */
#include "http/hash.h"
#include "http/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#define V6_PREFIX 8 /* bytes */

static uint64_t number_v4(const struct http_server *s, const void *address)
{
    return hash_bytes(s->visitor_seed, address, sizeof(struct in_addr));
}

static uint64_t number_v6(const struct http_server *s, const struct in6_addr *a)
{
    if (IN6_IS_ADDR_V4MAPPED(a))
        return number_v4(s, a->s6_addr + 12);
    return hash_bytes(s->visitor_seed ^ 6, a->s6_addr, V6_PREFIX);
}

uint64_t visitor_of_peer(const struct http_server *s, const struct sockaddr *sa)
{
    if (sa && sa->sa_family == AF_INET)
        return number_v4(s, &((const struct sockaddr_in *)(const void *)sa)->sin_addr);
    if (sa && sa->sa_family == AF_INET6)
        return number_v6(s, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr);
    return 0;
}

/* The last of the list: what our proxy saw. Those before it are what the visitor may have written.
 */
static struct str last_of(struct str list)
{
    while (memchr(list.p, ',', list.n))
        str_cut(&list, ',');
    return str_trim(list);
}

uint64_t visitor_of(const struct conn *c)
{
    struct in_addr v4;
    struct in6_addr v6;
    char text[INET6_ADDRSTRLEN];
    struct str last =
        c->near && c->head.forwarded_for.n ? last_of(c->head.forwarded_for) : (struct str){0};
    if (!last.n || last.n >= sizeof text)
        return c->visitor;
    memcpy(text, last.p, last.n);
    text[last.n] = '\0';
    if (inet_pton(AF_INET, text, &v4) == 1)
        return number_v4(c->server, &v4);
    return inet_pton(AF_INET6, text, &v6) == 1 ? number_v6(c->server, &v6) : c->visitor;
}
