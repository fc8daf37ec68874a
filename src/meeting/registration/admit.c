/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may register how often: see form_admit. */
#include "meeting/registration/form.h"

#include "view/tr.h"

#include <sodium.h>

#define WRITING_SECONDS 3 /* nobody fills the form faster */
#define PROOF_SECONDS (24 * 3600)
#define COST_PERSON 1
#define COST_OTHER 3

/* A whole building may share an address: 60 people at once without any proof, 180 with it. */
static const struct limit by_visitor = {.burst = 180, .per_second = 0.25};
static const struct limit by_event = {.burst = 6000, .per_second = 50};

static void sign(const struct request *r, int64_t at, char out[crypto_shorthash_BYTES * 2 + 1])
{
    uint8_t mac[crypto_shorthash_BYTES];
    crypto_shorthash(mac, (const uint8_t *)&at, sizeof at, r->app->secret);
    sodium_bin2hex(out, crypto_shorthash_BYTES * 2 + 1, mac, sizeof mac);
}

const char *form_since(struct request *r)
{
    char mac[crypto_shorthash_BYTES * 2 + 1];
    int64_t now = request_now(r);
    sign(r, now, mac);
    return arena_printf(r->arena, "%lld.%s", (long long)now, mac);
}

static bool was_written(struct request *r)
{
    char mac[crypto_shorthash_BYTES * 2 + 1];
    struct str rest = str_of(http_form_get(&r->form, "since"));
    struct str when = rest.p ? str_cut(&rest, '.') : rest;
    int64_t at;
    if (!when.p || !rest.p || !parse_int(when, 0, INT64_MAX / 2, &at))
        return false;
    sign(r, at, mac);
    int64_t age = request_now(r) - at;
    return rest.n == strlen(mac) && sodium_memcmp(rest.p, mac, rest.n) == 0 &&
           age >= WRITING_SECONDS && age <= PROOF_SECONDS;
}

enum err form_admit(struct request *r, const struct event *e)
{
    const char *trap = http_form_get(&r->form, "website");
    if (r->app->config.limits && trap && *trap)
        return request_fail(
            r, ERR_INVALID,
            TR("Un champ que personne ne voit est rempli : videz-le, ou désactivez le "
               "remplissage automatique, puis renvoyez."));
    enum err err = request_limit(r, "registration", false, &by_visitor,
                                 was_written(r) ? COST_PERSON : COST_OTHER);
    const char *event = arena_printf(r->arena, "registration/%s", e->slug);
    return err == OK ? request_limit(r, event, true, &by_event, 1) : err;
}
