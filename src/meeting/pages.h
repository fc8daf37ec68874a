/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the pages of meetings show: finished text in the visitor's language and zone, nothing left
 * to decide but its place on the page. Text is plain (escaped when printed); NULL or 0 where there
 * is none.
 */
#ifndef MAILLAGE_MEETING_PAGES_H
#define MAILLAGE_MEETING_PAGES_H

#include "view/page.h"

struct link_view {
    const char *href, *label;
};

/* A choice of a form's list. */
struct option_view {
    const char *value, *label;
    bool selected;
};
struct option_group_view {
    const char *label;
    const struct option_view *options;
    size_t n_options;
};

struct parallel_view {
    const char *href, *title, *room;
    const char *number; /* "1": its place among those of the same time */
};

struct session_view {
    const char *href;       /* its own page; internal, without root */
    const char *anchor;     /* id on the page */
    const char *type;       /* "debate": for the style sheet */
    const char *type_label; /* "Débat" */
    const char *title;
    const char *note;
    const char *start, *end; /* "9 h 10" in the visitor's zone; end NULL when open */
    const char *start_home;  /* "9 h 10" in the meeting's zone; NULL when both are the same */
    const char *shift;       /* "la veille", "le lendemain": when the visitor's day differs */
    const char *iso_start, *iso_end;
    const char *duration; /* "35 min"; NULL when open */
    const char *room;
    const char *speakers; /* "Stéphane Rozès, 5 intervenants à annoncer" */
    bool thin;            /* a break or lunch: one quiet line */
    bool now, past;
    const struct parallel_view *parallel;
    size_t n_parallel;
};

struct sequence_view {
    const char *anchor;
    const char *title, *purpose;
    const char *time;              /* "9 h – 10 h 30" in the visitor's zone */
    const char *start, *iso_start; /* "9 h"; iso_start NULL when the date is unknown */
    bool thin;                     /* lone and a break: one quiet line */
    const char *const *questions;
    size_t n_questions;
    bool lone; /* one session that is its own sequence: no heading of its own */
    const struct session_view *sessions;
    size_t n_sessions;
};

struct day_view {
    const char *title; /* "lundi 12 juillet 2021", NULL when the meeting has one day */
    const char *anchor;
    const struct sequence_view *sequences;
    size_t n_sequences;
};

/* What every page of one meeting shows at its top. */
struct event_head {
    const char *href;   /* "/rencontres/2021-…" */
    const char *kicker; /* "7e Rencontre des pionniers des alliances en territoire" */
    const char *name;   /* "L'économie de l'alliance": the theme, or the title */
    const char *date;   /* "Lundi 12 juillet 2021" */
    const char *hours;  /* "9 h – 18 h", NULL when unknown */
    const char *iso_start, *iso_end;
    const char *remote;   /* "À distance", "À distance, à confirmer"; NULL when it is not */
    const char *onsite;   /* "sur place à confirmer"; NULL when it is not */
    const char *modality; /* both, as one phrase: "À distance, sur place à confirmer" */
    const char *place;
    const char *state;       /* "past", "today", "coming", "undated" */
    const char *state_label; /* "Dans 7 jours", "Aujourd'hui", "Passée", "Date à fixer" */
    bool demo, unpublished;
    bool has_programme;
    const char *inscription; /* where one registers; NULL when it is closed */
    const char *organiser; /* "/organisation/rencontres/2021-…": what is below is the organisers' */
};

struct zone_view {
    const char *label;      /* "Pointe-à-Pitre" */
    const char *home_label; /* "Paris" */
    const char *difference; /* "Paris − 6 h"; NULL when the same hour */
    bool same;
    const char *action; /* where the form goes */
    const char *back;   /* the address to come back to */
    const struct option_group_view *groups;
    size_t n_groups;
};

struct programme_view {
    struct event_head head;
    struct zone_view zone;
    const struct day_view *days;
    size_t n_days;
    bool many_days;
    const struct link_view *exports; /* ics first, then the formats for machines */
    size_t n_exports;
    const char *calendar; /* href of the .ics */
    const char *now_href; /* "#anchor" of what runs now; NULL outside the meeting */
    const char *version;  /* "Version 2, mise à jour le 5 juillet 2021" */
    const char
        *clock_ahead; /* seconds that our clock is ahead of the true one: "0", other with --now */
    bool empty;
    const char *preview; /* where the plan that is shown is worked on; NULL: it is released */
};

struct event_view { /* the meeting's own page */
    struct event_head head;
    struct safe_html purpose; /* Markdown of the organiser */
    bool has_purpose;
    const struct sequence_view *sequences; /* the day at a glance; none when there are several */
    size_t n_sequences;
    const struct day_view *days; /* of several days: titles and anchors */
    size_t n_days;
    bool awaited; /* not past: one can still take part */
    const char *const *questions;
    size_t n_questions;
    const char *const *supporters;
    size_t n_supporters;
    const char *remote_help, *onsite_help; /* a sentence on each modality and its status */
    const char *calendar, *programme;
    const struct link_view *practical; /* documents and addresses */
    size_t n_practical;
    struct zone_view zone;
    const struct link_view *previous, *next; /* the editions before and after; NULL when none */
};

struct session_page_view {
    struct event_head head;
    struct session_view session;
    struct zone_view zone;
    const char *sequence_title, *sequence_purpose, *sequence_href;
    const char *date;
    struct safe_html note;
    bool has_note;
    const char *const *questions;
    size_t n_questions;
    const char *const *speakers; /* a line each */
    size_t n_speakers;
    const struct link_view *documents;
    size_t n_documents;
    const char *calendar;
    const struct link_view *previous, *next;
};

struct event_item_view {
    struct event_head head;
};

struct event_list_view {
    const struct event_item_view *coming, *past;
    size_t n_coming, n_past;
};

#endif
