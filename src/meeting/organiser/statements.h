/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_MEETING_ORGANISER_STATEMENTS_H
#define MAILLAGE_MEETING_ORGANISER_STATEMENTS_H

#include "store/store.h"

/*
 * A registration that a filter lets through. NULL lets all through; '' of ecosystem and area is
 * "not said"; a workshop of -1 is none wished for. $8 is the beginning of a ticket's code ('' when
 * what was typed is none), $9 to $12 are the words of a search as patterns.
 */
#define FILTER                                                                                     \
    "event_id = $1 AND erased_at IS NULL AND ($2 IS NULL OR registration.state = $2)"              \
    " AND ($3 IS NULL OR registration.modality = $3)"                                              \
    " AND ($4 IS NULL OR COALESCE(ecosystem, '') = $4)"                                            \
    " AND ($5 IS NULL OR COALESCE(area, '') = $5)"                                                 \
    " AND ($6 IS NULL OR ($6 = -1 AND NOT EXISTS (SELECT 1 FROM registration_wish"                 \
    " WHERE registration_wish.registration_id = registration.id)) OR EXISTS (SELECT 1 FROM "       \
    "seat_claim JOIN seat_pool"                                                                    \
    " ON seat_pool.id = seat_claim.pool_id WHERE seat_claim.registration_id = registration.id"     \
    " AND seat_pool.session_id = $6))"                                                             \
    " AND ($7 IS NULL OR CASE WHEN checked_in_at IS NULL THEN 0 ELSE 1 END = $7)"                  \
    " AND ($8 IS NULL OR ticket LIKE $8 OR (looked_up LIKE $9 ESCAPE '\\'"                         \
    " AND looked_up LIKE $10 ESCAPE '\\' AND looked_up LIKE $11 ESCAPE '\\'"                       \
    " AND looked_up LIKE $12 ESCAPE '\\'))"
#define FILTER_LETTERS "iTITTIITTTTT"

extern const struct stmt sql_organiser_by_name, sql_organiser_by_name_back,
    sql_organiser_by_arrival, sql_organiser_by_arrival_back, sql_organiser_key, sql_organiser_count,
    sql_organiser_counts, sql_organiser_workshops, sql_organiser_latest, sql_organiser_workshop;

#endif
