/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Registration: a person at an event, with a modality, wishes of workshops, and what they hold:
 * seats, offers, places in waiting lists. Reading takes plain values; what writes is a rule, run by
 * store_write, and stands in this header with its argument.
 *
 * All times are UTC seconds. Texts are UTF-8, NULL where there is none.
 */
#ifndef MAILLAGE_MEETING_REGISTRATION_H
#define MAILLAGE_MEETING_REGISTRATION_H

#include "meeting/meeting.h"
#include "meeting/registration/seats.h"

typedef struct {
    int64_t v;
} registration_id;

enum modality { MODALITY_REMOTE, MODALITY_ONSITE, MODALITY_LATER };
enum registration_state { STATE_CONFIRMED, STATE_WAITING, STATE_OFFERED, STATE_CANCELLED };

const char *modality_word(enum modality m); /* "remote", "onsite", "later": the form's values */
const char *registration_state_word(enum registration_state s); /* "confirmed"… */
enum registration_state
registration_state_of(const char *word); /* a word of the table's; else dies */

/* Of people whose data was erased since: how many took part, and how many of these were there. */
must_check enum err erased_attendance(struct db *db, struct arena *a, event_id event,
                                      int64_t *people, int64_t *present);

#define WISHES_MAX 3
#define REGISTRATION_NAME_MAX 120 /* bytes of a name, an organisation, a territory in words */
#define REGISTRATION_NEEDS_MAX 2000

/* What a person says of themselves and wants; checked by form.c. */
struct registration_draft {
    const char *given_name, *family_name; /* never NULL; one of the two may be "" */
    const char *email;
    const char *organisation;
    const char *ecosystem; /* a word of ecosystems[]; NULL */
    const char *territory, *territory_words;
    enum modality modality;
    session_id wishes[WISHES_MAX];
    size_t n_wishes;
    const char *access_needs;
    const char *list_consent_words; /* the sentence that was agreed to; NULL: no */
    const char
        *needs_words; /* the sentence beside access_needs, which agrees to their being read */
    const char *lang;
};

struct registration {
    registration_id id;
    event_id event;
    const char *token, *ticket;
    struct registration_draft draft; /* without wishes */
    enum registration_state state;
    int64_t list_consent_at;
    bool demo;
    int64_t created_at, changed_at;
    int64_t checked_in_at;  /* NO_INSTANT: not there yet */
    bool erased;            /* its person was forgotten: it only counts */
    int64_t calendar_shift; /* of each SEQUENCE in their calendar; odd: it was cancelled */
};

/* A seat, an offer or a place in a waiting list. */
struct claim {
    int64_t id, pool;
    int rank; /* 0: the event itself; 1 to 3: that wish */
    enum claim_state state;
    int64_t place, offered_until, missed;
    enum modality modality; /* of rank 0 */
    session_id session;     /* of a wish, 0 otherwise */
    const char *session_title;
    int64_t ahead; /* of a waiting claim: how many wait before it */
};

struct ecosystem {
    const char *word, *label; /* "association", TR("Association") */
};
extern const struct ecosystem ecosystems[];
extern const size_t n_ecosystems;

/* ---- reading ---------------------------------------------------------------------------- */

must_check enum err registration_by_token(struct db *db, struct arena *a, const char *token,
                                          struct registration *out);
must_check enum err registration_by_ticket(struct db *db, struct arena *a, const char *ticket,
                                           struct registration *out);
must_check enum err registration_by_id(struct db *db, struct arena *a, registration_id id,
                                       struct registration *out);
/* What a person holds: seats of the event first, then wishes by rank. */
must_check enum err registration_claims(struct db *db, struct arena *a, registration_id id,
                                        const struct claim **out, size_t *n);
must_check enum err registration_wishes(struct db *db, struct arena *a, registration_id id,
                                        session_id out[WISHES_MAX], size_t *n);

