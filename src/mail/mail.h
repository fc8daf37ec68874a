/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The outbox: what is to be said to people, queued in the transaction that makes it true. A row
 * holds a template's name (`kind`), the id of what it is about, and values that only that moment
 * knew (a JSON object); names and addresses are read when the message is rendered. A module brings
 * the kinds it knows how to render (struct mail_kind, in its struct module).
 */
#ifndef MAILLAGE_MAIL_H
#define MAILLAGE_MAIL_H

#include "audit/audit.h"
#include "base/buf.h"
#include "base/clock.h"
#include "jobs/retention.h"
#include "link/person.h"
#include "store/store.h"
#include "view/page.h"

extern const struct store_schema mail_schema;
extern const struct retention_rule mail_retention; /* what was sent, or could not be */

/* What the outbox and the list of refusals hold about somebody. */
#define MAIL_PERSON 2
extern const struct person_data mail_person[MAIL_PERSON];

/* What is noted of messages and addresses; the app adds them to those of the modules. */
#define MAIL_AUDIT 4
extern const struct audit_kind mail_audit[MAIL_AUDIT];

#define MAIL_DETAILS_MAX 4096

struct mail_row {
    int64_t id;
    const char *kind;    /* "registration/confirmed" */
    int64_t about;       /* id of what it is about, in the module that has the kind */
    const char *details; /* a JSON object; NULL */
    int64_t created_at;
    bool sent, failed;
    int64_t sent_at, failed_at; /* when they are */
    const char *failure;        /* why the latest try failed; NULL */
    int64_t attempts, due_at;   /* tries so far, and when the next one may be */
    const char *recipient;      /* of a farewell that has not left; NULL */
    int64_t sending;            /* that it is part of; 0: none */
};

/* For rules: adds a row. `kind` is a constant; `details` is NULL or at most MAIL_DETAILS_MAX. */
must_check enum err mail_queue(struct db *db, const char *kind, int64_t about, const char *details,
                               int64_t now);

/* The beginning of a statement of a module's own that queues many at once: a SELECT of kind, about,
 * details, created_at and the same again follows. */
#define MAIL_QUEUE_INTO "INSERT INTO outbox_message (kind, about, details, created_at, due_at)"

/* The same for those of a sending to many: kind, about, sending, created_at and the same again. */
#define MAIL_QUEUE_SENDING "INSERT INTO outbox_message (kind, about, sending, created_at, due_at)"

/* The same, or as much work for nothing: `really` false takes the row away again, so that time does
 * not tell whether somebody is written to. */
must_check enum err mail_queue_or_not(struct db *db, struct arena *a, const char *kind,
                                      int64_t about, int64_t now, bool really);

/*
 * For rules: a last message, to an address of which nothing else is kept. The row alone knows it,
 * and forgets it as soon as the message has left or is given up.
 */
must_check enum err mail_queue_farewell(struct db *db, const char *kind, const char *recipient,
                                        const char *lang, int64_t now);
#define MAIL_FAREWELL "person/erased" /* the kind by which an erasure is told */

/* Farewells that could not leave for FAREWELL_SECONDS are given up, and forget their address. */
#define FAREWELL_SECONDS (7 * 24 * 3600)
must_check enum err mail_farewells_end(struct store *s, int64_t now);

/* For rules: the rows about one thing whose kind begins with `kinds` are gone. */
must_check enum err mail_unqueue(struct db *db, struct arena *a, const char *kinds, int64_t about);

/* ERR_NOT_FOUND. */
must_check enum err mail_row_of(struct db *db, struct arena *a, int64_t id, struct mail_row *out);

/* The latest first, from below `before` (0: the latest of all), at most `most`. */
must_check enum err mail_rows(struct db *db, struct arena *a, int64_t before, int64_t most,
                              struct mail_row **out, size_t *n);

/* Those about one thing whose kind begins with `kinds` ("registration/"), the latest first. */
must_check enum err mail_rows_about(struct db *db, struct arena *a, const char *kinds,
                                    int64_t about, struct mail_row **out, size_t *n);

/* What became of a sending so far. The rest of `all` waits. */
struct mail_tally {
    int64_t all, sent, failed;
};
must_check enum err mail_sending_tally(struct db *db, struct arena *a, int64_t sending,
                                       struct mail_tally *out);
