/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every SQL statement of the service. */
#include "auth/statements.h"

#include "auth/migrations.h"

/* ---- accounts --------------------------------------------------------------------------- */

const struct stmt sql_account_add = {
    "INSERT INTO account (email, email_folded, name, role, created_at)"
    " VALUES ($1, $2, $3, $4, $5)"
    " ON CONFLICT (email_folded) DO UPDATE SET email = excluded.email,"
    " name = COALESCE(excluded.name, account.name), role = excluded.role, disabled_at = NULL"
    " WHERE account.disabled_at IS NOT NULL RETURNING id",
    "ttTti", "i"};
const struct stmt sql_account_of_email = {
    "SELECT " ACCOUNT_COLUMNS " FROM account WHERE email_folded = $1", "t", ACCOUNT_LETTERS};
const struct stmt sql_accounts_all = {"SELECT " ACCOUNT_COLUMNS
                                      " FROM account ORDER BY email_folded LIMIT 10000",
                                      "", ACCOUNT_LETTERS};
const struct stmt sql_account_disable = {
    "UPDATE account SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL", "ii", ""};

const struct stmt sql_account_of_id = {"SELECT " ACCOUNT_COLUMNS " FROM account WHERE id = $1", "i",
                                       ACCOUNT_LETTERS};
const struct stmt sql_accounts_page = {
    "SELECT " ACCOUNT_COLUMNS " FROM account WHERE email_folded > $1"
    " AND ($2 = 0 OR role <> 'member') AND email_folded LIKE $3 ESCAPE '!'"
    " ORDER BY email_folded LIMIT $4",
    "titi", ACCOUNT_LETTERS};
const struct stmt sql_account_role = {
    "UPDATE account SET role = $2 WHERE id = $1 AND disabled_at IS NULL", "it", ""};
const struct stmt sql_administrators = {
    "SELECT COUNT(*) FROM account WHERE role = 'administrator' AND disabled_at IS NULL", "", "i"};
const struct stmt sql_parts_drop = {"DELETE FROM account_part WHERE account_id = $1", "i", ""};
const struct stmt sql_part_add = {"INSERT INTO account_part (account_id, part) VALUES ($1, $2)",
                                  "it", ""};

/* ---- links: $2 is now, $3 the latest instant at which a link of now can have been made ---- */

const struct stmt sql_link_add = {
    "INSERT INTO sign_in_link (token_hash, account_id, created_at, expires_at)"
    " VALUES ($1, $2, $3, $4)",
    "biii", ""};
#define LINK_IS_GOOD                                                                               \
    " token_hash = $1 AND used_at IS NULL AND expires_at > $2"                                     \
    " AND sign_in_link.created_at < $3"
const struct stmt sql_link_show = {"SELECT " ACCOUNT_COLUMNS
                                   " FROM sign_in_link JOIN account ON account.id = account_id"
                                   " WHERE" LINK_IS_GOOD " AND disabled_at IS NULL",
                                   "bii", ACCOUNT_LETTERS};
/* Of two that come at once, PostgreSQL lets the second wait for the first and then find it used. */
const struct stmt sql_link_take = {
    "UPDATE sign_in_link SET used_at = $2 WHERE" LINK_IS_GOOD
    " AND account_id IN (SELECT id FROM account WHERE disabled_at IS NULL) RETURNING account_id",
    "bii", "i"};
const struct stmt sql_links_drop = {"DELETE FROM sign_in_link WHERE account_id = $1", "i", ""};
const struct stmt sql_links_sweep = {"DELETE FROM sign_in_link WHERE expires_at <= $1", "i", ""};

/* ---- sessions --------------------------------------------------------------------------- */

const struct stmt sql_auth_session_add = {
    "INSERT INTO auth_session"
    " (token_hash, account_id, created_at, last_seen_at, expires_at, csrf_secret, browser)"
    " VALUES ($1, $2, $3, $3, $4, $5, $6)",
    "biiibT", ""};
const struct stmt sql_auth_session_find = {
    "SELECT " ACCOUNT_COLUMNS ", auth_session.id, auth_session.created_at, last_seen_at,"
    " csrf_secret FROM auth_session JOIN account ON account.id = account_id"
    " WHERE token_hash = $1 AND expires_at > $2 AND last_seen_at < $3 AND disabled_at IS NULL",
    "bii", ACCOUNT_LETTERS "iiib"};
