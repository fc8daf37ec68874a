/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Invitations: a list of people gives each a personal address, where the registration form of a
 * meeting is filled with what is known of them. An invitation is to be sent, sent, opened (a person
 * pressed its button), answered (a registration came of it, or of its address).
 *
 * Times are UTC seconds, NO_INSTANT for what has not happened. Texts are UTF-8.
 */
#ifndef MAILLAGE_MEETING_INVITATION_H
#define MAILLAGE_MEETING_INVITATION_H

#include "meeting/registration/registration.h"

typedef struct {
    int64_t v;
} invitation_id;

#define INVITATIONS_MAX 5000                          /* rows of one list */
#define INVITATION_LIST_MAX ((size_t)4 * 1024 * 1024) /* bytes of one list */

/* What a list says of one person. */
struct invitation_draft {
    const char *given_name, *family_name; /* "" where the list has none */
    const char *email;
    const char *organisation;
    const char *ecosystem; /* a word of ecosystems[] */
    const char *territory, *territory_words;
    const char *lang;
    /* made when the list is read, so that the rule has nothing to compute */
    const char *address; /* folded: one invitation an address and event */
    struct str sort_key;
    char token[TOKEN_SIZE];
    int64_t line; /* of the list */
};

struct invitation {
    invitation_id id;
    event_id event;
    const char *token;
    struct invitation_draft draft; /* without what lists add */
    int64_t created_at, sent_at, opened_at, reminded_at, declined_at;
    bool answered;
    enum registration_state state; /* of the registration, when answered */
};

/* ---- reading ---------------------------------------------------------------------------- */

/* ERR_NOT_FOUND. */
must_check enum err invitation_by_token(struct db *db, struct arena *a, const char *token,
                                        struct invitation *out);
must_check enum err invitation_by_id(struct db *db, struct arena *a, invitation_id id,
                                     struct invitation *out);

enum invitation_filter {
    INVITATIONS_ALL,
    INVITATIONS_TO_SEND,
    INVITATIONS_TO_REMIND,
    INVITATIONS_ANSWERED
};

/* In alphabetical order, those after `after` (0: from the first), at most `most`. */
must_check enum err invitation_list(struct db *db, struct arena *a, event_id event,
                                    enum invitation_filter filter, invitation_id after,
                                    int64_t most, const struct invitation **out, size_t *n);

struct invitation_counts {
    int64_t all, to_send, sent, opened, answered, to_remind;
};
must_check enum err invitation_count(struct db *db, struct arena *a, event_id event,
                                     struct invitation_counts *out);

/* ---- lists ------------------------------------------------------------------------------ */

enum invitation_column {
    COLUMN_GIVEN_NAME,
    COLUMN_FAMILY_NAME,
    COLUMN_EMAIL,
    COLUMN_ORGANISATION,
    COLUMN_ECOSYSTEM,
    COLUMN_TERRITORY,
    COLUMN_LANG,
    INVITATION_COLUMNS
};

struct list_fault {
    int64_t line;       /* from 1 */
    const char *column; /* its heading as written; NULL: the whole line */
    const char *text;   /* what is wrong and what to do, in the reader's language */
};

struct invitation_table {
    const char *columns[INVITATION_COLUMNS]; /* headings as written; NULL: not in the list */
    const char *const *ignored;              /* headings that say nothing to us */
    size_t n_ignored;
    struct str heading; /* the first line, as written */
    struct invitation_draft *drafts;
    size_t n;
    struct list_fault *faults;
    size_t n_faults;
    struct str *faulty; /* the lines at fault, as written */
    size_t n_faulty;
    int64_t repeated; /* lines whose address stands above: one invitation */
};

/*
 * A list as CSV (base/csv.h), headings in any order, in French or English: prénom, nom, e-mail,
 * structure, écosystème, territoire, langue. Each line is a draft, a repetition or a fault; `lang`
 * is of the faults' text. Without a heading for addresses nothing is read but that fault.
 */
void invitation_table_read(struct arena *a, const char *lang, struct str text,
                           struct invitation_table *out);

/* ---- rules: each is given to store_write with its argument ------------------------------ */

/* Adds those whose address is new at the event; of the others, replaces what the list says. Who is
 * registered already has answered. */
struct add_invitations {
    event_id event;
    const struct invitation_draft *drafts;
    size_t n;
    const struct audit_by *by; /* NULL: nothing is noted */
    int64_t now;
    int64_t added, known; /* results */
};
enum err add_invitations(struct db *db, void *arg);

/* Queues the message of each that was not sent and not answered. */
struct send_invitations {
    event_id event;
    const struct audit_by *by;
    int64_t now;
    int64_t sent; /* result */
};
enum err send_invitations(struct db *db, void *arg);

/* Seconds between an invitation and its reminder, and between two reminders. */
#define REMIND_AFTER (4 * 86400)

/* Those who neither answered nor declined, and were not written to for REMIND_AFTER. */
must_check enum err invitations_remindable(struct db *db, struct arena *a, event_id event,
                                           int64_t now, int64_t *out);
/* Queues a reminder for each of them. */
struct remind_invitations {
    event_id event;
    const struct audit_by *by;
    int64_t now;
    int64_t reminded; /* result */
};
enum err remind_invitations(struct db *db, void *arg);

/* Takes out those that were not sent: a list that was the wrong one. */
struct withdraw_invitations {
    event_id event;
    const struct audit_by *by;
    int64_t now;
    int64_t withdrawn; /* result */
};
enum err withdraw_invitations(struct db *db, void *arg);

/* Its button was pressed; the first time counts. */
struct open_invitation {
    const char *token;
    int64_t now;
};
enum err open_invitation(struct db *db, void *arg);

/* They will not come; `no_more`: and want no further invitations. Who registered has answered. */
struct decline_invitation {
    const char *token, *email;
    bool no_more;
    int64_t now;
};
enum err decline_invitation(struct db *db, void *arg);

/* For the rule of registering: a registration came, through an invitation (`token`, NULL: none) or
 * of an invited address. One that has another registration keeps it, unless it was cancelled. */
must_check enum err invitation_answered(struct db *db, struct arena *a, event_id event,
                                        const char *token, const char *email,
                                        registration_id registration);

#endif