/* Messages of any sending that wait: a relay that is slow is given no more. */
must_check enum err mail_sendings_wait(struct db *db, struct arena *a, int64_t *out);
/* Of one sending, from above `after` by id, at most `most`. */
enum mail_fate { FATE_ANY, FATE_SENT, FATE_WAITS, FATE_FAILED };
must_check enum err mail_sending_rows(struct db *db, struct arena *a, int64_t sending,
                                      enum mail_fate fate, int64_t after, int64_t most,
                                      struct mail_row **out, size_t *n);

/* A message that failed is tried anew. ERR_CONFLICT: it has not failed (any more). */
must_check enum err mail_send_again(struct store *s, int64_t id, struct audit_by by, int64_t now);

/* How many have failed. */
must_check enum err mail_failures(struct db *db, struct arena *a, int64_t *out);

/* ---- addresses that get no more ----------------------------------------------------------- */

enum mail_refusal {
    REFUSAL_NONE,
    REFUSAL_UNSUBSCRIBED, /* wants no more of what goes to many */
    REFUSAL_BOUNCED,      /* messages come back for good: nothing is sent there */
    REFUSAL_COMPLAINT     /* its reader called one spam: nothing is sent there */
};

/* For statements of modules: refusals beside addresses, which must be folded or in small letters.
 */
#define MAIL_REFUSAL_JOIN(address) " LEFT JOIN mail_refusal ON mail_refusal.address = " address

/* For rules. `said`: the other server's words; NULL. */
must_check enum err mail_refuse(struct db *db, const char *address, enum mail_refusal reason,
                                const char *said, int64_t now);
/* For rules: takes an "unsubscribed" back, and nothing else. */
must_check enum err mail_subscribe_again(struct db *db, const char *address);
must_check enum err mail_refusal_of(struct db *db, struct arena *a, const char *address,
                                    enum mail_refusal *out);

struct mail_refusal_row {
    int64_t id, created_at;
    const char *address, *said;
    enum mail_refusal reason;
};
/* The latest first. */
must_check enum err mail_refusals(struct db *db, struct arena *a, int64_t most,
                                  const struct mail_refusal_row **out, size_t *n);
/* ERR_NOT_FOUND: it is lifted already. */
must_check enum err mail_allow_again(struct store *s, int64_t id, struct audit_by by, int64_t now);

/* What a mailbox says of a message of ours. */
struct mail_bounce {
    int64_t message, written_at; /* its row, and when that was written */
    enum mail_refusal reason;
    const char *said;
};
/* Of a mailbox file (mbox) or one message; what is no report, or none of ours, is passed over. */
void mail_bounces_read(struct arena *a, struct str mailbox, const struct mail_bounce **out,
                       size_t *n);

/* ---- messages --------------------------------------------------------------------------- */

#define MAIL_BODY_MAX ((size_t)256 * 1024)
/* Of the plain text; only an address may be longer (RFC 5322 2.1.1: 78). */
#define MAIL_COLUMNS 76

/* What a kind makes of a row. Texts are plain; mail_render makes them fit for headers. */
struct mail_draft {
    const char *to_name, *to_address; /* to_name NULL: none */
    const char *lang;                 /* of the person: "fr", "en" */
    const char *subject;
    struct buf *body; /* HTML, from {{include mail_top(…)}} to {{include mail_bottom(…)}} */
    /* An iCalendar object and its METHOD, for the reader's calendar (RFC 6047); NULL: none. */
    const char *calendar, *calendar_method;
    /* What the same message takes out of the calendar (METHOD:CANCEL) beside; NULL: nothing. */
    const char *calendar_cancel;
    const char *unsubscribe; /* where one click ends such messages (RFC 8058); NULL: not offered */
};

/* A message as it is read and sent. */
struct mail_message {
    const char *to_name;    /* one line, nothing that a header gives a meaning; NULL */
    const char *to_address; /* one address */
    const char *subject;    /* one line */
    const char *lang;
    const char *html; /* a whole document, with its style sheet */
    const char *text; /* the same words: lines of at most MAIL_COLUMNS, "\n" at their ends */
    const char *calendar, *calendar_method, *calendar_cancel, *unsubscribe; /* NULL: none */
    const char *from_name, *reply_to; /* reply_to NULL: none */
};

struct mail_person {
    const char *name, *address; /* both NULL: no longer there */
};

