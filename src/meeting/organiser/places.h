/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Setting several pools' seats at once, for the page and for the command line. Private. */
#ifndef MAILLAGE_MEETING_ORGANISER_PLACES_H
#define MAILLAGE_MEETING_ORGANISER_PLACES_H

#include "meeting/registration/registration.h"

/* The rule: all of them, or none. */
struct set_all_seats {
    const struct set_seats *seats;
    size_t n;
    /* results */
    int64_t offers; /* made because of it */
    int64_t over;   /* pools in which more is given than there is */
};
enum err set_all_seats(struct db *db, void *arg);

/* A whole number from 0 to SEATS_MAX. */
must_check bool seats_from_text(const char *text, int64_t *out);

#endif
