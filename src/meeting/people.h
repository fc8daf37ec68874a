/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the module holds about people, for export and erasure: link/person.h. Private. */
#ifndef MAILLAGE_MEETING_PEOPLE_H
#define MAILLAGE_MEETING_PEOPLE_H

#include "link/person.h"

#define MEETING_PEOPLE 3
extern const struct person_data meeting_people[MEETING_PEOPLE];

enum err registration_person_export(struct person_export *x);
enum err registration_person_erase(struct db *db, struct arena *a, struct person_erasure *e);
extern const struct stmt sql_registration_person_count, sql_registration_person_addresses;

enum err invitation_person_export(struct person_export *x);
enum err invitation_person_erase(struct db *db, struct arena *a, struct person_erasure *e);
extern const struct stmt sql_invitation_person_count, sql_invitation_person_addresses;

enum err plan_person_erase(struct db *db, struct arena *a, struct person_erasure *e);
extern const struct stmt sql_plan_forget, sql_plan_past_forget, sql_version_forget;

/* Of every column of text or bytes of the module, what it tells. */
#define MEETING_COLUMNS 83
extern const struct store_column meeting_columns[MEETING_COLUMNS];

#endif