const struct stmt sql_auth_session_touch = {
    "UPDATE auth_session SET last_seen_at = $2, expires_at = $3 WHERE id = $1", "iii", ""};
const struct stmt sql_auth_session_drop = {"DELETE FROM auth_session WHERE token_hash = $1", "b",
                                           ""};
const struct stmt sql_auth_session_close = {"DELETE FROM auth_session WHERE id = $1", "i", ""};
const struct stmt sql_auth_sessions_drop = {"DELETE FROM auth_session WHERE account_id = $1", "i",
                                            ""};
const struct stmt sql_auth_sessions_sweep = {"DELETE FROM auth_session WHERE expires_at <= $1", "i",
                                             ""};

const struct stmt sql_auth_sessions_of = {
    "SELECT id, created_at, last_seen_at, browser FROM auth_session"
    " WHERE account_id = $1 AND expires_at > $2 ORDER BY last_seen_at DESC, id DESC LIMIT 100",
    "ii", "iiiT"};
const struct stmt sql_auth_session_revoke = {
    "DELETE FROM auth_session WHERE id = $1 AND account_id = $2", "ii", ""};
const struct stmt sql_auth_sessions_revoke_others = {
    "DELETE FROM auth_session WHERE account_id = $1 AND id <> $2", "ii", ""};

/* ---- requests by e-mail: $2 is now, $3 the latest instant at which one of now was made ---- */

/* $6 is 0 for who may have none: then nothing is inserted, in nearly the same time. */
const struct stmt sql_account_open = {
    "INSERT INTO account (email, email_folded, name, role, created_at)"
    " SELECT $1, $2, $3, $4, $5 WHERE $6 = 1 ON CONFLICT (email_folded) DO NOTHING",
    "ttTtii", ""};
const struct stmt sql_request_add = {
    "INSERT INTO sign_in_request (browser_hash, account_id, lang, created_at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5) RETURNING id",
    "bItii", "i"};
const struct stmt sql_request_count = {
    "SELECT COUNT(*) FROM sign_in_request WHERE account_id = $1 AND created_at > $2", "Ii", "i"};
const struct stmt sql_request_sweep = {"DELETE FROM sign_in_request WHERE expires_at <= $1", "i",
                                       ""};
const struct stmt sql_request_of_browser = {
    "SELECT id, account_id, created_at, tries FROM sign_in_request"
    " WHERE browser_hash = $1 AND used_at IS NULL AND expires_at > $2 AND created_at < $3",
    "bii", "iIii"};
const struct stmt sql_request_of_id = {
    "SELECT " ACCOUNT_COLUMNS ", sign_in_request.created_at, expires_at, lang"
    " FROM sign_in_request JOIN account ON account.id = account_id"
    " WHERE sign_in_request.id = $1 AND used_at IS NULL AND disabled_at IS NULL",
    "i", ACCOUNT_LETTERS "iit"};
const struct stmt sql_request_readers = {
    "SELECT sign_in_request.id, name, email"
    " FROM sign_in_request JOIN account ON account.id = account_id"
    " WHERE sign_in_request.id IN (" MAIL_PEOPLE_SQL ")",
    MAIL_PEOPLE_LETTERS, "iTt"};
const struct stmt sql_request_tried = {"UPDATE sign_in_request SET tries = tries + 1 WHERE id = $1",
                                       "i", ""};
/* Of two that come at once, one finds it unused. */
const struct stmt sql_request_used = {
    "UPDATE sign_in_request SET used_at = $2 WHERE id = $1 AND used_at IS NULL"
    " AND account_id IN (SELECT id FROM account WHERE disabled_at IS NULL) RETURNING account_id,"
    " (SELECT role FROM account WHERE account.id = account_id)",
    "ii", "it"};

/* ---- limits: $2 is now, $3 what a try costs, $4 when an empty bucket would be full. One that is
 * full later than that was written before the clock was set back: it begins anew ---- */

const struct stmt sql_limit_take = {
    "INSERT INTO sign_in_limit (who, full_at) VALUES ($1, $2 + $3)"
    " ON CONFLICT (who) DO UPDATE SET full_at = $3 +"
    " CASE WHEN sign_in_limit.full_at BETWEEN $2 AND $4 THEN sign_in_limit.full_at ELSE $2 END"
    " WHERE sign_in_limit.full_at + $3 <= $4 OR sign_in_limit.full_at > $4 RETURNING id",
    "biii", "i"};
