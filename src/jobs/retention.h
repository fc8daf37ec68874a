/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How long what tells of a person is kept, and what is done then. A module brings its rules (struct
 * retention_rule, in its struct module); each night a job applies all of them, and an organiser may
 * apply one at once, having read how many rows that concerns. What is counted and what is done have
 * the same WHERE. Delays: GDPR article 5(1)(e); CNIL, « Guide pratique : les durées de
 * conservation » (2020); CNIL's referential on commercial management (2022) for those who were
 * asked and did not come, three years.
 */
#ifndef MAILLAGE_JOBS_RETENTION_H
#define MAILLAGE_JOBS_RETENTION_H

#include "jobs/jobs.h"

/* Rows that one transaction changes. */
#define RETENTION_BATCH 200
#define RETENTION_PARTS 4

enum retention_unit { RETENTION_DAYS, RETENTION_MONTHS };

/*
 * A table's part in a rule. $1 is the instant before which a row is old. `count` gives "iI": how
 * many, and the oldest one's instant; it may take $2, now. `erase` takes $1 and how many at most,
 * or $1, now and how many; NULL: `act` does it, which says how many it changed and changes none
 * twice.
 */
struct retention_part {
    const struct stmt *count;
    const struct stmt *erase;
    enum err (*act)(struct db *db, int64_t before, int64_t now, int64_t most, int64_t *changed);
};

struct retention_rule {
    const char *name;  /* as it stands in addresses: "inscriptions" */
    const char *label; /* French, a translation key, as are those that follow */
    const char *words; /* what is done, in a sentence */
    const char *why;   /* what the bounds come from */
    enum retention_unit unit;
    int delay, least, most; /* of its own, and what the network may choose */
    const char *follows;    /* the rule whose delay it takes, NULL: its own */
    int sooner;             /* then, so much before it */
    bool needs_mail;        /* it writes to people: waits as long as nothing is sent */
    struct retention_part parts[RETENTION_PARTS]; /* ended by one without count */
};

/* NULL: none of that name. */
const struct retention_rule *retention_rule_of(const struct jobs_house *house, const char *name);

/* The instant `delay` units before `now`: months by the calendar, in UTC. */
int64_t retention_before(enum retention_unit unit, int delay, int64_t now);

struct retention_state {
    const struct retention_rule *rule;
    int delay;       /* that holds, in the rule's unit */
    int64_t before;  /* what is older is concerned */
    int64_t n;       /* rows concerned today */
    int64_t oldest;  /* of them, an instant; 0 when n is 0 */
    bool ran, waits; /* it ran once; it waits for mail */
    int64_t ran_at, erased;
};

/* Of all the rules (`rule` NULL) or of one, in the house's order. */
must_check enum err retention_states(const struct jobs_house *house, struct db *db, struct arena *a,
                                     const struct retention_rule *rule, int64_t now,
                                     struct retention_state **out, size_t *n);

/* The delay that holds for a rule: the network's choice within the bounds, else its own. */
must_check enum err retention_delay(const struct jobs_house *house, struct db *db, struct arena *a,
                                    const struct retention_rule *rule, int *out);
/* ERR_INVALID: out of bounds. */
must_check enum err retention_choose(struct store *s, const struct retention_rule *rule, int delay);

/* For rules: applies one at once. */
must_check enum err retention_queue(struct db *db, const struct retention_rule *rule, int64_t now);

/*
 * Whether the nightly round stands still: it came by more than RETENTION_LEAP_DAYS ago by this
 * clock, or later than it says. Either nothing was served for so long or the clock is wrong, and a
 * clock that is wrong must erase nothing: it goes on once somebody said that the date is right.
 * `*first`: it never came by. The first round erases nothing either, so that a site that has been
 * upgraded can be looked at first.
 */
#define RETENTION_LEAP_DAYS 40
must_check enum err retention_stands_still(struct db *db, struct arena *a, int64_t now, bool *first,
                                           bool *out);
must_check enum err retention_go_on(struct store *s, int64_t now);

/* The service's own kind of job and rule: rows of jobs that ended. */
extern const struct job_kind retention_kind;
extern const struct retention_rule jobs_retention;

#endif
