/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every SQL statement about registrations. store.c binds their parameters and reads their rows. */
#include "meeting/registration/statements.h"

#define REGISTRATION_COLUMNS                                                                       \
    "id, event_id, token, ticket, given_name, family_name, email, organisation, ecosystem,"        \
    " territory, territory_words, modality, state, access_needs, list_consent_words,"              \
    " list_consent_at, lang, demo, created_at, changed_at, checked_in_at, erased_at, "             \
    "calendar_shift"
#define REGISTRATION_LETTERS                                                                       \
    "iitttttTT"                                                                                    \
    "TTitTTItiiiIIi"

const struct stmt sql_registration_of_token = {"SELECT " REGISTRATION_COLUMNS
                                               " FROM registration WHERE token = $1"
                                               " AND erased_at IS NULL",
                                               "t", REGISTRATION_LETTERS};
const struct stmt sql_registration_of_ticket = {"SELECT " REGISTRATION_COLUMNS
                                                " FROM registration WHERE ticket = $1"
                                                " AND erased_at IS NULL",
                                                "t", REGISTRATION_LETTERS};
const struct stmt sql_registration_of_id = {
    "SELECT " REGISTRATION_COLUMNS " FROM registration WHERE id = $1", "i", REGISTRATION_LETTERS};
const struct stmt sql_registration_of_key = {
    "SELECT id, token FROM registration WHERE event_id = $1 AND form_key = $2", "it", "it"};
const struct stmt sql_registration_of_person = {
    "SELECT id FROM registration WHERE event_id = $1 AND person = $2 AND state <> 'cancelled'",
    "it", "i"};
/* Whoever registers anew after a cancellation has a calendar that was told so: the next even shift.
 */
const struct stmt sql_registration_add = {
    "INSERT INTO registration (event_id, token, ticket, form_key, given_name, family_name, email,"
    " person, looked_up, sort_key, organisation, ecosystem, territory, territory_words, modality,"
    " state, access_needs, list_consent_words, list_consent_at, lang, demo, created_at, changed_at,"
    " area, calendar_shift) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, "
    "$15,"
    " $16, $17, $18, $19, $20, $21, $22, $22, $23, (SELECT (COALESCE(MAX(calendar_shift), 0) + 1)"
    " / 2 * 2 FROM registration WHERE event_id = $1 AND person = $8))"
    " ON CONFLICT DO NOTHING RETURNING id",
    "ittTttttt"
    "bTTTTitTTItiiT",
    "i"};
const struct stmt sql_registration_details = {
    "UPDATE registration SET given_name = $2, family_name = $3, person = $4, looked_up = $5,"
    " sort_key = $6, organisation = $7, ecosystem = $8, territory = $9, territory_words = $10,"
    " access_needs = $11, list_consent_words = $12, list_consent_at = $13, changed_at = $14,"
    " area = $15 WHERE id = $1",
    "itttt"
    "bTTTTTTIiT",
    ""};
/* `calendar_shift` is odd while the calendar entries of whoever had a seat are cancelled. */
const struct stmt sql_registration_state = {
    "UPDATE registration SET state = $2, modality = $3, changed_at = $4, calendar_shift ="
    " calendar_shift + CASE WHEN state = 'confirmed' AND $2 <> 'confirmed'"
    " AND calendar_shift % 2 = 0 THEN 1"
    " WHEN $2 = 'confirmed' AND calendar_shift % 2 = 1 THEN 1 ELSE 0 END WHERE id = $1",
    "itii", ""};
const struct stmt sql_registration_check_in = {
    "UPDATE registration SET checked_in_at = $2 WHERE id = $1", "iI", ""};

/* Who agreed to be seen by the others, and has a seat. */
#define LISTED " WHERE event_id = $1 AND state = 'confirmed' AND list_consent_words IS NOT NULL"
const struct stmt sql_participants = {
    "SELECT id, given_name, family_name, organisation, territory_words FROM registration" LISTED
    " AND (sort_key, id) > ($2, $3) ORDER BY sort_key, id LIMIT $4",
    "ibii", "ittTT"};
const struct stmt sql_participants_count = {"SELECT count(*) FROM registration" LISTED, "i", "i"};
const struct stmt sql_participants_after = {
    "SELECT sort_key FROM registration WHERE id = $2 AND event_id = $1", "ii", "b"};

