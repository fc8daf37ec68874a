/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the pages of registration show: finished text in the visitor's language. */
#ifndef MAILLAGE_MEETING_REGISTRATION_PAGES_H
#define MAILLAGE_MEETING_REGISTRATION_PAGES_H

#include "meeting/pages.h"

/* A field of a form: what it is, what was typed, and what is wrong with it. */
struct field_view {
    const char *name, *label, *help; /* help NULL: none */
    const char *value;               /* never lost: what was typed */
    const char *error;               /* NULL: none */
    const char *described;           /* ids of its help and error; NULL: neither */
    const char *type, *autocomplete; /* of an <input> */
    bool required;
};

/* One of several: a radio button or an option of a list. */
struct choice_view {
    const char *id, *value, *label, *note; /* note: "12 places", "complet : liste d'attente" */
    bool selected;
};

struct form_error_view {
    const char *href, *text; /* "#email" */
};

struct wish_view {
    struct field_view field;
    const struct choice_view *choices;
    size_t n_choices;
};

struct registration_form_view {
    struct event_head head;
    const char *action, *title, *submit;
    bool is_change; /* of a registration that is there */
    bool closed;    /* past, or without any way to take part */
    const struct form_error_view *errors;
    size_t n_errors;
    struct field_view given_name, family_name, email, organisation, ecosystem, territory;
    const struct choice_view *ecosystems, *modalities, *candidates; /* candidates: territories */
    size_t n_ecosystems, n_modalities, n_candidates;
    const char *modality_error;
    const struct wish_view *wishes; /* none when the meeting has no workshop */
    size_t n_wishes;
    struct field_view access_needs;
    const char *consent_words;
    bool consents;
    const char *key, *since;
    const char *invitation; /* what it answers; NULL: none */
    const char *back;       /* of a change */
};

struct seat_view {      /* what a person holds: a seat, an offer, a place in a list */
    const char *title;  /* "Sur place", or the workshop's */
    const char *state;  /* "confirmed", "offered", "waiting" */
    const char *label;  /* "Place confirmée", "Une place vous est proposée"… */
    const char *detail; /* "Répondez avant lundi 5 juillet, 9 h", "2 personnes avant vous" */
    const char *claim;  /* its number, for the answer */
    bool offered, waiting;
};

struct consent_view {              /* what a person agreed to */
    const char *words, *lang;      /* the sentence that was shown */
    const char *given, *withdrawn; /* when; withdrawn NULL: it holds */
    const char *action;            /* takes it back; NULL: it was */
};

struct ticket_view {
    struct event_head head;
    const char *state, *state_label, *state_help;
    const char *href; /* of the private page */
    const char *name, *email, *organisation, *territory;
    const char *modality;
    const char *code; /* "7K2M-9QXA-…" for reading aloud */
    const char *qr;   /* address of the picture */
    const char *calendar;
    const char *participants; /* the list of who else comes; NULL when cancelled */
    const struct seat_view *seats;
    size_t n_seats;
    const struct choice_view *switches; /* other modalities on offer */
    size_t n_switches;
    const struct consent_view *consents;
    size_t n_consents;
    bool cancelled, has_seat, may_change;
    const char *notice; /* what was just done; NULL */
};

struct participant_view {
    const char *first, *rest; /* the name as the list is ordered: family name, given name */
    const char *organisation, *territory;
};

/* Who else comes, to somebody who is registered. */
struct participants_view {
    struct event_head head;
    const char *href, *back; /* of this page, of one's own */
    const char *edit;        /* where one changes one's consent; NULL */
    const char *query;       /* as typed, "" without */
    const char *error;       /* of the query; NULL */
    const char *mine;        /* whether one is in the list oneself */
    const char *found;       /* "12 personnes": of the list, or of what was looked for; NULL */
    const struct participant_view *items;
    size_t n_items;
    bool is_later;    /* not the first page */
    const char *next; /* after whom the next page starts; NULL at the end */
};

/* The badge's address, as anyone's camera opens it. */
struct badge_view {
    struct event_head head;
    const char *code, *state_label, *modality;
    bool cancelled;
};

#endif
