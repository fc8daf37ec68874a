/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every SQL statement of the service. */
#include "audit/statements.h"

#include "audit/migrations.h"

const struct stmt sql_audit_add = {
    "INSERT INTO audit_entry (at, actor_id, actor_name, verb, thing, thing_id, title, href,"
    " before, after, undoes) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    "iiTttiTTTTI", ""};

#define ROW_COLUMNS                                                                                \
    "x.id, x.at, x.actor_id, x.actor_name, x.verb, x.thing, x.thing_id, x.title, x.href, "         \
    "x.before,"                                                                                    \
    " x.after, x.undoes, CASE WHEN EXISTS (SELECT 1 FROM audit_entry u WHERE u.undoes = x.id)"     \
    " THEN 1 ELSE 0 END, CASE WHEN EXISTS (SELECT 1 FROM audit_entry l WHERE l.thing = x.thing"    \
    " AND l.thing_id = x.thing_id AND l.at >= x.at AND l.id > x.id) THEN 1 ELSE 0 END"
#define ROW_LETTERS "iiiTttiTTTTIii"

const struct stmt sql_audit_of_id = {"SELECT " ROW_COLUMNS " FROM audit_entry x WHERE x.id = $1",
                                     "i", ROW_LETTERS};

/*
 * $1 and $2 are the key that the rows stand below, $3 the earliest time, $4 how many; $5 is 1 when
 * any thing may be read, else $6 to $21 are those that may. What follows is equal to a constant, so
 * that the rows of an index come in the order that is asked for.
 */
#define LIST(where)                                                                                \
    "SELECT " ROW_COLUMNS " FROM audit_entry x WHERE " where                                       \
    "(x.at, x.id) < ($1, $2) AND x.at >= $3"                                                       \
    " AND ($5 = 1 OR x.thing IN ($6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,"     \
    " $19, $20, $21)) ORDER BY x.at DESC, x.id DESC LIMIT $4"
#define LIST_LETTERS "iiiiitttttttttttttttt"

static const struct stmt by_time = {LIST(""), LIST_LETTERS, ROW_LETTERS};
static const struct stmt by_actor = {LIST("x.actor_id = $22 AND "), LIST_LETTERS "i", ROW_LETTERS};
static const struct stmt by_verb = {LIST("x.verb = $22 AND "), LIST_LETTERS "t", ROW_LETTERS};
static const struct stmt by_actor_verb = {LIST("x.actor_id = $22 AND x.verb = $23 AND "),
                                          LIST_LETTERS "it", ROW_LETTERS};
static const struct stmt by_thing = {LIST("x.thing = $22 AND "), LIST_LETTERS "t", ROW_LETTERS};
static const struct stmt by_actor_thing = {LIST("x.actor_id = $22 AND x.thing = $23 AND "),
                                           LIST_LETTERS "it", ROW_LETTERS};
/* One thing has few entries: who and what are looked at in each. */
static const struct stmt by_one = {
    LIST("x.thing = $22 AND x.thing_id = $23 AND ($24 = 0 OR x.actor_id = $25)"
         " AND ($26 = '' OR x.verb = $26) AND "),
    LIST_LETTERS "tiiit", ROW_LETTERS};

const struct stmt *const sql_audit_lists[] = {
    [BY_TIME] = &by_time,   [BY_ACTOR] = &by_actor,
    [BY_VERB] = &by_verb,   [BY_ACTOR_VERB] = &by_actor_verb,
    [BY_THING] = &by_thing, [BY_ACTOR_THING] = &by_actor_thing,
    [BY_ONE] = &by_one,
};

/* From one actor to the next by the index: a million rows of ten people are ten steps. */
const struct stmt sql_audit_actors = {
    "WITH RECURSIVE who (id) AS (SELECT MIN(actor_id) FROM audit_entry UNION ALL"
    " SELECT (SELECT MIN(n.actor_id) FROM audit_entry n WHERE n.actor_id > who.id)"
    " FROM who WHERE who.id IS NOT NULL)"
    " SELECT who.id, (SELECT l.actor_name FROM audit_entry l WHERE l.actor_id = who.id"
    " ORDER BY l.at DESC, l.id DESC LIMIT 1) FROM who WHERE who.id IS NOT NULL LIMIT 1000",
    "", "iT"};

const struct stmt sql_audit_erase_actor = {
    "UPDATE audit_entry SET actor_name = NULL WHERE actor_id = $1", "i", ""};
const struct stmt sql_audit_erase_thing = {
    "UPDATE audit_entry SET title = NULL, before = NULL, after = NULL"
    " WHERE thing = $1 AND thing_id = $2",
    "ti", ""};

static const struct stmt *const statements[] = {
    &sql_audit_add,         &sql_audit_of_id, &sql_audit_actors, &sql_audit_erase_actor,
    &sql_audit_erase_thing, &by_time,         &by_actor,         &by_verb,
    &by_actor_verb,         &by_thing,        &by_actor_thing,   &by_one,
};

/* What the domain's word for a registration is, and no more of it: the rows are theirs. */
#define OF_REGISTRATION                                                                            \
    "thing = 'registration' AND thing_id IN"                                                       \
    " (SELECT id FROM registration WHERE LOWER(email) = LOWER($1))"
#define EMPTIED "emptied: audit_erase_thing"

static const struct store_column columns[] = {
    COLUMN_DERIVED("audit_entry", "actor_name",
                   "actor_id IN (SELECT id FROM account WHERE LOWER(email) = LOWER($1))",
                   "emptied: audit_erase_actor"),
    COLUMN_PLAIN("audit_entry", "verb", "what was done, a word"),
    COLUMN_PLAIN("audit_entry", "thing", "of what kind it was done to, a word"),
    COLUMN_DERIVED("audit_entry", "title", OF_REGISTRATION, EMPTIED),
    COLUMN_PLAIN("audit_entry", "href", "an address of the site, which ends with an id"),
    COLUMN_DERIVED("audit_entry", "before", OF_REGISTRATION, EMPTIED),
    COLUMN_DERIVED("audit_entry", "after", OF_REGISTRATION, EMPTIED),
};

const struct store_schema audit_schema = {
    .migrations = audit_migrations,
    .n_migrations = ARRAY_LEN(audit_migrations),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
    .columns = columns,
    .n_columns = ARRAY_LEN(columns),
};
