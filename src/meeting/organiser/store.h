/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Registrations as the organiser reads them: a page of a filtered list, counts, seats. What changes
 * one is in registration/registration.h. Private to this folder.
 */
#ifndef MAILLAGE_MEETING_ORGANISER_STORE_H
#define MAILLAGE_MEETING_ORGANISER_STORE_H

#include "meeting/registration/registration.h"

#define ANY (-1)
#define NO_WORKSHOP (-1)
#define FILTER_PARAMS 12
#define SEARCH_MAX 200 /* bytes; what follows is not looked at */

/* Which registrations, in which order, from where. */
struct filter {
    int state;                    /* enum registration_state, or ANY */
    int modality;                 /* enum modality, or ANY */
    int present;                  /* 1 checked in, 0 not, or ANY */
    const char *ecosystem, *area; /* NULL: any; "": not said */
    session_id workshop;          /* who has a seat, an offer or a place in its list; 0: any;
                                     NO_WORKSHOP: who wished for none */
    const char *search;           /* names, address, organisation, ticket's code; NULL: none */
    bool by_arrival;              /* else by name */
    int64_t after, before;        /* ids: the page behind or before that registration; 0 */
};

/* A wish of a row, and what came of it. */
struct row_wish {
    session_id session;
    const char *title;
    enum claim_state state; /* CLAIM_NONE: a better wish has a seat, or no seat at the event yet */
};

struct row {
    registration_id id;
    const char *ticket, *given_name, *family_name, *email, *organisation, *ecosystem;
    const char *territory, *territory_words, *area, *access_needs, *lang;
    enum modality modality;
    enum registration_state state;
    int64_t list_consent_at, created_at, checked_in_at; /* NO_INSTANT */
    struct row_wish wishes[WISHES_MAX];
    size_t n_wishes;
};

#define ROWS_ALL (DB_MAX_ROWS / WISHES_MAX)

/*
 * At most `most` rows, always in the order of the list. Two or three statements. `*more`: there are
 * others behind the last (before the first, when `before` is asked for).
 */
must_check enum err rows_of_event(struct db *db, struct arena *a, event_id event,
                                  const struct filter *f, size_t most, const struct row **out,
                                  size_t *n, bool *more);
/* The parameters of a statement with FILTER (statements.h). */
void filter_bind(struct arena *a, event_id event, const struct filter *f,
                 struct value v[FILTER_PARAMS]);
must_check enum err rows_count(struct db *db, struct arena *a, event_id event,
                               const struct filter *f, int64_t *n);

/* How many registrations have these in common. */
struct tally {
    enum registration_state state;
    enum modality modality;
    const char *ecosystem, *area; /* NULL: not said */
    int64_t n, present;
};
must_check enum err tallies_of_event(struct db *db, struct arena *a, event_id event,
                                     const struct tally **out, size_t *n);

/* Those of a modality; without a limit and empty when nobody has come to it yet. */
struct seats modality_seats(const struct pool *pools, size_t n, enum modality m);

struct workshop {
    session_id id;
    const char *title;
    struct seats s; /* without a limit and empty when nobody wished it yet */
};
must_check enum err workshops_of_event(struct db *db, struct arena *a, event_id event,
                                       const struct workshop **out, size_t *n);

/* ERR_NOT_FOUND. */
must_check enum err workshop_find(struct db *db, struct arena *a, session_id id, const char **title,
                                  event_id *event);

struct arrival {
    registration_id id;
    const char *given_name, *family_name;
    int64_t at;
};
/* The latest first, at most `most`. */
must_check enum err arrivals_of_event(struct db *db, struct arena *a, event_id event, int64_t most,
                                      const struct arrival **out, size_t *n);

/* "Prénom Nom", whichever of them there is. */
const char *full_name(struct arena *a, const char *given_name, const char *family_name);

#endif
