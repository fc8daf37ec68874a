/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signing in by OpenID Connect, as relying party: the provider (what it says of itself, its keys,
 * what it answers), a browser's way there and back, and the identities that are tied to accounts.
 *
 * Sources: OpenID Connect Core 1.0 and Discovery 1.0, RP-Initiated Logout 1.0; RFC 6749, 7636
 * (PKCE), 9207 (iss), 9700 (best current practice); ProConnect's documentation for services.
 */
#ifndef MAILLAGE_AUTH_OIDC_H
#define MAILLAGE_AUTH_OIDC_H

#include "auth/auth.h"

/* ---- the provider ----------------------------------------------------------------------- */

#define OIDC_SUBJECT_MAX 255 /* bytes; OpenID Connect Core 2 */
#define OIDC_LEEWAY 60       /* seconds that two clocks may be apart */
#define OIDC_FLOW_SECONDS (10 * 60)
#define OIDC_SECRET_MAX 1024

/* What the operator chose; the strings outlive the provider. */
struct oidc_config {
    const char *issuer; /* compared byte by byte with what the provider says of itself */
    const char *client, *secret;
    const char *scope;      /* NULL: by the provider */
    const char *label;      /* the name that people know the provider by; NULL: by its host */
    const char *return_to;  /* our redirect_uri, a whole address */
    const char *signed_out; /* our post_logout_redirect_uri */
};

struct oidc;

/* https, or http to this machine; no user, query or fragment. */
must_check bool oidc_url_is_good(const char *url);
/* Asks the provider nothing yet: it may be away when we start. */
struct oidc *oidc_new(const struct oidc_config *config);
void oidc_free(struct oidc *o);

const char *oidc_label(const struct oidc *o);
const char *oidc_issuer(const struct oidc *o);
/* Whether it is the State's ProConnect, which asks for words and a link of its own. */
bool oidc_is_proconnect(const struct oidc *o);

/* Why there is no answer. The page says it in its own words; `why`, in English, is for the log. */
enum oidc_trouble {
    OIDC_FINE,
    OIDC_BUSY,    /* too many of us ask it at this moment */
    OIDC_AWAY,    /* no name, no connection, no answer in time, or a fault of its own */
    OIDC_REFUSED, /* what it answers breaks a rule */
};

/* What a browser must bring back, each derived from the token in its cookie. */
struct oidc_proofs {
    struct token state, nonce, verifier;
};
struct oidc_proofs oidc_proofs_of(const char *browser);
/* In a time that tells nothing of where they differ; NULL matches nothing. */
must_check bool oidc_same(const char *expected, const char *given);

/* Where to send the browser. `prompt`: "login" to have the person sign in anew; NULL. */
must_check enum oidc_trouble oidc_authorization(struct oidc *o, struct arena *a,
                                                const struct oidc_proofs *proofs,
                                                const char *prompt, int64_t now,
                                                const char **address, const char **why);

/* RFC 9207: whether `iss` (NULL: none came) may stand in an answer of the issuer, as far as it is
 * known; oidc_exchange asks again. */
must_check bool oidc_issuer_matches(struct oidc *o, const char *iss);

/* Who came back. Texts are in the caller's arena, clean and within their caps. */
struct oidc_person {
    const char *issuer, *subject;
    const char *email;    /* NULL: none, or not one */
    bool vouched;         /* the provider answers for the address being theirs */
    const char *name;     /* NULL: none */
    const char *siret;    /* NULL: none, or its key is wrong */
    const char *id_token; /* to be kept with the session; NULL: the provider has no use for it */
};

/* What a browser brought back. */
struct oidc_answer {
    const char *code, *iss; /* iss NULL: none */
    const struct oidc_proofs *proofs;
    int64_t asked_at, now; /* when it was sent there */
};
/* Redeems the code: several requests, OIDC_PATIENCE at most for all of them. */
#define OIDC_PATIENCE 8 /* seconds */
must_check enum oidc_trouble oidc_exchange(struct oidc *o, struct arena *a,
                                           const struct oidc_answer *answer,
                                           struct oidc_person *out, const char **why);

