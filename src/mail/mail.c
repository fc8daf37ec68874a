/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "mail/mail.h"

#include "mail/migrations.h"

#include "mail/outbox.h"

static const struct stmt sql_queue = {
    "INSERT INTO outbox_message (kind, about, details, created_at, due_at)"
    " VALUES ($1, $2, $3, $4, $4)",
    "tiTi", ""};
static const struct stmt sql_queue_id = {
    "INSERT INTO outbox_message (kind, about, created_at, due_at) VALUES ($1, $2, $3, $3)"
    " RETURNING id",
    "tii", "i"};
static const struct stmt sql_unqueue = {"DELETE FROM outbox_message WHERE id = $1", "i", ""};
static const struct stmt sql_row = {"SELECT " ROW_COLUMNS " FROM outbox_message WHERE id = $1", "i",
                                    ROW_LETTERS};
static const struct stmt sql_rows = {"SELECT " ROW_COLUMNS
                                     " FROM outbox_message WHERE id < $1 ORDER BY id DESC LIMIT $2",
                                     "ii", ROW_LETTERS};
const struct stmt sql_rows_about = {
    "SELECT " ROW_COLUMNS " FROM outbox_message WHERE about = $2 AND kind >= $1 AND kind < $3"
    " ORDER BY id DESC LIMIT 200",
    "tit", ROW_LETTERS};

static const struct stmt sql_sending_tally = {
    "SELECT count(*), count(CASE WHEN failed_at IS NULL THEN sent_at END), count(failed_at)"
    " FROM outbox_message WHERE sending = $1",
    "i", "iii"};
static const struct stmt sql_sendings_wait = {
    "SELECT count(*) FROM outbox_message WHERE sending IS NOT NULL AND sent_at IS NULL"
    " AND failed_at IS NULL",
    "", "i"};
/* $2: enum mail_fate. What came back was sent, and failed. */
static const struct stmt sql_sending_rows = {
    "SELECT " ROW_COLUMNS " FROM outbox_message WHERE sending = $1 AND id > $3 AND ($2 = 0"
    " OR ($2 = 1 AND sent_at IS NOT NULL AND failed_at IS NULL)"
    " OR ($2 = 2 AND sent_at IS NULL AND failed_at IS NULL)"
    " OR ($2 = 3 AND failed_at IS NOT NULL)) ORDER BY id LIMIT $4",
    "iiii", ROW_LETTERS};

static const struct stmt *const statements[] = {&sql_queue,
                                                &sql_sending_tally,
                                                &sql_sendings_wait,
                                                &sql_sending_rows,
                                                &sql_row,
                                                &sql_rows,
                                                &sql_rows_about,
                                                &sql_outbox_due,
                                                &sql_outbox_take,
                                                &sql_outbox_sent,
                                                &sql_outbox_later,
                                                &sql_outbox_failed,
                                                &sql_outbox_untook,
                                                &sql_outbox_again,
                                                &sql_outbox_release,
                                                &sql_outbox_failures,
                                                &sql_outbox_came_back,
                                                &sql_refusal_put,
                                                &sql_refusal_of,
                                                &sql_refusals,
                                                &sql_refusal_lift,
                                                &sql_outbox_old,
                                                &sql_outbox_old_erase,
                                                &sql_outbox_farewell,
                                                &sql_outbox_farewells_due,
                                                &sql_outbox_farewells_end,
                                                &sql_outbox_about,
                                                &sql_outbox_drop,
                                                &sql_outbox_forget,
                                                &sql_outbox_drop_kind,
                                                &sql_refusal_erase,
                                                &sql_refusal_count,
                                                &sql_refusal_addresses,
                                                &sql_refusal_subscribe,
                                                &sql_return_put,
                                                &sql_returns_forget,
                                                &sql_queue_id,
                                                &sql_unqueue};

static const struct store_column columns[] = {
    COLUMN_PLAIN("mail_return", "proof", "the digest of a report, which goes within two hours"),
    COLUMN_PLAIN("outbox_message", "kind", "a word of the program"),
    COLUMN_PERSONAL("outbox_message", "details", NULL, "the row goes"),
    COLUMN_PLAIN("outbox_message", "lease", "a process"),
    COLUMN_PERSONAL("outbox_message", "failure", NULL, "the row goes: relays repeat the address"),
    COLUMN_DERIVED("outbox_message", "recipient", NULL,
                   "emptied when the message has left, or after a week"),
    COLUMN_PERSONAL("mail_refusal", "address", "address = LOWER($1)", "the row goes"),
    COLUMN_PLAIN("mail_refusal", "reason", "one of three words"),
    COLUMN_PERSONAL("mail_refusal", "said", "address = LOWER($1)",
                    "the row goes: servers repeat the address"),
};

