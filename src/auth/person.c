/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is held about somebody here: their account and the doors it opens. */
#include "auth/statements.h"

#include "audit/audit.h"

#include "view/tr.h"

#define EXPORT_BYTES ((size_t)1024 * 1024)

#define MINE " WHERE LOWER(email) = LOWER($1)"
#define OF_MINE " WHERE account_id IN (SELECT id FROM account" MINE ")"

const struct stmt sign_in_requests_of = {"SELECT id FROM sign_in_request" OF_MINE, "t", "i"};
const struct stmt accounts_of_address = {"SELECT id FROM account" MINE, "t", "i"};
const struct stmt sql_person_passkeys = {
    "SELECT name, transports, backed_up, created_at, last_used_at FROM passkey" OF_MINE
    " ORDER BY created_at",
    "t", "tTiiI"};
const struct stmt sql_person_identities = {
    "SELECT issuer, subject, email, name, siret, created_at, last_used_at FROM identity" OF_MINE
    " ORDER BY created_at",
    "t", "ttTTTii"};
/* Who came back from a provider and was not let in yet: held for minutes, without an account. */
const struct stmt sql_person_flows_erase = {"DELETE FROM identity_flow" MINE, "t", ""};
/* What others wrote beside what they did; a name that two have stays the other's. */
const struct stmt sql_person_names = {
    "SELECT COALESCE(name, email) FROM account" MINE
    " AND NOT EXISTS (SELECT other.id FROM account AS other WHERE other.id <> account.id"
    " AND COALESCE(other.name, other.email) = COALESCE(account.name, account.email))",
    "t", "t"};
const struct stmt sql_person_account = {"SELECT " ACCOUNT_COLUMNS " FROM account" MINE, "t",
                                        ACCOUNT_LETTERS};
const struct stmt sql_person_sessions = {
    "SELECT created_at, last_seen_at, expires_at, browser FROM auth_session" OF_MINE
    " ORDER BY created_at",
    "t", "iiiT"};
const struct stmt sql_person_links = {
    "SELECT created_at, expires_at, used_at FROM sign_in_link" OF_MINE " ORDER BY created_at", "t",
    "iiI"};
const struct stmt sql_person_requests = {
    "SELECT created_at, expires_at, used_at FROM sign_in_request" OF_MINE " ORDER BY created_at",
    "t", "iiI"};
const struct stmt sql_person_erase = {"DELETE FROM account" MINE, "t", ""};
const struct stmt sql_person_count = {"SELECT count(*) FROM account" MINE, "t", "i"};
const struct stmt sql_person_addresses = {
    "SELECT DISTINCT LOWER(email) AS address FROM account WHERE LOWER(email) > $1"
    " ORDER BY address LIMIT 1000",
    "t", "t"};
const struct stmt sql_accounts_with_role = {
    "SELECT count(*) FROM account WHERE disabled_at IS NULL AND id <> $2"
    " AND (role = 'administrator' OR ($1 = 'organiser' AND role = 'organiser'))",
    "ti", "i"};

static void put_account(struct json *j, const struct rows *r)
{
    const struct account a = account_of(r, 0);
    json_begin_object(j);
    json_key_text(j, "email", a.email);
    json_key_text(j, "name", a.name);
    json_key_text(j, "role", role_word(a.role));
    person_json_time(j, "created_at", a.created_at);
    person_json_time(j, "disabled_at", a.disabled_at ? a.disabled_at : INT64_MIN);
    json_end(j);
}

static enum err export_account(struct person_export *x)
{
    struct rows r;
    BUF_SCOPED b = BUF_INIT(EXPORT_BYTES);
    struct json j = json_to(&b);
    j.pretty = true;
    enum err e = db_query(x->db, x->arena, &sql_person_account, PARAMS(v_text(x->address)), &r);
    if (e != OK || !r.n)
        return e;
    put_account(&j, &r);
    return person_export_buf(x, "account.json", &b, TR("votre compte"));
}

static enum err export_sessions(struct person_export *x)
{
    struct rows r;
    BUF_SCOPED b = BUF_INIT(EXPORT_BYTES);
    struct json j = json_to(&b);
    j.pretty = true;
    enum err e = db_query(x->db, x->arena, &sql_person_sessions, PARAMS(v_text(x->address)), &r);
    if (e != OK || !r.n)
        return e;
    json_begin_array(&j);
    for (size_t i = 0; i < r.n; i++) {
        json_begin_object(&j);
        person_json_time(&j, "opened_at", row_int(&r, i, 0));
        person_json_time(&j, "last_seen_at", row_int(&r, i, 1));
        person_json_time(&j, "expires_at", row_int(&r, i, 2));
        json_key_text(&j, "browser", row_text(&r, i, 3));
        json_end(&j);
    }
    json_end(&j);
    return person_export_buf(x, "sessions.json", &b,
                             TR("les navigateurs où vous êtes connecté·e, et depuis quand"));
}

