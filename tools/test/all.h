/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What all.html shows. */
#ifndef MAILLAGE_TOOLS_TEST_ALL_H
#define MAILLAGE_TOOLS_TEST_ALL_H

#include "view/page.h"

struct leaf {
    const char *name;
    int n;
};

struct inner {
    const char *label;
    const struct leaf *leaf;
};

struct all {
    const char *s;
    char fixed[8];
    bool yes;
    struct inner in;
    const struct leaf *leaf, *leaves;
    size_t n_leaves;
    const char *const *words;
    size_t n_words;
    int8_t i8;
    int16_t i16;
    int32_t i32;
    int64_t i64;
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;
    size_t size;
    struct safe_html html;
    struct safe_json json;
    int count;
};

#endif
