/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is kept of accounts and sessions, and for how long. */
#include "auth/statements.h"
#include "view/tr.h"

static enum err warn_some(struct db *db, struct arena *a, int64_t before, int64_t now, int64_t most,
                          int64_t *changed)
{
    struct rows r;
    enum err e =
        db_query(db, a, &sql_accounts_warn, PARAMS(v_int(before), v_int(now), v_int(most)), &r);
    *changed = e == OK ? (int64_t)r.n : 0;
    for (size_t i = 0; e == OK && i < r.n; i++)
        e = mail_queue(db, ACCOUNT_INACTIVE_KIND, row_int(&r, i, 0), NULL, now);
    return e;
}

static enum err warn(struct db *db, int64_t before, int64_t now, int64_t most, int64_t *changed)
{
    struct arena a = ARENA_INIT;
    enum err e = warn_some(db, &a, before, now, most, changed);
    arena_free(&a);
    return e;
}

enum err account_warned(struct db *db, struct arena *a, int64_t id, struct account *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_account_warned, PARAMS(v_int(id)), &r);
    if (e == OK && !r.n)
        return ERR_NOT_FOUND;
    if (e == OK)
        *out = account_of(&r, 0);
    return e;
}

/* The warning comes first: nobody is erased in the night that tells them. */
const struct retention_rule auth_retention[AUTH_RETENTION] = {
    {
        .name = "connexions",
        .label = TR("Connexions et codes terminés"),
        .words = TR("Les sessions fermées, les liens et les codes de connexion qui ne servent plus "
                    "sont effacés."),
        .why = TR("Ils n’ouvrent plus rien : rien ne demande de les garder."),
        .unit = RETENTION_DAYS,
        .delay = 1,
        .least = 1,
        .most = 30,
        .parts = {{.count = &sql_sessions_expired, .erase = &sql_sessions_expired_erase},
                  {.count = &sql_links_expired, .erase = &sql_links_expired_erase},
                  {.count = &sql_requests_expired, .erase = &sql_requests_expired_erase},
                  {.count = &sql_challenges_expired, .erase = &sql_challenges_expired_erase}},
    },
    {
        .name = "avertissements",
        .label = TR("Comptes sans connexion : avertissement"),
        .words = TR("Un message dit à la personne que son compte sera effacé un mois plus tard si "
                    "elle ne revient pas. Une connexion suffit."),
        .why = TR("Un mois avant l’effacement, toujours."),
        .unit = RETENTION_MONTHS,
        .follows = "comptes",
        .sooner = 1,
        .needs_mail = true,
        .parts = {{.count = &sql_accounts_to_warn, .act = warn}},
    },
    {
        .name = "comptes",
        .label = TR("Comptes sans connexion : effacement"),
        .words = TR("Le compte est effacé, un mois au moins après l’avertissement. Le dernier "
                    "compte d’administration ne l’est jamais."),
        .why = TR("CNIL : deux ans sans connexion, après un avertissement."),
        .unit = RETENTION_MONTHS,
        .delay = 24,
        .least = 6,
        .most = 24,
        .parts = {{.count = &sql_accounts_to_erase, .erase = &sql_accounts_erase}},
    },
};
