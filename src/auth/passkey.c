/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Challenges, the keys of an account, and signing in by one. What arrives is judged before the
 * writer is asked, so that nobody waits for a signature to be verified; the rule then takes the
 * challenge, which of two that come at once one alone gets.
 */
#include "auth/passkey.h"

#include "auth/statements.h"
#include "auth/webauthn.h"

#include <sodium.h>

const char *passkey_fault_word(enum passkey_fault fault)
{
    static const char *const words[] = {
        [PASSKEY_GOOD] = "none",
        [PASSKEY_MALFORMED] = "malformed",
        [PASSKEY_TYPE] = "type",
        [PASSKEY_CHALLENGE] = "challenge",
        [PASSKEY_ORIGIN] = "origin",
        [PASSKEY_RP] = "rp-id",
        [PASSKEY_NOT_PRESENT] = "not-present",
        [PASSKEY_NOT_VERIFIED] = "not-verified",
        [PASSKEY_STATE] = "backup-state",
        [PASSKEY_ALGORITHM] = "algorithm",
        [PASSKEY_SIGNATURE] = "signature",
        [PASSKEY_OWNER] = "owner",
        [PASSKEY_COUNTER] = "counter",
        [PASSKEY_UNKNOWN] = "unknown",
        [PASSKEY_TAKEN] = "taken",
        [PASSKEY_FULL] = "full",
    };
    return words[fault];
}

/* ---- the site --------------------------------------------------------------------------- */

static bool is_local(const char *host)
{
    size_t n = strlen(host), tail = strlen(".localhost");
    return strcmp(host, "localhost") == 0 ||
           (n > tail && strcmp(host + n - tail, ".localhost") == 0);
}

/* A name, not an IP address: its last label has a letter. */
static bool is_domain(const char *host)
{
    const char *dot = strrchr(host, '.'), *last = dot ? dot + 1 : host;
    return *host != '[' && last[strspn(last, "0123456789")];
}

static char *lower_case(struct arena *a, struct str s)
{
    char *out = str_dup(a, s);
    for (char *p = out; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p + 32);
    return out;
}

/* As browsers write an origin: without the port that is the scheme's own. */
bool passkey_site_of(struct arena *a, const char *base_url, struct passkey_site *out)
{
    const char *authority = strstr(base_url, "://");
    if (!authority)
        return false;
    struct str scheme = {base_url, (size_t)(authority - base_url)};
    authority += 3;
    char *rest = lower_case(a, (struct str){authority, strcspn(authority, "/")});
    bool https = str_is(scheme, "https");
    const char *port = *rest == '[' ? NULL : strchr(rest, ':');
    const char *host = arena_strndup(a, rest, strcspn(rest, ":"));
    bool usual = !port || !port[1] || strcmp(port, https ? ":443" : ":80") == 0;
    *out = (struct passkey_site){
        .rp_id = host,
        .origin = arena_printf(a, "%s://%s%s", https ? "https" : "http", host, usual ? "" : port),
    };
    return *host && is_domain(host) && (https || is_local(host));
}

/* ---- challenges ------------------------------------------------------------------------- */

/* What the database keeps of the token is another hash: it gives no challenge away. */
static struct passkey_challenge challenge_of(struct arena *a, const char *browser)
{
    const char *text = arena_printf(a, "maillage passkey challenge %s", browser);
    struct token_hash hash = token_hash(text);
    struct passkey_challenge out;
    sodium_bin2base64(out.text, sizeof out.text, hash.bytes, sizeof hash.bytes,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return out;
}

/* The parameters of a challenge that is good. */
struct challenge_key {
    struct token_hash browser;
    struct value v[4];
};

static struct params challenge_params(struct challenge_key *k, const char *browser,
                                      account_id account, int64_t now)
{
    k->browser = token_hash(browser);
    k->v[0] = v_hash(&k->browser);
    k->v[1] = v_int(now);
    k->v[2] = v_int(now + PASSKEY_CHALLENGE_SECONDS);
    k->v[3] = v_int(account.v);
    return (struct params){ARRAY_LEN(k->v), k->v};
}

/* ERR_GONE: none waits. */
static enum err find_challenge(struct db *db, struct arena *a, const struct stmt *how,
                               const char *browser, account_id account, int64_t now)
{
    struct challenge_key k;
    struct rows r;
    enum err e = db_query(db, a, how, challenge_params(&k, browser, account, now), &r);
    return e == OK && !r.n ? ERR_GONE : e;
}

static enum err make_challenge(struct db *db, void *arg)
{
    const struct passkey_ask *q = arg;
    struct token_hash hash = token_hash(q->fresh->text);
    const struct str handle = {(const char *)q->handle, PASSKEY_HANDLE_BYTES};
    enum err e = db_exec(db, &sql_challenge_sweep, PARAMS(v_int(q->now)), NULL);
    if (e == OK && q->account.v)
        e = db_exec(db, &sql_owner_add, PARAMS(v_int(q->account.v), v_bytes(handle)), NULL);
    if (e != OK)
        return e;
    return db_exec(db, &sql_challenge_add,
                   PARAMS(v_hash(&hash), q->account.v ? v_int(q->account.v) : v_null(),
                          v_int(q->now), v_int(q->now + PASSKEY_CHALLENGE_SECONDS)),
                   NULL);
}

enum err passkey_challenge(struct store *s, struct db *db, struct arena *a,
                           const struct passkey_ask *q, struct passkey_challenge *out,
                           bool *is_fresh)
{
    enum err e = ERR_GONE;
    if (q->browser)
        e = find_challenge(db, a, &sql_challenge_waits, q->browser, q->account, q->now);
    *is_fresh = e == ERR_GONE;
    if (*is_fresh) {
        struct passkey_ask copy = *q;
        e = store_write(s, make_challenge, &copy);
    }
    *out = challenge_of(a, *is_fresh ? q->fresh->text : q->browser);
    return e;
}

enum err passkey_handle(struct db *db, struct arena *a, account_id account, struct str *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_owner_handle, PARAMS(v_int(account.v)), &r);
    if (e == OK && !r.n)
        return ERR_NOT_FOUND;
    if (e == OK)
        *out = row_bytes(&r, 0, 0);
    return e;
}

