/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Invitations of a person: given to them, erased at their word. */
#include "meeting/invitation/statements.h"
#include "meeting/meeting.h"
#include "meeting/people.h"

#include "view/tr.h"

#define EXPORT_BYTES ((size_t)4 * 1024 * 1024)
#define MINE " WHERE LOWER(invitation.email) = LOWER($1)"

const struct stmt sql_invitation_person = {
    "SELECT event.slug, event.title, invitation.token, given_name, family_name, email,"
    " organisation, ecosystem, territory, territory_words, lang, invitation.created_at, sent_at,"
    " reminded_at, opened_at, declined_at FROM invitation JOIN event ON event.id = event_id" MINE
    " ORDER BY invitation.id LIMIT 1000",
    "t", "ttttttTTTTtiIIII"};
const struct stmt sql_invitation_person_ids = {
    "SELECT id FROM invitation" MINE " ORDER BY id LIMIT 1000", "t", "i"};
const struct stmt sql_invitation_person_count = {"SELECT count(*) FROM invitation" MINE, "t", "i"};
const struct stmt sql_invitation_person_erase = {"DELETE FROM invitation" MINE, "t", ""};
const struct stmt sql_invitation_person_addresses = {
    "SELECT DISTINCT LOWER(email) AS mine FROM invitation WHERE LOWER(email) > $1"
    " ORDER BY mine LIMIT 1000",
    "t", "t"};

static const char *const fields[] = {"event",       "event_title",     "page",         "given_name",
                                     "family_name", "email",           "organisation", "ecosystem",
                                     "territory",   "territory_words", "language"};
static const char *const instants[] = {"invited_at", "sent_at", "reminded_at", "opened_at",
                                       "declined_at"};
#define PAGE 2

static void put_invitation(struct person_export *x, struct json *j, const struct rows *r, size_t i)
{
    json_begin_object(j);
    for (size_t c = 0; c < ARRAY_LEN(fields); c++) {
        const char *value = row_text(r, i, c);
        if (c == PAGE)
            value = arena_printf(x->arena, "%s/invitations/%s", x->people->house->base_url, value);
        json_key_text(j, fields[c], value);
    }
    for (size_t c = 0; c < ARRAY_LEN(instants); c++) {
        size_t column = ARRAY_LEN(fields) + c;
        person_json_time(j, instants[c],
                         row_null(r, i, column) ? NO_INSTANT : row_int(r, i, column));
    }
    json_end(j);
}

enum err invitation_person_export(struct person_export *x)
{
    struct rows r;
    BUF_SCOPED b = BUF_INIT(EXPORT_BYTES);
    struct json j = json_to(&b);
    j.pretty = true;
    enum err e = db_query(x->db, x->arena, &sql_invitation_person, PARAMS(v_text(x->address)), &r);
    if (e != OK || !r.n)
        return e;
    json_begin_array(&j);
    for (size_t i = 0; i < r.n; i++)
        put_invitation(x, &j, &r, i);
    json_end(&j);
    return person_export_buf(x, "invitations.json", &b,
                             TR("les rencontres où l’on vous a invité·e, et ce que la liste "
                                "d’invitation disait de vous"));
}

enum err invitation_person_erase(struct db *db, struct arena *a, struct person_erasure *e)
{
    int64_t changed = 0;
    enum err err = db_exec(db, &sql_invitation_person_erase, PARAMS(v_text(e->address)), &changed);
    (void)a;
    e->rows += changed;
    return err;
}
