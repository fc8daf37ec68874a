/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Meetings: an event has days, days have sequences, sequences have sessions. This is what other
 * modules may use; how it is stored is private to this folder.
 *
 * Times: UTC seconds where a date is known; minutes since midnight in the event's zone always.
 * Everything read lives in the arena given by the caller.
 */
#ifndef MAILLAGE_MEETING_H
#define MAILLAGE_MEETING_H

#include "app/app.h"
#include "meeting/pages.h"
#include "meeting/programme.h"

#define NO_INSTANT INT64_MIN

typedef struct {
    int64_t v;
} event_id;
typedef struct {
    int64_t v;
} session_id;

enum event_kind { EVENT_EDITION, EVENT_WEBINAR };

struct event {
    event_id id;
    const char *slug; /* "2021-economie-de-l-alliance" */
    enum event_kind kind;
    int edition;         /* 0: not a numbered edition */
    const char *title;   /* "7e Rencontre des pionniers des alliances en territoire" */
    const char *theme;   /* NULL when none */
    const char *purpose; /* Markdown, NULL when none */
    const char *zone;    /* IANA: "Europe/Paris" */
    const char *place;   /* NULL when none */
    enum answer remote, onsite;
    int64_t starts_at, ends_at; /* UTC; NO_INSTANT when the date is not known */
    bool published, demo;
    int64_t revision;   /* of the released programme, from 1; 0 before the first */
    int64_t changed_at; /* UTC */
};

struct speaker {
    const char *name; /* NULL: to be named */
    int people;
};

struct document {
    const char *title, *address;
};

struct session {
    session_id id;
    const char *slug, *guid; /* guid: a UUID, kept over imports */
    enum session_type type;
    const char *title, *note, *room;
    int start_min, end_min; /* end NO_TIME when open */
    bool end_inferred;
    int64_t starts_at, ends_at; /* NO_INSTANT when unknown */
    int64_t revision;           /* iCalendar SEQUENCE: raised at each change, from 0 */
    int64_t changed_at;
    const struct speaker *speakers;
    size_t n_speakers;
    const struct document *documents;
    size_t n_documents;
    const struct session *parallel; /* the workshops of this slot */
    size_t n_parallel;
};

struct sequence {
    const char *title, *purpose;
    int start_min, end_min;
    const char *const *questions;
    size_t n_questions;
    const struct session *sessions;
    size_t n_sessions;
};

struct day {
    const char *date;  /* "2021-07-12", NULL when not known */
    const char *label; /* "Jour 2", NULL */
    const struct sequence *sequences;
    size_t n_sequences;
};

/* An event with everything in it. */
struct timetable {
    struct event event;
    const struct day *days;
    size_t n_days;
    const char *const *questions;
    size_t n_questions;
    const char *const *supporters;
    size_t n_supporters;
};

/* Published events by start, undated ones first; a constant number of statements. */
must_check enum err event_list(struct db *db, struct arena *a, const struct event **out, size_t *n);
/* Published or not, those to come first: for organisers. */
must_check enum err events_every(struct db *db, struct arena *a, const struct event **out,
                                 size_t *n);
/* ERR_NOT_FOUND: none, or not published. */
must_check enum err event_by_slug(struct db *db, struct arena *a, const char *slug,
                                  struct event *out);
must_check enum err event_by_edition(struct db *db, struct arena *a, int64_t edition,
                                     struct event *out);
/* By its id, published or not: for who is registered. */
must_check enum err event_of_registration(struct db *db, struct arena *a, event_id id,
                                          struct event *out);
must_check enum err timetable_load(struct db *db, struct arena *a, const struct event *event,
                                   struct timetable *out);

/* A registration as whoever signs in by its address sees it; the latest meeting first. */
struct own_registration {
    const char *token; /* of its private page, /inscriptions/TOKEN */
    const char *name;  /* of the person; "" when none was given */
    const char *event_title, *event_slug;
    int64_t starts_at; /* NO_INSTANT: not yet known */
    bool cancelled;
};
must_check enum err registrations_of_email(struct db *db, struct arena *a, const char *email,
                                           const struct own_registration **out, size_t *n);

/*
 * Stores a programme that was read from text as the released programme of an event: the event
 * named by `slug`, or a new one. Sessions that were there keep their id, guid and address; those
 * that changed get a higher revision.
 */
struct programme_import {
    const struct programme *programme;
    const char *slug;        /* NULL: made from the year and the theme */
    const char *source_name; /* the file's name, for the record */
    struct str source;       /* its bytes, kept */
    const char *zone;        /* NULL: Europe/Paris */
    const char *purpose;     /* Markdown, NULL keeps what is stored */
    bool demo;
    const struct audit_by *by; /* NULL: the demonstration */
    int64_t now;               /* UTC */
    /* results */
    const char *stored_slug;
    int64_t sessions, added, changed, removed;
};
/* ERR_TOO_LARGE: over 2,000 sessions. ERR_CONFLICT: another event has that edition's number. */
must_check enum err programme_import(struct store *s, struct arena *a,
                                     struct programme_import *import);

/*
 * For the pages of others: what stands at the top of a meeting's page, and its day at a glance.
 * They read the clock and say until when what they made holds.
 */
must_check enum err meeting_head(struct request *r, const struct event *e, struct event_head *out);
must_check enum err meeting_glance(struct request *r, const struct event *e,
                                   const struct sequence_view **out, size_t *n);

/* Every time zone, French territories first, for a form. */
const struct option_group_view *meeting_zones(struct arena *a, const char *lang, size_t *n);

extern const struct module meeting_module;

/* Whether a session is one that a calendar leaves out by default. */
static inline bool session_is_pause(enum session_type t)
{
    return t == SESSION_BREAK || t == SESSION_LUNCH;
}

#endif
