/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pages where a meeting is made, for the module's table of routes. */
#ifndef MAILLAGE_MEETING_PLAN_HANDLERS_H
#define MAILLAGE_MEETING_PLAN_HANDLERS_H

#include "app/app.h"

enum err plan_board_show(struct request *r);
enum err plan_board_take(struct request *r); /* moves, and taking back the last change */
enum err plan_session_show(struct request *r);
enum err plan_session_take(struct request *r);
enum err plan_sequence_show(struct request *r);
enum err plan_sequence_take(struct request *r);
enum err plan_day_show(struct request *r);
enum err plan_day_take(struct request *r);
enum err plan_head_show(struct request *r);
enum err plan_head_take(struct request *r);
enum err plan_questions_show(struct request *r);
enum err plan_questions_take(struct request *r);
enum err plan_rooms_show(struct request *r);
enum err plan_rooms_take(struct request *r);
enum err plan_paste_show(struct request *r);
enum err plan_paste_take(struct request *r);
enum err plan_preview_show(struct request *r);
enum err plan_release_show(struct request *r);
enum err plan_release_take(struct request *r);
enum err meeting_new_show(struct request *r);
enum err meeting_new_take(struct request *r);
enum err meeting_copy_show(struct request *r);
enum err meeting_copy_take(struct request *r);

#endif
