/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What happens at a pool of seats, inside a rule: taking, leaving, offering. The pool's row is
 * locked while it is in hand, and its counts are saved with its claims. Private to this folder.
 */
#ifndef MAILLAGE_MEETING_REGISTRATION_DESK_H
#define MAILLAGE_MEETING_REGISTRATION_DESK_H

#include "meeting/registration/store.h"

struct desk { /* of one rule */
    struct db *db;
    struct arena *a;
    int64_t now;
    struct event_terms terms;
    event_id event;
    bool silent;    /* nobody is told of what happens */
    int64_t offers; /* made so far */
};

/* What a person is told of their registration: a row of the outbox. */
must_check enum err desk_tell(struct desk *k, const char *kind, registration_id id);

/* Gives a claim: a seat if one is free and nobody waits, else a place in the list. */
must_check enum err desk_take(struct desk *k, struct pool *p, registration_id registration,
                              int rank, enum claim_state *got);

/* Ends a claim, whatever it has become since it was read; its seat is offered to the next. */
must_check enum err desk_leave(struct desk *k, const struct claim *c);

/* The same in a pool that closes: nobody is offered its seat. */
must_check enum err desk_drop(struct desk *k, const struct claim *c);

/*
 * An offer becomes a seat: ERR_CONFLICT when it has ended. Out of turn, also one that has ended
 * while its seat is still held, and a claim that waits: a seat if one is free, else the head of the
 * list. ERR_CONFLICT: it waits and it is not out of turn. Of a workshop, the person is told here;
 * of the event, by desk_agree.
 */
must_check enum err desk_confirm(struct desk *k, registration_id id, const struct claim *c,
                                 bool out_of_turn);

/* Ends what was not answered, offers what is free, saves the pool. */
must_check enum err desk_settle(struct desk *k, struct pool *p);

/* Puts the registration's state and modality in accord with its claims, and says so if it changed.
 */
must_check enum err desk_agree(struct desk *k, registration_id id);

/* Gives each slot the best wished workshop that has a seat, and places in the lists of better ones.
 */
must_check enum err desk_arrange_wishes(struct desk *k, registration_id id);

#endif
