/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#define MAPPED 12 /* bytes before an IPv4 address */
#define SUBSCRIBER_BITS 64

_Static_assert(sizeof(struct in6_addr) == ADDRESS_BYTES, "an IPv6 address");

static struct address mapped(const void *v4)
{
    struct address a = {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}};
    memcpy(a.b + MAPPED, v4, ADDRESS_BYTES - MAPPED);
    return a;
}

bool address_parse(struct str text, struct address *out)
{
    char copy[INET6_ADDRSTRLEN];
    struct in_addr v4;
    struct in6_addr v6;
    if (!text.n || text.n >= sizeof copy || memchr(text.p, '\0', text.n))
        return false;
    memcpy(copy, text.p, text.n);
    copy[text.n] = '\0';
    if (inet_pton(AF_INET, copy, &v4) == 1) {
        *out = mapped(&v4);
        return true;
    }
    if (inet_pton(AF_INET6, copy, &v6) != 1)
        return false;
    memcpy(out->b, v6.s6_addr, ADDRESS_BYTES);
    return true;
}

/* Digits alone: parse_int takes a sign. */
static bool parse_number(struct str s, int64_t most, int64_t *out)
{
    return s.n && s.p[0] != '-' && parse_int(s, 0, most, out);
}

static bool is_port(struct str s)
{
    int64_t port;
    return parse_number(s, 65535, &port);
}

/* What stands in brackets, with or without a port behind them. */
static bool parse_bracketed(struct str text, struct address *out)
{
    const char *close = memchr(text.p, ']', text.n);
    if (!close)
        return false;
    size_t end = (size_t)(close - text.p);
    struct str behind = str_sub(text, end + 1, text.n);
    if (behind.n && (behind.p[0] != ':' || !is_port(str_sub(behind, 1, behind.n))))
        return false;
    return memchr(text.p, ':', end) && address_parse(str_sub(text, 1, end), out);
}

bool address_parse_hop(struct str text, struct address *out)
{
    struct str host = text, rest = text;
    if (text.n && text.p[0] == '[')
        return parse_bracketed(text, out);
    host = str_cut(&rest, ':');
    if (rest.p && !memchr(rest.p, ':', rest.n)) /* one colon: IPv4 with a port */
        return is_port(rest) && address_parse(host, out);
    return address_parse(text, out);
}

bool address_of_socket(const struct sockaddr *sa, struct address *out)
{
    if (sa && sa->sa_family == AF_INET) {
        *out = mapped(&((const struct sockaddr_in *)(const void *)sa)->sin_addr);
        return true;
    }
    if (!sa || sa->sa_family != AF_INET6)
        return false;
    memcpy(out->b, &((const struct sockaddr_in6 *)(const void *)sa)->sin6_addr, ADDRESS_BYTES);
    return true;
}

bool address_is_v4(const struct address *a)
{
    static const uint8_t before[MAPPED] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
    return memcmp(a->b, before, MAPPED) == 0;
}

/* The address with nothing behind its first bits. */
static struct address first_bits(const struct address *a, unsigned bits)
{
    struct address out = *a;
    for (unsigned i = 0; i < ADDRESS_BYTES; i++) {
        unsigned kept = bits > 8 * i ? bits - 8 * i : 0;
        if (kept < 8)
            out.b[i] = (uint8_t)(out.b[i] & ~(0xFFu >> kept));
    }
    return out;
}

struct address address_subscriber(const struct address *a)
{
    return address_is_v4(a) ? *a : first_bits(a, SUBSCRIBER_BITS);
}

bool network_parse(struct str text, struct network *out)
{
    struct str rest = text, host = str_cut(&rest, '/');
    int64_t bits = 0;
    if (!address_parse(host, &out->first))
        return false;
    unsigned before = address_is_v4(&out->first) && !memchr(host.p, ':', host.n) ? 8 * MAPPED : 0;
    if (rest.p && !parse_number(rest, 8 * ADDRESS_BYTES - before, &bits))
        return false;
    out->bits = rest.p ? before + (unsigned)bits : 8 * ADDRESS_BYTES;
    struct address cut = first_bits(&out->first, out->bits);
    return memcmp(&cut, &out->first, sizeof cut) == 0;
}

bool network_holds(const struct network *n, const struct address *a)
{
    struct address cut = first_bits(a, n->bits);
    return memcmp(&cut, &n->first, sizeof cut) == 0;
}
