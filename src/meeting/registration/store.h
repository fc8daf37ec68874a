/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The tables of registrations, behind functions. Private to this folder. */
#ifndef MAILLAGE_MEETING_REGISTRATION_STORE_H
#define MAILLAGE_MEETING_REGISTRATION_STORE_H

#include "meeting/registration/registration.h"

/* ---- registrations ---------------------------------------------------------------------- */

/* All that carry the address, whatever their state; 1,000 at most. */
must_check enum err store_registrations_of_email(struct db *db, struct arena *a, const char *email,
                                                 const struct registration **out, size_t *n);
/* ERR_NOT_FOUND: no registration came from that key. */
must_check enum err store_registration_of_key(struct db *db, struct arena *a, event_id event,
                                              const char *key, registration_id *id,
                                              const char **token);
/* ERR_CONFLICT: the person is registered, or the key was used. */
must_check enum err store_registration_add(struct db *db, struct arena *a,
                                           const struct register_person *r,
                                           enum registration_state state, registration_id *id);
/* Of that address and names, not cancelled. ERR_NOT_FOUND. */
must_check enum err store_registration_of_person(struct db *db, struct arena *a, event_id event,
                                                 const struct registration_draft *d,
                                                 registration_id *id);
must_check enum err store_registration_details(struct db *db, struct arena *a,
                                               const struct registration *r,
                                               const struct registration_draft *d, int64_t now);
must_check enum err store_registration_state(struct db *db, registration_id id,
                                             enum registration_state state, enum modality modality,
                                             int64_t now);
must_check enum err store_check_in(struct db *db, registration_id id, int64_t at);

struct wish {
    int rank;
    session_id session;
    int64_t slot; /* of workshops at the same time; the session itself when it stands alone */
};
must_check enum err store_wishes(struct db *db, struct arena *a, registration_id id,
                                 struct wish out[WISHES_MAX], size_t *n);
must_check enum err store_wishes_set(struct db *db, registration_id id, event_id event,
                                     const session_id *wishes, size_t n);
/* A wish that is over: declined, or never answered. */
must_check enum err store_wish_drop(struct db *db, registration_id id, session_id session);

/* ---- the list of participants ----------------------------------------------------------- */

struct participant { /* what others see of somebody who agreed to it */
    registration_id id;
    const char *given_name, *family_name, *organisation, *territory_words;
};
/* In alphabetical order, those after `after` (0, or nobody of this event: from the first). */
must_check enum err store_participants(struct db *db, struct arena *a, event_id event,
                                       registration_id after, int64_t most,
                                       struct participant **out, size_t *n);
must_check enum err store_participants_count(struct db *db, struct arena *a, event_id event,
                                             int64_t *n);

/* ---- pools and claims ------------------------------------------------------------------- */

/* Takes a pool in hand: its row is locked, `next_place` is the caller's to give. */
must_check enum err store_pool_of_modality(struct db *db, event_id event, enum modality m,
                                           struct pool *out);
must_check enum err store_pool_of_session(struct db *db, session_id session, struct pool *out);
must_check enum err store_pool_of_id(struct db *db, int64_t id, struct pool *out);
must_check enum err store_pool_save(struct db *db, const struct pool *p);
/* Pools with an offer that ended by `now`, by id from above `after`: at most 100 ids. */
must_check enum err store_pools_due(struct db *db, struct arena *a, int64_t now, int64_t after,
                                    int64_t **out, size_t *n);

struct event_terms { /* what the rules need to know of an event */
    int64_t starts_at;
    enum answer remote, onsite;
};
must_check enum err store_event_terms(struct db *db, event_id event, struct event_terms *out);

struct queued { /* a claim, seen from its pool */
    int64_t id;
    registration_id registration;
    int rank;
    int64_t place, missed;
};
/* At most 1,000: until there is none. */
must_check enum err store_claims_due(struct db *db, struct arena *a, int64_t pool, int64_t now,
                                     struct queued **out, size_t *n);
must_check enum err store_claims_first(struct db *db, struct arena *a, int64_t pool, int64_t most,
                                       struct queued **out, size_t *n);
/* A place before everybody who waits or has an offer. */
must_check enum err store_place_at_head(struct db *db, int64_t pool, int64_t *place);
must_check enum err store_claim_put(struct db *db, int64_t pool, registration_id registration,
                                    int rank, enum claim_state state, int64_t place, int64_t *id);
must_check enum err store_claim_set(struct db *db, const struct queued *c, enum claim_state state,
                                    int64_t offered_until);
/* `*was`: what it was at that moment; CLAIM_NONE when it is gone already. */
must_check enum err store_claim_drop(struct db *db, int64_t id, enum claim_state *was);

#endif
