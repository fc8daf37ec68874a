/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One-time links and the sessions they open. */
#include "auth/statements.h"

static struct value latest_link(int64_t now)
{
    return v_int(now + LINK_SECONDS);
}

/* ---- links ------------------------------------------------------------------------------ */

struct new_link {
    account_id account;
    struct token_hash hash;
    int64_t now;
};

static enum err make_link(struct db *db, void *arg)
{
    const struct new_link *l = arg;
    enum err e = db_exec(db, &sql_links_sweep, PARAMS(v_int(l->now - LINK_SECONDS)), NULL);
    if (e != OK)
        return e;
    return db_exec(
        db, &sql_link_add,
        PARAMS(v_hash(&l->hash), v_int(l->account.v), v_int(l->now), v_int(l->now + LINK_SECONDS)),
        NULL);
}

enum err sign_in_link_make(struct store *s, account_id account, const struct token *token,
                           int64_t now)
{
    struct new_link l = {account, token_hash(token->text), now};
    return store_write(s, make_link, &l);
}

struct given_link {
    struct new_link link;
    const struct account *account;
    struct audit_by by;
};

static enum err give_link(struct db *db, void *arg)
{
    struct given_link *g = arg;
    enum err e = make_link(db, &g->link);
    return e == OK ? note_link(db, g->account, g->by, g->link.now) : e;
}

enum err sign_in_link_give(struct store *s, const struct account *account,
                           const struct token *token, struct audit_by by, int64_t now)
{
    struct given_link g = {{account->id, token_hash(token->text), now}, account, by};
    return store_write(s, give_link, &g);
}

enum err sign_in_link_show(struct db *db, struct arena *a, const char *token, int64_t now,
                           struct account *out)
{
    struct token_hash hash = token_hash(token);
    struct rows r;
    enum err e =
        db_query(db, a, &sql_link_show, PARAMS(v_hash(&hash), v_int(now), latest_link(now)), &r);
    if (e == OK && !r.n)
        return ERR_GONE;
    if (e == OK)
        *out = account_of(&r, 0);
    return e;
}

/* ---- signing in ------------------------------------------------------------------------- */

struct opening {
    struct arena *a;
    const struct sign_in *in;
};

static int64_t expiry(int64_t created_at, int64_t seen_at)
{
    int64_t idle = seen_at + SESSION_IDLE_SECONDS, most = created_at + SESSION_MAX_SECONDS;
    return idle < most ? idle : most;
}

static enum err take_link(struct db *db, const struct opening *o, int64_t *account)
{
    struct token_hash hash = token_hash(o->in->link);
    struct rows r;
    enum err e = db_query(db, o->a, &sql_link_take,
                          PARAMS(v_hash(&hash), v_int(o->in->now), latest_link(o->in->now)), &r);
    if (e != OK)
        return e;
    if (!r.n)
        return ERR_GONE;
    *account = row_int(&r, 0, 0);
    return OK;
}

static enum err close_old(struct db *db, const struct sign_in *in)
{
    enum err e = OK;
    if (in->old_session) {
        struct token_hash old = token_hash(in->old_session);
        e = db_exec(db, &sql_auth_session_drop, PARAMS(v_hash(&old)), NULL);
    }
    return e == OK ? db_exec(db, &sql_auth_sessions_sweep, PARAMS(v_int(in->now)), NULL) : e;
}

enum err auth_session_open(struct db *db, const struct sign_in *in, int64_t account)
{
    struct token_hash hash = token_hash(in->session.text);
    const struct str secret = {(const char *)in->secret, sizeof in->secret};
    enum err e = close_old(db, in);
    if (e == OK)
        e = db_exec(db, &sql_account_seen, PARAMS(v_int(account), v_int(in->now)), NULL);
    if (e != OK)
        return e;
    return db_exec(db, &sql_auth_session_add,
                   PARAMS(v_hash(&hash), v_int(account), v_int(in->now),
                          v_int(expiry(in->now, in->now)), v_bytes(secret), v_text(in->browser)),
                   NULL);
}

static enum err open_session(struct db *db, void *arg)
{
    const struct opening *o = arg;
    int64_t account = 0;
    enum err e = take_link(db, o, &account);
    return e == OK ? auth_session_open(db, o->in, account) : e;
}

