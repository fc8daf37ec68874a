/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The outbox: what is to be said to people, queued in the transaction that makes it true. A row
 * holds a template's name (`kind`), the id of what it is about, and values that only that moment
 * knew (a JSON object); names and addresses are read when the message is rendered. A module brings
 * the kinds it knows how to render.
 */
#ifndef MAILLAGE_MAIL_H
#define MAILLAGE_MAIL_H

#include "store/store.h"

extern const struct store_schema mail_schema;

#define MAIL_DETAILS_MAX 4096

struct mail_row {
    int64_t id;
    const char *kind;    /* "registration/confirmed" */
    int64_t about;       /* id of what it is about, in the module that has the kind */
    const char *details; /* a JSON object; NULL */
    int64_t created_at;
    bool sent;
    int64_t sent_at; /* when sent */
};

/* For rules: adds a row. `kind` is a constant; `details` is NULL or at most MAIL_DETAILS_MAX. */
must_check enum err mail_queue(struct db *db, const char *kind, int64_t about, const char *details,
                               int64_t now);

/* ERR_NOT_FOUND. */
must_check enum err mail_row_of(struct db *db, struct arena *a, int64_t id, struct mail_row *out);

/* The latest first, from below `before` (0: the latest of all), at most `most`. */
must_check enum err mail_rows(struct db *db, struct arena *a, int64_t before, int64_t most,
                              struct mail_row **out, size_t *n);

/* Those about one thing whose kind begins with `kinds` ("registration/"), the latest first. */
must_check enum err mail_rows_about(struct db *db, struct arena *a, const char *kinds,
                                    int64_t about, struct mail_row **out, size_t *n);

#endif
