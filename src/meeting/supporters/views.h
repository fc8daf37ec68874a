/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_MEETING_SUPPORTERS_VIEWS_H
#define MAILLAGE_MEETING_SUPPORTERS_VIEWS_H

#include "meeting/supporters/pages.h"
#include "meeting/supporters/supporters.h"

/* A form as it came, or as it is first shown. */
struct supporter_typed {
    int64_t id; /* 0: a new one */
    const char *name, *address, *alt;
    bool drop_logo;
    const char *name_error, *address_error, *logo_error; /* NULL: none */
};

/* The view of each, with its logo within a box of BACKER_WIDTH and BACKER_HEIGHT. */
#define BACKER_WIDTH 180
#define BACKER_HEIGHT 72
must_check enum err view_backers(struct request *r, const struct supporter *list, size_t n,
                                 struct backer_view **out);

void view_supporter_form(struct request *r, const struct supporter_typed *typed,
                         struct supporter_form_view *out);

#endif
