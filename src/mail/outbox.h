/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The outbox's statements of delivery; private to this folder and its tests. */
#ifndef MAILLAGE_MAIL_OUTBOX_H
#define MAILLAGE_MAIL_OUTBOX_H

#include "mail/mail.h"

#define ROW_COLUMNS                                                                                \
    "id, kind, about, details, created_at, sent_at, failed_at, failure, attempts, due_at,"         \
    " recipient, sending"
#define ROW_LETTERS "itiTiIITiITI"

extern const struct stmt sql_outbox_due, sql_outbox_take, sql_outbox_sent, sql_outbox_later,
    sql_outbox_failed, sql_outbox_untook, sql_outbox_again, sql_outbox_release, sql_outbox_failures,
    sql_outbox_came_back, sql_refusal_put, sql_refusal_of, sql_refusals, sql_refusal_lift,
    sql_outbox_old, sql_outbox_old_erase, sql_refusal_subscribe, sql_return_put, sql_returns_forget;
extern const struct stmt sql_outbox_farewell, sql_outbox_farewells_due, sql_outbox_farewells_end,
    sql_outbox_about, sql_outbox_drop, sql_outbox_forget, sql_outbox_drop_kind, sql_refusal_erase,
    sql_refusal_count, sql_refusal_addresses, sql_rows_about;

/* The end of a range of kinds: "registration/" to "registration0". */
const char *outbox_kinds_end(struct arena *a, const char *kinds);

must_check enum err outbox_rows_of(struct db *db, struct arena *a, const struct stmt *stmt,
                                   struct params params, struct mail_row **out, size_t *n);

/* The reason that a row of addresses holds. */
enum mail_refusal refusal_of_word(const char *word);

/* For rules: what somebody did to a message; `reason` NULL: none is to be told. */
must_check enum err outbox_note(struct db *db, const char *verb, int64_t message,
                                const char *reason, struct audit_by by, int64_t now);

#define OUTBOX_LEASE_SECONDS 900 /* longer than a batch may take */
#define OUTBOX_TRIES 9           /* over about three days */
#define OUTBOX_STALE_SECONDS (7 * 24 * 3600)
#define FAILURE_MAX 240 /* bytes of a reason */

/* Whether a row may be tried now. Never writes. */
must_check enum err outbox_is_due(struct db *db, struct arena *a, int64_t now, const char *owner,
                                  bool *out);
/* Takes up to `most` rows for `owner`, the longest due first; their `attempts` count this one. */
must_check enum err outbox_take(struct store *s, struct arena *a, const char *owner, int64_t now,
                                int64_t most, struct mail_row **out, size_t *n);
/* Gives every lease back: the process that held them is gone. */
must_check enum err outbox_release(struct store *s);

/* What became of a row that was taken. */
enum outcome {
    OUTCOME_SENT,
    OUTCOME_LATER,  /* deferred: the next try comes after a delay that grows, the last one fails */
    OUTCOME_FAILED, /* refused for good */
    OUTCOME_UNTRIED /* the relay cannot be reached: nothing of it is the message's fault */
};
struct result {
    int64_t id, now;
    int64_t attempts;
    enum outcome outcome;
    const char *why; /* NULL when sent */
};
must_check enum err outbox_record(struct store *s, const struct result *r);

/* Seconds until the next try, after so many; 0: there is none. */
int64_t outbox_delay(int64_t attempts);

#endif
