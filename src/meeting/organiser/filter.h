/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The filter of the organiser's list, as its address says it. Private to this folder. */
#ifndef MAILLAGE_MEETING_ORGANISER_FILTER_H
#define MAILLAGE_MEETING_ORGANISER_FILTER_H

#include "meeting/organiser/store.h"

/* Lets everything through, by name, from the start. */
#define FILTER_ALL                                                                                 \
    {                                                                                              \
        .state = ANY, .modality = ANY, .present = ANY                                              \
    }

/* What is unknown in an address is as if it were not there. */
struct filter filter_read(struct request *r);
/* The same of any form. */
struct filter filter_of(struct arena *a, const struct http_form *form);
/* Of an address's query, "etat=confirmed&…", with or without its "?". */
struct filter filter_of_text(struct arena *a, const char *query);

/* "PATH?etat=confirmed&q=…", or PATH alone for FILTER_ALL. */
const char *filter_address(struct arena *a, const char *path, const struct filter *f);

/* Whether it leaves any registration out. */
bool filter_is_on(const struct filter *f);

/* `text` with all but unreserved characters as %XX (RFC 3986, 2.3): a value in an address. */
const char *address_part(struct arena *a, const char *text);

#endif
