/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the outbox holds about somebody: the messages to them, which their kinds know by what they
 * are about; whether their address gets none; and the last one, which tells them that all is gone.
 */
#include "mail/outbox.h"

#include "base/text.h"
#include "view/tr.h"

#define EXPORT_BYTES ((size_t)32 * 1024 * 1024)

const struct stmt sql_outbox_farewell = {
    "INSERT INTO outbox_message (kind, about, details, created_at, due_at, recipient)"
    " VALUES ($1, 0, $2, $3, $3, $4)",
    "ttit", ""};
const struct stmt sql_outbox_farewells_due = {
    "SELECT id FROM outbox_message WHERE recipient IS NOT NULL AND created_at <= $1 LIMIT 1", "i",
    "i"};
const struct stmt sql_outbox_farewells_end = {
    "UPDATE outbox_message SET recipient = NULL, failed_at = $2, failure = NULL, lease = NULL"
    " WHERE recipient IS NOT NULL AND created_at <= $1",
    "ii", ""};
const struct stmt sql_outbox_about = {"SELECT " ROW_COLUMNS
                                      " FROM outbox_message WHERE kind = $1 AND about = $2"
                                      " ORDER BY id LIMIT 1000",
                                      "ti", ROW_LETTERS};
const struct stmt sql_outbox_drop = {
    "DELETE FROM outbox_message WHERE kind >= $1 AND kind < $3 AND about = $2", "tit", ""};
const struct stmt sql_outbox_drop_kind = {
    "DELETE FROM outbox_message WHERE kind = $1 AND about = $2", "ti", ""};
const struct stmt sql_refusal_erase = {"DELETE FROM mail_refusal WHERE address = $1", "t", ""};
const struct stmt sql_refusal_count = {
    "SELECT count(*) FROM mail_refusal WHERE address = LOWER($1)", "t", "i"};
const struct stmt sql_refusal_addresses = {
    "SELECT address FROM mail_refusal WHERE address > $1 ORDER BY address LIMIT 1000", "t", "t"};

/* ---- the last message ------------------------------------------------------------------- */

enum err mail_queue_farewell(struct db *db, const char *kind, const char *recipient,
                             const char *lang, int64_t now)
{
    const char *details = strcmp(lang, "en") == 0 ? "{\"lang\":\"en\"}" : "{\"lang\":\"fr\"}";
    return db_exec(db, &sql_outbox_farewell,
                   PARAMS(v_text(kind), v_text(details), v_int(now), v_text(recipient)), NULL);
}

static enum err end_farewells(struct db *db, void *arg)
{
    const int64_t *now = arg;
    enum err e = db_exec(db, &sql_outbox_farewells_end,
                         PARAMS(v_int(*now - FAREWELL_SECONDS), v_int(*now)), NULL);
    return e == OK ? person_scrub_again(db) : e;
}

enum err mail_farewells_end(struct store *s, int64_t now)
{
    struct arena a = ARENA_INIT;
    struct rows r = {0};
    struct db *db;
    enum err e = store_reader(s, &db);
    if (e != OK)
        return e;
    e = db_begin_read(db);
    if (e == OK)
        e = db_query(db, &a, &sql_outbox_farewells_due, PARAMS(v_int(now - FAREWELL_SECONDS)), &r);
    store_reader_close(db);
    if (e == OK && r.n)
        e = store_write(s, end_farewells, &now);
    arena_free(&a);
    return e;
}

/* ---- messages --------------------------------------------------------------------------- */

enum err mail_unqueue(struct db *db, struct arena *a, const char *kinds, int64_t about)
{
    struct value end = v_text(outbox_kinds_end(a, kinds));
    return db_exec(db, &sql_outbox_drop, PARAMS(v_text(kinds), v_int(about), end), NULL);
}

/* What is done with each thing that messages of a kind to an address are about. */
typedef enum err (*each_fn)(struct db *db, struct arena *a, const struct mail_kind *kind,
                            int64_t about, void *arg);

static enum err each(const struct mail_house *house, struct db *db, struct arena *a,
                     const char *address, each_fn fn, void *arg)
{
    enum err e = OK;
    for (size_t i = 0; e == OK && i < house->n_kinds; i++) {
        const struct mail_kind *kind = house->kinds[i];
        struct rows r = {0};
        if (kind->about)
            e = db_query(db, a, kind->about, PARAMS(v_text(address)), &r);
        for (size_t k = 0; e == OK && k < r.n; k++)
            e = fn(db, a, kind, row_int(&r, k, 0), arg);
    }
    return e;
}

static enum err drop(struct db *db, struct arena *a, const struct mail_kind *kind, int64_t about,
                     void *arg)
{
    int64_t *rows = arg, changed = 0;
    (void)a;
    enum err e =
        db_exec(db, &sql_outbox_drop_kind, PARAMS(v_text(kind->name), v_int(about)), &changed);
    *rows += changed;
    return e;
}

static enum err erase_messages(struct db *db, struct arena *a, struct person_erasure *e)
{
    enum err err = each(e->people->house, db, a, e->address, drop, &e->rows);
    if (err == OK && e->tell)
        err = mail_queue_farewell(db, MAIL_FAREWELL, e->address, e->tell, e->now);
    return err;
}

