/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rules that write about invitations. */
#include "meeting/invitation/invitation.h"

#include "base/text.h"
#include "mail/mail.h"
#include "meeting/invitation/statements.h"
#include "meeting/noted.h"

#include <stdlib.h>

/* Of a rule that reached nobody nothing is noted. */
static enum err note(struct db *db, struct arena *a, const struct audit_by *by, const char *verb,
                     event_id event, int64_t people, int64_t now)
{
    const struct audit_change change = {"people", NULL, audit_int(a, people)};
    if (!people)
        return OK;
    return note_event(db, a, by, verb, event, "invitations", &change, 1, now);
}

/* ---- adding ----------------------------------------------------------------------------- */

struct known { /* somebody who is registered */
    const char *address;
    int64_t registration;
};

static int by_address(const void *x, const void *y)
{
    return strcmp(((const struct known *)x)->address, ((const struct known *)y)->address);
}

static enum err read_registered(struct db *db, struct arena *a, event_id event, struct known **out,
                                size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_invitation_registered, PARAMS(v_int(event.v)), &r);
    if (e != OK)
        return e;
    *out = arena_array(a, r.n + 1, sizeof **out);
    *n = r.n;
    for (size_t i = 0; i < r.n; i++)
        (*out)[i] = (struct known){text_fold(a, str_of(row_text(&r, i, 1))).p, row_int(&r, i, 0)};
    qsort(*out, *n, sizeof **out, by_address);
    return OK;
}

static enum err add_one(struct db *db, struct arena *a, struct add_invitations *x,
                        const struct invitation_draft *d, bool *added)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_invitation_put,
                          PARAMS(v_int(x->event.v), v_text(d->token), v_text(d->given_name),
                                 v_text(d->family_name), v_text(d->email), v_text(d->address),
                                 v_bytes(d->sort_key), v_text(d->organisation),
                                 v_text(d->ecosystem), v_text(d->territory),
                                 v_text(d->territory_words), v_text(d->lang), v_int(x->now)),
                          &r);
    if (e == OK)
        *added = r.n && strcmp(row_text(&r, 0, 0), d->token) == 0;
    return e;
}

static enum err link_one(struct db *db, const struct add_invitations *x,
                         const struct invitation_draft *d, const struct known *registered, size_t n)
{
    const struct known wanted = {.address = d->address};
    const struct known *k = bsearch(&wanted, registered, n, sizeof *registered, by_address);
    if (!k)
        return OK;
    return db_exec(db, &sql_invitation_link,
                   PARAMS(v_int(x->event.v), v_text(d->address), v_int(k->registration)), NULL);
}

enum err add_invitations(struct db *db, void *arg)
{
    struct add_invitations *x = arg;
    struct arena a = ARENA_INIT;
    struct known *registered;
    size_t n = 0;
    x->added = x->known = 0;
    enum err e = read_registered(db, &a, x->event, &registered, &n);
    for (size_t i = 0; e == OK && i < x->n; i++) {
        bool added = false;
        e = add_one(db, &a, x, &x->drafts[i], &added);
        if (e == OK)
            e = link_one(db, x, &x->drafts[i], registered, n);
        x->added += added;
        x->known += !added;
    }
    if (e == OK)
        e = note(db, &a, x->by, "event/invitations-added", x->event, x->added + x->known, x->now);
    arena_free(&a);
    return e;
}

/* ---- sending, withdrawing, opening ------------------------------------------------------ */

enum err send_invitations(struct db *db, void *arg)
{
    struct send_invitations *x = arg;
    struct arena a = ARENA_INIT;
    struct rows r;
    enum err e = db_query(db, &a, &sql_invitations_unsent, PARAMS(v_int(x->event.v)), &r);
    for (size_t i = 0; e == OK && i < r.n; i++)
        e = mail_queue(db, "invitation/sent", row_int(&r, i, 0), NULL, x->now);
    x->sent = e == OK ? (int64_t)r.n : 0;
    if (e == OK)
        e = db_exec(db, &sql_invitations_sent, PARAMS(v_int(x->event.v), v_int(x->now)), NULL);
    if (e == OK)
        e = note(db, &a, x->by, "event/invitations-sent", x->event, x->sent, x->now);
    arena_free(&a);
    return e;
}

enum err invitations_remindable(struct db *db, struct arena *a, event_id event, int64_t now,
                                int64_t *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_invitations_remindable,
                          PARAMS(v_int(event.v), v_int(now - REMIND_AFTER)), &r);
    *out = e == OK ? (int64_t)r.n : 0;
    return e;
}

enum err remind_invitations(struct db *db, void *arg)
{
    struct remind_invitations *x = arg;
    struct arena a = ARENA_INIT;
    struct rows r;
    struct value event = v_int(x->event.v), before = v_int(x->now - REMIND_AFTER);
    enum err e = db_query(db, &a, &sql_invitations_remindable, PARAMS(event, before), &r);
    for (size_t i = 0; e == OK && i < r.n; i++)
        e = mail_queue(db, "invitation/reminder", row_int(&r, i, 0), NULL, x->now);
    x->reminded = e == OK ? (int64_t)r.n : 0;
    if (e == OK)
        e = db_exec(db, &sql_invitations_reminded, PARAMS(event, before, v_int(x->now)), NULL);
    if (e == OK)
        e = note(db, &a, x->by, "event/invitations-reminded", x->event, x->reminded, x->now);
    arena_free(&a);
    return e;
}

enum err withdraw_invitations(struct db *db, void *arg)
{
    struct withdraw_invitations *x = arg;
    struct arena a = ARENA_INIT;
    enum err e = db_exec(db, &sql_invitations_withdraw, PARAMS(v_int(x->event.v)), &x->withdrawn);
    if (e == OK)
        e = note(db, &a, x->by, "event/invitations-withdrawn", x->event, x->withdrawn, x->now);
    arena_free(&a);
    return e;
}

enum err open_invitation(struct db *db, void *arg)
{
    const struct open_invitation *x = arg;
    return db_exec(db, &sql_invitation_open, PARAMS(v_text(x->token), v_int(x->now)), NULL);
}

enum err decline_invitation(struct db *db, void *arg)
{
    const struct decline_invitation *x = arg;
    enum err e =
        db_exec(db, &sql_invitation_decline, PARAMS(v_text(x->token), v_int(x->now)), NULL);
    if (e != OK || !x->no_more)
        return e;
    return mail_refuse(db, x->email, REFUSAL_UNSUBSCRIBED, NULL, x->now);
}

enum err invitation_answered(struct db *db, struct arena *a, event_id event, const char *token,
                             const char *email, registration_id registration)
{
    return db_exec(db, &sql_invitation_answer,
                   PARAMS(v_int(event.v), v_text(token), v_str(text_fold(a, str_of(email))),
                          v_int(registration.v)),
                   NULL);
}
