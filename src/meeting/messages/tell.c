/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/messages/tell.h"

#include "meeting/messages/statements.h"

#define DETAILS_SIZE 40

static enum err told_at(struct db *db, struct arena *a, event_id event, int64_t *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_news_told, PARAMS(v_int(event.v)), &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    *out = e == OK && !row_null(&r, 0, 0) ? row_int(&r, 0, 0) : 0;
    return e;
}

enum err programme_news(struct db *db, struct arena *a, event_id event, struct programme_news *out)
{
    struct rows r;
    int64_t since;
    *out = (struct programme_news){0};
    enum err e = told_at(db, a, event, &since);
    if (e == OK)
        e = db_query(db, a, &sql_news_people, PARAMS(v_int(event.v)), &r);
    if (e != OK || !row_int(&r, 0, 0))
        return e;
    out->people = row_int(&r, 0, 0);
    int64_t first = row_int(&r, 0, 1);
    e = db_query(db, a, &sql_news_changes,
                 PARAMS(v_int(event.v), v_int(first > since ? first : since)), &r);
    if (e == OK) {
        out->changed = row_int(&r, 0, 0);
        out->removed = row_int(&r, 0, 1);
    }
    return e;
}

enum err tell_programme(struct db *db, void *arg)
{
    struct tell_programme *x = arg;
    struct arena a = ARENA_INIT;
    char details[DETAILS_SIZE];
    int64_t since;
    enum err e = told_at(db, &a, x->event, &since);
    arena_free(&a);
    if (e != OK)
        return e;
    snprintf(details, sizeof details, "{\"since\":%lld}", (long long)since);
    e = db_exec(db, &sql_news_queue, PARAMS(v_int(x->event.v), v_text(details), v_int(x->now)),
                &x->people);
    if (e == OK)
        e = db_exec(db, &sql_news_are_told, PARAMS(v_int(x->event.v), v_int(x->now)), NULL);
    return e;
}

enum err programme_is_known(struct db *db, void *arg)
{
    const struct tell_programme *x = arg;
    return db_exec(db, &sql_news_are_told, PARAMS(v_int(x->event.v), v_int(x->now)), NULL);
}

enum err tell_cancelled(struct db *db, void *arg)
{
    struct tell_cancelled *x = arg;
    enum err e = db_exec(db, &sql_off_calendars, PARAMS(v_int(x->event.v)), NULL);
    if (e == OK)
        e = db_exec(db, &sql_off_queue, PARAMS(v_int(x->event.v), v_int(x->now)), &x->people);
    return e;
}
