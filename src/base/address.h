/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * IP addresses and networks of them. An IPv4 address is kept as the IPv6 one that it is mapped to
 * (RFC 4291 2.5.5.2), so that "192.0.2.1" and "::ffff:192.0.2.1" are the same.
 */
#ifndef MAILLAGE_ADDRESS_H
#define MAILLAGE_ADDRESS_H

#include "base/str.h"

#define ADDRESS_BYTES 16

struct address {
    uint8_t b[ADDRESS_BYTES];
};

struct sockaddr;

/* "192.0.2.1", "2001:db8::1"; nothing before or after, no zone. False: `*out` is untouched, as
 * below. */
must_check bool address_parse(struct str text, struct address *out);
/* As proxies write one: also "192.0.2.1:4711", "[2001:db8::1]", "[2001:db8::1]:4711". */
must_check bool address_parse_hop(struct str text, struct address *out);
/* False: not of the Internet. */
must_check bool address_of_socket(const struct sockaddr *sa, struct address *out);

bool address_is_v4(const struct address *a);
/* What stands for whoever is there: IPv4 itself, IPv6 its /64, the least that a subscriber is given
 * (RFC 6177). */
struct address address_subscriber(const struct address *a);

/* All addresses that begin with the same bits. */
struct network {
    struct address first;
    unsigned bits; /* 0 to 128 */
};

/* "10.0.0.0/8", "2001:db8::/32", or an address alone. False: neither, or bits are set behind the
 * prefix ("10.0.0.1/8"). */
must_check bool network_parse(struct str text, struct network *out);
bool network_holds(const struct network *n, const struct address *a);

#endif
