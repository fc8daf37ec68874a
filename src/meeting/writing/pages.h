/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of writing to people show: finished text in the reader's language. */
#ifndef MAILLAGE_MEETING_WRITING_PAGES_H
#define MAILLAGE_MEETING_WRITING_PAGES_H

#include "meeting/organiser/pages.h"

struct sending_row_view {
    const char *href, *subject, *when;
    const char *state, *label; /* label: "Brouillon", "Envoyé à 120 personnes" */
};

/* The messages of a meeting. */
struct sendings_view {
    struct organiser_top top;
    const char *action, *write;
    const char *news; /* what calendars do not know of the programme; NULL: they know all */
    int64_t news_people;
    const struct sending_row_view *rows;
    size_t n_rows;
};

struct fill_view {
    const char *name, *label; /* "{prenom}" */
};

/* A draft being written. */
struct writing_view {
    struct organiser_top top;
    const char *action, *back; /* back: NULL for a new one */
    const char *key;           /* under which the browser keeps what is typed */
    const char *version, *conflict;
    const struct form_error_view *errors;
    size_t n_errors;
    const struct choice_view *audiences, *types;
    size_t n_audiences, n_types;
    const char *search;
    const struct select_view *selects;
    size_t n_selects;
    struct field_view subject, body, subject_en, body_en;
    bool english; /* the English words are shown open */
    const struct fill_view *fills;
    size_t n_fills;
};

struct sending_result_view {
    const char *href, *name, *address, *state, *label;
};

/* One sending: read again before it begins, followed afterwards. */
struct sending_view {
    struct organiser_top top;
    const char *action, *here, *state, *state_label, *notice, *refusal;
    const char *keys; /* under which the browser kept what is saved now, parted by blanks */
    const char *edit; /* NULL: it has begun */
    const char *whom; /* the filter in words */
    const char *const *counts; /* a sentence each: who gets it, who does not and why */
    size_t n_counts;
    const char *no_relay; /* nothing leaves: why; NULL */
    const struct choice_view *recipients;
    size_t n_recipients;
    const char *subject, *text, *html, *lang, *trial_to;
    bool may_begin, planned, running, paused, over, announcement;
    int64_t people;
    struct field_view date, hour;
    const char *zone, *planned_at;
    int64_t sent, waiting, failed, refused, unsubscribed;
    const char *width, *began, *ended, *pace;
    const struct nav_item *fates;
    size_t n_fates;
    const struct sending_result_view *results;
    size_t n_results;
    const char *next;
};

struct meeting_choice_view {
    const char *href, *name, *date;
};
struct meeting_choices_view {
    const struct meeting_choice_view *rows;
    size_t n_rows;
};

/* The texts of automatic messages. */
struct own_text_row_view {
    const char *label;
    const char *fr, *en;             /* addresses */
    const char *fr_state, *en_state; /* "Texte d’origine", "Modifié le …" */
    bool fr_own, en_own;
    const char *wrong; /* why the original is sent instead; NULL */
};
struct own_texts_view {
    const struct own_text_row_view *rows;
    size_t n_rows;
};

struct own_text_view {
    const char *title, *action, *lang, *notice, *wrong;
    const struct nav_item *langs;
    size_t n_langs;
    struct field_view subject, intro;
    const struct form_error_view *errors;
    size_t n_errors;
    bool own; /* there is one to go back from */
    const struct fill_view *fills;
    size_t n_fills;
    const char *key;
    const struct choice_view *recipients;
    size_t n_recipients;
    const char *preview_subject, *text, *html; /* html NULL: of what is not stored */
    const char *none;                          /* why there is no preview; NULL */
};

/* The person's own page: no more announcements, or again. */
struct announcements_view {
    struct event_head head;
    const char *action, *back;
    bool refused;
    bool blocked; /* by a bounce: pressing changes nothing */
};

#endif
