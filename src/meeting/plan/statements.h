/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_MEETING_PLAN_STATEMENTS_H
#define MAILLAGE_MEETING_PLAN_STATEMENTS_H

#include "store/store.h"

extern const struct stmt sql_plan_of, sql_plan_put, sql_plan_based, sql_plan_past_put,
    sql_plan_past_prune, sql_plan_pasts, sql_plan_past_of, sql_versions_of, sql_version_of,
    sql_version_put, sql_rooms_of, sql_room_put, sql_rooms_drop, sql_events_every,
    sql_event_publish, sql_seats_copy, sql_event_drop, sql_event_registrations, sql_event_new;

#endif
