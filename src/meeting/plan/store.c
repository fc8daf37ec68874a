/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/plan/store.h"

#include "meeting/plan/statements.h"
#include "meeting/statements.h"
#include "meeting/store.h"
#include "view/tr.h"

/* ---- reading ---------------------------------------------------------------------------- */

enum err plan_rooms(struct db *db, struct arena *a, event_id event, struct plan_room **out,
                    size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_rooms_of, PARAMS(v_int(event.v)), &r);
    if (e != OK)
        return e;
    *out = arena_array(a, r.n, sizeof **out);
    *n = r.n;
    for (size_t i = 0; i < r.n; i++)
        (*out)[i] =
            (struct plan_room){0, row_text(&r, i, 0), row_text(&r, i, 1), row_int(&r, i, 2)};
    return OK;
}

/* What is released, as a plan. */
static enum err load_released(struct db *db, struct arena *a, const struct event *event,
                              struct plan *out)
{
    struct timetable t;
    struct plan_room *rooms;
    size_t n;
    enum err e = timetable_load(db, a, event, &t);
    if (e == OK)
        e = plan_rooms(db, a, event->id, &rooms, &n);
    if (e == OK)
        plan_from_timetable(a, &t, rooms, n, out);
    return e;
}

enum err plan_load(struct db *db, struct arena *a, const struct event *event, struct planned *out)
{
    struct rows r;
    *out = (struct planned){.event = *event, .based_on = event->revision};
    enum err e = db_query(db, a, &sql_plan_of, PARAMS(v_int(event->id.v)), &r);
    if (e != OK)
        return e;
    if (!r.n)
        return load_released(db, a, event, &out->plan);
    out->kept = true;
    out->revision = row_int(&r, 0, 1);
    out->based_on = row_int(&r, 0, 2);
    out->changed_at = row_int(&r, 0, 3);
    out->changed_by = row_text(&r, 0, 4);
    return plan_from_json(a, row_text(&r, 0, 0), &out->plan);
}

enum err plan_pasts(struct db *db, struct arena *a, event_id event, int64_t most,
                    const struct plan_past **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_plan_pasts, PARAMS(v_int(event.v), v_int(most)), &r);
    if (e != OK)
        return e;
    struct plan_past *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct plan_past){.revision = row_int(&r, i, 0),
                                     .act = row_text(&r, i, 1),
                                     .about = row_text(&r, i, 2),
                                     .at = row_int(&r, i, 3),
                                     .by = row_text(&r, i, 4)};
    *out = list;
    *n = r.n;
    return OK;
}

enum err plan_versions(struct db *db, struct arena *a, event_id event, int64_t most,
                       const struct plan_version **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_versions_of, PARAMS(v_int(event.v), v_int(most)), &r);
    if (e != OK)
        return e;
    struct plan_version *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct plan_version){.revision = row_int(&r, i, 0),
                                        .note = row_text(&r, i, 1),
                                        .at = row_int(&r, i, 2),
                                        .by = row_text(&r, i, 3)};
    *out = list;
    *n = r.n;
    return OK;
}

