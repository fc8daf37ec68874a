/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_MEETING_ORGANISER_STATEMENTS_H
#define MAILLAGE_MEETING_ORGANISER_STATEMENTS_H

#include "store/store.h"

extern const struct stmt sql_organiser_by_name, sql_organiser_by_name_back,
    sql_organiser_by_arrival, sql_organiser_by_arrival_back, sql_organiser_key, sql_organiser_count,
    sql_organiser_counts, sql_organiser_workshops, sql_organiser_latest, sql_organiser_workshop;

#endif