const struct stmt sql_wishes_of = {
    "SELECT rank, session_id, session.parent_id FROM registration_wish"
    " JOIN session ON session.id = session_id WHERE registration_id = $1 ORDER BY rank",
    "i", "iiI"};
const struct stmt sql_wishes_drop = {"DELETE FROM registration_wish WHERE registration_id = $1",
                                     "i", ""};
const struct stmt sql_wish_drop = {
    "DELETE FROM registration_wish WHERE registration_id = $1 AND session_id = $2", "ii", ""};
const struct stmt sql_wish_put = {
    "INSERT INTO registration_wish (registration_id, rank, session_id) SELECT $1, $2, id"
    " FROM session WHERE id = $3 AND event_id = $4 ON CONFLICT DO NOTHING",
    "iiii", ""};

#define POOL_COLUMNS                                                                               \
    "id, event_id, modality, session_id, seats, taken, offered, waiting, next_place"
#define POOL_LETTERS "iiIIIiiii"

/* Taking a pool in hand locks its row and draws the next place in its list. */
const struct stmt sql_pool_of_modality = {
    "INSERT INTO seat_pool (event_id, modality, taken, offered, waiting, next_place)"
    " VALUES ($1, $2, 0, 0, 0, 1) ON CONFLICT (event_id, modality)"
    " DO UPDATE SET next_place = seat_pool.next_place + 1 RETURNING " POOL_COLUMNS,
    "ii", POOL_LETTERS};
const struct stmt sql_pool_of_session = {
    "INSERT INTO seat_pool (event_id, session_id, taken, offered, waiting, next_place)"
    " SELECT event_id, id, 0, 0, 0, 1 FROM session WHERE id = $1 ON CONFLICT (session_id)"
    " DO UPDATE SET next_place = seat_pool.next_place + 1 RETURNING " POOL_COLUMNS,
    "i", POOL_LETTERS};
const struct stmt sql_pool_of_id = {
    "UPDATE seat_pool SET next_place = next_place + 1 WHERE id = $1 RETURNING " POOL_COLUMNS, "i",
    POOL_LETTERS};
const struct stmt sql_pool_save = {
    "UPDATE seat_pool SET seats = $2, taken = $3, offered = $4, waiting = $5, next_place = $6"
    " WHERE id = $1",
    "iIiiii", ""};
const struct stmt sql_pools_of_event = {
    "SELECT " POOL_COLUMNS " FROM seat_pool WHERE event_id = $1 ORDER BY id", "i", POOL_LETTERS};
const struct stmt sql_pools_due = {
    "SELECT DISTINCT pool_id FROM seat_claim WHERE state = 'offered' AND offered_until <= $1"
    " AND pool_id > $2 ORDER BY pool_id LIMIT 100",
    "ii", "i"};

const struct stmt sql_event_start = {"SELECT starts_at, remote, onsite FROM event WHERE id = $1",
                                     "i", "Iii"};

const struct stmt sql_claim_put = {
    "INSERT INTO seat_claim (pool_id, registration_id, rank, state, place, offered_until, missed)"
    " VALUES ($1, $2, $3, $4, $5, $6, 0) RETURNING id",
    "iiitiI", "i"};
const struct stmt sql_claim_set = {
    "UPDATE seat_claim SET rank = $2, state = $3, place = $4, offered_until = $5, missed = $6"
    " WHERE id = $1",
    "iitiIi", ""};
const struct stmt sql_claim_drop = {"DELETE FROM seat_claim WHERE id = $1 RETURNING state", "i",
                                    "t"};
const struct stmt sql_claims_due = {
    "SELECT id, registration_id, rank, place, missed FROM seat_claim WHERE pool_id = $1"
    " AND state = 'offered' AND offered_until <= $2 ORDER BY offered_until, place LIMIT 1000",
    "ii", "iiiii"};
const struct stmt sql_claims_first = {
    "SELECT id, registration_id, rank, place, missed FROM seat_claim WHERE pool_id = $1"
    " AND state = 'waiting' ORDER BY place LIMIT $2",
    "ii", "iiiii"};