/* The plan in the only column of the only row; ERR_NOT_FOUND: none. */
static enum err plan_in(struct db *db, struct arena *a, const struct stmt *stmt, event_id event,
                        int64_t revision, struct plan *out)
{
    struct rows r;
    enum err e = db_query(db, a, stmt, PARAMS(v_int(event.v), v_int(revision)), &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    return e == OK ? plan_from_json(a, row_text(&r, 0, 0), out) : e;
}

enum err plan_of_version(struct db *db, struct arena *a, event_id event, int64_t revision,
                         struct plan *out)
{
    return plan_in(db, a, &sql_version_of, event, revision, out);
}

/* ---- words ------------------------------------------------------------------------------ */

static const struct {
    const char *word, *words;
} acts[] = {
    [ACT_ADD] = {"add", TR("Ajout : {title}")},
    [ACT_CHANGE] = {"change", TR("Modification : {title}")},
    [ACT_DROP] = {"drop", TR("Suppression : {title}")},
    [ACT_MOVE] = {"move", TR("Déplacement : {title}")},
    [ACT_HEAD] = {"head", TR("Présentation de la rencontre")},
    [ACT_QUESTIONS] = {"questions", TR("Questions")},
    [ACT_ROOMS] = {"rooms", TR("Salles")},
    [ACT_PASTE] = {"paste", TR("Programme repris d’un texte : {title}")},
    [ACT_RESTORE] = {"restore", TR("Retour à un état antérieur : {title}")},
};

const char *plan_act_word(enum plan_act act)
{
    return acts[act].word;
}

const char *plan_act_words(const char *act)
{
    for (size_t i = 0; i < ARRAY_LEN(acts); i++)
        if (strcmp(acts[i].word, act) == 0)
            return acts[i].words;
    return TR("Modification : {title}");
}

/* ---- changes ---------------------------------------------------------------------------- */

static enum err load_event_and_plan(struct db *db, struct arena *a, event_id id,
                                    struct planned *out)
{
    struct event event;
    enum err e = event_of_registration(db, a, id, &event);
    return e == OK ? plan_load(db, a, &event, out) : e;
}

static enum err put_plan(struct db *db, struct arena *a, const struct planned *p, const char *by,
                         int64_t now)
{
    const char *content = plan_to_json(a, &p->plan);
    if (!content)
        return ERR_TOO_LARGE;
    return db_exec(db, &sql_plan_put,
                   PARAMS(v_int(p->event.id.v), v_text(content), v_int(p->revision),
                          v_int(p->based_on), v_int(now), v_text(by)),
                   NULL);
}

/* A meeting that was never released is what its plan says, but for its number: that is taken when
 * it is released. */
static enum err follow_plan(struct db *db, struct arena *a, const struct planned *p, int64_t now)
{
    struct timetable t;
    int64_t id;
    if (p->event.revision)
        return OK;
    plan_to_timetable(a, &p->plan, &p->event, &t);
    t.event.edition = p->event.edition;
    t.event.changed_at = now;
    return store_event_put(db, &t.event, &id);
}

struct replaced { /* by whom and how a state was */
    const char *content, *act, *about, *by;
    int64_t now;
};

static enum err keep_past(struct db *db, const struct planned *p, const struct replaced *was)
{
    enum err e =
        db_exec(db, &sql_plan_past_put,
                PARAMS(v_int(p->event.id.v), v_int(p->revision), v_text(was->content),
                       v_text(was->act), v_text(was->about), v_int(was->now), v_text(was->by)),
                NULL);
    if (e == OK)
        e = db_exec(db, &sql_plan_past_prune,
                    PARAMS(v_int(p->event.id.v), v_int(was->now - PLAN_PAST_SECONDS),
                           v_int(p->revision - PLAN_PAST_MAX)),
                    NULL);
    return e;
}

static enum err change_in(struct db *db, struct arena *a, struct plan_change *c)
{
    struct planned p;
    enum err e = load_event_and_plan(db, a, c->event, &p);
    if (e != OK)
        return e;
    c->gone_past = p.based_on != c->based_on || p.based_on != p.event.revision;
    if (c->gone_past)
        return ERR_CONFLICT;
    const struct replaced was = {plan_to_json(a, &p.plan), plan_act_word(c->act), c->about, c->by,
                                 c->now};
    p.plan.making = p.revision + 1;
    e = c->apply(a, &p.plan, c->arg);
    if (e == OK)
        e = keep_past(db, &p, &was);
    c->revision = ++p.revision;
    if (e == OK)
        e = put_plan(db, a, &p, c->by, c->now);
    return e == OK ? follow_plan(db, a, &p, c->now) : e;
}

enum err plan_change(struct db *db, void *arg)
{
    struct arena a = ARENA_INIT;
    enum err e = change_in(db, &a, arg);
    arena_free(&a);
    return e;
}

static enum err restored_from(struct db *db, struct arena *a, const struct plan_restore *x,
                              const struct event *event, struct plan *out)
{
    if (x->source == FROM_RELEASED)
        return load_released(db, a, event, out);
    return plan_in(db, a, x->source == FROM_VERSION ? &sql_version_of : &sql_plan_past_of, x->event,
                   x->revision, out);
}

static enum err restore_in(struct db *db, struct arena *a, const struct plan_restore *x)
{
    struct planned p;
    struct plan old;
    enum err e = load_event_and_plan(db, a, x->event, &p);
    if (e == OK && p.revision != x->seen)
        e = ERR_CONFLICT;
    if (e == OK)
        e = restored_from(db, a, x, &p.event, &old);
    if (e != OK)
        return e;
    const struct replaced was = {plan_to_json(a, &p.plan), plan_act_word(ACT_RESTORE), p.plan.title,
                                 x->by, x->now};
    if (old.next_key < p.plan.next_key)
        old.next_key = p.plan.next_key;
    old.making = p.revision + 1;
    plan_touch(&old);
    p.plan = old;
    p.based_on = p.event.revision;
    e = keep_past(db, &p, &was);
    p.revision++;
    if (e == OK)
        e = put_plan(db, a, &p, x->by, x->now);
    return e == OK ? follow_plan(db, a, &p, x->now) : e;
}

enum err plan_restore(struct db *db, void *arg)
{
    struct arena a = ARENA_INIT;
    enum err e = restore_in(db, &a, arg);
    arena_free(&a);
    return e;
}
