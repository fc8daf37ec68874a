/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is held about somebody, in hand: their own pages, an organiser's, the verbs. */
#ifndef MAILLAGE_SITE_PERSON_H
#define MAILLAGE_SITE_PERSON_H

#include "app/cli.h"

enum err person_own_show(struct request *r);
enum err person_own_copy(struct request *r);
enum err person_own_erase(struct request *r);
enum err person_erased_show(struct request *r);
enum err person_asked_show(struct request *r);
enum err person_asked_find(struct request *r);
enum err person_asked_copy(struct request *r);
enum err person_asked_erase(struct request *r);

int verb_person_export(struct cli *c);
int verb_person_erase(struct cli *c);

/* The last message: that it is done. */
enum err person_farewell(const struct mail_house *house, struct db *db, struct arena *a,
                         const struct mail_row *row, struct mail_draft *out);
enum err person_farewell_readers(struct db *db, struct arena *a, const int64_t *about, size_t n,
                                 struct mail_person *out);

/* Finishes what a busy database kept from being finished. */
void person_settle(struct app *app);

#endif