/* ---- the keys of an account ------------------------------------------------------------- */

static struct passkey passkey_at(const struct rows *r, size_t i)
{
    return (struct passkey){
        .id = row_int(r, i, 0),
        .name = row_text(r, i, 1),
        .credential_id = row_bytes(r, i, 2),
        .transports = row_text(r, i, 3),
        .backed_up = row_int(r, i, 4) != 0,
        .created_at = row_int(r, i, 5),
        .last_used_at = row_int(r, i, 6),
    };
}

enum err passkeys_of(struct db *db, struct arena *a, account_id account, const struct passkey **out,
                     size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_passkeys_of, PARAMS(v_int(account.v)), &r);
    if (e != OK)
        return e;
    struct passkey *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = passkey_at(&r, i);
    *out = list;
    *n = r.n;
    return OK;
}

enum err passkey_of(struct db *db, struct arena *a, account_id account, int64_t id,
                    struct passkey *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_passkey_of_id, PARAMS(v_int(id), v_int(account.v)), &r);
    if (e == OK && !r.n)
        return ERR_NOT_FOUND;
    if (e == OK)
        *out = passkey_at(&r, 0);
    return e;
}

struct change {
    account_id account;
    int64_t id;
    const char *name;
    const struct passkey_notice *notice;
    int64_t now;
};

static enum err rename_key(struct db *db, void *arg)
{
    const struct change *c = arg;
    int64_t changed = 0;
    enum err e = db_exec(db, &sql_passkey_rename,
                         PARAMS(v_int(c->id), v_int(c->account.v), v_text(c->name)), &changed);
    return e == OK && !changed ? ERR_NOT_FOUND : e;
}

enum err passkey_rename(struct store *s, account_id account, int64_t id, const char *name)
{
    struct change c = {.account = account, .id = id, .name = name};
    return store_write(s, rename_key, &c);
}

static enum err tell(struct db *db, account_id account, const struct passkey_notice *n, int64_t now)
{
    return mail_queue(db, n->kind, account.v, n->details, now);
}

static enum err remove_key(struct db *db, void *arg)
{
    const struct change *c = arg;
    int64_t changed = 0;
    enum err e =
        db_exec(db, &sql_passkey_remove, PARAMS(v_int(c->id), v_int(c->account.v)), &changed);
    if (e == OK && !changed)
        return ERR_NOT_FOUND;
    return e == OK ? tell(db, c->account, c->notice, c->now) : e;
}

enum err passkey_remove(struct store *s, account_id account, int64_t id,
                        const struct passkey_notice *notice, int64_t now)
{
    struct change c = {.account = account, .id = id, .notice = notice, .now = now};
    return store_write(s, remove_key, &c);
}

enum err passkey_readers(struct db *db, struct arena *a, const int64_t *accounts, size_t n,
                         struct mail_person *out)
{
    struct value ids[MAIL_PEOPLE_MAX];
    struct rows r;
    enum err e = db_query(db, a, &sql_account_readers, mail_people_ids(ids, accounts, n), &r);
    for (size_t i = 0; e == OK && i < n; i++)
        for (size_t k = 0; k < r.n; k++)
            if (row_int(&r, k, 0) == accounts[i])
                out[i] = (struct mail_person){row_text(&r, k, 1), row_text(&r, k, 2)};
    return e;
}

