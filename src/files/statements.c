/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "files/statements.h"

#include "files/files.h"
#include "files/migrations.h"

const struct stmt sql_file_add = {"INSERT INTO file (kind, name, alt, private, made_at, made_by)"
                                  " VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
                                  "tttiiI", "i"};
const struct stmt sql_file_piece_add = {
    "INSERT INTO file_piece (file_id, position, hash, type, size, width, height)"
    " VALUES ($1, $2, $3, $4, $5, $6, $7)",
    "iittiII", ""};
const struct stmt sql_file_describe = {"UPDATE file SET alt = $2 WHERE id = $1", "it", ""};
const struct stmt sql_file_of_hash = {
    "SELECT kind, name, type, private, made_by FROM file_piece JOIN file ON file.id = file_id"
    " WHERE hash = $1 ORDER BY private, file.id LIMIT 1",
    "t", "tttiI"};

/* Of as many files as a page shows: FILE_LIST_MAX. */
#define EIGHT(a, b, c, d, e, f, g, h)                                                              \
    "$" #a ", $" #b ", $" #c ", $" #d ", $" #e ", $" #f ", $" #g ", $" #h
const struct stmt sql_file_pictures = {
    "SELECT file_id, hash, alt, width, height FROM file_piece JOIN file ON file.id = file_id"
    " WHERE width <= $65 AND file_id IN ("
    /* clang-format off */
    EIGHT(1, 2, 3, 4, 5, 6, 7, 8) ", " EIGHT(9, 10, 11, 12, 13, 14, 15, 16) ", "
    EIGHT(17, 18, 19, 20, 21, 22, 23, 24) ", " EIGHT(25, 26, 27, 28, 29, 30, 31, 32) ", "
    EIGHT(33, 34, 35, 36, 37, 38, 39, 40) ", " EIGHT(41, 42, 43, 44, 45, 46, 47, 48) ", "
    EIGHT(49, 50, 51, 52, 53, 54, 55, 56) ", " EIGHT(57, 58, 59, 60, 61, 62, 63, 64)
    /* clang-format on */
    ") ORDER BY file_id, position DESC",
    "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii", "ittii"};

const struct stmt sql_file_old = {"SELECT id FROM file WHERE made_at < $1 ORDER BY id LIMIT 10000",
                                  "i", "i"};
const struct stmt sql_file_drop = {"DELETE FROM file WHERE id = $1", "i", ""};
const struct stmt sql_file_hashes = {"SELECT DISTINCT hash FROM file_piece ORDER BY hash", "", "t"};

static const struct stmt *const statements[] = {
    &sql_file_add,      &sql_file_piece_add, &sql_file_describe, &sql_file_of_hash,
    &sql_file_pictures, &sql_file_old,       &sql_file_drop,     &sql_file_hashes,
};

static const struct store_column columns[] = {
    COLUMN_PLAIN("file", "kind", "one of two words"),
    COLUMN_PUBLIC("file", "name", "of what organisers publish: corrected where it is published"),
    COLUMN_PUBLIC("file", "alt", "of what organisers publish: corrected where it is published"),
    COLUMN_PLAIN("file_piece", "hash", "of a file's bytes"),
    COLUMN_PLAIN("file_piece", "type", "a media type"),
};

const struct store_schema files_schema = {
    .migrations = files_migrations,
    .n_migrations = ARRAY_LEN(files_migrations),
    .statements = statements,
    .n_statements = ARRAY_LEN(statements),
    .columns = columns,
    .n_columns = ARRAY_LEN(columns),
};
