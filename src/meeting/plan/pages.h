/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages where a meeting is made show: finished text in the reader's language. */
#ifndef MAILLAGE_MEETING_PLAN_PAGES_H
#define MAILLAGE_MEETING_PLAN_PAGES_H

#include "meeting/organiser/pages.h"

/* ---- a form ----------------------------------------------------------------------------- */

struct sheet_field_view {
    struct field_view field;
    bool is_area, is_select, is_check, is_checks, is_input; /* one of them */
    const char *rows;                                       /* of an area */
    const char *maxlength;
    bool is_short, french; /* french: what is written in it is the meeting's own words */
    const struct choice_view *choices;
    size_t n_choices;
    bool on;          /* of a check */
    const char *now;  /* what somebody else saved meanwhile, when it differs; NULL */
    const char *list; /* id of a list of suggestions; NULL */
};

struct sheet_view {
    struct organiser_top top;
    const char *action, *intro; /* intro NULL: none */
    const struct form_error_view *errors;
    size_t n_errors;
    const struct sheet_field_view *fields;
    size_t n_fields;
    bool unsaved;     /* it is shown again: what was typed is not saved */
    const char *mark; /* what the form was made from */
    const char *keep; /* the key under which a browser keeps what is not sent yet */
    const char *submit, *back, *back_label;
    const char *conflict;                  /* who saved it meanwhile, and when; NULL: nobody did */
    const struct choice_view *suggestions; /* of the field that has a list */
    size_t n_suggestions;
    const char *drop, *drop_label, *drop_help; /* the gesture that takes it away; NULL: none */
    const struct link_view *below;             /* what belongs to it */
    size_t n_below;
    const char *below_title, *add, *add_label;
};

/* ---- the board -------------------------------------------------------------------------- */

struct board_session_view {
    const char *key, *anchor, *href, *title, *type, *type_label, *start, *end, *room, *speakers;
    const char *const *warnings;
    size_t n_warnings;
    bool grave, thin, here; /* here: what was just moved */
    const struct board_session_view *parallel;
    size_t n_parallel;
    const char *add;  /* a workshop beside the others; NULL */
    bool first, last; /* nowhere to go */
    bool focus_up, focus_down;
};

struct board_sequence_view {
    const char *key, *anchor, *href, *title, *time, *add;
    const char *const *questions;
    size_t n_questions;
    bool empty;
    const struct board_session_view *sessions;
    size_t n_sessions;
};

struct board_day_view {
    const char *href, *title, *add;
    const struct board_sequence_view *sequences;
    size_t n_sequences;
};

struct board_view {
    struct organiser_top top;
    const char *action; /* of moves */
    const char *based_on;
    const char *state;       /* "3 changements à publier", "Tout est publié : version 2" */
    const char *changed;     /* by whom and when; NULL */
    const char *gone_past;   /* an import took its place meanwhile; NULL */
    const char *seen;        /* revision of the plan */
    bool unpublished, dirty; /* dirty: there is something to release */
    const char *preview, *release;
    const struct link_view *parts; /* presentation, questions, rooms, from a text, history */
    size_t n_parts;
    int64_t n_grave, n_all; /* of faults */
    const struct link_view *faults;
    size_t n_faults;
    const struct board_day_view *days;
    size_t n_days;
    const char *add_day, *paste;
    bool empty;
    const char *undo; /* what can be taken back: a sentence; NULL */
    const char *undo_revision;
};

/* ---- lists of questions, of rooms ------------------------------------------------------- */

struct roll_row_view {
    const char *key, *index; /* index: "1" */
    const char *first, *second, *third;
    const char *error;
};

struct roll_view {
    struct organiser_top top;
    const char *action, *intro, *mark, *keep, *back;
    bool rooms; /* else questions */
    bool unsaved;
    const char *conflict;
    const char *const *others; /* what somebody else saved meanwhile */
    size_t n_others;
    const struct form_error_view *errors;
    size_t n_errors;
    const struct roll_row_view *rows;
    size_t n_rows;
};

/* ---- from a text ------------------------------------------------------------------------ */

struct paste_view {
    struct organiser_top top;
    const char *action, *text, *back;
    const char *error;    /* NULL: none */
    const char *conflict; /* the plan was changed since it was shown; NULL */
    bool read;            /* it was: what was found is shown */
    const char *found;    /* "13 temps en 8 séquences" */
    const char *const *warnings;
    size_t n_warnings;
    const struct link_view *lines; /* href: the hours, label: the title */
    size_t n_lines;
    const char *based_on;
};

/* ---- releasing -------------------------------------------------------------------------- */

struct delta_view {
    const char *what; /* "Ajouté", "Retiré", "Déplacé", "Réécrit" */
    const char *word; /* for the style sheet */
    const char *title, *detail;
    const char *takes; /* whom it takes something from; NULL */
};

struct version_view {
    const char *title, *when, *note, *revision;
    bool current;
};

struct past_view {
    const char *words, *when, *revision;
};

struct release_view {
    struct organiser_top top;
    const char *action, *seen, *based_on, *board, *preview;
    bool may; /* there is something to release */
    const char *gone_past;
    const char *intro;
    const struct delta_view *deltas;
    size_t n_deltas;
    const char *const *others; /* what else changes: title, place, questions */
    size_t n_others;
    const struct link_view *faults;
    size_t n_faults;
    const char *note, *error;
    const struct version_view *versions;
    size_t n_versions;
    const struct past_view *pasts;
    size_t n_pasts;
    bool published;
    const char *public_href;
    const char *drop_help; /* what deleting the meeting takes along; NULL: it cannot be */
    const char *copy;
};

#endif
