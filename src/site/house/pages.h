/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of the house show: the journal, the accounts, the settings. */
#ifndef MAILLAGE_SITE_HOUSE_PAGES_H
#define MAILLAGE_SITE_HOUSE_PAGES_H

#include "meeting/meeting.h"

struct house_choice { /* of a select */
    const char *value, *label;
    bool selected;
};

struct house_choices { /* an optgroup */
    const char *label;
    struct house_choice *choices;
    size_t n_choices;
};

/* ---- the journal ------------------------------------------------------------------------ */

struct change_view {
    const char *field, *before, *after; /* NULL: none */
};

struct journal_row_view {
    const char *id; /* of the element: "e12" */
    const char *when, *iso;
    const char *before, *what, *after; /* the sentence around its thing */
    const char *href;                  /* the thing's page; NULL */
    const char *all;                   /* the journal of this thing; NULL: it is what is shown */
    const struct change_view *changes;
    size_t n_changes;
    bool undone;
    const char *undo; /* address that undoes it; NULL: it cannot be */
};

struct journal_day_view {
    const char *date;
    const struct journal_row_view *rows;
    size_t n_rows;
};

struct journal_view {
    const char *action, *here; /* `here`: with its filter */
    const char *notice;
    const struct house_choice *actors;
    size_t n_actors;
    const struct house_choices *kinds;
    size_t n_kinds;
    const char *from, *until, *wrong; /* dates as typed; what is wrong with them, NULL */
    const char *thing, *thing_title;  /* "registration-12": the one thing shown; NULL */
    bool filtered;
    const struct journal_day_view *days;
    size_t n_days;
    bool turns;                 /* there is another page */
    const char *older, *latest; /* NULL: there are none */
    const char *csv, *json;
};

#endif
