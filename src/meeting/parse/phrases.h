/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_MEETING_PARSE_PHRASES_H
#define MAILLAGE_MEETING_PARSE_PHRASES_H

#include "meeting/programme.h"

struct phrase {
    const char *words;
    enum session_type type;
    int weight;
};

extern const struct phrase type_phrases[];
extern const size_t n_type_phrases;

#endif