/* Where a session that ends is told to the provider, which leads back to `signed_out` with `state`;
 * NULL: it has no such place, or is away. */
const char *oidc_end_session(struct oidc *o, struct arena *a, const char *id_token,
                             const char *state, int64_t now);

/* 14 digits and their key (Luhn, ISO/IEC 7812-1); the establishments of La Poste, SIREN 356000000,
 * have another: the sum of their digits is a multiple of 5. */
must_check bool siret_is_good(const char *siret);

/* ---- a browser's way -------------------------------------------------------------------- */

struct oidc_flow {
    account_id account; /* that asked to be linked; 0: somebody asked to be let in */
    const char *root;   /* of the addresses of the page it began on: "" or "/en" */
    const char *back;   /* where they were going, without root; NULL */
    int64_t created_at;
};

must_check enum err oidc_flow_begin(struct store *s, const char *browser,
                                    const struct oidc_flow *flow);
/* Once. ERR_GONE: unknown, used, or begun more than OIDC_FLOW_SECONDS ago. */
must_check enum err oidc_flow_take(struct store *s, struct arena *a, const char *browser,
                                   int64_t now, struct oidc_flow *out);

/* ---- identities ------------------------------------------------------------------------- */

enum oidc_entry {
    OIDC_IN,      /* a session is open */
    OIDC_PROVE,   /* the identity is held: its owner must show that the account is theirs */
    OIDC_UNKNOWN, /* the address is nobody's here */
    OIDC_CLOSED,  /* the account is disabled */
};

/*
 * Somebody came back to be let in. Their identity opens the account it is tied to. One that is tied
 * to none is tied at once only if the provider answers for its address, and that is of a member
 * who has no identity of this provider, or of nobody and `may_open`, who then gets an account of a
 * member. Any other, an organiser's before all, is held for LINK_SECONDS: see identity_held.
 */
struct identity_entry {
    const char *browser; /* the flow's cookie */
    const struct oidc_person *who;
    const char *known_as; /* the name of an account made now, when the provider gives none; NULL */
    bool may_open;        /* the address is known otherwise */
    struct sign_in *in;   /* its `link` is not used */
};
must_check enum err identity_enter(struct store *s, struct arena *a, const struct identity_entry *e,
                                   enum oidc_entry *outcome, enum role *role);

/* The identity that waits in this browser. ERR_GONE: none, or too long ago. */
must_check enum err identity_held(struct db *db, struct arena *a, const char *browser, int64_t now,
                                  struct oidc_person *out);
/* Ties it to an account that has just shown who it is. ERR_GONE; ERR_CONFLICT: it is another's. */
must_check enum err identity_link_held(struct store *s, struct arena *a, const char *browser,
                                       account_id account, int64_t now);
/* The same of an identity that came back to an account that had asked. */
must_check enum err identity_link(struct store *s, struct arena *a, const struct oidc_person *who,
                                  account_id account, int64_t now);

struct identity_line {
    int64_t id, created_at, last_used_at;
    const char *issuer;
    const char *email, *name, *siret; /* NULL: not given */
};
/* Of an account, the oldest first; IDENTITIES_MAX at most. */
#define IDENTITIES_MAX 20
must_check enum err identities_of(struct db *db, struct arena *a, account_id account,
                                  const struct identity_line **out, size_t *n);
/* Of one's own account only. ERR_NOT_FOUND. */
must_check enum err identity_unlink(struct store *s, account_id account, int64_t id);

/* What the session's provider wants to hear when it ends; NULL: nothing. */
must_check enum err auth_session_id_token(struct db *db, struct arena *a,
                                          const struct auth_session *s, const char **out);

#endif
