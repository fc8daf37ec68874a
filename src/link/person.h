/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A person, seen by the law: everything held about whoever has an address, given to them in a form
 * that people and programs read (GDPR articles 15 and 20), and erased at their word (article 17).
 *
 * Each module registers its kinds of data (struct person_data, in its struct module): how they are
 * exported, how erased. Nothing else here knows a table. An address is a person: what carries it is
 * theirs, compared by the case of ASCII letters alone, since an accent makes another mailbox.
 *
 * Times are UTC seconds.
 */
#ifndef MAILLAGE_LINK_PERSON_H
#define MAILLAGE_LINK_PERSON_H

#include "base/buf.h"
#include "base/json.h"
#include "store/store.h"

struct mail_house; /* mail/mail.h: for kinds that render messages */
struct bundle;
struct person_register;

/* ---- export ----------------------------------------------------------------------------- */

/* All files of one export together: a person's own words, not a copy of the database. */
#define PERSON_EXPORT_MAX ((size_t)64 * 1024 * 1024)

struct person_export {
    const struct person_register *people;
    struct db *db; /* one snapshot for all of it */
    struct arena *arena;
    const char *address;
    int64_t now;
    struct bundle *bundle; /* private to link/ */
};

/*
 * For kinds: adds a file, whose bytes are copied. `what` says in French what is in it (a
 * translation key; NULL: its folder's file says it): a line of the README. ERR_TOO_LARGE: over
 * PERSON_EXPORT_MAX together.
 */
must_check enum err person_export_add(struct person_export *x, const char *name, struct str bytes,
                                      const char *what);
/* The same from a buffer: ERR_TOO_LARGE when it is full. */
must_check enum err person_export_buf(struct person_export *x, const char *name,
                                      const struct buf *b, const char *what);

/* An instant as RFC 3339 writes it, "2021-07-05T07:00:00Z"; null for INT64_MIN. */
void person_json_time(struct json *j, const char *key, int64_t utc);

/* ---- erasure ---------------------------------------------------------------------------- */

struct person_erasure {
    const struct person_register *people;
    const char *address;
    int64_t now;
    int64_t noted_at; /* done anew: when it was first noted; 0: now */
    const char *tell; /* the language of a last message that says it is done; NULL: none */
    const char *hash; /* 32 bytes, for the list of erasures; NULL: a rule of retention, which a
                         restored copy runs again by itself */
    /* filled by person_erase */
    const char *const *names; /* by which rows of others know them: an author of a version */
    size_t n_names;
    int64_t rows; /* erased */
};

/*
 * A rule: erases all that is held about the address, kind after kind. A rule of retention calls it
 * for each account that nobody used, with `hash` NULL; the files are scrubbed by the next
 * person_tick. OK when there was nothing.
 */
must_check enum err person_erase(struct db *db, void *erasure);

/* ---- kinds ------------------------------------------------------------------------------ */

struct person_data {
    const char *name;  /* "registration" */
    const char *label; /* in French, a translation key: what a page says is held; NULL: part of
                          another kind */
    enum err (*export)(struct person_export *x); /* NULL: another kind exports it */
    /* Inside a rule. Adds to e->rows. */
    enum err (*erase)(struct db *db, struct arena *a, struct person_erasure *e);
    const struct stmt *count;     /* "t" to "i": how many rows an address has */
    const struct stmt *addresses; /* "t" to "t": the next 1,000 addresses above $1, as LOWER gives
                                     them and in its order; NULL: another kind has them */
    const struct stmt *names;     /* "t" to "t": the names that rows of others know them by; NULL */
};

/* Kinds in the order in which they are erased: who refers to others first. */
struct person_register {
    const struct person_data *const *kinds;
    size_t n;
    const struct mail_house *house;
    const char *list; /* the file of erasures, beside the database; NULL: none is kept */
    const char *site_name;
};

/* How many rows of each kind with a label; `out` has room for all kinds. ERR_NOT_FOUND: nothing. */
struct person_held {
    const char *label;
    int64_t n;
};
must_check enum err person_held(struct db *db, struct arena *a, const struct person_register *r,
                                const char *address, struct person_held *out, size_t *n);

/* ---- for pages and verbs ---------------------------------------------------------------- */

/* A ZIP: one JSON file a kind, calendars, badges, a README in French and English. `db` is in a
 * snapshot. ERR_NOT_FOUND: nothing is held. */
must_check enum err person_export_zip(const struct person_register *r, struct db *db,
                                      struct arena *a, const char *address, int64_t now,
                                      struct buf *out);

/*
 * The whole erasure: noted in the list of erasures first, so that what follows is done again after
 * a crash or on a copy that is put back; then from the database; then from its files. ERR_IO: it
 * could not be noted, and nothing was erased.
 */
must_check enum err person_erase_for_good(struct store *s, const struct person_register *r,
                                          struct person_erasure *e);

/*
 * The list: a file of keyed hashes and times, with its key, of mode 0600, in none of the copies
 * that `backup` makes. What it names and this database has not erased (a copy put back, a crash) is
 * erased. `*n`: how many people. ERR_CORRUPT: the file is no list of ours.
 */
must_check enum err person_catch_up(struct store *s, const struct person_register *r, int64_t now,
                                    int64_t *n);

/* Scrubs the files after erasures that no call of person_erase_for_good finished. Cheap when there
 * are none. */
must_check enum err person_tick(struct store *s, int64_t now);

/* For rules: something of somebody erased was deleted only now, and leaves the files as well. */
must_check enum err person_scrub_again(struct db *db);

extern const struct store_schema link_schema;

#endif