/* Where messages come from. Nothing of it is copied. */
struct mail_house {
    const char *base_url, *site_name;
    const char *from_address; /* the sender's; NULL in tests that send nothing */
    const struct mail_kind *const *kinds;
    size_t n_kinds;
    const unsigned char *secret; /* 32 bytes: for kinds whose words are derived, never stored */
    const struct clock *clock;
    const char *from_name; /* the sender's; NULL: the site's */
    const char *reply_to;  /* an address; NULL: none */
    /* Sets site_name, from_name and reply_to, in a copy, as the database has them; `ctx` is given
     * to it. NULL: they are as they stand here. */
    enum err (*refresh)(const void *ctx, struct db *db, struct arena *a, struct mail_house *house);
    const void *ctx;
    const void
        *preview; /* what a kind's page shows before it is stored; NULL in a house that sends */
};

#define MAIL_PEOPLE_MAX 50
/* MAIL_PEOPLE_MAX of them: both engines take a list of parameters, neither the other's arrays. */
#define MAIL_PEOPLE_SQL                                                                            \
    "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,"   \
    " $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38,"   \
    " $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50"
#define MAIL_PEOPLE_LETTERS "iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii"

/*
 * A kind of message, brought by a module. `render` fills a draft; ERR_NOT_FOUND: what it was about
 * is no longer there. `people` says whom up to MAIL_PEOPLE_MAX messages are for, by the ids that
 * they are about, with a constant number of statements; kinds that share the function are asked
 * together.
 */
struct mail_kind {
    const char *name;  /* "registration/confirmed" */
    const char *label; /* in French, a translation key: for the organiser's list */
    enum err (*render)(const struct mail_house *house, struct db *db, struct arena *a,
                       const struct mail_row *row, struct mail_draft *out);
    enum err (*people)(struct db *db, struct arena *a, const int64_t *about, size_t n,
                       struct mail_person *out);
    /*
     * "t" to "i": what its messages to an address may be about, so that they are exported and
     * erased with the person. NULL for a farewell alone: a program with another that lacks it does
     * not start.
     */
    const struct stmt *about;
    bool bulk;         /* it goes to many who did not ask for it: they may want no more */
    bool confidential; /* its words open a door: nobody reads them but whom it is for */
};

/* The parameters of a statement with MAIL_PEOPLE_SQL. */
struct params mail_people_ids(struct value ids[MAIL_PEOPLE_MAX], const int64_t *about, size_t n);

/* NULL: no module brings it. */
const struct mail_kind *mail_kind_of(const struct mail_house *house, const char *name);

/* ERR_NOT_FOUND: no such kind, or what it is about is gone. */
must_check enum err mail_render(const struct mail_house *house, struct db *db, struct arena *a,
                                const struct mail_row *row, struct mail_message *out);

/* Whom the rows (at most MAIL_PEOPLE_MAX) are for: one for each, in their order. */
must_check enum err mail_people(const struct mail_house *house, struct db *db, struct arena *a,
                                const struct mail_row *rows, size_t n, struct mail_person *out);

/* The row's number and second in a Message-ID of ours; false: it is none. */
must_check bool mail_message_id(const char *text, int64_t *message, int64_t *written_at);

/*
 * For store_write: all that one request reported, or nothing. ERR_CONFLICT: its proof (a hex
 * digest) was taken already. What is none of ours is passed over.
 */
struct mail_returns {
    const struct mail_house *house;
    const char *proof;
    const struct mail_bounce *list;
    size_t n;
    int64_t now;
    int64_t taken; /* result: of messages of ours */
};
enum err mail_returns_take(struct db *db, void *arg);

/* Its message is marked as come back, its address gets no more. ERR_NOT_FOUND: no such message. */
must_check enum err mail_bounce_take(struct store *s, struct arena *a,
                                     const struct mail_house *house,
                                     const struct mail_bounce *bounce, struct audit_by by,
                                     int64_t now);

/* For kinds: the page that their templates are given, and a whole address of the site in the
 * person's language. */
struct page mail_page(const struct mail_house *house, const char *lang);
const char *mail_href(const struct mail_house *house, struct arena *a, const char *lang,
                      const char *path);

/*
 * How to greet somebody by name: the name on one line, or NULL when it is empty or holds what a
 * reader of mail would turn into a link ("www.", "://", a domain, an address).
 */
const char *mail_name(struct arena *a, const char *typed);

/*
 * The plain text of a document that our templates made: paragraphs, headings, lists, definition
 * lists and links, as « words : address ».
 */
const char *mail_text(struct arena *a, const char *lang, const char *html);

/* What the style sheet of messages needs of a Content-Security-Policy: "'sha256-…'". */
const char *mail_style_source(struct arena *a);

#endif
