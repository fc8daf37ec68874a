/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Plans as they are kept, their past states, and the versions released from them. Private. */
#ifndef MAILLAGE_MEETING_PLAN_STORE_H
#define MAILLAGE_MEETING_PLAN_STORE_H

#include "meeting/plan/plan.h"
#include "meeting/release.h"

#define PLAN_PAST_SECONDS ((int64_t)30 * 24 * 3600) /* how long a change can be taken back */
#define PLAN_PAST_MAX 200
#define PLAN_AUTHOR_MAX 200

/* A meeting and its plan: the one that is kept, else what is released. */
struct planned {
    struct event event;
    struct plan plan;
    bool kept;        /* there is a row: something was changed since the last release, or once */
    int64_t revision; /* of the plan; 0: none is kept */
    int64_t based_on; /* the release it was made from; not event.revision: it was gone past */
    int64_t changed_at;
    const char *changed_by;
};
must_check enum err plan_load(struct db *db, struct arena *a, const struct event *event,
                              struct planned *out);
must_check enum err plan_rooms(struct db *db, struct arena *a, event_id event,
                               struct plan_room **out, size_t *n);

/* ---- changes ---------------------------------------------------------------------------- */

/* The words of `act`, kept with what a change replaced. */
enum plan_act {
    ACT_ADD,
    ACT_CHANGE,
    ACT_DROP,
    ACT_MOVE,
    ACT_HEAD,
    ACT_QUESTIONS,
    ACT_ROOMS,
    ACT_PASTE,  /* a document took the plan's place */
    ACT_RESTORE /* a past state did */
};
const char *plan_act_word(enum plan_act act);
/* A sentence with {title}, a translation key; never NULL. */
const char *plan_act_words(const char *act);

/*
 * One change of a plan, for store_write. `apply` changes the plan: a function of values, which may
 * run twice. ERR_CONFLICT: what it is about was changed since, or another programme took the place
 * of the one it was made from (`gone_past`).
 */
struct plan_change {
    event_id event;
    int64_t based_on; /* of the page the change was made from */
    enum err (*apply)(struct arena *a, struct plan *p, void *arg);
    void *arg;
    enum plan_act act;
    const char *about; /* what it was done to: a title */
    const char *by;    /* the organiser's name */
    int64_t now;
    bool gone_past;   /* result */
    int64_t revision; /* result: of the plan */
};
must_check enum err plan_change(struct db *db, void *arg);

/* A past state of the plan, a version that was released, or what is released now takes the plan's
 * place; so it can be taken back as well. */
enum plan_source { FROM_PAST, FROM_VERSION, FROM_RELEASED };
struct plan_restore {
    event_id event;
    enum plan_source source;
    int64_t revision; /* of the past state or the version */
    int64_t seen; /* revision of the plan that the page showed: ERR_CONFLICT when it is another */
    const char *by;
    int64_t now;
};
must_check enum err plan_restore(struct db *db, void *arg);

struct plan_past {
    int64_t revision; /* of the state before it */
    const char *act, *about, *by;
    int64_t at;
};
/* The latest first. */
must_check enum err plan_pasts(struct db *db, struct arena *a, event_id event, int64_t most,
                               const struct plan_past **out, size_t *n);

/* ---- versions --------------------------------------------------------------------------- */

struct plan_version {
    int64_t revision, at;
    const char *note, *by; /* note NULL when none */
};
must_check enum err plan_versions(struct db *db, struct arena *a, event_id event, int64_t most,
                                  const struct plan_version **out, size_t *n);
/* ERR_NOT_FOUND. */
must_check enum err plan_of_version(struct db *db, struct arena *a, event_id event,
                                    int64_t revision, struct plan *out);

/* The plan becomes the released programme. ERR_CONFLICT: it is not the one that was looked at. */
struct plan_release {
    event_id event;
    int64_t seen, based_on; /* as the page showed them */
    const char *note;       /* NULL when none */
    const char *by;
    int64_t now;
    uint8_t seed[RELEASE_SEED_BYTES];
    struct release result;
    const struct audit_by *noted; /* NULL: nobody of the network's */
};
must_check enum err plan_release(struct db *db, void *arg);

/* ---- meetings --------------------------------------------------------------------------- */

/* A meeting that is not published, with its plan. ERR_CONFLICT: another has that slug or number. */
struct event_make {
    const struct event *event;
    const struct plan *plan;
    event_id seats_of; /* a meeting whose seats on site and remote it gets; 0: no limit yet */
    const char *by;
    int64_t now;
    event_id id;                  /* result */
    const struct audit_by *noted; /* NULL: nobody of the network's */
};
must_check enum err event_make(struct db *db, void *arg);

struct event_publish {
    event_id event;
    bool published;
    int64_t now;
    const struct audit_by *noted; /* NULL: nobody of the network's */
};
must_check enum err event_publish(struct db *db, void *arg);

/* With its plan, its versions and its invitations. ERR_CONFLICT: it is published, or somebody is
 * registered. */
struct event_drop {
    event_id event;
    const struct audit_by *noted; /* NULL: nobody of the network's */
    int64_t now;
};
must_check enum err event_drop(struct db *db, void *arg);

#endif
