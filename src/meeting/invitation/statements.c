/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every SQL statement about invitations. store.c and rules.c bind their parameters. */
#include "meeting/invitation/statements.h"

#define INVITATION_COLUMNS                                                                         \
    "invitation.id, invitation.event_id, invitation.token, invitation.given_name,"                 \
    " invitation.family_name, invitation.email, invitation.organisation, invitation.ecosystem,"    \
    " invitation.territory, invitation.territory_words, invitation.lang, invitation.created_at,"   \
    " sent_at, opened_at, reminded_at, registration.state, declined_at"
#define INVITATION_LETTERS "iittttTTTTtiIIITI"
#define WITH_REGISTRATION                                                                          \
    " FROM invitation LEFT JOIN registration ON registration.id = registration_id"

const struct stmt sql_invitation_of_token = {"SELECT " INVITATION_COLUMNS WITH_REGISTRATION
                                             " WHERE invitation.token = $1",
                                             "t", INVITATION_LETTERS};
const struct stmt sql_invitation_of_id = {"SELECT " INVITATION_COLUMNS WITH_REGISTRATION
                                          " WHERE invitation.id = $1",
                                          "i", INVITATION_LETTERS};
/* $2: enum invitation_filter; $3: the last one shown. */
const struct stmt sql_invitations_of_event = {
    "SELECT " INVITATION_COLUMNS WITH_REGISTRATION " WHERE invitation.event_id = $1 AND ($2 = 0"
    " OR ($2 = 1 AND sent_at IS NULL AND registration_id IS NULL)"
    " OR ($2 = 2 AND sent_at IS NOT NULL AND registration_id IS NULL AND declined_at IS NULL)"
    " OR ($2 = 3 AND registration_id IS NOT NULL))"
    " AND ($3 = 0 OR (invitation.sort_key, invitation.id) >"
    " (SELECT shown.sort_key, shown.id FROM invitation AS shown WHERE shown.id = $3))"
    " ORDER BY invitation.sort_key, invitation.id LIMIT $4",
    "iiii", INVITATION_LETTERS};
const struct stmt sql_invitation_counts = {
    "SELECT count(*), count(sent_at), count(opened_at), count(registration_id),"
    " count(CASE WHEN sent_at IS NULL AND registration_id IS NULL THEN 1 END),"
    " count(CASE WHEN sent_at IS NOT NULL AND registration_id IS NULL AND declined_at IS NULL"
    " THEN 1 END)"
    " FROM invitation WHERE event_id = $1",
    "i", "iiiiii"};

/* A list that knows less of somebody takes nothing away. */
const struct stmt sql_invitation_put = {
    "INSERT INTO invitation (event_id, token, given_name, family_name, email, address, sort_key,"
    " organisation, ecosystem, territory, territory_words, lang, created_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    " ON CONFLICT (event_id, address) DO UPDATE SET"
    " given_name = CASE WHEN excluded.given_name = '' AND excluded.family_name = ''"
    " THEN invitation.given_name ELSE excluded.given_name END,"
    " family_name = CASE WHEN excluded.given_name = '' AND excluded.family_name = ''"
    " THEN invitation.family_name ELSE excluded.family_name END,"
    " sort_key = CASE WHEN excluded.given_name = '' AND excluded.family_name = ''"
    " THEN invitation.sort_key ELSE excluded.sort_key END,"
    " organisation = coalesce(excluded.organisation, invitation.organisation),"
    " ecosystem = coalesce(excluded.ecosystem, invitation.ecosystem),"
    " territory = CASE WHEN excluded.territory_words IS NULL THEN invitation.territory"
    " ELSE excluded.territory END,"
    " territory_words = coalesce(excluded.territory_words, invitation.territory_words)"
    " RETURNING token",
    "ittttt"
    "bTTTTti",
    "t"};
const struct stmt sql_invitation_registered = {
    "SELECT id, email FROM registration WHERE event_id = $1 AND state <> 'cancelled'"
    " AND erased_at IS NULL ORDER BY id",
    "i", "it"};
const struct stmt sql_invitation_link = {
    "UPDATE invitation SET registration_id = $3 WHERE event_id = $1 AND address = $2"
    " AND registration_id IS NULL",
    "iti", ""};
const struct stmt sql_invitations_unsent = {
    "SELECT id FROM invitation WHERE event_id = $1 AND sent_at IS NULL AND registration_id IS NULL"
    " ORDER BY id",
    "i", "i"};
const struct stmt sql_invitations_sent = {
    "UPDATE invitation SET sent_at = $2 WHERE event_id = $1 AND sent_at IS NULL"
    " AND registration_id IS NULL",
    "ii", ""};
/* $2: the latest instant at which one who may be reminded was written to. */
#define MAY_BE_REMINDED                                                                            \
    " event_id = $1 AND sent_at <= $2 AND registration_id IS NULL AND declined_at IS NULL"         \
    " AND (reminded_at IS NULL OR reminded_at <= $2)"
const struct stmt sql_invitations_remindable = {
    "SELECT id FROM invitation WHERE" MAY_BE_REMINDED " ORDER BY id", "ii", "i"};
const struct stmt sql_invitations_reminded = {
    "UPDATE invitation SET reminded_at = $3 WHERE" MAY_BE_REMINDED, "iii", ""};
const struct stmt sql_invitations_withdraw = {
    "DELETE FROM invitation WHERE event_id = $1 AND sent_at IS NULL AND registration_id IS NULL",
    "i", ""};
const struct stmt sql_invitation_open = {
    "UPDATE invitation SET opened_at = $2 WHERE token = $1 AND opened_at IS NULL", "ti", ""};
const struct stmt sql_invitation_decline = {
    "UPDATE invitation SET declined_at = $2 WHERE token = $1 AND declined_at IS NULL"
    " AND registration_id IS NULL",
    "ti", ""};
const struct stmt sql_invitation_answer = {
    "UPDATE invitation SET registration_id = $4, declined_at = NULL WHERE event_id = $1"
    " AND (token = $2 OR address = $3) AND (registration_id IS NULL OR registration_id IN"
    " (SELECT id FROM registration WHERE event_id = $1 AND state = 'cancelled'))",
    "iTti", ""};

/* ---- retention: $1 is the instant before which all is old -------------------------------- */

#define LONG_SILENT                                                                                \
    " created_at <= $1 AND (opened_at IS NULL OR opened_at <= $1)"                                 \
    " AND (declined_at IS NULL OR declined_at <= $1)"
const struct stmt sql_invitations_old = {
    "SELECT COUNT(*), MIN(created_at) FROM invitation WHERE" LONG_SILENT, "i", "iI"};
const struct stmt sql_invitations_erase = {
    "DELETE FROM invitation WHERE id IN (SELECT id FROM invitation WHERE" LONG_SILENT
    " ORDER BY id LIMIT $2)",
    "ii", ""};
