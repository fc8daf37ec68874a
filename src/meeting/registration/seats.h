/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The decisions about seats: functions of values, no database. The rules of rules.c do what these
 * say, and test_seats.c holds both against a model.
 *
 * A pool is the seats of an event for one modality, or those of one workshop. A claim on it is
 * confirmed, offered or waiting. At every instant:
 *
 *   - confirmed + offered claims never exceed the seats, unless the organiser made the pool smaller
 *     than what was already given: then none is given until it fits again;
 *   - a seat goes to the claim that waits with the lowest place; whoever arrives while others wait,
 *     waits behind them;
 *   - an offer that is not answered in time goes to the next, and its claim to the end of the list;
 *     the second time, the claim ends.
 */
#ifndef MAILLAGE_MEETING_SEATS_H
#define MAILLAGE_MEETING_SEATS_H

#include "base/base.h"

#define SEATS_NO_LIMIT (-1)
#define SEATS_MAX 1000000

enum claim_state { CLAIM_NONE, CLAIM_WAITING, CLAIM_OFFERED, CLAIM_CONFIRMED };

struct seats {              /* of one pool */
    int64_t seats;          /* SEATS_NO_LIMIT */
    int64_t taken, offered; /* taken: confirmed and offered */
    int64_t waiting;
};

/* Seats that may be given now; INT64_MAX without a limit, 0 when over. */
int64_t seats_free(const struct seats *s);

/* What a new claim becomes: confirmed, or waiting behind those who wait. */
enum claim_state seats_claim(const struct seats *s);

/* How many of those who wait are to be offered a seat now. */
int64_t seats_to_offer(const struct seats *s);

/*
 * Until when an offer holds: two days; less when the event is near: half of the time that is left,
 * at least half an hour, and never past its start; half an hour once it has begun. `starts_at` is
 * INT64_MIN when it is not known.
 */
int64_t seats_offer_until(int64_t now, int64_t starts_at);

/* Whether a claim that missed its offer ends rather than waits again. */
bool seats_give_up(int64_t missed);

#endif