/* A pool as people see it. */
struct pool {
    int64_t id, next_place;
    event_id event;
    bool of_event;
    enum modality modality; /* when of_event */
    session_id session;
    struct seats s;
};
/* Those of an event that have been counted so far: no row means no limit and nobody. */
must_check enum err pools_of_event(struct db *db, struct arena *a, event_id event,
                                   const struct pool **out, size_t *n);

/* ---- rules: each is given to store_write with its argument ------------------------------ */

/* Names of 96 random bits, for a private page, and of 50, for a badge. */
#define TOKEN_SIZE 33
#define TICKET_SIZE 11
/* Without 0, 1, I, L, O, U: read aloud and typed without a mistake (after Crockford's base 32). */
#define TICKET_LETTERS "23456789ABCDEFGHJKMNPQRSTVWXYZ"
void registration_names(char token[TOKEN_SIZE], char ticket[TICKET_SIZE]);

/*
 * One registration. The same key again changes nothing and gives the same token. ERR_CONFLICT: this
 * person (address and names) is registered already; `token` is then empty.
 */
struct register_person {
    const struct event *event;
    const struct registration_draft *draft;
    const char *key; /* NULL: none */
    const char *token, *ticket;
    const char *invitation; /* the token of the one it answers; NULL: none */
    bool demo;
    bool silent; /* nobody is told of it */
    int64_t now;
    /* results */
    char stored_token[TOKEN_SIZE];
    registration_id id;
    bool again; /* the key was known */
};
enum err register_person(struct db *db, void *arg);

/*
 * Whoever fills in the form a second time gets the message "registration/again" at the address of
 * their registration, once an hour at most. ERR_NOT_FOUND: nobody of that name and address is
 * registered.
 */
struct remind_registered {
    event_id event;
    const struct registration_draft *draft;
    int64_t now;
};
enum err remind_registered(struct db *db, void *arg);

/* A change to one registration, found by its token or its id. */
enum registration_change {
    CHANGE_DETAILS, /* names, organisation, needs, consent, wishes: from `draft`; not the address */
    CHANGE_MODALITY, /* to `modality`; keeps the seat held until the other is free, and who decides
                        later stays confirmed until then */
    CHANGE_CANCEL,
    CHANGE_RESTORE, /* undoes a cancellation: a seat if one is free, else the waiting list */
    CHANGE_ACCEPT,  /* the offer `claim` */
    CHANGE_DECLINE, /* the offer or the place in the waiting list `claim` */
    CHANGE_PROMOTE, /* organiser: `claim` gets a seat now, whatever its place, if one is free; else
                       the next one is offered to it */
    CHANGE_CHECK_IN,
    CHANGE_CHECK_OUT, /* undoes a check-in */
    CHANGE_WITHDRAW   /* takes back the consent `consent`, and undoes what it allowed */
};
/*
 * ERR_NOT_FOUND: no such registration or claim. ERR_CONFLICT: what was offered is gone, the
 * modality is not on offer, it is cancelled, or the person is registered another time.
 */
struct change_registration {
    enum registration_change change;
    const char *token; /* or */
    registration_id id;
    const struct registration_draft *draft;
    enum modality modality;
    int64_t claim, consent;
    bool silent;               /* nobody is told of it */
    const struct audit_by *by; /* the organiser who does it; NULL: the person */
    int64_t now;
    /* results */
    registration_id changed;
};
enum err change_registration(struct db *db, void *arg);

/* Sets the seats of a modality, or of a workshop when `session` is not 0; offers what is freed. */
struct set_seats {
    event_id event;
    enum modality modality;
    session_id session;
    int64_t seats;             /* SEATS_NO_LIMIT */
    const struct audit_by *by; /* NULL: the demonstration */
    int64_t now;
    /* results */
    int64_t offers; /* made because of it */
    bool over;      /* more is given already: nobody loses a seat */
};
enum err set_seats(struct db *db, void *arg);

/* Ends the offers that were not answered in time, and makes the next ones; how many pools moved. */
struct settle_offers {
    int64_t now;
    int64_t pools;
};
enum err settle_offers(struct db *db, void *arg);

#endif
