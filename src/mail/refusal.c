/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Addresses that get no more messages. */
#include "mail/outbox.h"

#include "base/text.h"

#define REFUSAL_COLUMNS "id, address, reason, said, created_at"
#define REFUSAL_LETTERS "ittTi"

/* What weighs more takes the place of what weighs less: a complaint of an "unsubscribed". */
const struct stmt sql_refusal_put = {
    "INSERT INTO mail_refusal (address, reason, said, created_at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (address) DO UPDATE SET reason = excluded.reason, said = excluded.said,"
    " created_at = excluded.created_at WHERE mail_refusal.reason = 'unsubscribed'",
    "ttTi", ""};
const struct stmt sql_refusal_of = {
    "SELECT " REFUSAL_COLUMNS " FROM mail_refusal WHERE address = $1", "t", REFUSAL_LETTERS};
const struct stmt sql_refusals = {"SELECT " REFUSAL_COLUMNS
                                  " FROM mail_refusal ORDER BY created_at DESC, id DESC LIMIT $1",
                                  "i", REFUSAL_LETTERS};
const struct stmt sql_refusal_lift = {
    "DELETE FROM mail_refusal WHERE id = $1 RETURNING " REFUSAL_COLUMNS, "i", REFUSAL_LETTERS};
const struct stmt sql_refusal_subscribe = {
    "DELETE FROM mail_refusal WHERE address = $1 AND reason = 'unsubscribed'", "t", ""};
const struct stmt sql_return_put = {
    "INSERT INTO mail_return (proof, taken_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", "ti", ""};
const struct stmt sql_returns_forget = {"DELETE FROM mail_return WHERE taken_at < $1", "i", ""};
const struct stmt sql_outbox_came_back = {
    "UPDATE outbox_message SET failed_at = $3, failure = $4"
    " WHERE id = $1 AND created_at = $2 AND sent_at IS NOT NULL RETURNING " ROW_COLUMNS,
    "iiit", ROW_LETTERS};

static const char *const words[] = {[REFUSAL_NONE] = "",
                                    [REFUSAL_UNSUBSCRIBED] = "unsubscribed",
                                    [REFUSAL_BOUNCED] = "bounced",
                                    [REFUSAL_COMPLAINT] = "complaint"};

enum mail_refusal refusal_of_word(const char *word)
{
    for (size_t i = REFUSAL_UNSUBSCRIBED; i < ARRAY_LEN(words); i++)
        if (strcmp(words[i], word) == 0)
            return (enum mail_refusal)i;
    return REFUSAL_BOUNCED; /* of a later program: nothing is sent */
}

enum err mail_refuse(struct db *db, const char *address, enum mail_refusal reason, const char *said,
                     int64_t now)
{
    struct arena a = ARENA_INIT;
    enum err e = db_exec(db, &sql_refusal_put,
                         PARAMS(v_str(text_fold(&a, str_of(address))), v_text(words[reason]),
                                v_text(said), v_int(now)),
                         NULL);
    arena_free(&a);
    return e;
}

enum err mail_subscribe_again(struct db *db, const char *address)
{
    struct arena a = ARENA_INIT;
    enum err e =
        db_exec(db, &sql_refusal_subscribe, PARAMS(v_str(text_fold(&a, str_of(address)))), NULL);
    arena_free(&a);
    return e;
}

enum err mail_refusal_of(struct db *db, struct arena *a, const char *address,
                         enum mail_refusal *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_refusal_of, PARAMS(v_str(text_fold(a, str_of(address)))), &r);
    *out = e == OK && r.n ? refusal_of_word(row_text(&r, 0, 2)) : REFUSAL_NONE;
    return e;
}

enum err mail_refusals(struct db *db, struct arena *a, int64_t most,
                       const struct mail_refusal_row **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_refusals, PARAMS(v_int(most)), &r);
    if (e != OK)
        return e;
    struct mail_refusal_row *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct mail_refusal_row){
            .id = row_int(&r, i, 0),
            .address = row_text(&r, i, 1),
            .reason = refusal_of_word(row_text(&r, i, 2)),
            .said = row_text(&r, i, 3),
            .created_at = row_int(&r, i, 4),
        };
    *out = list;
    *n = r.n;
    return OK;
}

