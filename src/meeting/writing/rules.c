/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules of sendings, and the turn that makes their rows. */
#include "meeting/writing/store.h"

#include "meeting/writing/statements.h"

#define SECONDS_A_TURN 30 /* what a first turn, or one after a pause, may make up for */
#define TURN_MAX 60       /* seconds: a clock that jumps floods nobody */
#define CALLS_A_TURN 200

enum err save_sending(struct db *db, void *arg)
{
    struct save_sending *x = arg;
    const struct sending *s = &x->s;
    struct arena a = ARENA_INIT;
    struct rows r;
    int64_t changed = 1;
    const struct value audience = v_text(audience_word(s->audience)), segment = v_text(s->segment),
                       announcement = v_int(s->announcement), subject = v_text(s->words.subject),
                       body = v_text(s->words.body), subject_en = v_text(s->words.subject_en),
                       body_en = v_text(s->words.body_en), now = v_int(x->now);
    enum err e;
    if (s->id.v) {
        e = db_exec(db, &sql_sending_save,
                    PARAMS(v_int(s->id.v), v_int(s->version), audience, segment, announcement,
                           subject, body, subject_en, body_en, now),
                    &changed);
        x->saved = s->id;
    } else {
        e = db_query(db, &a, &sql_sending_add,
                     PARAMS(v_int(s->event.v), audience, segment, announcement, subject, body,
                            subject_en, body_en, now),
                     &r);
        if (e == OK)
            x->saved = (sending_id){row_int(&r, 0, 0)};
    }
    arena_free(&a);
    return e == OK && !changed ? ERR_CONFLICT : e;
}

/* ---- acts ------------------------------------------------------------------------------- */

/* Who gets it is counted, and how far it goes fixed, at the moment it begins. */
static enum err begin(struct db *db, struct arena *a, const struct sending *s, int64_t now)
{
    static const struct stmt *const upto[2] = {&sql_segment_upto, &sql_segment_upto_invited};
    const struct segment segment = segment_of(a, s);
    struct segment_counts n;
    struct rows r;
    int64_t changed = 0;
    enum err e = segment_count(db, a, &segment, &n);
    if (e == OK)
        e = db_query(db, a, upto[s->audience], PARAMS(v_int(s->event.v)), &r);
    if (e == OK)
        e = db_exec(db, &sql_sending_begin,
                    PARAMS(v_int(s->id.v), v_int(now), v_int(n.people), v_int(n.refused),
                           v_int(n.unsubscribed), v_int(row_int(&r, 0, 0))),
                    &changed);
    return e == OK && !changed ? ERR_CONFLICT : e;
}

static enum err move(struct db *db, const struct act_on_sending *x)
{
    static const struct {
        enum sending_state from[2], to;
    } moves[] = {
        [ACT_PLAN] = {{SENDING_DRAFT, SENDING_PLANNED}, SENDING_PLANNED},
        [ACT_UNPLAN] = {{SENDING_PLANNED, SENDING_PLANNED}, SENDING_DRAFT},
        [ACT_PAUSE] = {{SENDING_RUNNING, SENDING_RUNNING}, SENDING_PAUSED},
        [ACT_GO_ON] = {{SENDING_PAUSED, SENDING_PAUSED}, SENDING_RUNNING},
        [ACT_STOP] = {{SENDING_RUNNING, SENDING_PAUSED}, SENDING_STOPPED},
    };
    int64_t changed = 0;
    enum err e =
        db_exec(db, &sql_sending_act,
                PARAMS(v_int(x->id.v), v_text(sending_state_word(moves[x->act].from[0])),
                       v_text(sending_state_word(moves[x->act].from[1])),
                       v_text(sending_state_word(moves[x->act].to)),
                       x->act == ACT_PLAN ? v_int(x->planned_at) : v_null(), v_int(x->now)),
                &changed);
    return e == OK && !changed ? ERR_CONFLICT : e;
}

static enum err drop(struct db *db, sending_id id)
{
    int64_t changed = 0;
    enum err e = db_exec(db, &sql_sending_delete, PARAMS(v_int(id.v)), &changed);
    return e == OK && !changed ? ERR_CONFLICT : e;
}

enum err act_on_sending(struct db *db, void *arg)
{
    const struct act_on_sending *x = arg;
    struct arena a = ARENA_INIT;
    struct sending s;
    enum err e = sending_by_id(db, &a, x->id, &s);
    if (e == OK && s.event.v != x->event.v)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = x->act == ACT_SEND     ? begin(db, &a, &s, x->now)
            : x->act == ACT_DELETE ? drop(db, x->id)
                                   : move(db, x);
    arena_free(&a);
    return e;
}

