/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The statements of erasures; private to this folder. */
#ifndef MAILLAGE_LINK_STATEMENTS_H
#define MAILLAGE_LINK_STATEMENTS_H

#include "link/person.h"

extern const struct stmt sql_erasure_add, sql_erasure_find, sql_erasures_due, sql_erasures_scrubbed,
    sql_erasures_again;

#define ERASURE_HASH_BYTES 32

#endif
