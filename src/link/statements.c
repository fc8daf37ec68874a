/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "link/statements.h"

#include "link/migrations.h"

const struct stmt sql_erasure_add = {"INSERT INTO erasure (hash, erased_at) VALUES ($1, $2)", "Bi",
                                     ""};
const struct stmt sql_erasure_find = {"SELECT id FROM erasure WHERE hash = $1 AND erased_at = $2",
                                      "bi", "i"};
const struct stmt sql_erasures_due = {
    "SELECT id FROM erasure WHERE scrubbed_at IS NULL ORDER BY id DESC LIMIT 1", "", "i"};
const struct stmt sql_erasures_scrubbed = {
    "UPDATE erasure SET scrubbed_at = $2 WHERE id <= $1 AND scrubbed_at IS NULL", "ii", ""};

const struct stmt sql_erasures_again = {
    "UPDATE erasure SET scrubbed_at = NULL WHERE id IN (SELECT max(id) FROM erasure)", "", ""};

static const struct stmt *const statements[] = {&sql_erasure_add, &sql_erasure_find,
                                                &sql_erasures_due, &sql_erasures_scrubbed,
                                                &sql_erasures_again};

static const struct store_column columns[] = {
    COLUMN_PLAIN(
        "erasure", "hash",
        "an address under a key that stands in another file: whether it is a given one can "
        "be asked with that key alone"),
};

const struct store_schema link_schema = {
    .migrations = link_migrations,
    .n_migrations = ARRAY_LEN(link_migrations),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
    .columns = columns,
    .n_columns = ARRAY_LEN(columns),
};
