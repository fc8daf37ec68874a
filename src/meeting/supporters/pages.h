/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the organiser's pages of supporters show: finished text in the reader's language. */
#ifndef MAILLAGE_MEETING_SUPPORTERS_PAGES_H
#define MAILLAGE_MEETING_SUPPORTERS_PAGES_H

#include "meeting/organiser/pages.h"

struct supporter_row_view {
    struct backer_view backer;
    const char *id, *edit; /* edit: the address of its own page */
    bool first, last;
};

struct supporter_form_view {
    const char *action, *act, *submit;
    const struct form_error_view *errors;
    size_t n_errors;
    struct field_view name, address, logo, alt;
    struct backer_view now; /* the logo that is there */
};

struct supporters_view {
    struct organiser_top top;
    const char *notice, *action;
    const struct supporter_row_view *rows;
    size_t n_rows;
    bool full;
    struct supporter_form_view form;
};

struct supporter_page_view {
    struct organiser_top top;
    const char *all; /* the list's address */
    const char *name;
    struct supporter_form_view form;
};

#endif