const struct stmt sql_limit_sweep = {
    "DELETE FROM sign_in_limit WHERE full_at <= $1 OR full_at > $2", "ii", ""};

/* ---- identities of a provider: flows as requests above ------------------------------------ */

const struct stmt sql_flow_add = {
    "INSERT INTO identity_flow (browser_hash, account_id, root, back, created_at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, $6)",
    "bItTii", ""};
/* Of two that come at once, one finds it unused. */
const struct stmt sql_flow_take = {
    "UPDATE identity_flow SET used_at = $2 WHERE browser_hash = $1 AND used_at IS NULL"
    " AND expires_at > $2 AND created_at < $3 RETURNING account_id, root, back, created_at",
    "bii", "ItTi"};
const struct stmt sql_flow_sweep = {"DELETE FROM identity_flow WHERE expires_at <= $1", "i", ""};
const struct stmt sql_flow_hold = {
    "UPDATE identity_flow SET issuer = $2, subject = $3, email = $4, name = $5, siret = $6,"
    " expires_at = $7 WHERE browser_hash = $1 AND used_at IS NOT NULL",
    "bttTTTi", ""};
const struct stmt sql_flow_held = {
    "SELECT issuer, subject, email, name, siret FROM identity_flow"
    " WHERE browser_hash = $1 AND expires_at > $2 AND created_at < $3 AND subject IS NOT NULL",
    "bii", "ttTTT"};
const struct stmt sql_flow_drop = {"DELETE FROM identity_flow WHERE browser_hash = $1", "b", ""};
const struct stmt sql_identity_find = {
    "SELECT " ACCOUNT_COLUMNS_OF_IDENTITY ", identity.id"
    " FROM identity JOIN account ON account.id = account_id WHERE issuer = $1 AND subject = $2",
    "tt", ACCOUNT_LETTERS "i"};
const struct stmt sql_identity_used = {
    "UPDATE identity SET email = $2, name = $3, siret = $4, last_used_at = $5 WHERE id = $1",
    "iTTTi", ""};
const struct stmt sql_identity_add = {
    "INSERT INTO identity (account_id, issuer, subject, email, name, siret, created_at,"
    " last_used_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7)"
    " ON CONFLICT (issuer, subject) DO NOTHING RETURNING id",
    "ittTTTi", "i"};
const struct stmt sql_identity_count = {
    "SELECT COUNT(*) FROM identity WHERE account_id = $1 AND issuer = $2", "it", "i"};
const struct stmt sql_identities_of = {
    "SELECT id, issuer, email, name, siret, created_at, last_used_at FROM identity"
    " WHERE account_id = $1 ORDER BY id LIMIT $2",
    "ii", "itTTTii"};
const struct stmt sql_identity_drop = {"DELETE FROM identity WHERE id = $1 AND account_id = $2",
                                       "ii", ""};
const struct stmt sql_auth_session_id_token = {
    "UPDATE auth_session SET id_token = $2 WHERE token_hash = $1", "bt", ""};
const struct stmt sql_auth_session_hint = {"SELECT id_token FROM auth_session WHERE id = $1", "i",
                                           "T"};

/* ---- retention: $1 is the instant before which all is old, $2 is now ---------------------- */

/* The administrator who was seen last is never erased, so one is always left. */
#define SEEN(table) "COALESCE(" table ".seen_at, " table ".created_at)"
#define NOT_THE_LAST                                                                               \
    " (role <> 'administrator' OR EXISTS (SELECT 1 FROM account AS other"                          \
    " WHERE other.role = 'administrator' AND other.disabled_at IS NULL"                            \
    " AND (" SEEN("other") ", other.id) > (" SEEN("account") ", account.id)))"
#define TO_WARN                                                                                    \
    " " SEEN("account") " <= $1 AND disabled_at IS NULL AND warned_at IS NULL AND" NOT_THE_LAST
/* 30 days after the warning at least; one that was disabled is warned of nothing. */
#define TO_ERASE                                                                                   \
    " " SEEN("account") " <= $1 AND ((disabled_at IS NOT NULL AND disabled_at <= $1)"              \
                        " OR (disabled_at IS NULL AND warned_at <= $2 - 2592000 AND" NOT_THE_LAST  \
                        "))"

const struct stmt sql_account_seen = {
    "UPDATE account SET seen_at = $2, warned_at = NULL WHERE id = $1", "ii", ""};
