/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Passkeys: a device keeps a private key for this site and signs a challenge once its owner has
 * shown who they are to it. W3C Web Authentication Level 3; docs/decisions/0014. What is stored is
 * a public key. Rules read no clock and make no randomness; times are UTC seconds.
 */
#ifndef MAILLAGE_AUTH_PASSKEY_H
#define MAILLAGE_AUTH_PASSKEY_H

#include "auth/auth.h"

#define PASSKEYS_MAX 20     /* of an account */
#define PASSKEY_NAME_MAX 60 /* code points */
#define PASSKEY_ID_MAX 1023 /* bytes of a credential id: Level 3, section 4 */
#define PASSKEY_HANDLE_BYTES 32
#define PASSKEY_CHALLENGE_SECONDS 300
#define PASSKEY_RECENT_SECONDS (15 * 60) /* since signing in, to add or remove one */

/* For whom keys are made: the host and the origin of the public address. */
struct passkey_site {
    const char *rp_id, *origin;
};
/* False: keys cannot be had there (an IP address, or http on another machine). */
must_check bool passkey_site_of(struct arena *a, const char *base_url, struct passkey_site *out);

/* Why a key is refused. What a visitor is told says less: see passkey_entry.c of module site. */
enum passkey_fault {
    PASSKEY_GOOD,
    PASSKEY_MALFORMED,    /* not what an authenticator sends */
    PASSKEY_TYPE,         /* made for the other ceremony */
    PASSKEY_CHALLENGE,    /* signs another challenge than this browser's */
    PASSKEY_ORIGIN,       /* made on another site's page, or within one */
    PASSKEY_RP,           /* made for another site */
    PASSKEY_NOT_PRESENT,  /* nobody touched the device */
    PASSKEY_NOT_VERIFIED, /* the device did not check who touched it */
    PASSKEY_STATE,        /* says of its copies what cannot be */
    PASSKEY_ALGORITHM,    /* a key of a kind that is not taken, or none at all */
    PASSKEY_SIGNATURE,
    PASSKEY_OWNER,   /* says that it is somebody else's */
    PASSKEY_COUNTER, /* has signed less often than before: there is a copy */
    PASSKEY_UNKNOWN, /* no such key, or its account is closed */
    PASSKEY_TAKEN,   /* the device had one for this site already */
    PASSKEY_FULL,    /* PASSKEYS_MAX */
};

/* For logs: "signature", "counter"… */
const char *passkey_fault_word(enum passkey_fault fault);

/* ---- challenges ------------------------------------------------------------------------- */

/*
 * One challenge of one browser, which a token in its cookie names: good once, for
 * PASSKEY_CHALLENGE_SECONDS. It is a hash of the token, so that the database, which holds another,
 * gives none away. Asking again while it waits gives the same one and writes nothing.
 */
struct passkey_challenge {
    char text[TOKEN_TEXT + 1]; /* base64url */
};
struct passkey_ask {
    account_id account;          /* who adds a key; 0: somebody signs in */
    const char *browser;         /* the cookie's token; NULL: none */
    const struct token *fresh;   /* new, for the cookie, if the browser's is not good */
    const unsigned char *handle; /* PASSKEY_HANDLE_BYTES at random: the account's, if it has none */
    int64_t now;
};
/* `*is_fresh`: the cookie is to be set to `fresh`. */
must_check enum err passkey_challenge(struct store *s, struct db *db, struct arena *a,
                                      const struct passkey_ask *ask, struct passkey_challenge *out,
                                      bool *is_fresh);

/* The name that a device keeps the account's keys under: random, tells nothing. ERR_NOT_FOUND. */
must_check enum err passkey_handle(struct db *db, struct arena *a, account_id account,
                                   struct str *out);

/* ---- keys ------------------------------------------------------------------------------- */

struct passkey {
    int64_t id;
    const char *name;
    struct str credential_id;
    const char *transports;           /* "internal,hybrid"; NULL: not said */
    bool backed_up;                   /* it is synchronised: it does not go with the device */
    int64_t created_at, last_used_at; /* 0: never */
};
/* The first made first; at most PASSKEYS_MAX. */
must_check enum err passkeys_of(struct db *db, struct arena *a, account_id account,
                                const struct passkey **out, size_t *n);
/* Of one's own account only. ERR_NOT_FOUND. */
must_check enum err passkey_of(struct db *db, struct arena *a, account_id account, int64_t id,
                               struct passkey *out);
/* ERR_NOT_FOUND. */
must_check enum err passkey_rename(struct store *s, account_id account, int64_t id,
                                   const char *name);

/* Who is written to when keys come and go: `kind` of a message, about the account, with `details`.
 */
struct passkey_notice {
    const char *kind, *details;
};
must_check enum err passkey_remove(struct store *s, account_id account, int64_t id,
                                   const struct passkey_notice *notice, int64_t now);

/* What a browser sends of a new key; decoded, as long as a form may be. */
struct passkey_creation {
    struct str client_data, attestation;
};
struct passkey_addition {
    const struct passkey_site *site;
    account_id account;
    const char *browser; /* the cookie's token */
    const struct passkey_creation *came;
    const char *name, *transports; /* transports NULL: not said */
    struct passkey_notice notice;
    int64_t now;
};
/* ERR_GONE: no challenge of this browser waits. OK: see `*fault`; unless it is PASSKEY_GOOD nothing
 * was kept, and the challenge is gone all the same. */
must_check enum err passkey_add(struct store *s, struct arena *a,
                                const struct passkey_addition *addition, enum passkey_fault *fault);

/* What a browser sends of a signature. */
struct passkey_assertion {
    struct str credential_id, client_data, authenticator_data, signature;
    struct str handle; /* p NULL: not said */
};
struct passkey_try {
    const struct passkey_site *site;
    const char *browser;
    const struct passkey_assertion *came;
    struct sign_in *entry; /* its `link` is not used */
};
/* As passkey_add; PASSKEY_GOOD: the session is open, and `*role` is its account's. */
must_check enum err passkey_sign_in(struct store *s, struct db *db, struct arena *a,
                                    const struct passkey_try *t, enum passkey_fault *fault,
                                    enum role *role);

/* Whom the messages about accounts are for, in the manner of mail_kind's `people`. */
must_check enum err passkey_readers(struct db *db, struct arena *a, const int64_t *accounts,
                                    size_t n, struct mail_person *out);

#endif
