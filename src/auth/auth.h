/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Accounts and signing in. An operator makes an account and prints a one-time link; whoever opens
 * it gets a session, which is a row here and a random token in a cookie of the browser. Nothing
 * here knows of requests or pages: app/gate.c decides who comes in, module site has the pages.
 *
 * Rules read no clock and make no randomness: both come as values. Times are UTC seconds.
 */
#ifndef MAILLAGE_AUTH_H
#define MAILLAGE_AUTH_H

#include "base/address.h"
#include "mail/mail.h"
#include "store/store.h"

/* ---- accounts --------------------------------------------------------------------------- */

typedef struct {
    int64_t v;
} account_id;

/* What an account may do. A role that this program does not know opens nothing. */
enum role {
    ROLE_NONE,
    ROLE_MEMBER,
    ROLE_REVIEWER, /* reads what was proposed before it is published */
    ROLE_ORGANISER,
    ROLE_ADMINISTRATOR /* may do all that an organiser of every part may, and more */
};

/* What an organiser organises. */
enum part { PART_MEETINGS, PART_TOOLBOX, PART_PRACTICES, PART_OBSERVATORY, PART_MEMBERS, PARTS };
typedef uint32_t part_set; /* 1 << enum part */
#define ALL_PARTS (((part_set)1 << PARTS) - 1)
static inline part_set part_bit(enum part p)
{
    return (part_set)1 << p;
}

struct account {
    account_id id;
    const char *email; /* as it was given; mail goes there, never to what a visitor typed */
    const char *name;  /* NULL when none */
    enum role role;
    part_set parts; /* of an organiser; of another role none */
    int64_t created_at;
    int64_t disabled_at; /* 0: it is not */
};

/* "member", "reviewer", "organiser", "administrator"; "" for ROLE_NONE. */
const char *role_word(enum role r);
/* false: no such word, `*out` untouched. */
must_check bool role_from_word(const char *word, enum role *out);

/* "meetings", "toolbox", "practices", "observatory", "members". */
const char *part_word(enum part p);
/* "meetings, members" and back; "" for none. A word that is no part: false, `*out` untouched. */
const char *parts_text(struct arena *a, part_set parts);
must_check bool parts_from_text(const char *text, part_set *out);
/* Whether who has this account organises the part: its organisers and every administrator. */
bool account_organises(const struct account *a, enum part p);

/* Something, one "@", something; no blank, at most 254 bytes (RFC 5321). Mail alone tells more. */
must_check bool email_is_plausible(const char *email);

/* Addresses are compared folded: case, accents and exotic letters make no second account.
 * ERR_NOT_FOUND. */
must_check enum err account_by_email(struct db *db, struct arena *a, const char *email,
                                     struct account *out);
must_check enum err account_list(struct db *db, struct arena *a, const struct account **out,
                                 size_t *n);

/* In the order of folded addresses, those after `after` (folded; "": from the first), at most
 * `most`. */
struct account_filter {
    bool staff;         /* only who may do more than a member */
    const char *search; /* within the address; NULL: any */
    const char *after;
};
must_check enum err account_page(struct db *db, struct arena *a, const struct account_filter *f,
                                 int64_t most, const struct account **out, size_t *n);

/* ERR_NOT_FOUND. */
must_check enum err account_by_id(struct db *db, struct arena *a, account_id id,
                                  struct account *out);

/*
 * A change to one account by an administrator: a rule for store_write. An organiser of no part gets
 * all of them. ERR_CONFLICT: ACCOUNT_ADD of one that is open, or its rights are no longer those of
 * `seen`. ERR_NOT_FOUND: the others of one that is not there or is disabled. ERR_FORBIDDEN: it is
 * the last administrator, and would be none.
 */
enum account_change {
    ACCOUNT_ADD,    /* `account`: its email, name, role, parts; opens again one that was disabled */
    ACCOUNT_RIGHTS, /* `account`: its id, role, parts */
    ACCOUNT_DISABLE /* `account`: its id; closes its sessions and links as well */
};
struct change_account {
    enum account_change change;
    const struct account *account;
    const struct account *seen; /* the role and parts that were shown; NULL: whatever they are */
    const struct audit_by *by;  /* NULL: nothing is noted */
    int64_t now;
    account_id id; /* result */
};
enum err change_account(struct db *db, void *arg);

