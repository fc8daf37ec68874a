/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Runs of territory_starts that begin alike, exactly or but for one mistake. */
#ifndef MAILLAGE_NETWORK_STARTS_H
#define MAILLAGE_NETWORK_STARTS_H

#include "network/index.h"

/* territory_starts[low … high): from `low` to `whole`, nothing follows what was asked for. */
struct run {
    size_t low, whole, high;
};

/* What begins with `n` bytes of `wanted`, which has no blanks; an empty run if nothing does. */
struct run starts_find(const char *wanted, size_t n);

/* Called for each run; the same start may come in several. */
typedef void (*run_fn)(void *ctx, struct run run);

#define FUZZY_MIN 4 /* letters */
#define FUZZY_MAX 60

/*
 * What begins with `wanted` but for one byte left out, added, replaced, or swapped with the next.
 * Nothing for lengths out of FUZZY_MIN to FUZZY_MAX.
 */
void starts_nearly(const char *wanted, size_t n, run_fn visit, void *ctx);

/* The text of the name from there on. */
const char *start_text(uint32_t start);

#endif
