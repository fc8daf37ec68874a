/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A PostgreSQL 15 of the test's own: a temporary folder, a Unix socket in it, no TCP, no fsync. */
#ifndef MAILLAGE_STORE_TEST_PG_CLUSTER_H
#define MAILLAGE_STORE_TEST_PG_CLUSTER_H

#include "base/base.h"

#include <sys/types.h>

struct pg_cluster {
    char dir[48];
    char conninfo[128];
    pid_t server;
};

/* ERR_NOT_FOUND: PostgreSQL 15 is not installed. ERR_IO: it did not start; its log is printed. */
must_check enum err pg_cluster_start(struct pg_cluster *c);
void pg_cluster_stop(struct pg_cluster *c);

#endif
