/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_AUTH_STATEMENTS_H
#define MAILLAGE_AUTH_STATEMENTS_H

#include "auth/auth.h"

extern const struct stmt sql_account_add, sql_account_of_email, sql_accounts_all,
    sql_account_disable, sql_link_add, sql_link_show, sql_link_take, sql_links_drop,
    sql_links_sweep, sql_auth_session_add, sql_auth_session_find, sql_auth_session_touch,
    sql_auth_session_drop, sql_auth_session_close, sql_auth_sessions_drop, sql_auth_sessions_sweep,
    sql_auth_sessions_of, sql_auth_session_revoke, sql_auth_sessions_revoke_others, sql_request_add,
    sql_request_count, sql_request_sweep, sql_request_of_browser, sql_request_of_id,
    sql_request_tried, sql_request_used, sql_account_open, sql_request_readers, sql_account_seen,
    sql_accounts_to_warn, sql_accounts_warn, sql_accounts_to_erase, sql_accounts_erase,
    sql_sessions_expired, sql_sessions_expired_erase, sql_links_expired, sql_links_expired_erase,
    sql_requests_expired, sql_requests_expired_erase, sql_challenges_expired,
    sql_challenges_expired_erase, sql_account_warned, sql_account_readers;
extern const struct stmt sql_flow_add, sql_flow_take, sql_flow_sweep, sql_flow_hold, sql_flow_held,
    sql_flow_drop, sql_identity_find, sql_identity_used, sql_identity_add, sql_identity_count,
    sql_identities_of, sql_identity_drop, sql_auth_session_id_token, sql_auth_session_hint;

extern const struct stmt sql_person_account, sql_person_sessions, sql_person_links,
    sql_person_requests, sql_person_erase, sql_person_count, sql_person_addresses,
    sql_accounts_with_role, sql_person_passkeys, sql_person_names, sql_person_identities,
    sql_person_flows_erase;

/* The parts are a sum of bits, in the order of enum part. */
#define ACCOUNT_PARTS                                                                              \
    "COALESCE((SELECT SUM(CASE part WHEN 'meetings' THEN 1 WHEN 'toolbox' THEN 2"                  \
    " WHEN 'practices' THEN 4 WHEN 'observatory' THEN 8 WHEN 'members' THEN 16 ELSE 0 END)"        \
    " FROM account_part WHERE account_part.account_id = account.id), 0)"
#define ACCOUNT_COLUMNS                                                                            \
    "account.id, email, name, role, account.created_at, disabled_at, " ACCOUNT_PARTS
/* Where another table has an email and a name as well. */
#define ACCOUNT_COLUMNS_OF_IDENTITY                                                                \
    "account.id, account.email, account.name, role, account.created_at, "                          \
    "disabled_at, " ACCOUNT_PARTS
#define ACCOUNT_LETTERS "itTtiIi"

/* passkey_store.c */
extern const struct stmt sql_challenge_waits, sql_challenge_take, sql_challenge_add,
    sql_challenge_sweep, sql_owner_add, sql_owner_handle, sql_passkey_count, sql_passkey_add,
    sql_passkeys_of, sql_passkey_of_id, sql_passkey_rename, sql_passkey_remove, sql_passkeys_drop,
    sql_passkey_known, sql_passkey_used;

extern const struct stmt sql_limit_take, sql_limit_sweep;

/* Of accounts and their rights. */
extern const struct stmt sql_account_of_id, sql_accounts_page, sql_account_role, sql_administrators,
    sql_parts_drop, sql_part_add;

/* The first columns of a row that holds an account. */
#define ACCOUNT_COLUMN_COUNT 7
struct account account_of(const struct rows *r, size_t i);

#define TOKEN_HASH_BYTES 32
/* What is stored of a token. */
struct token_hash {
    unsigned char bytes[TOKEN_HASH_BYTES];
};
struct token_hash token_hash(const char *token);
static inline struct value v_hash(const struct token_hash *h)
{
    return v_bytes((struct str){(const char *)h->bytes, sizeof h->bytes});
}

/* For rules: what was done to an account. */
must_check enum err note_account(struct db *db, struct arena *a, const struct change_account *x,
                                 const struct account *was, const struct account *is);
must_check enum err note_link(struct db *db, const struct account *account, struct audit_by by,
                              int64_t now);

/* For rules: opens the session, once whose it is is known. */
must_check enum err auth_session_open(struct db *db, const struct sign_in *in, int64_t account);

#endif
