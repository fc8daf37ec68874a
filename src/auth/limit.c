/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Limits on trying to sign in. A bucket is one number: when it is full again. Each try puts that
 * off by what one try costs, unless it would lie further ahead than an empty bucket's.
 */
#include "auth/statements.h"

#include <sodium.h>

#define DAY 86400 /* no bucket takes as long to fill */

struct sign_in_who sign_in_who(const unsigned char *key, const char *what,
                               const struct address *address)
{
    struct sign_in_who out;
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, AUTH_SECRET_BYTES, sizeof out.bytes);
    crypto_generichash_update(&state, (const unsigned char *)what, strlen(what) + 1);
    crypto_generichash_update(&state, address->b, sizeof address->b);
    crypto_generichash_final(&state, out.bytes, sizeof out.bytes);
    return out;
}

struct taking {
    struct arena *a;
    const struct sign_in_who *who;
    const struct sign_in_limit *limit;
    int64_t now;
};

static enum err take(struct db *db, void *arg)
{
    const struct taking *t = arg;
    const struct str who = {(const char *)t->who->bytes, sizeof t->who->bytes};
    int64_t cost = t->limit->seconds, most = cost * t->limit->burst;
    struct rows r;
    enum err e = db_exec(db, &sql_limit_sweep, PARAMS(v_int(t->now), v_int(t->now + DAY)), NULL);
    if (e == OK)
        e = db_query(db, t->a, &sql_limit_take,
                     PARAMS(v_bytes(who), v_int(t->now), v_int(cost), v_int(t->now + most)), &r);
    return e == OK && !r.n ? ERR_TOO_MANY : e;
}

enum err sign_in_limit_take(struct store *s, struct arena *a, const struct sign_in_who *who,
                            const struct sign_in_limit *limit, int64_t now)
{
    struct taking t = {a, who, limit, now};
    return store_write(s, take, &t);
}