enum err sign_in(struct store *s, struct arena *a, const struct sign_in *in)
{
    struct opening o = {a, in};
    return store_write(s, open_session, &o);
}

/* ---- sessions --------------------------------------------------------------------------- */

enum err auth_session_find(struct db *db, struct arena *a, const char *token, int64_t now,
                           struct auth_session *out)
{
    struct token_hash hash = token_hash(token);
    struct rows r;
    enum err e = db_query(db, a, &sql_auth_session_find,
                          PARAMS(v_hash(&hash), v_int(now), v_int(now + SESSION_IDLE_SECONDS)), &r);
    if (e != OK)
        return e;
    if (!r.n)
        return ERR_NOT_FOUND;
    *out = (struct auth_session){
        .account = account_of(&r, 0),
        .id = row_int(&r, 0, ACCOUNT_COLUMN_COUNT),
        .created_at = row_int(&r, 0, ACCOUNT_COLUMN_COUNT + 1),
        .last_seen_at = row_int(&r, 0, ACCOUNT_COLUMN_COUNT + 2),
    };
    struct str secret = row_bytes(&r, 0, ACCOUNT_COLUMN_COUNT + 3);
    if (secret.n != sizeof out->secret)
        return ERR_CORRUPT;
    memcpy(out->secret, secret.p, sizeof out->secret);
    return OK;
}

enum err auth_sessions_of(struct db *db, struct arena *a, account_id account, int64_t now,
                          const struct session_line **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_auth_sessions_of, PARAMS(v_int(account.v), v_int(now)), &r);
    if (e != OK)
        return e;
    struct session_line *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct session_line){row_int(&r, i, 0), row_int(&r, i, 1), row_int(&r, i, 2),
                                        row_text(&r, i, 3)};
    *out = list;
    *n = r.n;
    return OK;
}

bool auth_session_is_due(const struct auth_session *s, int64_t now)
{
    return now - s->last_seen_at >= SESSION_TOUCH_SECONDS ||
           s->last_seen_at - now >= SESSION_TOUCH_SECONDS;
}

struct visit {
    const struct auth_session *session;
    int64_t now;
};

static enum err touch(struct db *db, void *arg)
{
    const struct visit *v = arg;
    return db_exec(
        db, &sql_auth_session_touch,
        PARAMS(v_int(v->session->id), v_int(v->now), v_int(expiry(v->session->created_at, v->now))),
        NULL);
}

enum err auth_session_touch(struct store *s, const struct auth_session *session, int64_t now)
{
    struct visit v = {session, now};
    return store_write(s, touch, &v);
}

static enum err close_one(struct db *db, void *arg)
{
    const struct auth_session *s = arg;
    return db_exec(db, &sql_auth_session_close, PARAMS(v_int(s->id)), NULL);
}

enum err sign_out(struct store *s, const struct auth_session *session)
{
    struct auth_session copy = *session;
    return store_write(s, close_one, &copy);
}

struct revocation {
    account_id account;
    int64_t id;
};

static enum err revoke(struct db *db, void *arg)
{
    const struct revocation *r = arg;
    int64_t changed = 0;
    enum err e =
        db_exec(db, &sql_auth_session_revoke, PARAMS(v_int(r->id), v_int(r->account.v)), &changed);
    return e == OK && !changed ? ERR_NOT_FOUND : e;
}

enum err auth_session_revoke(struct store *s, account_id account, int64_t id)
{
    struct revocation r = {account, id};
    return store_write(s, revoke, &r);
}

static enum err revoke_others(struct db *db, void *arg)
{
    const struct revocation *r = arg;
    return db_exec(db, &sql_auth_sessions_revoke_others, PARAMS(v_int(r->account.v), v_int(r->id)),
                   NULL);
}

enum err auth_sessions_revoke_others(struct store *s, account_id account, int64_t kept)
{
    struct revocation r = {account, kept};
    return store_write(s, revoke_others, &r);
}

static enum err close_all(struct db *db, void *arg)
{
    const account_id *account = arg;
    return db_exec(db, &sql_auth_sessions_drop, PARAMS(v_int(account->v)), NULL);
}

enum err sign_out_everywhere(struct store *s, account_id account)
{
    return store_write(s, close_all, &account);
}
