/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the organiser's pages of a meeting show: finished text in the reader's language. */
#ifndef MAILLAGE_MEETING_ORGANISER_PAGES_H
#define MAILLAGE_MEETING_ORGANISER_PAGES_H

#include "meeting/registration/pages.h"

/* What was just done, and the way to undo it. */
struct notice_view {
    const char *text;   /* NULL: nothing was */
    const char *action; /* where the undoing goes */
    const char *undo;   /* the gesture that undoes it; NULL: none does */
    const char *back;
};

struct organiser_top { /* of every page */
    struct event_head head;
    const char *title;
    const struct nav_item *tabs; /* the organiser's pages of this meeting */
    size_t n_tabs;
    struct notice_view notice;
};

/* ---- the list --------------------------------------------------------------------------- */

struct bar_view { /* a row of a chart, which is a table */
    const char *label;
    const char *href; /* those it counts */
    int64_t n;
    const char *width; /* of 100 */
    bool current;
};

struct chart_view {
    const char *title, *column; /* column: what its rows are */
    const struct bar_view *bars, *rest;
    size_t n_bars, n_rest; /* rest: those of a long chart, folded away */
};

struct pool_row_view { /* seats of the event for one modality, or of a workshop */
    const char *title, *href;
    bool french; /* the title is the programme's */
    int64_t taken, offered, waiting;
    const char *seats;                                /* "120", "sans limite" */
    const char *width, *width_offered, *offered_from; /* of 100 */
    bool limited, over;                               /* over: more are taken than there are */
};

struct row_wish_view {
    const char *title, *label; /* label: what is held of it */
    const char *state;         /* "confirmed", "offered", "waiting"; "": only wished */
};

struct row_view {
    const char *href, *name, *organisation, *email, *territory;
    const char *modality, *state, *state_label;
    const char *present; /* "9 h 02"; NULL: not there */
    const struct row_wish_view *wishes;
    size_t n_wishes;
};

struct select_view {
    const char *name, *label;
    const struct choice_view *choices;
    size_t n_choices;
};

struct organiser_list_view {
    struct organiser_top top;
    int64_t all, coming, present;   /* coming: all but the cancelled */
    int64_t erased, erased_present; /* who took part and whose data was erased since: a number */
    const struct chart_view *charts;
    size_t n_charts;
    const struct pool_row_view *pools;
    size_t n_pools;
    const char *places; /* where seats are set */
    const char *action, *search;
    const struct select_view *selects;
    size_t n_selects;
    bool filtered;    /* some are left out */
    bool choices_set; /* by one of the selects */
    int64_t found;
    const struct row_view *rows;
    size_t n_rows;
    const char *previous, *next; /* addresses; NULL */
    const char *csv, *xlsx;
    const char *write; /* where one writes to those that are found */
};

/* ---- a registration --------------------------------------------------------------------- */

struct gesture_view { /* one thing that can be done */
    const char *word, *label, *help;
    const char *claim; /* of a seat; NULL */
    bool first;        /* what one is most likely to want */
};

struct held_view { /* what they hold */
    const char *title, *state, *label, *detail;
    bool french;
    struct gesture_view promote; /* word NULL: nothing to give */
};

struct person_message_view {
    const char *label, *when;
    const char *href; /* the message itself; NULL: of a kind that nothing renders */
};

struct answer_view {
    const char *label, *value;
};

struct organiser_person_view {
    struct organiser_top top;
    const char *back, *action, *here; /* here: the page to come back to */
    const char *name, *code, *state, *state_label, *modality;
    const char *present; /* "lundi 12 juillet 2021, 9 h 02" */
    const char *email;
    const struct answer_view *answers;
    size_t n_answers;
    const struct held_view *held;
    size_t n_held;
    const char *const *wishes; /* of which nothing is held */
    size_t n_wishes;
    const struct gesture_view *gestures;
    size_t n_gestures;
    const struct person_message_view *messages;
    size_t n_messages;
    bool cancelled;
};

/* ---- the door --------------------------------------------------------------------------- */

struct guest_view {
    const char *href, *action, *name, *organisation, *modality, *code;
    const char *wish;  /* the workshop they have a seat in */
    const char *alarm; /* "Inscription annulée": they are not expected; NULL */
    bool mild;         /* they have a seat, elsewhere than here */
    const char *state;
    const char *present; /* since when; NULL: not there */
    bool may_enter;
};

struct arrival_view {
    const char *href, *action, *name, *when;
};

struct organiser_door_view {
    struct organiser_top top;
    const char *action, *search;
    const char *here; /* the page to come back to */
    int64_t present, expected;
    bool searched, many; /* many: there are more than are shown */
    const struct guest_view *guests;
    size_t n_guests;
    const struct arrival_view *latest;
    size_t n_latest;
};

/* A badge, opened by an organiser. */
struct organiser_badge_view {
    struct organiser_top top;
    struct guest_view guest;
    const char *here, *door;
};

/* ---- seats ------------------------------------------------------------------------------ */

struct seats_field_view {
    struct field_view field;
    bool french;
    int64_t taken, offered, waiting;
    bool counted; /* somebody holds or awaits one */
};

struct organiser_places_view {
    struct organiser_top top;
    const char *action;
    const struct form_error_view *errors;
    size_t n_errors;
    const struct seats_field_view *modalities, *workshops;
    size_t n_modalities, n_workshops;
};

/* ---- the format ------------------------------------------------------------------------- */

/* The organiser changes how the whole meeting takes place. */
struct organiser_format_view {
    struct organiser_top top;
    const char *action;
    const struct choice_view *remote, *onsite; /* yes, no, to be confirmed */
    size_t n_remote, n_onsite;
    bool previews;                   /* a choice was made: what it will do is shown */
    const struct link_view *effects; /* a sentence each, and whom it concerns; href may be NULL */
    size_t n_effects;
    const char *refusal;               /* why it cannot be done; NULL */
    const char *to_remote, *to_onsite; /* the choice, for the form that does it */
    const char *seen_remote, *seen_onsite, *seen_later;
};

#endif
