/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How a message leaves the outbox: taken under a lease, then sent, put off, or given up. */
#include "mail/outbox.h"

#include "base/text.h"

/*
 * A row is due once its time has come; also when that time is further away than any delay of ours:
 * the clock has been set back since.
 */
#define MAY_LEAVE                                                                                  \
    " sent_at IS NULL AND failed_at IS NULL AND (due_at <= $2 OR due_at > $2 + 180000)"            \
    " AND (not_before IS NULL OR not_before <= $2)"                                                \
    " AND (lease IS NULL OR (lease <> $1 AND lease_until <= $2))"

const struct stmt sql_outbox_due = {"SELECT id FROM outbox_message WHERE" MAY_LEAVE " LIMIT 1",
                                    "ti", "i"};
const struct stmt sql_outbox_take = {
    "UPDATE outbox_message SET lease = $1, lease_until = $3, attempts = attempts + 1"
    " WHERE id IN (SELECT id FROM outbox_message WHERE" MAY_LEAVE " ORDER BY due_at, id LIMIT $4)"
    " RETURNING " ROW_COLUMNS,
    "tiii", ROW_LETTERS};
const struct stmt sql_outbox_sent = {
    "UPDATE outbox_message SET sent_at = $2, lease = NULL, failure = NULL WHERE id = $1", "ii", ""};
const struct stmt sql_outbox_later = {
    "UPDATE outbox_message SET due_at = $2, failure = $3, lease = NULL WHERE id = $1", "iiT", ""};
const struct stmt sql_outbox_failed = {
    "UPDATE outbox_message SET failed_at = $2, failure = $3, lease = NULL WHERE id = $1", "iiT",
    ""};
const struct stmt sql_outbox_forget = {
    "UPDATE outbox_message SET recipient = NULL WHERE id = $1 AND recipient IS NOT NULL", "i", ""};
const struct stmt sql_outbox_untook = {
    "UPDATE outbox_message SET attempts = attempts - 1, failure = COALESCE($2, failure),"
    " lease = NULL WHERE id = $1",
    "iT", ""};
const struct stmt sql_outbox_again = {
    "UPDATE outbox_message SET failed_at = NULL, failure = NULL, attempts = 0, due_at = $2"
    " WHERE id = $1 AND failed_at IS NOT NULL",
    "ii", ""};
const struct stmt sql_outbox_release = {
    "UPDATE outbox_message SET lease = NULL"
    " WHERE sent_at IS NULL AND failed_at IS NULL AND lease IS NOT NULL",
    "", ""};
const struct stmt sql_outbox_failures = {
    "SELECT COUNT(*) FROM outbox_message WHERE failed_at IS NOT NULL", "", "i"};

int64_t outbox_delay(int64_t attempts)
{
    static const int64_t delays[OUTBOX_TRIES - 1] = {60,       300,       900,       3600,
                                                     3 * 3600, 10 * 3600, 24 * 3600, 36 * 3600};
    return attempts >= 1 && attempts < OUTBOX_TRIES ? delays[attempts - 1] : 0;
}

enum err outbox_is_due(struct db *db, struct arena *a, int64_t now, const char *owner, bool *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_outbox_due, PARAMS(v_text(owner), v_int(now)), &r);
    *out = e == OK && r.n > 0;
    return e;
}

struct taking {
    struct arena *a;
    const char *owner;
    int64_t now, most;
    struct mail_row *rows;
    size_t n;
};

static enum err take(struct db *db, void *arg)
{
    struct taking *t = arg;
    return outbox_rows_of(db, t->a, &sql_outbox_take,
                          PARAMS(v_text(t->owner), v_int(t->now),
                                 v_int(t->now + OUTBOX_LEASE_SECONDS), v_int(t->most)),
                          &t->rows, &t->n);
}

static int by_id(const void *x, const void *y)
{
    const struct mail_row *a = x, *b = y;
    return a->id < b->id ? -1 : a->id > b->id;
}

enum err outbox_take(struct store *s, struct arena *a, const char *owner, int64_t now, int64_t most,
                     struct mail_row **out, size_t *n)
{
    struct taking t = {.a = a, .owner = owner, .now = now, .most = most};
    enum err e = store_write(s, take, &t);
    if (e != OK)
        return e;
    if (t.n)
        qsort(t.rows, t.n, sizeof *t.rows, by_id); /* RETURNING promises no order */
    *out = t.rows;
    *n = t.n;
    return OK;
}

static enum err release(struct db *db, void *arg)
{
    (void)arg;
    return db_exec(db, &sql_outbox_release, NO_PARAMS, NULL);
}

enum err outbox_release(struct store *s)
{
    return store_write(s, release, NULL);
}

/* A message that is over is forgotten by who it went to, if nothing else is kept of them. */
static enum err end_row(struct db *db, const struct result *r)
{
    struct value id = v_int(r->id), now = v_int(r->now);
    int64_t forgotten = 0;
    enum err e = db_exec(db, &sql_outbox_forget, PARAMS(id), &forgotten);
    if (e == OK && forgotten)
        e = person_scrub_again(db);
    if (e != OK)
        return e;
    if (r->outcome == OUTCOME_SENT)
        return db_exec(db, &sql_outbox_sent, PARAMS(id, now), NULL);
    /* The relay's words name the address. */
    return db_exec(db, &sql_outbox_failed, PARAMS(id, now, v_text(forgotten ? NULL : r->why)),
                   NULL);
}

static enum err record(struct db *db, void *arg)
{
    const struct result *r = arg;
    struct value id = v_int(r->id), why = v_text(r->why);
    int64_t delay = outbox_delay(r->attempts);
    switch (r->outcome) {
    case OUTCOME_SENT:
        break;
    case OUTCOME_UNTRIED:
        return db_exec(db, &sql_outbox_untook, PARAMS(id, why), NULL);
    case OUTCOME_LATER:
        if (delay)
            return db_exec(db, &sql_outbox_later, PARAMS(id, v_int(r->now + delay), why), NULL);
        break; /* that was the last try */
    case OUTCOME_FAILED:
        break;
    }
    return end_row(db, r);
}

enum err outbox_record(struct store *s, const struct result *r)
{
    struct result copy = *r;
    return store_write(s, record, &copy);
}

/* ---- what the organiser does ------------------------------------------------------------ */

struct again {
    int64_t id;
    struct audit_by by;
    int64_t now;
};

static enum err send_again(struct db *db, void *arg)
{
    const struct again *x = arg;
    int64_t changed = 0;
    enum err e = db_exec(db, &sql_outbox_again, PARAMS(v_int(x->id), v_int(x->now)), &changed);
    if (e == OK && !changed)
        e = ERR_CONFLICT;
    return e == OK ? outbox_note(db, "message/again", x->id, NULL, x->by, x->now) : e;
}

enum err mail_send_again(struct store *s, int64_t id, struct audit_by by, int64_t now)
{
    struct again x = {id, by, now};
    return store_write(s, send_again, &x);
}

enum err mail_failures(struct db *db, struct arena *a, int64_t *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_outbox_failures, NO_PARAMS, &r);
    *out = e == OK ? row_int(&r, 0, 0) : 0;
    return e;
}