/* ---- the turn --------------------------------------------------------------------------- */

static const char *kind_of(const struct sending *s)
{
    if (s->audience == AUDIENCE_INVITED)
        return "message/invited";
    return s->announcement ? "message/announcement" : "message/practical";
}

/* How many rows the pace allows since the last turn. */
static enum err allow(struct db *db, struct arena *a, const struct pump_sendings *x, int64_t *out)
{
    struct rows r;
    int64_t waiting = 0;
    enum err e = db_query(db, a, &sql_sendings_paced, NO_PARAMS, &r);
    if (e == OK)
        e = mail_sendings_wait(db, a, &waiting);
    if (e != OK)
        return e;
    int64_t elapsed = row_null(&r, 0, 0) ? SECONDS_A_TURN : x->now - row_int(&r, 0, 0);
    if (elapsed < 0 || elapsed > TURN_MAX) /* the first for a while, or a clock that jumped */
        elapsed = SECONDS_A_TURN;
    int64_t room = x->pace - waiting;
    *out = x->pace * elapsed / 60;
    if (*out > room)
        *out = room < 0 ? 0 : room;
    return OK;
}

static enum err make_rows(struct db *db, struct arena *a, const struct sending *s,
                          struct pump_sendings *x)
{
    static const struct stmt *const queue[2] = {&sql_segment_queue, &sql_segment_queue_invited};
    const struct segment segment = segment_of(a, s);
    int64_t most = x->left < SENDING_BATCH ? x->left : SENDING_BATCH, last = s->reached;
    const struct value more[] = {v_text(kind_of(s)), v_int(s->id.v), v_int(x->now),
                                 v_int(s->reached),  v_int(s->upto), v_int(most)};
    struct rows r;
    enum err e = segment_query(db, a, &segment, queue, more, ARRAY_LEN(more), &r);
    if (e != OK)
        return e;
    for (size_t i = 0; i < r.n; i++) /* RETURNING promises no order */
        last = row_int(&r, i, 0) > last ? row_int(&r, i, 0) : last;
    x->made = (int64_t)r.n;
    x->left -= x->made;
    x->more = x->left > 0;
    return db_exec(
        db, &sql_sending_reached,
        PARAMS(v_int(s->id.v), v_int(last), v_int(x->made), v_int(x->now), v_int(x->made < most)),
        NULL);
}

static enum err begin_due(struct db *db, struct arena *a, struct pump_sendings *x)
{
    const struct sending *due;
    size_t n;
    enum err e = sendings_query(db, a, &sql_sendings_due, PARAMS(v_int(x->now)), &due, &n);
    if (e == OK && n)
        e = begin(db, a, &due[0], x->now);
    x->begun = e == OK ? (int64_t)n : 0;
    return e;
}

static enum err pump(struct db *db, struct arena *a, struct pump_sendings *x)
{
    const struct sending *running;
    size_t n = 0;
    x->begun = x->made = 0;
    x->left = x->quota;
    x->more = false;
    enum err e = x->may_begin ? begin_due(db, a, x) : OK;
    if (e == OK)
        e = sendings_query(db, a, &sql_sending_running, NO_PARAMS, &running, &n);
    if (e == OK && n && x->quota < 0)
        e = allow(db, a, x, &x->left);
    if (e == OK && n && x->left > 0)
        e = make_rows(db, a, &running[0], x);
    return e;
}

enum err pump_sendings(struct db *db, void *arg)
{
    struct arena a = ARENA_INIT;
    enum err e = pump(db, &a, arg);
    arena_free(&a);
    return e;
}

void sendings_turn(const struct app *app, bool may_begin)
{
    struct pump_sendings x = {.now = clock_now(&app->clock),
                              .pace = app->config.mail_pace,
                              .may_begin = may_begin,
                              .quota = -1};
    int64_t made = 0, begun = 0;
    enum err e = OK;
    x.more = true;
    for (int i = 0; e == OK && x.more && i < CALLS_A_TURN; i++) {
        e = store_write(app->store, pump_sendings, &x);
        x.quota = x.left;
        made += x.made;
        begun += x.begun;
    }
    if (e != OK || made || begun)
        log_line("event=sendings begun=%lld made=%lld error=%s", (long long)begun, (long long)made,
                 err_name(e));
}
