/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A store in a temporary folder with events to register at, and what is seen there held against
 * seat_model.h. For cmocka tests.
 */
#ifndef MAILLAGE_MEETING_TEST_SEAT_WORLD_H
#define MAILLAGE_MEETING_TEST_SEAT_WORLD_H

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "meeting/test/seat_model.h"

struct world {
    char folder[64], url[96];
    struct arena arena;
    struct store *store;
    struct db *db; /* a reader */
};

void world_init(struct world *w); /* and opens it */
void world_open(struct world *w);
void world_close(struct world *w);
void world_free(struct world *w); /* closes it, and the folder goes */

/* Of the whole store: whether counts equal claims, none is over its seats, and who holds what
 * agrees with what they are. NULL, or the sentence that is broken. */
const char *world_broken(struct world *w);
/* The number that a statement of at most one parameter gives, -1 without a row. */
int64_t world_number(struct world *w, const struct stmt *stmt, int64_t id);

/* An event with the sessions of the model, and what the model calls by number. */
struct play {
    struct world *w;
    struct event event;
    session_id sessions[MODEL_POOLS];
    registration_id ids[MODEL_PEOPLE];
    int64_t claims[MODEL_PEOPLE][MODEL_POOLS]; /* ids as last seen; 0: none */
    int64_t last_message;
    int tokens; /* given so far */
};

void play_init(struct play *p, struct world *w, const struct model *m);
void play_free(struct play *p); /* the event goes, so that the store stays small */
/* Does the operation on the store. `who`: the number for a new registration. */
enum err play_run(struct play *p, const struct operation *o, int who);
/* NULL when everything that can be seen is as in the model, else what is not. */
const char *play_differs(struct play *p, const struct model *m);
/* The same for what the private page of one person shows. */
const char *play_differs_for(struct play *p, const struct model *m, int who);

#define assert_ok(e) assert_string_equal(err_name(e), "OK")

#endif
