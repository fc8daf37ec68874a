/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is noted of accounts, its sentences, and what can be undone. */
#include "auth/statements.h"

#include "view/tr.h"

static const char *page_of(struct arena *a, const struct account *account)
{
    return arena_printf(a, "/organisation/comptes/%lld", (long long)account->id.v);
}

static const char *called(const struct account *a)
{
    return a->name ? a->name : a->email;
}

static const char *state_of(const struct account *a)
{
    return !a->id.v ? NULL : a->disabled_at ? "disabled" : "open";
}

static const char *role_of(const struct account *a)
{
    return a->id.v ? role_word(a->role) : NULL;
}

static const char *parts_of(struct arena *a, const struct account *account)
{
    return account->parts ? parts_text(a, account->parts) : NULL;
}

enum err note_account(struct db *db, struct arena *a, const struct change_account *x,
                      const struct account *was, const struct account *is)
{
    static const char *const verbs[] = {[ACCOUNT_ADD] = "account/added",
                                        [ACCOUNT_RIGHTS] = "account/rights",
                                        [ACCOUNT_DISABLE] = "account/disabled"};
    const struct audit_change changes[] = {
        {"role", role_of(was), role_of(is)},
        {"parts", parts_of(a, was), parts_of(a, is)},
        {"state", state_of(was), state_of(is)},
    };
    if (x->change == ACCOUNT_RIGHTS && was->role == is->role && was->parts == is->parts)
        return OK;
    return audit_note(db, &(const struct audit_entry){.by = *x->by,
                                                      .verb = verbs[x->change],
                                                      .id = is->id.v,
                                                      .title = called(is),
                                                      .href = page_of(a, is),
                                                      .changes = changes,
                                                      .n_changes = ARRAY_LEN(changes),
                                                      .now = x->now});
}

enum err note_link(struct db *db, const struct account *account, struct audit_by by, int64_t now)
{
    struct arena a = ARENA_INIT;
    enum err e = audit_note(db, &(const struct audit_entry){.by = by,
                                                            .verb = "account/link",
                                                            .id = account->id.v,
                                                            .title = called(account),
                                                            .href = page_of(&a, account),
                                                            .now = now});
    arena_free(&a);
    return e;
}

/* ---- undoing ---------------------------------------------------------------------------- */

static enum err put_back(struct db *db, enum account_change change, const struct account *account,
                         const struct audit_by *by, int64_t now)
{
    struct change_account x = {.change = change, .account = account, .by = by, .now = now};
    return change_account(db, &x);
}

static enum err undo_added(struct db *db, struct arena *a, const struct audit_row *row,
                           struct audit_by by, int64_t now)
{
    struct account is;
    enum err e = account_by_id(db, a, (account_id){row->thing_id}, &is);
    return e == OK ? put_back(db, ACCOUNT_DISABLE, &is, &by, now) : e;
}

static enum err undo_disabled(struct db *db, struct arena *a, const struct audit_row *row,
                              struct audit_by by, int64_t now)
{
    struct account is;
    enum err e = account_by_id(db, a, (account_id){row->thing_id}, &is);
    return e == OK ? put_back(db, ACCOUNT_ADD, &is, &by, now) : e;
}

static bool is_text(const char *said, const char *is)
{
    return strcmp(said ? said : "", is ? is : "") == 0;
}

/* Of role and parts the row holds what changed. */
static enum err undo_rights(struct db *db, struct arena *a, const struct audit_row *row,
                            struct audit_by by, int64_t now)
{
    const char *role = audit_before(row, "role"), *role_then = audit_after(row, "role");
    const char *parts = audit_before(row, "parts"), *parts_then = audit_after(row, "parts");
    struct account is;
    enum err e = account_by_id(db, a, (account_id){row->thing_id}, &is);
    if (e != OK)
        return e;
    if (!row->n_changes || is.disabled_at || (role && !is_text(role_then, role_word(is.role))) ||
        ((parts || parts_then) && !is_text(parts_then, parts_of(a, &is))))
        return ERR_CONFLICT;
    if ((role && !role_from_word(role, &is.role)) ||
        ((parts || parts_then) && !parts_from_text(parts ? parts : "", &is.parts)))
        return ERR_CONFLICT;
    return put_back(db, ACCOUNT_RIGHTS, &is, &by, now);
}

/* ---- the table -------------------------------------------------------------------------- */

static const struct audit_word roles[] = {{"member", TR("Membre")},
                                          {"reviewer", TR("Relecture")},
                                          {"organiser", TR("Organisation")},
                                          {"administrator", TR("Administration")},
                                          {NULL, NULL}};
static const struct audit_word parts[] = {
    {"meetings", TR("Rencontres")}, {"toolbox", TR("Boîte à outils")},
    {"practices", TR("Pratiques")}, {"observatory", TR("Observatoire")},
    {"members", TR("Membres")},     {NULL, NULL}};
static const struct audit_word states[] = {
    {"open", TR("Ouvert")}, {"disabled", TR("Désactivé")}, {NULL, NULL}};
static const struct audit_field fields[] = {{"role", TR("Rôle"), roles, false},
                                            {"parts", TR("Parties du réseau"), parts, false},
                                            {"state", TR("Compte"), states, false}};

#define KIND(verb, label, sentence, undo)                                                          \
    {                                                                                              \
        verb, label, sentence, NULL, fields, ARRAY_LEN(fields), undo                               \
    }

const struct audit_kind auth_audit[AUTH_AUDIT] = {
    KIND("account/added", TR("Compte ouvert"), TR("{who} a ouvert un compte à {what}"), undo_added),
    KIND("account/rights", TR("Droits changés"), TR("{who} a changé les droits de {what}"),
         undo_rights),
    KIND("account/disabled", TR("Compte désactivé"), TR("{who} a désactivé le compte de {what}"),
         undo_disabled),
    KIND("account/link", TR("Lien de connexion"),
         TR("{who} a demandé un lien de connexion pour {what}"), NULL),
};
