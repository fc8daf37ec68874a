/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/registration/seats.h"

#define HOUR 3600
#define OFFER_SECONDS ((int64_t)48 * HOUR)
#define OFFER_LEAST ((int64_t)HOUR / 2)
#define OFFERS_MISSED 2

int64_t seats_free(const struct seats *s)
{
    if (s->seats == SEATS_NO_LIMIT)
        return INT64_MAX;
    return s->seats > s->taken ? s->seats - s->taken : 0;
}

enum claim_state seats_claim(const struct seats *s)
{
    return s->waiting == 0 && seats_free(s) > 0 ? CLAIM_CONFIRMED : CLAIM_WAITING;
}

int64_t seats_to_offer(const struct seats *s)
{
    int64_t left = seats_free(s);
    return left < s->waiting ? left : s->waiting;
}

int64_t seats_offer_until(int64_t now, int64_t starts_at)
{
    int64_t until = now + OFFER_SECONDS;
    if (starts_at == INT64_MIN)
        return until;
    if (starts_at <= now)
        return now + OFFER_LEAST;
    int64_t half = now + (starts_at - now) / 2;
    if (half < until)
        until = half;
    if (until < now + OFFER_LEAST)
        until = now + OFFER_LEAST;
    return until < starts_at ? until : starts_at;
}

bool seats_give_up(int64_t missed)
{
    return missed >= OFFERS_MISSED;
}
