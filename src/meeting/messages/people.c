/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whom messages are for, many at once: for the organiser's list. */
#include "meeting/messages/letter.h"

#include "base/text.h"
#include "meeting/messages/statements.h"

static struct mail_person person_of(struct arena *a, const struct rows *r, int64_t id)
{
    for (size_t i = 0; i < r->n; i++)
        if (row_int(r, i, 0) == id)
            return (struct mail_person){
                text_line(a,
                          str_of(arena_printf(a, "%s %s", row_text(r, i, 1), row_text(r, i, 2)))),
                row_text(r, i, 3)};
    return (struct mail_person){0};
}

static enum err people(struct db *db, struct arena *a, const struct stmt *stmt,
                       const int64_t *about, size_t n, struct mail_person *out)
{
    struct value ids[MAIL_PEOPLE_MAX];
    struct rows r;
    enum err e = db_query(db, a, stmt, mail_people_ids(ids, about, n), &r);
    for (size_t i = 0; e == OK && i < n; i++)
        out[i] = person_of(a, &r, about[i]);
    return e;
}

enum err registration_readers(struct db *db, struct arena *a, const int64_t *about, size_t n,
                              struct mail_person *out)
{
    return people(db, a, &sql_message_registrations, about, n, out);
}

enum err invitation_readers(struct db *db, struct arena *a, const int64_t *about, size_t n,
                            struct mail_person *out)
{
    return people(db, a, &sql_message_invitations, about, n, out);
}
