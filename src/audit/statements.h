/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_AUDIT_STATEMENTS_H
#define MAILLAGE_AUDIT_STATEMENTS_H

#include "audit/audit.h"

extern const struct stmt sql_audit_add, sql_audit_of_id, sql_audit_actors, sql_audit_erase_actor,
    sql_audit_erase_thing;

/* The same list by another index each: which one is by what the filter restricts. */
enum audit_list { BY_TIME, BY_ACTOR, BY_VERB, BY_ACTOR_VERB, BY_THING, BY_ACTOR_THING, BY_ONE };
extern const struct stmt *const sql_audit_lists[];

#endif
