/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Erasing a person's registrations. A seat of a meeting to come is given back as a cancellation
 * does it, and offered to the next. Of a meeting that has begun, a number stays: how many took
 * part, which the network accounts for, without a name.
 */
#include "meeting/people.h"
#include "meeting/registration/desk.h"
#include "meeting/registration/statements.h"

#define MINE " WHERE LOWER(registration.email) = LOWER($1)"
#define AT_ONCE 1000

const struct stmt sql_registration_person_ids = {
    "SELECT id FROM registration" MINE " ORDER BY id LIMIT 1000", "t", "i"};
const struct stmt sql_registration_person_count = {"SELECT count(*) FROM registration" MINE, "t",
                                                   "i"};
const struct stmt sql_registration_person_addresses = {
    "SELECT DISTINCT LOWER(email) AS mine FROM registration WHERE LOWER(email) > $1"
    " ORDER BY mine LIMIT 1000",
    "t", "t"};
const struct stmt sql_registration_person_held = {
    "SELECT registration.id, event_id, modality, state, checked_in_at, event.starts_at,"
    " event.ends_at FROM registration JOIN event ON event.id = event_id" MINE
    " ORDER BY registration.id LIMIT 1000",
    "t", "iiitIII"};
const struct stmt sql_registration_erase = {"DELETE FROM registration WHERE id = $1", "i", ""};
const struct stmt sql_attendance_keep = {
    "INSERT INTO erased_attendance (event_id, modality, people, present) VALUES ($1, $2, 1, $3)"
    " ON CONFLICT (event_id, modality) DO UPDATE SET people = erased_attendance.people + 1,"
    " present = erased_attendance.present + excluded.present",
    "iii", ""};
const struct stmt sql_attendance_of = {
    "SELECT CAST(coalesce(sum(people), 0) AS BIGINT), CAST(coalesce(sum(present), 0) AS BIGINT)"
    " FROM erased_attendance WHERE event_id = $1",
    "i", "ii"};
const struct stmt sql_registration_address = {"SELECT email FROM registration WHERE id = $1", "i",
                                              "t"};

struct held {
    registration_id id;
    event_id event;
    enum modality modality;
    enum registration_state state;
    bool present, begun, over; /* present: the person; the rest: the meeting */
};

static struct held held_of(const struct rows *r, size_t i, int64_t now)
{
    return (struct held){
        .id = {row_int(r, i, 0)},
        .event = {row_int(r, i, 1)},
        .modality = (enum modality)row_int(r, i, 2),
        .state = registration_state_of(row_text(r, i, 3)),
        .present = !row_null(r, i, 4),
        .begun = !row_null(r, i, 5) && row_int(r, i, 5) <= now,
        .over = !row_null(r, i, 6) && row_int(r, i, 6) <= now,
    };
}

/* Nobody is offered a seat of a meeting that is over. */
static enum err leave_past(struct db *db, struct arena *a, const struct held *h, int64_t now)
{
    struct desk k = {.db = db, .a = a, .now = now, .event = h->event, .silent = true};
    const struct claim *claims;
    size_t n = 0;
    enum err e = registration_claims(db, a, h->id, &claims, &n);
    for (size_t i = 0; e == OK && i < n; i++)
        e = desk_drop(&k, &claims[i]);
    return e;
}

static enum err leave(struct db *db, struct arena *a, const struct held *h, int64_t now)
{
    struct change_registration c = {.change = CHANGE_CANCEL, .id = h->id, .now = now};
    if (h->over)
        return leave_past(db, a, h, now);
    enum err e = change_registration(db, &c);
    return e == OK ? mail_unqueue(db, a, "registration/", h->id.v) : e; /* what it told them */
}

static enum err erase_one(struct db *db, struct arena *a, const struct held *h, int64_t now)
{
    bool counted = h->begun && h->state == STATE_CONFIRMED;
    enum err e = leave(db, a, h, now);
    if (e == OK && counted)
        e = db_exec(db, &sql_attendance_keep,
                    PARAMS(v_int(h->event.v), v_int(h->modality), v_int(h->present)), NULL);
    if (e == OK)
        e = audit_erase_thing(db, "registration", h->id.v);
    return e == OK ? db_exec(db, &sql_registration_erase, PARAMS(v_int(h->id.v)), NULL) : e;
}

enum err registration_person_erase(struct db *db, struct arena *a, struct person_erasure *x)
{
    struct rows r = {.n = AT_ONCE};
    enum err e = OK;
    while (e == OK && r.n == AT_ONCE) {
        e = db_query(db, a, &sql_registration_person_held, PARAMS(v_text(x->address)), &r);
        for (size_t i = 0; e == OK && i < r.n; i++) {
            const struct held h = held_of(&r, i, x->now);
            e = erase_one(db, a, &h, x->now);
        }
        x->rows += e == OK ? (int64_t)r.n : 0;
    }
    return e;
}

enum err registration_address(struct db *db, struct arena *a, int64_t registration,
                              const char **out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_registration_address, PARAMS(v_int(registration)), &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    if (e == OK)
        *out = row_text(&r, 0, 0);
    return e;
}

enum err erased_attendance(struct db *db, struct arena *a, event_id event, int64_t *people,
                           int64_t *present)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_attendance_of, PARAMS(v_int(event.v)), &r);
    *people = e == OK ? row_int(&r, 0, 0) : 0;
    *present = e == OK ? row_int(&r, 0, 1) : 0;
    return e;
}
