/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the portal, the legal pages and the error pages show. See meeting/pages.h for the manner. */
#ifndef MAILLAGE_SITE_PAGES_H
#define MAILLAGE_SITE_PAGES_H

#include "meeting/meeting.h"

struct portal_view {
    const struct event_head *next;   /* NULL when no meeting is to come */
    const struct sequence_view *day; /* its day at a glance */
    size_t n_day;
    const char *calendar; /* of the next meeting */
    const struct event_item_view *past;
    size_t n_past;
};

struct text_view { /* a page of the operator's words */
    const char *title;
    struct safe_html body;
};

struct error_view {
    int status;
    const char *title;     /* "Cette page n'existe pas" */
    const char *what;      /* what happened, in plain words */
    const char *advice;    /* what to do next */
    const char *reference; /* the request's number in the log; NULL when there is none */
    const struct link_view *links;
    size_t n_links;
};

/* The whole list of zones, for those who are not in one of the first. */
struct zone_page_view {
    const char *action, *back;
    const struct option_group_view *groups;
    size_t n_groups;
};

struct provider_view { /* where one may sign in elsewhere */
    const char *label; /* "ProConnect" */
    bool proconnect;   /* which wants a link that says what it is */
};

/* On the way to the provider: a page that leaves by itself. */
struct provider_leave_view {
    const char *title, *what, *href, *go;
};

struct provider_failed_view {
    const char *title, *what, *advice;
    const char *email; /* that the words name as {email}; NULL: none */
    const char *said;  /* the provider's own words, shortened; NULL: none */
    const struct provider_view *provider;
    const char *back; /* where they were going; NULL */
    bool again;       /* trying once more may help */
    bool linking;     /* they came from "Mon espace" */
};

/* Somebody came back from the provider, and must show that an account is theirs. */
struct provider_prove_view {
    const char *label;
    const char *email; /* NULL: the provider gave none */
    bool by_mail;      /* a code can be sent there */
    const char *back;  /* where it is linked, once they are in */
};

struct provider_link_view {
    const char *label, *name, *email; /* name and email NULL: not given */
    const char *account;              /* address of the account */
};

struct sign_in_view {
    const char *email;                    /* of who is signed in; NULL: nobody is */
    bool organiser;                       /* they may see /organisation */
    const char *back;                     /* where they were going; NULL when nowhere */
    bool by_mail;                         /* a code can be sent */
    const struct provider_view *provider; /* NULL: none */
    const char *typed, *error;            /* an address that is none, and what to do */
    bool by_passkey;                      /* keys can be had at this address */
    const char *key_error;                /* why a key let nobody in; NULL */
};

struct code_view {
    const char *back, *error;
};

struct code_letter_view {
    const char *code, *link, *why, *privacy;
};

struct own_session_view {
    const char *browser, *since, *seen; /* browser NULL: not known */
    const char *action;                 /* closes it; NULL: it is this one */
};

struct own_registration_view {
    const char *href, *title, *name, *when; /* when NULL: not known */
    bool cancelled;
};

struct own_passkey_view {
    const char *href, *name, *since, *used; /* used NULL: never */
    bool backed_up;                         /* it is synchronised */
};

struct own_identity_view { /* of a provider, tied to one's account */
    const char *provider;
    const char *email, *name, *siret; /* NULL: not given */
    const char *since, *used;
    const char *action; /* unties it */
};

struct own_identities_view {
    const struct own_identity_view *identities;
    size_t n_identities;
    const char *label; /* of the provider that can be added; NULL: none */
};

struct own_view { /* "Mon espace" */
    const char *email;
    bool by_passkey, recent; /* keys can be had here; they may be added now */
    const struct own_passkey_view *passkeys;
    size_t n_passkeys;
    const char *key_name, *key_error; /* of the next one; why the last one was refused, or NULL */
    const struct own_registration_view *registrations;
    size_t n_registrations;
    const struct own_session_view *sessions;
    size_t n_sessions;
    bool others;                                  /* there are further sessions than this one */
    const struct own_identities_view *identities; /* NULL: nothing to say of them */
};

struct passkey_view {          /* one of one's own */
    const char *typed, *error; /* a name that is none; error NULL */
    const char *name, *rename, *remove;
    const char *since, *used; /* used NULL: never */
    bool backed_up, recent;
};

struct passkey_letter_view {
    const char *title, *what, *then; /* what happened, and what to do if it was not you */
    const char *name, *browser;      /* of the key; where it was done, NULL: not known */
    const char *own, *why, *privacy;
};

struct sign_in_link_view { /* what a one-time link leads to */
    const char *action, *back;
    const char *name; /* whose link it is; NULL: of who asked for it */
};

struct organisation_view {
    const struct event_item_view *meetings; /* the latest first */
    size_t n_meetings;
};

struct message_row_view { /* of the outbox */
    const char *href, *what;
    const char *name, *address; /* NULL: no longer known */
    const char *when;
    const char *sent_at, *failed_at; /* NULL: it was not */
    const char *again_at;            /* when it is tried again; NULL: at once, or never */
    const char *failure;             /* why the latest try failed; NULL */
};

struct messages_view {
    const struct message_row_view *rows; /* the latest first */
    size_t n_rows;
    const char *next;    /* address of older ones; NULL: none */
    bool later;          /* there are more recent ones */
    const char *failed;  /* "3 messages n'ont pas pu partir"; NULL: none */
    bool no_relay;       /* nothing is sent from here */
    const char *trouble; /* what the relay last answered instead of taking mail; NULL */
};

struct refusal_view {
    const char *address, *reason, *said, *when; /* said NULL: nothing was */
    const char *action;                         /* lifts it */
};

struct refusals_view {
    const struct refusal_view *rows; /* the latest first */
    size_t n_rows;
};

struct message_view {
    const char *what, *when;
    const char *sent_at, *failed_at, *again_at, *failure; /* as in message_row_view */
    const char *again;                                    /* address that tries it anew; NULL */
    bool confidential; /* only whom it is for reads it: the rest is NULL */
    bool gone;         /* it cannot be rendered any more: the rest is NULL */
    const char *subject, *name, *address, *text, *lang;
    const char *html; /* address of its HTML */
};

#endif
