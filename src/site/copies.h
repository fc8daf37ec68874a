/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Copies of the database that the site makes itself, each night, in backups/ of the data folder.
 * Which of them are kept is a function of their names.
 */
#ifndef MAILLAGE_SITE_COPIES_H
#define MAILLAGE_SITE_COPIES_H

#include "app/app.h"

#define COPIES_MOST 4000
#define COPY_NAME_SIZE 40

struct copy {
    char name[COPY_NAME_SIZE]; /* "maillage-2021-07-05-0310.db" */
    int64_t day;               /* days since 1970 */
    int minute;                /* of that day */
    bool keep;
};

/* false: not a name that we give. */
must_check bool copy_of_name(const char *name, struct copy *out);

/*
 * Sorts the latest first and marks what is kept: the latest of each of the `daily` latest days that
 * have one, and of each of the `weekly` latest weeks (Monday to Sunday).
 */
void copies_choose(struct copy *list, size_t n, unsigned daily, unsigned weekly);

/* Whether the site makes any: not when it was told not to, nor on PostgreSQL, whose own tools do.
 */
bool copies_are_made(const struct config *c);

#define COPY_KIND "site/copy"
extern const struct job_kind copy_kind;

#endif
