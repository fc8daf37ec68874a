/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a message about a meeting says: finished text in the person's language. */
#ifndef MAILLAGE_MEETING_MESSAGES_PAGES_H
#define MAILLAGE_MEETING_MESSAGES_PAGES_H

#include "meeting/pages.h"

struct message_fact {
    const char *label, *text;
};

#define MESSAGE_FACTS_MAX 6
#define MESSAGE_LINKS_MAX 4
#define MESSAGE_WORKSHOPS_MAX 3
#define MESSAGE_CHANGES_MAX 20

/* Links are whole addresses; what is NULL is not said. */
struct letter_view {
    const char *title, *greeting; /* greeting NULL: the words have one */
    struct safe_html words;       /* of an organiser, instead of what happened */
    const char *words_lang;
    bool has_words;
    const char *what, *more;                /* what happened, what follows from it */
    const char *workshop, *workshop_when;   /* the one it is about */
    const char *deadline, *deadline_theirs; /* in the meeting's zone, and in theirs if another */
    const struct message_fact *changes;     /* of the programme: title, and what it is now */
    size_t n_changes;
    const char *more_changes;
    const char *act, *act_href, *act_note; /* the one thing to do */
    const char *event_name, *event_kicker;
    const struct message_fact *facts; /* when, how, where */
    size_t n_facts;
    const struct message_fact *workshops; /* title and "place réservée", "liste d'attente" */
    size_t n_workshops;
    const struct link_view *links;
    size_t n_links;
    const char *why, *privacy;
};

#endif