/* Makes an account of `email`, `name` and `role`, or opens again one that was disabled.
 * ERR_CONFLICT: there is one. Noted by nobody: for the demonstration. */
must_check enum err account_add(struct store *s, struct arena *a, const struct account *account,
                                int64_t now);
/* Closes its sessions and links as well, and drops its passkeys. ERR_NOT_FOUND: none, or already
 * disabled. */
must_check enum err account_disable(struct store *s, account_id id, int64_t now);

/* ---- tokens ----------------------------------------------------------------------------- */

#define TOKEN_TEXT 43 /* 32 random bytes in base64url without padding */

struct token {
    char text[TOKEN_TEXT + 1];
};

void token_make(struct token *out);

/* ---- one-time links --------------------------------------------------------------------- */

#define LINK_SECONDS (15 * 60) /* of a code as well */

must_check enum err sign_in_link_make(struct store *s, account_id account,
                                      const struct token *token, int64_t now);
/* The same for somebody of the network's to hand on: it is noted. */
must_check enum err sign_in_link_give(struct store *s, const struct account *account,
                                      const struct token *token, struct audit_by by, int64_t now);

/* Whose link it is, consuming nothing: a program that reads mail before its reader does so too.
 * ERR_GONE: used, expired, unknown, or of a disabled account, and which of them is not told. */
must_check enum err sign_in_link_show(struct db *db, struct arena *a, const char *token,
                                      int64_t now, struct account *out);

/* ---- signing in by e-mail --------------------------------------------------------------- */

#define CODE_DIGITS 6
#define CODE_TRIES 5
#define CODES_AN_HOUR 5 /* messages that an account gets; kept over a restart */
#define AUTH_SECRET_BYTES 32

/*
 * Somebody asks to be let in, by an address: a message of `kind` is queued for its account, about
 * the request's id, with a code and a link that open a session in this browser alone. For an
 * address without account all is done alike, but for the message.
 */
struct sign_in_ask {
    const char *email;
    const char *kind; /* of the message */
    const char *lang;
    const char *name; /* of an account made now; NULL */
    bool may_open;    /* the address is known otherwise: it gets an account of a member */
    const struct token *browser; /* new; its text goes into the browser's cookie */
    int64_t now;
};
must_check enum err sign_in_ask(struct store *s, struct arena *a, const struct sign_in_ask *ask);

/* What the message says. ERR_NOT_FOUND, or ERR_GONE: it is too late. */
struct sign_in_words {
    struct account account;
    const char *lang;
    char code[CODE_DIGITS + 1];
    char link[TOKEN_TEXT + 1];
};
must_check enum err sign_in_words(struct db *db, struct arena *a, const unsigned char *secret,
                                  int64_t request, int64_t now, struct sign_in_words *out);

/* Whom the messages about requests are for, in the manner of mail_kind's `people`. */
must_check enum err sign_in_readers(struct db *db, struct arena *a, const int64_t *requests,
                                    size_t n, struct mail_person *out);

/* Whether the browser (its cookie) asked for this link. Consumes nothing. */
must_check bool sign_in_link_is_mine(struct db *db, struct arena *a, const unsigned char *secret,
                                     const char *browser, const char *link, int64_t now);

/*
 * The code, or the link, in the browser that asked. `*wrong`: it is not the one (a code may be
 * tried CODE_TRIES times). ERR_GONE: nothing was asked by this browser, or too long ago, or too
 * many tries.
 */
struct sign_in_try {
    const unsigned char *secret;
    const char *browser;   /* its cookie's token */
    const char *code;      /* digits alone; NULL when there is a link */
    const char *link;      /* NULL when there is a code */
    struct sign_in *entry; /* its `link` is not used */
};
must_check enum err sign_in_try(struct store *s, struct arena *a, const struct sign_in_try *t,
                                bool *wrong, enum role *role);

/* ---- limits ---------------------------------------------------------------------------- */

