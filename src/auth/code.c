/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signing in by e-mail. A request is a row and a token in the cookie of the browser that asked. The
 * code and the link of its message are keyed hashes of the row: nothing of them is stored, and what
 * reads the database, or the outbox, opens no door.
 */
#include "auth/statements.h"
#include "base/text.h"
#include "mail/mail.h"

#include <sodium.h>

#define HASH_BYTES 32
#define HOUR 3600

struct derived {
    char code[CODE_DIGITS + 1];
    char link[TOKEN_TEXT + 1];
};

static void hash_of(const unsigned char *secret, const char *what, int64_t id, int64_t created_at,
                    unsigned char out[HASH_BYTES])
{
    char text[96];
    int n = snprintf(text, sizeof text, "maillage %s %lld %lld", what, (long long)id,
                     (long long)created_at);
    crypto_generichash(out, HASH_BYTES, (const unsigned char *)text, (size_t)n, secret,
                       AUTH_SECRET_BYTES);
}

static struct derived derive(const unsigned char *secret, int64_t id, int64_t created_at)
{
    struct derived d;
    unsigned char hash[HASH_BYTES];
    uint64_t number;
    hash_of(secret, "code", id, created_at, hash);
    memcpy(&number, hash, sizeof number); /* 2^64 is 18 million million times a million: no bias */
    snprintf(d.code, sizeof d.code, "%06u", (unsigned)(number % 1000000));
    hash_of(secret, "link", id, created_at, hash);
    sodium_bin2base64(d.link, sizeof d.link, hash, sizeof hash,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return d;
}

/* ---- asking ----------------------------------------------------------------------------- */

struct asking {
    struct arena *a;
    const struct sign_in_ask *ask;
    struct str folded;
};

/* The open account of the address, made if it may be; 0: none. */
static enum err find_account(struct db *db, const struct asking *x, int64_t *out)
{
    const struct sign_in_ask *ask = x->ask;
    struct account account = {0};
    *out = 0;
    enum err e =
        db_exec(db, &sql_account_open,
                PARAMS(v_text(ask->email), v_str(x->folded), v_text(ask->name),
                       v_text(role_word(ROLE_MEMBER)), v_int(ask->now), v_int(ask->may_open)),
                NULL);
    if (e == OK)
        e = account_by_email(db, x->a, ask->email, &account);
    if (e == OK && !account.disabled_at)
        *out = account.id.v;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* An account that was written to often enough gets no more for a while, and nobody is told. */
static enum err may_write(struct db *db, const struct asking *x, int64_t account, bool *out)
{
    struct rows r;
    enum err e = db_query(db, x->a, &sql_request_count,
                          PARAMS(v_int(account), v_int(x->ask->now - HOUR)), &r);
    *out = e == OK && account && row_int(&r, 0, 0) < CODES_AN_HOUR;
    return e;
}

static enum err ask(struct db *db, void *arg)
{
    const struct asking *x = arg;
    const struct sign_in_ask *q = x->ask;
    struct token_hash browser = token_hash(q->browser->text);
    struct rows r;
    int64_t account;
    bool fine = false;
    enum err e = db_exec(db, &sql_request_sweep, PARAMS(v_int(q->now - HOUR)), NULL);
    if (e == OK)
        e = find_account(db, x, &account);
    if (e == OK)
        e = may_write(db, x, account, &fine);
    if (e == OK)
        e = db_query(db, x->a, &sql_request_add,
                     PARAMS(v_hash(&browser), fine ? v_int(account) : v_null(), v_text(q->lang),
                            v_int(q->now), v_int(q->now + LINK_SECONDS)),
                     &r);
    if (e != OK)
        return e;
    return mail_queue_or_not(db, x->a, q->kind, row_int(&r, 0, 0), q->now, fine);
}

enum err sign_in_ask(struct store *s, struct arena *a, const struct sign_in_ask *q)
{
    struct asking x = {a, q, text_fold(a, str_of(q->email))};
    return store_write(s, ask, &x);
}

/* ---- the message ------------------------------------------------------------------------ */

enum err sign_in_words(struct db *db, struct arena *a, const unsigned char *secret, int64_t request,
                       int64_t now, struct sign_in_words *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_request_of_id, PARAMS(v_int(request)), &r);
    if (e != OK)
        return e;
    if (!r.n)
        return ERR_GONE;
    int64_t created_at = row_int(&r, 0, ACCOUNT_COLUMN_COUNT);
    if (now >= row_int(&r, 0, ACCOUNT_COLUMN_COUNT + 1) || now <= created_at - LINK_SECONDS)
        return ERR_GONE;
    struct derived d = derive(secret, request, created_at);
    *out = (struct sign_in_words){.account = account_of(&r, 0),
                                  .lang = row_text(&r, 0, ACCOUNT_COLUMN_COUNT + 2)};
    memcpy(out->code, d.code, sizeof d.code);
    memcpy(out->link, d.link, sizeof d.link);
    return OK;
}

enum err sign_in_readers(struct db *db, struct arena *a, const int64_t *requests, size_t n,
                         struct mail_person *out)
{
    struct value ids[MAIL_PEOPLE_MAX];
    struct rows r;
    enum err e = db_query(db, a, &sql_request_readers, mail_people_ids(ids, requests, n), &r);
    for (size_t i = 0; e == OK && i < n; i++)
        for (size_t k = 0; k < r.n; k++)
            if (row_int(&r, k, 0) == requests[i])
                out[i] = (struct mail_person){row_text(&r, k, 1), row_text(&r, k, 2)};
    return e;
}

/* ---- coming in -------------------------------------------------------------------------- */

struct waiting { /* the request of a browser */
    int64_t id, created_at, tries;
    bool has_account;
};

static enum err request_of(struct db *db, struct arena *a, const char *browser, int64_t now,
                           struct waiting *out)
{
    struct token_hash hash = token_hash(browser);
    struct rows r;
    enum err e = db_query(db, a, &sql_request_of_browser,
                          PARAMS(v_hash(&hash), v_int(now), v_int(now + LINK_SECONDS)), &r);
    if (e != OK)
        return e;
    if (!r.n)
        return ERR_GONE;
    *out = (struct waiting){row_int(&r, 0, 0), row_int(&r, 0, 2), row_int(&r, 0, 3),
                            !row_null(&r, 0, 1)};
    return OK;
}

/* In a time that tells nothing of where they differ. */
static bool same(const char *expected, const char *typed)
{
    size_t n = strlen(expected);
    return typed && strlen(typed) == n && sodium_memcmp(expected, typed, n) == 0;
}

bool sign_in_link_is_mine(struct db *db, struct arena *a, const unsigned char *secret,
                          const char *browser, const char *link, int64_t now)
{
    struct waiting w;
    if (!browser || request_of(db, a, browser, now, &w) != OK)
        return false;
    struct derived d = derive(secret, w.id, w.created_at);
    return same(d.link, link) && w.has_account && w.tries < CODE_TRIES;
}

struct trying {
    struct arena *a;
    const struct sign_in_try *t;
    bool wrong;
    enum role role;
};

static enum err enter(struct db *db, struct trying *x, const struct waiting *w)
{
    const struct sign_in *in = x->t->entry;
    struct rows r;
    enum err e = db_query(db, x->a, &sql_request_used, PARAMS(v_int(w->id), v_int(in->now)), &r);
    if (e != OK)
        return e;
    if (!r.n)
        return ERR_GONE;
    if (!role_from_word(row_text(&r, 0, 1), &x->role))
        x->role = ROLE_NONE;
    return auth_session_open(db, in, row_int(&r, 0, 0));
}

/* A wrong try is a write that stands: it counts. */
static enum err try_once(struct db *db, void *arg)
{
    struct trying *x = arg;
    const struct sign_in_try *t = x->t;
    struct waiting w;
    enum err e = request_of(db, x->a, t->browser, t->entry->now, &w);
    if (e == OK && w.tries >= CODE_TRIES)
        e = ERR_GONE;
    if (e != OK)
        return e;
    struct derived d = derive(t->secret, w.id, w.created_at);
    bool right = t->link ? same(d.link, t->link) : same(d.code, t->code);
    x->wrong = !right || !w.has_account;
    return x->wrong ? db_exec(db, &sql_request_tried, PARAMS(v_int(w.id)), NULL) : enter(db, x, &w);
}

enum err sign_in_try(struct store *s, struct arena *a, const struct sign_in_try *t, bool *wrong,
                     enum role *role)
{
    struct trying x = {.a = a, .t = t};
    enum err e = t->browser ? store_write(s, try_once, &x) : ERR_GONE;
    *wrong = x.wrong;
    *role = x.role;
    return e;
}
