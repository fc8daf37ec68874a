/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What an organiser writes to many: a draft, whom it goes to, when, and how far it has come. A
 * sending's words stand once; the outbox has a row for each person, made in batches by the writer
 * (pump_sendings) and delivered like every message.
 *
 * Times are UTC seconds, NO_INSTANT where there is none.
 */
#ifndef MAILLAGE_MEETING_WRITING_H
#define MAILLAGE_MEETING_WRITING_H

#include "meeting/organiser/filter.h"

typedef struct {
    int64_t v;
} sending_id;

enum sending_state {
    SENDING_DRAFT,
    SENDING_PLANNED,
    SENDING_RUNNING,
    SENDING_PAUSED,
    SENDING_DONE,   /* everybody has a row in the outbox */
    SENDING_STOPPED /* by an organiser, before its end */
};
enum audience { AUDIENCE_REGISTERED, AUDIENCE_INVITED /* and have not answered */ };

#define SUBJECT_BYTES 200
#define WORDS_BYTES ((size_t)20 * 1024) /* of a body */

struct sending_words {
    const char *subject, *body;
    const char *subject_en, *body_en; /* NULL: who reads English gets the French */
};

struct sending {
    sending_id id;
    event_id event;
    enum sending_state state;
    enum audience audience;
    const char *segment; /* a filter's query, "" for all; see filter_of_text */
    bool announcement;   /* one may want no more of these */
    struct sending_words words;
    int64_t version; /* raised by each change of its words */
    int64_t created_at, changed_at, planned_at, started_at, ended_at;
    int64_t people, refused, unsubscribed; /* as counted when it began */
    int64_t upto, reached, made;           /* ids; rows of the outbox so far */
};

const char *sending_state_word(enum sending_state s);
const char *audience_word(enum audience a);
enum audience audience_of(const char *word); /* AUDIENCE_REGISTERED for what is none */

/* ERR_NOT_FOUND. */
must_check enum err sending_by_id(struct db *db, struct arena *a, sending_id id,
                                  struct sending *out);
/* Of an event, the latest first, at most 100. */
must_check enum err sendings_of_event(struct db *db, struct arena *a, event_id event,
                                      const struct sending **out, size_t *n);

/* ---- whom it goes to -------------------------------------------------------------------- */

struct segment {
    event_id event;
    enum audience audience;
    bool announcement;
    struct filter filter; /* without a state: all but those who cancelled */
};
struct segment segment_of(struct arena *a, const struct sending *s);

/* Who gets it, and who does not and why: each person once. */
struct segment_counts {
    int64_t people;       /* who get it */
    int64_t english;      /* of these, who read English */
    int64_t cancelled;    /* their registration, while no state is asked for */
    int64_t refused;      /* messages to their address come back, or they complained */
    int64_t unsubscribed; /* from announcements */
};
must_check enum err segment_count(struct db *db, struct arena *a, const struct segment *s,
                                  struct segment_counts *out);

struct recipient {
    int64_t id; /* of a registration or an invitation */
    const char *name;
};
/* The first of who get it, by name, at most `most`. */
must_check enum err segment_first(struct db *db, struct arena *a, const struct segment *s,
                                  int64_t most, const struct recipient **out, size_t *n);

/* ---- rules ------------------------------------------------------------------------------ */

/*
 * A new draft (`s.id` 0), or the words and the segment of one that has not begun. ERR_CONFLICT: it
 * has begun, or somebody changed it since `s.version`. ERR_NOT_FOUND.
 */
struct save_sending {
    struct sending s;
    int64_t now;
    sending_id saved; /* result */
};
enum err save_sending(struct db *db, void *arg);

/* ERR_CONFLICT: its state does not allow it (any more). ERR_NOT_FOUND: not of that event. */
enum sending_act {
    ACT_SEND,   /* a draft or a planned one begins */
    ACT_PLAN,   /* it will begin at `planned_at` */
    ACT_UNPLAN, /* a draft again */
    ACT_PAUSE,
    ACT_GO_ON,
    ACT_STOP,  /* for good: who has a row in the outbox gets it, nobody else */
    ACT_DELETE /* a draft */
};
struct act_on_sending {
    event_id event;
    sending_id id;
    enum sending_act act;
    int64_t planned_at, now;
};
enum err act_on_sending(struct db *db, void *arg);

/*
 * Makes the rows that are due: at most SENDING_BATCH a call, at most `pace` a minute over all
 * sendings, and none while `pace` rows of sendings wait in the outbox. Six statements a call,
 * whatever the number of people. Called again while `more`.
 */
#define SENDING_BATCH 500
struct pump_sendings {
    int64_t now, pace;
    bool may_begin; /* planned ones whose time has come begin: the clock is to be trusted */
    int64_t quota;  /* what is left of this turn; -1 in its first call */
    /* results */
    int64_t begun, made, left; /* left: the quota of the next call */
    bool more;
};
enum err pump_sendings(struct db *db, void *arg);

/* All of a turn, for the ticker and for who just pressed "send". */
void sendings_turn(const struct app *app, bool may_begin);

#endif
