/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the site does by itself, as organisers follow it: /organisation/taches. */
#ifndef MAILLAGE_SITE_JOBS_H
#define MAILLAGE_SITE_JOBS_H

#include "app/app.h"

enum err jobs_show(struct request *r);
enum err jobs_part_show(struct request *r); /* what changes of the page, for its script */
enum err jobs_json(struct request *r);
enum err jobs_again_take(struct request *r);
enum err jobs_drop_take(struct request *r);

/* "5 juil. 2021, 9 h", where the network's team is. */
const char *site_instant(struct request *r, int64_t utc);

#endif
