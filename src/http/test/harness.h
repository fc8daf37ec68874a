/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A server on a free loopback port with a handler for tests, and a client that sends bytes as they
 * are. */
#ifndef MAILLAGE_HTTP_TEST_HARNESS_H
#define MAILLAGE_HTTP_TEST_HARNESS_H

#include "http/server.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/*
 * What the handler does:
 *   /page        cacheable, made from table 0, 8000 bytes of text; /page/zone depends on the zone
 *   /liar        cacheable, and different at each rendering
 *   /moving      raises table 1 while it is rendered from table 1
 *   /who         "method path query language root zone"
 *   /visitor     the address of who asks, as a block stands for it, and its number
 *   /echo        the body's length
 *   /slow        waits for site.open; /page/slow too, and is a page
 *   /smuggled    counts in site.smuggled
 *   anything else: 404
 */
struct site {
    struct http_server *server;
    _Atomic uint64_t versions[4];
    _Atomic int rendered, smuggled, liar, logged, waiting;
    _Atomic bool open;
    _Atomic int64_t now;
    int64_t fresh_until; /* of /page */
};

struct answer {
    int status; /* of the first response; 0: none came */
    bool closed;
    size_t n, heads; /* bytes read; responses that begin in them */
    const char *body;
    size_t body_n; /* what came behind the first head */
    char bytes[2 * 1024 * 1024];
};

/* `change` may be NULL; it adjusts configuration and limits before the start. */
struct site *site_start(void (*change)(struct http_config *, struct http_limits *));
void site_stop(struct site *s);

int dial(const struct site *s);
int dial_port(uint16_t port);
void send_bytes(int fd, const char *bytes, size_t n);
void send_text(int fd, const char *text);

/* Reads until the server closes, or nothing comes for `ms`; or, when `whole`, one response is
 * complete. */
struct answer *read_answer(int fd, int ms, bool whole);
/* A header's value in the first response, or NULL. To be freed by nobody: one at a time. */
const char *answer_header(const struct answer *a, const char *name);

/* One request on a connection of its own: "GET", "/page", and more header lines with their CRLF. */
struct answer *ask(const struct site *s, const char *method, const char *target, const char *more);
void answer_free(struct answer *a);

void wait_until(_Atomic int *value, int at_least); /* 5 s at most */

#endif
