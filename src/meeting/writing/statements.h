/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The statements of sendings; private to this folder. */
#ifndef MAILLAGE_MEETING_WRITING_STATEMENTS_H
#define MAILLAGE_MEETING_WRITING_STATEMENTS_H

#include "store/store.h"

extern const struct stmt sql_sending_of_id, sql_sendings_of_event, sql_sending_add,
    sql_sending_save, sql_sending_act, sql_sending_begin, sql_sending_delete, sql_sendings_due,
    sql_sending_running, sql_sendings_paced, sql_sending_reached, sql_segment_count,
    sql_segment_count_invited, sql_segment_first, sql_segment_first_invited, sql_segment_upto,
    sql_segment_upto_invited, sql_segment_queue, sql_segment_queue_invited;
extern const struct stmt sql_text_of, sql_texts, sql_text_put, sql_text_drop;

#endif
