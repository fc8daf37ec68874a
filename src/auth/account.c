/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/statements.h"
#include "base/buf.h"
#include "base/text.h"

#define EMAIL_MAX_BYTES 254

static const char *const words[] = {[ROLE_NONE] = "",
                                    [ROLE_MEMBER] = "member",
                                    [ROLE_REVIEWER] = "reviewer",
                                    [ROLE_ORGANISER] = "organiser",
                                    [ROLE_ADMINISTRATOR] = "administrator"};

const char *role_word(enum role r)
{
    return words[r];
}

bool role_from_word(const char *word, enum role *out)
{
    for (size_t i = ROLE_MEMBER; i < ARRAY_LEN(words); i++) {
        if (strcmp(words[i], word) != 0)
            continue;
        *out = (enum role)i;
        return true;
    }
    return false;
}

bool email_is_plausible(const char *email)
{
    size_t n = strlen(email);
    const char *at = strchr(email, '@');
    if (n > EMAIL_MAX_BYTES || !at || at == email || !at[1] || strchr(at + 1, '@') ||
        !text_is_utf8(str_of(email)))
        return false;
    for (const char *p = email; *p; p++)
        if ((unsigned char)*p <= ' ' || *p == 0x7F || strchr("<>(),;:\"\\", *p))
            return false;
    return true;
}

struct account account_of(const struct rows *r, size_t i)
{
    struct account out = {
        .id = {row_int(r, i, 0)},
        .email = row_text(r, i, 1),
        .name = row_text(r, i, 2),
        .created_at = row_int(r, i, 4),
        .disabled_at = row_int(r, i, 5),
    };
    if (!role_from_word(row_text(r, i, 3), &out.role))
        out.role = ROLE_NONE;
    if (out.role == ROLE_ORGANISER)
        out.parts = (part_set)row_int(r, i, 6) & ALL_PARTS;
    return out;
}

enum err account_by_email(struct db *db, struct arena *a, const char *email, struct account *out)
{
    struct rows r;
    enum err e =
        db_query(db, a, &sql_account_of_email, PARAMS(v_str(text_fold(a, str_of(email)))), &r);
    if (e == OK && !r.n)
        return ERR_NOT_FOUND;
    if (e == OK)
        *out = account_of(&r, 0);
    return e;
}

enum err account_by_id(struct db *db, struct arena *a, account_id id, struct account *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_account_of_id, PARAMS(v_int(id.v)), &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    if (e == OK)
        *out = account_of(&r, 0);
    return e;
}

static enum err accounts_of(struct db *db, struct arena *a, const struct stmt *stmt,
                            struct params params, const struct account **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, stmt, params, &r);
    if (e != OK)
        return e;
    struct account *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = account_of(&r, i);
    *out = list;
    *n = r.n;
    return OK;
}

enum err account_list(struct db *db, struct arena *a, const struct account **out, size_t *n)
{
    return accounts_of(db, a, &sql_accounts_all, NO_PARAMS, out, n);
}

/* What stands for itself in a pattern of LIKE, "!" being the escape. */
static const char *like_pattern(struct arena *a, const char *text)
{
    BUF_SCOPED b = BUF_INIT(1024);
    buf_putc(&b, '%');
    for (struct str s = text_fold(a, str_of(text)); s.n; s = str_sub(s, 1, s.n)) {
        if (strchr("!%_", *s.p))
            buf_putc(&b, '!');
        buf_putc(&b, *s.p);
    }
    buf_putc(&b, '%');
    return arena_strdup(a, buf_str(&b));
}

enum err account_page(struct db *db, struct arena *a, const struct account_filter *f, int64_t most,
                      const struct account **out, size_t *n)
{
    const char *search = f->search && *f->search ? like_pattern(a, f->search) : "%";
    return accounts_of(db, a, &sql_accounts_page,
                       PARAMS(v_text(f->after), v_int(f->staff), v_text(search), v_int(most)), out,
                       n);
}

/* ---- rules ------------------------------------------------------------------------------ */

static enum err add(struct db *db, struct arena *a, const struct account *account, int64_t now,
                    account_id *id)
{
    struct rows r;
    enum err e =
        db_query(db, a, &sql_account_add,
                 PARAMS(v_text(account->email), v_str(text_fold(a, str_of(account->email))),
                        v_text(account->name), v_text(role_word(account->role)), v_int(now)),
                 &r);
    if (e == OK && !r.n)
        e = ERR_CONFLICT;
    if (e == OK)
        id->v = row_int(&r, 0, 0);
    return e;
}

