/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The plan of a meeting: its programme as the organisers work on it, before a version of it is
 * released. Values only, in one arena: a plan is read whole, changed, and written whole
 * (plan/store.h). Nobody but organisers sees it.
 *
 * Times are minutes since midnight of their day in the meeting's zone, NO_TIME where there is none;
 * past midnight they go on (24:30 is 1470).
 */
#ifndef MAILLAGE_MEETING_PLAN_H
#define MAILLAGE_MEETING_PLAN_H

#include "meeting/meeting.h"

#define PLAN_BYTES_MAX ((size_t)4 * 1024 * 1024) /* of its JSON */
#define PLAN_DAYS_MAX 60
#define PLAN_SEQUENCES_MAX 500
#define PLAN_QUESTIONS_MAX 60
#define PLAN_ROOMS_MAX 60
#define PLAN_SPEAKERS_MAX 30  /* of a session */
#define PLAN_DOCUMENTS_MAX 50 /* of a session */
#define PLAN_LINE_MAX 300     /* characters of a title, a name */
#define PLAN_TEXT_MAX 10000   /* of a note, a purpose */
#define PLAN_MINUTES_MAX (36 * 60)

/*
 * Everything in a plan has a key, which nothing else of this plan ever gets again, and the revision
 * of the plan that changed it last: a form that was made from an older one overwrites nobody's
 * work.
 */
struct plan_mark {
    int64_t key, revision;
};

struct plan_session {
    struct plan_mark mark;
    session_id id; /* of the session that was released; 0: not yet */
    enum session_type type;
    const char *title, *note, *room; /* note and room NULL when none */
    int start_min, end_min;          /* end NO_TIME when open */
    bool end_inferred;               /* by the reader of a document, from what comes next */
    struct speaker *speakers;
    size_t n_speakers;
    struct document *documents;
    size_t n_documents;
    struct plan_session *parallel; /* workshops of this slot; they have no parallel ones */
    size_t n_parallel;
};

struct plan_sequence {
    struct plan_mark mark;
    const char *title, *purpose;
    int start_min, end_min;
    int64_t *questions; /* keys */
    size_t n_questions;
    struct plan_session *sessions; /* in the order of the page */
    size_t n_sessions;
};

struct plan_day {
    struct plan_mark mark;
    const char *date;  /* "2021-07-12"; NULL when not known */
    const char *label; /* NULL when none */
    struct plan_sequence *sequences;
    size_t n_sequences;
};

struct plan_question {
    int64_t key;
    const char *words;
};

struct plan_room {
    int64_t key;
    const char *name, *note; /* note: how to get there, what it offers; NULL */
    int64_t seats;           /* 0: not said */
};

struct plan {
    int64_t making; /* the revision that a change makes; not kept with the plan */
    int64_t next_key;
    /* What the meeting is: one form. */
    struct plan_mark head; /* key 0 */
    const char *title, *theme, *purpose, *zone, *place;
    int edition; /* 0: not numbered */
    int64_t questions_revision, rooms_revision;
    struct plan_day *days;
    size_t n_days;
    struct plan_question *questions;
    size_t n_questions;
    struct plan_room *rooms;
    size_t n_rooms;
};

/* ---- from and to ------------------------------------------------------------------------ */

/* Of what is released: keys are given in order, so that two calls give the same. */
void plan_from_timetable(struct arena *a, const struct timetable *t, const struct plan_room *rooms,
                         size_t n_rooms, struct plan *out);
/* As it would be released: `event` gives what a plan does not hold. Instants are filled in. */
void plan_to_timetable(struct arena *a, const struct plan *p, const struct event *event,
                       struct timetable *out);

/* NULL: over PLAN_BYTES_MAX. */
const char *plan_to_json(struct arena *a, const struct plan *p);
/* ERR_CORRUPT: it was not written by plan_to_json. */
must_check enum err plan_from_json(struct arena *a, const char *json, struct plan *out);

/* ---- finding ---------------------------------------------------------------------------- */

/* Where a session stands. */
struct plan_place {
    struct plan_day *day;
    struct plan_sequence *sequence;
    struct plan_session *slot; /* of a workshop: the slot it is one of; NULL */
    struct plan_session *session;
    size_t day_index, sequence_index, index;
};
must_check bool plan_find_session(struct plan *p, int64_t key, struct plan_place *out);
must_check bool plan_find_sequence(struct plan *p, int64_t key, struct plan_place *out);
/* A session that is its own sequence: a break, a lunch. */
bool plan_is_lone(const struct plan_sequence *q);
must_check bool plan_find_day(struct plan *p, int64_t key, struct plan_place *out);
const struct plan_question *plan_question_of(const struct plan *p, int64_t key); /* NULL: none */
size_t plan_count(const struct plan *p); /* sessions, workshops among them */

/* ---- changing --------------------------------------------------------------------------- */

/*
 * Each returns ERR_NOT_FOUND when what it is about is no longer there, ERR_CONFLICT when it was
 * changed since `revision` (see struct plan_mark), ERR_TOO_LARGE when there would be too many.
 */