const struct stmt sql_accounts_to_warn = {
    "SELECT COUNT(*), MIN(" SEEN("account") ") FROM account WHERE" TO_WARN, "i", "iI"};
const struct stmt sql_accounts_warn = {
    "UPDATE account SET warned_at = $2 WHERE id IN (SELECT id FROM account WHERE" TO_WARN
    " ORDER BY id LIMIT $3) RETURNING id",
    "iii", "i"};
const struct stmt sql_accounts_to_erase = {
    "SELECT COUNT(*), MIN(" SEEN("account") ") FROM account WHERE" TO_ERASE, "ii", "iI"};
const struct stmt sql_accounts_erase = {
    "DELETE FROM account WHERE id IN (SELECT id FROM account WHERE" TO_ERASE
    " ORDER BY id LIMIT $3)",
    "iii", ""};
#define EXPIRED(table)                                                                             \
    {                                                                                              \
        "SELECT COUNT(*), MIN(expires_at) FROM " table " WHERE expires_at <= $1", "i", "iI"        \
    }
#define EXPIRED_ERASE(table)                                                                       \
    {                                                                                              \
        "DELETE FROM " table " WHERE id IN (SELECT id FROM " table                                 \
        " WHERE expires_at <= $1 ORDER BY expires_at, id LIMIT $2)",                               \
            "ii", ""                                                                               \
    }
const struct stmt sql_sessions_expired = EXPIRED("auth_session");
const struct stmt sql_sessions_expired_erase = EXPIRED_ERASE("auth_session");
const struct stmt sql_links_expired = EXPIRED("sign_in_link");
const struct stmt sql_links_expired_erase = EXPIRED_ERASE("sign_in_link");
const struct stmt sql_requests_expired = EXPIRED("sign_in_request");
const struct stmt sql_requests_expired_erase = EXPIRED_ERASE("sign_in_request");
const struct stmt sql_challenges_expired = EXPIRED("passkey_challenge");
const struct stmt sql_challenges_expired_erase = EXPIRED_ERASE("passkey_challenge");
const struct stmt sql_account_warned = {"SELECT " ACCOUNT_COLUMNS
                                        " FROM account WHERE id = $1 AND warned_at IS NOT NULL",
                                        "i", ACCOUNT_LETTERS};
const struct stmt sql_account_readers = {
    "SELECT id, name, email FROM account WHERE id IN (" MAIL_PEOPLE_SQL ")", MAIL_PEOPLE_LETTERS,
    "iTt"};

static const struct stmt *const statements[] = {
    &sql_account_seen,
    &sql_accounts_to_warn,
    &sql_accounts_warn,
    &sql_accounts_to_erase,
    &sql_accounts_erase,
    &sql_sessions_expired,
    &sql_sessions_expired_erase,
    &sql_links_expired,
    &sql_links_expired_erase,
    &sql_requests_expired,
    &sql_requests_expired_erase,
    &sql_challenges_expired,
    &sql_challenges_expired_erase,
    &sql_account_warned,
    &sql_account_readers,
    &sql_account_add,
    &sql_account_of_email,
    &sql_accounts_all,
    &sql_account_disable,
    &sql_account_of_id,
    &sql_accounts_page,
    &sql_account_role,
    &sql_administrators,
    &sql_parts_drop,
    &sql_part_add,
    &sql_link_add,
    &sql_link_show,
    &sql_link_take,
    &sql_links_drop,
    &sql_links_sweep,
    &sql_auth_session_add,
    &sql_auth_session_find,
    &sql_auth_session_touch,
    &sql_auth_session_drop,
    &sql_auth_session_close,
    &sql_auth_sessions_drop,
    &sql_auth_sessions_sweep,
    &sql_auth_sessions_of,
    &sql_auth_session_revoke,
    &sql_auth_sessions_revoke_others,
    &sql_account_open,
    &sql_request_add,
    &sql_request_count,
    &sql_request_sweep,
    &sql_request_of_browser,
    &sql_request_of_id,
    &sql_request_tried,
    &sql_request_used,
    &sql_request_readers,
    &sign_in_requests_of,
    &accounts_of_address,
    &sql_person_passkeys,
    &sql_person_identities,
    &sql_person_flows_erase,
    &sql_person_names,
    &sql_person_account,
    &sql_person_sessions,
    &sql_person_links,
    &sql_person_requests,
    &sql_person_erase,
    &sql_person_count,
    &sql_person_addresses,
    &sql_accounts_with_role,
    &sql_challenge_waits,
    &sql_challenge_take,
    &sql_challenge_add,
    &sql_challenge_sweep,
    &sql_owner_add,
    &sql_owner_handle,
    &sql_passkey_count,
    &sql_passkey_add,
    &sql_passkeys_of,
    &sql_passkey_of_id,
    &sql_passkey_rename,
    &sql_passkey_remove,
    &sql_passkeys_drop,
    &sql_passkey_known,
    &sql_passkey_used,
    &sql_limit_take,
    &sql_limit_sweep,
    &sql_flow_add,
    &sql_flow_take,
    &sql_flow_sweep,
    &sql_flow_hold,
    &sql_flow_held,
    &sql_flow_drop,
    &sql_identity_find,
    &sql_identity_used,
    &sql_identity_add,
    &sql_identity_count,
    &sql_identities_of,
    &sql_identity_drop,
    &sql_auth_session_id_token,
    &sql_auth_session_hint,
};

