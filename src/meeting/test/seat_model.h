/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The rules of seats.h and registration.h once more, in memory, in the simplest way that is right:
 * a table of who holds what, a list for each pool in order of arrival, and counts that are counted
 * each time. It knows nothing of the database; the tests hold the real rules against it.
 *
 * What the headers leave open and both do:
 *   - an offer ends when somebody next takes or leaves a seat of its pool, or at settle_offers;
 *   - only who is confirmed holds workshops; who decides later is confirmed, and stays so while
 *     waiting for a modality;
 *   - who asked for another modality keeps only a confirmed seat meanwhile, no offer and no place;
 *   - offers that end together go to the end of the list in the order in which they ended, then in
 *     that of the list.
 */
#ifndef MAILLAGE_MEETING_TEST_SEAT_MODEL_H
#define MAILLAGE_MEETING_TEST_SEAT_MODEL_H

#include "meeting/registration/registration.h"

/* The seats of the two modalities, then workshops: three in a slot, two in another, one alone. */
enum { MODEL_POOLS = 8, MODEL_WORKSHOPS = 2, MODEL_PEOPLE = 128 };
extern const int model_slots[MODEL_POOLS];

enum told {
    TOLD_RECEIVED,
    TOLD_CONFIRMED,
    TOLD_OFFER,
    TOLD_MISSED,
    TOLD_CANCELLED,
    TOLD_RESTORED,
    TOLD_KINDS
};
extern const char *const told_words[TOLD_KINDS]; /* the outbox's kinds */

struct model_claim {
    enum claim_state state;
    int rank;
    int64_t until, missed;
};

struct model_wish {
    int rank, pool;
};

struct model_person { /* one registration */
    int name, key;    /* of the same name: the same person; key 0: none */
    enum modality modality;
    enum registration_state state;
    struct model_wish wishes[WISHES_MAX];
    size_t n_wishes;
    struct model_claim claims[MODEL_POOLS];
};

struct model_pool {
    int64_t seats;
    int list[MODEL_PEOPLE]; /* who waits or has an offer, in order of arrival */
    int n;
};

struct model {
    enum answer remote, onsite;
    int64_t starts_at, now;
    struct model_person people[MODEL_PEOPLE];
    int n;
    struct model_pool pools[MODEL_POOLS];
    int told[TOLD_KINDS]; /* by the last operation */
};

enum operation_kind {
    OP_REGISTER,
    OP_CHANGE, /* `change` of registration.h */
    OP_RESIZE,
    OP_SETTLE
};

struct operation {
    enum operation_kind kind;
    enum registration_change change;
    int64_t now;
    int who;       /* index of the registration */
    int name, key; /* of who registers; the name that CHANGE_DETAILS gives */
    enum modality modality;
    int wishes[WISHES_MAX]; /* pools, as asked: may repeat */
    size_t n_wishes;
    int pool; /* of the claim, or resized */
    int64_t seats;
};

void model_init(struct model *m, enum answer remote, enum answer onsite, int64_t starts_at);

/*
 * What the operation should answer. An error changes nothing. OP_REGISTER: `*who` becomes the
 * registration, new or, of a known key, the one that was there.
 */
enum err model_apply(struct model *m, const struct operation *o, int *who);

int64_t model_count(const struct model *m, int pool, enum claim_state state);
/* How many wait before; of a claim that waits. */
int64_t model_ahead(const struct model *m, int who, int pool);

/* What must hold whatever the rules: NULL, or the sentence that is broken. `before`: one operation
 * ago. */
const char *model_broken(const struct model *m, const struct model *before);

#endif
