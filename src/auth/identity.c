/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Identities that a provider vouches for: a browser's way there and back, and whose account one
 * opens. */
#include "auth/oidc.h"
#include "auth/statements.h"
#include "base/text.h"

/* ---- a browser's way -------------------------------------------------------------------- */

struct beginning {
    struct token_hash browser;
    const struct oidc_flow *flow;
};

static enum err begin_flow(struct db *db, void *arg)
{
    const struct beginning *b = arg;
    const struct oidc_flow *f = b->flow;
    enum err e = db_exec(db, &sql_flow_sweep, PARAMS(v_int(f->created_at - LINK_SECONDS)), NULL);
    if (e != OK)
        return e;
    return db_exec(db, &sql_flow_add,
                   PARAMS(v_hash(&b->browser), f->account.v ? v_int(f->account.v) : v_null(),
                          v_text(f->root), v_text(f->back), v_int(f->created_at),
                          v_int(f->created_at + OIDC_FLOW_SECONDS)),
                   NULL);
}

enum err oidc_flow_begin(struct store *s, const char *browser, const struct oidc_flow *flow)
{
    struct beginning b = {token_hash(browser), flow};
    return store_write(s, begin_flow, &b);
}

struct taking {
    struct arena *a;
    struct token_hash browser;
    int64_t now;
    struct oidc_flow *out;
};

static enum err take_flow(struct db *db, void *arg)
{
    const struct taking *t = arg;
    struct rows r;
    enum err e =
        db_query(db, t->a, &sql_flow_take,
                 PARAMS(v_hash(&t->browser), v_int(t->now), v_int(t->now + OIDC_FLOW_SECONDS)), &r);
    if (e != OK)
        return e;
    if (!r.n)
        return ERR_GONE;
    *t->out = (struct oidc_flow){
        {row_int(&r, 0, 0)}, row_text(&r, 0, 1), row_text(&r, 0, 2), row_int(&r, 0, 3)};
    return OK;
}

enum err oidc_flow_take(struct store *s, struct arena *a, const char *browser, int64_t now,
                        struct oidc_flow *out)
{
    struct taking t = {a, token_hash(browser), now, out};
    return store_write(s, take_flow, &t);
}

/* ---- tying ------------------------------------------------------------------------------ */

/* ERR_CONFLICT: it is another account's. One's own is left as it is. */
static enum err tie(struct db *db, struct arena *a, const struct oidc_person *who, int64_t account,
                    int64_t now)
{
    struct rows r;
    enum err e =
        db_query(db, a, &sql_identity_add,
                 PARAMS(v_int(account), v_text(who->issuer), v_text(who->subject),
                        v_text(who->email), v_text(who->name), v_text(who->siret), v_int(now)),
                 &r);
    if (e != OK || r.n)
        return e;
    e = db_query(db, a, &sql_identity_find, PARAMS(v_text(who->issuer), v_text(who->subject)), &r);
    return e == OK && (!r.n || row_int(&r, 0, 0) != account) ? ERR_CONFLICT : e;
}

struct tying {
    struct arena *a;
    const struct oidc_person *who;
    account_id account;
    int64_t now;
};

static enum err tie_one(struct db *db, void *arg)
{
    const struct tying *t = arg;
    return tie(db, t->a, t->who, t->account.v, t->now);
}

enum err identity_link(struct store *s, struct arena *a, const struct oidc_person *who,
                       account_id account, int64_t now)
{
    struct tying t = {a, who, account, now};
    return store_write(s, tie_one, &t);
}

/* ---- coming in -------------------------------------------------------------------------- */

struct entering {
    struct arena *a;
    const struct identity_entry *e;
    struct token_hash browser;
    struct str folded; /* the address; empty without one */
    enum oidc_entry outcome;
    enum role role;
};