const struct store_schema mail_schema = {
    .migrations = mail_migrations,
    .n_migrations = ARRAY_LEN(mail_migrations),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
    .columns = columns,
    .n_columns = ARRAY_LEN(columns),
};

enum err mail_queue(struct db *db, const char *kind, int64_t about, const char *details,
                    int64_t now)
{
    if (details && strlen(details) > MAIL_DETAILS_MAX)
        die("mail: the details of %s are too long", kind);
    return db_exec(db, &sql_queue, PARAMS(v_text(kind), v_int(about), v_text(details), v_int(now)),
                   NULL);
}

enum err mail_queue_or_not(struct db *db, struct arena *a, const char *kind, int64_t about,
                           int64_t now, bool really)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_queue_id, PARAMS(v_text(kind), v_int(about), v_int(now)), &r);
    if (e != OK)
        return e;
    return db_exec(db, &sql_unqueue, PARAMS(v_int(really ? 0 : row_int(&r, 0, 0))), NULL);
}

static struct mail_row row_of(const struct rows *r, size_t i)
{
    return (struct mail_row){
        .id = row_int(r, i, 0),
        .kind = row_text(r, i, 1),
        .about = row_int(r, i, 2),
        .details = row_text(r, i, 3),
        .created_at = row_int(r, i, 4),
        .sent = !row_null(r, i, 5),
        .sent_at = row_int(r, i, 5),
        .failed = !row_null(r, i, 6),
        .failed_at = row_int(r, i, 6),
        .failure = row_text(r, i, 7),
        .attempts = row_int(r, i, 8),
        .due_at = row_int(r, i, 9),
        .recipient = row_text(r, i, 10),
        .sending = row_int(r, i, 11),
    };
}

enum err outbox_rows_of(struct db *db, struct arena *a, const struct stmt *stmt,
                        struct params params, struct mail_row **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, stmt, params, &r);
    if (e != OK)
        return e;
    *n = r.n;
    *out = arena_array(a, r.n, sizeof **out);
    for (size_t i = 0; i < r.n; i++)
        (*out)[i] = row_of(&r, i);
    return OK;
}

enum err mail_row_of(struct db *db, struct arena *a, int64_t id, struct mail_row *out)
{
    struct mail_row *rows;
    size_t n;
    enum err e = outbox_rows_of(db, a, &sql_row, PARAMS(v_int(id)), &rows, &n);
    if (e == OK && !n)
        e = ERR_NOT_FOUND;
    if (e == OK)
        *out = rows[0];
    return e;
}

enum err mail_rows(struct db *db, struct arena *a, int64_t before, int64_t most,
                   struct mail_row **out, size_t *n)
{
    return outbox_rows_of(db, a, &sql_rows, PARAMS(v_int(before ? before : INT64_MAX), v_int(most)),
                          out, n);
}

const char *outbox_kinds_end(struct arena *a, const char *kinds)
{
    char *end = arena_strdup(a, kinds);
    end[strlen(end) - 1]++;
    return end;
}

enum err mail_rows_about(struct db *db, struct arena *a, const char *kinds, int64_t about,
                         struct mail_row **out, size_t *n)
{
    struct value end = v_text(outbox_kinds_end(a, kinds));
    return outbox_rows_of(db, a, &sql_rows_about, PARAMS(v_text(kinds), v_int(about), end), out, n);
}

/* ---- sendings --------------------------------------------------------------------------- */

enum err mail_sending_tally(struct db *db, struct arena *a, int64_t sending, struct mail_tally *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_sending_tally, PARAMS(v_int(sending)), &r);
    if (e == OK)
        *out = (struct mail_tally){
            .all = row_int(&r, 0, 0), .sent = row_int(&r, 0, 1), .failed = row_int(&r, 0, 2)};
    return e;
}

enum err mail_sendings_wait(struct db *db, struct arena *a, int64_t *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_sendings_wait, NO_PARAMS, &r);
    *out = e == OK ? row_int(&r, 0, 0) : 0;
    return e;
}

enum err mail_sending_rows(struct db *db, struct arena *a, int64_t sending, enum mail_fate fate,
                           int64_t after, int64_t most, struct mail_row **out, size_t *n)
{
    return outbox_rows_of(db, a, &sql_sending_rows,
                          PARAMS(v_int(sending), v_int(fate), v_int(after), v_int(most)), out, n);
}
