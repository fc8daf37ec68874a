/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The whole program without a socket: a database in a temporary folder, the demonstration in it if
 * wanted, and requests through the dispatcher. For cmocka tests.
 */
#ifndef MAILLAGE_TEST_HARNESS_H
#define MAILLAGE_TEST_HARNESS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/app.h"

struct harness {
    struct app app;
    struct arena arena;
    struct worker *worker;
    uint64_t visitor; /* stands for the address that requests come from; 0 is never limited */
    char folder[64];
};

/* A module of the test's own, after the program's; set it before harness_open, NULL for none. */
extern const struct module *harness_extra;

/* `now`: "2021-07-05T09:00", Paris time. */
void harness_open(struct harness *h, const char *now, bool demo);
void harness_close(struct harness *h);
/* The program ends and starts again on the same folder: what it held in memory is gone. The clock
 * goes on; changes of configuration that a test made stay. */
void harness_restart(struct harness *h);

struct reply {
    int status;
    const char *body, *type;
    size_t size; /* of the body */
    bool cacheable, zone_matters;
    int64_t fresh_until;
    unsigned statements;
    struct http_response res;
};

/* One request; headers as {"Cookie", "fuseau=…"}, ended by {NULL, NULL}, or NULL. */
struct reply harness_send(struct harness *h, const char *method, const char *target,
                          const struct http_field *headers, const char *body);
static inline struct reply harness_get(struct harness *h, const char *target)
{
    return harness_send(h, "GET", target, NULL, "");
}

const char *reply_header(const struct reply *a, const char *name);

#define assert_contains(text, part)                                                                \
    do {                                                                                           \
        if (!strstr((text), (part)))                                                               \
            fail_msg("« %s » is missing from:\n%.3000s", (part), (text));                          \
    } while (0)
#define assert_lacks(text, part)                                                                   \
    do {                                                                                           \
        if (strstr((text), (part)))                                                                \
            fail_msg("« %s » should not stand in:\n%.3000s", (part), (text));                      \
    } while (0)

/*
 * A browser that signed in by a link, as the pages do it: its cookie, and the token that its forms
 * carry in the field "csrf". The account is made when there is none of that address.
 */
struct signed_in {
    const char *cookie, *csrf;
};
struct signed_in harness_sign_in(struct harness *h, const char *email, enum role role);

/* A one-time link's address on the site, "/connexion/…". */
const char *harness_link(struct harness *h, const char *email);

struct reply harness_get_as(struct harness *h, const char *target, const struct signed_in *who);
/* The token of the form is added to `body`. */
struct reply harness_post_as(struct harness *h, const char *target, const struct signed_in *who,
                             const char *body);

/* Registers somebody of that name, remote, at an event; the token of their private page. */
const char *harness_register(struct harness *h, const char *slug, const char *name);

/* Imports a programme from text; dies when it is refused. */
void harness_import(struct harness *h, const char *slug, const char *text);

#endif
