/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/noted.h"

#include "meeting/export/common.h"
#include "meeting/organiser/store.h"
#include "meeting/registration/store.h"

/* ---- a registration --------------------------------------------------------------------- */

/* In the order of enum fact: the names of fields in the log. */
enum fact { STATE, MODALITY, ONSITE, REMOTE, WORKSHOPS, WAITS, AHEAD, ARRIVED, NAME, ORGANISATION };
static const char *const fields[REGISTRATION_FACTS] = {
    "state", "modality", "onsite",  "remote", "workshops",
    "waits", "ahead",    "arrived", "name",   "organisation"};

static const char *claim_word(enum claim_state s)
{
    static const char *const words[] = {[CLAIM_NONE] = NULL,
                                        [CLAIM_CONFIRMED] = "confirmed",
                                        [CLAIM_OFFERED] = "offered",
                                        [CLAIM_WAITING] = "waiting"};
    return words[s];
}

static void add_claim(struct arena *a, const struct claim *c, struct registration_facts *f)
{
    enum fact list = c->state == CLAIM_CONFIRMED ? WORKSHOPS : WAITS;
    if (c->rank == 0)
        f->v[c->modality == MODALITY_ONSITE ? ONSITE : REMOTE] = claim_word(c->state);
    else
        f->v[list] = joined(a, " | ", f->v[list], c->session_title);
    if (c->state == CLAIM_WAITING)
        f->v[AHEAD] = joined(a, ", ", f->v[AHEAD], audit_int(a, c->ahead));
}

struct registration_facts registration_facts(struct arena *a, const struct registration *r,
                                             const struct claim *claims, size_t n)
{
    struct registration_facts f = {{
        [STATE] = registration_state_word(r->state),
        [MODALITY] = modality_word(r->draft.modality),
        [ARRIVED] = r->checked_in_at == NO_INSTANT ? NULL : audit_int(a, r->checked_in_at),
        [NAME] = full_name(a, r->draft.given_name, r->draft.family_name),
        [ORGANISATION] = r->draft.organisation,
    }};
    for (size_t i = 0; i < n; i++)
        add_claim(a, &claims[i], &f);
    return f;
}

static const char *verb_of(enum registration_change change)
{
    switch (change) {
    case CHANGE_MODALITY:
        return "registration/moved";
    case CHANGE_CANCEL:
        return "registration/cancelled";
    case CHANGE_RESTORE:
        return "registration/restored";
    case CHANGE_PROMOTE:
        return "registration/promoted";
    case CHANGE_CHECK_IN:
        return "registration/arrived";
    case CHANGE_CHECK_OUT:
        return "registration/left";
    case CHANGE_DETAILS:
    case CHANGE_ACCEPT:
    case CHANGE_DECLINE:
    case CHANGE_WITHDRAW:
        break;
    }
    return "registration/changed";
}

static bool same_text(const char *x, const char *y)
{
    return x && y ? strcmp(x, y) == 0 : x == y;
}

static enum err facts_now(struct db *db, struct arena *a, registration_id id,
                          struct registration *r, struct registration_facts *out)
{
    const struct claim *claims = NULL;
    size_t n = 0;
    enum err e = registration_by_id(db, a, id, r);
    if (e == OK)
        e = registration_claims(db, a, id, &claims, &n);
    if (e == OK)
        *out = registration_facts(a, r, claims, n);
    return e;
}

enum err note_registration(struct db *db, struct arena *a, const struct audit_by *by,
                           enum registration_change change, registration_id id,
                           const struct registration_facts *before, int64_t now)
{
    struct registration r;
    struct registration_facts after;
    struct audit_change changes[REGISTRATION_FACTS];
    struct event event;
    size_t n = 0;
    enum err e = facts_now(db, a, id, &r, &after);
    for (size_t i = 0; e == OK && i < REGISTRATION_FACTS; i++)
        if (!same_text(before->v[i], after.v[i]))
            changes[n++] = (struct audit_change){fields[i], before->v[i], after.v[i]};
    if (e != OK || !n)
        return e;
    e = event_of_registration(db, a, r.event, &event);
    if (e != OK)
        return e;
    return audit_note(db,
                      &(const struct audit_entry){
                          .by = *by,
                          .verb = verb_of(change),
                          .id = id.v,
                          .title = after.v[NAME],
                          .href = arena_printf(a, "/organisation/rencontres/%s/inscriptions/%lld",
                                               event.slug, (long long)id.v),
                          .changes = changes,
                          .n_changes = n,
                          .now = now});
}

/* ---- a meeting -------------------------------------------------------------------------- */

enum err note_event(struct db *db, struct arena *a, const struct audit_by *by, const char *verb,
                    event_id id, const char *below, const struct audit_change *changes, size_t n,
                    int64_t now)
{
    struct event event;
    if (!by)
        return OK;
    enum err e = event_of_registration(db, a, id, &event);
    if (e != OK)
        return e;
    return audit_note(
        db, &(const struct audit_entry){
                .by = *by,
                .verb = verb,
                .id = id.v,
                .title = event.theme ? event.theme : event.title,
                .href = below ? arena_printf(a, "/organisation/rencontres/%s/%s", event.slug, below)
                              : NULL,
                .changes = changes,
                .n_changes = n,
                .now = now});
}

enum err noted_write(struct db *db, void *arg)
{
    const struct noted_write *x = arg;
    struct arena a = ARENA_INIT;
    enum err e = x->rule(db, x->arg);
    if (e == OK)
        e = note_event(db, &a, &x->by, x->verb, x->event, x->below, NULL, 0, x->now);
    arena_free(&a);
    return e;
}

static const char *seats_text(struct arena *a, int64_t seats)
{
    return seats == SEATS_NO_LIMIT ? "none" : audit_int(a, seats);
}

enum err note_seats(struct db *db, struct arena *a, const struct audit_by *by,
                    const struct set_seats *s, int64_t was)
{
    const struct audit_change change = {s->session.v ? "workshop" : modality_word(s->modality),
                                        seats_text(a, was), seats_text(a, s->seats)};
    struct event event;
    const char *title = NULL;
    if (!by || was == s->seats)
        return OK;
    if (!s->session.v)
        return note_event(
            db, a, by, s->modality == MODALITY_ONSITE ? "event/onsite-seats" : "event/remote-seats",
            s->event, "places", &change, 1, s->now);
    enum err e = event_of_registration(db, a, s->event, &event);
    if (e == OK)
        e = workshop_find(db, a, s->session, &title, &event.id);
    if (e != OK)
        return e;
    return audit_note(db,
                      &(const struct audit_entry){
                          .by = *by,
                          .verb = "workshop/seats",
                          .id = s->session.v,
                          .title = title,
                          .href = arena_printf(a, "/organisation/rencontres/%s/places", event.slug),
                          .changes = &change,
                          .n_changes = 1,
                          .now = s->now});
}