struct removal {
    account_id id;
    int64_t now;
};

static enum err disable(struct db *db, void *arg)
{
    const struct removal *d = arg;
    int64_t changed = 0;
    enum err e = db_exec(db, &sql_account_disable, PARAMS(v_int(d->id.v), v_int(d->now)), &changed);
    if (e == OK && !changed)
        return ERR_NOT_FOUND;
    if (e == OK)
        e = db_exec(db, &sql_links_drop, PARAMS(v_int(d->id.v)), NULL);
    if (e == OK)
        e = db_exec(db, &sql_auth_sessions_drop, PARAMS(v_int(d->id.v)), NULL);
    if (e == OK)
        e = db_exec(db, &sql_passkeys_drop, PARAMS(v_int(d->id.v)), NULL);
    return e;
}

static enum err set_role(struct db *db, const struct account *account)
{
    int64_t changed = 0;
    enum err e = db_exec(db, &sql_account_role,
                         PARAMS(v_int(account->id.v), v_text(role_word(account->role))), &changed);
    return e == OK && !changed ? ERR_NOT_FOUND : e;
}

static enum err set_parts(struct db *db, account_id id, const struct account *account)
{
    part_set parts = account->role != ROLE_ORGANISER ? 0
                     : account->parts                ? account->parts
                                                     : ALL_PARTS;
    enum err e = db_exec(db, &sql_parts_drop, PARAMS(v_int(id.v)), NULL);
    for (int p = 0; e == OK && p < PARTS; p++)
        if (parts & part_bit((enum part)p))
            e = db_exec(db, &sql_part_add, PARAMS(v_int(id.v), v_text(part_word((enum part)p))),
                        NULL);
    return e;
}

static enum err apply(struct db *db, struct arena *a, struct change_account *x)
{
    struct removal removal = {x->account->id, x->now};
    enum err e = OK;
    x->id = x->account->id;
    switch (x->change) {
    case ACCOUNT_ADD:
        e = add(db, a, x->account, x->now, &x->id);
        return e == OK ? set_parts(db, x->id, x->account) : e;
    case ACCOUNT_RIGHTS:
        e = set_role(db, x->account);
        return e == OK ? set_parts(db, x->id, x->account) : e;
    case ACCOUNT_DISABLE:
        return disable(db, &removal);
    }
    die("auth: account change %d is none", (int)x->change);
}

/* Whoever administrates may leave while another stays. */
static enum err keep_one(struct db *db, struct arena *a, const struct account *was,
                         const struct account *is)
{
    struct rows r;
    bool left = was->role == ROLE_ADMINISTRATOR && !was->disabled_at &&
                (is->role != ROLE_ADMINISTRATOR || is->disabled_at);
    if (!left)
        return OK;
    enum err e = db_query(db, a, &sql_administrators, NO_PARAMS, &r);
    return e == OK && !row_int(&r, 0, 0) ? ERR_FORBIDDEN : e;
}

static enum err find_before(struct db *db, struct arena *a, const struct change_account *x,
                            struct account *out)
{
    *out = (struct account){.role = ROLE_NONE};
    if (x->change != ACCOUNT_ADD)
        return account_by_id(db, a, x->account->id, out);
    enum err e = account_by_email(db, a, x->account->email, out);
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err change_rule(struct db *db, struct arena *a, struct change_account *x)
{
    struct account was, is;
    enum err e = find_before(db, a, x, &was);
    if (e == OK && x->seen && (x->seen->role != was.role || x->seen->parts != was.parts))
        e = ERR_CONFLICT;
    if (e == OK)
        e = apply(db, a, x);
    if (e == OK)
        e = account_by_id(db, a, x->id, &is);
    if (e == OK)
        e = keep_one(db, a, &was, &is);
    return e == OK && x->by ? note_account(db, a, x, &was, &is) : e;
}

enum err change_account(struct db *db, void *arg)
{
    struct arena a = ARENA_INIT;
    enum err e = change_rule(db, &a, arg);
    arena_free(&a);
    return e;
}

enum err account_add(struct store *s, struct arena *a, const struct account *account, int64_t now)
{
    struct change_account x = {.change = ACCOUNT_ADD, .account = account, .now = now};
    (void)a;
    return store_write(s, change_account, &x);
}

enum err account_disable(struct store *s, account_id id, int64_t now)
{
    const struct account account = {.id = id};
    struct change_account x = {.change = ACCOUNT_DISABLE, .account = &account, .now = now};
    return store_write(s, change_account, &x);
}
