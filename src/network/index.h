/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The tables that tools/territories.c makes when the program is built. They hold no pointer, so
 * the system loads a page of them when it is first read and may drop it again.
 *
 * A *row* is a territory. Rows are in the order in which equal matches are shown: by kind, then
 * population, then code; so comparing two row numbers ranks them. A *name* is what a row may be
 * found by: name number i is row i's own for i below n_territory_rows, further ones are aliases.
 */
#ifndef MAILLAGE_NETWORK_INDEX_H
#define MAILLAGE_NETWORK_INDEX_H

#include "base/base.h"

#define NO_ROW UINT16_MAX

struct territory_row {
    uint32_t name, code, postcodes; /* offsets into territory_texts */
    uint32_t population;
    uint16_t departement, region, group; /* rows or NO_ROW; group: EPCI, or EPT if it is in one */
    uint8_t kind;                        /* enum territory_kind */
    bool overseas;
    bool homonym; /* another of its kind has its name */
};

struct territory_alias {
    uint16_t row;
    bool english;  /* its English name; else what people call it */
    uint32_t name; /* offset into territory_texts */
};

struct territory_iso { /* ISO 3166 codes of French territories */
    char code[3];
    uint16_t row;
};

extern const struct territory_row territory_rows[];
extern const size_t n_territory_rows;
extern const uint16_t territory_kind_first[];            /* by kind; one more at the end */
extern const uint16_t territory_code_order[];            /* rows by kind, then code */
extern const struct territory_alias territory_aliases[]; /* by row */
extern const size_t n_territory_aliases;
extern const struct territory_iso territory_isos[];
extern const size_t n_territory_isos;
extern const char territory_texts[];        /* as shown, NUL after each */
extern const char territory_words_text[];   /* names as territory_words (words.h) leaves them */
extern const uint32_t territory_words_at[]; /* by name: offset into territory_words_text */

/*
 * Each place in a name where a word starts, in the order of the text that follows without its
 * blanks: what begins alike stands together.
 */
extern const uint32_t territory_starts[];
extern const size_t n_territory_starts;

extern const uint32_t territory_postcodes[]; /* sorted; of row territory_postcode_rows[i] */
extern const uint16_t territory_postcode_rows[];
extern const size_t n_territory_postcodes;

/* A start: name number, byte offset, and whether only an article or "CC de" stands before it. */
#define START_HEAD 0x100u
static inline uint32_t start_of(size_t name, size_t offset, bool head)
{
    return (uint32_t)name << 16 | (head ? START_HEAD : 0) | (uint32_t)offset;
}
static inline size_t start_name(uint32_t s)
{
    return s >> 16;
}
static inline size_t start_offset(uint32_t s)
{
    return s & 0xFF;
}

#endif