static enum err put_doors(struct person_export *x, struct json *j, const struct stmt *stmt,
                          const char *how, size_t *n)
{
    struct rows r;
    enum err e = db_query(x->db, x->arena, stmt, PARAMS(v_text(x->address)), &r);
    for (size_t i = 0; e == OK && i < r.n; i++) {
        json_begin_object(j);
        json_key_text(j, "how", how);
        person_json_time(j, "asked_at", row_int(&r, i, 0));
        person_json_time(j, "expires_at", row_int(&r, i, 1));
        person_json_time(j, "used_at", row_null(&r, i, 2) ? INT64_MIN : row_int(&r, i, 2));
        json_end(j);
    }
    *n += e == OK ? r.n : 0;
    return e;
}

static enum err export_doors(struct person_export *x)
{
    size_t n = 0;
    BUF_SCOPED b = BUF_INIT(EXPORT_BYTES);
    struct json j = json_to(&b);
    j.pretty = true;
    json_begin_array(&j);
    enum err e = put_doors(x, &j, &sql_person_requests, "code", &n);
    if (e == OK)
        e = put_doors(x, &j, &sql_person_links, "link", &n);
    json_end(&j);
    if (e != OK || !n)
        return e;
    return person_export_buf(x, "sign-ins.json", &b,
                             TR("les codes et liens de connexion demandés récemment : how vaut "
                                "code ou link"));
}

static enum err export_passkeys(struct person_export *x)
{
    struct rows r;
    BUF_SCOPED b = BUF_INIT(EXPORT_BYTES);
    struct json j = json_to(&b);
    j.pretty = true;
    enum err e = db_query(x->db, x->arena, &sql_person_passkeys, PARAMS(v_text(x->address)), &r);
    if (e != OK || !r.n)
        return e;
    json_begin_array(&j);
    for (size_t i = 0; i < r.n; i++) {
        json_begin_object(&j);
        json_key_text(&j, "name", row_text(&r, i, 0));
        json_key_text(&j, "transports", row_text(&r, i, 1));
        json_key_bool(&j, "synchronised", row_int(&r, i, 2));
        person_json_time(&j, "added_at", row_int(&r, i, 3));
        person_json_time(&j, "last_used_at", row_null(&r, i, 4) ? INT64_MIN : row_int(&r, i, 4));
        json_end(&j);
    }
    json_end(&j);
    return person_export_buf(x, "passkeys.json", &b,
                             TR("vos clés d’accès ; la clé elle-même est dans votre appareil"));
}

static enum err export_identities(struct person_export *x)
{
    static const char *const fields[] = {"issuer", "subject", "email", "name", "siret"};
    struct rows r;
    BUF_SCOPED b = BUF_INIT(EXPORT_BYTES);
    struct json j = json_to(&b);
    j.pretty = true;
    enum err e = db_query(x->db, x->arena, &sql_person_identities, PARAMS(v_text(x->address)), &r);
    if (e != OK || !r.n)
        return e;
    json_begin_array(&j);
    for (size_t i = 0; i < r.n; i++) {
        json_begin_object(&j);
        for (size_t k = 0; k < ARRAY_LEN(fields); k++)
            json_key_text(&j, fields[k], row_text(&r, i, k));
        person_json_time(&j, "linked_at", row_int(&r, i, 5));
        person_json_time(&j, "last_used_at", row_int(&r, i, 6));
        json_end(&j);
    }
    json_end(&j);
    return person_export_buf(
        x, "identities.json", &b,
        TR("ce qu’un fournisseur d’identité a dit de vous en vous faisant entrer"));
}

static enum err export_all(struct person_export *x)
{
    enum err e = export_account(x);
    if (e == OK)
        e = export_sessions(x);
    if (e == OK)
        e = export_passkeys(x);
    if (e == OK)
        e = export_identities(x);
    return e == OK ? export_doors(x) : e;
}

/* The journal keeps that it was done, and not by whom. */
static enum err forget_what_they_did(struct db *db, struct arena *a, const char *address)
{
    struct rows r;
    enum err e = db_query(db, a, &accounts_of_address, PARAMS(v_text(address)), &r);
    for (size_t i = 0; e == OK && i < r.n; i++)
        e = audit_erase_actor(db, row_int(&r, i, 0));
    return e;
}

/* Sessions, links, requests and passkeys go with it. */
static enum err erase(struct db *db, struct arena *a, struct person_erasure *e)
{
    int64_t changed = 0;
    enum err err = forget_what_they_did(db, a, e->address);
    if (err == OK)
        err = db_exec(db, &sql_person_erase, PARAMS(v_text(e->address)), &changed);
    e->rows += changed;
    if (err == OK)
        err = db_exec(db, &sql_person_flows_erase, PARAMS(v_text(e->address)), NULL);
    return err;
}

const struct person_data auth_person = {
    .name = "account",
    .label = TR("Compte et connexions"),
    .export = export_all,
    .erase = erase,
    .count = &sql_person_count,
    .addresses = &sql_person_addresses,
    .names = &sql_person_names,
};

enum err accounts_with_role(struct db *db, struct arena *a, enum role role, account_id but,
                            int64_t *n)
{
    struct rows r;
    enum err e =
        db_query(db, a, &sql_accounts_with_role, PARAMS(v_text(role_word(role)), v_int(but.v)), &r);
    *n = e == OK ? row_int(&r, 0, 0) : 0;
    return e;
}

enum err account_of_address(struct db *db, struct arena *a, const char *address,
                            struct account *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_person_account, PARAMS(v_text(address)), &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    if (e == OK)
        *out = account_of(&r, 0);
    return e;
}
