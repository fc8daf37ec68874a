/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Who asks, for limits. X-Forwarded-For is a list that each proxy lengthens at its right end, and
 * that a visitor may have begun: it is read from the right, as long as who speaks is a proxy of
 * ours. `Forwarded` (RFC 7239) is not read: proxies that write the one pass the other on as it
 * came.
 */
#include "http/hash.h"
#include "http/server.h"

bool visitor_is_proxy(const struct http_server *s, const struct address *a)
{
    for (size_t i = 0; i < s->config.n_proxies; i++)
        if (network_holds(&s->config.proxies[i], a))
            return true;
    return false;
}

/* The last of the list, which loses it; the list's p is NULL once nothing is left. */
static struct str cut_last(struct str *list)
{
    const char *comma = memrchr(list->p, ',', list->n);
    size_t at = comma ? (size_t)(comma - list->p) : 0;
    struct str last = str_sub(*list, comma ? at + 1 : 0, list->n);
    *list = comma ? str_sub(*list, 0, at) : (struct str){0};
    return str_trim(last);
}

/* Goes from proxy to proxy towards the visitor. False: arrived, or what is said is no address, and
 * whoever said it stands for those behind it. */
static bool follow(const struct http_server *s, struct str list, struct address *at)
{
    while (list.p) {
        if (!visitor_is_proxy(s, at) || !address_parse_hop(cut_last(&list), at))
            return false;
    }
    return true;
}

/* Several fields of the name are one list, in their order (RFC 9110 5.3). */
static void follow_all(const struct conn *c, struct address *at)
{
    for (unsigned i = c->head.n_fields; i-- > 0;) {
        const struct head_field *f = &c->head.fields[i];
        if (str_is_nocase(f->name, "x-forwarded-for") && !follow(c->server, f->value, at))
            return;
    }
}

uint64_t visitor_of(const struct conn *c, struct address *out)
{
    if (!c->has_peer)
        return 0;
    struct address at = c->peer;
    follow_all(c, &at);
    *out = address_subscriber(&at);
    uint64_t number = hash_bytes(c->server->visitor_seed, out->b, sizeof out->b);
    return number ? number : 1;
}
