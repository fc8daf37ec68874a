/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a plan to the released programme; meetings that are made, published, withdrawn, deleted. */
#include "meeting/noted.h"
#include "meeting/plan/store.h"

#include "meeting/plan/statements.h"
#include "meeting/statements.h"
#include "meeting/store.h"

/* ---- releasing -------------------------------------------------------------------------- */

static void adopt(struct plan_session *p, const struct session *s)
{
    p->id = s->id;
    for (size_t i = 0; i < p->n_parallel && i < s->n_parallel; i++)
        adopt(&p->parallel[i], &s->parallel[i]);
}

/* The released sessions stand in the order of the plan they come from. */
static enum err adopt_ids(struct db *db, struct arena *a, const struct event *event, struct plan *p)
{
    struct timetable t;
    enum err e = timetable_load(db, a, event, &t);
    if (e != OK)
        return e;
    for (size_t d = 0; d < p->n_days; d++)
        for (size_t q = 0; q < p->days[d].n_sequences; q++) {
            struct plan_sequence *from = &p->days[d].sequences[q];
            const struct sequence *to = &t.days[d].sequences[q];
            for (size_t i = 0; i < from->n_sessions; i++)
                adopt(&from->sessions[i], &to->sessions[i]);
        }
    return OK;
}

static enum err put_version(struct db *db, struct arena *a, const struct plan_release *x,
                            int64_t revision, const struct plan *p, bool ours)
{
    const char *content = plan_to_json(a, p);
    if (!content)
        return ERR_TOO_LARGE;
    return db_exec(db, &sql_version_put,
                   PARAMS(v_int(x->event.v), v_int(revision), v_text(content),
                          v_text(ours ? x->note : NULL), v_int(x->now), v_text(ours ? x->by : "")),
                   NULL);
}

/* What an import released left no version behind: it is kept before something else takes its place.
 */
static enum err keep_version_before(struct db *db, struct arena *a, const struct plan_release *x,
                                    const struct planned *p)
{
    struct timetable t;
    struct plan_room *rooms;
    struct plan was;
    size_t n;
    if (!p->event.revision)
        return OK;
    enum err e = timetable_load(db, a, &p->event, &t);
    if (e == OK)
        e = plan_rooms(db, a, x->event, &rooms, &n);
    if (e != OK)
        return e;
    plan_from_timetable(a, &t, rooms, n, &was);
    struct plan_release then = *x;
    then.now = p->event.changed_at;
    return put_version(db, a, &then, p->event.revision, &was, false);
}

static enum err put_rooms(struct db *db, event_id event, const struct plan *p)
{
    enum err e = db_exec(db, &sql_rooms_drop, PARAMS(v_int(event.v)), NULL);
    for (size_t i = 0; e == OK && i < p->n_rooms; i++) {
        const struct plan_room *room = &p->rooms[i];
        e = db_exec(db, &sql_room_put,
                    PARAMS(v_int(event.v), v_int((int64_t)i), v_text(room->name),
                           v_text(room->note), room->seats ? v_int(room->seats) : v_null()),
                    NULL);
    }
    return e;
}

static enum err release_plan(struct db *db, struct arena *a, struct plan_release *x,
                             struct planned *p)
{
    struct release *r = &x->result;
    *r = (struct release){.keeps_supporters = true, .keeps_notes = true, .now = x->now};
    memcpy(r->seed, x->seed, sizeof r->seed);
    r->zone = zone_open(a, p->plan.zone);
    plan_to_timetable(a, &p->plan, &p->event, &r->timetable);
    r->timetable.event.published = true;
    r->timetable.event.changed_at = x->now;
    enum err e = keep_version_before(db, a, x, p);
    if (e == OK)
        e = release_put(db, a, r);
    if (e == OK)
        e = put_rooms(db, x->event, &p->plan);
    if (e == OK)
        e = adopt_ids(db, a, &p->event, &p->plan);
    return e == OK ? put_version(db, a, x, r->revision, &p->plan, true) : e;
}

