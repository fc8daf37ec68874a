/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/supporters/statements.h"

const struct stmt sql_supporter_rows = {
    "SELECT id, position, name, address, logo_id, kept FROM event_supporter WHERE event_id = $1"
    " ORDER BY position",
    "i", "iitTIi"};
const struct stmt sql_supporter_add = {
    "INSERT INTO event_supporter (event_id, position, name, address, kept)"
    " SELECT CAST($1 AS BIGINT), coalesce(max(position), -1) + 1, CAST($2 AS TEXT),"
    " CAST($3 AS TEXT), CAST($4 AS BIGINT) FROM event_supporter WHERE event_id = $1 RETURNING id",
    "itTi", "i"};
const struct stmt sql_supporter_save = {
    "UPDATE event_supporter SET name = $3, address = $4, kept = 1 WHERE id = $1 AND event_id = $2",
    "iitT", ""};
const struct stmt sql_supporter_logo = {"UPDATE event_supporter SET logo_id = $2 WHERE id = $1",
                                        "iI", ""};
const struct stmt sql_supporter_place = {
    "UPDATE event_supporter SET position = $2, kept = 1 WHERE id = $1", "ii", ""};
const struct stmt sql_supporter_drop = {
    "DELETE FROM event_supporter WHERE id = $1 AND event_id = $2", "ii", ""};
const struct stmt sql_supporter_logos = {
    "SELECT logo_id FROM event_supporter WHERE logo_id IS NOT NULL", "", "i"};
