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

/* ---- accounts --------------------------------------------------------------------------- */

struct account_line_view {
    const char *href, *name, *email, *role, *parts; /* name, parts NULL: none */
    bool disabled;
};

struct rights_choice_view { /* a radio button or a box to tick */
    const char *id, *value, *label, *help;
    bool checked;
};

struct rights_view { /* the fields of role and parts */
    const struct rights_choice_view *roles;
    size_t n_roles;
    const struct rights_choice_view *parts;
    size_t n_parts;
    const char *role_wrong, *parts_wrong;
};

struct accounts_view {
    const char *action;
    const char *notice;
    bool everyone; /* members as well */
    const char *search;
    const char *staff_href, *everyone_href;
    const struct account_line_view *lines;
    size_t n_lines;
    const char *more; /* NULL: that is all */
    const char *email, *name, *email_wrong, *name_wrong;
    struct rights_view rights;
    bool wrong;
};

struct account_view {
    const char *action, *all, *journal;
    const char *name, *email, *role, *since; /* name NULL: none */
    const char *notice, *wrong;
    bool disabled, mine;
    const char *seen; /* the rights that the form shows */
    struct rights_view rights;
};

/* ---- settings --------------------------------------------------------------------------- */

struct setting_field_view {
    const char *name, *label, *help; /* help NULL: none */
    const char *value, *type, *pattern;
    const char *fixed;  /* the option that sets it, in place of this page; NULL */
    const char *wrong;  /* NULL: nothing is */
    const char *theirs; /* what somebody else wrote meanwhile; NULL: nothing */
    bool long_text;
    const char *swatch, *says; /* a colour and its contrast; NULL */
    const struct house_choice *choices;
    size_t n_choices;
    const char *described; /* ids of what describes it; NULL */
};

struct setting_section_view {
    const char *id, *title, *help, *action, *keep;
    const char *seen; /* the revision that is shown */
    const char *notice, *wrong;
    bool unsaved;
    const struct setting_field_view *fields;
    size_t n_fields;
};

struct legal_line_view {
    const char *href, *title, *lang, *state;
};

struct settings_view {
    const struct setting_section_view *sections;
    size_t n_sections;
    const struct legal_line_view *legal;
    size_t n_legal;
    const char *journal;
};

struct legal_view {
    const char *action, *all, *page, *name, *title, *lang, *keep;
    const char *file; /* the operator's file that stands in its place; NULL */
    const char *text, *seen;
    const char *notice, *wrong, *theirs;
    bool unsaved, own; /* own: it replaces the program's words */
    bool previewed;
    const char *preview_title;
    struct safe_html preview;
};

#endif
