/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The service's statements, private to this folder. */
#ifndef MAILLAGE_FILES_STATEMENTS_H
#define MAILLAGE_FILES_STATEMENTS_H

#include "store/store.h"

extern const struct stmt sql_file_add, sql_file_piece_add, sql_file_describe, sql_file_of_hash,
    sql_file_pictures, sql_file_old, sql_file_drop, sql_file_hashes;

#endif