/* Offers count: one that ends goes back to the end of the list in the order of its place. */
const struct stmt sql_place_at_head = {
    "SELECT min(place) - 1 FROM seat_claim WHERE pool_id = $1 AND state <> 'confirmed'", "i", "I"};
const struct stmt sql_claims_of = {
    "SELECT seat_claim.id, pool_id, rank, seat_claim.state, place, offered_until, missed,"
    " seat_pool.modality, seat_pool.session_id, session.title,"
    " CASE WHEN seat_claim.state = 'waiting' THEN (SELECT count(*) FROM seat_claim AS other"
    " WHERE other.pool_id = seat_claim.pool_id AND other.state = 'waiting'"
    " AND other.place < seat_claim.place) ELSE 0 END"
    " FROM seat_claim JOIN seat_pool ON seat_pool.id = pool_id"
    " LEFT JOIN session ON session.id = seat_pool.session_id"
    " WHERE registration_id = $1 ORDER BY rank, seat_claim.id",
    "i", "iiitiIiIITi"};

const struct stmt sql_day_counts = {
    "SELECT modality, count(*) FROM registration WHERE event_id = $1 AND state <> 'cancelled'"
    " GROUP BY modality",
    "i", "ii"};
const struct stmt sql_day_sessions = {
    "SELECT count(*) FROM session WHERE event_id = $1 AND parent_id IS NULL", "i", "i"};
const struct stmt sql_day_people = {
    "SELECT id FROM registration WHERE event_id = $1 AND modality = $2 AND state <> 'cancelled'"
    " ORDER BY created_at, id LIMIT 100000",
    "ii", "i"};
const struct stmt sql_day_change = {
    "UPDATE event SET remote = $2, onsite = $3, changed_at = $4 WHERE id = $1", "iiii", ""};
/* Where a session takes place stands in its calendar entry: SEQUENCE rises. */
const struct stmt sql_day_entries = {
    "UPDATE session SET revision = revision + 1, changed_at = $2 WHERE event_id = $1", "ii", ""};
const struct stmt sql_day_holders = {
    "SELECT registration_id FROM seat_claim JOIN seat_pool ON seat_pool.id = pool_id"
    " WHERE event_id = $1 AND modality = $2 ORDER BY place LIMIT 100000",
    "ii", "i"};

const struct stmt sql_registrations_whole = {"SELECT " REGISTRATION_COLUMNS
                                             " FROM registration WHERE LOWER(email) = LOWER($1)"
                                             " ORDER BY id LIMIT 1000",
                                             "t", REGISTRATION_LETTERS};

/* ---- of one person ---------------------------------------------------------------------- */

const struct stmt sql_registrations_of_email = {
    "SELECT registration.token, registration.given_name, registration.family_name,"
    " registration.state, event.title, event.theme, event.slug, event.starts_at"
    " FROM registration JOIN event ON event.id = registration.event_id"
    " WHERE LOWER(registration.email) = LOWER($1)"
    " ORDER BY event.starts_at DESC, registration.id DESC LIMIT 100",
    "t", "tttttTtI"};

/* ---- retention: $1 is the instant before which all is old -------------------------------- */

#define LONG_PAST                                                                                  \
    " erased_at IS NULL AND event_id IN (SELECT id FROM event WHERE ends_at IS NOT NULL"           \
    " AND ends_at <= $1)"
const struct stmt sql_registrations_old = {
    "SELECT COUNT(*), MIN(created_at) FROM registration WHERE" LONG_PAST, "i", "iI"};
/* A token and a ticket are unique; what stands in their place now is nothing that can be typed. */
const struct stmt sql_registrations_forget = {
    "UPDATE registration SET erased_at = $2, token = ' ' || CAST(id AS TEXT),"
    " ticket = ' ' || CAST(id AS TEXT), person = ' ' || CAST(id AS TEXT), form_key = NULL,"
    " given_name = '', family_name = '', email = '', looked_up = '', organisation = NULL,"
    " territory = NULL, territory_words = NULL, access_needs = NULL, list_consent_words = NULL,"
    " list_consent_at = NULL, sort_key = $4 WHERE id IN (SELECT id FROM registration "
    "WHERE" LONG_PAST " ORDER BY id LIMIT $3)",
    "iiib", ""};
