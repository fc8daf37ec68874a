/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* libFuzzer's way in: MAILLAGE_FUZZ names the target. */
#include "targets.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const char *wanted = getenv("MAILLAGE_FUZZ");
    for (size_t i = 0; i < n_fuzz_targets; i++)
        if (wanted && strcmp(wanted, fuzz_targets[i].name) == 0)
            fuzz_targets[i].run(bytes, n);
    return 0;
}
