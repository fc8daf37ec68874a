/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Doing what is queued, on the test's own thread. */
#ifndef MAILLAGE_TEST_WORK_H
#define MAILLAGE_TEST_WORK_H

#include "harness.h"

/* Does each job that is due; how many there were. */
int harness_work(struct harness *h);

/* The clock goes on by so much; it may go back. */
void harness_pass(struct harness *h, int64_t seconds);

#endif