static enum err let_in(struct db *db, struct entering *x, const struct account *account)
{
    const struct oidc_person *who = x->e->who;
    struct token_hash session = token_hash(x->e->in->session.text);
    enum err e = db_exec(db, &sql_flow_drop, PARAMS(v_hash(&x->browser)), NULL);
    if (e == OK)
        e = auth_session_open(db, x->e->in, account->id.v);
    if (e == OK && who->id_token)
        e = db_exec(db, &sql_auth_session_id_token, PARAMS(v_hash(&session), v_text(who->id_token)),
                    NULL);
    x->outcome = OIDC_IN;
    x->role = account->role;
    return e;
}

static enum err hold(struct db *db, struct entering *x)
{
    const struct oidc_person *who = x->e->who;
    x->outcome = OIDC_PROVE;
    return db_exec(db, &sql_flow_hold,
                   PARAMS(v_hash(&x->browser), v_text(who->issuer), v_text(who->subject),
                          v_text(who->email), v_text(who->name), v_text(who->siret),
                          v_int(x->e->in->now + LINK_SECONDS)),
                   NULL);
}

/* An identity that was tied before. */
static enum err enter_tied(struct db *db, struct entering *x, const struct rows *r)
{
    const struct oidc_person *who = x->e->who;
    const struct account account = account_of(r, 0);
    if (account.disabled_at) {
        x->outcome = OIDC_CLOSED;
        return OK;
    }
    enum err e = db_exec(db, &sql_identity_used,
                         PARAMS(v_int(row_int(r, 0, ACCOUNT_COLUMN_COUNT)), v_text(who->email),
                                v_text(who->name), v_text(who->siret), v_int(x->e->in->now)),
                         NULL);
    return e == OK ? let_in(db, x, &account) : e;
}

/* Whether an address that the provider answers for is enough to open that account. */
static enum err may_tie(struct db *db, const struct entering *x, const struct account *account,
                        bool *out)
{
    const struct oidc_person *who = x->e->who;
    struct rows r;
    enum err e = db_query(db, x->a, &sql_identity_count,
                          PARAMS(v_int(account->id.v), v_text(who->issuer)), &r);
    /* Folded alike is not the same: mail for one does not come to the other. */
    *out = e == OK && account->role == ROLE_MEMBER && row_int(&r, 0, 0) == 0 &&
           strcasecmp(account->email, who->email) == 0;
    return e;
}

static enum err enter_by_address(struct db *db, struct entering *x, const struct account *account)
{
    bool may = false;
    if (account->disabled_at) {
        x->outcome = OIDC_CLOSED;
        return OK;
    }
    enum err e = may_tie(db, x, account, &may);
    if (e == OK && !may)
        return hold(db, x);
    if (e == OK)
        e = tie(db, x->a, x->e->who, account->id.v, x->e->in->now);
    return e == OK ? let_in(db, x, account) : e;
}

static enum err open_account(struct db *db, struct entering *x, struct account *out)
{
    const struct oidc_person *who = x->e->who;
    enum err e = db_exec(db, &sql_account_open,
                         PARAMS(v_text(who->email), v_str(x->folded),
                                v_text(who->name ? who->name : x->e->known_as),
                                v_text(role_word(ROLE_MEMBER)), v_int(x->e->in->now), v_int(1)),
                         NULL);
    return e == OK ? account_by_email(db, x->a, who->email, out) : e;
}

static enum err enter(struct db *db, void *arg)
{
    struct entering *x = arg;
    const struct oidc_person *who = x->e->who;
    struct account account;
    struct rows r;
    enum err e = db_query(db, x->a, &sql_identity_find,
                          PARAMS(v_text(who->issuer), v_text(who->subject)), &r);
    if (e == OK && r.n)
        return enter_tied(db, x, &r);
    if (e == OK && !who->vouched)
        return hold(db, x);
    if (e == OK)
        e = account_by_email(db, x->a, who->email, &account);
    if (e == ERR_NOT_FOUND && x->e->may_open)
        e = open_account(db, x, &account);
    if (e == ERR_NOT_FOUND) {
        x->outcome = OIDC_UNKNOWN;
        return OK;
    }
    return e == OK ? enter_by_address(db, x, &account) : e;
}