/* A session as a form gives it; key 0: a new one. It is put by its hours into `sequence`, or, when
 * that is 0, into one of its own on `day`; or last among the workshops of `slot` (0: it is none).
 */
struct plan_edit_session {
    struct plan_session session; /* mark: what the form was made from */
    int64_t day, sequence, slot;
    bool shifts; /* what follows on that day moves by as much as its end does */
    int64_t key; /* result */
};
must_check enum err plan_put_session(struct arena *a, struct plan *p, struct plan_edit_session *e);
/* Its workshops go with it. */
must_check enum err plan_drop_session(struct plan *p, const struct plan_mark *m);

/*
 * One place up or down: it changes places with its neighbour, both keep how long they last and the
 * pause between them; at the edge of its sequence it goes into the next one, hours unchanged, or
 * past the next one when that is a lone session. A workshop moves among those of its slot.
 * ERR_INVALID: there is nowhere to go.
 */
must_check enum err plan_step_session(struct arena *a, struct plan *p, int64_t key, bool down);

/* Dropped by hand: before the session `before` (key), or at the end of the sequence (key 0). Hours
 * follow: it begins where the one it stands behind ends, keeps its length, and those below make
 * room. Beside a lone session it becomes one. */
struct plan_drop {
    int64_t key, sequence, before;
};
must_check enum err plan_move_session(struct arena *a, struct plan *p, const struct plan_drop *d);

struct plan_edit_sequence {
    struct plan_sequence sequence; /* its sessions are not looked at */
    int64_t day;
    int64_t key; /* result */
};
must_check enum err plan_put_sequence(struct arena *a, struct plan *p,
                                      struct plan_edit_sequence *e);
/* With its sessions. */
must_check enum err plan_drop_sequence(struct plan *p, const struct plan_mark *m);

struct plan_edit_day {
    struct plan_day day; /* its sequences are not looked at */
    int64_t key;         /* result */
};
must_check enum err plan_put_day(struct arena *a, struct plan *p, struct plan_edit_day *e);
must_check enum err plan_drop_day(struct plan *p, const struct plan_mark *m);

/* Lists written whole; an item of a list without key is new, one that is left out is dropped. */
must_check enum err plan_put_questions(struct arena *a, struct plan *p, int64_t revision,
                                       const struct plan_question *list, size_t n);
/* A room that is given another name is so in its sessions too. */
must_check enum err plan_put_rooms(struct arena *a, struct plan *p, int64_t revision,
                                   const struct plan_room *list, size_t n);

struct plan_edit_head {
    int64_t revision;
    const char *title, *theme, *purpose, *zone, *place;
    int edition;
};
must_check enum err plan_put_head(struct plan *p, const struct plan_edit_head *e);

/* Everything counts as changed now: for a plan that takes the place of another. */
void plan_touch(struct plan *p);
/* Every day moved by that many days: for a meeting made from last year's. */
void plan_shift_days(struct arena *a, struct plan *p, int64_t days);
/* As a new meeting's: nothing of it was ever released; speakers become "to be named" when asked. */
void plan_begin_anew(struct plan *p, bool keeps_speakers);

/* ---- what is wrong ---------------------------------------------------------------------- */

enum plan_fault {
    FAULT_OVERLAP,     /* two sessions of a day at the same time */
    FAULT_ORDER,       /* it starts before the one above it */
    FAULT_OUTSIDE,     /* it runs outside of its sequence's hours */
    FAULT_ROOM,        /* two sessions in one room at once */
    FAULT_SPEAKER,     /* somebody speaks in two places at once */
    FAULT_GAP,         /* more than an hour with nothing */
    FAULT_NO_END,      /* open at its end */
    FAULT_UNNAMED,     /* speakers to be named */
    FAULT_EMPTY,       /* a sequence without sessions */
    FAULT_NO_DATE,     /* a day without date */
    FAULT_ROOM_UNKNOWN /* a room that is not in the list of rooms, when there is one */
};
struct plan_warning {
    enum plan_fault fault;
    bool grave; /* somebody would stand before a closed door */
    const struct plan_day *day;
    const struct plan_sequence *sequence;
    const struct plan_session *session, *other; /* NULL where the fault has none */
};
#define PLAN_WARNINGS_MAX 200
size_t plan_check(struct arena *a, const struct plan *p, const struct plan_warning **out);

/* ---- what changed ----------------------------------------------------------------------- */

enum plan_difference {
    DIFFERENCE_ADDED,
    DIFFERENCE_REMOVED,
    DIFFERENCE_MOVED, /* another day or hour */
    DIFFERENCE_REWRITTEN
};
struct plan_delta {
    enum plan_difference what;
    const struct session *before, *after; /* NULL where it is not there */
    const struct day *day_before, *day_after;
    bool title, time, room, type, note, speakers; /* what differs */
};
/* Sessions and workshops of two timetables, by their ids, in the order of the second, then what is
 * gone. */
size_t plan_compare(struct arena *a, const struct timetable *before, const struct timetable *after,
                    const struct plan_delta **out);

#endif
