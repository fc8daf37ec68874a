/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_STORE_TEST_PG_CHECK_H
#define MAILLAGE_STORE_TEST_PG_CHECK_H

#include "store/store.h"

/*
 * Runs the schemas' migrations on an empty PostgreSQL 15 and checks every statement. Returns 0; 1
 * with the reasons on standard error; 77 (Meson's "skipped") where PostgreSQL 15 is not installed.
 */
int pg_check_all(const struct store_schema *const *schemas, size_t n);

#endif