struct lifting {
    int64_t id;
    struct audit_by by;
    int64_t now;
};

static enum err lift_rule(struct db *db, struct arena *a, const struct lifting *x)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_refusal_lift, PARAMS(v_int(x->id)), &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    const struct audit_change changes[] = {{"reason", row_text(&r, 0, 2), NULL},
                                           {"said", row_text(&r, 0, 3), NULL}};
    return audit_note(db, &(const struct audit_entry){.by = x->by,
                                                      .verb = "address/allowed",
                                                      .id = x->id,
                                                      .title = row_text(&r, 0, 1),
                                                      .href = "/organisation/messages/refus",
                                                      .changes = changes,
                                                      .n_changes = ARRAY_LEN(changes),
                                                      .now = x->now});
}

static enum err lift(struct db *db, void *arg)
{
    struct arena a = ARENA_INIT;
    enum err e = lift_rule(db, &a, arg);
    arena_free(&a);
    return e;
}

enum err mail_allow_again(struct store *s, int64_t id, struct audit_by by, int64_t now)
{
    struct lifting x = {id, by, now};
    return store_write(s, lift, &x);
}

/* ---- what came back --------------------------------------------------------------------- */

struct return_of { /* a bounce, while it is taken */
    struct arena *a;
    const struct mail_house *house;
    const struct mail_bounce *bounce;
    struct audit_by by;
    int64_t now;
};

/* Only for a message of ours: who invents one must know its number and its second. */
static enum err take_bounce(struct db *db, void *arg)
{
    const struct return_of *x = arg;
    struct mail_row *row;
    struct mail_person to = {0};
    size_t n;
    enum err e = outbox_rows_of(db, x->a, &sql_outbox_came_back,
                                PARAMS(v_int(x->bounce->message), v_int(x->bounce->written_at),
                                       v_int(x->now), v_text(x->bounce->said)),
                                &row, &n);
    if (e == OK && !n)
        e = ERR_NOT_FOUND;
    if (e == OK)
        e = mail_people(x->house, db, x->a, row, 1, &to);
    if (e == OK)
        e = outbox_note(db, "message/returned", row->id, words[x->bounce->reason], x->by, x->now);
    if (e != OK || !to.address)
        return e;
    return mail_refuse(db, to.address, x->bounce->reason, x->bounce->said, x->now);
}

enum err mail_bounce_take(struct store *s, struct arena *a, const struct mail_house *house,
                          const struct mail_bounce *bounce, struct audit_by by, int64_t now)
{
    struct return_of x = {a, house, bounce, by, now};
    return store_write(s, take_bounce, &x);
}

/* Kept longer than a proof holds, on either side of our clock. */
#define PROOF_SECONDS 3600

static enum err take_all(struct db *db, struct arena *a, struct mail_returns *x)
{
    enum err e = OK;
    x->taken = 0;
    for (size_t i = 0; e == OK && i < x->n; i++) {
        struct return_of one = {a, x->house, &x->list[i], AUDIT_PROGRAM, x->now};
        e = take_bounce(db, &one);
        x->taken += e == OK;
        e = e == ERR_NOT_FOUND ? OK : e;
    }
    return e;
}

/* The digest in one spelling: the same proof in other letters is the same. */
static const char *spelled(struct arena *a, const char *proof)
{
    return text_fold(a, str_of(proof)).p;
}

enum err mail_returns_take(struct db *db, void *arg)
{
    struct mail_returns *x = arg;
    struct arena a = ARENA_INIT;
    int64_t changed = 0;
    enum err e = db_exec(db, &sql_returns_forget, PARAMS(v_int(x->now - PROOF_SECONDS)), NULL);
    if (e == OK)
        e = db_exec(db, &sql_return_put, PARAMS(v_text(spelled(&a, x->proof)), v_int(x->now)),
                    &changed);
    if (e == OK && !changed)
        e = ERR_CONFLICT;
    if (e == OK)
        e = take_all(db, &a, x);
    arena_free(&a);
    return e;
}
