/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a person agreed to: the sentence, when, and when they took it back. */
#include "meeting/registration/consent.h"

#include "meeting/registration/statements.h"

/* In the order of enum consent_subject: the words of the column. */
static const char *const subject_words[] = {"list", "needs"};

#define CONSENT_COLUMNS                                                                            \
    "consent.id, consent.registration_id, subject, words, given_at, withdrawn_at,"                 \
    " registration.token, event.title, event.theme, event.slug, consent.lang"
#define CONSENT_JOIN                                                                               \
    " FROM consent JOIN registration ON registration.id = consent.registration_id"                 \
    " JOIN event ON event.id = registration.event_id"
#define CONSENT_LETTERS "iittiIttTtt"

const struct stmt sql_consents_of = {"SELECT " CONSENT_COLUMNS CONSENT_JOIN
                                     " WHERE consent.registration_id = $1"
                                     " ORDER BY consent.id LIMIT 200",
                                     "i", CONSENT_LETTERS};
const struct stmt sql_consents_of_email = {"SELECT " CONSENT_COLUMNS CONSENT_JOIN
                                           " WHERE LOWER(registration.email) = LOWER($1)"
                                           " ORDER BY consent.id LIMIT 1000",
                                           "t", CONSENT_LETTERS};
const struct stmt sql_consent_give = {
    "INSERT INTO consent (registration_id, subject, words, lang, given_at)"
    " SELECT $1, $2, $3, $5, $4"
    " WHERE NOT EXISTS (SELECT id FROM consent WHERE registration_id = $1 AND subject = $2"
    " AND withdrawn_at IS NULL)",
    "ittit", ""};
const struct stmt sql_consent_end = {
    "UPDATE consent SET withdrawn_at = $3 WHERE registration_id = $1 AND subject = $2"
    " AND withdrawn_at IS NULL",
    "iti", ""};
const struct stmt sql_consent_find = {
    "SELECT subject FROM consent WHERE id = $1 AND registration_id = $2", "ii", "t"};
const struct stmt sql_list_leave = {
    "UPDATE registration SET list_consent_words = NULL, list_consent_at = NULL, changed_at = $2"
    " WHERE id = $1",
    "ii", ""};
const struct stmt sql_needs_drop = {
    "UPDATE registration SET access_needs = NULL, changed_at = $2 WHERE id = $1", "ii", ""};

static enum consent_subject subject_of(const char *word)
{
    return strcmp(word, subject_words[CONSENT_NEEDS]) == 0 ? CONSENT_NEEDS : CONSENT_LIST;
}

const char *consent_subject_word(enum consent_subject s)
{
    return subject_words[s];
}

static enum err load(struct db *db, struct arena *a, const struct stmt *stmt, struct params params,
                     const struct consent **out, size_t *n)
{
    struct rows r;
    enum err e = db_query(db, a, stmt, params, &r);
    if (e != OK)
        return e;
    struct consent *list = arena_array(a, r.n, sizeof *list);
    for (size_t i = 0; i < r.n; i++)
        list[i] = (struct consent){
            .id = row_int(&r, i, 0),
            .registration = row_int(&r, i, 1),
            .subject = subject_of(row_text(&r, i, 2)),
            .words = row_text(&r, i, 3),
            .given_at = row_int(&r, i, 4),
            .withdrawn_at = row_null(&r, i, 5) ? NO_INSTANT : row_int(&r, i, 5),
            .token = row_text(&r, i, 6),
            .event_title = row_text(&r, i, row_null(&r, i, 8) ? 7 : 8),
            .event_slug = row_text(&r, i, 9),
            .lang = row_text(&r, i, 10),
        };
    *out = list;
    *n = r.n;
    return OK;
}

enum err consents_of_registration(struct db *db, struct arena *a, registration_id id,
                                  const struct consent **out, size_t *n)
{
    return load(db, a, &sql_consents_of, PARAMS(v_int(id.v)), out, n);
}

enum err consents_of_email(struct db *db, struct arena *a, const char *email,
                           const struct consent **out, size_t *n)
{
    return load(db, a, &sql_consents_of_email, PARAMS(v_text(email)), out, n);
}

enum err consent_note(struct db *db, registration_id id, enum consent_subject s, const char *words,
                      const char *lang, int64_t now)
{
    struct value subject = v_text(subject_words[s]);
    if (!words)
        return db_exec(db, &sql_consent_end, PARAMS(v_int(id.v), subject, v_int(now)), NULL);
    return db_exec(db, &sql_consent_give,
                   PARAMS(v_int(id.v), subject, v_text(words), v_int(now), v_text(lang)), NULL);
}

enum err consent_withdraw(struct db *db, struct arena *a, registration_id id, int64_t consent,
                          int64_t now)
{
    struct rows r;
    enum err e = db_query(db, a, &sql_consent_find, PARAMS(v_int(consent), v_int(id.v)), &r);
    if (e == OK && !r.n)
        e = ERR_NOT_FOUND;
    if (e != OK)
        return e;
    enum consent_subject s = subject_of(row_text(&r, 0, 0));
    e = db_exec(db, s == CONSENT_LIST ? &sql_list_leave : &sql_needs_drop,
                PARAMS(v_int(id.v), v_int(now)), NULL);
    return e == OK ? consent_note(db, id, s, NULL, NULL, now) : e;
}
