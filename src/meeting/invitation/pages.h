/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of invitations show: finished text in the reader's language. */
#ifndef MAILLAGE_MEETING_INVITATION_PAGES_H
#define MAILLAGE_MEETING_INVITATION_PAGES_H

#include "meeting/organiser/pages.h"

struct invited_view {
    const char *name;  /* the address when no name is known */
    const char *about; /* address, organisation, territory */
    const char *state; /* "new", "sent", "opened", "answered": for the style sheet */
    const char *label; /* "Invitation ouverte le 3 juil. 2021" */
};

struct list_fault_view {
    const char *where, *text; /* "Ligne 12, colonne « e-mail »" */
};

/* The organiser's page: who is invited, and the form for more. */
struct invitations_view {
    struct organiser_top top;
    const char *action, *notice;
    int64_t all, to_send, opened, to_remind; /* to_remind: those whom a reminder may reach now */
    const struct nav_item *filters;
    size_t n_filters;
    const struct invited_view *rows;
    size_t n_rows;
    const char *next; /* address of the rows that follow; NULL: none */
};

/* A list that was sent, before it is added. */
struct invitation_list_view {
    struct organiser_top top;
    const char *action, *notice;
    const char *list; /* as it was typed, or what is left to be corrected */
    bool checked;     /* it was read: what follows is about it */
    int64_t ready;    /* people who can be added */
    int64_t repeated;
    const char *ignored; /* headings that were not understood: "téléphone, notes" */
    const struct list_fault_view *faults;
    size_t n_faults;
    int64_t more_faults;             /* not shown */
    const struct invited_view *rows; /* the first of those */
    size_t n_rows;
    int64_t more_rows;
};

/* What the person sees before the form. */
struct invitation_view {
    struct event_head head;
    const char *action, *greeting;
    const char *decline; /* address of the page that says no */
    bool answered, closed, declined;
};

#endif