/* On trying to sign in, kept over a restart. As a bucket of base/limit.h: `burst` tries at once,
 * one of which comes back every `seconds`; at most a day for all of them. */
struct sign_in_limit {
    unsigned burst;
    int64_t seconds;
};
/* Stands for an address that tried something, and tells neither without the key
 * (AUTH_SECRET_BYTES). */
struct sign_in_who {
    unsigned char bytes[16];
};
struct sign_in_who sign_in_who(const unsigned char *key, const char *what,
                               const struct address *address);
/* ERR_TOO_MANY; then nothing is taken. */
must_check enum err sign_in_limit_take(struct store *s, struct arena *a,
                                       const struct sign_in_who *who,
                                       const struct sign_in_limit *limit, int64_t now);

/* ---- sessions --------------------------------------------------------------------------- */

#define SESSION_IDLE_SECONDS (12 * 3600)
#define SESSION_MAX_SECONDS (7 * 24 * 3600)
#define SESSION_TOUCH_SECONDS (5 * 60)
#define SESSION_SECRET_BYTES 32

/* A browser that is signed in. */
struct auth_session {
    int64_t id;
    struct account account;
    int64_t created_at, last_seen_at;
    unsigned char secret[SESSION_SECRET_BYTES]; /* never leaves this folder but hashed */
};

/* Consumes a link and opens a session. */
struct sign_in {
    const char *link;        /* the token as it came */
    const char *old_session; /* the token of the browser's session, which is closed; NULL: none */
    const char *browser;     /* what a list of sessions calls it: "Firefox, Linux"; NULL */
    int64_t now;
    struct token session; /* of the new session, never one that the browser brought */
    unsigned char secret[SESSION_SECRET_BYTES];
};
/* The last two, at random. */
void sign_in_prepare(struct sign_in *in);
/* ERR_GONE as sign_in_link_show; of several that come at once with one link, one gets OK. */
must_check enum err sign_in(struct store *s, struct arena *a, const struct sign_in *in);

/*
 * The session of a cookie. ERR_NOT_FOUND: unknown, idle for SESSION_IDLE_SECONDS, open for
 * SESSION_MAX_SECONDS, or of a disabled account. One that was last seen later than the clock says
 * is good for as long as one seen earlier: a clock that is set back makes no eternal session.
 */
must_check enum err auth_session_find(struct db *db, struct arena *a, const char *token,
                                      int64_t now, struct auth_session *out);

/* Whether auth_session_touch is due: once every SESSION_TOUCH_SECONDS, so that a page read is not
 * a write. It lets the session live on. */
bool auth_session_is_due(const struct auth_session *s, int64_t now);
must_check enum err auth_session_touch(struct store *s, const struct auth_session *session,
                                       int64_t now);

/* Those of an account that are open, the latest seen first. */
struct session_line {
    int64_t id, created_at, last_seen_at;
    const char *browser; /* NULL: not known */
};
must_check enum err auth_sessions_of(struct db *db, struct arena *a, account_id account,
                                     int64_t now, const struct session_line **out, size_t *n);
/* Of one's own account only. ERR_NOT_FOUND: it is not, or is over. */
must_check enum err auth_session_revoke(struct store *s, account_id account, int64_t id);
/* All but one. */
must_check enum err auth_sessions_revoke_others(struct store *s, account_id account, int64_t kept);

must_check enum err sign_out(struct store *s, const struct auth_session *session);
/* Every session of the account, on whatever device. */
must_check enum err sign_out_everywhere(struct store *s, account_id account);

/*
 * What a form of this session carries, so that no other site can send it: a hash keyed with the
 * session's secret, under a random mask. The mask makes it another text on each page, so that the
 * size of a compressed page tells nothing of it (BREACH).
 */
const char *csrf_token(struct arena *a, const struct auth_session *s);
/* `text` NULL: false. */
must_check bool csrf_matches(const struct auth_session *s, const char *text);

extern const struct store_schema auth_schema;

/* What is noted of accounts; the app adds it to what the modules bring. */
#define AUTH_AUDIT 4
extern const struct audit_kind auth_audit[AUTH_AUDIT];

#endif