/* ---- a new key -------------------------------------------------------------------------- */

struct adding {
    struct arena *a;
    const struct passkey_addition *q;
    struct authenticator_data data;
    enum passkey_fault judged, fault;
};

static enum err insert_key(struct db *db, struct adding *x)
{
    const struct passkey_addition *q = x->q;
    const struct authenticator_data *d = &x->data;
    struct rows r;
    enum err e =
        db_query(db, x->a, &sql_passkey_add,
                 PARAMS(v_int(q->account.v), v_bytes(d->credential_id), v_bytes(d->public_key),
                        v_int(d->sign_count), v_int(d->backup_eligible), v_int(d->backed_up),
                        v_text(q->transports), v_text(q->name), v_int(q->now)),
                 &r);
    if (e == OK && !r.n)
        x->fault = PASSKEY_TAKEN;
    return e == OK && r.n ? tell(db, q->account, &q->notice, q->now) : e;
}

static enum err add_key(struct db *db, void *arg)
{
    struct adding *x = arg;
    const struct passkey_addition *q = x->q;
    struct rows r;
    x->fault = x->judged;
    enum err e = find_challenge(db, x->a, &sql_challenge_take, q->browser, q->account, q->now);
    if (e != OK || x->fault != PASSKEY_GOOD)
        return e;
    e = db_query(db, x->a, &sql_passkey_count, PARAMS(v_int(q->account.v)), &r);
    if (e != OK)
        return e;
    if (row_int(&r, 0, 0) < PASSKEYS_MAX)
        return insert_key(db, x);
    x->fault = PASSKEY_FULL;
    return OK;
}

enum err passkey_add(struct store *s, struct arena *a, const struct passkey_addition *q,
                     enum passkey_fault *fault)
{
    struct adding x = {.a = a, .q = q};
    if (!q->browser)
        return ERR_GONE;
    struct passkey_challenge challenge = challenge_of(a, q->browser);
    const struct webauthn_expected expected = {q->site, challenge.text};
    x.judged = webauthn_create(&expected, q->came, &x.data);
    enum err e = store_write(s, add_key, &x);
    *fault = x.fault;
    return e;
}

/* ---- signing in ------------------------------------------------------------------------- */

struct entering {
    struct arena *a;
    const struct passkey_try *t;
    int64_t id; /* the key's */
    struct authenticator_data data;
    enum passkey_fault judged, fault;
    enum role role;
};

static enum err judge(struct db *db, struct entering *x, const struct webauthn_expected *expected)
{
    const struct passkey_assertion *came = x->t->came;
    struct webauthn_known known;
    struct rows r;
    enum err e = db_query(db, x->a, &sql_passkey_known, PARAMS(v_bytes(came->credential_id)), &r);
    x->judged = PASSKEY_UNKNOWN;
    if (e != OK || !r.n)
        return e;
    x->id = row_int(&r, 0, 0);
    known = (struct webauthn_known){row_bytes(&r, 0, 1), row_bytes(&r, 0, 2), row_int(&r, 0, 3)};
    x->judged = webauthn_get(x->a, expected, came, &known, &x->data);
    return OK;
}

/* The counter is compared where it is kept: of two devices with the same key, one is behind. */
static enum err enter(struct db *db, void *arg)
{
    struct entering *x = arg;
    const struct sign_in *in = x->t->entry;
    struct rows r;
    x->fault = x->judged;
    enum err e =
        find_challenge(db, x->a, &sql_challenge_take, x->t->browser, (account_id){0}, in->now);
    if (e != OK || x->fault != PASSKEY_GOOD)
        return e;
    e = db_query(
        db, x->a, &sql_passkey_used,
        PARAMS(v_int(x->id), v_int(x->data.sign_count), v_int(x->data.backed_up), v_int(in->now)),
        &r);
    if (e == OK && !r.n)
        x->fault = PASSKEY_COUNTER;
    if (e != OK || !r.n)
        return e;
    if (!role_from_word(row_text(&r, 0, 1), &x->role))
        x->role = ROLE_NONE;
    return auth_session_open(db, in, row_int(&r, 0, 0));
}

enum err passkey_sign_in(struct store *s, struct db *db, struct arena *a,
                         const struct passkey_try *t, enum passkey_fault *fault, enum role *role)
{
    struct entering x = {.a = a, .t = t};
    if (!t->browser)
        return ERR_GONE;
    struct passkey_challenge challenge = challenge_of(a, t->browser);
    const struct webauthn_expected expected = {t->site, challenge.text};
    enum err e = judge(db, &x, &expected);
    if (e == OK)
        e = store_write(s, enter, &x);
    *fault = x.fault;
    *role = x.role;
    return e;
}
