/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The index of territories while it is made: read and put in order, then written as C. */
#ifndef MAILLAGE_TOOLS_TERRITORIES_H
#define MAILLAGE_TOOLS_TERRITORIES_H

#include "tool.h"

#include "network/index.h"
#include "network/network.h"

#define MAX_ISOS 16

struct row {
    enum territory_kind kind;
    const char *code, *name, *postcodes, *within, *group; /* codes with their kind */
    int64_t population;
    bool overseas, homonym;
    uint16_t departement, region, up; /* rows */
};

struct alias {
    uint16_t row;
    bool english;
    const char *code, *text; /* the row's code until rows are in order */
};

struct index {
    struct arena a;
    const char *file;
    struct row *rows;
    size_t n_rows, n_names, n_starts, n_isos;
    struct alias *aliases;
    size_t n_aliases;
    uint16_t *by_code;
    uint32_t *words_at, *starts;
    struct buf texts, words;
    struct territory_iso isos[MAX_ISOS];
};

/* Adds the tables of network/index.h to `c`. */
void territories_write(struct index *x, struct buf *c);

#endif
