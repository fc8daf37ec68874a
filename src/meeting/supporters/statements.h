/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_MEETING_SUPPORTERS_STATEMENTS_H
#define MAILLAGE_MEETING_SUPPORTERS_STATEMENTS_H

#include "store/store.h"

extern const struct stmt sql_supporter_rows, sql_supporter_add, sql_supporter_save,
    sql_supporter_logo, sql_supporter_place, sql_supporter_drop, sql_supporter_logos;

#endif
