/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "auth/statements.h"
#include "base/text.h"

#define EMAIL_MAX_BYTES 254

static const char *const words[] = {[ROLE_NONE] = "",
                                    [ROLE_MEMBER] = "member",
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

enum err account_list(struct db *db, struct arena *a, const struct account **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_accounts_all, NO_PARAMS, &r);
    if (e != OK)
        return e;
    struct account *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = account_of(&r, i);
    *out = list;
    *n = r.n;
    return OK;
}

/* ---- rules ------------------------------------------------------------------------------ */

struct addition {
    struct arena *a;
    const struct account *account;
    struct str folded;
    int64_t now;
};

static enum err add(struct db *db, void *arg)
{
    const struct addition *d = arg;
    struct rows r;
    enum err e =
        db_query(db, d->a, &sql_account_add,
                 PARAMS(v_text(d->account->email), v_str(d->folded), v_text(d->account->name),
                        v_text(role_word(d->account->role)), v_int(d->now)),
                 &r);
    return e == OK && !r.n ? ERR_CONFLICT : e;
}

enum err account_add(struct store *s, struct arena *a, const struct account *account, int64_t now)
{
    struct addition d = {a, account, text_fold(a, str_of(account->email)), now};
    return store_write(s, add, &d);
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

enum err account_disable(struct store *s, account_id id, int64_t now)
{
    struct removal d = {id, now};
    return store_write(s, disable, &d);
}