static enum err release_in(struct db *db, struct arena *a, struct plan_release *x)
{
    struct event event;
    struct planned p;
    enum err e = event_of_registration(db, a, x->event, &event);
    if (e == OK)
        e = plan_load(db, a, &event, &p);
    if (e != OK)
        return e;
    if (!p.kept || p.revision != x->seen || p.based_on != x->based_on ||
        p.based_on != event.revision)
        return ERR_CONFLICT;
    e = release_plan(db, a, x, &p);
    if (e != OK)
        return e;
    return db_exec(
        db, &sql_plan_based,
        PARAMS(v_int(x->event.v), v_text(plan_to_json(a, &p.plan)), v_int(x->result.revision)),
        NULL);
}

enum err plan_release(struct db *db, void *arg)
{
    struct arena a = ARENA_INIT;
    struct plan_release *x = arg;
    enum err e = release_in(db, &a, x);
    if (e == OK)
        e = note_event(db, &a, x->noted, "event/released", x->event, "programme", NULL, 0, x->now);
    x->result.timetable = (struct timetable){0}; /* it was in the arena */
    x->result.zone = NULL;
    arena_free(&a);
    return e;
}

/* ---- meetings --------------------------------------------------------------------------- */

static struct value v_instant(int64_t t)
{
    return t == NO_INSTANT ? v_null() : v_int(t);
}

static enum err put_new_event(struct db *db, struct arena *a, struct event_make *x)
{
    const struct event *e = x->event;
    struct rows r;
    enum err err = db_query(
        db, a, &sql_event_new,
        PARAMS(v_text(e->slug), v_text(e->kind == EVENT_WEBINAR ? "webinar" : "edition"),
               e->edition ? v_int(e->edition) : v_null(), v_text(e->title), v_text(e->theme),
               v_text(e->purpose), v_text(e->zone), v_text(e->place), v_int(e->remote),
               v_int(e->onsite), v_instant(e->starts_at), v_instant(e->ends_at), v_int(x->now)),
        &r);
    if (err == OK)
        x->id.v = row_int(&r, 0, 0);
    return err;
}

static enum err make_in(struct db *db, struct arena *a, struct event_make *x)
{
    const char *content = plan_to_json(a, x->plan);
    if (!content)
        return ERR_TOO_LARGE;
    enum err e = put_new_event(db, a, x);
    if (e == OK && x->seats_of.v)
        e = db_exec(db, &sql_seats_copy, PARAMS(v_int(x->id.v), v_int(x->seats_of.v)), NULL);
    if (e != OK)
        return e;
    return db_exec(
        db, &sql_plan_put,
        PARAMS(v_int(x->id.v), v_text(content), v_int(1), v_int(0), v_int(x->now), v_text(x->by)),
        NULL);
}

enum err event_make(struct db *db, void *arg)
{
    struct arena a = ARENA_INIT;
    const struct event_make *x = arg;
    enum err e = make_in(db, &a, arg);
    if (e == OK)
        e = note_event(db, &a, x->noted, "event/made", x->id, "programme", NULL, 0, x->now);
    arena_free(&a);
    return e;
}

enum err event_publish(struct db *db, void *arg)
{
    const struct event_publish *x = arg;
    struct arena a = ARENA_INIT;
    enum err e = db_exec(db, &sql_event_publish,
                         PARAMS(v_int(x->event.v), v_int(x->published), v_int(x->now)), NULL);
    if (e == OK)
        e = note_event(db, &a, x->noted, x->published ? "event/published" : "event/withdrawn",
                       x->event, "programme", NULL, 0, x->now);
    arena_free(&a);
    return e;
}

enum err event_drop(struct db *db, void *arg)
{
    const struct event_drop *x = arg;
    struct arena a = ARENA_INIT;
    struct event event;
    struct rows r;
    enum err e = event_of_registration(db, &a, x->event, &event);
    if (e == OK)
        e = db_query(db, &a, &sql_event_registrations, PARAMS(v_int(x->event.v)), &r);
    if (e == OK && (event.published || row_int(&r, 0, 0)))
        e = ERR_CONFLICT;
    if (e == OK)
        e = note_event(db, &a, x->noted, "event/dropped", x->event, NULL, NULL, 0, x->now);
    if (e == OK)
        e = db_exec(db, &sql_event_drop, PARAMS(v_int(x->event.v)), NULL);
    arena_free(&a);
    return e;
}