#define BY_ADDRESS "LOWER(email) = LOWER($1)"
#define BY_ACCOUNT "account_id IN (SELECT id FROM account WHERE " BY_ADDRESS ")"
#define GOES "the row goes with the account"

static const struct store_column columns[] = {
    COLUMN_PERSONAL("account", "email", BY_ADDRESS, GOES),
    COLUMN_DERIVED("account", "email_folded", BY_ADDRESS, GOES),
    COLUMN_PERSONAL("account", "name", BY_ADDRESS, GOES),
    COLUMN_PLAIN("account", "role", "a word"),
    COLUMN_PLAIN("account_part", "part", "one of five words"),
    COLUMN_DERIVED("sign_in_link", "token_hash", BY_ACCOUNT, GOES),
    COLUMN_DERIVED("auth_session", "token_hash", BY_ACCOUNT, GOES),
    COLUMN_DERIVED("auth_session", "csrf_secret", BY_ACCOUNT, GOES),
    COLUMN_PERSONAL("auth_session", "browser", BY_ACCOUNT, GOES),
    COLUMN_DERIVED("sign_in_request", "browser_hash", BY_ACCOUNT, GOES),
    COLUMN_PLAIN("sign_in_request", "lang", "one of two words"),
    COLUMN_DERIVED("passkey_owner", "handle", BY_ACCOUNT, GOES),
    COLUMN_DERIVED("passkey", "credential_id", BY_ACCOUNT, GOES),
    COLUMN_DERIVED("passkey", "public_key", BY_ACCOUNT, GOES),
    COLUMN_PERSONAL("passkey", "transports", BY_ACCOUNT, GOES),
    COLUMN_PERSONAL("passkey", "name", BY_ACCOUNT, GOES),
    COLUMN_DERIVED("passkey_challenge", "browser_hash", BY_ACCOUNT, GOES),
    COLUMN_DERIVED("auth_session", "id_token", BY_ACCOUNT, GOES),
    COLUMN_PLAIN("identity", "issuer", "a provider's address"),
    COLUMN_PERSONAL("identity", "subject", BY_ACCOUNT, GOES),
    COLUMN_PERSONAL("identity", "email", BY_ACCOUNT, GOES),
    COLUMN_PERSONAL("identity", "name", BY_ACCOUNT, GOES),
    COLUMN_PERSONAL("identity", "siret", BY_ACCOUNT, GOES),
    COLUMN_DERIVED("identity_flow", "browser_hash", BY_ACCOUNT, GOES),
    COLUMN_PLAIN("identity_flow", "root", "of an address of the site"),
    COLUMN_PLAIN("identity_flow", "back", "an address of the site"),
    COLUMN_PLAIN("identity_flow", "issuer", "a provider's address"),
    COLUMN_DERIVED("identity_flow", "subject", BY_ACCOUNT, GOES),
    COLUMN_DERIVED("identity_flow", "email", BY_ACCOUNT, GOES),
    COLUMN_DERIVED("identity_flow", "name", BY_ACCOUNT, GOES),
    COLUMN_DERIVED("identity_flow", "siret", BY_ACCOUNT, GOES),
    COLUMN_PLAIN("sign_in_limit", "who",
                 "an IP address under a key that stands in another file; gone within a day"),
};

const struct store_schema auth_schema = {
    .migrations = auth_migrations,
    .n_migrations = ARRAY_LEN(auth_migrations),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
    .columns = columns,
    .n_columns = ARRAY_LEN(columns),
};
