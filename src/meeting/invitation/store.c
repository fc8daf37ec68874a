/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "meeting/invitation/invitation.h"

#include "meeting/invitation/statements.h"

static int64_t instant(const struct rows *r, size_t row, size_t column)
{
    return row_null(r, row, column) ? NO_INSTANT : row_int(r, row, column);
}

static struct invitation invitation_of(const struct rows *r, size_t i)
{
    struct invitation v = {
        .id = {row_int(r, i, 0)},
        .event = {row_int(r, i, 1)},
        .token = row_text(r, i, 2),
        .draft = {.given_name = row_text(r, i, 3),
                  .family_name = row_text(r, i, 4),
                  .email = row_text(r, i, 5),
                  .organisation = row_text(r, i, 6),
                  .ecosystem = row_text(r, i, 7),
                  .territory = row_text(r, i, 8),
                  .territory_words = row_text(r, i, 9),
                  .lang = row_text(r, i, 10)},
        .created_at = row_int(r, i, 11),
        .sent_at = instant(r, i, 12),
        .opened_at = instant(r, i, 13),
        .reminded_at = instant(r, i, 14),
        .declined_at = instant(r, i, 16),
        .answered = !row_null(r, i, 15),
    };
    if (v.answered)
        v.state = registration_state_of(row_text(r, i, 15));
    return v;
}

static enum err one(struct db *db, struct arena *a, const struct stmt *stmt, struct params params,
                    struct invitation *out)
{
    struct rows r;
    enum err e = db_query(db, a, stmt, params, &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    if (e == OK)
        *out = invitation_of(&r, 0);
    return e;
}

enum err invitation_by_token(struct db *db, struct arena *a, const char *token,
                             struct invitation *out)
{
    return one(db, a, &sql_invitation_of_token, PARAMS(v_text(token)), out);
}

enum err invitation_by_id(struct db *db, struct arena *a, invitation_id id, struct invitation *out)
{
    return one(db, a, &sql_invitation_of_id, PARAMS(v_int(id.v)), out);
}

enum err invitation_list(struct db *db, struct arena *a, event_id event,
                         enum invitation_filter filter, invitation_id after, int64_t most,
                         const struct invitation **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_invitations_of_event,
                          PARAMS(v_int(event.v), v_int(filter), v_int(after.v), v_int(most)), &r);
    if (e != OK)
        return e;
    struct invitation *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = invitation_of(&r, i);
    *out = list;
    *n = r.n;
    return OK;
}

enum err invitation_count(struct db *db, struct arena *a, event_id event,
                          struct invitation_counts *out)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_invitation_counts, PARAMS(v_int(event.v)), &r);
    if (e == OK)
        *out = (struct invitation_counts){.all = row_int(&r, 0, 0),
                                          .sent = row_int(&r, 0, 1),
                                          .opened = row_int(&r, 0, 2),
                                          .answered = row_int(&r, 0, 3),
                                          .to_send = row_int(&r, 0, 4),
                                          .to_remind = row_int(&r, 0, 5)};
    return e;
}
