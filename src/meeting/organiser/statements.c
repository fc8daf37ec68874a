/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every SQL statement of the organiser's side. store.c binds their parameters and reads their rows.
 */
#include "meeting/organiser/statements.h"

#define COLUMNS                                                                                    \
    "id, ticket, given_name, family_name, email, organisation, ecosystem, territory,"              \
    " territory_words, area, modality, state, access_needs, list_consent_at, lang, created_at,"    \
    " checked_in_at, sort_key"
#define PAGE_COLUMNS                                                                               \
    "page.id, page.ticket, page.given_name, page.family_name, page.email, page.organisation,"      \
    " page.ecosystem, page.territory, page.territory_words, page.area, page.modality, page.state," \
    " page.access_needs, page.list_consent_at, page.lang, page.created_at, page.checked_in_at,"    \
    " registration_wish.rank, session.id, session.title, seat_claim.state"
#define PAGE_LETTERS "ittttTTTTTitTItiIIITT"

/*
 * A page of registrations with their wishes and what is held of each: at most $14 from behind a
 * key, which is $13 alone or with $15. A wish is a row, so a registration has up to three.
 */
#define PAGE(from, order, page_order)                                                              \
    "WITH page AS (SELECT " COLUMNS " FROM registration WHERE " FILTER " AND " from                \
    " ORDER BY " order " LIMIT $14) SELECT " PAGE_COLUMNS " FROM page"                             \
    " LEFT JOIN registration_wish ON registration_wish.registration_id = page.id"                  \
    " LEFT JOIN session ON session.id = registration_wish.session_id"                              \
    " LEFT JOIN seat_pool ON seat_pool.session_id = session.id"                                    \
    " LEFT JOIN seat_claim ON seat_claim.pool_id = seat_pool.id"                                   \
    " AND seat_claim.registration_id = page.id"                                                    \
    " ORDER BY " page_order ", registration_wish.rank"

const struct stmt sql_organiser_by_name = {
    PAGE("(sort_key, id) > ($15, $13)", "sort_key, id", "page.sort_key, page.id"),
    FILTER_LETTERS "iib", PAGE_LETTERS};
const struct stmt sql_organiser_by_name_back = {PAGE("(sort_key, id) < ($15, $13)",
                                                     "sort_key DESC, id DESC",
                                                     "page.sort_key DESC, page.id DESC"),
                                                FILTER_LETTERS "iib", PAGE_LETTERS};
const struct stmt sql_organiser_by_arrival = {PAGE("id > $13", "id", "page.id"),
                                              FILTER_LETTERS "ii", PAGE_LETTERS};
const struct stmt sql_organiser_by_arrival_back = {PAGE("id < $13", "id DESC", "page.id DESC"),
                                                   FILTER_LETTERS "ii", PAGE_LETTERS};
const struct stmt sql_organiser_key = {
    "SELECT sort_key FROM registration WHERE id = $1 AND event_id = $2", "ii", "b"};
const struct stmt sql_organiser_count = {"SELECT count(*) FROM registration WHERE " FILTER,
                                         FILTER_LETTERS, "i"};

const struct stmt sql_organiser_counts = {
    "SELECT state, modality, ecosystem, area, count(*), count(checked_in_at) FROM registration"
    " WHERE event_id = $1 GROUP BY state, modality, ecosystem, area",
    "i", "tiTTii"};

/* The workshops that one can wish for, in the order of the day, with their seats once counted. */
const struct stmt sql_organiser_workshops = {
    "SELECT session.id, session.title, seats, taken, offered, waiting FROM session"
    " JOIN session AS slot ON slot.id = session.parent_id"
    " JOIN sequence ON sequence.id = session.sequence_id JOIN day ON day.id = sequence.day_id"
    " LEFT JOIN seat_pool ON seat_pool.session_id = session.id WHERE session.event_id = $1"
    " ORDER BY day.position, sequence.position, slot.position, session.position",
    "i", "itIIII"};

const struct stmt sql_organiser_latest = {
    "SELECT id, given_name, family_name, checked_in_at FROM registration WHERE event_id = $1"
    " AND checked_in_at IS NOT NULL AND erased_at IS NULL ORDER BY checked_in_at DESC, id DESC "
    "LIMIT $2",
    "ii", "itti"};

const struct stmt sql_organiser_workshop = {"SELECT title, event_id FROM session WHERE id = $1",
                                            "i", "ti"};
