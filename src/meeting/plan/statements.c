/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/plan/statements.h"

#include "meeting/statements.h"

const struct stmt sql_plan_of = {"SELECT content, revision, based_on, changed_at, changed_by FROM "
                                 "event_plan WHERE event_id = $1",
                                 "i", "tiiit"};
const struct stmt sql_plan_put = {
    "INSERT INTO event_plan (event_id, content, revision, based_on, changed_at, changed_by)"
    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (event_id) DO UPDATE SET"
    " content = excluded.content, revision = excluded.revision, based_on = excluded.based_on,"
    " changed_at = excluded.changed_at, changed_by = excluded.changed_by",
    "itiiit", ""};
const struct stmt sql_plan_based = {
    "UPDATE event_plan SET content = $2, based_on = $3 WHERE event_id = $1", "iti", ""};

const struct stmt sql_plan_past_put = {
    "INSERT INTO event_plan_past (event_id, revision, content, act, about, made_at, made_by)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)",
    "iitttit", ""};
const struct stmt sql_plan_past_prune = {
    "DELETE FROM event_plan_past WHERE event_id = $1 AND (made_at < $2 OR revision < $3)", "iii",
    ""};
const struct stmt sql_plan_pasts = {
    "SELECT revision, act, about, made_at, made_by FROM event_plan_past WHERE event_id = $1"
    " ORDER BY revision DESC LIMIT $2",
    "ii", "ittit"};
const struct stmt sql_plan_past_of = {
    "SELECT content, act, about FROM event_plan_past WHERE event_id = $1 AND revision = $2", "ii",
    "ttt"};

const struct stmt sql_versions_of = {
    "SELECT revision, note, released_at, released_by FROM event_version WHERE event_id = $1"
    " ORDER BY revision DESC LIMIT $2",
    "ii", "iTit"};
const struct stmt sql_version_of = {
    "SELECT content FROM event_version WHERE event_id = $1 AND revision = $2", "ii", "t"};
const struct stmt sql_version_put = {
    "INSERT INTO event_version (event_id, revision, content, note, released_at, released_by)"
    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (event_id, revision) DO NOTHING",
    "iitTit", ""};

const struct stmt sql_rooms_of = {
    "SELECT name, note, seats FROM event_room WHERE event_id = $1 ORDER BY position", "i", "tTI"};
const struct stmt sql_room_put = {
    "INSERT INTO event_room (event_id, position, name, note, seats) VALUES ($1, $2, $3, $4, $5)",
    "iitTI", ""};
const struct stmt sql_rooms_drop = {"DELETE FROM event_room WHERE event_id = $1", "i", ""};

const struct stmt sql_events_every = {
    "SELECT " EVENT_COLUMNS " FROM event"
    " ORDER BY CASE WHEN starts_at IS NULL THEN 0 ELSE 1 END, starts_at DESC, id DESC LIMIT 1000",
    "", EVENT_LETTERS};
const struct stmt sql_event_new = {
    "INSERT INTO event (slug, kind, edition, title, theme, purpose, zone, place, remote, onsite,"
    " starts_at, ends_at, published, demo, revision, changed_at)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, 0, 0, $13) RETURNING id",
    "ttItTTtTiiIIi", "i"};
/* Of a modality alone: workshops get theirs once they are released. */
const struct stmt sql_seats_copy = {
    "INSERT INTO seat_pool (event_id, modality, seats, taken, offered, waiting, next_place)"
    " SELECT $1, modality, seats, 0, 0, 0, 1 FROM seat_pool"
    " WHERE event_id = $2 AND modality IS NOT NULL",
    "ii", ""};
const struct stmt sql_event_publish = {
    "UPDATE event SET published = $2, changed_at = $3 WHERE id = $1", "iii", ""};
const struct stmt sql_event_drop = {"DELETE FROM event WHERE id = $1", "i", ""};
const struct stmt sql_event_registrations = {
    "SELECT count(*) FROM registration WHERE event_id = $1", "i", "i"};