enum err identity_enter(struct store *s, struct arena *a, const struct identity_entry *entry,
                        enum oidc_entry *outcome, enum role *role)
{
    const char *email = entry->who->email;
    struct entering x = {.a = a,
                         .e = entry,
                         .browser = token_hash(entry->browser),
                         .folded = text_fold(a, str_of(email ? email : "")),
                         .outcome = OIDC_UNKNOWN};
    enum err e = store_write(s, enter, &x);
    *outcome = x.outcome;
    *role = x.role;
    return e;
}

/* ---- held until proved ------------------------------------------------------------------ */

enum err identity_held(struct db *db, struct arena *a, const char *browser, int64_t now,
                       struct oidc_person *out)
{
    struct token_hash hash = token_hash(browser);
    struct rows r;
    enum err e = db_query(
        db, a, &sql_flow_held,
        PARAMS(v_hash(&hash), v_int(now), v_int(now + OIDC_FLOW_SECONDS + LINK_SECONDS)), &r);
    if (e != OK)
        return e;
    if (!r.n)
        return ERR_GONE;
    *out = (struct oidc_person){.issuer = row_text(&r, 0, 0),
                                .subject = row_text(&r, 0, 1),
                                .email = row_text(&r, 0, 2),
                                .name = row_text(&r, 0, 3),
                                .siret = row_text(&r, 0, 4)};
    return OK;
}

struct proving {
    struct arena *a;
    const char *browser;
    account_id account;
    int64_t now;
};

static enum err tie_held(struct db *db, void *arg)
{
    const struct proving *p = arg;
    struct token_hash hash = token_hash(p->browser);
    struct oidc_person who;
    enum err e = identity_held(db, p->a, p->browser, p->now, &who);
    if (e == OK)
        e = tie(db, p->a, &who, p->account.v, p->now);
    return e == OK ? db_exec(db, &sql_flow_drop, PARAMS(v_hash(&hash)), NULL) : e;
}

enum err identity_link_held(struct store *s, struct arena *a, const char *browser,
                            account_id account, int64_t now)
{
    struct proving p = {a, browser, account, now};
    return store_write(s, tie_held, &p);
}

/* ---- one's own -------------------------------------------------------------------------- */

enum err identities_of(struct db *db, struct arena *a, account_id account,
                       const struct identity_line **out, size_t *n)
{
    struct rows r;
    enum err e =
        db_query(db, a, &sql_identities_of, PARAMS(v_int(account.v), v_int(IDENTITIES_MAX)), &r);
    if (e != OK)
        return e;
    struct identity_line *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct identity_line){.id = row_int(&r, i, 0),
                                         .issuer = row_text(&r, i, 1),
                                         .email = row_text(&r, i, 2),
                                         .name = row_text(&r, i, 3),
                                         .siret = row_text(&r, i, 4),
                                         .created_at = row_int(&r, i, 5),
                                         .last_used_at = row_int(&r, i, 6)};
    *out = list;
    *n = r.n;
    return OK;
}

struct untying {
    account_id account;
    int64_t id;
};

static enum err untie(struct db *db, void *arg)
{
    const struct untying *u = arg;
    int64_t changed = 0;
    enum err e =
        db_exec(db, &sql_identity_drop, PARAMS(v_int(u->id), v_int(u->account.v)), &changed);
    return e == OK && !changed ? ERR_NOT_FOUND : e;
}

enum err identity_unlink(struct store *s, account_id account, int64_t id)
{
    struct untying u = {account, id};
    return store_write(s, untie, &u);
}

enum err auth_session_id_token(struct db *db, struct arena *a, const struct auth_session *s,
                               const char **out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_auth_session_hint, PARAMS(v_int(s->id)), &r);
    *out = e == OK && r.n ? row_text(&r, 0, 0) : NULL;
    return e;
}