struct gathering {
    struct mail_row *rows;
    size_t n, cap;
};

static enum err gather(struct db *db, struct arena *a, const struct mail_kind *kind, int64_t about,
                       void *arg)
{
    struct gathering *g = arg;
    struct mail_row *rows;
    size_t n = 0;
    enum err e = outbox_rows_of(db, a, &sql_outbox_about, PARAMS(v_text(kind->name), v_int(about)),
                                &rows, &n);
    for (size_t i = 0; e == OK && i < n; i++) {
        g->rows = arena_grow(a, g->rows, g->n, &g->cap, sizeof *g->rows);
        g->rows[g->n++] = rows[i];
    }
    return e;
}

static int by_id(const void *x, const void *y)
{
    const struct mail_row *a = x, *b = y;
    return a->id < b->id ? -1 : a->id > b->id;
}

/* The words as they are composed now; those of a kind that opens a door are for the mailbox alone.
 */
static enum err put_words(struct json *j, const struct mail_house *house, struct db *db,
                          struct arena *a, const struct mail_row *row)
{
    const struct mail_kind *kind = mail_kind_of(house, row->kind);
    struct mail_message m = {0};
    enum err e = kind->confidential ? OK : mail_render(house, db, a, row, &m);
    if (e == ERR_NOT_FOUND || e == ERR_GONE)
        e = OK;
    json_key_text(j, "subject", m.subject);
    json_key_text(j, "text", m.text);
    json_key_bool(j, "confidential", kind->confidential);
    return e;
}

static enum err put_message(struct json *j, const struct mail_house *house, struct db *db,
                            struct arena *a, const struct mail_row *row)
{
    json_begin_object(j);
    json_key_text(j, "kind", row->kind);
    person_json_time(j, "written_at", row->created_at);
    person_json_time(j, "sent_at", row->sent ? row->sent_at : INT64_MIN);
    person_json_time(j, "failed_at", row->failed ? row->failed_at : INT64_MIN);
    json_key_text(j, "failure", row->failure);
    json_key_text(j, "details", row->details);
    enum err e = put_words(j, house, db, a, row);
    json_end(j);
    return e;
}

/* Each is rendered in an arena of its own, so that a thousand take the memory of one. */
static enum err export_messages(struct person_export *x)
{
    struct gathering g = {0};
    struct arena one = ARENA_INIT;
    BUF_SCOPED b = BUF_INIT(EXPORT_BYTES);
    struct json j = json_to(&b);
    j.pretty = true;
    enum err e = each(x->people->house, x->db, x->arena, x->address, gather, &g);
    if (g.n)
        qsort(g.rows, g.n, sizeof *g.rows, by_id);
    json_begin_array(&j);
    for (size_t i = 0; e == OK && i < g.n; i++) {
        e = put_message(&j, x->people->house, x->db, &one, &g.rows[i]);
        arena_clear(&one);
    }
    json_end(&j);
    arena_free(&one);
    if (e != OK || !g.n)
        return e;
    return person_export_buf(x, "messages.json", &b,
                             TR("les messages que le site vous a écrits : date, objet, texte tel "
                                "qu’il se compose aujourd’hui"));
}

/* ---- the address that gets none --------------------------------------------------------- */

static enum err erase_refusal(struct db *db, struct arena *a, struct person_erasure *e)
{
    int64_t changed = 0;
    struct value address = v_str(text_fold(a, str_of(e->address)));
    enum err err = db_exec(db, &sql_refusal_erase, PARAMS(address), &changed);
    e->rows += changed;
    return err;
}

static enum err export_refusal(struct person_export *x)
{
    struct rows r;
    struct value address = v_str(text_fold(x->arena, str_of(x->address)));
    BUF_SCOPED b = BUF_INIT(EXPORT_BYTES);
    struct json j = json_to(&b);
    j.pretty = true;
    enum err e = db_query(x->db, x->arena, &sql_refusal_of, PARAMS(address), &r);
    if (e != OK || !r.n)
        return e;
    json_begin_object(&j);
    json_key_text(&j, "address", row_text(&r, 0, 1));
    json_key_text(&j, "reason", row_text(&r, 0, 2));
    json_key_text(&j, "server_said", row_text(&r, 0, 3));
    person_json_time(&j, "since", row_int(&r, 0, 4));
    json_end(&j);
    return person_export_buf(x, "mail-refusal.json", &b,
                             TR("pourquoi le site ne vous écrit plus : reason vaut unsubscribed (à "
                                "votre demande), bounced (les messages revenaient) ou complaint "
                                "(signalés comme indésirables)"));
}

const struct person_data mail_person[MAIL_PERSON] = {
    {.name = "message", .export = export_messages, .erase = erase_messages},
    {.name = "refusal",
     .label = TR("Adresse à laquelle le site n’écrit plus"),
     .export = export_refusal,
     .erase = erase_refusal,
     .count = &sql_refusal_count,
     .addresses = &sql_refusal_addresses},
};
