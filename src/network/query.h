/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A query taken apart, and how well a territory answers it word by word. */
#ifndef MAILLAGE_NETWORK_QUERY_H
#define MAILLAGE_NETWORK_QUERY_H

#include "base/str.h"
#include "network/index.h"

#define QUERY_WORDS 24

struct query {
    struct str words[QUERY_WORDS];
    bool elsewhere[QUERY_WORDS]; /* a territory may have it otherwise than in its name */
    size_t n;
    struct str compact; /* all words without blanks */
    struct str letters; /* the same without numbers */
    bool digits;        /* nothing but digits */
};

/* False when nothing is left to look for, or it is too long. */
bool query_read(struct arena *a, const char *text, struct query *out);

/* Whether a word of the name begins so. */
bool name_has(size_t name, struct str beginning);

/* "75", "12e", "2a": a word that starts with a digit. */
bool is_number(struct str word);

enum fit {
    FIT_NONE,
    FIT_WORDS, /* each word begins one of the name's, or is true of the territory */
    FIT_NAME   /* and the name has no other word */
};

/* Word number `skip` is taken as fitting (QUERY_WORDS: none): it was misspelt. */
enum fit query_fit(const struct query *q, size_t name, size_t skip);

/* Whether the query's numbers are true of the territory: postcode, code, arrondissement. */
bool query_numbers_fit(const struct query *q, uint16_t row);

/* The row of a name (index.h). */
uint16_t name_row(size_t name);

/* Where the row's aliases stand in territory_aliases, if it has some: look whether they are its. */
size_t first_alias(uint16_t row);

#endif
