/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Registrations as files. Private to this folder. */
#ifndef MAILLAGE_MEETING_ORGANISER_EXPORT_H
#define MAILLAGE_MEETING_ORGANISER_EXPORT_H

#include "meeting/organiser/store.h"

struct registration_export {
    struct arena *arena;
    const struct event *event; /* whose zone the hours are in */
    const struct row *rows;
    size_t n_rows;
    /* The reader's language: headings and states are words of the interface. NULL: the names and
     * words of the registration form, for programs. */
    const char *lang;
};

/* Each writes to `out`; ERR_TOO_LARGE when it does not fit. ERR_CORRUPT: the zone is none. */
must_check enum err registrations_csv(const struct registration_export *x, struct buf *out);
must_check enum err registrations_json(const struct registration_export *x, struct buf *out);
/* Office Open XML: instants are dates, everything else is text and never a formula. ERR_IO. */
must_check enum err registrations_xlsx(const struct registration_export *x, struct buf *out);

/* ---- the columns, for the three of them -------------------------------------------------- */

struct column {
    const char *key, *heading; /* the form's name, and the interface's */
    const char *(*text)(const struct registration_export *x, const struct row *w);
    int64_t (*instant)(const struct row *w); /* in place of `text`; NO_INSTANT: empty */
    int width;                               /* of a spreadsheet, in letters */
};
extern const struct column export_columns[];
extern const size_t n_export_columns;

#endif
