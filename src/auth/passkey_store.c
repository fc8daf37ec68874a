/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The SQL of passkeys; listed with the other statements of the service in statements.c. */
#include "auth/statements.h"

/* ---- challenges: $2 is now, $3 the latest instant at which one of now was made, $4 the account
 * that adds a key, 0 for who signs in ---- */

#define CHALLENGE_IS_GOOD                                                                          \
    " browser_hash = $1 AND expires_at > $2 AND created_at < $3 AND COALESCE(account_id, 0) = $4"
const struct stmt sql_challenge_waits = {"SELECT id FROM passkey_challenge WHERE" CHALLENGE_IS_GOOD,
                                         "biii", "i"};
/* Of two that come at once, one finds it there. */
const struct stmt sql_challenge_take = {
    "DELETE FROM passkey_challenge WHERE" CHALLENGE_IS_GOOD " RETURNING id", "biii", "i"};
const struct stmt sql_challenge_add = {
    "INSERT INTO passkey_challenge (browser_hash, account_id, created_at, expires_at)"
    " VALUES ($1, $2, $3, $4)",
    "bIii", ""};
const struct stmt sql_challenge_sweep = {"DELETE FROM passkey_challenge WHERE expires_at <= $1",
                                         "i", ""};

/* ---- owners ----------------------------------------------------------------------------- */

const struct stmt sql_owner_add = {"INSERT INTO passkey_owner (account_id, handle) VALUES ($1, $2)"
                                   " ON CONFLICT (account_id) DO NOTHING",
                                   "ib", ""};
const struct stmt sql_owner_handle = {"SELECT handle FROM passkey_owner WHERE account_id = $1", "i",
                                      "b"};

/* ---- keys ------------------------------------------------------------------------------- */

const struct stmt sql_passkey_count = {"SELECT COUNT(*) FROM passkey WHERE account_id = $1", "i",
                                       "i"};
const struct stmt sql_passkey_add = {
    "INSERT INTO passkey (account_id, credential_id, public_key, sign_count, backup_eligible,"
    " backed_up, transports, name, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    " ON CONFLICT (credential_id) DO NOTHING RETURNING id",
    "ibbiiiTti", "i"};
#define PASSKEY_COLUMNS                                                                            \
    "id, name, credential_id, transports, backed_up, created_at, last_used_at FROM passkey"
#define PASSKEY_LETTERS "itbTiiI"
const struct stmt sql_passkeys_of = {"SELECT " PASSKEY_COLUMNS
                                     " WHERE account_id = $1 ORDER BY created_at, id LIMIT 100",
                                     "i", PASSKEY_LETTERS};
const struct stmt sql_passkey_of_id = {
    "SELECT " PASSKEY_COLUMNS " WHERE id = $1 AND account_id = $2", "ii", PASSKEY_LETTERS};
const struct stmt sql_passkey_rename = {
    "UPDATE passkey SET name = $3 WHERE id = $1 AND account_id = $2", "iit", ""};
const struct stmt sql_passkey_remove = {"DELETE FROM passkey WHERE id = $1 AND account_id = $2",
                                        "ii", ""};
const struct stmt sql_passkeys_drop = {"DELETE FROM passkey WHERE account_id = $1", "i", ""};

const struct stmt sql_passkey_known = {
    "SELECT passkey.id, public_key, handle, backup_eligible FROM passkey"
    " JOIN account ON account.id = passkey.account_id"
    " JOIN passkey_owner ON passkey_owner.account_id = passkey.account_id"
    " WHERE credential_id = $1 AND disabled_at IS NULL",
    "b", "ibbi"};
/* A counter goes up, or is not kept: a device whose keys are copied on purpose leaves it at 0. */
const struct stmt sql_passkey_used = {
    "UPDATE passkey SET sign_count = $2, backed_up = $3, last_used_at = $4 WHERE id = $1"
    " AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0))"
    " AND account_id IN (SELECT id FROM account WHERE disabled_at IS NULL)"
    " RETURNING account_id, (SELECT role FROM account WHERE account.id = account_id)",
    "iiii", "it"};

const struct stmt sql_account_readers = {
    "SELECT id, name, email FROM account WHERE id IN (" MAIL_PEOPLE_SQL ")", MAIL_PEOPLE_LETTERS,
    "iTt"};
