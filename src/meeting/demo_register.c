/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The demonstration's people register, and some change their mind, in the order of their hours. */
#include "meeting/demo_people.h"

#include "meeting/messages/tell.h"

#include <stdlib.h>

#define ONSITE_SEATS 120
#define TOLD 12 /* the last steps, of which the outbox speaks */
#define DAYS_BEFORE 7

/* Human resources, funding levers, strategic alliances: the first with a few seats left, the two
 * others full. */
static const int64_t workshop_seats[DEMO_WORKSHOPS] = {97, 110, 92};

struct step {
    const struct demo_person *person;
    bool cancels;
    int64_t at;
};

struct history {
    const struct event *event;
    session_id workshops[DEMO_WORKSHOPS];
    size_t n_workshops;
    struct step steps[2 * DEMO_PEOPLE];
    size_t n_steps;
    int64_t from;
};

/* ---- in the transaction ----------------------------------------------------------------- */

static enum err open_seats(struct db *db, const struct history *h)
{
    struct set_seats s = {
        .event = h->event->id, .modality = MODALITY_ONSITE, .seats = ONSITE_SEATS, .now = h->from};
    enum err e = set_seats(db, &s);
    for (size_t i = 0; e == OK && i < h->n_workshops; i++) {
        s.session = h->workshops[i];
        s.seats = workshop_seats[i];
        e = set_seats(db, &s);
    }
    return e;
}

static enum err register_one(struct db *db, const struct history *h, const struct step *s,
                             bool silent)
{
    struct registration_draft draft = s->person->draft;
    for (size_t i = 0; i < s->person->n_wishes; i++)
        if ((size_t)s->person->wishes[i] < h->n_workshops)
            draft.wishes[draft.n_wishes++] = h->workshops[s->person->wishes[i]];
    struct register_person r = {.event = h->event,
                                .draft = &draft,
                                .token = s->person->token,
                                .ticket = s->person->ticket,
                                .demo = true,
                                .silent = silent,
                                .now = s->at};
    return register_person(db, &r);
}

static enum err cancel_one(struct db *db, const struct step *s, bool silent)
{
    struct change_registration c = {
        .change = CHANGE_CANCEL, .token = s->person->token, .silent = silent, .now = s->at};
    return change_registration(db, &c);
}

/* One transaction: registering one by one would wait 350 times for the disk. */
static enum err history_rule(struct db *db, void *arg)
{
    const struct history *h = arg;
    enum err e = open_seats(db, h);
    for (size_t i = 0; e == OK && i < h->n_steps; i++) {
        const struct step *s = &h->steps[i];
        bool silent = i + TOLD < h->n_steps;
        e = s->cancels ? cancel_one(db, s, silent) : register_one(db, h, s, silent);
    }
    return e;
}

/* ---- before it -------------------------------------------------------------------------- */

static int by_hour(const void *a, const void *b)
{
    const struct step *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

static void tell_history(struct history *h, const struct demo_person *people)
{
    for (size_t i = 0; i < DEMO_PEOPLE; i++) {
        h->steps[h->n_steps++] = (struct step){&people[i], false, people[i].registers_at};
        if (people[i].cancels_at != NO_INSTANT)
            h->steps[h->n_steps++] = (struct step){&people[i], true, people[i].cancels_at};
    }
    qsort(h->steps, h->n_steps, sizeof *h->steps, by_hour);
    h->from = h->steps[0].at;
}

/* The first slot that has workshops to choose from. */
static void find_workshops(const struct timetable *t, struct history *h)
{
    for (size_t d = 0; d < t->n_days; d++)
        for (size_t q = 0; q < t->days[d].n_sequences; q++)
            for (size_t i = 0; i < t->days[d].sequences[q].n_sessions; i++) {
                const struct session *s = &t->days[d].sequences[q].sessions[i];
                if (!s->n_parallel || h->n_workshops)
                    continue;
                while (h->n_workshops < s->n_parallel && h->n_workshops < DEMO_WORKSHOPS) {
                    h->workshops[h->n_workshops] = s->parallel[h->n_workshops].id;
                    h->n_workshops++;
                }
            }
}

/* `*empty`: it is the demonstration's own, and no seat was ever asked for. */
static enum err read_meeting(struct app *app, struct arena *a, const char *slug, struct event *e,
                             struct timetable *t, bool *empty)
{
    struct db *db;
    const struct pool *pools;
    size_t n = 0;
    enum err err = store_reader(app->store, &db);
    if (err != OK)
        return err;
    err = db_begin_read(db);
    if (err == OK)
        err = event_by_slug(db, a, slug, e);
    if (err == OK)
        err = timetable_load(db, a, e, t);
    if (err == OK)
        err = pools_of_event(db, a, e->id, &pools, &n);
    db_end_read(db);
    store_reader_close(db);
    *empty = err == OK && e->demo && !n;
    return err == ERR_NOT_FOUND ? OK : err;
}

enum err demo_people_register(struct app *app, struct arena *a, const char *slug)
{
    struct event event;
    struct timetable t;
    bool empty;
    enum err e = read_meeting(app, a, slug, &event, &t, &empty);
    if (e != OK || !empty)
        return e;
    struct history *h = arena_new(a, struct history);
    int64_t now = clock_now(&app->clock);
    int64_t until = event.starts_at == NO_INSTANT ? now : event.starts_at - DAYS_BEFORE * 86400;
    h->event = &event;
    find_workshops(&t, h);
    tell_history(h, demo_people(a, until < now ? until : now));
    e = store_write(app->store, history_rule, h);
    struct tell_programme known = {.event = event.id, .now = now};
    return e == OK ? store_write(app->store, programme_is_known, &known) : e;
}
