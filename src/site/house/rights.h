/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The fields of a role and its parts, read and shown. Private to this folder. */
#ifndef MAILLAGE_SITE_HOUSE_RIGHTS_H
#define MAILLAGE_SITE_HOUSE_RIGHTS_H

#include "app/app.h"
#include "site/house/pages.h"

/* What was ticked; what is missing is told in `wrong`. An organiser organises something. */
struct rights {
    enum role role; /* ROLE_NONE: none was chosen */
    part_set parts;
    const char *role_wrong, *parts_wrong;
};
struct rights rights_read(struct request *r);
struct rights_view rights_view(struct request *r, const struct rights *x);

const char *rights_role(const char *lang, enum role role);
/* "Rencontres, Membres"; NULL for none. */
const char *rights_parts(struct arena *a, const char *lang, part_set parts);

#endif
