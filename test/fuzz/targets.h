/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What strangers send us, one function each: bytes in, no crash, no leak, no endless loop, and the
 * promises that hold for any input. libFuzzer explores them (`make fuzz`); `make test` runs them
 * over regression/.
 */
#ifndef MAILLAGE_TEST_FUZZ_TARGETS_H
#define MAILLAGE_TEST_FUZZ_TARGETS_H

#include <stddef.h>
#include <stdint.h>

struct fuzz_target {
    const char *name;
    void (*run)(const uint8_t *bytes, size_t n);
};

extern const struct fuzz_target fuzz_targets[];
extern const size_t n_fuzz_targets;

#endif
