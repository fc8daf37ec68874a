/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef MAILLAGE_MEETING_REGISTRATION_STATEMENTS_H
#define MAILLAGE_MEETING_REGISTRATION_STATEMENTS_H

#include "store/store.h"

extern const struct stmt sql_registration_of_token, sql_registration_of_ticket,
    sql_registration_of_id, sql_registration_of_key, sql_registration_of_person,
    sql_registration_add, sql_registration_details, sql_registration_state,
    sql_registration_check_in, sql_wishes_of, sql_wishes_drop, sql_wish_drop, sql_wish_put,
    sql_pool_of_modality, sql_pool_of_session, sql_pool_of_id, sql_pool_save, sql_pools_of_event,
    sql_pools_due, sql_event_start, sql_claim_put, sql_claim_set, sql_claim_drop, sql_claims_due,
    sql_claims_first, sql_place_at_head, sql_claims_of, sql_participants, sql_participants_count,
    sql_participants_after, sql_day_counts, sql_day_sessions, sql_day_people, sql_day_change,
    sql_day_entries, sql_day_holders, sql_registrations_of_email, sql_registrations_old,
    sql_registrations_forget, sql_registrations_whole, sql_consents_of, sql_consents_of_email,
    sql_consent_give, sql_consent_end, sql_consent_find, sql_list_leave, sql_needs_drop,
    sql_person_claims, sql_person_wishes, sql_registration_person_ids, sql_registration_person_held,
    sql_registration_erase, sql_attendance_keep, sql_attendance_of, sql_registration_address;

#endif
